"""Closed forms where a ship is always at hand: every departure starts afresh."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orta.planning.waiting.answer import QUANTILES, ServiceWait, quantile_table
from orta.planning.waiting.rule import FillAndGo
from orta.vocabulary import LotSizes
from orta.vocabulary.quantities import HOURS_PER_DAY

Floats = NDArray[np.float64]

_RARE = 1e-4  # a chance that moves no mean by one percent
_MOST_STATES = 400  # loads that are told apart; more are sampled
_SLACK = 1e-9


def is_always_at_hand(rule: FillAndGo) -> bool:
    """Whether neither ships, nor room, nor an open port are ever waited for.

    Notes
    -----
    The chance that all ships are away is bounded by Chernoff's inequality: so
    much cargo would have to come within one rotation.
    """
    if rule.closed_share > 0 or len(rule.ships) > 1:
        return False
    (ship,) = rule.ships
    if _states(rule) > _MOST_STATES or _overload_chance(rule) > _RARE:
        return False
    called_by_time = int(ship.rotation_h // rule.max_wait_h)
    filled = ship.count - called_by_time
    return filled > 0 and _chernoff(rule, ship.rotation_h, filled) < _RARE


def always_at_hand(rule: FillAndGo) -> ServiceWait:
    """The wait where a ship is always at the berth and the port always open.

    Notes
    -----
    Source: renewal reward (Ross, Stochastic Processes, 1996, section 3.6) for
    the time-and-quantity policy of shipment consolidation (Çetinkaya and
    Bookbinder 2003). With ν lots an hour, X_n the size of the first n lots and
    a_n the chance that n or more lots come within the longest wait,

        E[wait] = Σ_n a_n E[X_n; X_n < N] / (ν m (1 + Σ_n a_n P(X_n < N)))

    for a load of N and lots of mean m. Without a longest wait and one by one
    that is (N - 1) / 2ν. The chance to wait longer than t weighs each TEU of
    lot n, whose ship has not left, with too little coming in the next t.
    """
    loads = _loads(rule)
    longest_h = min(rule.max_wait_h, _latest_h(rule))
    per_h, lots, size = rule.lots_per_h, np.arange(1, len(loads) + 1), loads.shape[1]
    mean_lot = 1.0 if _is_fixed(rule) else rule.lot_teu
    reached = _tail(per_h * np.array([longest_h]), len(lots))[1:, 0]
    cycle_lots = 1 + float((reached * loads.sum(axis=1)).sum())
    units = (loads * np.arange(1, size + 1)).sum(axis=1)
    waited = (reached * units).sum() / per_h
    mean_h = float(waited / (mean_lot * cycle_lots))
    times_h = np.linspace(0.0, longest_h, QUANTILES)
    above = _still_waiting(loads, per_h, times_h, longest_h)
    below = 1 - above / (mean_lot * cycle_lots)
    load_teu = rule.lot_teu * cycle_lots
    return ServiceWait(
        quantiles_h=quantile_table(times_h, below, mean_h=mean_h),
        load_share=float(load_teu / rule.ships[0].payload_teu),
        departures_per_day=float(rule.arrival_teu_per_day / load_teu),
        method="closed form: renewal reward, by time and quantity",
    )


def _still_waiting(
    loads: Floats, per_h: float, times_h: Floats, longest_h: float
) -> Floats:
    """Mean units of a cycle that wait longer than each time, shape (n_times,)."""
    n_lots, size = loads.shape
    lots, units = np.arange(1, n_lots + 1), np.arange(1, size + 1)
    of_lot = loads * units / lots[:, None]  # lots alike: each brings x/n of x
    came = _tail(per_h * (longest_h - times_h), n_lots)[:n_lots]
    at = np.einsum("nx,nt->xt", of_lot, came)
    fits = np.zeros_like(loads)  # P(the next n lots, from none on, make at most y)
    fits[:1] = 1.0
    fits[1:, 1:] = loads.cumsum(axis=1)[:-1, :-1]
    few = np.einsum("ny,nt->yt", fits, _poisson(per_h * times_h, n_lots)[:n_lots])
    return np.asarray((at * few[::-1]).sum(axis=0))


def _loads(rule: FillAndGo) -> Floats:
    """P(n lots make x units) for all loads that do not fill, shape (n_lots, n_units).

    A unit is a lot where all are alike, otherwise a TEU.
    """
    size = _states(rule)
    if _is_fixed(rule):
        return np.eye(size)
    ends = 1 / rule.lot_teu  # a TEU is the last of its lot
    loads = np.zeros((size, size))
    loads[:1, :1] = ends
    for x in range(1, size):
        loads[:, x] = (1 - ends) * loads[:, x - 1]
        loads[1:, x] += ends * loads[:-1, x - 1]
    return loads


def _states(rule: FillAndGo) -> int:
    """Loads that do not fill a ship."""
    enough = min(rule.min_load_teu, rule.ships[0].payload_teu)
    unit = rule.lot_teu if _is_fixed(rule) else 1.0
    return int(np.ceil(enough / unit - _SLACK)) - 1


def _is_fixed(rule: FillAndGo) -> bool:
    return rule.lot_sizes is LotSizes.FIXED or rule.lot_teu == 1


def _latest_h(rule: FillAndGo) -> float:
    """A time within which a ship fills but for one in 10⁹, if none calls before."""
    lots = _states(rule) + 1
    return float((lots + 8 * np.sqrt(lots) + 30) / rule.lots_per_h)


def _overload_chance(rule: FillAndGo) -> float:
    """Chance that a ship which has enough is offered more than it holds."""
    payload = rule.ships[0].payload_teu
    if _is_fixed(rule):
        return float((_states(rule) + 1) * rule.lot_teu > payload + _SLACK)
    return float((1 - 1 / rule.lot_teu) ** max(payload - _states(rule), 0))


def _chernoff(rule: FillAndGo, within_h: float, loads: int) -> float:
    """A bound on the chance that so many loads come within a time."""
    enough = min(rule.min_load_teu, rule.ships[0].payload_teu) * loads
    lots = rule.arrival_teu_per_day * within_h / HOURS_PER_DAY / rule.lot_teu
    if _is_fixed(rule):
        tilts = np.linspace(0, 5, 200) / rule.lot_teu
        moments = np.exp(tilts * rule.lot_teu)
    else:
        ends = 1 / rule.lot_teu
        tilts = np.linspace(0, 0.99, 200) * -np.log1p(-ends)
        moments = ends * np.exp(tilts) / (1 - (1 - ends) * np.exp(tilts))
    return float(np.exp((lots * (moments - 1) - tilts * enough).min()))


def _poisson(means: Floats, most: int) -> Floats:
    """P(k) for k = 0 … most and each mean, shape (most + 1, n_means)."""
    counts = np.arange(most + 1)[:, None]
    log_factorial = np.cumsum(np.log(np.maximum(counts, 1)), axis=0)
    logs = np.log(np.maximum(means, 1e-300))
    return np.asarray(np.exp(counts * logs - means - log_factorial))


def _tail(means: Floats, most: int) -> Floats:
    """P(k or more) for k = 0 … most and each mean, shape (most + 1, n_means)."""
    below = np.cumsum(_poisson(means, most), axis=0)
    return np.clip(np.vstack([np.ones(means.size), 1 - below[:-1]]), 0.0, 1.0)
