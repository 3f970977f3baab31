"""What the benchmarks run, on networks small enough for slow twins."""

from bisect import bisect_left
from random import Random

import numpy as np
import pytest
from ask import journeys, pareto
from networks import long_grid
from reference.plain_arrays import covers, slow_set
from timetables import WEEK_MIN, aboard_problem, as_problem, made_up

TOLERANCE = 0.02


@pytest.mark.parametrize("seed", range(6))
def test_tolerance_and_thinning_keep_what_they_promise(seed):
    given = long_grid(20, 170, n_weights=2, seed=seed)
    origin, goal = Random(seed).sample(range(20), 2)
    exact = slow_set(given, origin, goal)

    found = [pareto(given, (origin, goal), tolerance=t)[2].tolist() for t in (0, 20)]
    *_, thinned = pareto(given, (origin, goal), thinning=20)

    assert {tuple(row) for row in found[0]} == exact
    assert all(any(covers(f, e, 1 + TOLERANCE) for f in found[1]) for e in exact)
    for e in exact:  # a way has at most 19 hops, and arrives as early
        slack = (1, *[(1 + TOLERANCE) ** 19] * 2)
        assert any(
            all(a <= s * b for a, b, s in zip(f, e, slack, strict=True))
            for f in thinned.tolist()
        )


def test_tolerance_and_thinning_leave_something_out():
    """Else the promises above are kept by an exact search."""
    given = long_grid(60, 560, n_weights=2, seed=3)
    sizes = [
        len(pareto(given, (0, 59), tolerance=t, thinning=t)[2]) for t in (0, 20, 100)
    ]

    assert sizes[0] > sizes[1] > sizes[2] > 0


@pytest.mark.parametrize("seed", range(3))
def test_no_answer_makes_a_longer_detour_than_allowed(seed):
    given = long_grid(20, 170, n_weights=2, seed=seed)
    exact = slow_set(given, 0, 19)
    least = np.min(list(exact), axis=0)

    *_, found = pareto(given, (0, 19), detour=0.25)

    allowed = {e for e in exact if e[1] <= 1.25 * least[1] and e[2] <= 1.25 * least[2]}
    assert {tuple(row) for row in found.tolist()} <= allowed
    assert len(found) < len(exact)


def scan(lines, origin, goal, ready, *, within, transfers):
    """(minutes, transfers) by rounds over all connections, as in a timetable book."""
    reached = {origin: ready - 2}  # no change at the start
    best = {}
    for changes in range(transfers + 1):
        fresh = dict(reached)
        for line in lines:
            for n, stop in enumerate(line.stops[:-1]):
                if stop not in reached:
                    continue
                at = reached[stop] + 2
                leaves = sorted(
                    (d + line.depart[n]) % WEEK_MIN for d in line.departures
                )
                slot = bisect_left(leaves, at % WEEK_MIN)
                until = leaves[slot % len(leaves)] - at % WEEK_MIN
                start = at + until + (WEEK_MIN if slot == len(leaves) else 0)
                for m in range(n + 1, len(line.stops)):
                    arrival = start + line.arrive[m] - line.depart[n]
                    there = line.stops[m]
                    if arrival < fresh.get(there, ready + within + 1):
                        fresh[there] = arrival
        if goal in fresh and fresh[goal] < min(best.values(), default=10**9):
            best[changes] = fresh[goal]
        reached = fresh
    return {(arrival - ready, changes) for changes, arrival in best.items()}


@pytest.mark.parametrize("build", [as_problem, aboard_problem])
def test_journeys_agree_with_a_scan_of_the_timetable(build):
    lines = made_up(60, n_lines=60, most_calls=5, seed=4)
    given = build(lines, n_stops=60)
    chance = Random(5)
    several = 0
    for _ in range(40):
        origin, goal = chance.sample(range(60), 2)
        ready = chance.randrange(WEEK_MIN)

        _, found = journeys(
            given,
            (origin, goal),
            minute_of_week=ready,
            most_min=5 * 1440,
            transfers=14,
        )

        assert found == scan(lines, origin, goal, ready, within=5 * 1440, transfers=14)
        several += len(found) > 1
    assert several > 5
