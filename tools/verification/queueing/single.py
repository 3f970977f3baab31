"""One server with any service time, and one that goes away when nobody waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Duration
from verification.queueing.chain import refuse_overload

Floats = NDArray[np.float64]

_NODES = 48  # exact to rounding while span times damping is below about 60


@dataclass(frozen=True, kw_only=True)
class ServiceTime:
    """What theory needs of a random time S.

    `transform(s)` is E[exp(-s S)], and `damped_mean(s)` is E[S exp(-s S)].
    """

    mean: float
    variance: float
    transform: Callable[[float], float]
    damped_mean: Callable[[float], float]

    @property
    def second_moment(self) -> float:
        """E[S²]."""
        return self.variance + self.mean**2

    @classmethod
    def fixed(cls, mean: float) -> ServiceTime:
        """A time that never varies."""
        return cls(
            mean=mean,
            variance=0.0,
            transform=lambda s: exp(-s * mean),
            damped_mean=lambda s: mean * exp(-s * mean),
        )

    @classmethod
    def erlang(cls, mean: float, *, phases: int = 1) -> ServiceTime:
        """A sum of exponential phases; of one phase it is exponential."""
        phase = mean / phases
        return cls(
            mean=mean,
            variance=mean * phase,
            transform=lambda s: (1 + s * phase) ** -phases,
            damped_mean=lambda s: mean * (1 + s * phase) ** (-phases - 1),
        )

    @classmethod
    def of(cls, duration: Duration) -> ServiceTime:
        """The modified PERT distribution of a duration, in hours.

        Examples
        --------
        Undamped, both give the moments back.

        >>> service = ServiceTime.of(Duration(min_h=4, mean_h=10, max_h=40))
        >>> round(service.transform(0), 6), round(service.damped_mean(0), 6)
        (1.0, 10.0)
        """
        if duration.min_h == duration.max_h:
            return cls.fixed(duration.mean_h)
        times, weights = _pert_rule(duration)
        return cls(
            mean=duration.mean_h,
            variance=duration.variance_h2,
            transform=lambda s: float(weights @ np.exp(-s * times)),
            damped_mean=lambda s: float(weights @ (times * np.exp(-s * times))),
        )


def mg1_wait(rate: float, *, service: ServiceTime) -> float:
    """Mean wait of M/G/1 before service.

    Notes
    -----
    Source: Pollaczek (1930) and Khinchine (1932); Gross, Shortle, Thompson and
    Harris, Fundamentals of Queueing Theory (2008), chapter 5.

    Examples
    --------
    Fixed times halve the wait behind exponential ones, here 1.

    >>> mg1_wait(0.5, service=ServiceTime.erlang(1.0))
    1.0
    >>> mg1_wait(0.5, service=ServiceTime.fixed(1.0))
    0.5
    >>> dwell = Duration(min_h=4, mean_h=10, max_h=40)
    >>> round(mg1_wait(0.05, service=ServiceTime.of(dwell)), 3)
    6.286
    """
    busy = rate * service.mean
    refuse_overload(busy)
    return rate * service.second_moment / (2 * (1 - busy))


def mg1_vacation_wait(
    rate: float, *, service: ServiceTime, vacation: ServiceTime
) -> float:
    """Mean wait of M/G/1 whose server leaves whenever nobody waits.

    It is away for a whole vacation, and takes another while nobody waits.

    Notes
    -----
    Source: Fuhrmann and Cooper, Operations Research 33 (1985); Doshi, Queueing
    Systems 1 (1986).

    It is the wait without vacations plus what is left of one at a random time.

    Examples
    --------
    >>> mg1_vacation_wait(
    ...     0.5, service=ServiceTime.erlang(1.0), vacation=ServiceTime.fixed(4.0)
    ... )
    3.0
    """
    left = vacation.second_moment / (2 * vacation.mean)
    return mg1_wait(rate, service=service) + left


def _pert_rule(duration: Duration) -> tuple[Floats, Floats]:
    """Times and weights that integrate smooth functions of a PERT duration.

    Notes
    -----
    Source: Golub and Welsch, Mathematics of Computation 23 (1969): the
    eigenvalues of the matrix of recurrences of the Jacobi polynomials.
    """
    alpha, beta = duration.shape
    # On [-1, 1] the density is (1 - x)^a (1 + x)^b.
    a, b = beta - 1, alpha - 1
    n = np.arange(1, _NODES)
    both = 2 * n + a + b
    diagonal = np.empty(_NODES)
    diagonal[0] = (b - a) / (a + b + 2)
    diagonal[1:] = (b * b - a * a) / (both * (both + 2))
    beside = np.empty(_NODES - 1)
    beside[0] = 4 * (1 + a) * (1 + b) / ((a + b + 2) ** 2 * (a + b + 3))
    m, wide = n[1:], both[1:]
    beside[1:] = 4 * m * (m + a) * (m + b) * (m + a + b)
    beside[1:] /= wide**2 * (wide + 1) * (wide - 1)
    off = np.sqrt(beside)
    places, vectors = np.linalg.eigh(
        np.diag(diagonal) + np.diag(off, 1) + np.diag(off, -1)
    )
    span = duration.max_h - duration.min_h
    return duration.min_h + span * (places + 1) / 2, vectors[0] ** 2
