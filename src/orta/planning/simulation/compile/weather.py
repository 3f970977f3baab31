"""When storms shut ports: drawn once for each replication, the same for all policies.

Storms of an area begin as a Poisson process and last exponentially; a port is shut
while at least one is on. So it is shut for a share 1 - exp(-λe) of the time, with λ
storms an hour of mean length e, and a closure, that is an unbroken run of storms,
lasts (exp(λe) - 1) / λ on average: the mean busy period of the queue M/M/∞ (Takács,
Introduction to the Theory of Queues, 1962). Both are solved for the published share
and length of a closure.

Every storm is drawn from a denser stream with a mark of its own and counts for a port
if its mark is below the rate of the port and month. A port that bears more wind has
fewer and shorter storms out of the same stream: its closures lie inside the others'.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Final
from zlib import crc32

import numpy as np

from orta.corridor import PortClosure
from orta.errors import ModelError

HOUR_S: Final = 3600
MONTHS: Final = 12
_DENSEST_PER_H: Final = 0.25  # storms of the stream that all ports draw from
_BEFORE_H: Final = 1000.0  # storms that began so long before the start may still last
_WEATHER: Final = 1  # the branch of chance that storms are drawn from
# Wind speeds are near a Weibull law of shape 2 (Rayleigh), as offshore (for instance
# Justus and others, J. Applied Meteorology 17, 1978).
_SHAPE: Final = 2.0
# Where nobody says at what wind a port is shut: a working value.
_USUAL_LIMIT_M_S: Final = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Storms:
    """Storms at one port: for each month how often, and how long on average, hours."""

    area: str
    per_h: tuple[float, ...]
    mean_h: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.per_h) != MONTHS or len(self.mean_h) != MONTHS:
            raise ModelError("storms have twelve months")
        if max(self.per_h) > _DENSEST_PER_H:
            raise ModelError(f"storms come more often than {_DENSEST_PER_H} an hour")


def storms_of(
    closures: Sequence[PortClosure], area: str, *, wind_limit_change_m_s: float = 0.0
) -> Storms:
    """The storms that shut a port as its closures say, one row for each month.

    With another wind limit L + d than the published L, the share p of time above it
    becomes p ** ((L + d)² / L²), since the wind has a Rayleigh law; and by Rice's
    formula for the excursions of a Gaussian process their mean length falls as
    1 / (L + d). Both are estimates, good for a few m/s.

    Examples
    --------
    >>> storms_of([], "nowhere").per_h[0]
    0.0
    """
    per_h, mean_h = [0.0] * MONTHS, [0.0] * MONTHS
    for closure in closures:
        share, episode_h = closure.closed_share, closure.mean_episode_h
        if wind_limit_change_m_s:
            limit_m_s = closure.wind_limit_m_s or _USUAL_LIMIT_M_S
            ratio = 1 + wind_limit_change_m_s / limit_m_s
            if ratio <= 0:
                raise ModelError(f"{closure.node_id}: no wind limit is left")
            share, episode_h = share ** (ratio**_SHAPE), episode_h / ratio
        if share > 0:
            rate = share / (1 - share) / episode_h
            per_h[closure.month - 1] = rate
            mean_h[closure.month - 1] = -log(1 - share) / rate
    return Storms(area=area, per_h=tuple(per_h), mean_h=tuple(mean_h))


def draw_closures(
    storms: Storms,
    *,
    seed: int,
    replication: int,
    month_ends_s: Sequence[int],
    first_month: int,
) -> list[tuple[int, int]]:
    """When a port is shut and open again, seconds after the start, in order.

    Parameters
    ----------
    month_ends_s, first_month
        Ends of the months of the run; the month of the year that it starts in, from 1.

    Examples
    --------
    >>> draw_closures(storms_of([], "x"), seed=0, replication=0,
    ...     month_ends_s=[1000], first_month=1)
    []
    """
    if not any(storms.per_h):
        return []
    # Replications and areas have streams of their own, whatever else is drawn.
    rng = np.random.default_rng(
        (_WEATHER, seed, replication, crc32(storms.area.encode()))
    )
    hours = month_ends_s[-1] / HOUR_S
    count = rng.poisson((hours + _BEFORE_H) * _DENSEST_PER_H)
    starts_h = np.sort(rng.random(count)) * (hours + _BEFORE_H) - _BEFORE_H
    marks, lengths = rng.random(count), rng.standard_exponential(count)
    month = np.searchsorted(
        month_ends_s, np.maximum(starts_h, 0) * HOUR_S, side="right"
    )
    month = (first_month - 1 + month) % MONTHS
    counts = marks * _DENSEST_PER_H < np.array(storms.per_h)[month]
    ends_h = starts_h + lengths * np.array(storms.mean_h)[month]
    return _united(starts_h[counts] * HOUR_S, ends_h[counts] * HOUR_S)


def _united(
    starts_s: Iterable[float], ends_s: Iterable[float]
) -> list[tuple[int, int]]:
    """Overlapping storms as one closure; what is over before the start is left out."""
    closures: list[tuple[int, int]] = []
    for start, end in zip(starts_s, ends_s, strict=True):
        shut, opened = int(start), int(end) + 1
        if closures and shut <= closures[-1][1]:
            closures[-1] = closures[-1][0], max(opened, closures[-1][1])
        elif opened > 0:
            closures.append((shut, opened))
    return closures
