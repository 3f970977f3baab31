"""What a proof of worst sets shows, computed again without a solver.

Nothing of the search is used: plans are walked link by link, prices by a Dijkstra of
its own. What is checked:

1. The families start with all sets, and each split is followed by one family for each
   used target, so that no set is left out.
2. Each plan goes from origins to destinations, over nothing that is removed, and keeps
   every amount and every limit.
3. It costs what is said; with the flows over the dearest targets that may still be
   removed left unmet it costs no more than is said either.
4. No family costs more than the worst set, but for the gap that was asked for.
5. Prices prove that without the worst set nothing costs less than is said.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import heappop, heappush
from itertools import pairwise

from orta.errors import CertificateError
from orta.planning.optimum.interdiction.answer import Family, Verdict, Worst, WorstSet
from orta.planning.optimum.paths.problem import FlowProblem
from orta.planning.optimum.removal import Outcome, SharedLimits, Targets

_CLOSE = 1e-9  # share by which sums of doubles may differ
_GAPS = 3  # a set stands for others up to two gaps worse, and is solved up to one


def check_proof(
    problem: FlowProblem,
    targets: Targets,
    worst: Worst,
    *,
    shared: SharedLimits | None = None,
) -> tuple[float, float]:
    """Between which costs the worst set lies, as the proof shows.

    Raises
    ------
    CertificateError
        If it does not show that; says what is wrong, and in which family.
    ValueError
        If it is about several worst sets, or has no plans to show.
    """
    if len(worst.sets) > 1 or not worst.witnesses:
        raise ValueError("a proof is about one set, and shows its plans")
    checker = _Checker(problem, targets, shared or SharedLimits.none())
    checker.check_cover(worst)  # 1
    worst_cost = worst.sets[0].objective if worst.sets else worst.base
    margin = _GAPS * (worst.gap + _CLOSE) * abs(worst_cost)
    for number, family in enumerate(worst.families):
        at_most = checker.most_of(family, worst.witnesses[family.witness])  # 2, 3
        if at_most > family.at_most + _CLOSE * abs(family.at_most):
            raise _wrong(f"costs {at_most:.9g}, not {family.at_most:.9g}", number)
        if family.at_most > worst_cost + margin:  # 4
            raise _wrong(f"may be worse than {worst_cost:.9g}", number)
    most = max(family.at_most for family in worst.families)
    if not worst.sets:
        return worst.base * (1 - worst.gap), most
    least = checker.least_of(worst.sets[0])  # 5
    if least < worst.sets[0].bound - _CLOSE * abs(least):
        raise CertificateError("the prices prove less than the bound", where="sets")
    return least, most


def _wrong(what: str, number: int) -> CertificateError:
    return CertificateError(f"family {number} {what}", where=f"families.{number}")


class _Checker:
    """A problem as lists, for whoever wants to walk through it."""

    def __init__(
        self, problem: FlowProblem, targets: Targets, shared: SharedLimits
    ) -> None:
        self.problem = problem
        self.cost = problem.cost.tolist()
        self.tail, self.head = problem.tail.tolist(), problem.head.tolist()
        self.origin = problem.origin.tolist()
        self.destination = problem.destination.tolist()
        self.amount, self.unmet = problem.amount.tolist(), problem.unmet_cost.tolist()
        self.links = [set(targets.links([t]).tolist()) for t in range(len(targets))]
        self.targets_of: defaultdict[int, list[int]] = defaultdict(list)
        for target, links in enumerate(self.links):
            for link in links:
                self.targets_of[link].append(target)
        self.uses: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        self.limit: list[float] = []
        for link, capacity in enumerate(problem.capacity.tolist()):
            if capacity != float("inf"):
                self.uses[link].append((len(self.limit), 1.0))
                self.limit.append(capacity)
        first = len(self.limit)
        entries = zip(
            shared.row.tolist(), shared.link.tolist(), shared.use.tolist(), strict=True
        )
        for row, link, use in entries:
            self.uses[link].append((first + row, use))
        self.limit += shared.limit.tolist()

    def check_cover(self, worst: Worst) -> None:
        """Refuse families that leave sets out."""
        wanted: list[tuple[tuple[int, ...], tuple[int, ...], int]]
        wanted = [((), (), worst.size)]
        for number, family in enumerate(worst.families):
            if not wanted:
                raise _wrong("is not asked for", number)
            if wanted.pop() != (family.removed, family.kept, family.n_more):
                raise _wrong("is not the one that follows", number)
            if family.verdict is Verdict.SOLVED and family.n_more:
                raise _wrong("has more than one set", number)
            if family.verdict is Verdict.SPLIT:
                wanted += [
                    (
                        (*family.removed, target),
                        (*family.kept, *family.used[:place]),
                        family.n_more - 1,
                    )
                    for place, target in reversed(list(enumerate(family.used)))
                ]
        if wanted:
            raise CertificateError("families are missing", where="families")

    def most_of(self, family: Family, plan: Outcome) -> float:
        """What no set of a family costs more than, as a plan shows."""
        closed = set().union(*(self.links[t] for t in family.removed))
        paths = list(self._paths(plan))
        came, taken = [0.0] * len(self.amount), [0.0] * len(self.limit)
        lost: defaultdict[int, float] = defaultdict(float)
        total = 0.0
        for k, flow, links in paths:
            self._check_way(k, links, closed)
            cost = sum(self.cost[link] for link in links)
            total += flow * cost
            came[k] += flow
            for link in links:
                for row, use in self.uses[link]:
                    taken[row] += use * flow
            for target in {t for link in links for t in self.targets_of[link]}:
                lost[target] += flow * (self.unmet[k] - cost)
        _within(came, self.amount, "an amount")
        _within(taken, self.limit, "a limit")
        for k, amount in enumerate(self.amount):
            if self.origin[k] != self.destination[k]:
                total += self.unmet[k] * max(amount - came[k], 0.0)
        free = {t: loss for t, loss in lost.items() if t not in family.kept}
        if family.verdict is Verdict.SPLIT:
            if not set(free) <= set(family.used):
                raise CertificateError("a used target is left out", where="families")
            return total
        return total + sum(sorted(free.values(), reverse=True)[: family.n_more])

    def _paths(self, plan: Outcome) -> list[tuple[int, float, list[int]]]:
        link = plan.link.tolist()
        ways = [link[a:b][::-1] for a, b in pairwise(plan.start.tolist())]
        return list(zip(plan.commodity.tolist(), plan.flow.tolist(), ways, strict=True))

    def _check_way(self, k: int, links: list[int], closed: set[int]) -> None:
        """Refuse a way with a hole, or over a link that is removed."""
        node = self.origin[k]
        for link in links:
            if self.tail[link] != node or link in closed:
                raise CertificateError("a way has a hole", where="witnesses")
            node = self.head[link]
        if node != self.destination[k]:
            raise CertificateError("a way ends elsewhere", where="witnesses")

    def least_of(self, found: WorstSet) -> float:
        """What nothing costs less than without a set, by its prices."""
        if min(found.price, default=0.0) < 0:
            raise CertificateError("a price is below nought", where="sets")
        closed = set().union(*(self.links[t] for t in found.targets))
        leaving: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        for link, tail in enumerate(self.tail):
            if link not in closed:
                price = sum(use * found.price[row] for row, use in self.uses[link])
                leaving[tail].append((self.head[link], self.cost[link] + price))
        least = -sum(
            p * limit for p, limit in zip(found.price, self.limit, strict=True)
        )
        for origin in sorted(set(self.origin)):
            distance = _distances(leaving, origin)
            for k, start in enumerate(self.origin):
                end = self.destination[k]
                if start == origin != end:
                    least += self.amount[k] * min(self.unmet[k], distance[end])
        return least


def _within(used: list[float], limits: list[float], what: str) -> None:
    """Refuse uses that exceed their limits by more than rounding."""
    for use, limit in zip(used, limits, strict=True):
        if use > limit + _CLOSE * max(1.0, limit):
            raise CertificateError(f"{what} is exceeded", where="witnesses")


def _distances(
    leaving: dict[int, list[tuple[int, float]]], origin: int
) -> defaultdict[int, float]:
    """Length of the shortest way to each node, infinite where there is none."""
    best: defaultdict[int, float] = defaultdict(lambda: float("inf"))
    best[origin] = 0.0
    heap = [(0.0, origin)]
    while heap:
        so_far, node = heappop(heap)
        if so_far > best[node]:
            continue
        for head, length in leaving.get(node, ()):
            if so_far + length < best[head]:
                best[head] = so_far + length
                heappush(heap, (so_far + length, head))
    return best
