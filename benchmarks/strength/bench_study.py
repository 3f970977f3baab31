"""Studies on two workers beside one: efficiency, and what a task costs on top.

    .venv/bin/python benchmarks/strength/bench_study.py

Needs the extra `orta[cluster]`. Two kinds of tasks of two seconds and more: real ones,
a year of the corridor some dozens of times, and ones that only wait, which a busy
machine does not disturb: what they lose, the scheduling loses. Rounds with one and two
workers take turns; ratios are those of medians. The workers are warm: a first round
that is not timed loads kernels and compiles the plant.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import distributed

from orta.planning.studies import Cluster, Executor, Store, Threads, Working, read_study
from orta.planning.studies.tasks import Call, Materials, Task

MARK = 0.9
STUDY = """\
schema = "orta.study/1"
title = "bench"
seed = {seed}
[[run]]
id = "year"
kind = "simulate"
replications = {replications}
replications_per_task = {per_task}
"""


class Wait:
    """A kind whose tasks wait."""

    name, about, keys, other_ways, is_alone = "wait", "", (), "", False

    def perform(self, call: Call) -> bytes:
        """Nothing, after a while."""
        time.sleep(call.parameters["s"])
        return b""


def add_wait() -> None:
    """Make the kind known in this process: the benchmark's own, no part of Orta."""
    from orta.planning.studies.kinds import KINDS

    KINDS["wait"] = Wait()  # type: ignore[index]


@contextlib.contextmanager
def workers(count: int) -> Iterator[Cluster]:
    """So many processes of Dask, which know the kind that waits."""
    with (
        distributed.LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            worker_dashboard_address="127.0.0.1:0",
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        client.run(add_wait)
        yield Cluster(address=cluster.scheduler_address)


def settle_s(executor: Executor, tasks: Sequence[Task], materials: Materials) -> float:
    """Seconds until all tasks are in a store of their own."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        began = time.perf_counter()
        done = list(executor.settle(tasks, materials, store))
        seconds = time.perf_counter() - began
        lines = (store.folder / "log.jsonl").read_text().splitlines()
        if not len(done) == len(lines) == len(tasks):
            raise SystemExit("a task was not done, or was done twice")
    return seconds


def years(seed: int, *, tasks: int, per_task: int) -> tuple[Sequence[Task], Materials]:
    """Tasks of a year, some dozens of times each."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "study.toml")
        replications = tasks * per_task
        path.write_text(
            STUDY.format(seed=seed, replications=replications, per_task=per_task)
        )
        working = Working(read_study(path), Store(Path(folder)))
    return working.tasks, working.materials


def waits(count: int, seconds: float) -> Sequence[Task]:
    """Tasks that wait so long."""
    return [Task.of("wait", {"n": n, "s": seconds}, ()) for n in range(count)]


def report(
    name: str, one: Sequence[float], two: Sequence[float], task_s: float
) -> None:
    """A line with the efficiency, and whether it meets the mark."""
    ratio = statistics.median(one) / (2 * statistics.median(two))
    met = "met" if ratio >= MARK else "NOT MET"
    print(
        f"{name:34} {task_s:5.2f} s a task   "
        f"1 worker {statistics.median(one):6.2f} s   "
        f"2 workers {statistics.median(two):6.2f} s   efficiency {ratio:.3f}   "
        f"mark {MARK} {met}"
    )


def main() -> None:
    """Time both kinds of tasks on both executors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tasks", type=int, default=6)
    parser.add_argument("--per-task", type=int, default=80)
    parser.add_argument("--small", type=int, default=300)
    asked = parser.parse_args()
    add_wait()
    none = Materials()
    warm, warm_materials = years(999, tasks=4, per_task=2)
    with workers(1) as alone, workers(2) as pair:
        pairs = {
            "threads": (Threads(workers=1), Threads(workers=2)),
            "Dask": (alone, pair),
        }
        for name, (one, two) in pairs.items():
            for executor in (one, two):
                settle_s(executor, warm, warm_materials)
            times: dict[str, tuple[list[float], list[float]]] = {}
            for seed in range(asked.rounds):
                year = years(seed, tasks=asked.tasks, per_task=asked.per_task)
                for place, executor in enumerate((one, two)):
                    for kind, tasks, materials in (
                        (f"{name}, a year {asked.per_task} times", *year),
                        (f"{name}, waiting", waits(asked.tasks, 2.0), none),
                    ):
                        found = times.setdefault(kind, ([], []))[place]
                        found.append(settle_s(executor, tasks, materials))
            for kind, (of_one, of_two) in times.items():
                report(kind, of_one, of_two, statistics.median(of_one) / asked.tasks)
            small = waits(asked.small, 0.0)
            each = [settle_s(one, small, none) / asked.small for _ in range(3)]
            print(f"{name + ', on top of each task':34} {1000 * min(each):5.2f} ms")


if __name__ == "__main__":
    main()
