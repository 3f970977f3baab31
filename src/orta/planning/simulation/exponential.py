"""The logarithm that exponential times need, as a table with the same bits everywhere.

Mathematical libraries round logarithms each in its own way. Here they are worked out in
decimal numbers, whose rounding is laid down, and in between only sums and products are
taken, whose rounding is laid down too (IEEE 754).
"""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from typing import Final

import numpy as np
from numpy.typing import NDArray

_SLICES: Final = 512  # of the numbers from 0 to 1; the last eighth has none
_OF_TABLE: Final = _SLICES - _SLICES // 8
_EXACT: Final = Context(prec=34)


def waited(part: int, of: int) -> float:
    """By when a share of those who wait without memory, 1 on average, has gone.

    >>> waited(1, 2)
    0.6931471805599453
    """
    return float(_waited(part, of))


def _waited(part: int, of: int) -> Decimal:
    with localcontext(_EXACT):
        return -(1 - Decimal(part) / of).ln()


def _slices() -> NDArray[np.float64]:
    """For each slice a parabola through both of its ends and its middle.

    Rows of (constant, of x, of x²), x from 0 to 1 in the slice; off by 6e-8 at most.
    """
    at = [_waited(half, 2 * _SLICES) for half in range(2 * _OF_TABLE + 1)]
    with localcontext(_EXACT):
        rows = [
            (low, 4 * middle - 3 * low - high, 2 * (low - 2 * middle + high))
            for low, middle, high in zip(at[:-1:2], at[1::2], at[2::2], strict=True)
        ]
    return np.array(rows, np.float64)


SLICE: Final = _slices()
LN_8: Final = waited(7, 8)
