"""The most believable coefficients under rows and priors, and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from orta.errors import OrtaError
from orta.planning.choice.formulation import Offer, Tastes, disutility, log_odds
from orta.planning.choice.prior import Prior

FloatArray = NDArray[np.float64]

_MOST_STEPS: Final = 500
# Half of it is how far the value is above the top; rounding is a thousandth of it.
_SMALL_DECREMENT: Final = 1e-11
_NEAR: Final = 0.01  # the decrement under which the curvature itself is worth its price
_LONGEST_STEP: Final = 2.0
_SHORTEST: Final = 1e-12
_ENOUGH: Final = 1e-4
_MOST_ROUNDS: Final = 100
_SAME_COUNT: Final = 1e-6
_STEP: Final = 1e-5  # of differences of the gradient, on the fitted scale
_CONSTANTS: Final = 2
PRICE, DAY, RELIABILITY, EXPOSURE, NEST, ERROR = range(_CONSTANTS, _CONSTANTS + 6)


class Rows(NamedTuple):
    """What is fitted: offers of ocean and two land routes, and their log odds."""

    offer: Offer
    log_odds: FloatArray  # years by land routes


class Maximum(NamedTuple):
    """The top of the posterior, on the fitted scale, and the curvature there."""

    theta: FloatArray
    covariance: FloatArray
    effective_count: float  # coefficients but the error that the rows decide


def tastes_of(theta: FloatArray, *, is_nested: bool) -> Tastes:
    """Coefficients in their own units, from the scale that they are fitted on."""
    price, day, reliability, exposure = np.exp(theta[PRICE:NEST])
    nest = 1 / (1 + np.exp(-theta[NEST])) if is_nested else 1.0
    return Tastes(price, day, reliability, exposure, float(nest))


class Posterior:
    """Minus the logarithm of prior times likelihood, with its gradient.

    `theta` holds two constants, the logarithms of price, day, reliability and
    exposure, the log odds of the nest parameter and the logarithm of the error. A
    plain logit holds the nest parameter at 1: `is_nested` is false. Coefficients that
    the rows have decided have used up as many rows, `used`, which then say nothing of
    the size of the error any more.
    """

    def __init__(
        self,
        rows: Rows,
        priors: Sequence[Prior],
        *,
        is_nested: bool = True,
        used: float = 0.0,
    ) -> None:
        self.rows = rows
        self.priors = priors
        self.freedom = rows.log_odds.size - used
        self.mean = np.array([prior.mean for prior in priors])
        self.precision = np.array([prior.deviation**-2 for prior in priors])
        self.is_nested = is_nested

    def less(self, used: float) -> Posterior:
        """The same with so many rows used up by coefficients."""
        return Posterior(self.rows, self.priors, is_nested=self.is_nested, used=used)

    def predict(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Log odds (years by land routes) and their slopes by theta."""
        tastes = tastes_of(theta, is_nested=self.is_nested)
        offer = self.rows.offer
        utility = -disutility(tastes, offer)
        utility[:, 1:] += theta[:_CONSTANTS]
        odds = log_odds(utility, tastes.nest)
        late = offer.deviation_days * tastes.reliability
        per_day = tastes.price_per_kusd * tastes.day_usd / 1000
        cost = tastes.price_per_kusd * offer.price_kusd + per_day * (offer.days + late)
        slopes = np.zeros((*odds.value.shape, theta.size))
        slopes[:, :, :_CONSTANTS] = odds.by_utility[:, :, 1:]
        by_taste = -np.stack(
            [
                cost,
                per_day * (offer.days + late),
                per_day * late,
                tastes.exposure * offer.exposure,
            ],
            axis=2,
        )
        slopes[:, :, PRICE:NEST] = odds.by_utility @ by_taste
        if self.is_nested:
            slopes[:, :, NEST] = odds.by_nest * tastes.nest * (1 - tastes.nest)
        return odds.value, slopes

    def value(self, theta: FloatArray) -> float:
        """What is made small."""
        missed = self._missed(theta)
        gap = theta - self.mean
        return float(
            missed @ missed / 2
            + self.freedom * theta[ERROR]
            + (self.precision * gap) @ gap / 2
        )

    def gradient(self, theta: FloatArray) -> FloatArray:
        """Slopes of the value."""
        predicted, slopes = self.predict(theta)
        error = np.exp(theta[ERROR])
        missed = (self.rows.log_odds - predicted).ravel() / error
        scaled = slopes.reshape(missed.size, -1) / error
        gradient = self.precision * (theta - self.mean) - scaled.T @ missed
        gradient[ERROR] += self.freedom - missed @ missed
        return np.asarray(gradient)

    def expected_curvature(self, theta: FloatArray) -> FloatArray:
        """The curvature that the rows have on average (Fisher), and the priors'."""
        _, slopes = self.predict(theta)
        scaled = slopes.reshape(-1, theta.size) / np.exp(theta[ERROR])
        curvature = scaled.T @ scaled + np.diag(self.precision)
        curvature[ERROR, ERROR] += 2 * self.freedom
        return np.asarray(curvature)

    def curvature(self, theta: FloatArray) -> FloatArray:
        """The curvature itself, from differences of the gradient."""
        columns = []
        for place in range(theta.size):
            step = np.zeros_like(theta)
            step[place] = _STEP
            rise = self.gradient(theta + step) - self.gradient(theta - step)
            columns.append(rise / (2 * _STEP))
        both = np.array(columns)
        return np.asarray((both + both.T) / 2)

    def _missed(self, theta: FloatArray) -> FloatArray:
        """Residuals in units of the error."""
        predicted, _ = self.predict(theta)
        missed = (self.rows.log_odds - predicted).ravel()
        return np.asarray(missed / np.exp(theta[ERROR]))


def maximise(posterior: Posterior, *, start: FloatArray | None = None) -> Maximum:
    """The top of the posterior, and the curvature there.

    Raises
    ------
    OrtaError
        If no top is found.
    """
    return _at_top(posterior, climb(posterior, start=start))


def climb(posterior: Posterior, *, start: FloatArray | None = None) -> FloatArray:
    """Where the top of the posterior is: Newton's method, never stepping uphill.

    Far from the top the curvature need not be positive, and the expected one, which is,
    takes its place (Fisher's scoring): its steps are cheap, but slow near the top.

    Raises
    ------
    OrtaError
        If no top is found.
    """
    theta = posterior.mean.copy() if start is None else start.copy()
    for _ in range(_MOST_STEPS):
        gradient = posterior.gradient(theta)
        downhill = _downhill(posterior, theta, gradient)
        if -gradient @ downhill < _SMALL_DECREMENT:
            return np.asarray(theta + downhill)
        theta = _walk(posterior, theta, downhill, slope=float(gradient @ downhill))
    raise OrtaError(
        "the choice of route could not be fitted",
        where="alternative.csv",
        hint="look for figures that contradict each other",
    )


def _downhill(
    posterior: Posterior, theta: FloatArray, gradient: FloatArray
) -> FloatArray:
    step = -np.linalg.solve(posterior.expected_curvature(theta), gradient)
    if -gradient @ step < _NEAR:
        curvature = posterior.curvature(theta)
        if np.linalg.eigvalsh(curvature)[0] > 0:
            step = -np.linalg.solve(curvature, gradient)
    return np.asarray(step, dtype=float)


def fit(posterior: Posterior) -> tuple[Posterior, Maximum]:
    """The posterior less the rows that its coefficients use up, and its top.

    A fit looks better than it is by as much as its coefficients have bent to the rows;
    so the error is that of the rows less the coefficients that they decide, as in a
    regression (MacKay, *Neural Computation* 4, 1992, 415-447).
    """
    top, used = maximise(posterior), 0.0
    for _ in range(_MOST_ROUNDS):
        if abs(top.effective_count - used) < _SAME_COUNT:
            break
        used = top.effective_count
        posterior = posterior.less(used)
        top = maximise(posterior, start=top.theta)
    return posterior, top


def _walk(
    posterior: Posterior, theta: FloatArray, downhill: FloatArray, *, slope: float
) -> FloatArray:
    """As far along the step as goes down well (Armijo)."""
    here = posterior.value(theta)
    length = min(1.0, _LONGEST_STEP / np.abs(downhill).max())
    while length > _SHORTEST:
        there = theta + length * downhill
        if posterior.value(there) <= here + _ENOUGH * length * slope:
            return np.asarray(there)
        length /= 2
    return theta


def _at_top(posterior: Posterior, theta: FloatArray) -> Maximum:
    covariance = np.asarray(np.linalg.inv(posterior.curvature(theta)), dtype=float)
    decided = 1 - np.diag(covariance) * posterior.precision
    is_counted = np.arange(theta.size) != ERROR
    is_counted[NEST] = posterior.is_nested
    return Maximum(
        theta=theta,
        covariance=covariance,
        effective_count=float(decided[is_counted].sum()),
    )
