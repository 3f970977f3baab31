"""What comes back: how long cargo waits, and how full and often ships leave."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

QUANTILES = 257  # of 0, 1/256, … 1
_FINE = 64  # parts of the last slice, whose mean is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceWait:
    """The wait of a TEU that comes at a random moment, as part of its lot.

    `quantiles_h` is the wait for the ship at the shares 0, 1/256, … 1; between
    them it is linear, so that a uniform number makes a draw. The wait for the
    port to open comes after it: `met_share` of all TEU find the port shut, and
    wait an exponential time of mean `mean_episode_h`.

    `load_share` is how full a ship leaves, None if that was not asked. `method`
    is the closed form, or "sampled" with the number of lots and the error.
    """

    quantiles_h: tuple[float, ...]
    met_share: float = 0.0
    mean_episode_h: float = 0.0
    load_share: float | None
    departures_per_day: float
    method: str

    @property
    def mean_h(self) -> float:
        """Mean wait for the ship, without the weather.

        >>> ServiceWait(
        ...     quantiles_h=(0.0, 6.0),
        ...     load_share=1,
        ...     departures_per_day=4,
        ...     method="half an interval",
        ... ).mean_h
        3.0
        """
        table = self.quantiles_h
        return (sum(table) - (table[0] + table[-1]) / 2) / (len(table) - 1)

    @property
    def variance_h2(self) -> float:
        """Variance of the wait for the ship, without the weather."""
        pairs = pairwise(self.quantiles_h)
        squares = sum(a * a + a * b + b * b for a, b in pairs) / 3
        return squares / (len(self.quantiles_h) - 1) - self.mean_h**2

    @property
    def weather_mean_h(self) -> float:
        """Mean wait for the port to open."""
        return self.met_share * self.mean_episode_h

    @property
    def weather_variance_h2(self) -> float:
        """Variance of the wait for the port to open."""
        second = 2 * self.met_share * self.mean_episode_h**2
        return second - self.weather_mean_h**2


def quantile_table(
    values: NDArray[np.float64], shares: NDArray[np.float64], *, mean_h: float
) -> tuple[float, ...]:
    """The wait at the shares 0, 1/256, … 1, stretched so that its mean is right.

    `shares` says how many wait no longer than each of the values, which rise.
    Whoever is left at the end waits for the last of them. The last entry is not
    the longest wait but one that gives the last slice its mean.
    """
    share = np.append(np.maximum.accumulate(np.clip(shares, 0.0, 1.0)), 1.0)
    value = np.append(values, values[-1])
    slices = QUANTILES - 1
    table = np.interp(np.linspace(0.0, 1.0, QUANTILES), share, value)
    last = (slices - 1 + (np.arange(_FINE) + 0.5) / _FINE) / slices
    last_mean = float(np.interp(last, share, value).mean())
    table[-1] = max(2 * last_mean - table[-2], table[-2])
    found_h = (table.sum() - (table[0] + table[-1]) / 2) / slices
    if found_h > 0:
        table *= mean_h / found_h
    return tuple(table.tolist())
