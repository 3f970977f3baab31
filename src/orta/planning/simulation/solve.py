"""Many replications side by side, and always the same answer.

Each replication has its own key, so that threads share nothing; results are put
together in the order of their numbers, whoever came first.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Final

import numpy as np

from orta.corridor import Corridor
from orta.errors import ModelError
from orta.planning.simulation.answer import SimulationAnswer
from orta.planning.simulation.compare import Comparison
from orta.planning.simulation.compile import (
    CompiledPlant,
    Networks,
    compile_plant,
    draw_windows,
)
from orta.planning.simulation.replication import Replication, replicate
from orta.planning.simulation.scenario import Scenario
from orta.planning.simulation.summary import (
    DemandRuns,
    compare_replications,
    summarise,
)
from orta.planning.simulation.tables import Tables

Progress = Callable[[int, int], None]

_LOOK_S: Final = 0.2  # how long a Ctrl C may have to wait to be heard


def simulate(  # noqa: PLR0913 - all by name
    corridor: Corridor,
    scenario: Scenario,
    *,
    replications: int = 20,
    seed: int = 0,
    workers: int | None = None,
    on_progress: Progress | None = None,
) -> SimulationAnswer:
    """What happens on a corridor under a scenario, over many replications.

    Parameters are those of `run_replications`.

    Raises
    ------
    ScenarioError
        If the scenario is about something that the corridor has not.
    ModelError
        If nothing moves, something has no way, or the plant jams.
    """
    scenario.check(corridor)
    compiled = compile_plant(corridor, scenario)
    found = run_replications(
        compiled,
        replications=replications,
        seed=seed,
        workers=workers,
        on_progress=on_progress,
    )
    return summarise(corridor, scenario, compiled, found, seed=seed)


def compare(  # noqa: PLR0913 - all by name
    corridor: Corridor,
    scenarios: tuple[Scenario, Scenario],
    *,
    replications: int = 20,
    seed: int = 0,
    workers: int | None = None,
    on_progress: Progress | None = None,
) -> Comparison:
    """What the second scenario changes against the first, under the same luck.

    Parameters are those of `run_replications`; progress counts both scenarios.

    Raises
    ------
    ModelError, ScenarioError
        As from `simulate`; and if the two do not cover the same days.
    """
    one, other = scenarios
    if (one.start, one.days, one.warm_up_days) != (
        other.start,
        other.days,
        other.warm_up_days,
    ):
        raise ModelError("scenarios that are compared cover the same days")
    plants, found = [], []
    for number, scenario in enumerate(scenarios):
        scenario.check(corridor)
        plants.append(compile_plant(corridor, scenario))
        found.append(
            run_replications(
                plants[-1],
                replications=replications,
                seed=seed,
                workers=workers,
                on_progress=_shifted(on_progress, number, len(scenarios)),
            )
        )
    return compare_replications(
        corridor,
        scenarios,
        (plants[0], plants[1]),
        (found[0], found[1]),
        seed=seed,
    )


def run_demands(  # noqa: PLR0913 - all by name
    corridor: Corridor,
    scenario: Scenario,
    *,
    beside: Scenario | None = None,
    networks: Networks | None = None,
    replications: int = 20,
    seed: int = 0,
    workers: int | None = None,
    on_progress: Progress | None = None,
) -> DemandRuns:
    """What becomes of every demand, replication by replication.

    `beside` is a scenario that it will be compared with: up to the first day on which
    something is other there, both are the same to the second. `networks` are shared by
    runs that start on the same day. Other parameters are those of `run_replications`.

    Raises
    ------
    ModelError, ScenarioError
        As from `simulate`.
    """
    scenario.check(corridor)
    compiled = compile_plant(corridor, scenario, beside=beside, networks=networks)
    found = run_replications(
        compiled,
        replications=replications,
        seed=seed,
        workers=workers,
        on_progress=on_progress,
    )
    return DemandRuns.of(compiled, found)


def run_replications(
    compiled: CompiledPlant,
    *,
    replications: int,
    seed: int,
    workers: int | None = None,
    on_progress: Progress | None = None,
) -> list[Replication]:
    """Replications 0, 1, …, each with its own weather and luck.

    Parameters
    ----------
    workers
        Threads; as many as there are processors if None. The answer does not depend
        on it.
    on_progress
        Called with how many are done and how many there are.

    Raises
    ------
    ModelError
        If the plant jams.
    KeyboardInterrupt
        As soon as the replications at hand are over; no more are begun.
    """
    tables = Tables(compiled.plant)

    def one(number: int) -> Replication:
        return run_replication(compiled, tables, number, seed=seed)

    found: dict[int, Replication] = {0: one(0)}  # compiles the kernel, alone
    _tell(on_progress, 1, replications)
    with ThreadPoolExecutor(workers or os.cpu_count()) as pool:
        pending: dict[Future[Replication], int] = {
            pool.submit(one, number): number for number in range(1, replications)
        }
        try:
            while pending:
                done, _ = wait(pending, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
                for future in done:
                    found[pending.pop(future)] = future.result()
                    _tell(on_progress, len(found), replications)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return [found[number] for number in range(replications)]


def run_replication(
    compiled: CompiledPlant, tables: Tables, number: int, *, seed: int
) -> Replication:
    """The replication of a number, which depends on nothing but that and the seed.

    Raises
    ------
    ModelError
        If the plant jams.
    """
    return replicate(
        tables,
        key=replication_key(seed, number),
        windows=draw_windows(compiled, seed=seed, replication=number),
        starts_s=compiled.starts_s,
        ends_s=compiled.ends_s,
    )


def replication_key(seed: int, number: int) -> int:
    """The key from which all luck of a replication follows, a signed 64-bit number."""
    state = np.random.SeedSequence((seed, number)).generate_state(1, np.uint64)
    return int(state.view(np.int64)[0])


def _shifted(on_progress: Progress | None, number: int, of: int) -> Progress | None:
    """Progress of one scenario as a part of that of all."""
    if on_progress is None:
        return None
    return lambda done, total: on_progress(number * total + done, of * total)


def _tell(on_progress: Progress | None, done: int, of: int) -> None:
    if on_progress is not None:
        on_progress(done, of)
