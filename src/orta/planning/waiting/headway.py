"""The wait where ships leave by the clock, to compare with those that fill and go."""

from __future__ import annotations

from math import exp

import numpy as np
from numpy.typing import NDArray

from orta.corridor import BUSIEST_SHARE
from orta.errors import ModelError
from orta.planning.waiting.answer import QUANTILES, ServiceWait, quantile_table
from orta.vocabulary.quantities import HOURS_PER_DAY

Floats = NDArray[np.float64]

_ENOUGH = 1e-12  # of probability that is left out
_STEPS = 100_000


def headway_wait(
    headway_h: float, *, closed_share: float = 0.0, mean_episode_h: float = 0.0
) -> ServiceWait:
    """The wait for a ship that leaves every so many hours, and for an open port.

    A ship due while the port is shut stays until it opens, and takes whatever
    comes meanwhile. There is room for all.

    Notes
    -----
    Source: renewal reward and the two-state Markov chain (Ross, Stochastic
    Processes, 1996, sections 3.6 and 5.4). Who comes while a ship is held,
    g = (p/h) ∫₀ʰ exp(-a/e) da of all, waits for no ship. The others wait for the
    next departure, h/2 - (p/h) ∫₀ʰ exp(-a/e) (h - a) da on average, and meet a
    shut port there with the probability p of any moment, less those who were
    counted already. With no closures that is h/2, with variance h²/12.

    Examples
    --------
    >>> headway_wait(56).mean_h
    28.0
    >>> stormy = headway_wait(24, closed_share=0.5, mean_episode_h=48)
    >>> round(stormy.mean_h, 2), round(stormy.weather_mean_h, 2)
    (6.89, 27.72)
    """
    if headway_h <= 0 or not 0 <= closed_share < 1:
        raise ModelError("headway: a positive interval and a share below 1 belong")
    h, p, e = headway_h, closed_share, mean_episode_h
    times_h = np.linspace(0.0, h, QUANTILES)
    below, mean_h, met = times_h / h, h / 2, p
    if p > 0:
        end = exp(-h / e)
        held = p * e / h * (1 - end)
        per_h = 1 / ((1 - p) * e)  # at which the chain forgets its state
        # ∫ exp(-a/e) exp(-(h - a) per_h) da, for who is counted twice
        twice = (end - exp(-per_h * h)) / (per_h - 1 / e)
        met = held + p - (p * held + (1 - p) * p / h * twice)
        mean_h -= p / h * e * (h - e * (1 - end))
        below = held + below - p * e / h * (np.exp((times_h - h) / e) - end)
    return ServiceWait(
        quantiles_h=quantile_table(times_h, below, mean_h=mean_h),
        met_share=met,
        mean_episode_h=e if p else 0.0,
        load_share=None,
        departures_per_day=HOURS_PER_DAY / h,
        method="closed form: renewal reward, by the clock",
    )


def crowded_headway_h(
    headway_h: float, *, arrival_teu_per_day: float, payload_teu: int, lot_teu: float
) -> float:
    """Mean wait for a ship by the clock that does not hold all that comes.

    Lots are geometric. What does not fit stays for the next ship.

    Notes
    -----
    Source: Bailey, On queueing processes with bulk service (J. Royal Stat. Soc.
    B 16, 1954). What a ship leaves behind, L' = max(L + A - C, 0) with A what
    comes in one headway and C the payload, is a Markov chain; its stationary
    distribution is found by iteration. By Little's law the wait is
    h/2 + E[L]/λ.

    Examples
    --------
    >>> quiet, busy = (
    ...     crowded_headway_h(
    ...         48, arrival_teu_per_day=rate, payload_teu=225, lot_teu=42
    ...     )
    ...     for rate in (20, 90)
    ... )
    >>> round(quiet, 1), round(busy, 1)
    (25.2, 56.0)
    """
    came = arrival_teu_per_day * headway_h / HOURS_PER_DAY
    if came > BUSIEST_SHARE * payload_teu or lot_teu < 1:
        raise ModelError(f"headway: {came:g} TEU come for each ship of {payload_teu}")
    size = _states(came / payload_teu, lot_teu, payload_teu)
    moves = np.fft.rfft(_came(came / lot_teu, lot_teu, size), 2 * size)
    left = np.zeros(size)
    left[0] = 1.0
    for _ in range(_STEPS):
        offered = np.fft.irfft(np.fft.rfft(left, 2 * size) * moves, 2 * size)
        after = np.zeros(size)
        after[0] = offered[: payload_teu + 1].sum()
        rest = offered[payload_teu + 1 : payload_teu + size]
        after[1 : 1 + rest.size] = rest
        after = np.maximum(after, 0.0) / np.maximum(after, 0.0).sum()
        if np.abs(after - left).sum() < _ENOUGH:
            break
        left = after
    behind = float((left * np.arange(size)).sum())
    return headway_h / 2 + behind * HOURS_PER_DAY / arrival_teu_per_day


def _states(busy: float, lot_teu: float, payload_teu: int) -> int:
    """Loads that are told apart: the chance of more is negligible."""
    spread = 2 * lot_teu * 40 / (1 - busy)
    return int(4 * payload_teu + spread)


def _came(lots: float, lot_teu: float, size: int) -> Floats:
    """P(0, 1, … TEU come): a Poisson number of geometric lots.

    Notes
    -----
    Source: the recursion of Panjer (ASTIN Bulletin 12, 1981) for the
    Pólya-Aeppli distribution.
    """
    ends = 1 / lot_teu
    chance = np.zeros(size)
    chance[0] = exp(-lots)
    for k in range(1, size):
        before = (k - 2) * chance[k - 2] * (1 - ends) ** 2 if k > 1 else 0.0
        here = (2 * (k - 1) * (1 - ends) + lots * ends) * chance[k - 1]
        chance[k] = max((here - before) / k, 0.0)
    return chance
