"""What a lead time is made of, in order: stages that take time, and waits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Duration
from orta.vocabulary import StageCause

_MONTHS = 12
_NEVER_SHUT = (0.0,) * _MONTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Something that takes time: moving, handling, a border.

    Stages with the same `luck` fall at the same share of their distributions in
    every draw: who is slow on one section is slow on the next.
    """

    cause: StageCause
    duration: Duration
    luck: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Until:
    """Until something that is shut opens; nothing for whoever comes before it shuts.

    `opens_h` says for every draw when it opens, hours after ready, shape
    (n_draws,): parts that wait for the same opening hold the same array.
    """

    cause: StageCause
    opens_h: NDArray[np.float64]
    shuts_h: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Until the service leaves, then until the port is open.

    A service has one of these, or leaves at once: `interval_h` between two
    departures; `departures_min`, minutes of the week from Monday 00:00 UTC; or
    `quantiles_h`, for each month the wait at evenly spaced shares from 0 to 1,
    linear between them. `closed_share` is how many find the port shut, and
    `mean_episode_h` how long a closure is on average; January comes first.
    """

    interval_h: float = 0.0
    departures_min: tuple[int, ...] = ()
    quantiles_h: tuple[tuple[float, ...], ...] = ()
    closed_share: tuple[float, ...] = _NEVER_SHUT
    mean_episode_h: tuple[float, ...] = _NEVER_SHUT

    @property
    def mean_service_h(self) -> tuple[float, ...]:
        """Mean wait for the service to leave, for each month from January on.

        Half an interval, or the mean of the quantiles. Dated departures are
        known, so theirs is 0.

        >>> Wait(interval_h=56).mean_service_h[0]
        28.0
        """
        if self.quantiles_h:
            return tuple(_mean(table) for table in self.quantiles_h)
        return (0.0 if self.departures_min else self.interval_h / 2,) * _MONTHS

    @property
    def mean_weather_h(self) -> tuple[float, ...]:
        """Mean wait for a shut port to open, for each month from January on.

        Notes
        -----
        Source: renewal theory. A unit finds the port shut with probability
        `closed_share`; if closures are exponentially long, what is left of one
        is as long as a whole one on average (the inspection paradox).
        """
        pairs = zip(self.closed_share, self.mean_episode_h, strict=True)
        return tuple(share * episode_h for share, episode_h in pairs)

    @property
    def variance_h2(self) -> tuple[float, ...]:
        """Variance of both waits together, for each month from January on.

        Notes
        -----
        Both are taken as independent. Uniform over an interval: a twelfth of its
        square; where ships fill and go that of the quantiles; a timetable is no
        matter of chance. Shut with probability p for an exponential time of
        mean e: second moment 2 p e^2 less the square of the mean, p e.

        >>> Wait(interval_h=24).variance_h2[4]
        48.0
        """
        if self.quantiles_h:
            service_h2 = [_variance(table) for table in self.quantiles_h]
        else:
            service_h2 = [self.interval_h**2 / 12] * _MONTHS
        pairs = zip(service_h2, self.weather_variance_h2, strict=True)
        return tuple(service + weather for service, weather in pairs)

    @property
    def weather_variance_h2(self) -> tuple[float, ...]:
        """Variance of the wait for a shut port, for each month from January on."""
        pairs = zip(self.closed_share, self.mean_episode_h, strict=True)
        return tuple(share * (2 - share) * episode_h**2 for share, episode_h in pairs)


def _mean(table: tuple[float, ...]) -> float:
    """Mean of a wait whose quantiles are linear between those given."""
    return (sum(table) - (table[0] + table[-1]) / 2) / (len(table) - 1)


def _variance(table: tuple[float, ...]) -> float:
    """Variance of a wait whose quantiles are linear between those given."""
    squares = sum(a * a + a * b + b * b for a, b in pairwise(table)) / 3
    return squares / (len(table) - 1) - _mean(table) ** 2
