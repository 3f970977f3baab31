"""Flows of many commodities: ours beside HiGHS on the whole programme, in one run.

Each engine runs in a process of its own. The instances come from a zip that the user
names with `--zip`; without it only drawn networks are timed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from arc_flow import solve
from instances import drawn, read_tntp

from orta.planning.optimum.paths import FlowProblem, solve_paths

ENGINES = ("orta", "simplex", "ipm", "pdlp")


def problem_of(word: str, zip_path: str) -> FlowProblem:
    """The instance of a name, or a drawn one: `drawn:nodes:links:commodities`."""
    if word.startswith("drawn:"):
        nodes, links, commodities = map(int, word.split(":")[1:])
        return drawn(nodes, links, commodities, seed=1)
    return read_tntp(Path(zip_path), word)


def one(word: str, zip_path: str, engine: str, limit_s: float) -> dict[str, float]:
    """What one engine does with one instance, in this process."""
    problem = problem_of(word, zip_path)
    if engine == "orta":
        solve_paths(drawn(20, 60, 10, seed=0))  # compiles
        began = time.perf_counter()
        plan = solve_paths(problem, time_limit_s=limit_s)
        found = {
            "solve_s": time.perf_counter() - began,
            "objective": plan.objective,
            "gap": plan.gap,
            "rounds": plan.rounds,
        }
    else:
        found = solve(problem, engine, limit_s)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {**found, "memory_mib": used / 1024}


def main() -> None:
    """Print one row for each instance and engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--zip", default="")
    parser.add_argument("--limit", type=float, default=120.0)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--one", nargs=2)
    parser.add_argument("instances", nargs="*")
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(one(*asked.one[:1], asked.zip, asked.one[1], asked.limit)))
        return
    named = ["SiouxFalls", "Anaheim"] if asked.zip else []
    words = asked.instances or [
        *named,
        "drawn:1000:5000:100",
        "drawn:1000:5000:1000",
        "drawn:2500:10000:10000",
    ]
    if not asked.zip:
        print("no --zip: published networks are left out")
    print(f"{'instance':24} {'engine':8} {'solve s':>9} {'MiB':>7}  objective, gap")
    for word in words:
        for engine in asked.engines.split(","):
            command = [sys.executable, __file__, "--zip", asked.zip]
            command += ["--limit", str(asked.limit), "--one", word, engine]
            done = subprocess.run(  # noqa: S603 - ourselves
                command, capture_output=True, text=True, check=True
            )
            row = json.loads(done.stdout.splitlines()[-1])
            gap = f", {row['gap']:.1e}" if "gap" in row else ""
            print(
                f"{word:24} {engine:8} {row['solve_s']:9.3f} {row['memory_mib']:7.0f}  "
                f"{row['objective']:.6f}{gap}",
                flush=True,
            )


if __name__ == "__main__":
    main()
