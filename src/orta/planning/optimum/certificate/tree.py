"""What columns that must be whole may be, split until every part is proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from orta.planning.optimum.programme import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A column is at most so much in the first branch, and more in the second."""

    column: int
    at_most: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leaf:
    """Prices of rows that prove the bound of a box, shape (rows,), at least 0.

    `ray`, of the same shape, shows that the box holds no plan, if there is none;
    where rounding spoils it, the prices count.
    """

    prices: FloatArray
    ray: FloatArray | None = None


# The nodes in the order of a walk: a split, all of its first branch, then its second.
Tree: TypeAlias = tuple[Split | Leaf, ...]
