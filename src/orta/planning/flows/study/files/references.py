"""Whether the cells of a study speak of what the study or the corridor has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Final

from orta.corridor import Corridor, Gazetteer
from orta.datasets import Row, Table, nearest
from orta.planning.flows.study.files.tables import shown
from orta.planning.flows.study.schema import CHANGEABLE
from orta.planning.flows.study.values import EVERY_ROW

_THE_SAME: Final = 100.0  # likeness of a name to itself
_LISTS: Final = {
    "commodity": "list them with `orta data show commodity`",
    "equipment": "list them with `orta data show equipment`",
}
# Columns that are the same in all rows of one thing.
_SHARED: Final = {
    "conversion": ("node_id", "from_goods_id", "capacity_t_per_week", "usd_per_t"),
    "pool": ("equipment_code", "hire_usd_per_unit_week"),
}


class References:
    """What the cells of a study may speak of."""

    def __init__(self, tables: Mapping[str, Table], corridor: Corridor) -> None:
        self.tables = tables
        self.corridor = corridor
        self._hints: dict[str, str] = {}
        # Dicts, for their order and their speed.
        self.known: dict[str, Collection[str]] = {
            name: dict.fromkeys(
                str(row.cells[key])
                for row in table.rows
                for key in table.schema.key[:1]
                if key in row.cells
            )
            for name, table in tables.items()
        }
        self.known["node"] = corridor.node_by_id
        self.known["equipment"] = corridor.equipment_by_code
        self.known["commodity"] = [row.commodity_code for row in corridor.commodities]
        self.known["source"] = {
            **dict.fromkeys(self.known["source"]),
            **dict.fromkeys(source.source_id for source in corridor.sources),
        }

    def check(self, table: Table) -> None:
        """Complain about every cell of a table that speaks of what is not there."""
        columns = [column for column in table.schema.columns if column.reference]
        for row in table.rows:
            if table.is_hopeless:
                break
            for column in columns:
                value = row.cells.get(column.name)
                for key in value if isinstance(value, tuple) else (value,):
                    if key is not None:
                        self._check_one(
                            table, row, column.name, str(key), column.reference
                        )
        if table.schema.name in _SHARED:
            _check_shared(table, _SHARED[table.schema.name])
        if table.schema.name == "change":
            for row in table.rows:
                self._check_change(table, row)
        if table.schema.name == "limit":
            self._check_weather(table)

    def _check_one(
        self, table: Table, row: Row, column: str, key: str, reference: str
    ) -> None:
        target = reference.partition(".")[0]
        if self._has(target, key):
            return
        referred = self.tables.get(target)
        if referred is not None and (
            not referred.is_complete or key in referred.unread
        ):
            return  # what could not be read is not a second fault
        expected = f"a {reference} of the {self._owner(target)}"
        table.complain(row.number, column, key, expected, self._hint(target, key))

    def _has(self, target: str, key: str) -> bool:
        if target == "commodity":
            # A code stands for all that begin with it, as in a ban.
            return any(
                key.startswith(own) or own.startswith(key) for own in self.known[target]
            )
        return key in self.known[target]

    def _owner(self, target: str) -> str:
        if target == "source":
            return "study or the dataset"
        return "study" if target in self.tables else "dataset"

    def _hint(self, target: str, key: str) -> str:
        known, name = self.known[target], f"{target} {key}"
        if name not in self._hints:  # looking a name up takes a while
            otherwise = "" if known else "there is none at all"
            self._hints[name] = (
                self._place_hint(key)
                if target == "node"
                else nearest(key, known) or _LISTS.get(target, otherwise)
            )
        return self._hints[name]

    def _place_hint(self, key: str) -> str:
        near = self._gazetteer.list_places(key, limit=3)
        if near and near[0].likeness == _THE_SAME:
            near = near[:1]
        ids = " or ".join(f"{at.node.node_id} ({at.node.name})" for at in near)
        return f"did you mean {ids}?" if ids else "list them with `orta places TEXT`"

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(self.corridor)

    def _check_change(self, table: Table, row: Row) -> None:
        target, row_id = str(row.cells.get("table")), row.cells.get("row_id")
        if target not in CHANGEABLE or row_id in (None, EVERY_ROW):
            return
        reference = f"{target}.{self.tables[target].schema.key[0]}"
        self._check_one(table, row, "row_id", str(row_id), reference)

    def _check_weather(self, table: Table) -> None:
        """A port whose weather counts has closures in the dataset."""
        ports = dict.fromkeys(closure.node_id for closure in self.corridor.closures)
        for row in table.rows:
            node_id = row.cells.get("node_id")
            if row.cells.get("weather") and node_id and node_id not in ports:
                expected = "a port with closures by weather in the dataset"
                hint = f"there are {', '.join(ports)}" if ports else "it has none"
                table.complain(row.number, "node_id", str(node_id), expected, hint)


def _check_shared(table: Table, columns: tuple[str, ...]) -> None:
    """Complain about rows of one thing that say different things of it."""
    first: dict[object, Row] = {}
    key = table.schema.key[0]
    for row in table.rows:
        before = first.setdefault(row.cells.get(key), row)
        for column in columns:
            if column not in row.cells or column not in before.cells:
                continue
            said, wanted = row.cells[column], before.cells[column]
            if said != wanted and row.cells.get(key) is not None:
                table.complain(
                    row.number,
                    column,
                    shown(said),
                    f"{shown(wanted) or 'an empty cell'}, as in row {before.number}",
                    f"it is the same in all rows of {row.cells[key]}",
                )
