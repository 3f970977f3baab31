"""Pareto label setting with time-dependent hops. Arrays in, arrays out.

`compile.py` turns a corridor into these arrays; `answer.py` turns the labels
back into itineraries. Minutes count from the moment the goods are ready.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from orta.planning.network import Clock, Hops, Waits, service_wait, weather_wait

Ints = NDArray[np.int64]
Indices = NDArray[np.int32]

NOBODY = -1


class Query(NamedTuple):
    """What is asked, as numbers."""

    origin: int
    destination: int
    clock: Clock
    latest_arrival: int


class Labels(NamedTuple):
    """Labels in the order they were made; parents come before children.

    arrival, areas, state, parent, hop: shape (n,); weights: (n, n_weights).
    The labels of a state that are not dominated form its bag: a list linked
    through `older`, shape (n,). `is_alive` is False for labels that left it.
    """

    arrival: Ints
    weights: Ints
    areas: Ints
    state: Indices
    parent: Indices
    hop: Indices
    older: Indices
    is_alive: NDArray[np.bool_]


@njit(cache=True, nogil=True)
def _arrival(hops: Hops, waits: Waits, query: Query, hop: int, at: int) -> int:
    """When a hop that starts at `at` ends: first its own minutes, then the wait."""
    arrival = int(at + hops.minutes[hop])
    wait = hops.wait[hop]
    if wait >= 0:
        arrival += service_wait(waits, wait, arrival, query.clock)
        arrival += weather_wait(waits, wait, arrival, query.clock)
    return arrival


@njit(cache=True, nogil=True)
def _dominates(
    labels: Labels, label: int, arrival: int, weights: Ints, areas: int
) -> bool:
    """Whether a label is as good in everything."""
    if labels.arrival[label] > arrival or labels.areas[label] & ~areas:
        return False
    for w in range(weights.size):
        if labels.weights[label, w] > weights[w]:
            return False
    return True


@njit(cache=True, nogil=True)
def _is_dominated(
    labels: Labels, newest: int, arrival: int, weights: Ints, areas: int
) -> bool:
    """Whether some label of a bag is as good in everything."""
    rival = newest
    while rival != NOBODY:
        if _dominates(labels, rival, arrival, weights, areas):
            return True
        rival = labels.older[rival]
    return False


@njit(cache=True, nogil=True)
def _put_into_bag(labels: Labels, newest: Indices, label: int) -> None:
    """Add a label to its state's bag; those it dominates leave the bag."""
    state = labels.state[label]
    kept = NOBODY
    rival = newest[state]
    while rival != NOBODY:
        if _dominates(
            labels,
            label,
            labels.arrival[rival],
            labels.weights[rival],
            labels.areas[rival],
        ):
            labels.is_alive[rival] = False
            if kept == NOBODY:
                newest[state] = labels.older[rival]
            else:
                labels.older[kept] = labels.older[rival]
        else:
            kept = rival
        rival = labels.older[rival]
    labels.older[label] = newest[state]
    newest[state] = label


@njit(cache=True, nogil=True)
def _room_for(size: int, n_weights: int) -> Labels:
    """Labels not yet written."""
    return Labels(
        np.empty(size, np.int64),
        np.empty((size, n_weights), np.int64),
        np.empty(size, np.int64),
        np.empty(size, np.int32),
        np.empty(size, np.int32),
        np.empty(size, np.int32),
        np.empty(size, np.int32),
        np.ones(size, np.bool_),
    )


@njit(cache=True, nogil=True)
def _grown(labels: Labels) -> Labels:
    """The same labels with room for twice as many."""
    size = labels.arrival.size
    larger = _room_for(2 * size, labels.weights.shape[1])
    larger.arrival[:size], larger.weights[:size] = labels.arrival, labels.weights
    larger.areas[:size], larger.state[:size] = labels.areas, labels.state
    larger.parent[:size], larger.hop[:size] = labels.parent, labels.hop
    larger.older[:size], larger.is_alive[:size] = labels.older, labels.is_alive
    return larger


@njit(cache=True, nogil=True)
def _bag(labels: Labels, newest: int) -> Indices:
    """The labels of a bag by arrival, then in the order they were made."""
    found = [np.int32(0) for _ in range(0)]  # an empty list of a known type
    label = newest
    while label != NOBODY:
        found.append(np.int32(label))
        label = labels.older[label]
    made = np.array(found[::-1], np.int32)
    return made[np.argsort(labels.arrival[made], kind="mergesort")]


@njit(cache=True, nogil=True)
def search(
    hops: Hops,
    waits: Waits,
    query: Query,
    is_open: NDArray[np.bool_],
    least_minutes: Ints,
    least_weights: Ints,
) -> tuple[Labels, Indices]:
    """All Pareto-optimal ways from origin to destination.

    One way is better than another if it is no worse in arrival, in every
    weight, and crosses no area the other does not cross.

    Parameters
    ----------
    hops, waits, query
        See there.
    is_open
        Hops that may be used, shape (n_hops,).
    least_minutes, least_weights
        Lower bounds from each state to the destination, shapes (n_states,) and
        (n_weights, n_states).

    Returns
    -------
    labels
        Every label made, with unused room behind them.
    found
        Those that end at the destination and are not dominated, by arrival.

    Notes
    -----
    Source: Martins (1984), multicriteria label setting, with pruning at the
    destination by lower bounds. Set inclusion of areas is one more partial
    order among the criteria; the areas of both ends are in every set and so
    change nothing. Exact because arrivals keep their order (see
    `month_wait`) and weights only add up. Of ways that are equal in all, one
    is kept. Checked against `tests/reference/routing.py`.
    """
    n_weights = hops.weights.shape[1]
    labels = _room_for(1024, n_weights)
    newest = np.full(least_minutes.size, NOBODY, np.int32)
    labels.arrival[0], labels.areas[0], labels.state[0] = 0, 0, query.origin
    labels.weights[0], labels.parent[0], labels.hop[0] = 0, NOBODY, NOBODY
    _put_into_bag(labels, newest, 0)
    made = 1
    weights, completed = np.empty(n_weights, np.int64), np.empty(n_weights, np.int64)
    queue = [(np.int64(0), np.int64(0))]
    while queue:
        _, label = heappop(queue)
        here = labels.state[label]
        if not labels.is_alive[label] or here == query.destination:
            continue
        for slot in range(hops.csr.start[here], hops.csr.start[here + 1]):
            hop, there = hops.csr.edge[slot], hops.csr.head[slot]
            if not is_open[hop]:
                continue
            arrival = _arrival(hops, waits, query, hop, labels.arrival[label])
            earliest = arrival + least_minutes[there]
            if earliest > query.latest_arrival:
                continue
            areas = labels.areas[label] | hops.areas[hop]
            for w in range(n_weights):
                weights[w] = labels.weights[label, w] + hops.weights[hop, w]
                completed[w] = weights[w] + least_weights[w, there]
            end = newest[query.destination]
            if _is_dominated(labels, end, earliest, completed, areas):
                continue  # whatever becomes of it, something as good is there
            if _is_dominated(labels, newest[there], arrival, weights, areas):
                continue
            if made == labels.arrival.size:
                labels = _grown(labels)
            labels.arrival[made], labels.areas[made] = arrival, areas
            labels.weights[made], labels.state[made] = weights, there
            labels.parent[made], labels.hop[made] = label, hop
            _put_into_bag(labels, newest, made)
            heappush(queue, (np.int64(arrival), np.int64(made)))
            made += 1
    return labels, _bag(labels, newest[query.destination])
