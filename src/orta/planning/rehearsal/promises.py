"""What a plan promises, and in which share of the replications it keeps its word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from orta.errors import ModelError
from orta.planning.flows.study import Study
from orta.planning.rehearsal.plan import Plan

Floats = NDArray[np.float64]
_NORMAL: Final = 1.959964  # two-sided 95 % point of the normal law
SAFE_SHARES: Final = (0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of replications, with the 95 % interval of the true one.

    Notes
    -----
    Source: Wilson, Probable inference, the law of succession, and statistical
    inference, J. American Statistical Association 22, 1927.

    Examples
    --------
    >>> Share.of(9, 10)
    Share(count=9, total=10, value=0.9, low=0.596, high=0.982)
    """

    count: int
    total: int
    value: float
    low: float
    high: float

    def __repr__(self) -> str:
        return (
            f"Share(count={self.count}, total={self.total}, value={self.value:g}, "
            f"low={self.low:.3f}, high={self.high:.3f})"
        )

    @classmethod
    def of(cls, count: int, total: int) -> Self:
        """The share of so many out of so many.

        Raises
        ------
        ModelError
            Unless 0 <= count <= total and total > 0.
        """
        if not 0 <= count <= total or total < 1:
            raise ModelError(f"{count} of {total} is no share")
        share, square = count / total, _NORMAL**2 / total
        middle = (share + square / 2) / (1 + square)
        half = (
            _NORMAL
            / (1 + square)
            * sqrt(share * (1 - share) / total + square / total / 4)
        )
        # At either end the formula is exact but for the rounding of its floats.
        low = 0.0 if count == 0 else max(middle - half, 0.0)
        high = 1.0 if count == total else min(middle + half, 1.0)
        return cls(count, total, share, low, high)

    def holds(self, share: float) -> bool:
        """Whether a share lies within the interval."""
        return self.low <= share <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Tonnes that a demand is to have had by the end of a week, all in all."""

    demand_id: str
    last_week: int
    t: float

    def __post_init__(self) -> None:
        if self.t < 0 or self.last_week < 1:
            raise ModelError(f"{self}: a promise is of something, by some week")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPromise:
    """A promise, the share of replications in which it is kept, and safer ones.

    `safe_80_t` and `safe_90_t` are what has come by then in at least that share of
    the replications.
    """

    promise: Promise
    kept: Share
    safe_80_t: float
    safe_90_t: float

    @property
    def safe_80(self) -> Promise:
        """The promise of what has come in at least 80 % of the replications."""
        return replace(self.promise, t=self.safe_80_t)

    @property
    def safe_90(self) -> Promise:
        """The promise of what has come in at least 90 % of the replications."""
        return replace(self.promise, t=self.safe_90_t)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """When a promise counts as kept: a little less, or a little later, will do.

    `weeks` is the length of a period at whose end there is a promise.
    """

    weeks: int = 4
    grace_weeks: int = 1
    tolerance_share: float = 0.02

    def __post_init__(self) -> None:
        if self.weeks < 1 or self.grace_weeks < 0:
            raise ModelError("a period has a week at least, and grace is not negative")
        if not 0 <= self.tolerance_share < 1:
            raise ModelError("tolerance_share is at least 0 and below 1")


def promised_t(study: Study, plan: Plan, n_weeks: int) -> Floats:
    """What a plan delivers to each demand in each week, shape (n_demands, n_weeks)."""
    number = {demand.demand_id: n for n, demand in enumerate(study.demands)}
    found = np.zeros((len(study.demands), n_weeks))
    for row in plan.deliveries:
        found[number[row.demand_id], row.week - 1] += row.t
    return found


def promises_of(study: Study, plan: Plan, terms: Terms) -> tuple[Promise, ...]:
    """Promises at the end of every period in which a demand is to get something."""
    found = []
    weekly = promised_t(study, plan, study.weeks)
    ends = [*range(terms.weeks, study.weeks, terms.weeks), study.weeks]
    for demand, t in zip(study.demands, weekly, strict=True):
        total, before = t.cumsum(), 0.0
        for week in ends:
            if total[week - 1] > before:
                found.append(
                    Promise(
                        demand_id=demand.demand_id,
                        last_week=week,
                        t=float(total[week - 1]),
                    )
                )
            before = total[week - 1]
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How often each promise is kept, and how often all of them are.

    `part_80` and `part_90` are the part of every promise that can be kept, of all of
    them together, in at least that share of the replications; 1 is all of it.
    """

    promises: tuple[KeptPromise, ...]
    all_kept: Share
    part_80: float
    part_90: float


def keep(
    study: Study,
    promises: Sequence[Promise],
    arrived_t: Floats,
    *,
    terms: Terms,
    parcel_t: float,
) -> Kept:
    """How promises fare; `arrived_t` has shape (n_replications, n_demands, n_weeks).

    A parcel less will always do: goods come in whole parcels.
    """
    number = {demand.demand_id: n for n, demand in enumerate(study.demands)}
    total = arrived_t.cumsum(axis=2)
    all_kept = np.ones(len(arrived_t), np.bool_)
    part = np.full(len(arrived_t), np.inf)
    found = []
    for promise in promises:
        week = min(promise.last_week + terms.grace_weeks, total.shape[2])
        came = total[:, number[promise.demand_id], week - 1]
        slack = max(terms.tolerance_share * promise.t, parcel_t)
        kept = came >= promise.t - slack
        all_kept &= kept
        if promise.t > 0:
            part = np.minimum(part, came / promise.t)
        safe = [_safe_t(came, share) for share in SAFE_SHARES]
        found.append(
            KeptPromise(
                promise=promise,
                kept=Share.of(int(kept.sum()), kept.size),
                safe_80_t=safe[0],
                safe_90_t=safe[1],
            )
        )
    return Kept(
        promises=tuple(found),
        all_kept=Share.of(int(all_kept.sum()), all_kept.size),
        part_80=_safe_t(part, SAFE_SHARES[0]),
        part_90=_safe_t(part, SAFE_SHARES[1]),
    )


def _safe_t(came: Floats, share: float) -> float:
    """The most that has come in at least that share of the replications.

    >>> _safe_t(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 0.8)
    2.0
    """
    beyond = int((1 - share) * came.size + 1e-9)
    return float(np.sort(came)[beyond])
