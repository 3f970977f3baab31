"""Tariffs and exchange rates as values: when they hold, what contradicts itself."""

from datetime import date, timedelta

import pytest
from corridors.build import corridor, exchange_rate, network, node, tariff

from orta.errors import ModelError

RATES = (
    exchange_rate("EUR", "1.10", "2026-03"),
    exchange_rate("EUR", "1.20", "2026-06-15"),
    exchange_rate("EUR", "1.15", "2025"),
)
DAY = timedelta(days=1)


def held(**more):
    return corridor(nodes=[node("A")], services=[network("N", "KZ")], **more)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "first", "last"),
    [
        ("2026", "2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-03", "2027-02", date(2026, 3, 1), date(2027, 2, 28)),
        ("2026-03-10", "2026-03-10", date(2026, 3, 10), date(2026, 3, 10)),
    ],
)
def test_a_tariff_is_in_force_from_its_first_to_its_last_day(
    valid_from, valid_to, first, last
):
    price = tariff("N", 1, valid_from=valid_from, valid_to=valid_to)

    days = (first - DAY, first, last, last + DAY)
    assert [price.is_in_force(day) for day in days] == [False, True, True, False]


def test_a_tariff_without_an_end_stays_in_force():
    assert tariff("N", 1, valid_from="2020").is_in_force(date(2199, 12, 31))


@pytest.mark.parametrize(
    ("day", "usd_per_unit"),
    [
        (date(2025, 12, 30), "1.15"),  # none is known yet: the first one
        (date(2025, 12, 31), "1.15"),
        (date(2026, 3, 30), "1.15"),  # the mean of March is known on its last day
        (date(2026, 3, 31), "1.10"),
        (date(2026, 6, 14), "1.10"),
        (date(2026, 6, 15), "1.20"),
        (date(2099, 1, 1), "1.20"),
    ],
)
def test_the_rate_of_a_day_is_the_latest_not_after_it(day, usd_per_unit):
    found = held(exchange_rates=RATES).get_exchange_rate("EUR", on=day)

    assert format(found.usd_per_unit, "f") == usd_per_unit


def test_a_dollar_needs_no_rate_and_an_unknown_currency_has_none():
    there = held(exchange_rates=RATES)

    assert there.currencies == ("USD", "EUR")
    assert there.get_exchange_rate("USD", on=date(2026, 1, 1)) is None
    with pytest.raises(ModelError, match="no exchange rate for KZT"):
        there.get_exchange_rate("KZT", on=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"basis": "percent"}, "only a surcharge is a percentage"),
        (
            {"basis": "percent", "charge": "surcharge", "currency": "USD"},
            "has no currency",
        ),
        ({"currency": ""}, "every other amount has one"),
        ({"charge": "empty_return"}, "charged once for a leg"),
        ({"valid_to": "2025"}, "ends before it starts"),
    ],
)
def test_a_tariff_that_contradicts_itself_is_refused(fault, says):
    with pytest.raises(ModelError, match=says):
        tariff("N", 1, **fault)


def test_a_rate_is_positive_and_not_of_the_dollar():
    with pytest.raises(ModelError, match="more than nothing"):
        exchange_rate("EUR", "0", "2026")
    with pytest.raises(ModelError, match="a dollar is a dollar"):
        exchange_rate("USD", "1", "2026")


def test_a_corridor_names_a_currency_without_a_rate_and_a_service_that_is_not_there():
    with pytest.raises(ModelError) as caught:
        held(
            tariffs=[
                tariff("N", 1, currency="KZT"),
                tariff("M", 1, charge="surcharge", basis="percent"),
            ]
        )

    problems = " ".join(caught.value.problems)
    assert "is in KZT, which has no exchange rate" in problems
    assert "target_id M" in problems
