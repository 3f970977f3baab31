"""Rows of checked cells as values of a study, and each fault back in its row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from orta.corridor import Evidence, Source
from orta.datasets import Row, Table
from orta.errors import ModelError
from orta.planning.flows.study.check import Fault
from orta.planning.flows.study.checked import Checked
from orta.planning.flows.study.files.tables import shown
from orta.planning.flows.study.values import (
    Change,
    Conversion,
    Demand,
    Goods,
    Leg,
    Limit,
    LimitKind,
    Measure,
    Pool,
    PoolPlace,
    Product,
    Risk,
    Scenario,
    Store,
    Supply,
)
from orta.vocabulary import Confidence, TransportMode

_CODES: Final[Mapping[str, Callable[[str], Any]]] = {
    "mode": TransportMode,
    "kind": LimitKind,
    "measure": Measure,
}
_Value = TypeVar("_Value", bound=Checked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """The rows that became values, before anybody knows whether they go together."""

    weeks: int
    risk: Risk
    sources: tuple[Source, ...]
    goods: tuple[Goods, ...]
    supplies: tuple[Supply, ...]
    demands: tuple[Demand, ...]
    stores: tuple[Store, ...]
    conversions: tuple[Conversion, ...]
    pools: tuple[Pool, ...]
    legs: tuple[Leg, ...]
    limits: tuple[Limit, ...]
    scenarios: tuple[Scenario, ...]


class Builder:
    """Values of the rows in which nothing is wrong; what contradicts is named."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.tables = tables
        self._faulty = {
            name: {problem.row for problem in table.problems}
            for name, table in tables.items()
        }
        self._row_of: dict[tuple[str, tuple[str, ...]], int] = {}

    def draft(self, *, weeks: int, risk: Risk) -> Drafted:
        """All rows that can become values."""
        return Drafted(
            weeks=weeks,
            risk=risk,
            sources=tuple(
                Source(**{name: str(value or "") for name, value in row.cells.items()})
                for row in self._whole("source")
            ),
            goods=self._one_by_one("goods", Goods),
            supplies=self._one_by_one("supply", Supply),
            demands=self._one_by_one("demand", Demand),
            stores=self._one_by_one("store", Store),
            conversions=self._grouped("conversion", Conversion, Product, "products"),
            pools=self._grouped("pool", Pool, PoolPlace, "places"),
            legs=self._one_by_one("leg", Leg),
            limits=self._one_by_one("limit", Limit),
            scenarios=tuple(self._scenarios()),
        )

    def complain(self, faults: Iterable[Fault]) -> None:
        """Name each fault in the row it is about.

        One of a whole table is passed over if not all of its rows were read.
        """
        for fault in faults:
            table = self.tables[fault.table]
            if fault.key or not table.problems:
                row = self._row_of.get((fault.table, fault.key), 0)
                table.complain(
                    row, fault.column, fault.value, fault.expected, fault.hint
                )

    def _one_by_one(self, name: str, kind: type[_Value]) -> tuple[_Value, ...]:
        found = []
        for row in self._whole(name):
            value = self._value(name, kind, row)
            if value is not None:
                self._row_of[name, (value.label,)] = row.number
                found.append(value)
        return tuple(found)

    def _grouped(
        self, name: str, kind: type[_Value], part: type[Checked], field: str
    ) -> tuple[_Value, ...]:
        """Things of several rows each; all of them, or the thing is left out."""
        key = self.tables[name].schema.key[0]
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self.tables[name].rows:
            groups[str(row.cells.get(key))].append(row)
        found = []
        for rows in groups.values():
            if any(row.number in self._faulty[name] for row in rows):
                continue
            parts = tuple(self._value(name, part, row) for row in rows)
            if None in parts:
                continue
            value = self._value(name, kind, rows[0], **{field: parts})
            if value is not None:
                self._row_of[name, (value.label,)] = rows[0].number
                found.append(value)
        return tuple(found)

    def _scenarios(self) -> Iterator[Scenario]:
        changes: dict[str, list[Change]] = defaultdict(list)
        for row in self._whole("change"):
            change = self._value("change", Change, row)
            if change is not None:
                own = changes[str(row.cells["scenario_id"])]
                key = (str(row.cells["scenario_id"]), str(len(own)))
                self._row_of["change", key] = row.number
                own.append(change)
        for row in self._whole("scenario"):
            own = changes[str(row.cells["scenario_id"])]
            value = self._value("scenario", Scenario, row, changes=tuple(own))
            if value is not None:
                self._row_of["scenario", (value.label,)] = row.number
                yield value

    def _whole(self, name: str) -> Iterator[Row]:
        """Rows in which nothing is wrong with any cell."""
        faulty = self._faulty[name]
        return (row for row in self.tables[name].rows if row.number not in faulty)

    def _value(
        self,
        name: str,
        kind: type[_Value],
        row: Row,
        **more: tuple[Checked | None, ...] | tuple[Change, ...],
    ) -> _Value | None:
        try:
            return kind(**_fields(kind, row.cells), **more)
        except ModelError as error:
            for problem in error.problems:
                if ", expected " not in problem:  # the evidence contradicts itself
                    self.tables[name].complain(row.number, "method", "", problem)
                    continue
                # As `Checked` says it: name of the row, column, value, expected.
                column, _, rest = problem.partition(": ")[2].partition(" is ")
                expected = rest.partition(", expected ")[2]
                said = shown(row.cells.get(column))
                self.tables[name].complain(row.number, column, said, expected)
            return None


def _fields(kind: type[Checked], cells: Mapping[str, Any]) -> dict[str, Any]:
    """Cells that are fields of a value, and the evidence.

    An empty optional cell is left out, so that the value's own default holds.
    """
    names = kind.__dataclass_fields__  # type: ignore[attr-defined] # each is one
    fields = {
        name: _CODES[name](value) if name in _CODES else value
        for name, value in cells.items()
        if name in names and value is not None
    }
    if "evidence" in names:
        fields["evidence"] = Evidence(
            source_id=cells["source_id"],
            as_of=cells["as_of"],
            confidence=Confidence(cells["confidence"]),
            method=cells.get("method") or "",
        )
    return fields
