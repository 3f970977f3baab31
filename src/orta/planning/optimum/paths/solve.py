"""Column generation: paths are found when prices of capacity ask for them."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from orta.planning.optimum.paths.ascent import ascend
from orta.planning.optimum.paths.master import Master
from orta.planning.optimum.paths.plan import FlowPlan, PlanStatus, Progress
from orta.planning.optimum.paths.pool import Pool
from orta.planning.optimum.paths.pricing import Pricer
from orta.planning.optimum.paths.problem import FloatArray, FlowProblem, IntArray

_CHEAPER = 1e-9  # share by which a path has to be cheaper to be worth a column
_LEAST_GAP = 1e-12  # nothing smaller can be asked for in double precision


def solve_paths(
    problem: FlowProblem,
    *,
    gap: float = 1e-6,
    time_limit_s: float | None = None,
    clock: Callable[[], float] = time.monotonic,
    progress: Callable[[Progress], None] | None = None,
) -> FlowPlan:
    """The cheapest plan, up to a share `gap` of its cost.

    Parameters
    ----------
    problem
        What is to be carried.
    gap
        Share of the cost by which a better plan might be cheaper.
    time_limit_s
        After so many seconds the best plan so far is given, with its gap. Without it
        no clock is read and the same problem gives the same plan.
    clock
        Seconds that pass.
    progress
        Is called after every round.

    Examples
    --------
    The cheap link takes two of three units; one more unit of it would save 4:

    >>> problem = FlowProblem.of(
    ...     tail=[0, 0], head=[1, 1], cost=[1, 5], capacity=[2, np.inf],
    ...     origin=[0], destination=[1], amount=[3], unmet_cost=100,
    ... )
    >>> plan = solve_paths(problem)
    >>> plan.objective, plan.link_flow().tolist(), plan.price.tolist()
    (7.0, [2.0, 1.0], [4.0, 0.0])
    """
    deadline = np.inf if time_limit_s is None else clock() + time_limit_s

    def left_s() -> float:
        return np.inf if time_limit_s is None else deadline - clock()

    return _Search(problem).run(max(gap, _LEAST_GAP), left_s, progress)


class _Search:
    """A problem with its commodities sorted by origin, and the best known of it."""

    def __init__(self, problem: FlowProblem) -> None:
        order = np.lexsort((problem.destination, problem.origin))
        amount = problem.amount.copy()
        amount[problem.origin == problem.destination] = 0.0  # are there already
        self.order = order[amount[order] > 0].astype(np.int32)
        self.asked = problem
        self.problem = FlowProblem(
            tail=problem.tail,
            head=problem.head,
            cost=problem.cost,
            capacity=problem.capacity,
            origin=problem.origin[self.order],
            destination=problem.destination[self.order],
            amount=problem.amount[self.order],
            unmet_cost=problem.unmet_cost[self.order],
        )
        self.pool = Pool.empty(self.problem)
        self.flow = np.zeros(0)
        self.objective = self.pool.objective(self.flow)
        self.price = np.zeros(problem.n_links)
        self.bound = 0.0

    def run(
        self,
        gap: float,
        left_s: Callable[[], float],
        progress: Callable[[Progress], None] | None,
    ) -> FlowPlan:
        """Price and mix in turn until the gap is closed."""
        pricer, master = Pricer(self.problem), Master(self.problem)
        pool, price, rounds = self.pool, self.price, 0
        is_within = False  # before a mix has been found
        start = ascend(self.problem, pricer, left_s)
        if start is not None:
            price, pool = start.price, start.pool
            if price.any():
                master.limit(np.flatnonzero(price).astype(np.int32))
            master.extend(pool)
        while True:
            found = pricer.price(price, pool.least(price) * (1 - _CHEAPER))
            if found.bound >= self.bound:
                self.bound, self.price = found.bound, price
            rounds += 1
            if progress is not None:
                progress(self._progress(rounds, len(pool), len(master.tight)))
            if self.objective - self.bound <= gap * self.objective:
                return self._plan(PlanStatus.OPTIMAL, rounds)
            if not len(found.link) and is_within:
                return self._plan(PlanStatus.STALLED, rounds)
            pool = pool.with_paths(found.start, found.link)
            master.extend(pool)
            mix = None if left_s() <= 0 else master.solve(left_s)
            if mix is None:
                return self._plan(PlanStatus.TIME_LIMIT, rounds)
            price, is_within = mix.price, mix.is_within
            self._keep_if_better(pool, mix.flow)

    def _keep_if_better(self, pool: Pool, flow: FloatArray) -> None:
        flow = pool.within_limits(flow)
        objective = pool.objective(flow)
        if objective <= self.objective:
            self.objective, self.pool, self.flow = objective, pool, flow

    def _progress(self, rounds: int, n_paths: int, n_limits: int) -> Progress:
        return Progress(
            round=rounds,
            objective=self.objective,
            bound=self.bound,
            n_paths=n_paths,
            n_limits=n_limits,
        )

    def _plan(self, status: PlanStatus, rounds: int) -> FlowPlan:
        """The best plan, in the order of what was asked."""
        used = np.flatnonzero(self.flow > 0).astype(np.int32)
        commodity = self.order[self.pool.commodity[used]]
        order = np.argsort(commodity, kind="stable")
        used = used[order]
        start, link = _in_order(self.pool, used)
        unmet = np.zeros(self.asked.n_commodities)
        carried = self.pool.carried(self.flow)
        unmet[self.order] = np.maximum(self.problem.amount - carried, 0.0)
        return FlowPlan(
            status=status,
            commodity=commodity[order],
            start=start,
            link=link,
            flow=self.flow[used],
            unmet=unmet,
            price=self.price,
            objective=self.objective,
            bound=min(self.bound, self.objective),
            rounds=rounds,
        )


def _in_order(pool: Pool, paths: IntArray) -> tuple[IntArray, IntArray]:
    """Some paths of a pool, that holds them backwards, from origin to end."""
    sizes = np.diff(pool.start)[paths]
    start = np.concatenate([[0], np.cumsum(sizes)])
    back = np.repeat(pool.start[paths] + sizes - 1 + start[:-1], sizes)
    link = pool.link[back - np.arange(start[-1])]
    return start.astype(np.int32), link
