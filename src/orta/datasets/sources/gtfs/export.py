"""The line services of a corridor as a GTFS feed, fill-and-go ones included."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

from orta.corridor import WEEKDAYS, Corridor, TransportService
from orta.datasets.sources.draft import Report
from orta.datasets.sources.gtfs.tables import FILL_AND_GO_FILE, WEEKDAY_COLUMNS
from orta.datasets.sources.write import new_folder, refuse_existing, write_new_file
from orta.errors import UsageError
from orta.vocabulary import DispatchRule, TransportMode
from orta.vocabulary.quantities import HOURS_PER_DAY

EXTENSION_VERSION: Final = "1.0"
PLACEHOLDER_URL: Final = "https://example.org/"
_SECONDS_PER_HOUR = 3600
_ROUTE_TYPE = {TransportMode.RAIL: 2, TransportMode.ROAD: 3, TransportMode.SEA: 4}
_FIXED_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_HOURS_PER_WEEK = 7 * HOURS_PER_DAY

Rows = Iterable[tuple[object, ...]]


def export_gtfs(
    corridor: Corridor,
    target: Path,
    *,
    period: tuple[date, date],
    url: str = PLACEHOLDER_URL,
) -> Report:
    """What was written of a corridor: a folder, or a zip if the name ends so.

    Times are UTC. Network services, prices, handling times and evidence have no
    place in GTFS; the report says what was left out.

    Raises
    ------
    UsageError
        If the target exists, or no service can be expressed.
    """
    refuse_existing(target)
    report = Report()
    services = [s for s in corridor.services if _is_expressible(s, report)]
    if not services:
        raise UsageError(
            "no service of the dataset has calls, and GTFS knows no others",
            where="source",
        )
    files = dict(_files(corridor, services, period, url))
    report.counts = {
        name.removesuffix(".txt"): len(rows) - 1 for name, rows in files.items()
    }
    if url == PLACEHOLDER_URL:
        report.assumed.append(f"agency_url: {url}, a placeholder (--url)")
    if target.suffix.lower() == ".zip":
        _write_zip(files, target)
    else:
        with new_folder(target) as part:
            for name, rows in files.items():
                (part / name).write_bytes(_csv_bytes(rows))
    return report


def mean_interval_h(service: TransportService) -> float:
    """Hours between departures that one who does not know the extension is told.

    Notes
    -----
    Source: docs/reference/gtfs-fill-and-go.md, *What others see*: the time to
    fill or the longest wait, but no less than the vessels need to come round.

    Examples
    --------
    >>> import orta
    >>> ferry = orta.load().corridor.service_by_id["FEEDER-AAU-BAK"]
    >>> round(mean_interval_h(ferry), 2)
    14.69
    """
    if service.dispatch_rule is DispatchRule.HEADWAY:
        return service.headway_h or 0.0
    load, rate = service.min_load_teu or 0.0, service.arrival_teu_per_day or 1.0
    filling_h = HOURS_PER_DAY * load / rate
    vessels_per_h = sum(f.vessel_count / f.rotation_h for f in service.fleets)
    return max(min(filling_h, service.max_wait_h or filling_h), 1 / vessels_per_h)


def _is_expressible(service: TransportService, report: Report) -> bool:
    if service.is_network:
        what = "services left out: without calls, they run on a whole network"
    elif service.mode not in _ROUTE_TYPE:
        what = f"services left out: GTFS has no route type for {service.mode}"
    else:
        return True
    report.remark(what, service.service_id)
    return False


def _files(
    corridor: Corridor,
    services: list[TransportService],
    period: tuple[date, date],
    url: str,
) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """Every file of the feed: its name, and its rows below their header."""
    operators = dict.fromkeys(s.operator or _UNKNOWN for s in services)
    agency_ids = {operator: f"A{n}" for n, operator in enumerate(operators, start=1)}
    called = {call.node_id for service in services for call in service.calls}
    stops = [node for node in corridor.nodes if node.node_id in called]
    tables: dict[str, Rows] = {
        "agency.txt": ((agency_ids[o], o, url, "Etc/UTC") for o in operators),
        "stops.txt": (
            (n.node_id, n.name, n.latitude_deg, n.longitude_deg) for n in stops
        ),
        "routes.txt": _routes(services, agency_ids),
        "trips.txt": ((s.service_id, _calendar_id(s), s.service_id) for s in services),
        "stop_times.txt": _stop_times(services),
        "calendar.txt": _calendar(services, period),
        "frequencies.txt": _frequencies(services),
        FILL_AND_GO_FILE: _fill_and_go(services),
        "feed_info.txt": [_feed_info(corridor, period, url)],
    }
    for name, rows in tables.items():
        yield name, [tuple(_COLUMNS[name].split()), *rows]


_UNKNOWN = "unknown"
_COLUMNS = {
    "agency.txt": "agency_id agency_name agency_url agency_timezone",
    "stops.txt": "stop_id stop_name stop_lat stop_lon",
    "routes.txt": "route_id agency_id route_long_name route_type",
    "trips.txt": "route_id service_id trip_id",
    "stop_times.txt": "trip_id arrival_time departure_time stop_id stop_sequence "
    "pickup_type drop_off_type travel_secs_min travel_secs_max",
    "calendar.txt": " ".join(("service_id", *WEEKDAY_COLUMNS, "start_date end_date")),
    "frequencies.txt": "trip_id start_time end_time headway_secs exact_times",
    FILL_AND_GO_FILE: "trip_id fleet_id min_load load_unit max_wait_secs "
    "arrival_per_day lot_size lot_sizes vessel_type vessel_count vessel_capacity "
    "rotation_secs",
    "feed_info.txt": "feed_publisher_name feed_publisher_url feed_lang "
    "feed_start_date feed_end_date feed_version fill_and_go_version",
}


def _feed_info(
    corridor: Corridor, period: tuple[date, date], url: str
) -> tuple[object, ...]:
    first, last = (f"{day:%Y%m%d}" for day in period)
    version = corridor.version
    return (corridor.name, url, "en", first, last, version, EXTENSION_VERSION)


def _routes(services: list[TransportService], agency_ids: dict[str, str]) -> Rows:
    for service in services:
        agency_id = agency_ids[service.operator or _UNKNOWN]
        yield service.service_id, agency_id, service.name, _ROUTE_TYPE[service.mode]


def _stop_times(services: list[TransportService]) -> Iterator[tuple[object, ...]]:
    for service in services:
        at_s = 60 * (service.departure_min or 0)
        for call in service.calls:
            transit = call.transit if call is not service.calls[0] else None
            spread: tuple[object, object] = ("", "")
            if transit is not None:
                at_s += _seconds(transit.mean_h)
                if transit.min_h < transit.max_h:
                    spread = (_seconds(transit.min_h), _seconds(transit.max_h))
            closed = 1 if call.passes else 0
            time = _clock(at_s)
            yield (
                service.service_id,
                time,
                time,
                call.node_id,
                call.call_sequence,
                closed,
                closed,
                *spread,
            )


def _calendar_id(service: TransportService) -> str:
    return "-".join(_weekdays(service))


def _weekdays(service: TransportService) -> tuple[str, ...]:
    """Days of its calendar; a long interval is one window that begins on Monday."""
    if service.dispatch_rule is DispatchRule.TIMETABLE:
        return tuple(day for day in WEEKDAYS if day in service.weekdays)
    return WEEKDAYS if mean_interval_h(service) <= HOURS_PER_DAY else WEEKDAYS[:1]


def _calendar(services: list[TransportService], period: tuple[date, date]) -> Rows:
    ends = tuple(f"{day:%Y%m%d}" for day in period)
    for days in dict.fromkeys(map(_weekdays, services)):
        yield ("-".join(days), *(int(day in days) for day in WEEKDAYS), *ends)


def _frequencies(services: list[TransportService]) -> Rows:
    for service in services:
        if service.dispatch_rule is DispatchRule.TIMETABLE:
            continue
        interval_h = mean_interval_h(service)
        window_h = HOURS_PER_DAY if interval_h <= HOURS_PER_DAY else _HOURS_PER_WEEK
        seconds = _seconds(interval_h)
        yield service.service_id, "00:00:00", f"{window_h}:00:00", seconds, 0


def _fill_and_go(services: list[TransportService]) -> Rows:
    for service in services:
        if service.dispatch_rule is not DispatchRule.FILL_AND_GO:
            continue
        for fleet in service.fleets:
            yield (
                service.service_id,
                fleet.fleet_id,
                service.min_load_teu,
                "teu",
                _seconds(service.max_wait_h or 0),
                service.arrival_teu_per_day,
                service.lot_teu,
                service.lot_sizes.value,
                fleet.vessel_type,
                fleet.vessel_count,
                fleet.payload_teu,
                _seconds(fleet.rotation_h),
            )


def _seconds(hours: float) -> int:
    return round(hours * _SECONDS_PER_HOUR)


def _clock(seconds: int) -> str:
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"


def _csv_bytes(rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _write_zip(files: dict[str, list[tuple[object, ...]]], target: Path) -> None:
    """All files in one zip, the same bytes each time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, rows in files.items():
            member = zipfile.ZipInfo(name, _FIXED_ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(member, _csv_bytes(rows))
    write_new_file(packed.getvalue(), target)
