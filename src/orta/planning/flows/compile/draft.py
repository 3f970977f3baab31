"""A programme in the making: columns and rows by week, and the entries between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from orta.planning.optimum import Block, Entries, FloatArray, IntArray, Programme

Key = tuple[str, ...]


class Weekly(NamedTuple):
    """What a group of columns or rows is about: its kind and its words, by week."""

    kind: str
    key: Key


@dataclass(slots=True)
class Draft:
    """Groups of one column or one row a week, collected until they are a programme.

    A group has a number for each of the `weeks` of the study, whether or not it may
    be used in all of them: an upper bound of zero costs the solver nothing.
    """

    weeks: int
    columns: dict[Weekly, IntArray] = field(default_factory=dict)
    rows: dict[Weekly, IntArray] = field(default_factory=dict)
    costs: list[FloatArray] = field(default_factory=list)
    uppers: list[FloatArray] = field(default_factory=list)
    wholes: list[bool] = field(default_factory=list)
    limits: list[FloatArray] = field(default_factory=list)
    entries: list[Entries] = field(default_factory=list)

    def add_columns(
        self,
        kind: str,
        *key: str,
        cost: ArrayLike,
        upper: ArrayLike,
        is_whole: bool = False,
    ) -> IntArray:
        """Numbers of new columns, one a week; USD and units for all or by week."""
        numbers = self._numbers(self.columns)
        self.columns[Weekly(kind, key)] = numbers
        self.costs.append(self._by_week(cost))
        self.uppers.append(self._by_week(upper))
        self.wholes.append(is_whole)
        return numbers

    def add_rows(self, kind: str, *key: str, limit: ArrayLike) -> IntArray:
        """Numbers of new rows, one for each week."""
        numbers = self._numbers(self.rows)
        self.rows[Weekly(kind, key)] = numbers
        self.limits.append(self._by_week(limit))
        return numbers

    def put(self, rows: IntArray, columns: IntArray, value: ArrayLike) -> None:
        """Say how much of each row its column uses (plus) or makes (minus)."""
        values = np.broadcast_to(np.asarray(value, np.float64), rows.shape)
        used = values != 0
        self.entries.append(Entries(rows[used], columns[used], values[used]))

    def find(self, kind: str, *key: str) -> IntArray:
        """The numbers of a group of columns.

        Raises
        ------
        KeyError
            If there is none.
        """
        return self.columns[Weekly(kind, key)]

    def upper_of(self, columns: IntArray) -> FloatArray:
        """The upper bounds of a group of columns, shape (weeks,)."""
        return self.uppers[int(columns[0]) // self.weeks]

    def raise_limit(self, rows: IntArray, by: float) -> None:
        """Let rows, of one group, use more."""
        group, weeks = divmod(rows, self.weeks)
        self.limits[int(group[0])][weeks] += by

    def programme(self) -> Programme:
        """What was collected."""
        return Programme.from_entries(
            cost=np.concatenate(self.costs),
            upper=np.concatenate(self.uppers),
            whole=np.repeat(np.array(self.wholes), self.weeks),
            limit=np.concatenate(self.limits),
            entries=self.entries,
            column_blocks=self._blocks(self.columns),
            row_blocks=self._blocks(self.rows),
        )

    def _numbers(self, groups: dict[Weekly, IntArray]) -> IntArray:
        first = len(groups) * self.weeks
        return np.arange(first, first + self.weeks, dtype=np.int32)

    def _by_week(self, values: ArrayLike) -> FloatArray:
        return np.broadcast_to(np.asarray(values, np.float64), (self.weeks,)).copy()

    def _blocks(self, groups: dict[Weekly, IntArray]) -> list[Block]:
        weeks = tuple(f"week {number + 1}" for number in range(self.weeks))
        here, each = (
            np.zeros(self.weeks, np.int32),
            np.arange(self.weeks, dtype=np.int32),
        )
        return [
            Block(kind, (*((word,) for word in key), weeks), (*[here] * len(key), each))
            for kind, key in groups
        ]
