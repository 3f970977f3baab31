"""Amounts of money: decimal, to the cent, and never a binary fraction.

One rule holds everywhere: a product is exact, then rounded once to two places, half
to even. A context of our own makes it hold whatever precision a caller has set.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

ROUNDING: Final = "exact product, then two places, half to even"
PERCENT: Final = Decimal("0.01")
US_DOLLAR: Final = "USD"
_CENT = Decimal("0.01")
_EXACT = Context(prec=100, rounding=ROUND_HALF_EVEN)


def decimal_of(number: float) -> Decimal:
    """The decimal number that a float was written as, a whole one without point.

    >>> decimal_of(0.1), decimal_of(18.0)
    (Decimal('0.1'), Decimal('18'))
    """
    number = float(number)
    return Decimal(int(number)) if number.is_integer() else Decimal(repr(number))


def exact_product(*factors: Decimal) -> Decimal:
    """The product, not rounded.

    >>> exact_product(Decimal("0.4881"), Decimal("3904"))
    Decimal('1905.5424')
    """
    product = Decimal(1)
    for factor in factors:
        product = _EXACT.multiply(product, factor)
    return product


def rounded_product(*factors: Decimal) -> Decimal:
    """The exact product, rounded once to the cent, half to even.

    >>> rounded_product(Decimal("0.125"), Decimal("1"))
    Decimal('0.12')
    """
    return _EXACT.quantize(exact_product(*factors), _CENT)


def rounded_quotient(amount: Decimal, divisor: Decimal) -> Decimal:
    """One amount divided by another, to the cent, half to even.

    >>> rounded_quotient(Decimal("100.00"), Decimal("1.17"))
    Decimal('85.47')
    """
    return _EXACT.quantize(_EXACT.divide(amount, divisor), _CENT)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum, to the cent.

    >>> total([Decimal("0.10"), Decimal("0.20")])
    Decimal('0.30')
    """
    summed = Decimal(0)
    for amount in amounts:
        summed = _EXACT.add(summed, amount)
    return _EXACT.quantize(summed, _CENT)


def cents(amount: Decimal) -> int:
    """An amount in whole cents, as the router counts it.

    >>> cents(Decimal("12.34"))
    1234
    """
    return int(_EXACT.quantize(amount, _CENT).scaleb(2))
