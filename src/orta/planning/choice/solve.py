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
_LONGEST_STEP: Final = 2.0
_SHORTEST: Final = 1e-12
_ENOUGH: Final = 1e-4
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
    effective_count: float  # coefficients that the rows, not the priors, decide


class Posterior:
    """Minus the logarithm of prior times likelihood, with its gradient.

    `theta` holds two constants, the logarithms of price, day, reliability and
    exposure, the log odds of the nest parameter and the logarithm of the error. A
    plain logit holds the nest parameter at 1: `is_nested` is false.
    """

    def __init__(
        self, rows: Rows, priors: Sequence[Prior], *, is_nested: bool = True
    ) -> None:
        self.rows = rows
        self.mean = np.array([prior.mean for prior in priors])
        self.precision = np.array([prior.deviation**-2 for prior in priors])
        self.is_nested = is_nested

    def tastes(self, theta: FloatArray) -> Tastes:
        """The coefficients in their own units."""
        price, day, reliability, exposure = np.exp(theta[PRICE:NEST])
        nest = 1 / (1 + np.exp(-theta[NEST])) if self.is_nested else 1.0
        return Tastes(price, day, reliability, exposure, float(nest))

    def predict(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Log odds (years by land routes) and their slopes by theta."""
        tastes, offer = self.tastes(theta), self.rows.offer
        utility = -disutility(tastes, offer)
        utility[:, 1:] += theta[:_CONSTANTS]
        odds = log_odds(utility, tastes.nest)
        late = offer.deviation_days * tastes.reliability
        per_day = tastes.price_per_kusd * tastes.day_usd / 1000
        cost = tastes.price_per_kusd * offer.price_kusd + per_day * (offer.days + late)
        slopes = np.zeros((*odds.value.shape, theta.size))
        slopes[:, :, :_CONSTANTS] = odds.by_utility[:, :, 1:]
        for place, by_theta in (
            (PRICE, -cost),
            (DAY, -per_day * (offer.days + late)),
            (RELIABILITY, -per_day * late),
            (EXPOSURE, -tastes.exposure * offer.exposure),
        ):
            slopes[:, :, place] = np.einsum("tjk,tk->tj", odds.by_utility, by_theta)
        if self.is_nested:
            slopes[:, :, NEST] = odds.by_nest * tastes.nest * (1 - tastes.nest)
        return odds.value, slopes

    def value(self, theta: FloatArray) -> float:
        """What is made small."""
        missed = self._missed(theta)
        gap = theta - self.mean
        return float(
            missed @ missed / 2
            + missed.size * theta[ERROR]
            + (self.precision * gap) @ gap / 2
        )

    def gradient(self, theta: FloatArray) -> FloatArray:
        """Slopes of the value."""
        missed = self._missed(theta)
        _, slopes = self.predict(theta)
        scaled = slopes.reshape(missed.size, -1) / np.exp(theta[ERROR])
        gradient = self.precision * (theta - self.mean) - scaled.T @ missed
        gradient[ERROR] += missed.size - missed @ missed
        return gradient

    def expected_curvature(self, theta: FloatArray) -> FloatArray:
        """The curvature that the rows have on average (Fisher), and the priors'."""
        _, slopes = self.predict(theta)
        scaled = slopes.reshape(-1, theta.size) / np.exp(theta[ERROR])
        curvature = scaled.T @ scaled + np.diag(self.precision)
        curvature[ERROR, ERROR] += 2 * scaled.shape[0]
        return curvature

    def curvature(self, theta: FloatArray) -> FloatArray:
        """The curvature itself, from differences of the gradient."""
        columns = []
        for place in range(theta.size):
            step = np.zeros_like(theta)
            step[place] = _STEP
            rise = self.gradient(theta + step) - self.gradient(theta - step)
            columns.append(rise / (2 * _STEP))
        both = np.array(columns)
        return (both + both.T) / 2

    def _missed(self, theta: FloatArray) -> FloatArray:
        """Residuals in units of the error."""
        predicted, _ = self.predict(theta)
        return (self.rows.log_odds - predicted).ravel() / np.exp(theta[ERROR])


def maximise(posterior: Posterior, *, start: FloatArray | None = None) -> Maximum:
    """The top of the posterior: Newton's method, with steps that never go uphill.

    Far from the top the curvature may not be positive; there the expected one, which
    always is, takes its place (Fisher's scoring).

    Raises
    ------
    OrtaError
        If no top is found.
    """
    theta = posterior.mean.copy() if start is None else start.copy()
    for _ in range(_MOST_STEPS):
        gradient = posterior.gradient(theta)
        downhill = _newton(posterior, theta, gradient)
        if -gradient @ downhill < _SMALL_DECREMENT:
            return _at_top(posterior, theta + downhill)
        theta = _walk(posterior, theta, downhill, slope=float(gradient @ downhill))
    raise OrtaError(
        "the choice of route could not be fitted",
        where="alternative.csv",
        hint="look for figures that contradict each other",
    )


def _newton(
    posterior: Posterior, theta: FloatArray, gradient: FloatArray
) -> FloatArray:
    """The step to the bottom of the parabola that touches here."""
    curvature = posterior.curvature(theta)
    if np.linalg.eigvalsh(curvature)[0] <= 0:
        curvature = posterior.expected_curvature(theta)
    return -np.linalg.solve(curvature, gradient)


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
    covariance = np.linalg.inv(posterior.curvature(theta))
    kept = np.diag(covariance) * posterior.precision
    is_free = np.ones(theta.size, dtype=bool)
    is_free[NEST] = posterior.is_nested
    return Maximum(
        theta=theta,
        covariance=covariance,
        effective_count=float((1 - kept)[is_free].sum()),
    )
