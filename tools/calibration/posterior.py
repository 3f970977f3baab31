"""What the published figures say about the parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from calibration.design import Floats, to_points, to_values
from calibration.emulator import Emulator
from calibration.rows import Row, misfit
from calibration.runs import Runs
from orta.corridor import Parameter

DRAWS: Final = 100_000
# A posterior wider than this share of its prior says too little to be called a fit.
NARROW_SHARE: Final = 2 / 3
_QUANTILES: Final = (0.05, 0.5, 0.95)
_SIGNIFICANT_DIGITS: Final = 2
_NEAREST_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
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


class Calibration:
    """Runs and the rows they are held against, ready to be asked for posteriors.

    Approximate Bayesian computation: parameters are drawn from the prior, and a draw
    is kept with the probability exp(-misfit / 2), which takes the tolerances as the
    errors of model and figures (Wilkinson 2013, Statistical Applications in Genetics
    and Molecular Biology 12(2), 129-141). Figures of draws come from the emulator; its
    own error widens the tolerances.
    """

    def __init__(
        self, runs: Runs, rows: Sequence[Row], parameters: Sequence[Parameter]
    ) -> None:
        figures = np.stack([runs.figure(row.target_id) for row in rows], axis=1)
        usable = (np.isfinite(figures) & (figures > 0)).all(axis=1)
        self.rows, self.parameters = tuple(rows), tuple(parameters)
        self.values = runs.values[usable]
        self.log_figures = np.log(figures[usable])
        self.lost = int((~usable).sum())
        self.emulator = Emulator.of(
            to_points(self.values, self.parameters), self.log_figures
        )

    def posterior(
        self,
        *,
        seed: int,
        fixed: Sequence[str] = (),
        without_source: str = "",
        draws: int = DRAWS,
    ) -> tuple[tuple[Marginal, ...], int]:
        """Marginals of all parameters, and how many draws were kept.

        Parameters
        ----------
        fixed
            Parameters that stay where the fit started.
        without_source
            A document whose figures are left out.
        """
        rng = np.random.default_rng((seed, 1))
        points = rng.random((draws, len(self.parameters)))
        luck = rng.random(draws)
        starts = np.array([[parameter.start for parameter in self.parameters]])
        start_point = to_points(starts, self.parameters)[0]
        for column, parameter in enumerate(self.parameters):
            if parameter.parameter_id in fixed:
                points[:, column] = start_point[column]
        used = [row.source_id != without_source for row in self.rows]
        distance = misfit(
            [row for row, is_used in zip(self.rows, used, strict=True) if is_used],
            self.emulator.log_figures(points)[:, used],
            spread=self.emulator.spread[used],
        )
        kept = luck < np.exp((distance.min() - distance) / 2)
        return self._marginals(points[kept]), int(kept.sum())

    def nearest(self) -> tuple[Marginal, ...]:
        """Marginals by rejection alone: the tenth of the runs with the least misfit.

        It needs no emulator, so it can tell whether that one misleads.
        """
        order = np.argsort(misfit(self.rows, self.log_figures), kind="stable")
        count = max(round(_NEAREST_SHARE * len(order)), 1)
        return self._marginals(to_points(self.values[order[:count]], self.parameters))

    def _marginals(self, points: Floats) -> tuple[Marginal, ...]:
        low, median, high = to_values(
            np.quantile(points, _QUANTILES, axis=0), self.parameters
        )
        return tuple(
            Marginal(
                parameter=parameter,
                low=float(low[n]),
                median=float(median[n]),
                high=float(high[n]),
            )
            for n, parameter in enumerate(self.parameters)
        )


def rounded(value: float) -> float:
    """A value with as many digits as a fit can vouch for.

    >>> rounded(37.46)
    37.0
    """
    return float(f"{value:.{_SIGNIFICANT_DIGITS}g}")
