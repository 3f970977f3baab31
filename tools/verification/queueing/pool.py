"""A closed pool: so many wagons go round the same stations for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from verification.queueing.servers import Station

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class PoolMeans:
    """Rounds made in a unit of time, by all together, and mean numbers at stations."""

    throughput: float
    present: tuple[float, ...]


def pool_means(tokens: int, *, stations: Sequence[Station]) -> PoolMeans:
    """Throughput and numbers of a closed ring of stations, exponential times.

    A station with `servers=None` is a delay, of any distribution: with one such
    and one of c servers this is the machine-repair (finite-source) queue.

    Notes
    -----
    Source: Gordon and Newell, Operations Research 15 (1967), by the convolution
    of Buzen, Communications of the ACM 16 (1973).

    Examples
    --------
    Two stations alike and M tokens: each is idle with the chance 1/(M + 1).

    >>> ring = [Station(service_mean=1.0), Station(service_mean=1.0)]
    >>> means = pool_means(4, stations=ring)
    >>> round(means.throughput, 9), [round(n, 9) for n in means.present]
    (0.8, [2.0, 2.0])
    """
    if tokens < 1:
        raise ValueError("a pool holds at least one token")
    # A common unit of time keeps the products far from overflow.
    unit = max(station.service_mean for station in stations)
    weights = [_weights(station, tokens, unit) for station in stations]
    whole = _product(weights, tokens)
    present = []
    for i, own in enumerate(weights):
        others = _product(weights[:i] + weights[i + 1 :], tokens)
        chances = own * others[::-1] / whole[-1]
        present.append(float(chances @ np.arange(tokens + 1)))
    return PoolMeans(
        throughput=float(whole[-2] / whole[-1] / unit), present=tuple(present)
    )


def _weights(station: Station, tokens: int, unit: float) -> Floats:
    """Weights of 0 … tokens at a station."""
    steps = [station.service_mean / unit / station.busy(n + 1) for n in range(tokens)]
    return np.asarray(np.cumprod([1.0, *steps]))


def _product(weights: Sequence[Floats], tokens: int) -> Floats:
    whole = np.zeros(tokens + 1)
    whole[0] = 1.0
    for own in weights:
        whole[:] = np.convolve(whole, own)[: tokens + 1]
    return whole
