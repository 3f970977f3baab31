"""Prices of capacity to begin with, found by walking uphill on Lagrange's bound.

Solving the first masters to optimality wastes most of the work: their prices are wild
as long as paths are missing. A cheap walk gives fair prices and, on its way, the paths
that matter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from orta.planning.optimum.paths.kernel import along, onto
from orta.planning.optimum.paths.pool import Pool
from orta.planning.optimum.paths.pricing import Priced, Pricer
from orta.planning.optimum.paths.problem import FloatArray, FlowProblem

_PASSES = 60
_FEW = 200  # overloaded links that the master copes with by itself: measured
_PATHS_EACH = 6  # of a commodity, handed to the first master
_CHEAPER = 1e-9

_AIM = 1.05  # times the best bound: how high the walk believes the top to be
_FRESH = 0.1  # weight of the newest loads in their running mean
_FIRST_STEP, _LONGEST_STEP = 0.1, 2.0  # shares of the step that the aim asks for
_LONGER, _SHORTER = 1.1, 0.66
_PATIENCE = 10  # passes without a better bound until steps are shortened


class Ascent(NamedTuple):
    """Where the walk came to: prices (links,), and paths worth having."""

    price: FloatArray
    pool: Pool


def ascend(
    problem: FlowProblem, pricer: Pricer, left_s: Callable[[], float]
) -> Ascent | None:
    """Fair prices and paths; None if few links are scarce, so that it is not worth it.

    Notes
    -----
    Source: Held, Wolfe and Crowder (1974) for the steps; Barahona and Anbil (2000) for
    going along a running mean of the overloads, which approaches a plan.
    """
    walk = _Walk(problem, pricer)
    if walk.n_overloaded < _FEW:
        return None
    for _ in range(_PASSES):
        if left_s() <= 0:
            break
        walk.step()
    return Ascent(walk.best, walk.pool.nearest(walk.best, _PATHS_EACH))


class _Walk:
    """Prices on their way uphill."""

    def __init__(self, problem: FlowProblem, pricer: Pricer) -> None:
        self.problem, self.pricer = problem, pricer
        self.is_limited = np.isfinite(problem.capacity)
        self.pool = Pool.empty(problem)
        self.best = np.zeros(problem.n_links)
        self.bound = -np.inf
        self.share, self.waited = _FIRST_STEP, 0
        self.aim = 0.0
        self.load = self._price(self.best)
        self.aim = _AIM * self.bound

    @property
    def n_overloaded(self) -> int:
        """Links that carry more than they can if everybody goes the cheapest way."""
        return int((self.load > self.problem.capacity).sum())

    def step(self) -> None:
        """Go from the best prices along the overloads, and look."""
        room = np.where(self.is_limited, self.problem.capacity, self.load)
        uphill = self.load - room
        uphill[(self.best <= 0) & (uphill < 0)] = 0.0  # no price is negative
        steep = float(uphill @ uphill)
        if steep > 0:
            length = self.share * (self.aim - self.bound) / steep
            price = np.maximum(self.best + length * uphill, 0.0)
            self.load += _FRESH * (self._price(price) - self.load)

    def _price(self, price: FloatArray) -> FloatArray:
        """What flows on each link if everybody goes the cheapest way, (links,)."""
        problem = self.problem
        found = self.pricer.price(price, problem.unmet_cost)
        self._remember(found, price)
        if found.bound > self.bound:
            self.bound, self.best, self.waited = found.bound, price, 0
            self.share = min(self.share * _LONGER, _LONGEST_STEP)
            self.aim = max(self.aim, _AIM * self.bound)
        else:
            self.waited += 1
            if self.waited == _PATIENCE:
                self.share, self.waited = self.share * _SHORTER, 0
        return onto(found.start, found.link, problem.amount, problem.n_links)

    def _remember(self, found: Priced, price: FloatArray) -> None:
        """Put the paths into the pool that are cheaper than all it has."""
        sizes = np.diff(found.start)
        cost = along(found.start, found.link, self.problem.cost + price)
        is_new = (sizes > 0) & (cost < self.pool.least(price) * (1 - _CHEAPER))
        start = np.concatenate([[0], np.cumsum(np.where(is_new, sizes, 0))])
        self.pool = self.pool.with_paths(start, found.link[np.repeat(is_new, sizes)])
