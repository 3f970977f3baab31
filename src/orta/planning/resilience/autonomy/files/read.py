"""A study from its TOML file and the tables that it names, or every fault of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields
from importlib import resources
from pathlib import Path
from typing import Any, Final

from orta.corridor import Corridor, Evidence, Source
from orta.datasets import Bounds, Row, Table, check_keys, nearest, read_table
from orta.errors import BadCell, ModelError, StudyError, UsageError
from orta.planning.assignment import (
    Addition,
    FreightDemand,
    Origin,
    Room,
    Way,
    Weights,
    direction,
    per_week,
)
from orta.planning.resilience.autonomy.files.settings import (
    SETTINGS,
    read_settings,
    read_study_schema,
)
from orta.planning.resilience.autonomy.study import AutonomyStudy
from orta.vocabulary import Confidence, TransportMode

_BOUNDS: Final = Bounds(size_bytes=8 * 2**20, rows=20_000, problems=200)
_NO_ASSET: Final = "-"


def list_shipped_studies() -> tuple[str, ...]:
    """Names of the studies that come with Orta.

    >>> list_shipped_studies()
    ('azerbaijan-wheat', 'azerbaijan-wheat-contracts', 'china-europe-boxes',
    'china-europe-rail',
    'kazakh-exports')
    """
    names = (item.name for item in _shipped().iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


def shipped_study(name: str, corridor: Corridor) -> AutonomyStudy:
    """A study that comes with Orta, about a corridor.

    Raises
    ------
    UsageError
        If there is none of that name, or the corridor has not what it speaks of.
    """
    if name not in list_shipped_studies():
        raise UsageError(
            f"there is no study {name}",
            where="study",
            hint=nearest(name, list_shipped_studies())
            or f"there are {', '.join(list_shipped_studies())}",
        )
    try:
        return read_study(_shipped() / f"{name}.toml", corridor)
    except StudyError as error:
        raise UsageError(
            f"the study {name} speaks of what {corridor.name} does not have: "
            f"{error.bad_cells[0].value}, for one",
            where="study",
            hint="name a study of your own; it is a TOML file and a folder of tables",
        ) from None


def _shipped() -> Path:
    return Path(str(resources.files("orta.planning.resilience.autonomy"))) / "studies"


def read_study(path: str | Path, corridor: Corridor) -> AutonomyStudy:
    """The study of a TOML file and its tables, about a corridor.

    Raises
    ------
    UsageError
        If there is no such file.
    StudyError
        With everything that is wrong: file, row, column, value, what was expected.
    """
    path = Path(path)
    settings = read_settings(path)
    problems = list(settings.problems)
    where = settings.study.get("tables")
    if where is not None and not (path.parent / where).is_dir():
        expected = "a folder of CSV files, as seen from the study file"
        problems.append(
            BadCell(
                file=path.name, row=0, column="tables", value=where, expected=expected
            )
        )
    if where is None or problems:
        raise StudyError(str(path), tuple(problems))
    tables = {
        name: read_table(path.parent / where, schema, bounds=_BOUNDS)
        for name, schema in read_study_schema().items()
        if name not in SETTINGS
    }
    builder = _Builder(tables, corridor)
    study = builder.study(path, settings.study, settings.weights)
    problems = [bad for table in tables.values() for bad in table.problems]
    if problems or study is None:
        raise StudyError(str(path), tuple(problems))
    return study


class _Builder:
    """Values of rows in which nothing is wrong; every fault goes to its table."""

    def __init__(self, tables: Mapping[str, Table], corridor: Corridor) -> None:
        self.tables, self.corridor = tables, corridor
        self.known: dict[str, set[str]] = {
            name: {
                str(row.cells[table.schema.key[0]])
                for row in table.rows
                if table.schema.key[0] in row.cells
            }
            for name, table in tables.items()
        }
        self.known["node"] = set(corridor.node_by_id)
        self.known["equipment"] = set(corridor.equipment_by_code)
        self.known["source"] |= {source.source_id for source in corridor.sources}
        for table in tables.values():
            check_keys(table)
            self._check_references(table)

    def study(
        self, path: Path, settings: Mapping[str, Any], weights: Mapping[str, Any]
    ) -> AutonomyStudy | None:
        """The study, or None if something is wrong; then the tables say what."""
        ways: dict[str, list[Way]] = defaultdict(list)
        for row in self._whole("way"):
            way = self._value("way", row, _way)
            if way is not None:
                ways[str(row.cells.get("project_id") or "")].append(way)
        rooms = [self._value("room", row, _room) for row in self._whole("room")]
        demands = [
            self._value("demand", row, self._demand) for row in self._whole("demand")
        ]
        projects = list(self._projects(ways))
        self._check_settings(path, settings)
        if any(table.problems for table in self.tables.values()):
            return None
        numbers = {k: v for k, v in weights.items() if k != "source"}
        kept = ("title", "question", "cost_rise", "cost_rise_source")
        lists = ("replaces", "others_avoid", "states")
        try:
            return AutonomyStudy(
                study_id=path.stem,
                **{key: settings[key] for key in (*kept, *lists) if key in settings},
                demands=tuple(d for d in demands if d is not None),
                weights=Weights(**numbers),
                weights_sources=dict.fromkeys(numbers, str(weights.get("source", ""))),
                ways=tuple(ways[""]),
                rooms=tuple(room for room in rooms if room is not None),
                projects=tuple(projects),
                evidence={
                    str(row.cells["demand_id"]): _evidence(row.cells)
                    for row in self.tables["demand"].rows
                },
                sources=tuple(
                    Source(**{k: str(v or "") for k, v in row.cells.items()})
                    for row in self._whole("source")
                ),
            )
        except ModelError as error:
            self.tables["demand"].complain(0, "", "", error.message)
            return None

    def _check_settings(self, path: Path, settings: Mapping[str, Any]) -> None:
        own = {demand.demand_id for demand in self.corridor.demands}
        for key in settings.get("replaces", ()):
            if key not in own:
                self.tables["demand"].problems.append(
                    BadCell(
                        file=path.name,
                        row=0,
                        column="replaces",
                        value=key,
                        expected="a demand of the dataset",
                        hint=nearest(key, own),
                    )
                )

    def _projects(self, ways: Mapping[str, list[Way]]) -> Iterator[Addition]:
        """Projects of one or several rows each, with their ways."""
        more: dict[str, dict[str, float]] = defaultdict(dict)
        names: dict[str, str] = {}
        for row in self._whole("project"):
            cells = row.cells
            key, asset = str(cells["project_id"]), str(cells["asset_id"])
            names.setdefault(key, str(cells["name"]))
            if asset == _NO_ASSET:
                continue
            amount = cells.get("more_per_week")
            if not isinstance(amount, int | float):
                self.tables["project"].complain(
                    row.number, "more_per_week", "", "what more the asset holds"
                )
                continue
            more[key][asset] = float(amount)
        for key, name in names.items():
            yield Addition(
                addition_id=key,
                name=name,
                ways=tuple(ways.get(key, ())),
                more_per_week=more[key],
            )

    def _demand(self, cells: Mapping[str, Any]) -> FreightDemand:
        _evidence(cells)  # a row that does not say how it came to be is refused
        equipment = self.corridor.equipment_by_code[cells["equipment_code"]]
        per_unit = cells["unit_mass_t"]
        in_t = cells["volume_unit"] == "t"
        per_year_t = cells["volume_per_year"] * (
            1 if in_t else per_unit / equipment.teu
        )
        origins = self._origins(cells)
        end = cells["destination_node_id"]
        return FreightDemand(
            demand_id=cells["demand_id"],
            origins=origins,
            destination_node_id=end,
            equipment_code=cells["equipment_code"],
            unit_mass_t=per_unit,
            amount_t_per_week=per_week(per_year_t),
            commodity_code=cells["commodity_code"],
            direction=cells.get("direction")
            or direction(self.corridor, origins[0].node_id, end),
            group=cells.get("group") or "",
            value_usd_per_t=cells.get("value_usd_per_t"),
            avoid=cells.get("avoid") or (),
        )

    def _origins(self, cells: Mapping[str, Any]) -> tuple[Origin, ...]:
        own = [
            row.cells
            for row in self._whole("origin")
            if row.cells["demand_id"] == cells["demand_id"]
        ]
        single = cells.get("origin_node_id")
        if bool(own) == bool(single):
            raise ModelError(
                "origin_node_id is given, or the demand has rows in origin, not both"
            )
        if single:
            return (Origin(node_id=single),)
        return tuple(
            Origin(
                node_id=str(row["node_id"]),
                supply_t_per_week=_weekly(row.get("supply_t_per_year")),
                price_usd_per_t=_number(row["price_usd_per_t"]),
            )
            for row in own
        )

    def _check_references(self, table: Table) -> None:
        """Complain about cells that speak of what is not there."""
        codes = [row.commodity_code for row in self.corridor.commodities]
        for row in table.rows:
            for column in table.schema.columns:
                value = row.cells.get(column.name)
                target = column.reference.partition(".")[0]
                if value is None or not target:
                    continue
                for key in value if isinstance(value, tuple) else (str(value),):
                    known = self.known.get(target, set())
                    if target == "commodity":
                        is_there = any(
                            key.startswith(c) or c.startswith(key) for c in codes
                        )
                    else:
                        is_there = key in known
                    if not is_there:
                        table.complain(
                            row.number,
                            column.name,
                            key,
                            f"a {column.reference} of the study or the dataset",
                            nearest(key, known),
                        )

    def _whole(self, name: str) -> Iterator[Row]:
        """Rows in which nothing is wrong."""
        table = self.tables[name]
        faulty = {bad.row for bad in table.problems}
        return (row for row in table.rows if row.number not in faulty)

    def _value(self, name: str, row: Row, make: Any) -> Any:  # noqa: ANN401  one for each table
        try:
            return make(row.cells)
        except ModelError as error:
            self.tables[name].complain(row.number, "", "", error.message)
            return None


def _way(cells: Mapping[str, Any]) -> Way:
    return Way(
        **_fields(Way, cells),
        mode=TransportMode(cells["mode"]),
        capacity_t_per_week=_weekly(cells.get("capacity_t_per_year")),
        evidence=_evidence(cells),
    )


def _room(cells: Mapping[str, Any]) -> Room:
    return Room(
        **_fields(Room, cells),
        mode=TransportMode(cells["mode"]),
        evidence=_evidence(cells),
    )


def _fields(kind: type[Way | Room], cells: Mapping[str, Any]) -> dict[str, Any]:
    """Cells that are fields of a value; an empty one is left to its default."""
    names = {field.name for field in fields(kind)} - {"mode"}
    return {k: v for k, v in cells.items() if k in names and v is not None}


def _evidence(cells: Mapping[str, Any]) -> Evidence:
    return Evidence(
        source_id=cells["source_id"],
        as_of=cells["as_of"],
        confidence=Confidence(cells["confidence"]),
        method=cells.get("method") or "",
    )


def _weekly(per_year: object) -> float | None:
    return None if per_year is None else per_week(_number(per_year))


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0
