"""The kernel asked as the benchmarks ask it: bounds and search, timed together."""

from __future__ import annotations

import time

import numpy as np
from networks import Problem
from numpy.typing import NDArray
from timetables import CHANGE_MIN

from orta.planning.graph import UNREACHED
from orta.planning.network import Clock
from orta.planning.routing.kernel import (
    ARRIVAL,
    WEIGHTS,
    Bounds,
    Labels,
    Query,
    lower_bounds,
    search,
)


def bounds_of(given: Problem, destination: int) -> Bounds:
    """What every way to the destination takes at least."""
    return lower_bounds(
        given.hops, given.least, given.backward, destination, given.is_open
    )


def pareto(
    given: Problem,
    ends: tuple[int, int],
    *,
    detour: float | None = None,
    tolerance: int = 0,
    thinning: int = 0,
) -> tuple[float, float, NDArray[np.int64]]:
    """Milliseconds of bounds and of search, and the answers' vectors.

    `detour` 0.5: no answer takes more than half as much again as the least
    possible in anything. Columns are minutes and weights.
    """
    origin, destination = ends
    start = time.perf_counter()
    bounds = bounds_of(given, destination)
    bounded = time.perf_counter()
    latest, most = UNREACHED // 2, np.full(given.hops.weights.shape[1], UNREACHED)
    if detour is not None:
        latest = int(bounds.minutes[origin] * (1 + detour))
        most = (bounds.weights[origin] * (1 + detour)).astype(np.int64)
    query = Query(
        origin, destination, Clock(0, 0), min(latest, 2**30), most, tolerance, thinning
    )
    labels, found = search(given.hops, given.waits, query, given.is_open, bounds)
    ended = time.perf_counter()
    return (
        (bounded - start) * 1000,
        (ended - bounded) * 1000,
        vectors(labels, found),
    )


def vectors(labels: Labels, found: NDArray[np.int32]) -> NDArray[np.int64]:
    """Arrival and weights of the answers, a row each."""
    come_to = labels.come_to[found]
    return np.column_stack([come_to[:, ARRIVAL], come_to[:, WEIGHTS:]])


def journeys(
    given: Problem,
    ends: tuple[int, int],
    *,
    minute_of_week: int,
    most_min: int,
    transfers: int,
) -> tuple[float, set[tuple[int, int]]]:
    """Milliseconds, bounds included, and (minutes to arrival, transfers) of each."""
    origin, destination = ends
    most = np.array([transfers + 1])
    latest = most_min + CHANGE_MIN
    query = Query(origin, destination, Clock(0, minute_of_week), latest, most)
    start = time.perf_counter()
    bounds = bounds_of(given, destination)
    labels, found = search(given.hops, given.waits, query, given.is_open, bounds)
    took_ms = (time.perf_counter() - start) * 1000
    rows = vectors(labels, found).tolist()
    return took_ms, {(minutes - CHANGE_MIN, legs - 1) for minutes, legs in rows}
