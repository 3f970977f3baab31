"""`orta data convert FEED FOLDER --from gtfs`: a feed in, a dataset out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from orta.datasets.sources.assumptions import Assumptions
from orta.datasets.sources.draft import Draft, Report
from orta.datasets.sources.feed import Feed, TooManyFaultsError
from orta.datasets.sources.gtfs.calls import place_of, position_of
from orta.datasets.sources.gtfs.days import (
    dated_week,
    feed_period,
    read_days,
    usual_week,
)
from orta.datasets.sources.gtfs.links import add_links
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
from orta.vocabulary import TransportMode

Progress = Callable[[str], None]
_SECONDS_PER_HOUR = 3600


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
    _fill_draft(feed, draft, book)
    progress(f"{len(services):,} services: writing and checking …")
    write_dataset(
        draft,
        folder,
        version=feed.version or feed.period[0].isoformat(),
        title=feed.title,
        licence=licence,
    )
    return draft.report


def _fill_draft(feed: GtfsFeed, draft: Draft, book: ServiceBook) -> None:
    """All rows of the dataset, and what the report counts."""
    services = list(book.services.values())
    _add_places(feed, draft, services)
    add_links(feed, draft, services, book.positions)
    for service in services:
        _add_service(feed, draft, service)
    draft.finish(title=feed.title, publisher=feed.publisher, published=feed.version)
    draft.report.counts = {
        "stops": len(feed.stops),
        "trips": len(feed.trips),
        "trips_used": len({t for s in services for t in s.trip_ids}),
        **draft.report.counts,
    }


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
    stop_times = read_stop_times(files, trips, stops)
    repeats, rules = read_frequencies(files, trips), read_fill_and_go(files, trips)
    first, last, about = feed_period(files, days)
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
    return feed


def _check_places(files: Feed, feed: GtfsFeed) -> None:
    """Every place that a trip calls at has a position, and its station exists.

    Raises
    ------
    DatasetError
        With the faults of all tables; places count where there is no other.
    """
    files.raise_faults()
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
    files.raise_faults()


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
        lot_teu=rule.lot_size if rule else None,
        lot_sizes=rule.lot_sizes if rule else None,
        method=service_method(service, feed.timezone),
    )
    _add_calls(draft, service)
    for row in rules:
        draft.add(
            "fleet",
            fleet_id=row.fleet_id,
            service_id=service.service_id,
            vessel_type=row.vessel_type,
            vessel_count=row.vessel_count,
            payload_teu=row.vessel_capacity,
            rotation_h=row.rotation_s / _SECONDS_PER_HOUR,
        )


def _add_calls(draft: Draft, service: ServiceDraft) -> None:
    for number, (node_id, passes, *seconds) in enumerate(service.stretches, start=1):
        least_h, mean_h, most_h = (
            None if number == 1 else round(of / _SECONDS_PER_HOUR, 6) for of in seconds
        )
        draft.add(
            "call",
            service_id=service.service_id,
            call_sequence=number,
            node_id=node_id,
            passes=passes or None,
            transit_min_h=least_h,
            transit_mean_h=mean_h,
            transit_max_h=most_h,
            method=NO_SPREAD if number > 1 and least_h == most_h else "",
        )
