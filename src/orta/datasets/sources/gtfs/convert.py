"""`orta data convert FEED FOLDER --from gtfs`: a feed in, a dataset out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

from orta.datasets.check import great_circle_km, length_bounds_km
from orta.datasets.sources.assumptions import Assumptions
from orta.datasets.sources.draft import Draft, Report
from orta.datasets.sources.feed import Feed, TooManyFaultsError
from orta.datasets.sources.gtfs.calls import Position, place_of, position_of
from orta.datasets.sources.gtfs.days import (
    dated_week,
    feed_period,
    read_days,
    usual_week,
)
from orta.datasets.sources.gtfs.services import (
    NO_SPREAD,
    ServiceBook,
    ServiceDraft,
    service_method,
    weekday_codes,
)
from orta.datasets.sources.gtfs.tables import (
    GtfsFeed,
    read_agencies,
    read_fill_and_go,
    read_frequencies,
    read_shapes,
    read_stop_times,
    read_stops,
    read_trips,
)
from orta.datasets.sources.write import refuse_existing, write_dataset
from orta.errors import UsageError
from orta.vocabulary import DispatchRule, TransportMode

Progress = Callable[[str], None]
_SECONDS_PER_HOUR = 3600
_LEAST_MOVE_H = 1 / 60


def convert_gtfs(  # noqa: PLR0913 - one keyword for each thing asked
    source: Path,
    folder: Path,
    *,
    assumptions: Assumptions,
    week: date | None = None,
    skip_bad: bool = False,
    licence: str = "",
    progress: Progress = lambda _: None,
) -> Report:
    """What was made of a GTFS feed, now a dataset in a new folder.

    `week` is a Monday whose week stands for all; without one a trip has the
    weekdays on which it runs in at least half of the weeks of the feed. With
    `skip_bad` trips with a row that cannot be used are left out, not refused.

    Raises
    ------
    UsageError
        If something that a route needs is neither in the feed nor assumed, or
        the folder exists.
    DatasetError
        With every row of the feed that cannot be used.
    """
    refuse_existing(folder)
    feed = read_gtfs(source, skip_bad=skip_bad, progress=progress)
    if week is not None and week.weekday():
        raise UsageError(
            f"{week} is no Monday", where="--week", hint="name the day a week begins"
        )
    draft = Draft(assumptions, as_of=feed.period[0].isoformat())
    progress(f"{len(feed.trips):,} trips into services …")
    book = _collect_services(feed, draft, week)
    services = list(book.services.values())
    if not services:
        raise UsageError(
            "no trip of the feed can become a service",
            where="source",
            hint="; ".join(map(str, draft.report.remarks.values())) or "it has none",
        )
    _add_places(feed, draft, services)
    _add_links(feed, draft, services, book.positions)
    for service in services:
        _add_service(feed, draft, service)
    draft.finish(title=feed.title, publisher=feed.publisher, published=feed.version)
    draft.report.counts = {
        "stops": len(feed.stops),
        "trips": len(feed.trips),
        "trips_used": len({t for s in services for t in s.trip_ids}),
        **draft.report.counts,
    }
    progress(f"{len(services):,} services: writing and checking …")
    write_dataset(
        draft,
        folder,
        version=feed.version or feed.period[0].isoformat(),
        title=feed.title,
        licence=licence,
    )
    return draft.report


def read_gtfs(
    source: Path, *, skip_bad: bool = False, progress: Progress = lambda _: None
) -> GtfsFeed:
    """The feed of a zip or a folder.

    Raises
    ------
    UsageError
        If there is none.
    DatasetError
        With every row that cannot be used.
    """
    files = Feed(source)
    try:
        return _read_tables(files, progress, skip_bad=skip_bad)
    except TooManyFaultsError:
        files.raise_faults()
        raise
    finally:
        files.close()


def _read_tables(files: Feed, progress: Progress, *, skip_bad: bool) -> GtfsFeed:
    progress(f"reading {files.path.name} …")
    agencies, timezone = read_agencies(files)
    stops = read_stops(files)
    days = read_days(files)
    trips = read_trips(files, dict(days))
    # Rows that refer to what could not be read would all be faults of their own.
    files.raise_faults()
    stop_times = read_stop_times(files, trips, stops)
    first, last, about = feed_period(files, days)
    repeats, rules = read_frequencies(files, trips), read_fill_and_go(files, trips)
    bad_trips = files.skip_bad_trips() if skip_bad else {}
    feed = GtfsFeed(
        title=f"GTFS feed {files.path.name}",
        publisher=about.get("feed_publisher_name", ""),
        version=about.get("feed_version", ""),
        timezone=timezone,
        agencies=agencies,
        stops=stops,
        trips={key: trip for key, trip in trips.items() if key not in bad_trips},
        stop_times={k: calls for k, calls in stop_times.items() if k not in bad_trips},
        days=days,
        period=(first, last),
        bad_trips=bad_trips,
        frequencies=repeats,
        fill_and_go=rules,
        shapes=read_shapes(files),
    )
    _check_places(files, feed)
    files.raise_faults()
    return feed


def _check_places(files: Feed, feed: GtfsFeed) -> None:
    """Every place that a trip calls at has a position, and its station exists."""
    called = {call.stop_id for calls in feed.stop_times.values() for call in calls}
    for stop_id in sorted(called):
        stop = feed.stops[stop_id]
        if stop.parent_id and stop.parent_id not in feed.stops:
            files.complain(
                "stops.txt",
                stop.row,
                "parent_station",
                stop.parent_id,
                expected="the id of a station",
            )
        elif position_of(feed, place_of(feed, stop_id).stop_id) is None:
            files.complain(
                "stops.txt",
                stop.row,
                "stop_lat",
                "",
                expected="coordinates of the stop or of its station",
            )


def _collect_services(feed: GtfsFeed, draft: Draft, week: date | None) -> ServiceBook:
    places = {
        place_of(feed, call.stop_id).stop_id
        for calls in feed.stop_times.values()
        for call in calls
    }
    found = {place_id: position_of(feed, place_id) for place_id in places}
    positions = {place: at for place, at in found.items() if at is not None}
    patterns = {
        service_id: usual_week(days, feed.period)
        if week is None
        else dated_week(days, week)
        for service_id, days in feed.days.items()
    }
    for trip_id, fault in feed.bad_trips.items():
        what = "trips left out: a row of theirs cannot be used"
        draft.report.remark(what, f"{trip_id} ({fault})")
    book = ServiceBook(
        feed,
        draft,
        positions,
        lambda trip: patterns[trip.service_id],
        is_one_week=week is not None,
    )
    for trip in feed.trips.values():
        units = {row.load_unit for row in feed.fill_and_go.get(trip.trip_id, ())}
        if units - {"teu"}:
            draft.report.remark(
                "trips left out: their load is not counted in TEU", trip.trip_id
            )
        else:
            book.add_trip(trip)
    return book


def _add_places(feed: GtfsFeed, draft: Draft, services: list[ServiceDraft]) -> None:
    served: dict[str, set[TransportMode]] = {}
    open_at: dict[tuple[str, TransportMode], None] = {}
    for service in services:
        for node_id, passes, *_ in service.stretches:
            served.setdefault(node_id, set()).add(service.mode)
            if not passes:
                open_at[node_id, service.mode] = None
    places = [place for place in feed.stops if draft.node_id(place) in served]
    draft.check_countries((place, feed.stops[place].name) for place in places)
    for place_id in places:
        position = position_of(feed, place_id)
        assert position is not None  # noqa: S101 - checked when it was read
        modes = served[draft.node_id(place_id)]
        draft.add_node(
            place_id,
            name=feed.stops[place_id].name,
            node_type="port" if TransportMode.SEA in modes else "terminal",
            lon=position[0],
            lat=position[1],
        )
    for node_id, mode in sorted(open_at):
        draft.add_terminal(node_id, mode)


def _add_links(
    feed: GtfsFeed,
    draft: Draft,
    services: list[ServiceDraft],
    positions: dict[str, Position],
) -> None:
    """One link for each two places that follow one another, both ways."""
    at = {draft.node_id(place): position for place, position in positions.items()}
    fastest_h: dict[tuple[str, str, TransportMode], float] = {}
    shaped_km: dict[tuple[str, str, TransportMode], float] = {}
    km_a_unit = {key: _km_a_unit(points) for key, points in feed.shapes.items()}
    for service in services:
        scale = km_a_unit.get(service.shape_id)
        for start, end, minutes, number in service.links():
            key = (min(start, end), max(start, end), service.mode)
            hours = max(minutes / 60, _LEAST_MOVE_H)
            fastest_h[key] = min(hours, fastest_h.get(key, hours))
            before, after = service.distances[number : number + 2]
            if scale and before is not None and after is not None and after > before:
                length_km = (after - before) * scale
                shaped_km[key] = min(length_km, shaped_km.get(key, length_km))
    detour = draft.assumptions.detour
    for (start, end, mode), hours in fastest_h.items():
        straight_km = great_circle_km(at[start], at[end])
        least_km, most_km = length_bounds_km(straight_km)
        shaped = shaped_km.get((start, end, mode))
        if shaped is not None and not least_km <= shaped <= most_km:
            draft.report.remark(
                "links whose shape does not fit their ends: straight line instead",
                f"{start} – {end}",
            )
            shaped = None
        if shaped is None:
            length_km = detour * straight_km
            how = "length: great circle"
            how += f" times {detour:g} (--detour)" if detour != 1 else ", the least"
        else:
            length_km = shaped
            how = "length: along shapes.txt between the two calls"
        draft.add_link(
            f"{mode.value}-{start}-{end}",
            (start, end),
            mode,
            length_km=length_km,
            speed_kmh=length_km / hours,
            method=f"{how}; speed: by the shortest time of the timetable",
            is_estimate=shaped is None,
        )


def _km_a_unit(points: list[tuple[float, float, float | None]]) -> float | None:
    """Kilometres in one unit of a shape's own distances, found from its points."""
    measures = [distance for *_, distance in points]
    if len(points) < 2 or measures[0] is None or measures[-1] is None:  # noqa: PLR2004
        return None
    if measures[-1] <= measures[0]:
        return None
    length_km = sum(
        great_circle_km(one[:2], other[:2]) for one, other in pairwise(points)
    )
    return length_km / (measures[-1] - measures[0])


def _add_service(feed: GtfsFeed, draft: Draft, service: ServiceDraft) -> None:
    rules = feed.fill_and_go.get(service.trip_ids[0], [])
    rule = rules[0] if rules else None
    draft.add(
        "service",
        service_id=service.service_id,
        name=service.name,
        operator=service.operator,
        mode=service.mode.value,
        equipment_codes=(draft.assumptions.equipment_code,),
        dispatch_rule=service.rule.value,
        weekdays=weekday_codes(service),
        departure_min=service.departure_min,
        headway_h=service.headway_h,
        min_load_teu=rule.min_load if rule else None,
        max_wait_h=rule.max_wait_s / _SECONDS_PER_HOUR if rule else None,
        arrival_teu_per_day=rule.arrival_per_day if rule else None,
        method=service_method(service, feed.timezone),
    )
    for number, (node_id, passes, *minutes) in enumerate(service.stretches, start=1):
        hours = [round(m / 60, 6) for m in minutes] if number > 1 else [None] * 3
        draft.add(
            "call",
            service_id=service.service_id,
            call_sequence=number,
            node_id=node_id,
            passes=passes or None,
            transit_min_h=hours[0],
            transit_mean_h=hours[1],
            transit_max_h=hours[2],
            method=NO_SPREAD if number > 1 and hours[0] == hours[2] else "",
        )
    if service.rule is DispatchRule.FILL_AND_GO:
        for row in rules:
            draft.add(
                "fleet",
                fleet_id=f"{row.fleet_id}",
                service_id=service.service_id,
                vessel_type=row.vessel_type,
                vessel_count=row.vessel_count,
                payload_teu=row.vessel_capacity,
                rotation_h=row.rotation_s / _SECONDS_PER_HOUR,
            )
