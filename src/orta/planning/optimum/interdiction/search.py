"""Branch and bound over sets of targets; every step is a family of the proof.

A set can only be worse than what was removed so far if it touches what the plan in hand
uses: else that plan stays possible. So a family is split by the used target that comes
first. A plan led round a target bounds what its removal costs from above, whether or
not removals add up.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from orta.planning.optimum.interdiction.answer import (
    Family,
    Verdict,
    Worst,
    WorstSet,
    sets_up_to,
)
from orta.planning.optimum.interdiction.plans import Detour, Detours
from orta.planning.optimum.removal import Outcome, Targets, Warm

_ROUNDING = 1e-9  # share of the cost that sums of doubles may be off


def worst_sets(  # noqa: PLR0913  what is asked, and what is told meanwhile
    warm: Warm,
    targets: Targets,
    *,
    size: int,
    n_worst: int = 1,
    with_witnesses: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Worst:
    """The worst sets of at most `size` targets, worst first, of equals one.

    Parameters
    ----------
    warm
        The problem, solved; its `gap` is that of every set that is solved.
    n_worst
        How many sets are found. Sets in which a member does no harm are left out, and
        so are those that cost the same as one that was found.
    with_witnesses
        Keep the plans that prove the bounds, so that `check_proof` can read them.
    progress
        Is told how many sets are settled, and of how many.

    Examples
    --------
    Without both cheap links everything takes the dear one:

    >>> from orta.planning.optimum.paths import FlowProblem
    >>> problem = FlowProblem.of(
    ...     tail=[0, 0, 0], head=[1, 1, 1], cost=[1, 2, 9], capacity=[3, 3, 3],
    ...     origin=[0], destination=[1], amount=[3], unmet_cost=10,
    ... )
    >>> warm = Warm(problem, gap=1e-9)
    >>> found = worst_sets(warm, Targets.each_link(problem), size=2)
    >>> found.sets[0].targets, found.sets[0].objective, found.n_sets
    ((0, 1), 27.0, 7)
    """
    search = _Search(warm, targets, size, n_worst, progress)
    search.with_witnesses = with_witnesses
    root = search.detours.best(())
    search.solved[()] = root
    search.visit(root, (), (), size)
    return Worst(
        size=size,
        n_targets=len(targets),
        base=warm.plan.objective,
        gap=warm.gap,
        sets=tuple(search.best),
        families=tuple(search.families),
        witnesses=tuple(search.witnesses),
    )


class _Search:
    """The sets found so far, and the families settled."""

    def __init__(
        self,
        warm: Warm,
        targets: Targets,
        size: int,
        n_worst: int,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self.warm, self.n_targets, self.size = warm, len(targets), size
        self.n_worst, self.progress = n_worst, progress
        self.detours = Detours(warm, targets)
        self.best: list[WorstSet] = []
        self.families: list[Family] = []
        self.witnesses: list[Outcome] = []
        self.solved: dict[tuple[int, ...], Detour] = {}
        self.with_witnesses = False
        self.settled = 0

    @property
    def threshold(self) -> float:
        """Cost of the last of the worst sets; nothing that costs less is looked at."""
        full = len(self.best) == self.n_worst
        base = self.warm.plan.objective
        return max(self.best[-1].objective, base) if full else base

    def is_low(self, cost: float) -> bool:
        """Whether a cost is no more than that of the worst sets."""
        return cost <= self.threshold + _ROUNDING * abs(self.threshold)

    def visit(
        self,
        detour: Detour,
        removed: tuple[int, ...],
        kept: tuple[int, ...],
        n_more: int,
    ) -> None:
        """Settle the family of sets that hold `removed` and none of `kept`."""
        losses = self.detours.losses(detour)
        losses[list(kept)] = 0.0
        most = detour.cost + _largest(losses, n_more)
        if self.is_low(most):
            self._note(Verdict.BOUNDED, detour, (removed, kept, n_more), most)
            return
        if n_more or not self.is_low(detour.cost):
            detour = self._solve(tuple(sorted(removed)))
        if not n_more:
            self._note(Verdict.SOLVED, detour, (removed, kept, 0), detour.cost)
            return
        is_free = self.detours.used(detour)
        is_free[list(kept)] = False
        used = np.flatnonzero(is_free).astype(np.int32)
        costs = self.detours.costs_round(detour, used)
        order = np.argsort(-costs, kind="stable")
        used, costs = used[order], costs[order]
        names = tuple(used.tolist())
        self._note(Verdict.SPLIT, detour, (removed, kept, n_more), detour.cost, names)
        for place, (target, cost) in enumerate(zip(names, costs.tolist(), strict=True)):
            family = ((*removed, target), (*kept, *names[:place]), n_more - 1)
            if n_more == 1 and not self.with_witnesses and self.is_low(cost):
                self._note(Verdict.BOUNDED, None, family, cost)
                continue
            self.visit(self.detours.round(detour, target), *family)

    def _solve(self, key: tuple[int, ...]) -> Detour:
        """The best plan without some targets; it may be one of the worst sets."""
        found = self._least(key)
        if not self.is_low(found.cost) and not self._is_listed(found.cost):
            superfluous = self._superfluous(key, found.cost)
            if superfluous is None:
                self._enter(key, found)
            else:
                self._solve(tuple(each for each in key if each != superfluous))
        return found

    def _is_listed(self, cost: float) -> bool:
        """Whether one of the worst sets costs the same."""
        margin = 2 * self.warm.gap * abs(cost)
        return any(abs(each.objective - cost) <= margin for each in self.best)

    def _least(self, key: tuple[int, ...]) -> Detour:
        if key not in self.solved:
            self.solved[key] = self.detours.best(key)
        return self.solved[key]

    def _superfluous(self, key: tuple[int, ...], cost: float) -> int | None:
        """A member without which the others do the same harm."""
        margin = 2 * self.warm.gap * abs(cost)
        for member in key:
            rest = tuple(each for each in key if each != member)
            if self._least(rest).cost >= cost - margin:
                return member
        return None

    def _enter(self, key: tuple[int, ...], found: Detour) -> None:
        """Put a set among the worst."""
        outcome = found.outcome
        if outcome is None:
            raise AssertionError("a solved set has an outcome")
        price = tuple(outcome.price.tolist())
        self.best.append(
            WorstSet(
                targets=key, objective=found.cost, bound=outcome.bound, price=price
            )
        )
        self.best.sort(key=lambda each: (-each.objective, each.targets))
        del self.best[self.n_worst :]

    def _note(
        self,
        verdict: Verdict,
        detour: Detour | None,
        family: tuple[tuple[int, ...], tuple[int, ...], int],
        at_most: float,
        used: tuple[int, ...] = (),
    ) -> None:
        removed, kept, n_more = family
        witness = -1
        if self.with_witnesses and detour is not None:
            witness = len(self.witnesses)
            self.witnesses.append(self._outcome(detour))
        noted = Family(
            removed=removed,
            kept=kept,
            n_more=n_more,
            verdict=verdict,
            at_most=at_most,
            used=used,
            witness=witness,
        )
        self.families.append(noted)
        if self.progress is not None:
            self.settled += noted.n_sets(self.n_targets)
            self.progress(self.settled, sets_up_to(self.n_targets, self.size))

    def _outcome(self, detour: Detour) -> Outcome:
        """A plan as others read it, its commodities as they were asked."""
        if detour.outcome is not None:
            return detour.outcome
        frame, carried = self.warm.frame, detour.carried
        came = np.bincount(carried.commodity, carried.flow, len(frame.amount))
        unmet = np.zeros(frame.asked.n_commodities)
        unmet[frame.order] = np.maximum(frame.amount - came, 0.0)
        return Outcome(
            objective=detour.cost,
            bound=0.0,
            commodity=frame.order[carried.commodity],
            start=carried.start,
            link=carried.link,
            flow=carried.flow,
            unmet=unmet,
            price=np.zeros(len(frame.rows.limit)),
            rounds=0,
        )


def _largest(values: np.ndarray, count: int) -> float:
    """Sum of the largest of some values."""
    if not count:
        return 0.0
    count = min(count, len(values))
    return float(np.partition(values, len(values) - count)[len(values) - count :].sum())
