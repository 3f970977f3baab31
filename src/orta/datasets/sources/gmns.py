"""`orta data convert NETWORK FOLDER --from gmns`: a GMNS network in, a dataset out.

Notes
-----
Source: General Modeling Network Specification 0.96, tables node, link, config,
use_definition and use_group.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from orta.datasets.check import great_circle_km, length_bounds_km
from orta.datasets.sources.assumptions import Assumptions, find_rate, get_rate
from orta.datasets.sources.draft import Draft, Report
from orta.datasets.sources.feed import Feed, Record, RowFault, TooManyFaultsError
from orta.datasets.sources.write import refuse_existing, write_dataset
from orta.errors import UsageError
from orta.vocabulary import NodeType, TransportMode

_KM_A_UNIT: Final = {
    **dict.fromkeys(("km", "kilometer", "kilometers", "kilometre", "kilometres"), 1.0),
    **dict.fromkeys(("mi", "mile", "miles"), 1.609344),
    **dict.fromkeys(("m", "meter", "meters", "metre", "metres"), 0.001),
    **dict.fromkeys(("ft", "foot", "feet"), 0.0003048),
}
_KMH_A_UNIT: Final = {
    **dict.fromkeys(("km/h", "kmh", "kph", "km/hr", "kmph", "kilometers/hour"), 1.0),
    **dict.fromkeys(("mph", "mi/h", "mi/hr", "miles/hour"), 1.609344),
    **dict.fromkeys(("m/s", "mps"), 3.6),
}
_USES: Final = {
    TransportMode.RAIL: "rail train freight_rail freight_train railway",
    TransportMode.ROAD: "auto car truck trucks hgv freight motor_vehicle mv sov road",
    TransportMode.SEA: "ferry ship vessel sea boat",
    TransportMode.PIPELINE: "pipeline",
}
_LINE = re.compile(r"\s*LINESTRING\s*(?:Z\s*)?\(([^()]*)\)\s*", re.IGNORECASE)
_WGS84 = ("4326", "wgs84", "wgs 84", "crs84")
_TRUE, _FALSE = ("true", "1", "t", "yes"), ("false", "0", "f", "no")
_MOST_TRACKS = 4
_NODE_TYPES = frozenset(NodeType)

Position = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class GmnsOptions:
    """What a GMNS network may leave open: units, and the mode of a use."""

    as_of: str
    length_unit: str = ""
    speed_unit: str = ""
    mode_of_use: Mapping[str, TransportMode]
    default_mode: TransportMode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    link_id: str
    ends: tuple[str, str]
    is_directed: bool
    modes: tuple[TransportMode, ...]
    length_km: float | None
    drawn_km: float | None
    speed_kmh: float | None
    lanes: int | None
    operator: str


def default_uses() -> dict[str, TransportMode]:
    """The mode of each use that we know by name."""
    return {use: mode for mode, uses in _USES.items() for use in uses.split()}


def convert_gmns(  # noqa: PLR0913 - one keyword for each thing asked
    source: Path,
    folder: Path,
    *,
    assumptions: Assumptions,
    options: GmnsOptions,
    licence: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """What was made of a GMNS network, now a dataset in a new folder.

    Raises
    ------
    UsageError
        If something that a route needs is neither in the network nor assumed, or
        the folder exists.
    DatasetError
        With every row of the network that cannot be used.
    """
    refuse_existing(folder)
    files = Feed(source)
    progress(f"reading {source.name} …")
    draft = Draft(assumptions, as_of=options.as_of)
    try:
        reader = _Reader(files, options, draft)
        places, links = reader.places(), reader.links()
        files.raise_faults()
    except TooManyFaultsError:
        files.raise_faults()
        raise
    finally:
        files.close()
    _add_places(draft, places, links)
    for link in links:
        _add_link(draft, link, places)
    title = reader.title or f"GMNS network {source.name}"
    _add_services(draft, title)
    draft.finish(title=title, publisher="", published="")
    progress(f"{len(links):,} links: writing and checking …")
    version = options.as_of
    write_dataset(draft, folder, version=version, title=title, licence=licence)
    return draft.report


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    name: str
    node_type: str
    position: Position


class _Reader:
    """The tables of a network, with the units that its config gives them."""

    def __init__(self, files: Feed, options: GmnsOptions, draft: Draft) -> None:
        self.files = files
        self.options = options
        self.report = draft.report
        rows = files.rows("config.csv", lambda record: record, needed=())
        config = rows[0].cells if rows else {}
        self.title = config.get("dataset_name", "")
        self.length_unit = options.length_unit or config.get("long_length", "")
        self.speed_unit = options.speed_unit or config.get("speed", "")
        self._check_crs(config.get("crs", ""))
        self._groups = dict(
            files.rows(
                "use_group.csv",
                lambda record: (record.text("use_group"), record.text("uses")),
                needed=("use_group", "uses"),
            )
        )
        self._places: dict[str, _Place] = {}
        self._link_ids: dict[str, int] = {}

    def places(self) -> dict[str, _Place]:
        """Nodes under their id."""
        self.files.rows(
            "node.csv",
            self._read_node,
            needed=("node_id", "x_coord", "y_coord"),
            is_required=True,
        )
        return self._places

    def links(self) -> list[_Link]:
        """Links with a mode of ours, lengths in km and speeds in km/h."""
        read = self.files.rows(
            "link.csv",
            self._read_link,
            needed=("link_id", "from_node_id", "to_node_id", "directed"),
            is_required=True,
        )
        return [link for link in read if link is not None]

    def _read_node(self, record: Record) -> None:
        node_id = record.text("node_id")
        if node_id in self._places:
            raise record.fault("node_id", "each id once")
        node_type = record.text("node_type", default="").lower()
        self._places[node_id] = _Place(
            name=record.text("name", default=node_id),
            node_type=node_type if node_type in _NODE_TYPES else "terminal",
            position=(
                record.number_in("x_coord", -180, 180),
                record.number_in("y_coord", -90, 90),
            ),
        )

    def _read_link(self, record: Record) -> _Link | None:
        link_id = record.text("link_id")
        if link_id in self._link_ids:
            first = self._link_ids[link_id]
            raise record.fault("link_id", "each id once", f"it is in row {first}")
        self._link_ids[link_id] = record.number
        ends = (
            self._known_node(record, "from_node_id"),
            self._known_node(record, "to_node_id"),
        )
        modes = self._modes(record)
        if ends[0] == ends[1]:
            self.report.remark("links left out: they end where they start", link_id)
            return None
        if not modes:
            self.report.remark("links left out: no use of theirs is freight", link_id)
            return None
        positions = tuple(self._places[end].position for end in ends)
        return _Link(
            link_id=link_id,
            ends=ends,
            is_directed=self._flag(record, "directed"),
            modes=modes,
            length_km=self._length_km(record, great_circle_km(*positions)),
            drawn_km=_drawn_km(record.cells.get("geometry", "")),
            speed_kmh=self._measure(record, "free_speed", _KMH_A_UNIT, self.speed_unit),
            lanes=record.whole("lanes", 0, 100, default=0) or None,
            operator=record.text("jurisdiction", default=""),
        )

    def _known_node(self, record: Record, column: str) -> str:
        node_id = record.text(column)
        if node_id not in self._places:
            if any(fault.file == "node.csv" for fault in self.files.faults):
                raise RowFault(node_id)  # no second fault
            raise record.fault(column, "a node_id of node.csv")
        return node_id

    def _flag(self, record: Record, column: str) -> bool:
        value = record.text(column).lower()
        if value not in (*_TRUE, *_FALSE):
            raise record.fault(column, "true or false")
        return value in _TRUE

    def _length_km(self, record: Record, straight_km: float) -> float | None:
        length_km = self._measure(record, "length", _KM_A_UNIT, self.length_unit)
        least_km, most_km = length_bounds_km(straight_km)
        if length_km is not None and not least_km <= length_km <= most_km:
            raise record.fault(
                "length",
                f"{max(least_km, 0):.0f} to {most_km:.0f} km",
                f"in {self.length_unit} it is {length_km:.6g} km; the straight line "
                f"is {straight_km:.0f} km",
            )
        return length_km

    def _measure(
        self, record: Record, column: str, factors: Mapping[str, float], unit: str
    ) -> float | None:
        """The cell in our unit; None where it is empty or nought."""
        value = record.find_number(column, 0, 1e9)
        if not value:
            return None
        factor = factors.get(unit.strip().lower())
        if factor is None:
            option = "--length-unit" if column == "length" else "--speed-unit"
            said = (
                f"“{unit}” is no unit we know" if unit else "config.csv names no unit"
            )
            raise UsageError(
                f"{record.file} has a {column}, but {said}",
                where=option,
                hint=f"give one of {', '.join(factors)}",
            )
        return value * factor

    def _modes(self, record: Record) -> tuple[TransportMode, ...]:
        """Our modes among the uses of a link, groups of uses taken apart."""
        uses = re.split(r"[,;]", record.text("allowed_uses", default=""))
        spread = [
            u for use in uses for u in self._groups.get(use.strip(), use).split(",")
        ]
        names = [use.strip().lower() for use in spread if use.strip()]
        if not names or names == ["all"]:
            if self.options.default_mode is None:
                raise record.fault(
                    "allowed_uses",
                    "a use such as rail or truck",
                    "give the mode of links without one: --default-mode rail",
                )
            return (self.options.default_mode,)
        found = {self.options.mode_of_use.get(name) for name in names}
        return tuple(mode for mode in TransportMode if mode in found)

    def _check_crs(self, crs: str) -> None:
        if crs and not any(name in crs.lower() for name in _WGS84):
            raise UsageError(
                f"the coordinates are in “{crs}”",
                where="config.csv crs",
                hint="turn them into longitude and latitude first (EPSG:4326)",
            )
        if not crs:
            self.report.assumed.append("coordinates: WGS 84, as config.csv is silent")


def _drawn_km(geometry: str) -> float | None:
    """Length of a WKT line, None if there is none that can be read."""
    found = _LINE.fullmatch(geometry)
    if found is None:
        return None
    try:
        points = [tuple(map(float, p.split()[:2])) for p in found[1].split(",")]
        return sum(
            great_circle_km((a[0], a[1]), (b[0], b[1])) for a, b in pairwise(points)
        )
    except (ValueError, IndexError):
        return None


def _add_places(draft: Draft, places: dict[str, _Place], links: list[_Link]) -> None:
    """Nodes that a link of ours touches, and a terminal for each of its modes."""
    served: dict[str, set[TransportMode]] = {}
    for link in links:
        for end in link.ends:
            served.setdefault(end, set()).update(link.modes)
    used = [node_id for node_id in places if node_id in served]
    for node_id in places:
        if node_id not in served:
            draft.report.remark("nodes left out: no link touches them", node_id)
    draft.check_countries((node_id, places[node_id].name) for node_id in used)
    for node_id in used:
        place = places[node_id]
        draft.add_node(
            node_id,
            name=place.name,
            node_type=place.node_type,
            lon=place.position[0],
            lat=place.position[1],
        )
        for mode in sorted(served[node_id]):
            draft.add_terminal(draft.node_id(node_id), mode)


def _add_link(draft: Draft, link: _Link, places: dict[str, _Place]) -> None:
    """One row for each mode of a link; what it leaves open is estimated."""
    straight_km = great_circle_km(*(places[end].position for end in link.ends))
    length_km, how = link.length_km, ""
    if length_km is None:
        detour = draft.assumptions.detour
        length_km, how = detour * straight_km, "length: great circle, the least"
        least_km, most_km = length_bounds_km(straight_km)
        if link.drawn_km is not None and least_km <= link.drawn_km <= most_km:
            length_km, how = link.drawn_km, "length: along the geometry"
        elif detour != 1:
            how = f"length: great circle times {detour:g} (--detour)"
    for mode in link.modes:
        speed_kmh, method = link.speed_kmh, how
        if speed_kmh is None:
            speed_kmh = get_rate(
                draft.assumptions.speed_kmh,
                mode,
                option="--speed-kmh",
                why="the speed of some links",
            )
            method += f"; speed: assumed {speed_kmh:g} km/h (--speed-kmh)"
        tracks = link.lanes if mode is TransportMode.RAIL else None
        draft.add_link(
            link.link_id if len(link.modes) == 1 else f"{link.link_id}-{mode.value}",
            (draft.node_id(link.ends[0]), draft.node_id(link.ends[1])),
            mode,
            length_km=length_km,
            speed_kmh=speed_kmh,
            method=method,
            is_estimate=bool(method) and method != "length: along the geometry",
            directed=link.is_directed or None,
            operator=link.operator,
            track_count=min(tracks, _MOST_TRACKS) if tracks else None,
        )


def _add_services(draft: Draft, title: str) -> None:
    """For each mode one service on the whole network, at a headway assumed."""
    countries = sorted({str(row["country_code"]) for row in draft.tables["node"]})
    used = {str(row["mode"]) for row in draft.tables["link"]}
    if not used:
        raise UsageError(
            "no link of the network can carry freight",
            where="source",
            hint="; ".join(map(str, draft.report.remarks.values())),
        )
    for mode in TransportMode:
        if mode.value not in used:
            continue
        headway_h = find_rate(draft.assumptions.headway_h, mode)
        if headway_h is None:
            headway_h = get_rate(
                {}, mode, option="--headway-h", why="the time between departures"
            )
        draft.assume(
            "service",
            f"assumed: a departure every {headway_h:g} h (--headway-h); times: "
            "length over speed",
            service_id=f"network-{mode.value}",
            name=f"{title}: {mode.value}",
            mode=mode.value,
            country_codes=tuple(countries),
            equipment_codes=(draft.assumptions.equipment_code,),
            dispatch_rule="headway",
            headway_h=headway_h,
        )
