"""Weather: storms come as a Poisson stream, and the port is shut while one lasts.

Storms overlap, so a closure is the busy period of M/M/∞. `rate` is that of storms,
`storm_mean` how long one lasts on average, exponentially.
"""

from __future__ import annotations

from math import ceil, exp

import numpy as np

_NODES = 40
_PIECES = 200
_TINY = 1e-17


def storm_closed_share(rate: float, *, storm_mean: float) -> float:
    """Share of time the port is shut.

    Notes
    -----
    Source: Takács, Introduction to the Theory of Queues (1962): none is present
    in M/G/∞ with the chance exp(-load).

    Examples
    --------
    >>> from math import log
    >>> round(storm_closed_share(log(2), storm_mean=1.0), 12)
    0.5
    """
    return 1 - exp(-rate * storm_mean)


def storm_closure_mean(rate: float, *, storm_mean: float) -> float:
    """Mean length of a closure, from the first storm's start to the last one's end.

    Notes
    -----
    Source: Takács, Introduction to the Theory of Queues (1962), busy period of
    M/G/∞.

    Examples
    --------
    The closed share is the mean closure over closure and mean gap.

    >>> closure = storm_closure_mean(0.25, storm_mean=3.0)
    >>> round(closure / (closure + 4) - storm_closed_share(0.25, storm_mean=3.0), 12)
    0.0
    """
    return (exp(rate * storm_mean) - 1) / rate


def storm_closure_variance(rate: float, *, storm_mean: float) -> float:
    """Variance of the length of a closure.

    Notes
    -----
    Source: Takács, Introduction to the Theory of Queues (1962), from the
    transform of the busy period of M/G/∞. Two terms of its expansion at zero
    give E[B²] = 2 exp(2 load) J / rate, with J the integral of
    p(t) - exp(-load) and p(t) = exp(-load (1 - exp(-t / storm_mean))); that is
    E[B²] = 2 exp(load) storm_mean / rate Σ loadⁿ / (n n!).

    Examples
    --------
    Storms too rare to meet: exponential, so the variance is the mean squared.

    >>> round(storm_closure_variance(1e-9, storm_mean=3.0), 6)
    9.0
    """
    mean = storm_closure_mean(rate, storm_mean=storm_mean)
    return _second_moment(rate, storm_mean) - mean**2


def storm_wait(rate: float, *, storm_mean: float) -> float:
    """Mean wait for an open port of one who comes at any time.

    Notes
    -----
    Source: renewal reward, Ross, Stochastic Processes (1996), section 3.6: half
    the mean square of a closure, over the mean from closure to closure.

    Examples
    --------
    Rare storms: shut with the chance load, then for a whole storm.

    >>> round(storm_wait(1e-6, storm_mean=3.0) / (3e-6 * 3.0), 4)
    1.0
    """
    cycle = storm_closure_mean(rate, storm_mean=storm_mean) + 1 / rate
    return _second_moment(rate, storm_mean) / (2 * cycle)


def storm_closed_time_variance(rate: float, *, storm_mean: float, span: float) -> float:
    """Variance of the time shut within a span, weather long settled.

    Notes
    -----
    Source: Takács, Introduction to the Theory of Queues (1962), for the chance
    p(t) that an open port is open t later; the variance is twice the integral
    of (span - t) exp(-load) (p(t) - exp(-load)), taken numerically.

    Examples
    --------
    In a moment it is a coin of chance q, squared span times q (1 - q).

    >>> q = storm_closed_share(0.25, storm_mean=3.0)
    >>> tiny = storm_closed_time_variance(0.25, storm_mean=3.0, span=1e-6)
    >>> round(tiny / (1e-12 * q * (1 - q)), 5)
    1.0
    """
    load = rate * storm_mean
    # Covariance fades within storms, so pieces are as long as a storm or shorter.
    pieces = min(ceil(span / storm_mean), _PIECES)
    until = min(span, pieces * storm_mean)
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    starts = np.linspace(0, until, pieces, endpoint=False)
    half = until / pieces / 2
    times = starts[:, None] + half * (nodes + 1)
    open_later = np.exp(-load * (1 - np.exp(-times / storm_mean)))
    covariance = exp(-load) * (open_later - exp(-load))
    return float(2 * ((span - times) * covariance * weights * half).sum())


def _second_moment(rate: float, storm_mean: float) -> float:
    load = rate * storm_mean
    term, series, n = 1.0, 0.0, 0
    while term / (n + 1) > _TINY * series:
        n += 1
        term *= load / n
        series += term / n
    return 2 * exp(load) * storm_mean / rate * series
