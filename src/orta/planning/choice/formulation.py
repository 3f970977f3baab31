"""The nested logit: log odds of the land routes against the ocean, and slopes.

Arrays in, arrays out; no routes, no files. Rows are years; column 0 is the outside
route (the ocean), the others are in one nest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


class Tastes(NamedTuple):
    """Coefficients in their own units, all but the constants above zero."""

    price_per_kusd: float
    day_usd: float
    reliability: float
    exposure: float
    nest: float


class Offer(NamedTuple):
    """What the routes offer: years by routes."""

    price_kusd: FloatArray
    days: FloatArray
    deviation_days: FloatArray
    exposure: FloatArray


def disutility(tastes: Tastes, offer: Offer) -> FloatArray:
    """What a route costs, in utility, before its constant."""
    days = offer.days + tastes.reliability * offer.deviation_days
    cost_kusd = offer.price_kusd + tastes.day_usd / 1000 * days
    return np.asarray(
        tastes.price_per_kusd * cost_kusd + tastes.exposure * offer.exposure
    )


def shares(utility: FloatArray, nest: float) -> FloatArray:
    """Shares of all routes of a row: column 0 outside, the others in the nest.

    A utility of -inf or nan is a route that is not there.

    >>> shares(np.array([[0.0, 0.0, 0.0]]), 1.0).round(3).tolist()
    [[0.333, 0.333, 0.333]]
    >>> shares(np.array([[0.0, 0.0, 0.0]]), 0.5).round(3).tolist()
    [[0.414, 0.293, 0.293]]
    """
    known = np.where(np.isnan(utility), -np.inf, utility)
    scaled = known[:, 1:] / nest
    top = np.max(scaled, axis=1, keepdims=True, initial=-np.inf)
    top = np.where(np.isfinite(top), top, 0.0)
    parts = np.exp(scaled - top)
    total = parts.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        inclusive = nest * (np.log(total) + top)
    highest = np.maximum(known[:, :1], inclusive)
    outside, inside = np.exp(known[:, :1] - highest), np.exp(inclusive - highest)
    within = np.divide(parts, total, out=np.zeros_like(parts), where=total > 0)
    return np.asarray(np.hstack([outside, inside * within]) / (outside + inside))


def utility_of(share: FloatArray, nest: float) -> FloatArray:
    """Utilities, above that of column 0, under which the shares are as they are.

    The inverse of `shares`: Berry's inversion.

    >>> there = np.array([[0.7, 0.2, 0.1]])
    >>> shares(utility_of(there, 0.4), 0.4).round(6).tolist()
    [[0.7, 0.2, 0.1]]
    """
    inside = np.nansum(share[:, 1:], axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        own = np.log(share[:, 1:] / share[:, :1])
        within = np.log(share[:, 1:] / inside)
        utility = own - (1 - nest) * within
    # A share of nothing is a route that is not there, whatever the nest.
    utility = np.where(share[:, 1:] > 0, utility, -np.inf)
    return np.hstack([np.zeros_like(inside), utility])


class LogOdds(NamedTuple):
    """Log odds of nest routes against column 0, and their slopes."""

    value: FloatArray  # years by nest routes
    by_utility: FloatArray  # years by nest routes by all routes
    by_nest: FloatArray  # years by nest routes


def log_odds(utility: FloatArray, nest: float) -> LogOdds:
    """Log odds and slopes at utilities that are all finite."""
    scaled = utility[:, 1:] / nest
    top = scaled.max(axis=1, keepdims=True)
    parts = np.exp(scaled - top)
    total = parts.sum(axis=1, keepdims=True)
    within = parts / total
    log_total = np.log(total) + top
    value = scaled - (1 - nest) * log_total - utility[:, :1]
    count = scaled.shape[1]
    inside = (
        np.eye(count)[None] / nest - (1 - nest) / nest * within[:, None, :]
    )  # of route j by the utility of route k
    outside = np.full((*value.shape, 1), -1.0)
    mean = (within * scaled).sum(axis=1, keepdims=True)
    by_nest = (-scaled + (1 - nest) * mean) / nest + log_total
    return LogOdds(
        value=value,
        by_utility=np.concatenate([outside, inside], axis=2),
        by_nest=by_nest,
    )


def share_slopes(share: FloatArray, nest: float) -> FloatArray:
    """How the logarithm of each share moves with the utility of each route.

    Rows of the result are the shares, columns the utilities; one row of shares.
    """
    inside = share[1:].sum()
    within = share[1:] / inside
    count = share.size
    slopes = np.tile(-share, (count, 1))
    slopes[0, 0] += 1.0
    slopes[1:, 1:] += np.eye(count - 1) / nest - (1 - nest) / nest * within[None, :]
    return slopes
