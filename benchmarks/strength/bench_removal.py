"""Every link removed in turn: warm, screened, and anew by our own cold solver.

All three run in this process on one core; times are processor times, so that other work
on the machine counts little. The network comes from a zip that the user names with
`--zip`; without it a drawn one is taken. `--cold N` solves only every so many links
anew and says so.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "flows"))

from instances import drawn, read_tntp

from orta.planning.optimum.paths import FlowProblem, solve_paths
from orta.planning.optimum.removal import Targets, Warm, rank, screen

FULL_MARK, SCREEN_MARK = 5.0, 50.0
N_WORST = 20


def without(problem: FlowProblem, link: int) -> FlowProblem:
    """The problem in which a link is not there."""
    stays = np.arange(problem.n_links) != link
    return replace(
        problem,
        tail=problem.tail[stays],
        head=problem.head[stays],
        cost=problem.cost[stays],
        capacity=problem.capacity[stays],
    )


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks, those of equals averaged."""
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[where]


def main() -> None:
    """Print the times, both ratios and what they were compared on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--zip", default="")
    parser.add_argument("--name", default="Anaheim")
    parser.add_argument("--cold", type=int, default=1, metavar="N")
    asked = parser.parse_args()
    if asked.zip:
        problem = read_tntp(Path(asked.zip), asked.name)
    else:
        print("no --zip: a drawn network instead of a published one")
        problem = drawn(400, 900, 1400, seed=1)
    small = drawn(20, 60, 10, seed=0)
    rank(Warm(small), Targets.each_link(small), n_worst=5)  # compiles
    solve_paths(small)
    targets = Targets.each_link(problem)

    began = time.process_time()
    warm = Warm(problem)
    based = time.process_time()
    ranking = rank(warm, targets)
    ranked = time.process_time()
    screened = screen(warm, targets, n_worst=N_WORST)
    done = time.process_time()
    some = range(0, problem.n_links, asked.cold)
    anew = [solve_paths(without(problem, link)).objective for link in some]
    cold = (time.process_time() - done) / len(some)

    apart = np.max(np.abs(ranking.objective[some] / np.array(anew) - 1))
    worst = set(ranking.order()[:N_WORST].tolist())
    is_below = (screened.lower <= ranking.objective * (1 + 1e-9)).all()
    is_above = (screened.upper >= ranking.bound * (1 - 1e-9)).all()
    correlation = np.corrcoef(ranks(screened.lower), ranks(ranking.objective))[0, 1]
    n = problem.n_links
    full, screening = n * cold / (ranked - began), n * cold / (done - ranked)
    unused = int((warm.plan.on_links(n) == 0).sum())
    print(f"{n} links, {unused} without flow, {problem.n_commodities} commodities")
    print(f"anew, {len(some)} of {n} links: {cold * 1e3:.1f} ms a link")
    print(f"base plan: {(based - began) * 1e3:.0f} ms, gap {warm.plan.gap:.1e}")
    print(f"warm, all links: {(ranked - based) / n * 1e3:.2f} ms a link")
    print(f"bounds, all links: {(done - ranked) / n * 1e3:.3f} ms a link")
    print(f"anew over warm: {full:.1f} (mark {FULL_MARK:.0f}), base included")
    print(f"anew over bounds: {screening:.0f} (mark {SCREEN_MARK:.0f})")
    print(f"kept for the worst {N_WORST}: {len(screened.kept)} of {n}")
    print(f"all of them kept: {worst <= set(screened.kept.tolist())}")
    print(f"bounds on their sides: lower {is_below}, upper {is_above}")
    print(f"rank correlation of the lower bound: {correlation:.3f}")
    print(f"warm and anew differ by at most {apart:.1e} (both have a gap of 1e-6)")


if __name__ == "__main__":
    main()
