"""How long a consignment waits for a departure, by dispatch rule and month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from orta.corridor import WEEKDAYS, Corridor, PortClosure, TransportService
from orta.errors import ModelError
from orta.planning.lead_time import Wait
from orta.planning.network.arrays import MONTH_MIN, MONTHS, Waits
from orta.planning.waiting import waits_by_month
from orta.vocabulary import DispatchRule, TransportMode
from orta.vocabulary.quantities import (
    MINUTES_PER_DAY,
    MINUTES_PER_WEEK,
    minutes_from_hours,
    square_minutes_from_hours,
)


def departure_wait(
    service: TransportService, closures: Sequence[PortClosure] = ()
) -> Wait:
    """The wait for a service that does not run to a timetable, and the weather.

    Notes
    -----
    Headway: uniform over the interval, since goods come at a random moment; a
    port is met shut with its share of the month. Fill and go: see
    `orta.planning.waiting`, where ships and closures act on each other.

    Raises
    ------
    ModelError
        If so much cargo comes in a month that the wait has no bound.
    ValueError
        For a timetable, which has dates instead of an interval.

    Examples
    --------
    The ferry Batumi - Burgas sails weekly:

    >>> import orta
    >>> services = orta.load().corridor.service_by_id
    >>> departure_wait(services["FERRY-BUS-BOJ-OUT"]).mean_service_h[0]
    84.0
    """
    if service.dispatch_rule is DispatchRule.TIMETABLE:
        raise ValueError(f"{service.service_id} runs to a timetable")
    if service.dispatch_rule is DispatchRule.HEADWAY:
        return replace(_weather(closures), interval_h=float(service.headway_h or 0))
    months = waits_by_month(service, closures)
    return Wait(
        quantiles_h=tuple(month.quantiles_h for month in months),
        closed_share=tuple(month.met_share for month in months),
        mean_episode_h=tuple(month.mean_episode_h for month in months),
    )


class WaitTable:
    """Collects the waits of the hops, then hands them to the kernel as arrays."""

    def __init__(self, corridor: Corridor) -> None:
        self._closures: dict[str, list[PortClosure]] = defaultdict(list)
        for closure in corridor.closures:
            self._closures[closure.node_id].append(closure)
        self.waits: list[Wait] = []

    def add_departure(
        self, service: TransportService, node_id: str, *, offset_min: int
    ) -> int:
        """The number of a wait for the service to leave, and for an open port.

        `offset_min` is how long after its first departure it leaves this call.
        """
        closures = self._closures_for(service, node_id)
        if service.dispatch_rule is DispatchRule.TIMETABLE:
            departures = _departures(service, offset_min)
            return self._add(replace(_weather(closures), departures_min=departures))
        return self._add(departure_wait(service, closures))

    def add_entry(self, service: TransportService, node_id: str) -> int:
        """The number of a wait for the port to open to a ship that arrives, or -1."""
        port = _weather(self._closures_for(service, node_id))
        return self._add(port) if any(port.closed_share) else -1

    def arrays(self) -> Waits:
        """All waits, in the order they were added."""
        count = len(self.waits)
        service_min = [
            [minutes_from_hours(h) for h in w.mean_service_h] for w in self.waits
        ]
        weather_min = [
            [minutes_from_hours(h) for h in w.mean_weather_h] for w in self.waits
        ]
        variance_min2 = [
            [square_minutes_from_hours(h2) for h2 in w.variance_h2] for w in self.waits
        ]
        departures = [sorted(w.departures_min) for w in self.waits]
        return Waits(
            service=np.array(service_min, np.int64).reshape(count, MONTHS),
            weather=np.array(weather_min, np.int64).reshape(count, MONTHS),
            variance=np.array(variance_min2, np.int64).reshape(count, MONTHS),
            start=np.cumsum([0, *map(len, departures)], dtype=np.int32),
            departures=np.array([d for row in departures for d in row], np.int64),
        )

    def _add(self, wait: Wait) -> int:
        for means_h in (wait.mean_service_h, wait.mean_weather_h):
            for month_h, following_h in pairwise([*means_h, means_h[0]]):
                if minutes_from_hours(month_h - following_h) > MONTH_MIN:
                    raise ModelError("a wait falls by more than a month in a month")
        self.waits.append(wait)
        return len(self.waits) - 1

    def _closures_for(
        self, service: TransportService, node_id: str
    ) -> list[PortClosure]:
        """The closures of a port, if it is a ship that calls there."""
        return self._closures[node_id] if service.mode is TransportMode.SEA else []


def _weather(closures: Sequence[PortClosure]) -> Wait:
    """What a ship meets that comes to the port at any time."""
    of_month = {closure.month: closure for closure in closures}
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
