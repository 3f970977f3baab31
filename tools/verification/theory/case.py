"""A plant whose figures theory knows, and how the simulator's own are measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from orta.planning.simulation.estimate import student_t
from orta.planning.simulation.plant import Flow, Plant, Step, StepKind
from orta.planning.simulation.replication import Replication, replicate
from orta.planning.simulation.solve import replication_key
from orta.planning.simulation.tables import Tables, Windows

HOUR_S = 3600
LONGEST_S = 500_000_000  # nearly 16 years; the kernel's clock has 29 bits
WARM_UP_SHARE = 0.02  # of a run, not counted
_SEED = 20_250_301

Closures = Mapping[str, Windows]
Weather = Callable[[int, int], Closures]


@dataclass(frozen=True, kw_only=True)
class Run:
    """One replication: what it kept, its closures, and for how long it was measured."""

    kept: Replication
    closures: Closures
    measured_s: int


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What theory says, who says it, and how the same is read from a run.

    `read` gives a total and what to divide it by; both are summed over the runs.
    """

    what: str
    theory: float
    source: str
    read: Callable[[Run], tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A plant, its figures, and how often and for what share of `LONGEST_S` it runs.

    `weather` draws the closures of a replication that lasts so many seconds.
    """

    name: str
    plant: Plant
    figures: tuple[Figure, ...]
    runs: int
    share: float = 1.0
    weather: Weather | None = None


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A figure as simulated: ratio of sums over runs, and its standard error."""

    case: Case
    figure: Figure
    value: float
    error: float
    runs: int

    @property
    def half(self) -> float:
        """Half the width of the 95 % interval."""
        return student_t(self.runs - 1) * self.error

    @property
    def difference(self) -> float:
        """What is measured beyond theory, as a share of it."""
        return self.value / self.figure.theory - 1


def measure(case: Case, *, share: float = 1.0) -> list[Measured]:
    """The figures of a case as simulated, its runs cut short to a share.

    Raises
    ------
    ArithmeticError
        If Little's law or the balance of units fails in a run.
    """
    ends_s = round(LONGEST_S * case.share * share)
    tables = Tables(case.plant)
    totals = np.empty((len(case.figures), 2, case.runs))
    for number in range(case.runs):
        run = _run(case, tables, number=number, ends_s=ends_s)
        for place, figure in enumerate(case.figures):
            totals[place, :, number] = figure.read(run)
    return [
        _ratio(case, figure, above, below)
        for figure, (above, below) in zip(case.figures, totals, strict=True)
    ]


def _run(case: Case, tables: Tables, *, number: int, ends_s: int) -> Run:
    closures = case.weather(number, ends_s) if case.weather else {}
    starts_s = round(ends_s * WARM_UP_SHARE)
    kept = replicate(
        tables,
        key=replication_key(_SEED, number),
        windows=closures,
        starts_s=starts_s,
        ends_s=ends_s,
    )
    if not (kept.little_holds and kept.units_balance):
        raise ArithmeticError(f"{case.name}, run {number}: units got lost")
    return Run(kept=kept, closures=closures, measured_s=ends_s - starts_s)


def _ratio(
    case: Case,
    figure: Figure,
    above: np.ndarray[tuple[int], np.dtype[np.float64]],
    below: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> Measured:
    """A ratio of sums; its error by the delta method."""
    value = above.sum() / below.sum()
    apart = (above - value * below) / below.mean()
    return Measured(
        case=case,
        figure=figure,
        value=float(value),
        error=float(apart.std(ddof=1)) / sqrt(apart.size),
        runs=apart.size,
    )


def flow_of(rate_per_s: float, *steps: Step, **more: object) -> Flow:
    """A stream of single units that take some steps and arrive."""
    way = (*steps, Step(kind=StepKind.EXIT, dissolves=True))
    given = {"flow_id": "flow", "lots_per_s": (rate_per_s,), **more}
    return Flow(steps=way, **given)  # type: ignore[arg-type]


def plant_of(*flows: Flow, **places: object) -> Plant:
    """A plant without seasons."""
    return Plant(flows=flows, month_ends_s=(LONGEST_S,), **places)  # type: ignore[arg-type]
