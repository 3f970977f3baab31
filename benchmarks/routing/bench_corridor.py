"""The router on the shipped corridor, beside textbook label setting in Python.

Both answer the same questions in the same run and must return the same sets.
Times drift on shared machines: trust the ratios.

    python benchmarks/routing/bench_corridor.py [--pairs N] [--seed N]
"""

from __future__ import annotations

import argparse
import platform
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from reference.label_setting import pareto_set

import orta
from orta.planning.network import Network, compile_network
from orta.planning.routing import RouteRequest, find_options, find_routes
from orta.vocabulary import Cargo, RouteSpecification

READY = datetime(2026, 12, 4, tzinfo=UTC)
CLOCK = {"minute_of_year": 337 * 1440, "minute_of_week": 4 * 1440}
CARGO = Cargo.parse("1x40ft:18t")


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Milliseconds the work took, and what it returned."""
    start = time.perf_counter()
    result = work()
    return (time.perf_counter() - start) * 1000, result


def requests(network: Network, pairs: int, seed: int) -> list[RouteRequest]:
    """Random pairs of places that can be loaded and discharged at."""
    chance = random.Random(seed)  # noqa: S311 — a sample, not a secret
    places = sorted({terminal.node_id for terminal in network.corridor.terminals})
    return [
        RouteRequest(
            specification=RouteSpecification(
                origin_id=origin,
                destination_id=destination,
                earliest_departure_at=READY,
            ),
            cargo=CARGO,
        )
        for origin, destination in (chance.sample(places, 2) for _ in range(pairs))
    ]


def main() -> None:
    """Print medians, tails and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    corridor = orta.load().corridor
    compile_ms, network = timed(lambda: compile_network(corridor, CARGO))
    asked = requests(network, arguments.pairs, arguments.seed)
    find_routes(corridor, asked[0])  # loads the compiled kernels
    fast, slow, whole, sizes = [], [], [], []
    for request in asked:
        ends = request.specification
        fast_ms, options = timed(lambda r=request: find_options(network, r))
        slow_ms, twin = timed(
            lambda e=ends: pareto_set(network, e.origin_id, e.destination_id, **CLOCK)
        )
        whole_ms, _ = timed(lambda r=request: find_routes(corridor, r))
        if [o.minutes for o in options] != [way[0] for way in twin]:
            sys.exit(f"different sets for {ends.origin_id} - {ends.destination_id}")
        fast.append(fast_ms)
        slow.append(slow_ms)
        whole.append(whole_ms)
        sizes.append(len(options))
    print(
        f"{platform.machine()}, Python {platform.python_version()}, {len(asked)} pairs,"
        f" {len(network.hops)} hops, seed {arguments.seed}, same sets"
    )
    print(f"compile the corridor        {compile_ms:8.1f} ms")
    for name, times in (
        ("router", fast),
        ("textbook twin", slow),
        ("whole call", whole),
    ):
        tail = quantiles(times, n=20)[-1]
        print(f"{name:<27} {median(times):8.1f} ms median {tail:9.1f} ms p95")
    print(
        f"options in a Pareto set     {median(sizes):8.0f} median {max(sizes):12} most"
    )
    print(f"twin / router               {sum(slow) / sum(fast):8.0f} on totals")


if __name__ == "__main__":
    main()
