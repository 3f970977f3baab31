"""How long a consignment waits for a departure, by dispatch rule and month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from orta.corridor import WEEKDAYS, Corridor, PortClosure, TransportService
from orta.errors import ModelError
from orta.planning.routing.kernel import DEPARTURES, MONTH_MIN, MONTHS, Waits
from orta.vocabulary import DispatchRule, TransportMode
from orta.vocabulary.quantities import (
    HOURS_PER_DAY,
    MINUTES_PER_DAY,
    MINUTES_PER_WEEK,
    minutes_from_hours,
)


def departure_interval_h(service: TransportService) -> float:
    """Hours between two departures of a headway or fill-and-go service.

    Notes
    -----
    Fill and go: a vessel leaves once it has its load, which takes
    `min_load / arrival rate`, or once the first unit has waited its longest;
    and not before the next vessel of the rotation is there.

    Raises
    ------
    ValueError
        For a timetable, which has dates instead of an interval.
    """
    if service.dispatch_rule is DispatchRule.HEADWAY:
        return float(service.headway_h or 0)
    if service.dispatch_rule is DispatchRule.FILL_AND_GO:
        load, rate = service.min_load_teu or 0, service.arrival_teu_per_day or 1
        filling_h = HOURS_PER_DAY * load / rate
        longest_h = service.max_wait_h or filling_h
        between_vessels_h = min(f.rotation_h / f.vessel_count for f in service.fleets)
        return max(min(filling_h, longest_h), between_vessels_h)
    raise ValueError(f"{service.service_id} runs to a timetable")


def mean_service_wait_h(service: TransportService) -> float:
    """Mean wait of a unit that comes at a random moment: half an interval.

    Notes
    -----
    Source: renewal theory; intervals of equal length. For fill and go this is
    exact when cargo arrives at a steady rate, one unit at a time. Lots that
    come together and vessels that are late make it longer.

    Examples
    --------
    The ferry Batumi - Burgas sails weekly:

    >>> import orta
    >>> services = orta.load().corridor.service_by_id
    >>> mean_service_wait_h(services["FERRY-BUS-BOJ-OUT"])
    84.0
    """
    return departure_interval_h(service) / 2


def mean_weather_wait_h(closures: Mapping[int, PortClosure]) -> tuple[float, ...]:
    """Mean wait for a shut port to open, for each month from January on.

    Notes
    -----
    Source: renewal theory. A unit finds the port shut with probability
    `closed_share`; if closures are exponentially long, what is left of one is
    as long as a whole one on average (the inspection paradox). The queue that
    a closure leaves behind is not counted; the simulator does that.
    """
    waits = []
    for month in range(1, 13):
        closure = closures.get(month)
        share = closure.closed_share if closure else 0.0
        waits.append(share * closure.mean_episode_h if closure else 0.0)
    return tuple(waits)


class WaitTable:
    """Collects the waits of the hops, then hands them to the kernel as arrays."""

    def __init__(self, corridor: Corridor) -> None:
        self._closures: dict[str, dict[int, PortClosure]] = defaultdict(dict)
        for closure in corridor.closures:
            self._closures[closure.node_id][closure.month] = closure
        self._service: list[int] = []
        self._weather: list[tuple[int, ...]] = []
        self._departures: list[list[int]] = []

    def add_departure(
        self, service: TransportService, node_id: str, *, offset_min: int
    ) -> int:
        """The number of a wait for the service to leave, and for an open port.

        `offset_min` is how long after its first departure it leaves this call.
        """
        if service.dispatch_rule is DispatchRule.TIMETABLE:
            departures = _departures(service, offset_min)
            return self._add(departures, 0, self._weather_min(service, node_id))
        mean_min = minutes_from_hours(mean_service_wait_h(service))
        return self._add([], mean_min, self._weather_min(service, node_id))

    def add_entry(self, service: TransportService, node_id: str) -> int:
        """The number of a wait for the port to open to a ship that arrives, or -1."""
        weather = self._weather_min(service, node_id)
        return self._add([], 0, weather) if any(weather) else -1

    def arrays(self) -> Waits:
        """All waits, in the order they were added."""
        count = len(self._service)
        return Waits(
            service=np.repeat(np.array(self._service, np.int64)[:, None], MONTHS, 1),
            weather=np.array(self._weather, np.int64).reshape(count, MONTHS),
            departures=np.array(self._departures, np.int64).reshape(count, DEPARTURES),
        )

    def _add(
        self, departures: list[int], service_min: int, weather_min: tuple[int, ...]
    ) -> int:
        for month, following in pairwise([*weather_min, weather_min[0]]):
            if month - following > MONTH_MIN:
                raise ModelError("a weather wait falls by more than a month in a month")
        padding = [-1] * (DEPARTURES - len(departures))
        self._departures.append(departures + padding)
        self._service.append(service_min)
        self._weather.append(weather_min)
        return len(self._service) - 1

    def _weather_min(self, service: TransportService, node_id: str) -> tuple[int, ...]:
        if service.mode is not TransportMode.SEA:
            return (0,) * MONTHS
        waits_h = mean_weather_wait_h(self._closures.get(node_id, {}))
        return tuple(minutes_from_hours(wait_h) for wait_h in waits_h)


def _departures(service: TransportService, offset_min: int) -> list[int]:
    """Minutes of the week, from Monday 00:00 UTC, at which it leaves a call."""
    start = (service.departure_min or 0) + offset_min
    return sorted(
        (WEEKDAYS.index(day) * MINUTES_PER_DAY + start) % MINUTES_PER_WEEK
        for day in service.weekdays
    )
