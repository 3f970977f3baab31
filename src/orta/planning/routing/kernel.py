"""Pareto label setting with time-dependent hops. Arrays in, arrays out.

`network/compile.py` turns a corridor into these arrays; `options.py` turns the
labels back into itineraries. Minutes count from the moment the goods are ready.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from orta.planning.graph import Csr, distances, pop, push, unavoidable
from orta.planning.network import (
    Clock,
    Hops,
    Waits,
    least_waits,
    service_wait,
    weather_wait,
)

Ints = NDArray[np.int64]
Indices = NDArray[np.int32]

NOBODY = -1
# Columns of what a label has come to; its weights follow.
ARRIVAL, AREAS, SPREAD, WEIGHTS = 0, 1, 2, 3
_WHOLE = 1000  # tolerance is in thousandths
_LABEL_BITS = 32  # of a number in the queue; the earliest arrival is above them
_LABEL = (1 << _LABEL_BITS) - 1


class Query(NamedTuple):
    """What is asked, as numbers.

    `latest_arrival` and `most_weights`, shape (n_weights,), bound what an answer
    may take. The other two are in thousandths; with both 0 the search is exact.

    `tolerance` 20: for every Pareto-optimal way there is an answer that is at
    most 2 % worse in everything.

    `thinning` 20: a label is also left out where another at its state arrives
    no later and, taken to the destination, is at most 2 % worse in every weight.
    That can happen once a hop, so what is guaranteed is loose: for a way of n
    hops an answer that arrives no later and is at most 1.02^n times as much in
    every weight. `benchmarks/README.md` says how far it was off. With a
    tolerance, too, the two multiply.
    """

    origin: int
    destination: int
    clock: Clock
    latest_arrival: int
    most_weights: Ints
    tolerance: int = 0
    thinning: int = 0


class Bounds(NamedTuple):
    """What every way from a state to the destination takes at least.

    minutes, areas (a bit mask): shape (n_states,); weights: (n_states, n_weights).
    """

    minutes: Ints
    weights: Ints
    areas: Ints


def least_minutes(hops: Hops, waits: Waits) -> Ints:
    """The least that each hop takes at any time, its wait included."""
    of_wait = np.append(least_waits(waits), 0)  # the last is for hops without one
    return np.asarray(hops.minutes + of_wait[hops.wait])


@njit(cache=True, nogil=True)
def lower_bounds(
    hops: Hops,
    minutes: Ints,
    backward: Csr,
    destination: int,
    is_open: NDArray[np.bool_],
) -> Bounds:
    """What every way from a state to the destination takes at least.

    `minutes` are the least of each hop, `backward` is the network with hops
    grouped by the state they lead to.
    """
    n_states, n_weights = backward.start.size - 1, hops.weights.shape[1]
    weights = np.empty((n_states, n_weights), np.int64)
    column = np.empty(minutes.size, np.int64)
    for w in range(n_weights):
        for hop in range(column.size):
            column[hop] = hops.weights[hop, w]
        least = distances(backward, column, destination, is_open)
        for state in range(n_states):
            weights[state, w] = least[state]
    areas = np.zeros(n_states, np.int64)
    if np.any(hops.areas):
        areas = unavoidable(backward, hops.areas, destination, is_open)
    return Bounds(
        minutes=distances(backward, minutes, destination, is_open),
        weights=weights,
        areas=areas,
    )


class Labels(NamedTuple):
    """Labels in the order they were made; parents come before children.

    `come_to`, shape (n, 3 + n_weights), one row of memory for all that is
    compared: arrival; areas, those touched and those still to come on every way;
    spread of all moves together; weights. state, parent, hop: shape
    (n,). The labels of a state that are not dominated form its bag: a list
    linked through `older`, shape (n,). `is_alive` is False for those that left.
    """

    come_to: Ints
    state: Indices
    parent: Indices
    hop: Indices
    older: Indices
    is_alive: NDArray[np.bool_]


@njit(cache=True, nogil=True, inline="always")
def _arrival(hops: Hops, waits: Waits, clock: Clock, hop: int, at: int) -> int:
    """When a hop that starts at `at` ends: first its own minutes, then the wait."""
    arrival = int(at + hops.minutes[hop])
    wait = hops.wait[hop]
    if wait >= 0:
        arrival += service_wait(waits, wait, arrival, clock)
        arrival += weather_wait(waits, wait, arrival, clock)
    return arrival


@njit(cache=True, nogil=True)
def _add_hop(hops: Hops, before: Ints, hop: int, after: Ints) -> None:
    """Write what a label has come to after a hop, but for the arrival.

    Moves are fast or slow together, so their standard deviations add up, not
    their variances: (a + b)^2 = a^2 + b^2 + 2ab, of which the hop's own weight
    holds b^2.
    """
    spread = hops.spread[hop]
    for w in range(hops.weights.shape[1]):
        after[WEIGHTS + w] = before[WEIGHTS + w] + hops.weights[hop, w]
    if spread:
        after[-1] += 2 * before[SPREAD] * spread
    after[SPREAD] = before[SPREAD] + spread
    after[AREAS] = before[AREAS] | hops.areas[hop]


@njit(cache=True, nogil=True)
def _complete(reached: Ints, bounds: Bounds, state: int, ended: Ints) -> None:
    """Write the least that what was reached at a state can become."""
    ended[ARRIVAL] = reached[ARRIVAL] + bounds.minutes[state]
    ended[AREAS] = reached[AREAS] | bounds.areas[state]
    ended[SPREAD] = 0
    for w in range(bounds.weights.shape[1]):
        ended[WEIGHTS + w] = reached[WEIGHTS + w] + bounds.weights[state, w]


@njit(cache=True, nogil=True)
def _is_too_much(ended: Ints, query: Query) -> bool:
    """Whether the least a label can become is more than was asked for."""
    if ended[ARRIVAL] > query.latest_arrival:
        return True
    for w in range(query.most_weights.size):
        if ended[WEIGHTS + w] > query.most_weights[w]:
            return True
    return False


@njit(cache=True, nogil=True)
def _loosen(values: Ints, tolerance: int) -> None:
    """Raise what answers are compared with by a tolerance in thousandths."""
    for column in range(values.size):
        if column != AREAS:
            values[column] += values[column] * tolerance // _WHOLE


@njit(cache=True, nogil=True)
def _thin(reached: Ints, ended: Ints, thinning: int, rivals: Ints) -> None:
    """Write how much rivals at a state may have come to for a label to be left out.

    They may not arrive later: it might be by a minute that a train is missed.
    """
    for column in range(WEIGHTS):
        rivals[column] = reached[column]
    for column in range(WEIGHTS, reached.size):
        rivals[column] = reached[column] + ended[column] * thinning // _WHOLE


@njit(cache=True, nogil=True)
def _is_as_good(one: Ints, other: Ints) -> bool:
    """Whether the one is no worse than the other in everything."""
    if one[AREAS] & ~other[AREAS]:
        return False
    for column in range(one.size):
        if one[column] > other[column] and column != AREAS:
            return False
    return True


@njit(cache=True, nogil=True)
def _is_dominated(labels: Labels, newest: Indices, state: int, values: Ints) -> bool:
    """Whether the bag of a state holds a label that is as good in everything.

    That label moves to the head of the list: it is likely to do so again.
    """
    before, rival = NOBODY, newest[state]
    while rival != NOBODY:
        if _is_as_good(labels.come_to[rival], values):
            if before != NOBODY:
                labels.older[before] = labels.older[rival]
                labels.older[rival] = newest[state]
                newest[state] = rival
            return True
        before, rival = rival, labels.older[rival]
    return False


@njit(cache=True, nogil=True)
def _is_beaten(labels: Labels, newest_end: int, values: Ints, since: int) -> bool:
    """Whether an answer made after the label `since` is as good in everything."""
    rival = newest_end
    while rival > since:
        if _is_as_good(labels.come_to[rival], values):
            return True
        rival = labels.older[rival]
    return False


@njit(cache=True, nogil=True)
def _put_into_bag(labels: Labels, newest: Indices, label: int) -> None:
    """Add a label to its state's bag; those it dominates leave the bag."""
    state = labels.state[label]
    kept, rival = NOBODY, newest[state]
    while rival != NOBODY:
        if _is_as_good(labels.come_to[label], labels.come_to[rival]):
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
def _room_for(size: int, n_columns: int) -> Labels:
    """Labels not yet written."""
    return Labels(
        np.empty((size, n_columns), np.int64),
        np.empty(size, np.int32),
        np.empty(size, np.int32),
        np.empty(size, np.int32),
        np.empty(size, np.int32),
        np.ones(size, np.bool_),
    )


@njit(cache=True, nogil=True)
def _grown(labels: Labels) -> Labels:
    """The same labels with room for twice as many."""
    size, n_columns = labels.come_to.shape
    larger = _room_for(2 * size, n_columns)
    for label in range(size):  # numba compiles a loop in a third of a slice's time
        for column in range(n_columns):
            larger.come_to[label, column] = labels.come_to[label, column]
        larger.is_alive[label] = labels.is_alive[label]
        larger.state[label], larger.hop[label] = labels.state[label], labels.hop[label]
        larger.parent[label] = labels.parent[label]
        larger.older[label] = labels.older[label]
    return larger


@njit(cache=True, nogil=True)
def _twice(queue: Ints) -> Ints:
    """The same queue with room for twice as many."""
    larger = np.empty(2 * queue.size, np.int64)
    for place in range(queue.size):
        larger[place] = queue[place]
    return larger


def search(
    hops: Hops, waits: Waits, query: Query, is_open: NDArray[np.bool_], bounds: Bounds
) -> tuple[Labels, Indices]:
    """All Pareto-optimal ways from origin to destination.

    One way is better than another if it is no worse in arrival, in every
    weight, and touches no area the other does not touch.

    Parameters
    ----------
    hops, waits, query, bounds
        See there.
    is_open
        Hops that may be used, shape (n_hops,).

    Returns
    -------
    labels
        Every label made, with unused room behind them.
    found
        Those that end at the destination and are not dominated, by arrival.

    Notes
    -----
    Source: multiobjective A* with a consistent bound (Mandow and Perez de la
    Cruz 2010): labels are taken in the order of the earliest arrival at the
    destination that they allow, so whatever is found there cannot be dominated
    later, and what it dominates is never pursued. Set inclusion of areas is
    one more partial order among the criteria; the areas of both ends are in
    every set and so change nothing. Exact because arrivals keep their order
    (see `month_wait`) and weights only grow. Of ways that are equal in all,
    one is kept. Checked against `tests/reference/routing.py`.
    """
    labels, label = _set_labels(hops, waits, query, is_open, bounds)
    made = []
    while label != NOBODY:
        made.append(label)
        label = labels.older[label]
    made.sort(key=lambda n: (labels.come_to[n, ARRIVAL], n))
    return labels, np.array(made, np.int32)


@njit(cache=True, nogil=True)
def _set_labels(
    hops: Hops, waits: Waits, query: Query, is_open: NDArray[np.bool_], bounds: Bounds
) -> tuple[Labels, int]:
    """Every label made, and the newest answer: the head of the destination's bag."""
    n_columns = WEIGHTS + hops.weights.shape[1]
    goal = query.destination
    labels = _room_for(1024, n_columns)
    newest = np.full(bounds.minutes.size, NOBODY, np.int32)
    for column in range(n_columns):
        labels.come_to[0, column] = 0
    labels.come_to[0, AREAS] = bounds.areas[query.origin]
    labels.state[0], labels.parent[0], labels.hop[0] = query.origin, NOBODY, NOBODY
    _put_into_bag(labels, newest, 0)
    made = 1
    ended, rivals = np.empty(n_columns, np.int64), np.empty(n_columns, np.int64)
    queue = np.empty(labels.state.size, np.int64)
    waiting = push(queue, 0, bounds.minutes[query.origin] << _LABEL_BITS)
    while waiting > 0:
        label = pop(queue, waiting) & _LABEL
        waiting -= 1
        here, before = labels.state[label], labels.come_to[label]
        if not labels.is_alive[label] or here == goal:
            continue
        _complete(before, bounds, here, ended)
        _loosen(ended, query.tolerance)
        if _is_beaten(labels, newest[goal], ended, int(label)):
            continue  # by an answer that has come in since the label was made
        for slot in range(hops.csr.start[here], hops.csr.start[here + 1]):
            hop, there = hops.csr.edge[slot], hops.csr.head[slot]
            if not is_open[hop]:
                continue
            if made == labels.state.size:
                labels, queue = _grown(labels), _twice(queue)
                before = labels.come_to[label]
            after = labels.come_to[made]
            after[ARRIVAL] = _arrival(hops, waits, query.clock, hop, before[ARRIVAL])
            _add_hop(hops, before, hop, after)
            _complete(after, bounds, there, ended)
            after[AREAS] = ended[AREAS]
            if there == goal:
                after[SPREAD] = 0  # nothing more can be late together with it
            earliest = ended[ARRIVAL]
            if _is_too_much(ended, query):
                continue
            if there != goal:
                _thin(after, ended, query.thinning, rivals)
                if _is_dominated(labels, newest, there, rivals):
                    continue
            _loosen(ended, query.tolerance)
            if _is_beaten(labels, newest[goal], ended, NOBODY):
                continue  # whatever becomes of it, something as good is there
            labels.state[made], labels.hop[made] = there, hop
            labels.parent[made] = label
            _put_into_bag(labels, newest, made)
            waiting = push(queue, waiting, earliest << _LABEL_BITS | made)
            made += 1
    return labels, newest[goal]
