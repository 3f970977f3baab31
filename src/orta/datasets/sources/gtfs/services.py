"""Trips of a feed as services: alike ones merge, with the weekdays of all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from orta.corridor import WEEKDAYS
from orta.datasets.sources.draft import Draft
from orta.datasets.sources.gtfs.calls import (
    MOST_CALLS,
    PlannedCall,
    Position,
    cut_loops,
    plan_calls,
)
from orta.datasets.sources.gtfs.days import WeekPattern, get_zone, utc_offset_min
from orta.datasets.sources.gtfs.tables import GtfsFeed, Trip
from orta.vocabulary import DispatchRule, TransportMode
from orta.vocabulary.quantities import HOURS_PER_DAY, MINUTES_PER_DAY

_SECONDS_PER_MINUTE = 60
_SECONDS_PER_HOUR = 3600
_HOURS_PER_WEEK = 7 * HOURS_PER_DAY
_MOST_SERVICES = 200_000
_LONGEST_TRIP_H = 3000
_FEWEST_CALLS = 2
NO_SPREAD = "time of the timetable; no spread is known"

# node, whether it passes, least, mean and longest seconds from the call before
Stretch = tuple[str, bool, int, int, int]


@dataclass(slots=True, kw_only=True)
class ServiceDraft:
    """A service in the making: the trips that merged into it, and their days."""

    service_id: str
    name: str
    operator: str
    mode: TransportMode
    rule: DispatchRule
    stretches: tuple[Stretch, ...]
    trip_ids: list[str]
    distances: tuple[float | None, ...]
    shape_id: str
    departure_min: int | None = None
    headway_h: float | None = None
    weekdays: set[int] = field(default_factory=set)
    details: list[str] = field(default_factory=list)

    def links(self) -> Iterator[tuple[str, str, int, int]]:
        """Ends, seconds and number of every stretch between two calls."""
        for number, (before, after) in enumerate(pairwise(self.stretches)):
            yield before[0], after[0], after[3], number


class ServiceBook:
    """Collects the trips of a feed as services."""

    def __init__(
        self,
        feed: GtfsFeed,
        draft: Draft,
        positions: dict[str, Position],
        week_of: Callable[[Trip], WeekPattern],
        *,
        is_one_week: bool,
    ) -> None:
        self.feed = feed
        self.draft = draft
        self.positions = positions
        self.week_of = week_of
        self.is_one_week = is_one_week
        self.zone = get_zone(feed.timezone)
        self.services: dict[tuple[object, ...], ServiceDraft] = {}
        self._ids: set[str] = set()

    def add_trip(self, trip: Trip) -> None:
        """Add a trip, or say why not."""
        remark = self.draft.report.remark
        stop_times = self.feed.stop_times.get(trip.trip_id, [])
        if trip.route.mode is None:
            remark(
                "trips left out: their mode (route_type) carries no freight",
                trip.trip_id,
            )
        elif len(stop_times) < _FEWEST_CALLS:
            remark("trips left out: fewer than two calls", trip.trip_id)
        elif not (week := self.week_of(trip)).weekdays:
            remark(f"trips left out: {self._why_not(trip)}", trip.trip_id)
        else:
            if not week.is_exact:
                remark(
                    "trips given the weekdays on which they usually run", trip.trip_id
                )
            calls = plan_calls(self.feed, stop_times, self.positions)
            parts = list(cut_loops(calls))
            if len(parts) > 1:
                remark("trips cut because they come back to a place", trip.trip_id)
            for part in parts:
                self._add_part(trip, part, week)

    def _why_not(self, trip: Trip) -> str:
        if not self.feed.days.get(trip.service_id):
            return "they have no day"
        if self.is_one_week:
            return "they do not run in the week that was asked for"
        return "on no weekday do they run in half of the weeks"

    def _add_part(
        self, trip: Trip, calls: list[PlannedCall], week: WeekPattern
    ) -> None:
        remark = self.draft.report.remark
        stretches = tuple(self._stretches(trip, calls))
        hours = (calls[-1].arrival_s - calls[0].departure_s) / _SECONDS_PER_HOUR
        if len(calls) > MOST_CALLS or hours > _LONGEST_TRIP_H:
            remark(f"trips left out: more than {MOST_CALLS} calls", trip.trip_id)
            return
        if sum(not passes for _, passes, *_ in stretches) < _FEWEST_CALLS:
            remark("trips left out: nothing can be loaded and discharged", trip.trip_id)
            return
        for rule, departure_s, headway_h in self._dispatches(trip, calls, week):
            self._merge(trip, calls, stretches, week, (rule, departure_s, headway_h))

    def _dispatches(
        self, trip: Trip, calls: list[PlannedCall], week: WeekPattern
    ) -> Iterator[tuple[DispatchRule, int, float | None]]:
        """Rule, departure in seconds of the day, and hours between departures."""
        start_s = calls[0].departure_s
        repeats = self.feed.frequencies.get(trip.trip_id, [])
        if self.feed.fill_and_go.get(trip.trip_id):
            yield DispatchRule.FILL_AND_GO, start_s, None
            return
        if not repeats:
            yield DispatchRule.TIMETABLE, start_s, None
            return
        first_s = self.feed.stop_times[trip.trip_id][0].departure_s or 0
        loose = [repeat for repeat in repeats if not repeat.is_exact]
        for repeat in repeats:
            if repeat.is_exact:
                for at_s in range(repeat.start_s, repeat.end_s, repeat.headway_s):
                    yield DispatchRule.TIMETABLE, at_s + start_s - first_s, None
        if loose:
            per_day = sum((r.end_s - r.start_s) / r.headway_s for r in loose)
            headway_h = _HOURS_PER_WEEK / (per_day * len(week.weekdays))
            yield DispatchRule.HEADWAY, start_s, headway_h

    def _merge(
        self,
        trip: Trip,
        calls: list[PlannedCall],
        stretches: tuple[Stretch, ...],
        week: WeekPattern,
        dispatch: tuple[DispatchRule, int, float | None],
    ) -> None:
        """Put a trip to the service that is like it, or make one."""
        rule, departure_s, headway_h = dispatch
        mode = trip.route.mode
        assert mode is not None  # noqa: S101 - trips of no mode were left out
        operator = self._operator(trip)
        departure_min, days_later = None, 0
        if rule is DispatchRule.TIMETABLE:
            at_min = round(departure_s / _SECONDS_PER_MINUTE)
            at_min -= utc_offset_min(week.days, self.zone)
            days_later, departure_min = divmod(at_min, MINUTES_PER_DAY)
        own = trip.trip_id if rule is DispatchRule.FILL_AND_GO else ""
        key = (mode, operator, stretches, rule, departure_min, headway_h, own)
        service = self.services.get(key)
        if service is None:
            if len(self.services) >= _MOST_SERVICES:
                self.draft.report.remark(
                    f"trips left out: more than {_MOST_SERVICES} services", trip.trip_id
                )
                return
            service = ServiceDraft(
                service_id=self._new_id(trip.trip_id),
                name=trip.route.name,
                operator=operator,
                mode=mode,
                rule=rule,
                stretches=stretches,
                trip_ids=[],
                distances=tuple(call.distance for call in calls),
                shape_id=trip.shape_id,
                departure_min=departure_min,
                headway_h=headway_h,
            )
            self.services[key] = service
        service.trip_ids.append(trip.trip_id)
        service.weekdays.update((day + days_later) % 7 for day in week.weekdays)
        if week.detail:
            service.details.append(f"trip {trip.trip_id} {week.detail}")

    def _stretches(self, trip: Trip, calls: list[PlannedCall]) -> Iterator[Stretch]:
        """Calls with their times: from departure to departure, at last to arrival.

        So a service leaves every call at its time; who is discharged on the
        way has the stop counted in.
        """
        last = len(calls) - 1
        before_s = calls[0].departure_s
        for number, call in enumerate(calls):
            at_s = call.arrival_s if number == last else call.departure_s
            mean_s = at_s - before_s
            fastest_s, slowest_s = mean_s, mean_s
            if number and call.fastest_s >= 0:
                stop_s = at_s - call.arrival_s
                fastest_s = call.fastest_s + stop_s
                slowest_s = call.slowest_s + stop_s
            passes = self._passes(
                trip, call, is_first=not number, is_last=number == last
            )
            node_id = self.draft.node_id(call.place_id)
            yield node_id, passes, fastest_s, mean_s, slowest_s
            before_s = at_s

    def _passes(
        self, trip: Trip, call: PlannedCall, *, is_first: bool, is_last: bool
    ) -> bool:
        """Whether nothing is loaded or discharged; half a call counts as none."""
        if is_first:
            return not call.can_load
        if is_last:
            return not call.can_discharge
        if call.can_load != call.can_discharge:
            self.draft.report.remark(
                "calls passed: on the way only loading or only discharging is possible",
                f"{trip.trip_id} at {call.place_id}",
            )
        return not (call.can_load and call.can_discharge)

    def _operator(self, trip: Trip) -> str:
        agencies = self.feed.agencies
        if not trip.route.agency_id and len(agencies) == 1:
            return next(iter(agencies.values()))
        return agencies.get(trip.route.agency_id, "")

    def _new_id(self, trip_id: str) -> str:
        name, number = trip_id, 2
        while name in self._ids:
            name, number = f"{trip_id}-{number}", number + 1
        self._ids.add(name)
        return name


def service_method(service: ServiceDraft, timezone: str) -> str:
    """How a service was made from its trips, as its row says."""
    parts = []
    if service.rule is DispatchRule.TIMETABLE and timezone not in ("UTC", "Etc/UTC"):
        parts.append(f"times of {timezone} in UTC, by the offset on most of its days")
    if service.rule is DispatchRule.HEADWAY:
        parts.append("frequencies.txt: a week divided by its departures")
    if len(service.trip_ids) > 1:
        parts.append(f"{len(service.trip_ids)} trips with these calls and times")
    parts += service.details[:3]
    more = len(service.details) - 3
    if more > 0:
        parts.append(f"and {more} more trips that run on some days only")
    return "; ".join(parts)


def weekday_codes(service: ServiceDraft) -> tuple[str, ...]:
    """The weekdays of a timetable in order; none for the other rules."""
    if service.rule is not DispatchRule.TIMETABLE:
        return ()
    return tuple(WEEKDAYS[day] for day in sorted(service.weekdays))
