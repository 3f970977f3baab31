"""The same queueing model in our kernel, in peers and in hand-written C.

    python benchmarks/simulation/bench_simulation.py [--rounds N] [--seed N]
        [--cimba PATH] [--check]

The model stands in chain.py. Every engine runs in a process of its own, one after
another, all in every round; ratios are taken within a round, in processor time. All
must answer alike: a difference that chance does not explain ends the run. `--check`
does only that, with 1,000 consignments. Engines that are not installed are named and
left out; `--cimba` names an installed build of the cimba library.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean, median, stdev

from chain import Replication, Result
from engines import CIMBA, HAND, ORTA, SIMPY, Engine, LeftOutError, cores, engines
from scipy.stats import ks_2samp

N = 10_000
FALSE_ALARM = 0.001  # of the whole table, if all engines do the same
MEASURES: dict[str, Callable[[Replication], float]] = {
    "lead time, h": lambda one: one.lead_s / 3600,
    "wait at the quay, h": lambda one: one.quay_s / 3600,
    "events": lambda one: one.events,
}


def say(what: str, figures: str, mark: str = "", *, is_met: bool | None = None) -> None:
    """Print a line of the table."""
    verdict = {None: "", True: "met", False: "NOT MET"}[is_met]
    print(f"{what:<28} {figures:<78} {mark:<16} {verdict}".rstrip(), flush=True)


def interval(values: Sequence[float]) -> str:
    """Mean and half the width of its 95 % interval."""
    half = 1.96 * stdev(values) / len(values) ** 0.5
    return f"{mean(values):,.2f} ± {half:.2f}"


def agree(found: dict[str, list[Replication]]) -> None:
    """Compare every engine's replications with those of the one that ran most often.

    The test of Kolmogorov and Smirnov, its level shared among all comparisons. A test
    of means would give false alarms: a few long closures make a few replications very
    slow, and forty replications may hold none of them. That every ship takes exactly
    a load is checked where results are read.
    """
    reference = max(found, key=lambda name: len(found[name]))
    comparisons = (len(found) - 1) * len(MEASURES)
    differing = []
    for name, ones in found.items():
        figures = []
        for measure, read in MEASURES.items():
            own = [read(one) for one in ones]
            figures.append(f"{measure} {interval(own)}")
            theirs = [read(one) for one in found[reference]]
            chance = ks_2samp(own, theirs).pvalue
            if name != reference and not chance >= FALSE_ALARM / comparisons:
                differing.append(f"{name}: {measure}, p = {chance:.2g}")
        say(f"  {name}, {len(ones)} runs", "; ".join(figures))
    if differing:
        sys.exit(f"other replications than {reference}: " + "; ".join(differing))
    say("  all agree", f"with {reference}, {comparisons} comparisons")


def check(present: list[Engine], seed: int) -> None:
    """Run every engine on 1,000 consignments and compare."""
    print("1,000 consignments: mean and 95 % interval")
    found = {}
    for engine in present:
        runs = 600 if engine.has_threads else 40 * engine.replications
        found[engine.name] = list(engine.ask(1000, runs, seed=seed).replications)
    agree(found)


def answering(present: list[Engine]) -> list[Engine]:
    """Those that are there; compilers' caches are warm afterwards."""
    left = []
    for engine in present:
        try:
            engine.ask(1000, 1)
        except LeftOutError as why:
            print(why)
        else:
            left.append(engine)
    return left


def beside(present: list[Engine], rounds: int, seed: int) -> None:
    """One core, 10,000 consignments: the table."""
    found: dict[str, list[Result]] = defaultdict(list)
    for number in range(rounds):
        for engine in present:
            asked = engine.replications
            found[engine.name].append(engine.ask(N, asked, seed=seed + number))
    print(f"{N:,} consignments, one core, {rounds} rounds: best and median")
    for results in found.values():
        rates = [result.events_per_s for result in results]
        runs = [len(one.replications) / one.cpu_s for one in results]
        ratio = ""
        if SIMPY in found and results is not found[SIMPY]:
            ratio = f"; {over(results, found[SIMPY]):.3g} times SimPy"
        say(
            results[0].engine,
            f"{max(rates) / 1e6:.4g} and {median(rates) / 1e6:.4g} M events/s; "
            f"{median(runs):.3g} runs/s; "
            f"{max(one.peak_kib for one in results) / 1024:.0f} MiB{ratio}",
        )
    if ORTA in found:
        marks(found)
    agree(
        {
            name: [r for one in of for r in one.replications]
            for name, of in found.items()
        }
    )


def over(ours: list[Result], theirs: list[Result]) -> float:
    """Median over the rounds of one engine's speed over another's."""
    pairs = zip(ours, theirs, strict=True)
    return median(own.events_per_s / peer.events_per_s for own, peer in pairs)


def marks(found: dict[str, list[Result]]) -> None:
    """Our kernel over every peer, against the marks that were set.

    The mark for cimba was set on its Python package; five times its C library would
    be faster than hand-written C.
    """
    least = {SIMPY: 100, CIMBA: 5, HAND: 0.6}
    for name, theirs in found.items():
        if name == ORTA:
            continue
        ratio = over(found[ORTA], theirs)
        mark = least.get(name)
        say(
            f"  orta over {name}",
            f"{ratio:.3g}",
            f">= {mark:g}" if mark else "",
            is_met=ratio >= mark if mark else None,
        )


def growth(present: list[Engine], rounds: int, seed: int) -> None:
    """Nanoseconds an event with 1, 10 and 100 times the load, gaps unchanged."""
    print("growth: ns an event, most memory")
    for engine in present:
        took: dict[int, list[Result]] = defaultdict(list)
        for number in range(rounds):
            for times in (1, 10, 100):
                asked = max(engine.replications // (2 * times), 1)
                result = engine.ask(N * times, asked, seed=seed + number)
                took[times].append(result)
        figures = [
            f"{N * times:,}: {1e9 / median(r.events_per_s for r in results):.1f} ns, "
            f"{max(r.peak_kib for r in results) / 1024:.1f} MiB"
            for times, results in took.items()
        ]
        ratio = over(took[1], took[100])
        # n log n from 10,000 to a million is half as much again.
        met = ratio <= 1.5 if engine.name == ORTA else None
        say(
            f"  {engine.name}",
            "; ".join(figures),
            f"{ratio:.2f} <= 1.5" if engine.name == ORTA else f"{ratio:.2f}",
            is_met=met,
        )


def scaling(present: list[Engine], rounds: int, seed: int) -> None:
    """Two threads beside one by the wall clock; the same must come out."""
    print("scaling: two threads over one")
    for engine in present:
        ratios, kept = [], []
        for number in range(rounds):
            one, two = (
                engine.ask(N, engine.replications, workers=workers, seed=seed + number)
                for workers in (1, 2)
            )
            if one.replications != two.replications:
                sys.exit(f"{engine.name}: two threads find something else than one")
            ratios.append(one.wall_s / two.wall_s)
            kept.append(2 * one.cpu_s / two.cpu_s)
        ratio = median(ratios)
        ours = engine.name == ORTA
        say(
            f"  {engine.name}",
            f"{ratio:.2f} (best {max(ratios):.2f}), "
            f"{median(kept):.2f} with a core for each; same results",
            ">= 1.8" if ours else "",
            is_met=ratio >= 1.8 if ours else None,
        )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cimba", type=Path, help="an installed build of cimba")
    parser.add_argument("--check", action="store_true", help="compare answers only")
    given = parser.parse_args()
    print(
        f"{platform.machine()}, {cores()} cores, Python {platform.python_version()}, "
        f"seed {given.seed}, load {os.getloadavg()[0]:.1f}"
    )
    with tempfile.TemporaryDirectory() as folder:
        present = answering(list(engines(Path(folder), given.cimba)))
        check(present, given.seed)
        if given.check:
            return
        beside(present, given.rounds, given.seed)
        threaded = [engine for engine in present if engine.has_threads]
        growth(threaded, min(given.rounds, 3), given.seed)
        if cores() < 2:
            say("scaling", "one core here: left out")
        else:
            scaling(threaded, given.rounds, given.seed)


if __name__ == "__main__":
    main()
