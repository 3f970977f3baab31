"""Textbook label setting on the plain arrays of a benchmark network."""

from __future__ import annotations

from collections import defaultdict
from heapq import heappop, heappush

WEEK_MIN = 7 * 24 * 60


def slow_set(given, origin, goal):
    """Every undominated vector, taken in order from one sorted queue."""
    bags = defaultdict(list)
    queue = [((0,) * (1 + given.hops.weights.shape[1]), origin)]
    while queue:
        vector, state = heappop(queue)
        if any(covers(other, vector, 1) for other in bags[state]):
            continue
        bags[state].append(vector)
        for slot in range(*given.hops.csr.start[state : state + 2]):
            hop = given.hops.csr.edge[slot]
            arrival = vector[0] + int(given.hops.minutes[hop])
            arrival += wait(given.waits, given.hops.wait[hop], arrival)
            weights = given.hops.weights[hop].tolist()
            more = (a + b for a, b in zip(vector[1:], weights, strict=True))
            heappush(queue, ((arrival, *more), int(given.hops.csr.head[slot])))
    return set(bags[goal])


def wait(waits, number, minute):
    if number < 0:
        return 0
    leaves = waits.departures[waits.start[number] : waits.start[number + 1]]
    return min((int(d) - minute) % WEEK_MIN for d in leaves)


def covers(one, other, factor):
    return all(a <= factor * b for a, b in zip(one, other, strict=True))
