"""The best mix of the paths found so far, by HiGHS.

    minimise   sum (cost - unmet cost) * flow
    where      flows of a commodity      <= amount
               flows over a tight link   <= capacity

Most capacities never matter: a row is made when a link is first overloaded. The
simplex method starts each round from the last. Where very many links are scarce it
takes longer than an interior point method, which starts anew but needs fewer rounds,
since its prices lie in the middle of all that are right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import highspy
import numpy as np

from orta.planning.optimum.highs import SilentHighs, run
from orta.planning.optimum.paths.pool import Places, Pool
from orta.planning.optimum.paths.problem import FloatArray, FlowProblem, IntArray

_SLACK = 1e-9  # share of a capacity that may be exceeded before it gets a row
_MANY = 1000  # scarce links for which the simplex method takes longer: measured


class Mix(NamedTuple):
    """Flows of the paths (paths,) and prices of the links (links,).

    Links were overloaded and have got a row since if it is not `is_within`.
    """

    flow: FloatArray
    price: FloatArray
    is_within: bool


class Master:
    """A programme that grows with the pool."""

    def __init__(self, problem: FlowProblem) -> None:
        self.problem = problem
        self.row = np.full(problem.n_links, -1, np.int32)  # of a link, or none
        self.tight: IntArray = np.empty(0, np.int32)  # links that have a row
        self.pool = Pool.empty(problem)
        self.highs = SilentHighs()
        for option, value in (
            ("threads", 1),
            ("run_crossover", "off"),
            ("ipm_optimality_tolerance", 1e-9),
            ("primal_feasibility_tolerance", 1e-9),
            ("dual_feasibility_tolerance", 1e-9),
        ):
            self.highs.setOptionValue(option, value)
        none = np.zeros(0, np.int64)
        self._add_rows(problem.amount, np.zeros(problem.n_commodities, np.int64), none)

    def extend(self, pool: Pool) -> None:
        """Take in the paths that a pool has more than the last one."""
        n_old, n = len(self.pool), len(pool)
        links = pool.link[pool.start[n_old] :]
        owner = np.repeat(np.arange(n - n_old), np.diff(pool.start[n_old:]))
        has_row = self.row[links] >= 0
        commodity = pool.commodity[n_old:]
        rows = np.concatenate([commodity, self.row[links[has_row]]])
        owners = np.concatenate([np.arange(n - n_old), owner[has_row]])
        order = np.argsort(owners, kind="stable")
        counts = np.bincount(owners, minlength=n - n_old)
        begins = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int32)
        cost = pool.cost(np.zeros(self.problem.n_links))[n_old:]
        self.highs.addCols(
            n - n_old,
            cost - self.problem.unmet_cost[commodity],
            np.zeros(n - n_old),
            np.full(n - n_old, np.inf),
            len(rows),
            begins,
            rows[order].astype(np.int32),
            np.ones(len(rows)),
        )
        self.pool = pool

    def solve(self, left_s: Callable[[], float]) -> Mix | None:
        """The best mix, with rows for all overloaded links; None if time is up."""
        while True:
            if not self._run(left_s):
                return None
            solution = self.highs.getSolution()
            flow = np.maximum(np.array(solution.col_value), 0.0)
            price = np.zeros(self.problem.n_links)
            duals = np.array(solution.row_dual)[self.problem.n_commodities :]
            price[self.tight] = np.maximum(-duals, 0.0)
            is_over = self.pool.on_links(flow) > self.problem.capacity * (1 + _SLACK)
            overloaded = np.flatnonzero(is_over & (self.row < 0)).astype(np.int32)
            if overloaded.size:
                self.limit(overloaded)
            if self.is_interior or not overloaded.size:
                return Mix(flow, price, is_within=not overloaded.size)

    @property
    def is_interior(self) -> bool:
        """Whether the interior point method is the faster one."""
        return len(self.tight) > _MANY

    def _run(self, left_s: Callable[[], float]) -> bool:
        """Whether the programme could be solved in time."""
        for method in ("ipm", "simplex") if self.is_interior else ("simplex",):
            until = self.highs.getRunTime() + max(left_s(), 0.0)
            self.highs.setOptionValue("solver", method)
            self.highs.setOptionValue("time_limit", until)
            run(self.highs)
            status = self.highs.getModelStatus()
            if status == highspy.HighsModelStatus.kOptimal:
                return True
            if status == highspy.HighsModelStatus.kTimeLimit:
                return False
        raise RuntimeError("HiGHS does not solve the mix of the paths")

    def limit(self, links: IntArray) -> None:
        """Give links a row."""
        self.row[links] = np.arange(len(links)) + len(self.tight)
        self.row[links] += self.problem.n_commodities
        paths = np.repeat(np.arange(len(self.pool)), np.diff(self.pool.start))
        place = self.row[self.pool.link] - self.row[links[0]]
        is_here = place >= 0
        order = np.argsort(place[is_here], kind="stable")
        counts = np.bincount(place[is_here], minlength=len(links))
        begins = np.concatenate([[0], np.cumsum(counts)[:-1]])
        self._add_rows(self.problem.capacity[links], begins, paths[is_here][order])
        self.tight = np.concatenate([self.tight, links])

    def _add_rows(self, limit: FloatArray, begins: Places, columns: Places) -> None:
        self.highs.addRows(
            len(limit),
            np.full(len(limit), -np.inf),
            limit,
            len(columns),
            begins.astype(np.int32),
            columns.astype(np.int32),
            np.ones(len(columns)),
        )
