"""The earliest expected arrival when things are shut: one label for each state."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from orta.planning.replanning.openings import Outlook

# A state, bits of what is needed and met, bits of the openings behind.
_Label = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """From which state to which, leaving at a minute, and by what.

    `avoid` are states of the world and `closed` hops not to use; of each set in
    `needed` the way uses at least one hop.
    """

    origin: int
    destination: int
    start_min: int = 0
    avoid: frozenset[str] = frozenset()
    closed: frozenset[int] = frozenset()
    needed: tuple[frozenset[int], ...] = ()


def find_earliest(outlook: Outlook, search: Search) -> tuple[int, ...] | None:
    """The hops of the earliest expected arrival, or None if no way leads there.

    Notes
    -----
    Source: Dijkstra's algorithm on first-in first-out time-dependent hops
    (Dreyfus 1969); exact for expected times because neither a wait nor an
    opening lets a later arrival overtake. What is needed, and which openings are
    behind, is part of the state.
    """
    csr, is_open = outlook.network.arrays.csr, _open_hops(outlook, search)
    all_met = (1 << len(search.needed)) - 1
    start = search.origin, 0, 0
    arrival, came_by = {start: search.start_min}, {start: (start, -1)}
    queue = [(search.start_min, start)]
    while queue:
        now, label = heappop(queue)
        state, met, behind = label
        if state == search.destination and met == all_met:
            return _hops_to(label, came_by)
        if now > arrival[label]:
            continue
        for slot in range(csr.start[state], csr.start[state + 1]):
            number = int(csr.edge[slot])
            if not is_open[number]:
                continue
            ended, _, after = outlook.passed(number, at=now, behind=behind)
            there = int(csr.head[slot]), met | _met(search.needed, number), after
            if ended < arrival.get(there, ended + 1):
                arrival[there] = ended
                came_by[there] = label, number
                heappush(queue, (ended, there))
    return None


def _open_hops(outlook: Outlook, search: Search) -> NDArray[np.bool_]:
    is_open = outlook.network.open_hops(
        search.avoid, origin=search.origin, destination=search.destination
    )
    shut = outlook.openings.closed | search.closed
    is_open[np.array(sorted(shut), np.int64)] = False
    return is_open


def _met(needed: tuple[frozenset[int], ...], number: int) -> int:
    return sum(1 << place for place, hops in enumerate(needed) if number in hops)


def _hops_to(
    label: _Label, came_by: dict[_Label, tuple[_Label, int]]
) -> tuple[int, ...]:
    numbers: list[int] = []
    while True:
        label, number = came_by[label]
        if number < 0:
            return tuple(reversed(numbers))
        numbers.append(number)
