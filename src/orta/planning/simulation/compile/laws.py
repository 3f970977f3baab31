"""Durations of the corridor as laws of the plant: tables of quantiles, seconds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Duration
from orta.planning.lead_time import at_share, beta_quantiles
from orta.planning.simulation.plant import SLICES, Law

HOUR_S: Final = 3600
_SHARES: Final = np.linspace(0.0, 1.0, SLICES + 1)


def law_of(*durations: Duration, scale: float = 1.0) -> Law:
    """How long several stages take together, all with the same luck.

    Who is slow on one stage is slow on the next, so that quantiles add up.
    The mean of the table is that of the durations.

    Examples
    --------
    >>> law_of(Duration.fixed(2)).mean_s
    7200
    >>> law = law_of(Duration(min_h=1, mean_h=2, max_h=6))
    >>> law.quantiles_s[0], law.mean_s, law.quantiles_s[-1] <= 6 * 3600
    (3600, 7200, True)
    """
    mean_s = round(sum(d.mean_h for d in durations) * scale * HOUR_S)
    if all(d.min_h == d.max_h for d in durations):
        return Law.constant(mean_s)
    hours = np.sum([_quantiles(d) for d in durations], axis=0) * scale
    return _table(hours * HOUR_S, mean_s)


def uniform_law(most_s: int) -> Law:
    """Any time up to the most is as likely as any other."""
    return _table(_SHARES * most_s, round(most_s / 2))


def slower(law: Law, scale: float) -> Law:
    """The same law, every time longer by a factor."""
    return Law(
        round(law.mean_s * scale),
        law.is_exponential,
        tuple(round(value * scale) for value in law.quantiles_s),
    )


def shorter(law: Law, seconds: int) -> Law:
    """The same law, every time less by so many seconds, but not below nothing.

    Examples
    --------
    >>> [shorter(Law.constant(3600), less_s).mean_s for less_s in (600, 4000)]
    [3000, 0]
    """
    if not seconds:
        return law
    left = tuple(max(value - seconds, 0) for value in law.quantiles_s)
    mean_s = max(law.mean_s - seconds, 0)
    if left and not left[0]:
        mean_s = round((sum(left) - (left[0] + left[-1]) / 2) / SLICES)
    return Law(mean_s, quantiles_s=left)


@lru_cache(maxsize=512)
def _quantiles(duration: Duration) -> NDArray[np.float64]:
    """Hours at evenly spaced shares, with exactly the mean of the duration."""
    span = duration.max_h - duration.min_h
    if span == 0:
        return np.full(SLICES + 1, duration.mean_h)
    alpha, beta = (round(value, 6) for value in duration.shape)
    places = at_share(beta_quantiles(alpha, beta), _SHARES)
    mean = (places.sum() - (places[0] + places[-1]) / 2) / SLICES
    found: NDArray[np.float64] = (
        duration.min_h + (duration.mean_h - duration.min_h) * places / mean
    )
    return found


def _table(seconds: NDArray[np.float64] | Sequence[float], mean_s: int) -> Law:
    return Law(mean_s, quantiles_s=tuple(np.rint(seconds).astype(np.int64).tolist()))
