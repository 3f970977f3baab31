"""The calls of one trip, ready for a service: places, minutes, passes.

Blank times are filled in, platforms become their station, and a trip that comes
back to a place is cut, since a service calls at each place once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from orta.datasets.check import great_circle_km
from orta.datasets.sources.gtfs.tables import GtfsFeed, Stop, StopTime

Position = tuple[float, float]
MOST_CALLS = 99  # as schema.csv says


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCall:
    """A call at a place, in seconds of the service day."""

    place_id: str
    arrival_s: int
    departure_s: int
    can_load: bool
    can_discharge: bool
    distance: float | None
    fastest_s: int
    slowest_s: int


def place_of(feed: GtfsFeed, stop_id: str) -> Stop:
    """The station of a stop, or the stop itself where it has none."""
    stop = feed.stops[stop_id]
    parent = feed.stops.get(stop.parent_id)
    return stop if parent is None else parent


def position_of(feed: GtfsFeed, place_id: str) -> Position | None:
    """Longitude and latitude of a place; those of its platforms if it has none."""
    place = feed.stops[place_id]
    for stop in (place, *feed.platforms.get(place_id, ())):
        if stop.longitude_deg is not None and stop.latitude_deg is not None:
            return stop.longitude_deg, stop.latitude_deg
    return None


def plan_calls(
    feed: GtfsFeed, stop_times: list[StopTime], positions: dict[str, Position]
) -> list[PlannedCall]:
    """The calls of a trip, every time known, each place once in a row."""
    places = [place_of(feed, call.stop_id).stop_id for call in stop_times]
    times = _fill_in(stop_times, places, positions)
    calls: list[PlannedCall] = []
    for call, place_id, (arrival_s, departure_s) in zip(
        stop_times, places, times, strict=True
    ):
        planned = PlannedCall(
            place_id=place_id,
            arrival_s=arrival_s,
            departure_s=departure_s,
            can_load=call.can_load,
            can_discharge=call.can_discharge,
            distance=call.distance,
            fastest_s=call.fastest_s,
            slowest_s=call.slowest_s,
        )
        if calls and calls[-1].place_id == place_id:  # another platform
            planned = replace(
                calls[-1],
                departure_s=departure_s,
                can_load=planned.can_load or calls[-1].can_load,
                can_discharge=planned.can_discharge or calls[-1].can_discharge,
            )
            calls.pop()
        calls.append(planned)
    return calls


def cut_loops(calls: list[PlannedCall]) -> Iterator[list[PlannedCall]]:
    """The longest stretches without a place twice; the whole trip if there is none.

    A round trip A B C A gives A B C and B C A, so that every ride that does not
    pass its own start or end again is still there.
    """
    start, covered = 0, 0
    last_at: dict[str, int] = {}
    for end, call in enumerate(calls):
        again = last_at.get(call.place_id, -1)
        if again >= start:
            yield calls[start:end]
            covered = end
            start = again + 1
        last_at[call.place_id] = end
    if covered < len(calls):
        yield calls[start:]


def _fill_in(
    stop_times: list[StopTime], places: list[str], positions: dict[str, Position]
) -> list[tuple[int, int]]:
    """Arrival and departure of every call; open ones by distance between known."""
    times = [(call.arrival_s, call.departure_s) for call in stop_times]
    known = [n for n, (arrival_s, _) in enumerate(times) if arrival_s is not None]
    filled: list[tuple[int, int]] = []
    for first, last in pairwise(known):
        filled.append(_both(times[first]))
        steps = [
            great_circle_km(positions[places[n]], positions[places[n + 1]])
            for n in range(first, last)
        ]
        whole = sum(steps) or float(len(steps))
        shares = steps if sum(steps) else [1.0] * len(steps)
        start_s, end_s = _both(times[first])[1], _both(times[last])[0]
        for n in range(first + 1, last):
            passed = sum(shares[: n - first]) / whole
            at_s = round(start_s + passed * (end_s - start_s))
            filled.append((at_s, at_s))
    filled.append(_both(times[known[-1]]))
    return filled


def _both(times: tuple[int | None, int | None]) -> tuple[int, int]:
    arrival_s, departure_s = times
    assert arrival_s is not None  # noqa: S101 - only known times come here
    assert departure_s is not None  # noqa: S101 - reading fills one from the other
    return arrival_s, departure_s
