"""Networks made from a seed: long grids with fast and dear, slow and cheap links."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from orta.planning.graph import Csr, build_csr
from orta.planning.network import WEEK_MIN, Hops, Waits
from orta.planning.routing.kernel import least_minutes

Ints = NDArray[np.int64]

_SIDES = 4  # how many times longer than wide
_ROAD, _RAIL = 0, 1
_KM_PER_H = np.array([60.0, 45.0])
_CENTS_PER_KM = np.array([110.0, 80.0])
_GRAMS_PER_KM = np.array([700.0, 450.0])
_MIN2_PER_KM = np.array([50.0, 70.0])
_WITH_TIMETABLE = 0.1  # of the rail links


class Problem(NamedTuple):
    """A network as the kernel reads it, and its hops as plain columns."""

    hops: Hops
    waits: Waits
    least: Ints  # minutes of each hop, its shortest wait included
    backward: Csr
    is_open: NDArray[np.bool_]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]


def problem(
    tail: Ints,
    head: Ints,
    minutes: Ints,
    weights: Ints,
    wait: Ints,
    timetables: list[list[int]],
    *,
    n_states: int,
) -> Problem:
    """The arrays for hops given as columns; `timetables` are minutes of the week."""
    none = np.zeros((len(timetables), 12), np.int64)
    tail, head = tail.astype(np.int32), head.astype(np.int32)
    hops = Hops(
        csr=build_csr(tail, head, n_vertices=n_states),
        minutes=np.asarray(minutes, np.int64),
        weights=np.ascontiguousarray(weights, np.int64),
        spread=np.zeros(tail.size, np.int64),
        areas=np.zeros(tail.size, np.int64),
        wait=np.asarray(wait, np.int32),
    )
    waits = Waits(
        service=none,
        weather=none,
        variance=none,
        start=np.cumsum([0, *map(len, timetables)], dtype=np.int32),
        departures=np.array([m for t in timetables for m in sorted(t)], np.int64),
    )
    return Problem(
        hops=hops,
        waits=waits,
        least=least_minutes(hops, waits),
        backward=build_csr(head, tail, n_vertices=n_states),
        is_open=np.ones(tail.size, np.bool_),
        tail=tail,
        head=head,
    )


def long_grid(n_nodes: int, n_links: int, *, n_weights: int, seed: int) -> Problem:
    """A network of roads and railways with exactly so many directed links.

    Nodes lie near the points of a grid four times as long as wide. Roads join
    the eight neighbours, railways the four: slower, cheaper, cleaner, less sure;
    a tenth of the rail links leave by a timetable of three departures a week.
    Weights are cents, grams and square minutes, the first `n_weights` of them.
    """
    rng = np.random.default_rng(seed)
    rows = int(np.sqrt(n_nodes / _SIDES))
    column, row = np.divmod(np.arange(n_nodes), rows)
    place = np.column_stack([column, row]) + rng.uniform(-0.3, 0.3, (n_nodes, 2))
    pairs = []
    for right, up, modes in (
        (1, 0, (_ROAD, _RAIL)),
        (0, 1, (_ROAD, _RAIL)),
        (1, 1, (_ROAD,)),
        (1, -1, (_ROAD,)),
    ):
        there = np.arange(n_nodes) + right * rows + up
        fits = (there < n_nodes) & (row + up >= 0) & (row + up < rows)
        here = np.flatnonzero(fits)
        pairs += [(here, there[fits], np.full(here.size, mode)) for mode in modes]
    start, end, mode = (np.concatenate(part) for part in zip(*pairs, strict=True))
    chosen = np.sort(rng.permutation(start.size)[: (n_links + 1) // 2])
    start, end, mode = start[chosen], end[chosen], mode[chosen]
    km = 40 * np.hypot(*(place[start] - place[end]).T) * rng.uniform(1, 1.4, mode.size)
    by_km = (_CENTS_PER_KM, _GRAMS_PER_KM, _MIN2_PER_KM)
    luck = rng.uniform(0.8, 1.25, (mode.size, 4))
    weights = [w[mode] * km * luck[:, n] for n, w in enumerate(by_km)][:n_weights]
    minutes = 60 * km / _KM_PER_H[mode] * luck[:, 3]
    dated = np.flatnonzero((mode == _RAIL) & (rng.random(mode.size) < _WITH_TIMETABLE))
    wait = np.full(mode.size, -1)
    wait[dated] = np.arange(dated.size)

    def both(there: Ints, back: Ints) -> Ints:
        return np.concatenate([there, back])[:n_links].astype(np.int64)

    return problem(
        both(start, end),
        both(end, start),
        both(minutes, minutes),
        np.concatenate([np.column_stack(weights)] * 2)[:n_links].astype(np.int64),
        both(wait, wait),
        rng.integers(0, WEEK_MIN, (dated.size, 3)).tolist(),
        n_states=n_nodes,
    )
