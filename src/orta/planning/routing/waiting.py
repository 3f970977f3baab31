"""How long a consignment waits for a departure, by dispatch rule and month."""

from __future__ import annotations

from collections.abc import Mapping

from orta.corridor import PortClosure, TransportService
from orta.vocabulary import DispatchRule
from orta.vocabulary.quantities import HOURS_PER_DAY


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
    >>> from orta.corridor import Evidence
    >>> weekly = TransportService(
    ...     service_id="S", name="weekly", mode="sea", equipment_codes=("40ft",),
    ...     dispatch_rule=DispatchRule.HEADWAY, headway_h=168, country_codes=("KZ",),
    ...     evidence=Evidence(source_id="x", as_of="2026", confidence="published"))
    >>> mean_service_wait_h(weekly)
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
