"""What is to be made cheapest, under which limits: arrays that know no freight.

    minimise  cost · x   where   A x <= limit,   0 <= x <= upper,   some x are whole

Every row says that what is used is no more than what there is: uses stand with plus,
what is made stands with minus. That one form is enough, and it makes a certificate
short: with a price of at least zero for each row, anybody can compute a bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
BoolArray = NDArray[np.bool_]


class Entries(NamedTuple):
    """Entries of a matrix: three arrays of one length."""

    rows: IntArray
    columns: IntArray
    values: FloatArray


class Block(NamedTuple):
    """Neighbouring columns or rows of one kind, and the words that tell them apart.

    `places[i]` holds for each of them a place in `words[i]`.
    """

    kind: str
    words: tuple[tuple[str, ...], ...]
    places: tuple[IntArray, ...]

    @property
    def size(self) -> int:
        """How many columns or rows the block has."""
        return len(self.places[0])

    def labels(self) -> Iterator[str]:
        """A name for each, made of its kind and its words."""
        for of_one in zip(*(places.tolist() for places in self.places), strict=True):
            texts = [words[at] for words, at in zip(self.words, of_one, strict=True)]
            yield " ".join([self.kind, *texts])


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A linear or mixed-integer programme; the matrix is stored by columns.

    Shapes: `cost`, `upper` and `whole` (columns,), `limit` (rows,), `starts`
    (columns + 1,), `rows` and `values` (entries,). Every upper bound is finite, so
    that every price of rows gives a bound.
    """

    cost: FloatArray  # USD per unit
    upper: FloatArray  # units; of finite size
    whole: BoolArray  # must be a whole number
    limit: FloatArray  # units of the row
    starts: IntArray
    rows: IntArray
    values: FloatArray
    column_blocks: tuple[Block, ...]
    row_blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit each other, and numbers that are none."""
        n_columns, n_entries = len(self.cost), len(self.rows)
        fits = (
            len(self.upper) == len(self.whole) == n_columns
            and len(self.starts) == n_columns + 1
            and len(self.values) == n_entries == self.starts[-1]
            and sum(block.size for block in self.column_blocks) == n_columns
            and sum(block.size for block in self.row_blocks) == len(self.limit)
        )
        if not fits:
            raise ValueError("the arrays of a programme do not fit each other")
        for array in (self.cost, self.upper, self.limit, self.values):
            if not np.isfinite(array).all():
                raise ValueError("a programme has finite numbers only")
        if (self.upper < 0).any():
            raise ValueError("an upper bound is negative")

    @classmethod
    def from_entries(  # noqa: PLR0913  a keyword for each array
        cls,
        *,
        cost: FloatArray,
        upper: FloatArray,
        whole: BoolArray,
        limit: FloatArray,
        entries: Sequence[Entries],
        column_blocks: Sequence[Block],
        row_blocks: Sequence[Block],
    ) -> Programme:
        """The programme whose matrix has these entries, in any order, none twice."""
        rows, columns, values = (
            np.concatenate(part) for part in zip(*entries, strict=True)
        )
        order = np.lexsort((rows, columns))
        starts = np.zeros(len(cost) + 1, np.int32)
        np.cumsum(np.bincount(columns, minlength=len(cost)), out=starts[1:])
        return cls(
            cost=cost,
            upper=upper,
            whole=whole,
            limit=limit,
            starts=starts,
            rows=rows[order].astype(np.int32),
            values=values[order],
            column_blocks=tuple(column_blocks),
            row_blocks=tuple(row_blocks),
        )

    def column_labels(self) -> list[str]:
        """A name for every column."""
        return [label for block in self.column_blocks for label in block.labels()]

    def row_labels(self) -> list[str]:
        """A name for every row."""
        return [label for block in self.row_blocks for label in block.labels()]

    def entry_columns(self) -> IntArray:
        """The column of each entry of the matrix, shape (entries,)."""
        columns = np.arange(len(self.cost), dtype=np.int32)
        return np.repeat(columns, np.diff(self.starts))

    def reduced_costs(self, prices: FloatArray) -> FloatArray:
        """What one more unit of each column costs with its rows paid for, (columns,).

        `prices` (rows,) are at least 0. Below zero a column is held back only by its
        own upper bound.
        """
        weights = self.values * prices[self.rows]
        paid = np.bincount(self.entry_columns(), weights, minlength=len(self.cost))
        return self.cost + paid.astype(np.float64)

    def bound(self, prices: FloatArray) -> float:
        """What no plan costs less than, as prices (rows,) of at least 0 prove it.

        All that rows have is paid for, and every column is taken that then earns.
        """
        earned = np.minimum(0.0, self.reduced_costs(prices)) @ self.upper
        return float(earned - prices @ self.limit)

    def use(self, x: FloatArray) -> FloatArray:
        """What each row uses under `x` (columns,): A x, shape (rows,)."""
        weights = self.values * x[self.entry_columns()]
        used = np.bincount(self.rows, weights=weights, minlength=len(self.limit))
        return used.astype(np.float64)
