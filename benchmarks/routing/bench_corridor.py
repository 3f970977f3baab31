"""The router on the shipped corridor, beside textbook label setting in Python.

Both answer the same questions in the same run and must return the same sets.
Times drift on shared machines: trust the ratios.

    python benchmarks/routing/bench_corridor.py [--pairs N] [--seed N]
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from heapq import heappop, heappush
from operator import le
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

import numpy as np
from reference.label_setting import departs_in, in_month, pareto_set

import orta
from orta.corridor import Corridor
from orta.planning.graph import UNREACHED
from orta.planning.lead_time import draw_lead_times
from orta.planning.network import Clock, Network, compile_network
from orta.planning.routing import RouteRequest, find_options, find_routes
from orta.planning.routing.kernel import (
    ARRIVAL,
    WEIGHTS,
    Query,
    least_minutes,
    lower_bounds,
    search,
)
from orta.planning.routing.solve import HORIZON_MIN, _query
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


def three_criteria(network: Network, ends: tuple[int, int]) -> tuple[float, float]:
    """Milliseconds of the kernel and of the slow twin for minutes, cents and grams."""
    hops = network.arrays
    plain = hops._replace(
        weights=np.ascontiguousarray(hops.weights[:, :2]),
        spread=np.zeros_like(hops.spread),
        areas=np.zeros_like(hops.areas),
    )
    is_open = np.ones(hops.minutes.size, np.bool_)
    minutes = least_minutes(plain, network.waits)
    origin, destination = ends
    clock = Clock(CLOCK["minute_of_year"], CLOCK["minute_of_week"])
    most = np.full(2, UNREACHED)
    query = Query(origin, destination, clock, HORIZON_MIN, most)

    def fast() -> list[tuple[int, ...]]:
        bounds = lower_bounds(plain, minutes, network.backward, destination, is_open)
        labels, found = search(plain, network.waits, query, is_open, bounds)
        columns = [ARRIVAL, WEIGHTS, WEIGHTS + 1]
        return sorted(map(tuple, labels.come_to[found][:, columns].tolist()))

    fast_ms, own = timed(fast)
    slow_ms, twin = timed(lambda: three_criteria_set(network, origin, destination))
    if own != twin:
        sys.exit(f"different sets of three criteria for {ends}")
    return fast_ms, slow_ms


def three_criteria_set(
    network: Network, origin: int, destination: int
) -> list[tuple[int, ...]]:
    """Textbook label setting: one sorted queue, no bounds, tuples."""
    leaving = defaultdict(list)
    for hop in network.hops:
        leaving[hop.tail].append(hop)
    bags = defaultdict(list)
    queue = [((0, 0, 0), origin)]
    waits, of_year = network.waits, CLOCK["minute_of_year"]
    while queue:
        label, state = heappop(queue)
        if any(all(map(le, other, label)) for other in bags[state]):
            continue
        bags[state].append(label)
        for hop in leaving[state] if state != destination else ():
            minute = label[0] + hop.minutes
            if hop.wait >= 0:
                minute += departs_in(
                    waits, hop.wait, minute, of_year, CLOCK["minute_of_week"]
                )
                minute += in_month(waits.weather[hop.wait], of_year + minute)
            further = (minute, label[1] + hop.cost_cents, label[2] + hop.emission_g)
            heappush(queue, (further, hop.head))
    return sorted(bags[destination])


def kernel_alone(network: Network, request: RouteRequest) -> tuple[float, float]:
    """Milliseconds of the bounds and of the search, five criteria, exact."""
    query = _query(network, request)
    is_open = network.open_hops(
        request.avoid, origin=query.origin, destination=query.destination
    )
    hops = network.in_season(query.clock.ready_minute_of_year)
    minutes = least_minutes(hops, network.waits)
    bound_ms, bounds = timed(
        lambda: lower_bounds(
            hops, minutes, network.backward, query.destination, is_open
        )
    )
    search_ms, _ = timed(lambda: search(hops, network.waits, query, is_open, bounds))
    return bound_ms, search_ms


def draw_rate(corridor: Corridor, request: RouteRequest) -> tuple[float, int]:
    """Million leg samples a second, on one core, and how many legs were drawn."""
    options = find_options(compile_network(corridor, CARGO), request)
    option = max(options, key=lambda option: len(option.legs))
    n_draws = 400_000
    draws_ms = min(
        timed(
            lambda: draw_lead_times(
                option.stages,
                ready_at=READY,
                n_draws=n_draws,
                rng=np.random.default_rng(1),
            )
        )[0]
        for _ in range(3)
    )
    legs = len(option.legs)
    return legs * n_draws / draws_ms / 1000, legs


def cold_start() -> tuple[float, float]:
    """Seconds of a first `orta route`, which compiles the kernels, and of a second."""
    code = "from orta.cli.main import run; run()"
    asked = ["route", "Xi'an", "Duisburg", "--ready", "2026-12-04"]
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "NUMBA_CACHE_DIR": cache}

        def call() -> object:
            return subprocess.run(  # noqa: S603 — our own command
                [sys.executable, "-c", code, *asked],
                check=True,
                capture_output=True,
                env=environment,
            )

        return timed(call)[0] / 1000, timed(call)[0] / 1000


def main() -> None:
    """Print medians, tails and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-cold-start", action="store_true")
    arguments = parser.parse_args()
    corridor = orta.load().corridor
    compile_ms, network = timed(lambda: compile_network(corridor, CARGO))
    asked = requests(network, arguments.pairs, arguments.seed)
    find_routes(corridor, asked[0])  # loads the compiled kernels
    three_criteria(network, (0, 1))
    times = defaultdict(list)
    sizes = []
    for request in asked:
        ends = request.specification
        at = network.ground[ends.origin_id], network.ground[ends.destination_id]
        fast_ms, options = timed(lambda r=request: find_options(network, r))
        slow_ms, twin = timed(
            lambda e=ends: pareto_set(network, e.origin_id, e.destination_id, **CLOCK)
        )
        if [o.minutes for o in options] != [way[0] for way in twin]:
            sys.exit(f"different sets for {ends.origin_id} - {ends.destination_id}")
        whole_ms, _ = timed(lambda r=request: find_routes(corridor, r).to_dict())
        bound_ms, search_ms = kernel_alone(network, request)
        three_ms, three_slow_ms = three_criteria(network, at)
        for name, took_ms in (
            ("bounds", bound_ms),
            ("kernel, five criteria, exact", bound_ms + search_ms),
            ("router, answers read", fast_ms),
            ("textbook twin, five criteria", slow_ms),
            ("whole call with draws", whole_ms),
            ("kernel, three criteria", three_ms),
            ("textbook twin, three criteria", three_slow_ms),
        ):
            times[name].append(took_ms)
        sizes.append(len(options))
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, {len(asked)} pairs, {len(network.hops)} hops, "
        f"seed {arguments.seed}, same sets"
    )
    print(f"{'compile the corridor':<32}{compile_ms:10.1f} ms")
    for name, taken in times.items():
        tail = quantiles(taken, n=20)[-1]
        print(f"{name:<32}{median(taken):10.2f} ms median {tail:10.1f} ms p95")
    print(
        f"{'answers in a Pareto set':<32}{median(sizes):10.0f} median {max(sizes):13}"
    )
    report(times)
    rate, legs = draw_rate(
        corridor, max(asked, key=lambda r: len(find_options(network, r)))
    )
    mark("draws, million leg samples/s", rate, 5, f"{legs} legs")
    if not arguments.no_cold_start:
        first_s, second_s = cold_start()
        mark("first orta route, s", first_s, 10, is_most=True)
        mark("second orta route, s", second_s, 1.5, is_most=True)


def report(times: dict[str, list[float]]) -> None:
    """The ratios and the marks that come from the times of all pairs."""
    kernel = times["kernel, five criteria, exact"]
    mark("kernel median, ms", median(kernel), 4, is_most=True)
    mark("kernel p95, ms", quantiles(kernel, n=20)[-1], 40, is_most=True)
    mark(
        "whole call median, ms",
        median(times["whole call with draws"]),
        150,
        is_most=True,
    )
    three = sum(times["textbook twin, three criteria"]) / sum(
        times["kernel, three criteria"]
    )
    mark("twin / kernel, three criteria", three, 1000, "on totals")
    five = sum(times["textbook twin, five criteria"]) / sum(kernel)
    print(f"{'twin / kernel, five criteria':<32}{five:10.0f} on totals")


def mark(
    name: str, figure: float, wanted: float, note: str = "", *, is_most: bool = False
) -> None:
    """Print a figure beside what it should be."""
    is_met = figure <= wanted if is_most else figure >= wanted
    sign = "<=" if is_most else ">="
    verdict = "met" if is_met else "NOT MET"
    print(f"{name:<32}{figure:10.2f} {sign} {wanted:<6g} {verdict} {note}".rstrip())


if __name__ == "__main__":
    main()
