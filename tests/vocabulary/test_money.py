"""Money is decimal: exact products, one rounding, sums that do not drift."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orta.vocabulary.money import (
    cents,
    decimal_of,
    rounded_product,
    rounded_quotient,
    total,
)
from orta.vocabulary.periods import first_day, last_day

RATES = st.decimals("0", "1000000", places=4)
QUANTITIES = st.decimals("0", "100000", places=3)
AMOUNTS = st.lists(st.decimals("0", "1000000", places=2), max_size=40)


@given(rate=RATES, quantity=QUANTITIES)
def test_a_product_is_exact_and_rounded_once_half_to_even(rate, quantity):
    exact = Fraction(rate) * Fraction(quantity)

    assert cents(rounded_product(rate, quantity)) == round(exact * 100)


@pytest.mark.parametrize(
    ("rate", "amount"), [("0.125", "0.12"), ("0.135", "0.14"), ("0.1250001", "0.13")]
)
def test_half_a_cent_goes_to_the_even_one(rate, amount):
    assert rounded_product(Decimal(rate), Decimal(1)) == Decimal(amount)


@given(amounts=AMOUNTS, seed=st.randoms())
def test_a_sum_does_not_depend_on_order_or_grouping(amounts, seed):
    shuffled = list(amounts)
    seed.shuffle(shuffled)
    half = len(amounts) // 2

    assert total(amounts) == total(shuffled)
    assert total(amounts) == total([total(amounts[:half]), total(amounts[half:])])
    assert cents(total(amounts)) == sum(map(cents, amounts))


def test_the_precision_a_caller_has_set_changes_nothing():
    rate, quantity = Decimal("0.48813"), Decimal("3904.125")
    with localcontext() as context:
        context.prec = 3
        coarse = rounded_product(rate, quantity), total([Decimal("12345.67")] * 3)

    assert coarse == (Decimal("1905.72"), Decimal("37037.01"))
    assert coarse == (rounded_product(rate, quantity), Decimal("37037.01"))


def test_a_float_is_the_decimal_number_it_was_written_as():
    assert decimal_of(0.1) + decimal_of(0.2) == Decimal("0.3")
    assert rounded_quotient(Decimal("3191.24"), Decimal("1.17776")) == Decimal(
        "2709.58"
    )


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2026-11", "2026-11-01", "2026-11-30"),
        ("2026-03-05", "2026-03-05", "2026-03-05"),
    ],
)
def test_a_period_begins_and_ends(period, first, last):
    assert first_day(period).isoformat() == first
    assert last_day(period).isoformat() == last
