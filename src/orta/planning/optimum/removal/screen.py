"""Bounds on what each removal costs, without solving anything again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orta.planning.optimum.paths.problem import FloatArray, IntArray
from orta.planning.optimum.removal.kernel import (
    Carried,
    Dual,
    dearer_at_least,
    dearer_at_most,
)
from orta.planning.optimum.removal.problem import Targets
from orta.planning.optimum.removal.warm import Warm

_ROUNDING = 1e-9  # share of the cost that sums of doubles may be off


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Screen:
    """Bounds on the cost without each target, and those that may be the worst.

    The cost without target t lies between `lower[t]` and `upper[t]`; `upper` is
    infinite where it was not asked for. Whatever is not in `kept` is not among the
    worst `n_worst`, ties included.
    """

    n_worst: int
    lower: FloatArray
    upper: FloatArray
    kept: IntArray

    @property
    def threshold(self) -> float:
        """Cost that at least `n_worst` targets reach for sure."""
        return threshold_of(self.lower, self.n_worst)


def screen(warm: Warm, targets: Targets, *, n_worst: int = 20) -> Screen:
    """Bounds on the cost without each target, upper ones where they can decide.

    Notes
    -----
    Prices of the base plan are prices without a target too, so Lagrange's bound holds
    with the ways that are left; and the base plan with its hit flows led round by
    whatever room is left is a plan. `docs/background/criticality.md` proves it.

    Examples
    --------
    >>> from orta.planning.optimum.paths import FlowProblem
    >>> problem = FlowProblem.of(
    ...     tail=[0, 0, 0], head=[1, 1, 1], cost=[1, 5, 9], capacity=[2, 2, 2],
    ...     origin=[0], destination=[1], amount=[3], unmet_cost=100,
    ... )
    >>> found = screen(Warm(problem), Targets.each_link(problem), n_worst=1)
    >>> found.lower.tolist(), found.kept.tolist()
    ([15.0, 7.0, 7.0], [0])
    """
    plan, frame = warm.plan, warm.frame
    pairs = targets.start.astype(np.int64), targets.link
    at_least = dearer_at_least(frame.network, frame.rows, dual_of(warm), pairs)
    lower = plan.bound + np.maximum(at_least, 0.0)
    threshold = threshold_of(lower, n_worst)
    unsure = np.flatnonzero(lower < threshold)
    some = Targets.of([targets.links([t]).tolist() for t in unsure.tolist()])
    pairs = some.start.astype(np.int64), some.link
    lengths = frame.lengths(warm.search.mixed, warm.closed([]))
    at_most = dearer_at_most(
        frame.network, frame.rows, carried_of(warm), lengths, pairs
    )
    upper = np.full(len(targets), np.inf)
    upper[unsure] = plan.objective + at_most
    margin = _ROUNDING * abs(threshold)
    kept = np.flatnonzero(upper >= threshold - margin).astype(np.int32)
    return Screen(n_worst=n_worst, lower=lower, upper=upper, kept=kept)


def threshold_of(lower: FloatArray, n_worst: int) -> float:
    """The `n_worst`-th largest of some bounds; the least where there are fewer."""
    if not len(lower):
        return -np.inf
    at = max(len(lower) - n_worst, 0)
    return float(np.partition(lower, at)[at])


def dual_of(warm: Warm) -> Dual:
    """The prices of a base plan, as kernels read them."""
    frame = warm.frame
    return Dual(
        price=warm.search.mixed,
        lengths=frame.lengths(warm.search.mixed, warm.closed([])),
        least=warm.least,
        amount=frame.amount,
        start=warm.ways.start,
        link=warm.ways.link,
    )


def carried_of(warm: Warm) -> Carried:
    """The paths that carry something in a base plan, as kernels read them."""
    columns, flow = warm.columns, warm.flow
    used = np.flatnonzero(flow > 0)
    sizes = np.diff(columns.start)[used]
    start = np.concatenate([[0], np.cumsum(sizes)])
    at = np.repeat(columns.start[used] - start[:-1], sizes) + np.arange(start[-1])
    return Carried(
        commodity=columns.commodity[used],
        start=start.astype(np.int64),
        link=columns.link[at],
        flow=flow[used],
    )
