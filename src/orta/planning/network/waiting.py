"""How long a consignment waits for a departure, by dispatch rule and month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

import numpy as np

from orta.corridor import WEEKDAYS, Corridor, PortClosure, TransportService
from orta.errors import ModelError
from orta.planning.lead_time import Wait
from orta.planning.network.arrays import DEPARTURES, MONTH_MIN, MONTHS, Waits
from orta.vocabulary import DispatchRule, TransportMode
from orta.vocabulary.quantities import (
    HOURS_PER_DAY,
    MINUTES_PER_DAY,
    MINUTES_PER_WEEK,
    minutes_from_hours,
    square_minutes_from_hours,
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


class WaitTable:
    """Collects the waits of the hops, then hands them to the kernel as arrays."""

    def __init__(self, corridor: Corridor) -> None:
        self._closures: dict[str, dict[int, PortClosure]] = defaultdict(dict)
        for closure in corridor.closures:
            self._closures[closure.node_id][closure.month] = closure
        self.waits: list[Wait] = []

    def add_departure(
        self, service: TransportService, node_id: str, *, offset_min: int
    ) -> int:
        """The number of a wait for the service to leave, and for an open port.

        `offset_min` is how long after its first departure it leaves this call.
        """
        port = self._port(service, node_id)
        if service.dispatch_rule is DispatchRule.TIMETABLE:
            departures = _departures(service, offset_min)
            return self._add(replace(port, departures_min=departures))
        return self._add(replace(port, interval_h=departure_interval_h(service)))

    def add_entry(self, service: TransportService, node_id: str) -> int:
        """The number of a wait for the port to open to a ship that arrives, or -1."""
        port = self._port(service, node_id)
        return self._add(port) if any(port.closed_share) else -1

    def arrays(self) -> Waits:
        """All waits, in the order they were added."""
        count = len(self.waits)
        service_h = [0 if w.departures_min else w.interval_h / 2 for w in self.waits]
        service_min = np.array([minutes_from_hours(h) for h in service_h], np.int64)
        weather_min = [
            [minutes_from_hours(h) for h in w.mean_weather_h] for w in self.waits
        ]
        variance_min2 = [
            [square_minutes_from_hours(h2) for h2 in w.variance_h2] for w in self.waits
        ]
        departures = [
            [*w.departures_min, *[-1] * (DEPARTURES - len(w.departures_min))]
            for w in self.waits
        ]
        return Waits(
            service=np.repeat(service_min[:, None], MONTHS, axis=1),
            weather=np.array(weather_min, np.int64).reshape(count, MONTHS),
            variance=np.array(variance_min2, np.int64).reshape(count, MONTHS),
            departures=np.array(departures, np.int64).reshape(count, DEPARTURES),
        )

    def _add(self, wait: Wait) -> int:
        weather_h = wait.mean_weather_h
        for month_h, following_h in pairwise([*weather_h, weather_h[0]]):
            if minutes_from_hours(month_h - following_h) > MONTH_MIN:
                raise ModelError("a weather wait falls by more than a month in a month")
        self.waits.append(wait)
        return len(self.waits) - 1

    def _port(self, service: TransportService, node_id: str) -> Wait:
        """The closures of a port, if it is a ship that calls there."""
        of_month = self._closures.get(node_id)
        if service.mode is not TransportMode.SEA or not of_month:
            return Wait()
        months = [of_month.get(month) for month in range(1, MONTHS + 1)]
        return Wait(
            closed_share=tuple(c.closed_share if c else 0.0 for c in months),
            mean_episode_h=tuple(c.mean_episode_h if c else 0.0 for c in months),
        )


def _departures(service: TransportService, offset_min: int) -> tuple[int, ...]:
    """Minutes of the week, from Monday 00:00 UTC, at which it leaves a call."""
    start = (service.departure_min or 0) + offset_min
    return tuple(
        sorted(
            (WEEKDAYS.index(day) * MINUTES_PER_DAY + start) % MINUTES_PER_WEEK
            for day in service.weekdays
        )
    )
