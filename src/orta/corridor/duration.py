"""Durations that are uncertain: three published figures become a distribution."""

from __future__ import annotations

import math
from dataclasses import dataclass

from orta.errors import ModelError

# The weight of the mode in the classic PERT distribution.
_CLASSIC_WEIGHT = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """Hours something takes: least, mean and most, as sources print them.

    Between the three lies a modified PERT distribution, that is a beta
    distribution stretched over [min_h, max_h] whose mean is exactly `mean_h`.

    Raises
    ------
    ModelError
        Unless 0 <= min_h <= mean_h <= max_h, with the mean strictly inside when
        the ends differ.

    Notes
    -----
    Source: D. Vose, *Risk Analysis* (2008), modified PERT. The classic weight 4
    is kept wherever the mode it implies lies inside the range; where the mean is
    so close to one end that the mode would fall outside, the mode is put on that
    end and the weight grown until the mean fits. Both shape parameters stay
    at least 1, so the density has one hump and no spike.

    Examples
    --------
    >>> dwell = Duration(min_h=4, mean_h=10, max_h=40)
    >>> alpha, beta = dwell.shape
    >>> round(dwell.min_h + (dwell.max_h - dwell.min_h) * alpha / (alpha + beta), 6)
    10.0
    """

    min_h: float
    mean_h: float
    max_h: float

    def __post_init__(self) -> None:
        low, mean, high = self.min_h, self.mean_h, self.max_h
        if not (0 <= low <= mean <= high and math.isfinite(high)):
            raise ModelError(f"hours {low} / {mean} / {high} are not in order")
        if low < high and not low < mean < high:
            raise ModelError(f"the mean {mean} h sits on an end of {low} to {high} h")

    @classmethod
    def fixed(cls, hours: float) -> Duration:
        """A duration that never varies."""
        return cls(min_h=hours, mean_h=hours, max_h=hours)

    @property
    def shape(self) -> tuple[float, float]:
        """Alpha and beta of the beta distribution on [min_h, max_h]."""
        span = self.max_h - self.min_h
        if span == 0:
            return 1.0, 1.0
        left = (self.mean_h - self.min_h) / span  # where the mean lies, 0 to 1
        nearest = min(left, 1 - left)
        # The mode stays inside while weight * nearest >= 1 - 2 * nearest.
        weight = max(_CLASSIC_WEIGHT, (1 - 2 * nearest) / nearest)
        alpha = left * (weight + 2)
        return alpha, weight + 2 - alpha

    @property
    def variance_h2(self) -> float:
        """Variance, hours squared."""
        span = self.max_h - self.min_h
        alpha, beta = self.shape
        total = alpha + beta
        return span**2 * alpha * beta / (total**2 * (total + 1))
