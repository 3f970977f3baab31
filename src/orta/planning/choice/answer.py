"""What comes back: coefficients, rows predicted and observed, swings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orta.planning.choice.figures import Figures
from orta.planning.choice.request import Specification
from orta.planning.choice.solve import Maximum
from orta.planning.results import Provenance

FloatArray = NDArray[np.float64]

INTERVAL: Final = (0.05, 0.95)
HALF: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A figure and the interval that it lies in with 90%."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, value: float, drawn: FloatArray) -> Span:
        """The figure with the interval of its draws."""
        low, high = np.quantile(drawn, INTERVAL)
        return cls(value=float(value), low=float(low), high=float(high))

    def to_dict(self) -> dict[str, float]:
        """As it stands in `--json`."""
        return {"value": self.value, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """A coefficient in its own unit, and how sure it is.

    The standard errors are on the scale that it is fitted on (see its prior): from the
    curvature at the top, and from refits on figures drawn between their lows and highs.
    """

    name: str
    unit: str
    scale: str
    span: Span
    standard_error: float
    figures_error: float
    prior_median: float
    prior_deviation: float

    def to_dict(self) -> dict[str, object]:
        """As it stands in `--json`."""
        return {
            "name": self.name,
            "unit": self.unit,
            **self.span.to_dict(),
            "scale": self.scale,
            "standard_error": self.standard_error,
            "figures_error": self.figures_error,
            "prior_median": self.prior_median,
            "prior_deviation": self.prior_deviation,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictedRow:
    """A route in a year: boxes observed and predicted, TEU.

    The interval holds the error of a year as well as that of the coefficients.
    """

    year: int
    route: str
    is_held_out: bool
    observed_teu: float
    predicted: Span

    def to_dict(self) -> dict[str, object]:
        """As it stands in `--json`."""
        return {
            "year": self.year,
            "route": self.route,
            "held_out": self.is_held_out,
            "observed_teu": self.observed_teu,
            "predicted_teu": self.predicted.to_dict(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """The change of a route's boxes into a year that is held out, in per cent."""

    route: str
    from_year: int
    to_year: int
    observed_pct: float
    predicted: Span

    @property
    def has_direction(self) -> bool:
        """Whether it goes the way it went."""
        return self.predicted.value * self.observed_pct > 0

    @property
    def share(self) -> float:
        """Predicted size as a share of the observed one; negative the other way."""
        return self.predicted.value / self.observed_pct

    @property
    def is_reproduced(self) -> bool:
        """Whether the direction is right and the size at least half."""
        return self.share >= HALF

    def to_dict(self) -> dict[str, object]:
        """As it stands in `--json`."""
        return {
            "route": self.route,
            "from_year": self.from_year,
            "to_year": self.to_year,
            "observed_pct": self.observed_pct,
            "predicted_pct": self.predicted.to_dict(),
            "share_of_observed": self.share,
            "direction": self.has_direction,
            "at_least_half": self.is_reproduced,
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChoiceModel:
    """A fitted model of the choice between routes.

    `thetas` are draws of the coefficients on the fitted scale, `betweens` where each
    draw has taken the figures between low and high: row by row they belong together.
    """

    specification: Specification
    figures: Figures
    fitted_years: tuple[int, ...]
    maximum: Maximum
    log_evidence: float
    coefficients: tuple[Coefficient, ...]
    rows: tuple[PredictedRow, ...]
    swings: tuple[Swing, ...]
    thetas: FloatArray
    betweens: FloatArray
    provenance: Provenance

    @property
    def value_of_a_day(self) -> Coefficient:
        """USD that a day less is worth, for a container of 40 ft."""
        return self.coefficient("day")

    def coefficient(self, name: str) -> Coefficient:
        """The coefficient of this name."""
        return next(one for one in self.coefficients if one.name == name)

    def to_dict(self) -> dict[str, object]:
        """As it stands in `--json`."""
        return {
            "specification": self.specification.name,
            "fitted_years": list(self.fitted_years),
            "effective_coefficients": self.maximum.effective_count,
            "log_evidence": self.log_evidence,
            "coefficients": [one.to_dict() for one in self.coefficients],
            "rows": [row.to_dict() for row in self.rows],
            "swings": [swing.to_dict() for swing in self.swings],
        }
