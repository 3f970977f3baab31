"""A programme in the making: columns and rows one by one, each with a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from orta.planning.optimum import Block, Entries, Programme


@dataclass(slots=True)
class Draft:
    """Columns and rows, collected until they are a programme."""

    costs: list[float] = field(default_factory=list)
    uppers: list[float] = field(default_factory=list)
    wholes: list[bool] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)
    column_names: list[str] = field(default_factory=list)
    row_names: list[str] = field(default_factory=list)
    at_rows: list[int] = field(default_factory=list)
    at_columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def add_column(
        self, name: str, *, cost: float, upper: float, is_whole: bool = False
    ) -> int:
        """The number of a new column."""
        self.costs.append(cost)
        self.uppers.append(upper)
        self.wholes.append(is_whole)
        self.column_names.append(name)
        return len(self.costs) - 1

    def add_row(
        self,
        name: str,
        entries: Mapping[int, float] | Iterable[tuple[int, float]],
        *,
        limit: float,
    ) -> int:
        """The number of a new row; entries of one column are added up."""
        number = len(self.limits)
        self.limits.append(limit)
        self.row_names.append(name)
        pairs = entries.items() if isinstance(entries, Mapping) else entries
        sums: dict[int, float] = {}
        for column, value in pairs:
            sums[column] = sums.get(column, 0.0) + value
        for column, value in sums.items():
            if value:
                self.at_rows.append(number)
                self.at_columns.append(column)
                self.values.append(value)
        return number

    def programme(self) -> Programme:
        """What was collected."""
        return Programme.from_entries(
            cost=np.array(self.costs, np.float64),
            upper=np.array(self.uppers, np.float64),
            whole=np.array(self.wholes, np.bool_),
            limit=np.array(self.limits, np.float64),
            entries=[
                Entries(
                    np.array(self.at_rows, np.int32),
                    np.array(self.at_columns, np.int32),
                    np.array(self.values, np.float64),
                )
            ],
            column_blocks=_block(self.column_names),
            row_blocks=_block(self.row_names),
        )


def _block(names: list[str]) -> tuple[Block, ...]:
    """The whole name as one word, of no kind: a block for each first word."""
    blocks: list[Block] = []
    first = 0
    kinds = [name.split(" ", 1)[0] for name in names]
    for at in range(1, len(names) + 1):
        if at == len(names) or kinds[at] != kinds[first]:
            words = tuple(name.split(" ", 1)[-1] for name in names[first:at])
            places = np.arange(at - first, dtype=np.int32)
            blocks.append(Block(kinds[first], (words,), (places,)))
            first = at
    return tuple(blocks)
