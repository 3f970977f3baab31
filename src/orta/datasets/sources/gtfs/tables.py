"""A GTFS feed as values: stops, trips with their calls, days, repetitions.

Notes
-----
Source: GTFS Schedule reference (gtfs.org), as far as a corridor can use it, and
our own extension for services that leave when full.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, TypeVar

from orta.datasets.sources.feed import Feed, Record
from orta.errors import BadCell
from orta.vocabulary import TransportMode

T = TypeVar("T")

FILL_AND_GO_FILE: Final = "fill_and_go.txt"
WEEKDAY_COLUMNS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
_MOST_SECONDS = 400 * 86_400
_NOT_GIVEN: Final = -1
_TRIPS = ("trips.txt", "routes.txt", "calendar.txt", "calendar_dates.txt")
_CALENDARS = ("calendar.txt", "calendar_dates.txt")
_PLATFORM, _STATION = 0, 1  # location_type
_NOT_AVAILABLE = 1  # pickup_type, drop_off_type


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A stop or station; its position may be that of its station."""

    stop_id: str
    name: str
    longitude_deg: float | None
    latitude_deg: float | None
    parent_id: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTime:
    """A call of a trip; times are None where the feed leaves them open."""

    sequence: int
    stop_id: str
    arrival_s: int | None
    departure_s: int | None
    can_load: bool
    can_discharge: bool
    distance: float | None
    fastest_s: int  # from the call before, our extension; -1 if not given
    slowest_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A route: its name, its mode (None: none of ours) and who runs it."""

    route_id: str
    name: str
    mode: TransportMode | None
    agency_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """A trip of a route on the days of its service."""

    trip_id: str
    route: Route
    service_id: str
    shape_id: str
    headsign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    """A part of the day in which a trip repeats."""

    start_s: int
    end_s: int
    headway_s: int
    is_exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FillAndGo:
    """A row of our extension: when a trip leaves, and with which vessels."""

    fleet_id: str
    min_load: float
    load_unit: str
    max_wait_s: int
    arrival_per_day: float
    lot_size: float
    lot_sizes: str
    vessel_type: str
    vessel_count: int
    vessel_capacity: float
    rotation_s: int

    @property
    def rule(self) -> tuple[object, ...]:
        """What all rows of a trip have in common."""
        load = (self.min_load, self.load_unit, self.max_wait_s)
        return (*load, self.arrival_per_day, self.lot_size, self.lot_sizes)


@dataclass(frozen=True, kw_only=True)
class GtfsFeed:
    """The tables of a feed that a dataset is made from."""

    title: str
    publisher: str
    version: str
    timezone: str
    agencies: dict[str, str]
    stops: dict[str, Stop]
    trips: dict[str, Trip]
    stop_times: dict[str, list[StopTime]]
    days: dict[str, frozenset[date]]
    period: tuple[date, date]
    bad_trips: dict[str, BadCell] = field(default_factory=dict)
    frequencies: dict[str, list[Frequency]] = field(default_factory=dict)
    fill_and_go: dict[str, list[FillAndGo]] = field(default_factory=dict)
    shapes: dict[str, list[tuple[float, float, float | None]]] = field(
        default_factory=dict
    )

    @cached_property
    def platforms(self) -> dict[str, list[Stop]]:
        """Stops under the station that they belong to."""
        return _grouped((s.parent_id, s) for s in self.stops.values() if s.parent_id)


def mode_of(route_type: int) -> TransportMode | None:
    """The mode of a GTFS route type, extended ones included; None for the air.

    >>> mode_of(2), mode_of(4), mode_of(1100)
    (<TransportMode.RAIL: 'rail'>, <TransportMode.SEA: 'sea'>, None)
    """
    for mode, ranges in _ROUTE_TYPES.items():
        if any(low <= route_type <= high for low, high in ranges):
            return mode
    return None


_ROUTE_TYPES = {
    TransportMode.RAIL: (
        (0, 2),
        (5, 5),
        (7, 7),
        (12, 12),
        (100, 199),
        (300, 699),
        (900, 999),
        (1400, 1499),
    ),
    TransportMode.ROAD: ((3, 3), (11, 11), (200, 299), (700, 899), (1500, 1599)),
    TransportMode.SEA: ((4, 4), (1000, 1099), (1200, 1299)),
}


def read_stops(feed: Feed) -> dict[str, Stop]:
    """Stops and stations under their id; entrances and the like are not read."""

    def build(record: Record) -> Stop | None:
        kind = record.whole("location_type", 0, 4, default=_PLATFORM)
        if kind not in (_PLATFORM, _STATION):
            return None
        stop_id = record.text("stop_id")
        return Stop(
            stop_id=stop_id,
            name=record.text("stop_name", default=stop_id),
            longitude_deg=record.find_number("stop_lon", -180, 180),
            latitude_deg=record.find_number("stop_lat", -90, 90),
            parent_id=record.text("parent_station", default=""),
            row=record.number,
        )

    read = feed.rows("stops.txt", _once("stop_id", build), needed=("stop_id",),
                     is_required=True)  # fmt: skip
    return {stop.stop_id: stop for stop in read if stop is not None}


def read_agencies(feed: Feed) -> tuple[dict[str, str], str]:
    """Names of the agencies under their id, and the time zone they share."""
    zones: dict[str, int] = {}

    def build(record: Record) -> tuple[str, str]:
        zone = record.text("agency_timezone")
        if zones and zone not in zones:
            raise record.fault(
                "agency_timezone", f"{next(iter(zones))}, as the other agencies have"
            )
        zones[zone] = record.number
        return record.text("agency_id", default=""), record.text("agency_name")

    needed = ("agency_name", "agency_timezone")
    read = feed.rows("agency.txt", build, needed=needed, is_required=True)
    return dict(read), next(iter(zones), "UTC")


def read_trips(feed: Feed, service_ids: dict[str, object]) -> dict[str, Trip]:
    """Trips under their id, each with its route."""

    def build_route(record: Record) -> Route:
        names = (
            record.text("route_short_name", default=""),
            record.text("route_long_name", default=""),
        )
        route_id = record.text("route_id")
        return Route(
            route_id=route_id,
            name=" ".join(filter(None, names)) or route_id,
            mode=mode_of(record.whole("route_type", 0, 1799)),
            agency_id=record.text("agency_id", default=""),
        )

    routes = {
        route.route_id: route
        for route in feed.rows(
            "routes.txt",
            _once("route_id", build_route),
            needed=("route_id", "route_type"),
            is_required=True,
        )
    }

    def build(record: Record) -> Trip:
        return Trip(
            trip_id=record.text("trip_id"),
            route=routes[record.known("route_id", routes, of=("routes.txt",))],
            service_id=record.known("service_id", service_ids, of=_CALENDARS),
            shape_id=record.text("shape_id", default=""),
            headsign=record.text("trip_headsign", default=""),
        )

    needed = ("route_id", "service_id", "trip_id")
    read = feed.rows(
        "trips.txt", _once("trip_id", build), needed=needed, is_required=True
    )
    return {trip.trip_id: trip for trip in read}


def read_stop_times(
    feed: Feed, trips: dict[str, Trip], stops: dict[str, Stop]
) -> dict[str, list[StopTime]]:
    """Calls of each trip in their order, times never falling."""

    def build(record: Record) -> tuple[str, StopTime, Record]:
        trip_id = record.known("trip_id", trips, of=_TRIPS)
        stop_id = record.known("stop_id", stops, of=("stops.txt",))
        arrival_s = record.find_time_s("arrival_time")
        departure_s = record.find_time_s("departure_time")
        are_known = departure_s is not None and arrival_s is not None
        if are_known and (departure_s or 0) < (arrival_s or 0):
            raise record.fault("departure_time", "a time not before the arrival")
        call = StopTime(
            sequence=record.whole("stop_sequence", 0, 10**9),
            stop_id=stop_id,
            arrival_s=departure_s if arrival_s is None else arrival_s,
            departure_s=arrival_s if departure_s is None else departure_s,
            can_load=record.whole("pickup_type", 0, 3, default=0) != _NOT_AVAILABLE,
            can_discharge=record.whole("drop_off_type", 0, 3, default=0)
            != _NOT_AVAILABLE,
            distance=record.find_number("shape_dist_traveled", 0, 1e9),
            fastest_s=record.whole(
                "travel_secs_min", 0, _MOST_SECONDS, default=_NOT_GIVEN
            ),
            slowest_s=record.whole(
                "travel_secs_max", 0, _MOST_SECONDS, default=_NOT_GIVEN
            ),
        )
        return trip_id, call, record

    needed = ("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time")
    read = feed.rows("stop_times.txt", build, needed=needed, is_required=True)
    of_trip: dict[str, list[tuple[StopTime, Record]]] = defaultdict(list)
    for trip_id, call, record in read:
        of_trip[trip_id].append((call, record))
    return {
        # Where a row is missing, what contradicts it is no second fault.
        trip_id: [] if feed.is_blamed(trip_id) else list(_checked_calls(calls))
        for trip_id, calls in of_trip.items()
    }


def _checked_calls(calls: list[tuple[StopTime, Record]]) -> Iterator[StopTime]:
    """The calls of one trip in order; what contradicts the one before is noted."""
    calls.sort(key=lambda pair: pair[0].sequence)
    last_s, last_sequence = -1, -1
    for position, (call, record) in enumerate(calls):
        if call.sequence == last_sequence:
            record.fault("stop_sequence", "each number once in a trip")
        last_sequence = call.sequence
        if call.arrival_s is None or call.departure_s is None:
            if position in (0, len(calls) - 1):
                record.fault("arrival_time", "a time at the first and the last call")
        elif call.arrival_s < last_s:
            record.fault("arrival_time", "a time not before that of the call before")
        else:
            _check_spread(call, record, call.arrival_s - last_s)
            last_s = call.departure_s
        yield call


def _check_spread(call: StopTime, record: Record, travel_s: int) -> None:
    """Note a shortest or longest time (our extension) that contradicts the mean."""
    if call.fastest_s == call.slowest_s == _NOT_GIVEN:
        return
    is_fixed = call.fastest_s == travel_s == call.slowest_s
    if not is_fixed and not _NOT_GIVEN < call.fastest_s < travel_s < call.slowest_s:
        record.fault(
            "travel_secs_min",
            f"less than the {travel_s} s of the timetable, and travel_secs_max more",
        )


def read_frequencies(feed: Feed, trips: dict[str, Trip]) -> dict[str, list[Frequency]]:
    """Parts of the day in which a trip repeats, under the trip."""

    def build(record: Record) -> tuple[str, Frequency]:
        frequency = Frequency(
            start_s=record.time_s("start_time"),
            end_s=record.time_s("end_time"),
            headway_s=record.whole("headway_secs", 1, _MOST_SECONDS),
            is_exact=record.whole("exact_times", 0, 1, default=0) == 1,
        )
        if frequency.end_s <= frequency.start_s:
            raise record.fault("end_time", "a time after start_time")
        return record.known("trip_id", trips, of=_TRIPS), frequency

    needed = ("trip_id", "start_time", "end_time", "headway_secs")
    return _grouped(feed.rows("frequencies.txt", build, needed=needed))


def read_fill_and_go(feed: Feed, trips: dict[str, Trip]) -> dict[str, list[FillAndGo]]:
    """Rows of our extension under their trip; those of a trip agree on the rule."""
    rules: dict[str, tuple[object, ...]] = {}

    def build(record: Record) -> tuple[str, FillAndGo]:
        trip_id = record.known("trip_id", trips, of=_TRIPS)
        row = FillAndGo(
            fleet_id=record.text("fleet_id", default=trip_id),
            min_load=record.number_in("min_load", 1e-6, 1e9),
            load_unit=record.text("load_unit"),
            max_wait_s=record.whole("max_wait_secs", 1, _MOST_SECONDS),
            arrival_per_day=record.number_in("arrival_per_day", 1e-6, 1e9),
            lot_size=record.find_number("lot_size", 1e-6, 1e9) or 1.0,
            lot_sizes=record.text("lot_sizes", default="fixed"),
            vessel_type=record.text("vessel_type", default="vessel"),
            vessel_count=record.whole("vessel_count", 1, 500),
            vessel_capacity=record.number_in("vessel_capacity", 1e-6, 1e9),
            rotation_s=record.whole("rotation_secs", 1, _MOST_SECONDS),
        )
        if row.load_unit not in ("teu", "t", "lane_m", "person"):
            raise record.fault("load_unit", "one of teu, t, lane_m, person")
        if row.min_load > row.vessel_capacity:
            raise record.fault("min_load", "no more than vessel_capacity")
        if row.lot_sizes not in ("fixed", "geometric"):
            raise record.fault("lot_sizes", "fixed or geometric")
        if rules.setdefault(trip_id, row.rule) != row.rule:
            raise record.fault(
                "trip_id", "the same rule in all rows of a trip; only fleets differ"
            )
        return trip_id, row

    needed = (
        "trip_id",
        "min_load",
        "load_unit",
        "max_wait_secs",
        "arrival_per_day",
        "vessel_count",
        "vessel_capacity",
        "rotation_secs",
    )
    return _grouped(feed.rows(FILL_AND_GO_FILE, build, needed=needed))


def read_shapes(feed: Feed) -> dict[str, list[tuple[float, float, float | None]]]:
    """Points of each shape in order: longitude, latitude, distance if given."""

    def build(
        record: Record,
    ) -> tuple[str, tuple[int, tuple[float, float, float | None]]]:
        point = (
            record.number_in("shape_pt_lon", -180, 180),
            record.number_in("shape_pt_lat", -90, 90),
            record.find_number("shape_dist_traveled", 0, 1e9),
        )
        sequence = record.whole("shape_pt_sequence", 0, 10**9)
        return record.text("shape_id"), (sequence, point)

    needed = ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence")
    grouped = _grouped(feed.rows("shapes.txt", build, needed=needed))
    return {
        shape_id: [point for _, point in sorted(points, key=lambda p: p[0])]
        for shape_id, points in grouped.items()
    }


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    grouped: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        grouped[key].append(value)
    return dict(grouped)


def _once(column: str, build: Callable[[Record], T]) -> Callable[[Record], T]:
    """`build`, for rows whose id has not been there before."""
    seen: dict[str, int] = {}

    def build_once(record: Record) -> T:
        key = record.text(column)
        if key in seen:
            raise record.fault(
                column, "each id once", f"it is already in row {seen[key]}"
            )
        seen[key] = record.number
        return build(record)

    return build_once
