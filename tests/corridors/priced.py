"""A drawn corridor with prices of every kind, and its quote.

A ──rail 100 km──▶ B ══border 50 km══▶ P ≈≈ship≈≈▶ Q          KZ | AZ      Q: GE

Rail in KZ costs 251 KZT a kilometre, in AZ 0.5 USD; the ship 100 EUR and 7.5 %.
"""

from datetime import date

from corridors.build import (
    FREE_BORDERS,
    border,
    corridor,
    exchange_rate,
    line,
    link,
    network,
    node,
    request,
    tariff,
    terminal,
)

from orta.planning.quote import QuoteRequest, make_quote
from orta.planning.routing import find_routes
from orta.vocabulary import NodeType

READY = date(2026, 6, 1)  # as in `request`
OVER = link("B", "P", km=50.0)
RATES = (
    exchange_rate("EUR", "1.1", "2026-05-01"),
    exchange_rate("EUR", "1.2", "2026-07-01"),
    exchange_rate("KZT", "0.002", "2026-01"),
)
RAIL_KZ = tariff("KZ-RAIL", 251, currency="KZT")
RAIL_AZ = tariff("AZ-RAIL", 0.5)
SHIP = tariff(
    "SHIP", 100, basis="per_unit", currency="EUR", valid_to="2026-06", tariff_id="SHIP"
)
FUEL = tariff(
    "SHIP", 7.5, charge="surcharge", basis="percent", note="fuel", tariff_id="FUEL"
)
BACK = tariff("SHIP", 60, charge="empty_return", basis="per_unit", tariff_id="BACK")
HANDLING = tariff("", 1.1, charge="handling", basis="per_t", tariff_id="HANDLING")
PRICES = (RAIL_KZ, RAIL_AZ, SHIP, FUEL, BACK, HANDLING, FREE_BORDERS)


def train_and_ship(*tariffs, rates=RATES):
    return corridor(
        nodes=[
            node("A"),
            node("B"),
            node("P", "AZ", kind=NodeType.PORT),
            node("Q", "GE", kind=NodeType.PORT),
        ],
        links=[link("A", "B"), OVER, link("P", "Q", "sea")],
        services=[
            network("KZ-RAIL", "KZ"),
            network("AZ-RAIL", "AZ"),
            line("SHIP", {"P": None, "Q": 20.0}),
        ],
        terminals=[
            *(terminal("A"), terminal("P")),
            *(terminal("P", "sea"), terminal("Q", "sea")),
        ],
        borders=[border(OVER, "B")],
        tariffs=tariffs or PRICES,
        exchange_rates=rates,
    )


def quoted(there=None, *, on=READY, currency="USD", estimate=False, label="A"):
    answer = find_routes(there or train_and_ship(), request("A", "Q"))
    asked = QuoteRequest(on=on, currency=currency, estimate=estimate)
    return make_quote(answer, label, asked)
