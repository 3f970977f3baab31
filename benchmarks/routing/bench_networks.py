"""Networks beyond the corridor: made-up ones, and timetables beside nigiri.

    python benchmarks/routing/bench_networks.py [--queries N] [--seed N] [--gtfs FILE]

Peers that are not installed are named and left out. Times drift on shared
machines: trust the ratios, which are taken in one run.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from ask import journeys, pareto
from networks import Problem, long_grid
from peers import Nigiri, find, one_to_all, timed, versions
from reference.plain_arrays import slow_set
from timetables import (
    DAY_MIN,
    WEEK_MIN,
    aboard_problem,
    as_problem,
    made_up,
    read_gtfs,
    write_gtfs,
)

from orta.planning.graph import distances

EPOCH = date(1970, 1, 1)
MONDAY = date(2026, 1, 5)
FEED_MONDAY = date(2019, 5, 13)
FEED_UTC_MIN = -120  # Berlin is two hours ahead in that week
TRANSFERS = 14


def say(what: str, figures: str, mark: str = "", *, is_met: bool | None = None) -> None:
    """Print a line of the table."""
    verdict = {None: "", True: "met", False: "NOT MET"}[is_met]
    print(f"{what:<46} {figures:<62} {mark:<22} {verdict}".rstrip(), flush=True)


def spread(times: list[float]) -> str:
    """Median, 95th percentile and most."""
    middle, tail = np.quantile(times, [0.5, 0.95])
    return f"{middle:.2f} ms median, {tail:.1f} p95, {max(times):.1f} most"


def large(
    queries: int, seed: int, *, n_nodes: int, n_links: int, criteria: int
) -> None:
    """Queries on a made-up network with tolerance, thinning and bounded detours."""
    given = long_grid(n_nodes, n_links, n_weights=criteria - 1, seed=seed)
    rng = np.random.default_rng(seed)
    whole, bounds, sizes = [], [], []
    for number in range(queries + 1):
        ends = int(rng.integers(n_nodes)), int(rng.integers(n_nodes))
        bound_ms, search_ms, found = pareto(
            given, ends, detour=0.5, tolerance=20, thinning=20
        )
        if number:  # the first loads the compiled kernels
            bounds.append(bound_ms)
            whole.append(bound_ms + search_ms)
            sizes.append(len(found))
    limit_ms = 50 if n_nodes <= 5_000 else 300
    say(
        f"{n_nodes:,} nodes, {n_links:,} links, {criteria} criteria",
        f"{spread(whole)}; bounds {np.median(bounds):.1f}; "
        f"{np.median(sizes):.0f} found",
        f"<= {limit_ms} ms, none > 3 s",
        is_met=bool(np.median(whole) <= limit_ms and max(whole) <= 3000),
    )


def beside_twin(queries: int, seed: int) -> None:
    """Three criteria, exact, beside textbook label setting on the same network."""
    n_nodes, n_links = 200, 1_704
    given = long_grid(n_nodes, n_links, n_weights=2, seed=seed)
    rng = np.random.default_rng(seed)
    pareto(given, (0, 1))  # loads the compiled kernels
    own_ms, twin_ms = [], []
    for _ in range(queries):
        ends = tuple(map(int, rng.choice(n_nodes, 2, replace=False)))
        *took, found = pareto(given, ends)
        own_ms.append(sum(took))
        twin_took, slow = timed(lambda e=ends: slow_set(given, *e))
        twin_ms.append(twin_took)
        if set(map(tuple, found.tolist())) != slow:
            sys.exit(f"other answers than the textbook for {ends}")
    ratio = sum(twin_ms) / sum(own_ms)
    say(
        f"{n_nodes} nodes, {n_links:,} links, 3 criteria, exact",
        f"{spread(own_ms)}; textbook {np.median(twin_ms):,.0f} ms, "
        f"{ratio:,.0f} times on totals, the same sets",
        ">= 1000 times",
        is_met=ratio >= 1000,
    )


def thinned(queries: int, seed: int) -> None:
    """How far thinned answers are from the guaranteed ones, on a smaller network."""
    n_nodes = 400
    given = long_grid(n_nodes, 3_848, n_weights=2, seed=seed)
    rng = np.random.default_rng(seed)
    worst, exact_ms, thin_ms = [], [], []
    for number in range(queries + 1):
        ends = int(rng.integers(n_nodes)), int(rng.integers(n_nodes))
        *exact_took, exact = pareto(given, ends, detour=0.5)
        *thin_took, thin = pareto(given, ends, detour=0.5, tolerance=20, thinning=20)
        if number and len(exact) and ends[0] != ends[1]:
            exact_ms.append(sum(exact_took))
            thin_ms.append(sum(thin_took))
            ratios = thin[None, :, :] / exact[:, None, :]
            worst.append(float(ratios.max(axis=2).min(axis=1).max()))
    say(
        f"{n_nodes} nodes, 3 criteria: thinned beside exact",
        f"{sum(exact_ms) / sum(thin_ms):.0f}x as fast; an exact answer is missed by "
        f"{100 * np.median(worst) - 100:.1f} %, at most {100 * max(worst) - 100:.1f} %",
    )


def everywhere(given: Problem, seed: int, repeats: int = 5) -> None:
    """One-to-all distances in minutes beside every installed peer."""
    n_nodes = given.backward.start.size - 1
    nodes = np.random.default_rng(seed).integers(0, n_nodes, repeats + 1).tolist()

    def median_ms(work: Callable[[int], object]) -> float:
        return float(np.median([timed(lambda n=n: work(n))[0] for n in nodes][1:]))

    def own(node: int) -> object:
        return distances(given.hops.csr, given.hops.minutes, node, given.is_open)

    own_ms = median_ms(own)
    say(f"one to all, {n_nodes:,} nodes", f"orta {own_ms:.1f} ms")
    reached = own(nodes[0])
    for name, ask in one_to_all(given):
        peer_ms = median_ms(ask)
        say(f"  {name}", f"{peer_ms:.1f} ms, {peer_ms / own_ms:.2f} of orta's time")
        if name in ("scipy", "igraph") and not np.array_equal(ask(nodes[0]), reached):
            sys.exit(f"{name} finds other distances")


def beside_nigiri(
    what: str,
    given: Problem,
    asked: list[tuple[int, int, int]],
    *,
    nigiri: Nigiri | None,
    names: list[str],
    monday_min: int,
    most_min: int,
    mark: float,
) -> None:
    """Journeys by arrival and transfers; both must find the same sets."""
    own_ms, peer_ms, sizes, most = [], [], [], 0
    for number, (start, end, minute) in enumerate(asked):
        took, own = journeys(
            given,
            (start, end),
            minute_of_week=minute,
            most_min=most_min,
            transfers=TRANSFERS,
        )
        if nigiri is not None:
            peer_took, theirs = nigiri.ask(
                names[start],
                names[end],
                minute=monday_min + minute,
                most_min=most_min,
                transfers=TRANSFERS,
            )
            if own != theirs:
                sys.exit(f"{what}: other journeys than nigiri for {start} - {end}")
        if number:
            own_ms.append(took)
            sizes.append(len(own))
            most = max([most, *(changes for _, changes in own)])
            if nigiri is not None:
                peer_ms.append(peer_took)
    say(what, f"orta {spread(own_ms)}; {most} transfers at most")
    if not peer_ms:
        return say("  nigiri", "not installed: left out")
    ratio = float(np.median(peer_ms) / np.median(own_ms))
    say(
        "  nigiri, the same sets",
        f"{spread(peer_ms)}; {ratio:.2f} times orta's",
        f">= {mark:g} times",
        is_met=ratio >= mark,
    )
    return None


def synthetic(
    what: str, queries: int, seed: int, *, n_lines: int, most_calls: int
) -> None:
    """A made-up timetable of 200 stops, five days at most."""
    n_stops = 200
    lines = made_up(n_stops, n_lines=n_lines, most_calls=most_calls, seed=seed)
    rng = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as folder:
        nigiri = None
        if find("pynigiri"):
            write_gtfs(lines, n_stops=n_stops, folder=Path(folder), monday=MONDAY)
            last = MONDAY + timedelta(days=20)
            nigiri = Nigiri(Path(folder), first=str(MONDAY), last=str(last))
        beside_nigiri(
            what,
            as_problem(lines, n_stops=n_stops),
            [
                (*rng.permutation(n_stops)[:2].tolist(), int(rng.integers(WEEK_MIN)))
                for _ in range(queries + 1)
            ],
            nigiri=nigiri,
            names=[str(stop) for stop in range(n_stops)],
            # The second week: trips that began in the first are on their way.
            monday_min=(MONDAY - EPOCH).days * DAY_MIN + WEEK_MIN,
            most_min=5 * DAY_MIN,
            mark=15,
        )


def german(feed: Path, queries: int, seed: int) -> None:
    """Long-distance trains on a Wednesday, a day at most."""
    lines, names = read_gtfs(feed, monday=FEED_MONDAY)
    used = sorted({stop for line in lines for stop in line.stops})
    rng = np.random.default_rng(seed)
    nigiri = None
    if find("pynigiri"):
        last = FEED_MONDAY + timedelta(days=7)
        nigiri = Nigiri(feed, first=str(FEED_MONDAY), last=str(last))
    beside_nigiri(
        f"German trains: {len(lines)} lines, {len(used)} stops",
        aboard_problem(lines, n_stops=len(names)),
        [
            (
                *rng.choice(used, 2, replace=False).tolist(),
                int(2 * DAY_MIN + rng.integers(5 * 60, 18 * 60)),
            )
            for _ in range(queries + 1)
        ],
        nigiri=nigiri,
        names=names,
        monday_min=(FEED_MONDAY - EPOCH).days * DAY_MIN + FEED_UTC_MIN,
        most_min=DAY_MIN,
        mark=1,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gtfs", type=Path, help="the German feed of 2019, zipped")
    given = parser.parse_args()
    peers = ", ".join(f"{name} {found}" for name, found in versions().items())
    print(f"{platform.machine()}, {os.cpu_count()} cores, seed {given.seed}; {peers}")
    few = max(given.queries // 2, 2)
    beside_twin(min(few, 6), given.seed)
    large(few, given.seed, n_nodes=5_000, n_links=48_106, criteria=4)
    large(few, given.seed, n_nodes=50_000, n_links=480_962, criteria=3)
    thinned(min(few, 10), given.seed)
    everywhere(long_grid(50_000, 480_962, n_weights=1, seed=given.seed), given.seed)
    synthetic(
        "200 stops, 1,704 lines of one ride",
        given.queries,
        given.seed,
        n_lines=1704,
        most_calls=2,
    )
    synthetic(
        "200 stops, 240 lines of up to six calls",
        given.queries,
        given.seed,
        n_lines=240,
        most_calls=6,
    )
    if given.gtfs is None or not given.gtfs.is_file():
        say("German trains", "no feed given (--gtfs FILE): left out")
    else:
        german(given.gtfs, given.queries, given.seed)


if __name__ == "__main__":
    main()
