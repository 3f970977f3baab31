"""Everything that is wrong with a dataset folder, at once.

The checks run from small to large: cell, row, key, reference, geometry.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from orta.datasets import rows as build
from orta.datasets.cells import Cell, nearest
from orta.datasets.schema import REQUIRED_TABLES, TableSchema, read_schema
from orta.datasets.simulated import check_simulated
from orta.datasets.tables import Row, Table, read_table
from orta.errors import BadCell, ModelError
from orta.vocabulary import Confidence, TransportMode
from orta.vocabulary.quantities import KM_PER_NAUTICAL_MILE

PACKAGE_FILE = "datapackage.json"
_EARTH_RADIUS_KM = 6371.0
# A line can be drawn a little straighter than its end points, which are known
# to some kilometres only; beyond this the length or a coordinate is wrong.
_SHORTEST_SHARE_OF_STRAIGHT_LINE = 0.9
_POSITION_ERROR_KM = 15.0
_LONGEST_SHARE_OF_STRAIGHT_LINE = 5.0
# Ships of all kinds, from a tug with a barge to a fast ferry, port approach included.
_SAILING_KNOTS = (4.0, 30.0)


class CheckedDataset:
    """The tables of a folder, what is wrong with them, and the values they hold."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package, self.problems = _read_package(folder)
        self.tables = {
            name: read_table(folder, schema) for name, schema in read_schema().items()
        }
        self.values: dict[str, list[Any]] = {}
        # What other tables may refer to; a dict, for its order and its speed.
        self._keys = {
            name: dict.fromkeys(
                str(row.cells[table.schema.key[0]])
                for row in table.rows
                if table.schema.key[0] in row.cells
            )
            for name, table in self.tables.items()
        }
        for name in REQUIRED_TABLES:
            if not (folder / f"{name}.csv").is_file():
                self.problems.append(_missing_file(folder, name))
        for table in self.tables.values():
            check_keys(table)
            self._check_references(table)
            self._build_values(table)
        self._build_services()
        self._check_tariff_targets()
        self._check_currencies()
        self._check_lengths()
        self._check_borders()
        self._check_sailings()
        check_simulated(self.tables, self.values)
        for table in self.tables.values():
            self.problems += sorted(table.problems, key=lambda cell: cell.row)

    def _build_values(self, table: Table) -> None:
        """Rows whose cells are all usable, as values; contradictions are named."""
        name = table.schema.name
        if name == "service":
            return
        self.values[name] = []
        for row in _whole_rows(table):
            try:
                self.values[name].append(build.BUILDERS[name](row.cells))
            except ModelError as error:
                _complain_about_row(table, row, error)

    def _build_services(self) -> None:
        """Services of which everything could be read, with their calls and fleets."""
        table, parts = (
            self.tables["service"],
            [self.tables["call"], self.tables["fleet"]],
        )
        # Grouped once: a timetable has thousands of services with calls.
        calls = _by_service(self.values["call"])
        fleets = _by_service(self.values["fleet"])
        self.values["service"] = services = []
        if not all(part.is_complete for part in parts):
            return
        unread = set().union(*(_unread_services(part) for part in parts))
        for row in _whole_rows(table):
            service_id = str(row.cells["service_id"])
            if service_id in unread:
                continue
            own_calls = calls.get(service_id, ())
            try:
                service = build.service(
                    row.cells,
                    tuple(sorted(own_calls, key=lambda call: call.call_sequence)),
                    tuple(fleets.get(service_id, ())),
                )
            except ModelError as error:
                _complain_about_row(table, row, error)
            else:
                services.append(service)

    def _check_references(self, table: Table) -> None:
        for column in table.schema.columns:
            if not column.reference:
                continue
            target = column.reference.partition(".")[0]
            for row in table.rows:
                value = row.cells.get(column.name)
                for key in value if isinstance(value, tuple) else (value,):
                    self._check_reference(table, row, column.name, key, target)

    def _check_tariff_targets(self) -> None:
        targets = {
            "freight": "service",
            "handling": "terminal",
            "border": "border",
            "surcharge": "service",
            "empty_return": "service",
        }
        table = self.tables["tariff"]
        for row in table.rows:
            target = targets.get(str(row.cells.get("charge_type")))
            if target:
                key = row.cells.get("target_id")
                self._check_reference(table, row, "target_id", key, target)

    def _check_currencies(self) -> None:
        """An amount is in US dollars or in a currency that has a rate."""
        rates = self.tables["exchange_rate"]
        if not rates.is_complete or rates.unread:
            return
        currencies = {str(row.cells.get("currency")) for row in rates.rows}
        known = ("USD", *sorted(currencies))
        amounts = [self.tables[name] for name in ("tariff", "project")]
        for table, row in ((each, row) for each in amounts for row in each.rows):
            currency = row.cells.get("currency")
            if currency is not None and currency not in known:
                expected = f"a currency with an exchange rate: {', '.join(known)}"
                hint = "add a row to exchange_rate.csv"
                table.complain(row.number, "currency", str(currency), expected, hint)

    def _check_lengths(self) -> None:
        """A link is neither shorter than the straight line nor absurdly longer."""
        position = {
            node.node_id: (node.longitude_deg, node.latitude_deg)
            for node in self.values["node"]
        }
        table = self.tables["link"]
        for row in table.rows:
            ends = tuple(str(row.cells.get(name)) for name in _ENDS)
            length = row.cells.get("length_km")
            are_known = ends[0] != ends[1] and all(end in position for end in ends)
            if not are_known or not isinstance(length, float):
                continue
            straight = great_circle_km(position[ends[0]], position[ends[1]])
            least, most = length_bounds_km(straight)
            if not least <= length <= most:
                table.complain(
                    row.number,
                    "length_km",
                    f"{length:g}",
                    f"{max(least, 0):.0f} to {most:.0f} km",
                    f"the straight line is {straight:.0f} km; check unit and ends",
                )

    def _check_borders(self) -> None:
        """A border crossing lies between the ends of its link."""
        ends = {
            link.link_id: (link.from_node_id, link.to_node_id)
            for link in self.values["link"]
        }
        table = self.tables["border"]
        for row in _whole_rows(table):
            link_id = row.cells["link_id"]
            sides = [row.cells[name] for name in _ENDS]
            if link_id in ends and set(ends[link_id]) != set(sides):
                table.complain(
                    row.number,
                    "link_id",
                    str(link_id),
                    f"a link between {sides[0]} and {sides[1]}",
                    f"{link_id} joins {' and '.join(ends[link_id])}",
                )

    def _check_sailings(self) -> None:
        """A ship covers the lane between two calls neither at a crawl nor in flight.

        An estimated lane may be a straight line over land: it only bounds the speed
        from above.
        """
        lanes = {
            frozenset((link.from_node_id, link.to_node_id)): link
            for link in self.values["link"]
            if link.mode is TransportMode.SEA
        }
        table = self.tables["call"]
        calls = {
            (row.cells["service_id"], row.cells["call_sequence"]): row
            for row in _whole_rows(table)
        }
        for (service_id, number), row in calls.items():
            before = calls.get((service_id, int(str(number)) - 1))
            hours = row.cells.get("transit_mean_h")
            if before is None or not isinstance(hours, float) or not hours:
                continue
            lane = lanes.get(frozenset((before.cells["node_id"], row.cells["node_id"])))
            if lane is None:
                continue
            most, least = (
                lane.length_km / (knots * KM_PER_NAUTICAL_MILE)
                for knots in _SAILING_KNOTS
            )
            if lane.evidence.confidence is Confidence.ESTIMATED:
                most = math.inf
            if not least <= hours <= most:
                table.complain(
                    row.number,
                    "transit_mean_h",
                    f"{hours:g}",
                    f"{least:.1f} to {most:.1f} h",
                    f"the lane is {lane.length_km:.0f} km; check unit and ends",
                )

    def _check_reference(
        self, table: Table, row: Row, column: str, key: Cell, target: str
    ) -> None:
        known, referred = self._keys[target], self.tables[target]
        if key is None or key in known:
            return
        if referred.is_complete and key not in referred.unread:
            expected = f"a {target}.{referred.schema.key[0]}"
            hint = nearest(str(key), known)
            table.complain(row.number, column, str(key), expected, hint)


_ENDS = ("from_node_id", "to_node_id")


def great_circle_km(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Shortest way over the globe between two (longitude, latitude) in degrees.

    >>> round(great_circle_km((51.22, 43.6), (49.42, 39.98)))
    429
    """
    (lon_1, lat_1), (lon_2, lat_2) = (map(math.radians, p) for p in (start, end))
    across = math.sin((lat_2 - lat_1) / 2) ** 2
    along = math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(min(across + along, 1.0)))


def length_bounds_km(straight_km: float) -> tuple[float, float]:
    """Least and greatest length of a link whose ends are so far from each other."""
    least = _SHORTEST_SHARE_OF_STRAIGHT_LINE * straight_km - _POSITION_ERROR_KM
    return least, _LONGEST_SHARE_OF_STRAIGHT_LINE * (straight_km + _POSITION_ERROR_KM)


def check_dataset(folder: Path) -> tuple[BadCell, ...]:
    """Every unusable cell of the dataset in a folder; empty if it can be used."""
    return tuple(CheckedDataset(folder).problems)


def _read_package(folder: Path) -> tuple[dict[str, Any], list[BadCell]]:
    """`datapackage.json` as it is, and what is wrong with it."""
    path = folder / PACKAGE_FILE

    def bad(column: str, value: str, expected: str, hint: str = "") -> BadCell:
        return BadCell(
            file=PACKAGE_FILE,
            row=0,
            column=column,
            value=value,
            expected=expected,
            hint=hint,
        )

    if not path.is_file():
        return {}, [bad("", "", "a Frictionless data package", "the file is missing")]
    try:
        package = json.loads(path.read_bytes())
    except (ValueError, UnicodeDecodeError, RecursionError) as problem:
        return {}, [bad("", "", "a JSON object", str(problem))]
    if not isinstance(package, dict):
        return {}, [bad("", type(package).__name__, "a JSON object")]
    problems = [
        bad(name, _shown(package.get(name)), "a text that can be printed")
        for name in ("name", "version")
        if not _is_printable(package.get(name))
    ]
    return package, problems


def _is_printable(value: object) -> bool:
    """Whether it is a text with a letter in it, and none that output refuses."""
    return isinstance(value, str) and value.isprintable() and bool(value.strip())


def _shown(value: object) -> str:
    """A text without the signs that output refuses; of all else, what it is."""
    if isinstance(value, str):
        return ascii(value)[1:-1]
    return "" if value is None else type(value).__name__


def _missing_file(folder: Path, name: str) -> BadCell:
    present = sorted(path.name for path in folder.glob("*.csv"))
    return BadCell(
        file=f"{name}.csv",
        row=0,
        column="",
        value="",
        expected="a table every dataset has",
        hint="the file is missing; " + (nearest(f"{name}.csv", present) or "see docs"),
    )


def check_keys(table: Table) -> None:
    """Complain about every row whose key an earlier row has."""
    key_columns = table.schema.key
    seen: dict[tuple[object, ...], int] = {}
    for row in table.rows:
        key = tuple(row.cells.get(name) for name in key_columns)
        if None in key:
            continue
        if key in seen:
            table.complain(
                row.number,
                key_columns[0],
                " ".join(map(str, key)),
                "each key once",
                f"it is already in row {seen[key]}",
            )
        seen.setdefault(key, row.number)


def _whole_rows(table: Table) -> Iterator[Row]:
    """Rows that can become values: nothing is wrong with any of their cells."""
    faulty = {problem.row for problem in table.problems}
    return (row for row in table.rows if row.number not in faulty)


def _by_service(parts: list[Any]) -> dict[str, list[Any]]:
    """Calls or fleets under the service they belong to."""
    grouped: dict[str, list[Any]] = defaultdict(list)
    for part in parts:
        grouped[part.service_id].append(part)
    return grouped


def _unread_services(part: Table) -> set[Cell]:
    """Services of which a call or a fleet could not be read."""
    faulty = {problem.row for problem in part.problems}
    rows = (row for row in part.rows if row.number in faulty)
    return {row.cells.get("service_id") for row in rows} | part.unread


def _complain_about_row(table: Table, row: Row, error: ModelError) -> None:
    for problem in error.problems:
        table.complain(row.number, "", _row_label(table.schema, row), problem)


def _row_label(schema: TableSchema, row: Row) -> str:
    return " ".join(str(row.cells[name]) for name in schema.key if name in row.cells)
