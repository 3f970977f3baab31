"""The whole fit as data: what a page and the dataset take from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np

from calibration.posterior import DRAWS, Calibration, Marginal, Sample, rounded
from calibration.rows import Row, Use, row_of, use_of
from calibration.runs import Runs
from orta.corridor import Corridor, Parameter

# Every so many vectors of the last wave one is taken for the truth.
TRUTH_STEP: Final = 3
# Where a known truth narrows a parameter by less than a fifth, an interval that is
# narrow all the same is pressed against a bound by what the simulator lacks.
RECOVERED_SHARE: Final = 0.8
RECOVERY_DRAWS: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterFit:
    """What the figures say about one parameter; `fitted` is None if too little.

    Attributes
    ----------
    simulated_low, simulated_high
        The 5-95 % interval of the last wave alone, without the emulator.
    least_median, most_median
        Of the medians that follow when one source is left out, each in turn.
    covered
        How many of the known truths lay in their 5-95 % interval.
    recovered_width_share
        Mean width of those intervals beside that of the prior.
    """

    parameter_id: str
    start: float
    lower: float
    upper: float
    low: float
    median: float
    high: float
    width_share: float
    simulated_low: float
    simulated_high: float
    least_median: float
    most_median: float
    covered: int
    recovered_width_share: float
    fitted: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFit:
    """How well the emulator knows the figure of a target."""

    target_id: str
    spread: float
    explained: float
    least: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Result and provenance of a calibration."""

    dataset_version: str
    seed: int
    replications: int
    waves: tuple[int, ...]
    lost: int
    draws_kept: int
    effective: float
    truths: int
    parameters: tuple[ParameterFit, ...]
    figures: tuple[FigureFit, ...]

    def to_json(self) -> dict[str, Any]:
        """The fit as plain objects."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Fit:
        """The fit of plain objects."""
        parameters = tuple(ParameterFit(**row) for row in content["parameters"])
        figures = tuple(FigureFit(**row) for row in content["figures"])
        waves = tuple(content["waves"])
        return cls(
            **{**content, "waves": waves, "parameters": parameters, "figures": figures}
        )

    def values(self) -> dict[str, float]:
        """What the simulator takes for each parameter after the fit."""
        return {
            row.parameter_id: row.start if row.fitted is None else row.fitted
            for row in self.parameters
        }


def rows_to_fit(corridor: Corridor) -> tuple[Row, ...]:
    """The rows that a fit may use."""
    return tuple(
        row_of(corridor, target)
        for target in corridor.targets
        if use_of(target) is Use.FITTED_ON
    )


def make_fit(corridor: Corridor, runs: Runs, *, seed: int, replications: int) -> Fit:
    """The fit that follows from runs of the simulator, and how far to trust it."""
    rows = rows_to_fit(corridor)
    calibration = Calibration(runs, rows, corridor.parameters)
    recovery = recover(runs, rows, corridor.parameters, seed=seed)
    lost = [
        parameter.parameter_id
        for parameter, width in zip(corridor.parameters, recovery.widths, strict=True)
        if _short(width) > RECOVERED_SHARE
    ]
    sample, fitted = fit_values(calibration, seed=seed, never=lost)
    marginals = sample.marginals()
    without = [
        calibration.sample(seed=seed, without_source=source_id).marginals()
        for source_id in sorted({row.source_id for row in rows})
    ]
    simulated, effective = calibration.simulated()
    parameters = tuple(
        _parameter_fit(
            marginal,
            fitted=fitted.get(marginal.parameter.parameter_id),
            simulated=simulated[n],
            medians=[found[n].median for found in without],
            covered=recovery.covered[n],
            width=recovery.widths[n],
        )
        for n, marginal in enumerate(marginals)
    )
    return Fit(
        dataset_version=corridor.version,
        seed=seed,
        replications=replications,
        waves=tuple(int(n) for n in np.bincount(runs.wave.astype(int))),
        lost=calibration.lost,
        draws_kept=len(sample.points),
        effective=_short(effective),
        truths=recovery.truths,
        parameters=parameters,
        figures=_figures(calibration),
    )


def fit_values(
    calibration: Calibration,
    *,
    seed: int,
    never: Sequence[str] = (),
    draws: int = DRAWS,
) -> tuple[Sample, dict[str, float]]:
    """The posterior while all parameters are open, and the values of those fitted.

    Two passes: the first says how much is known of each parameter; in the second those
    that are not known well enough stay where they started, and the others take the
    median that follows. Those of `never` stay in any case.
    """
    sample = calibration.sample(seed=seed, draws=draws)
    names = [parameter.parameter_id for parameter in calibration.parameters]
    fixed = [
        name
        for name, marginal in zip(names, sample.marginals(), strict=True)
        if name in never or not marginal.is_narrow
    ]
    final = calibration.sample(seed=seed, fixed=fixed, draws=draws).marginals()
    return sample, {
        name: rounded(marginal.median)
        for name, marginal in zip(names, final, strict=True)
        if name not in fixed
    }


def _parameter_fit(  # noqa: PLR0913 - all by name
    marginal: Marginal,
    *,
    fitted: float | None,
    simulated: Marginal,
    medians: Sequence[float],
    covered: int,
    width: float,
) -> ParameterFit:
    parameter = marginal.parameter
    return ParameterFit(
        parameter_id=parameter.parameter_id,
        start=parameter.start,
        lower=parameter.lower,
        upper=parameter.upper,
        low=_short(marginal.low),
        median=_short(marginal.median),
        high=_short(marginal.high),
        width_share=_short(marginal.width_share),
        simulated_low=_short(simulated.low),
        simulated_high=_short(simulated.high),
        least_median=_short(min(medians)),
        most_median=_short(max(medians)),
        covered=covered,
        recovered_width_share=_short(width),
        fitted=fitted,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """How often known truths were found again, and how narrowly, by parameter."""

    covered: tuple[int, ...]
    widths: tuple[float, ...]
    truths: int


def recover(
    runs: Runs, rows: Sequence[Row], parameters: Sequence[Parameter], *, seed: int
) -> Recovery:
    """What comes of fits to figures whose truth is known.

    Every third vector of the last wave is the truth in turn: its figures take the
    place of those published, and the fit is made from the other vectors.
    """
    covered = np.zeros(len(parameters), int)
    widths = np.zeros(len(parameters))
    truths = truths_of(runs)
    for number in truths:
        found = recover_one(runs, rows, parameters, number=number, seed=seed)
        truth = runs.values[number]
        covered += [
            m.low <= value <= m.high for m, value in zip(found, truth, strict=True)
        ]
        widths += [m.width_share for m in found]
    return Recovery(
        covered=tuple(covered.tolist()),
        widths=tuple((widths / len(truths)).tolist()),
        truths=len(truths),
    )


def truths_of(runs: Runs) -> list[int]:
    """Numbers of the vectors that are taken for truths."""
    last = np.flatnonzero(
        (runs.wave == runs.wave.max()) & np.isfinite(runs.figures).all(axis=1)
    )
    return [int(number) for number in last[::TRUTH_STEP]]


def recover_one(
    runs: Runs,
    rows: Sequence[Row],
    parameters: Sequence[Parameter],
    *,
    number: int,
    seed: int,
) -> tuple[Marginal, ...]:
    """What a fit says when the figures of one vector were published."""
    published = [
        replace(row, low=figure, high=figure)
        for row in rows
        for figure in [float(runs.figure(row.target_id)[number])]
    ]
    others = runs.only(np.arange(len(runs.values)) != number)
    calibration = Calibration(others, published, parameters)
    return calibration.sample(seed=seed, draws=RECOVERY_DRAWS).marginals()


def _figures(calibration: Calibration) -> tuple[FigureFit, ...]:
    figures = np.exp(calibration.log_figures[calibration.near])
    return tuple(
        FigureFit(
            target_id=row.target_id,
            spread=_short(calibration.emulator.spread[n]),
            explained=_short(calibration.emulator.explained[n]),
            least=_short(figures[:, n].min()),
            most=_short(figures[:, n].max()),
        )
        for n, row in enumerate(calibration.rows)
    )


def _short(value: float) -> float:
    """Three digits: more would depend on the machine, and mean nothing."""
    return float(f"{value:.3g}")
