"""What the published figures say about the parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.design import Floats, to_points, to_values
from calibration.emulator import Emulator, polynomial
from calibration.rows import Row, misfit
from calibration.runs import Runs
from orta.corridor import Parameter

DRAWS: Final = 400_000
# A posterior wider than this share of its prior says too little to be called a fit.
NARROW_SHARE: Final = 2 / 3
_QUANTILES: Final = (0.05, 0.5, 0.95)
_SIGNIFICANT_DIGITS: Final = 2
# Runs that miss by more than the best and this are of another regime: a railway that
# is choked; a polynomial of theirs, too, would be good nowhere.
_FAR_MISFIT: Final = 100
_NO_CHANCE_MISFIT: Final = 30  # more than the best: kept once in three million times
_PARTS: Final = 8  # of the draws, so that they need little memory


@dataclass(frozen=True, slots=True)
class Marginal:
    """Quantiles of one parameter, and how narrow they are beside the prior."""

    parameter: Parameter
    low: float
    median: float
    high: float

    @property
    def width_share(self) -> float:
        """Width of the 5-95 % interval as a share of that of the prior."""
        prior = (_QUANTILES[2] - _QUANTILES[0]) * (
            self.parameter.upper - self.parameter.lower
        )
        return (self.high - self.low) / prior

    @property
    def is_narrow(self) -> bool:
        """Whether the figures say enough about it to be called a fit."""
        return self.width_share <= NARROW_SHARE


@dataclass(frozen=True, eq=False, kw_only=True)
class Sample:
    """Draws from a posterior, as points of the unit cube, and the misfit of each."""

    parameters: tuple[Parameter, ...]
    points: Floats
    misfits: Floats

    def marginals(self, weights: Floats | None = None) -> tuple[Marginal, ...]:
        """Quantiles of each parameter, of draws that may count differently."""
        if weights is None:
            weights = np.ones(len(self.points))
        columns = to_values(self.points, self.parameters).T
        return tuple(
            Marginal(parameter, *_weighted_quantiles(column, weights))
            for parameter, column in zip(self.parameters, columns, strict=True)
        )


class Calibration:
    """Runs and the rows they are held against, ready to be asked for posteriors.

    Approximate Bayesian computation: parameters are drawn from the prior, and a draw
    is kept with the probability exp(-misfit / 2), which takes the tolerances as the
    errors of model and figures (Wilkinson 2013, Statistical Applications in Genetics
    and Molecular Biology 12(2), 129-141). Figures of draws come from an emulator of
    the runs that do not miss by far; its own error widens the tolerances.
    """

    def __init__(
        self, runs: Runs, rows: Sequence[Row], parameters: Sequence[Parameter]
    ) -> None:
        figures = np.stack([runs.figure(row.target_id) for row in rows], axis=1)
        usable = np.all(np.isfinite(figures) & (figures > 0), axis=1)
        self.rows, self.parameters = tuple(rows), tuple(parameters)
        self.runs = runs.only(usable)
        self.lost = int((~usable).sum())
        self.log_figures = np.log(figures[usable])
        self.points = to_points(self.runs.values, self.parameters)
        self.misfits = misfit(self.rows, self.log_figures)
        order = np.argsort(self.misfits, kind="stable")
        near = int((self.misfits <= self.misfits.min() + _FAR_MISFIT).sum())
        terms = polynomial(self.points[:1]).shape[1]
        self.near = np.sort(order[: max(near, 2 * terms)])
        self.emulator = Emulator.of(self.points[self.near], self.log_figures[self.near])

    def sample(
        self,
        *,
        seed: int,
        fixed: Sequence[str] = (),
        without_source: str = "",
        draws: int = DRAWS,
    ) -> Sample:
        """Draws from the posterior.

        Parameters
        ----------
        fixed
            Parameters that stay where the fit started.
        without_source
            A document whose figures are left out.
        draws
            How many are drawn from the prior; few of them are kept.
        """
        rng = np.random.default_rng((seed, 1))
        starts = np.array([[parameter.start for parameter in self.parameters]])
        is_fixed = [p.parameter_id in fixed for p in self.parameters]
        used = np.array([row.source_id != without_source for row in self.rows])
        low, high = np.zeros(len(is_fixed)), np.ones(len(is_fixed))
        low[is_fixed] = high[is_fixed] = to_points(starts, self.parameters)[0, is_fixed]
        for _ in range(2):  # in the bounds, then in the box that matters
            points = low + rng.random((draws, len(low))) * (high - low)
            parts = np.array_split(points, _PARTS)
            misfits = np.concatenate([self._expected(part, used) for part in parts])
            possible = points[misfits <= misfits.min() + _NO_CHANCE_MISFIT]
            low, high = possible.min(axis=0), possible.max(axis=0)
        kept = rng.random(draws) < np.exp((misfits.min() - misfits) / 2)
        return Sample(
            parameters=self.parameters, points=points[kept], misfits=misfits[kept]
        )

    def simulated(self) -> tuple[tuple[Marginal, ...], float]:
        """Marginals of the last wave as it was simulated, and how many runs they are.

        Its vectors were drawn by their expected misfit. What they really miss corrects
        their weights (population Monte Carlo: Beaumont, Cornuet, Marin and Robert
        2009, Biometrika 96(4), 983-990), so that no error of the emulator is left; but
        they are few.
        """
        last = self.runs.wave == self.runs.wave.max()
        misfits, expected = self.misfits[last], self.runs.expected[last]
        gain = (expected - misfits) / 2
        weights = np.exp(gain - gain.max())
        sample = Sample(
            parameters=self.parameters, points=self.points[last], misfits=misfits
        )
        effective = float(weights.sum() ** 2 / (weights**2).sum())
        return sample.marginals(weights), effective

    def _expected(self, points: Floats, used: NDArray[np.bool_]) -> Floats:
        """The misfit that the emulator expects at points of the cube."""
        rows = [row for row, is_used in zip(self.rows, used, strict=True) if is_used]
        return misfit(
            rows,
            self.emulator.log_figures(points)[:, used],
            spread=self.emulator.spread[used],
        )


def _weighted_quantiles(values: Floats, weights: Floats) -> tuple[float, ...]:
    """The quantiles of `_QUANTILES`: where the sum of sorted weights passes them."""
    order = np.argsort(values, kind="stable")
    shares = np.cumsum(weights[order]) - weights[order] / 2
    return tuple(np.interp(_QUANTILES, shares / weights.sum(), values[order]).tolist())


def rounded(value: float) -> float:
    """A value with as many digits as a fit can vouch for.

    >>> rounded(37.46)
    37.0
    """
    return float(f"{value:.{_SIGNIFICANT_DIGITS}g}")
