"""FEATURE: the price of a train and a ship, line by line (`corridors/priced.py`)."""

from datetime import date
from decimal import Decimal

import pytest
from corridors.build import corridor, exchange_rate, line, request, tariff
from corridors.priced import (
    BACK,
    FUEL,
    PRICES,
    RAIL_KZ,
    RATES,
    READY,
    SHIP,
    quoted,
    train_and_ship,
)

from orta.errors import UnknownCurrencyError, UsageError
from orta.planning.quote import MissingKind, QuoteRequest, Validity, make_quote
from orta.planning.routing import find_routes
from orta.vocabulary.money import total


def usd(quote):
    return {line.item: str(line.amount_usd) for line in quote.lines}


def missing(quote, kind):
    return [(m.item, m.legs, m.why) for m in quote.missing if m.kind is kind]


def test_every_line_says_what_it_is_for_and_what_it_follows_from():
    quote = quoted()

    assert usd(quote) == {
        "loading at A": "11.00",
        "freight, KZ-RAIL": "75.30",  # 251 x 150 km x 0.002
        "border B – P": "0.00",
        "discharge at P": "11.00",
        "loading at P": "11.00",
        "freight, SHIP": "110.00",
        "surcharge, SHIP: fuel": "8.25",
        "discharge at Q": "11.00",
        "empty return, SHIP": "60.00",
    }
    freight = quote.lines[1]
    assert [str(part.amount) for part in freight.parts] == ["25100.00", "12550.00"]
    assert (freight.rate, freight.currency, str(freight.quantity)) == (
        251,
        "KZT",
        "150",
    )
    assert freight.exchange_rate.rate_id == "KZT-2026-01"
    assert (freight.tariff_id, freight.valid_from) == (RAIL_KZ.tariff_id, "2026")
    assert [line.leg for line in quote.lines] == [1] * 4 + [2] * 5


def test_the_total_is_the_price_of_the_router_and_the_empty_returns():
    quote = quoted()

    assert quote.total_usd == Decimal("297.55")
    assert quote.route_cost_usd == Decimal("237.55")
    assert quote.empty_returns_usd == Decimal("60.00")
    assert quote.total_usd == total(line.amount_usd for line in quote.lines)
    assert quote.is_complete


def test_the_total_in_another_currency_says_its_rate():
    quote = quoted(currency="EUR")

    assert quote.total == Decimal("270.50")  # 297.55 / 1.1
    assert quote.to_dict()["total"] == {
        "amount": "270.50",
        "currency": "EUR",
        "usd_per_unit": "1.1",
        "exchange_rate_id": "EUR-2026-05-01",
        "exchange_as_of": "2026-05-01",
        "exchange_source_id": "drawn",
    }


@pytest.mark.parametrize(
    ("on", "rate"),
    [(date(2026, 6, 30), "1.1"), (date(2026, 7, 1), "1.2"), (date(2026, 5, 1), "1.1")],
)
def test_the_day_of_the_quote_chooses_the_exchange_rate(on, rate):
    ship_open = tariff("SHIP", 100, basis="per_unit", currency="EUR")
    there = train_and_ship(*(t for t in PRICES if t not in (SHIP, FUEL)), ship_open)

    ship = quoted(there, on=on).lines[-3]

    assert (ship.item, str(ship.usd_per_unit)) == ("freight, SHIP", rate)


def test_a_price_on_its_last_day_holds_and_a_day_later_is_refused():
    last, after = quoted(on=date(2026, 6, 30)), quoted(on=date(2026, 7, 1))

    assert last.total_usd == Decimal("297.55")
    assert not last.refused
    assert missing(after, MissingKind.NOT_VALID) == [
        ("freight, SHIP", (2,), "tariff SHIP ended with 2026-06"),
        (
            "surcharge, SHIP: fuel",
            (2,),
            "it is a percentage of tariff SHIP, which does not hold",
        ),
    ]
    assert not {"freight, SHIP", "surcharge, SHIP: fuel"} & set(usd(after))
    assert after.total_usd == Decimal("179.30")
    assert not after.is_complete


def test_a_price_before_its_first_day_is_refused():
    before = quoted(on=date(2025, 12, 31))

    refused = missing(before, MissingKind.NOT_VALID)
    assert ("loading at A", (1,), "tariff HANDLING begins with 2026") in refused
    assert before.lines == ()
    assert before.total_usd == 0


def test_an_estimate_fills_in_what_does_not_hold_and_says_so():
    quote = quoted(on=date(2026, 7, 1), estimate=True)

    ship = next(line for line in quote.lines if line.item == "freight, SHIP")
    assert (str(ship.amount_usd), ship.estimated) == ("120.00", True)  # EUR at 1.2
    assert ship.validity is Validity.EXPIRED
    assert missing(quote, MissingKind.NOT_VALID) == []
    assert [line.item for line in quote.lines if line.estimated] == [
        "freight, SHIP",
        "surcharge, SHIP: fuel",
    ]
    items = [line.item for line in quote.lines]
    assert items == [line.item for line in quoted().lines]


def test_an_exchange_rate_of_later_is_refused_too():
    rates = (*RATES[:1], exchange_rate("KZT", "0.002", "2026-06-02"))
    there = train_and_ship(rates=rates)

    early, guessed = quoted(there), quoted(there, estimate=True)

    assert missing(early, MissingKind.NOT_VALID) == [
        (
            "freight, KZ-RAIL",
            (1,),
            "there is no exchange rate for KZT up to that day",
        )
    ]
    assert [line.estimated for line in guessed.lines[:3]] == [False, True, False]


def test_a_price_that_nobody_has_confirmed_for_a_year_is_stale_but_quoted():
    """A price of 2026 is fresh until the end of 2027."""
    ship_open = tariff("SHIP", 100, basis="per_unit")
    there = train_and_ship(*(t for t in PRICES if t not in (SHIP, FUEL)), ship_open)

    fresh = quoted(there, on=date(2027, 12, 31))
    stale = quoted(there, on=date(2028, 1, 1))

    assert {line.validity for line in fresh.lines} == {Validity.IN_FORCE}
    assert {line.validity for line in stale.lines} == {Validity.STALE}
    assert stale.lines[1].exchange_validity is Validity.STALE
    assert stale.is_complete


def test_what_no_tariff_says_is_named_with_its_legs():
    quote = quoted()

    assert missing(quote, MissingKind.NO_TARIFF) == [
        (
            "surcharges of the carriers",
            (1,),
            "the dataset has no tariff for it on these legs",
        ),
        (
            "empty return of the 40 ft container",
            (1,),
            "the dataset has no tariff for it on these legs",
        ),
    ]
    outside = [item for item, _, _ in missing(quote, MissingKind.OUTSIDE)]
    assert "insurance of the goods" in outside
    assert "customs clearance, duties and taxes" in outside


def test_an_empty_return_is_only_estimated_from_services_of_its_mode():
    """A second ship tells what an empty return takes: 25 % of the freight."""
    there = train_and_ship(*(t for t in PRICES if t is not BACK))
    ferry = line("FERRY", {"P": None, "Q": 900.0})
    known = corridor(
        nodes=there.nodes,
        links=there.links,
        services=(*there.services, ferry),
        terminals=there.terminals,
        borders=there.borders,
        tariffs=(
            *there.tariffs,
            tariff("FERRY", 400, basis="per_unit"),
            tariff("FERRY", 100, charge="empty_return", basis="per_unit"),
        ),
        exchange_rates=RATES,
    )

    without, plain, guessed = (
        quoted(there, estimate=True),
        quoted(known),
        quoted(known, estimate=True),
    )

    assert "empty return, SHIP" not in usd(without)
    assert "empty return, SHIP" not in usd(plain)
    back = guessed.lines[-1]
    assert (back.item, str(back.amount_usd)) == ("empty return, SHIP", "27.50")
    assert (back.estimated, back.tariff_id) == (True, "")
    assert "25.00 % of the freight" in back.evidence.method
    named = missing(guessed, MissingKind.NO_TARIFF)
    assert [legs for item, legs, _ in named if "empty" in item] == [(1,)]


def test_an_unknown_currency_gets_a_suggestion():
    with pytest.raises(UnknownCurrencyError) as caught:
        quoted(currency="KZY")

    assert caught.value.hint == "did you mean KZT? there are USD, EUR, KZT"


def test_a_currency_without_a_rate_on_that_day_is_refused():
    with pytest.raises(UsageError, match="no exchange rate for EUR on 2026-04-30"):
        quoted(on=date(2026, 4, 30), currency="EUR")


def test_a_letter_that_is_not_there_names_those_that_are():
    with pytest.raises(UsageError) as caught:
        quoted(label="C")

    assert caught.value.hint == "there are A"


def test_no_route_is_an_answer():
    answer = find_routes(train_and_ship(), request("Q", "A"))

    quote = make_quote(answer, "A", QuoteRequest(on=READY))

    assert quote.lines == quote.missing == ()
    assert quote.blocked_by
    assert not quote.is_complete
