"""What a lead time is made of, in order: stages that take time, and waits."""

from __future__ import annotations

from dataclasses import dataclass

from orta.corridor import Duration
from orta.vocabulary import StageCause

_NEVER_SHUT = (0.0,) * 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Something that takes time: moving, handling, a border.

    Stages with the same `luck` fall at the same share of their distributions in
    every draw: who is slow on one section is slow on the next.
    """

    cause: StageCause
    duration: Duration
    luck: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Until the service leaves, then until the port is open.

    `interval_h` is between two departures (0: nothing to wait for), unless
    there are `departures_min`, minutes of the week from Monday 00:00 UTC.
    `closed_share` and `mean_episode_h` are those of the port, January first.
    """

    interval_h: float = 0.0
    departures_min: tuple[int, ...] = ()
    closed_share: tuple[float, ...] = _NEVER_SHUT
    mean_episode_h: tuple[float, ...] = _NEVER_SHUT

    @property
    def mean_weather_h(self) -> tuple[float, ...]:
        """Mean wait for a shut port to open, for each month from January on.

        Notes
        -----
        Source: renewal theory. A unit finds the port shut with probability
        `closed_share`; if closures are exponentially long, what is left of one
        is as long as a whole one on average (the inspection paradox). The queue
        that a closure leaves behind is not counted; the simulator does that.
        """
        pairs = zip(self.closed_share, self.mean_episode_h, strict=True)
        return tuple(share * episode_h for share, episode_h in pairs)

    @property
    def variance_h2(self) -> tuple[float, ...]:
        """Variance of both waits together, for each month from January on.

        Notes
        -----
        Uniform over an interval: a twelfth of its square; a timetable is no
        matter of chance. Shut with probability p for an exponential time of
        mean e: second moment 2 p e^2 less the square of the mean, p e.
        """
        service_h2 = self.interval_h**2 / 12
        return tuple(service_h2 + of_month for of_month in self.weather_variance_h2)

    @property
    def weather_variance_h2(self) -> tuple[float, ...]:
        """Variance of the wait for a shut port, for each month from January on."""
        pairs = zip(self.closed_share, self.mean_episode_h, strict=True)
        return tuple(share * (2 - share) * episode_h**2 for share, episode_h in pairs)
