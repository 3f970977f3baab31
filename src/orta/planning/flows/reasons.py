"""Why a demand is not met: the cheapest way back from it, and what is scarce on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from orta.planning.flows.compile import Compiled, Weekly
from orta.planning.optimum import BoolArray, FloatArray, IntArray

_LEAST_USD_PER_T = 0.005
_MOST_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """Walks backwards from a missed delivery along what would bring one more tonne.

    `names` are of the groups of rows and columns that can be scarce.
    """

    compiled: Compiled
    prices: FloatArray
    names: dict[Weekly, str]

    def find(self, node_id: str, goods_id: str, week: int, *, elsewhere: float) -> str:
        """Why no more of the goods comes to a place in a week, counted from 0.

        `elsewhere` is what a tonne costs the buyer elsewhere, USD.
        """
        rows = self.compiled.rows.get(Weekly("goods at", (goods_id, node_id)))
        if rows is None or int(rows[week]) not in self._makers:
            return "nothing can be there by then"
        scarce: dict[str, float] = defaultdict(float)
        cost = 0.0
        for column in self._way_back(int(rows[week])):
            cost += float(self.compiled.programme.cost[column])
            for name, usd in self._paid(column):
                scarce[name] += usd
        if not scarce:
            return (
                f"dearer than elsewhere: one more tonne would cost {cost:,.2f} USD, "
                f"elsewhere it costs {elsewhere:,.2f}"
            )
        most = sorted(scarce.items(), key=lambda one: (-one[1], one[0]))[:_MOST_NAMED]
        texts = [f"{name} ({usd:,.2f} USD a tonne)" for name, usd in most]
        return f"held back by {', '.join(texts)}"

    def _way_back(self, row: int) -> Iterator[int]:
        """Columns that would make one more tonne, from a balance back to its source."""
        seen = set()
        while row >= 0 and row not in seen:
            seen.add(row)
            makers = self._makers[row]
            column = min(makers, key=lambda one: (self._reduced[one], one))
            yield column
            row = int(self._source[column])

    def _paid(self, column: int) -> Iterator[tuple[str, float]]:
        """What is scarce of all that a column uses, and its price for one tonne."""
        programme = self.compiled.programme
        part = slice(programme.starts[column], programme.starts[column + 1])
        for row, value in zip(
            programme.rows[part], programme.values[part], strict=True
        ):
            usd = float(value * self.prices[row])
            if usd > _LEAST_USD_PER_T and (name := self._row_names.get(int(row))):
                yield name, usd
        usd = -float(self._reduced[column])
        if usd > _LEAST_USD_PER_T and (name := self._column_names.get(column)):
            yield name, usd

    @cached_property
    def _reduced(self) -> FloatArray:
        return self.compiled.programme.reduced_costs(self.prices)

    @cached_property
    def _row_names(self) -> dict[int, str]:
        return self._by_week(self.compiled.rows)

    @cached_property
    def _column_names(self) -> dict[int, str]:
        return self._by_week(self.compiled.columns)

    def _by_week(self, groups: dict[Weekly, IntArray]) -> dict[int, str]:
        return {
            number: f"{self.names[group]} in week {week}"
            for group, numbers in groups.items()
            if group in self.names
            for week, number in enumerate(numbers.tolist(), start=1)
        }

    @cached_property
    def _balances(self) -> BoolArray:
        """Which rows are balances of goods."""
        is_balance = np.zeros(len(self.prices), np.bool_)
        for group, numbers in self.compiled.rows.items():
            is_balance[numbers] = group.kind == "goods at"
        return is_balance

    @cached_property
    def _source(self) -> IntArray:
        """The balance that each column takes goods from, or -1 if it buys them."""
        programme = self.compiled.programme
        columns = programme.entry_columns()
        takes = (programme.values > 0) & self._balances[programme.rows]
        source = np.full(len(programme.cost), -1, np.int32)
        source[columns[takes]] = programme.rows[takes]
        return source

    @cached_property
    def _makers(self) -> dict[int, list[int]]:
        """Columns that can make goods in each balance where goods can be at all."""
        programme = self.compiled.programme
        columns = programme.entry_columns()
        makes = (programme.values < 0) & self._balances[programme.rows]
        makes &= programme.upper[columns] > 0
        by_source = defaultdict(list)
        for column, row in zip(
            columns[makes].tolist(), programme.rows[makes].tolist(), strict=True
        ):
            by_source[int(self._source[column])].append((column, row))
        opened = np.flatnonzero(self._balances & (programme.limit > 0)).tolist()
        makers: dict[int, list[int]] = defaultdict(list)
        waiting = [-1, *opened]
        seen = set(waiting)
        while waiting:
            for column, row in by_source[waiting.pop()]:
                makers[row].append(column)
                if row not in seen:
                    seen.add(row)
                    waiting.append(row)
        return dict(makers)
