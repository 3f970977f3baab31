"""What a price list charges: periods, currencies, surcharges, empty returns."""

from datetime import date
from decimal import Decimal

import pytest
from corridors.build import BOX, corridor, exchange_rate, network, node, tariff
from hypothesis import given
from hypothesis import strategies as st

from orta.planning.network import PriceList
from orta.vocabulary import Cargo
from orta.vocabulary.money import total

DAY = date(2026, 7, 1)
TWO_BOXES = Cargo(unit_count=2, equipment_code=BOX, mass_per_unit_t=10.1)
SERVICE = network("N", "KZ")
EUR = (exchange_rate("EUR", "1.1", "2026-01-01"),)


def prices(*tariffs, on=DAY, cargo=TWO_BOXES):
    there = corridor(
        nodes=[node("A")], services=[SERVICE], tariffs=tariffs, exchange_rates=EUR
    )
    return PriceList(there, cargo, on)


def figures(charges):
    return [(str(c.quantity), str(c.amount), c.amount_cents) for c in charges]


def test_an_amount_is_rounded_in_its_currency_and_then_in_dollars():
    list_ = prices(tariff("N", 0.333, currency="EUR"))

    (charge,) = list_.find_freight(SERVICE, length_km=10.5)

    # 2 x 10.5 x 0.333 = 6.993 EUR; 6.99 x 1.1 = 7.689 USD
    assert figures([charge]) == [("21.0", "6.99", 769)]
    assert charge.exchange_rate.rate_id == "EUR-2026-01-01"


def test_a_percentage_is_of_each_part_of_the_freight_and_of_nothing_else():
    list_ = prices(
        tariff("N", 100, basis="per_unit"),
        tariff("N", 1.01, currency="EUR"),
        tariff("N", 7.5, charge="surcharge", basis="percent"),
        tariff("N", 3, charge="surcharge", basis="per_unit"),
        tariff("N", 0.01, charge="surcharge", basis="per_t_km"),
    )

    once = list_.find_freight(SERVICE, length_km=0)
    by_km = list_.find_freight(SERVICE, length_km=10.0)

    # 200 USD, 7.5 % of it, 2 x 3 USD; by the km 20.20 EUR, 7.5 % of it, 202 tkm
    assert figures(once) == [
        ("2", "200.00", 20000),
        ("200.00", "15.00", 1500),
        ("2", "6.00", 600),
    ]
    assert figures(by_km) == [
        ("20", "20.20", 2222),
        ("20.20", "1.52", 167),
        ("202.0", "2.02", 202),
    ]
    assert by_km[1].currency == "EUR"
    assert by_km[1].freight_tariff.basis == "per_unit_km"


def test_a_surcharge_for_all_gives_way_to_one_of_the_service():
    general = tariff("", 50, charge="surcharge", basis="per_unit")
    own = tariff("N", 20, charge="surcharge", basis="per_unit")
    freight = tariff("N", 1)

    for tariffs, usd in (((freight, general), 100), ((freight, general, own), 40)):
        (charge,) = prices(*tariffs).find_freight(SERVICE, length_km=0)
        assert charge.amount == usd


def test_without_freight_a_surcharge_alone_is_no_price():
    lonely = prices(tariff("N", 20, charge="surcharge", basis="per_unit"))

    assert lonely.find_freight(SERVICE, length_km=10) is None


def test_an_empty_return_is_no_part_of_the_freight():
    list_ = prices(
        tariff("N", 1), tariff("N", 300, charge="empty_return", basis="per_unit")
    )

    assert list_.find_freight(SERVICE, length_km=0) == ()
    assert figures(list_.find_empty_return(SERVICE)) == [("2", "600.00", 60000)]


PERIODS = (
    tariff("N", 1, valid_from="2025", valid_to="2025-06"),
    tariff("N", 2, valid_from="2025-07", valid_to="2025"),
    tariff("N", 3, valid_from="2026-03", valid_to="2026"),
)


@pytest.mark.parametrize(
    ("on", "amount"),
    [
        (date(2024, 5, 1), 1),  # none has begun: the first to begin
        (date(2025, 6, 30), 1),
        (date(2025, 7, 1), 2),
        (date(2026, 2, 28), 2),  # none in force: the last one still stands
        (date(2026, 3, 1), 3),
        (date(2027, 1, 1), 3),
    ],
)
def test_one_period_counts_at_a_time(on, amount):
    (charge,) = prices(*PERIODS, on=on).find_freight(SERVICE, length_km=1)

    assert charge.tariff.amount == amount


def test_amounts_of_one_time_add_up_even_where_one_of_them_has_ended():
    """Else the leg would become cheaper on the day a price runs out."""
    list_ = prices(
        tariff("N", 1, valid_from="2025", valid_to="2026-05"),
        tariff("N", 100, basis="per_unit", valid_from="2025"),
    )

    assert list_.find_freight(SERVICE, length_km=10)[0].amount == Decimal("20.00")
    assert list_.find_freight(SERVICE, length_km=0)[0].amount == Decimal("200.00")


AMOUNTS = st.decimals("0", "5000", places=4)


@given(
    amounts=st.lists(AMOUNTS, min_size=1, max_size=6),
    units=st.integers(1, 60),
    mass_kg=st.integers(1, 26000),
    km=st.integers(1, 90000),
    per_cent=st.decimals("0", "40", places=2),
)
def test_random_tariffs_sum_to_the_cent(amounts, units, mass_kg, km, per_cent):
    """The cents the router adds are the dollars a quote adds, whatever the order."""
    cargo = Cargo(unit_count=units, equipment_code=BOX, mass_per_unit_t=mass_kg / 1000)
    bases = ("per_unit_km", "per_t_km")
    tariffs = [
        tariff(
            "N",
            amount,
            basis=bases[number % 2],
            currency=("USD", "EUR")[number % 3 == 2],
            tariff_id=f"T{number}",
        )
        for number, amount in enumerate(amounts)
    ]
    tariffs.append(tariff("N", per_cent, charge="surcharge", basis="percent"))

    charges = prices(*tariffs, cargo=cargo).find_freight(SERVICE, length_km=km / 10)

    dollars = [Decimal(c.amount_cents).scaleb(-2) for c in charges]
    assert total(dollars) == total(reversed(dollars))
    assert total(dollars) == Decimal(sum(c.amount_cents for c in charges)) / 100
    assert len(charges) == 2 * len(amounts)
