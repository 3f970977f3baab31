"""What every removal costs, worst first; all of them, or those that may be worst."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from orta.planning.optimum.paths.problem import FloatArray, IntArray
from orta.planning.optimum.removal.problem import Targets
from orta.planning.optimum.removal.screen import Screen, screen
from orta.planning.optimum.removal.warm import Warm


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranking:
    """Cost without each target (targets,), and what no plan costs less than then.

    Both are none where a target was left out; `screen` says why.
    """

    base: float
    objective: FloatArray
    bound: FloatArray
    screen: Screen | None = None

    @property
    def dearer(self) -> FloatArray:
        """What each removal costs on top of the base, shape (targets,)."""
        return self.objective - self.base

    def order(self) -> IntArray:
        """Targets that were solved, the worst first; of equals the first first."""
        solved = np.flatnonzero(~np.isnan(self.objective))
        order = np.argsort(-self.objective[solved], kind="stable")
        return solved[order].astype(np.int32)


def rank(
    warm: Warm,
    targets: Targets,
    *,
    n_worst: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Ranking:
    """What each removal costs; with `n_worst` only those that may be so bad.

    `progress` is told how many removals are done, and of how many.

    Examples
    --------
    >>> from orta.planning.optimum.paths import FlowProblem
    >>> problem = FlowProblem.of(
    ...     tail=[0, 0, 0], head=[1, 1, 1], cost=[1, 5, 9], capacity=[2, 2, 2],
    ...     origin=[0], destination=[1], amount=[3], unmet_cost=100,
    ... )
    >>> ranking = rank(Warm(problem), Targets.each_link(problem))
    >>> ranking.dearer.tolist(), ranking.order().tolist()
    ([12.0, 4.0, 0.0], [0, 1, 2])
    """
    screened = None if n_worst is None else screen(warm, targets, n_worst=n_worst)
    kept = range(len(targets)) if screened is None else screened.kept.tolist()
    objective = np.full(len(targets), np.nan)
    bound = np.full(len(targets), np.nan)
    for done, target in enumerate(kept, start=1):
        found = warm.without(targets.links([target]))
        objective[target], bound[target] = found.objective, found.bound
        if progress is not None:
            progress(done, len(kept))
    return Ranking(
        base=warm.plan.objective, objective=objective, bound=bound, screen=screened
    )
