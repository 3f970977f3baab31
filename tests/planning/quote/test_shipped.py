"""Quotes on the shipped corridor agree with its router to the cent."""

import json
from datetime import date
from decimal import Decimal

import pytest

import orta
from orta.planning.quote import (
    MissingKind,
    Part,
    QuoteRequest,
    check_quote,
    make_quote,
)
from orta.vocabulary import ChargeType

READY = date(2026, 12, 4)
PAIRS = [
    ("Xi'an", "Duisburg", "1x40ft:18t"),
    ("Altynkol", "Poti", "2x20ft:21.35t"),
    ("Tashkent", "Istanbul", "1x40ft:9.7t"),
    ("Kostanay", "Baku", "3xwagon:67.4t"),
    ("Aktau", "Constanta", "5x40ft:24.999t"),
    ("Baku", "Turkmenbashi", "2xtruck:20t"),
]


@pytest.fixture(scope="module")
def model():
    return orta.load()


@pytest.mark.parametrize(("origin", "destination", "cargo"), PAIRS)
def test_every_shown_route_is_quoted_at_its_price(model, origin, destination, cargo):
    answer = model.route(origin, destination, ready=READY.isoformat(), cargo=cargo)
    assert answer.choices

    for choice in answer.choices:
        quote = make_quote(answer, choice.label, QuoteRequest(on=READY))

        summed = sum((line.amount_usd for line in quote.lines), Decimal(0))
        assert quote.total_usd == summed
        without_empties = quote.total_usd - quote.empty_returns_usd
        assert without_empties == quote.route_cost_usd
        assert float(quote.route_cost_usd) == choice.option.cost_usd
        for line in quote.lines:
            assert line.evidence.source_id
            assert line.valid_from
            assert line.parts == tuple(
                Part.of(
                    part.quantity,
                    rate=line.rate,
                    basis=line.basis,
                    usd_per_unit=line.usd_per_unit,
                )
                for part in line.parts
            )
        document = json.dumps(quote.to_dict())
        assert check_quote(document, model.corridor).differences == ()


def test_wagons_and_trucks_come_back_over_the_caspian_at_the_published_rate(
    model,
):
    for origin, destination, cargo, usd in (
        ("Kuryk", "Alat", "2xwagon:60t", "1148.94"),  # 2 x 14.73 m x 39 USD
        ("Alat", "Turkmenbashi", "1xtruck:20t", "602.25"),  # 16.5 m x 36.5 USD
    ):
        quote = model.quote(origin, destination, cargo=cargo, ready=READY.isoformat())

        (line,) = [
            line for line in quote.lines if line.charge_type is ChargeType.EMPTY_RETURN
        ]
        assert str(line.amount_usd) == usd
        assert line.evidence.source_id in {"asco-wagon", "asco-veh"}


def test_a_container_has_no_price_for_the_way_back_and_the_quote_says_so(model):
    quote = model.quote("Kuryk", "Alat", ready=READY.isoformat())

    named = [m.item for m in quote.missing if m.kind is MissingKind.NO_TARIFF]
    assert "empty return of the 40 ft container" in named


def test_currencies_of_the_corridor_have_sourced_rates(model):
    corridor = model.corridor

    wanted = {"EUR", "CNY", "KZT", "AZN", "GEL", "TRY", "RUB", "CHF"}
    assert wanted < set(corridor.currencies)
    for rate in corridor.exchange_rates:
        assert rate.evidence.source_id != "orta-estimate"
    manat = corridor.get_exchange_rate("AZN", on=READY)
    assert round(1 / manat.usd_per_unit, 2) == Decimal("1.70")
