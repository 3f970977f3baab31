"""The paths found so far, in the order they were found, and what they carry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orta.planning.optimum.paths.kernel import along, least_along, onto
from orta.planning.optimum.paths.problem import FloatArray, FlowProblem, IntArray

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool:
    """Paths: p is for `commodity[p]`, over `link[start[p] : start[p + 1]]`."""

    problem: FlowProblem
    commodity: IntArray
    start: Places
    link: IntArray

    @classmethod
    def empty(cls, problem: FlowProblem) -> Pool:
        """No path for any commodity."""
        return cls(
            problem=problem,
            commodity=np.empty(0, np.int32),
            start=np.zeros(1, np.int64),
            link=np.empty(0, np.int32),
        )

    def __len__(self) -> int:
        """How many paths there are."""
        return len(self.commodity)

    def with_paths(self, start: Places, link: IntArray) -> Pool:
        """One path more for each commodity that `start` (commodities + 1,) has one for.

        The places of the old ones do not change.
        """
        sizes = np.diff(start)
        new = np.flatnonzero(sizes).astype(np.int32)
        ends = self.start[-1] + np.cumsum(sizes[new])
        return Pool(
            problem=self.problem,
            commodity=np.concatenate([self.commodity, new]),
            start=np.concatenate([self.start, ends]),
            link=np.concatenate([self.link, link]),
        )

    def cost(self, price: FloatArray) -> FloatArray:
        """What each path costs a unit with prices of links on top, shape (paths,)."""
        return along(self.start, self.link, self.problem.cost + price)

    def least(self, price: FloatArray) -> FloatArray:
        """What a unit of each commodity costs at least, unmet or on a path of ours."""
        least = self.problem.unmet_cost.copy()
        np.minimum.at(least, self.commodity, self.cost(price))
        return least

    def nearest(self, price: FloatArray, n_each: int) -> Pool:
        """Those paths of each commodity that cost least, `n_each` at most."""
        order = np.lexsort((self.cost(price), self.commodity))
        of = self.commodity[order]
        rank = np.arange(len(of)) - np.searchsorted(of, of)
        is_kept = np.zeros(len(self), bool)
        is_kept[order[rank < n_each]] = True
        sizes = np.diff(self.start)
        return Pool(
            problem=self.problem,
            commodity=self.commodity[is_kept],
            start=np.concatenate([[0], np.cumsum(sizes[is_kept])]),
            link=self.link[np.repeat(is_kept, sizes)],
        )

    def carried(self, flow: FloatArray) -> FloatArray:
        """What flows on all paths of each commodity, shape (commodities,)."""
        n = self.problem.n_commodities
        return np.bincount(self.commodity, flow, n).astype(np.float64)

    def on_links(self, flow: FloatArray) -> FloatArray:
        """What flows on each link, shape (links,)."""
        return onto(self.start, self.link, flow, self.problem.n_links)

    def within_limits(self, flow: FloatArray) -> FloatArray:
        """Flows cut back until they keep every amount and every capacity."""
        flow = np.maximum(flow, 0.0)
        share = _share(self.problem.amount, self.carried(flow))
        flow = flow * share[self.commodity]
        share = _share(self.problem.capacity, self.on_links(flow))
        return flow * least_along(self.start, self.link, share)

    def objective(self, flow: FloatArray) -> float:
        """Cost of flows and of what they leave unmet."""
        unmet = np.maximum(self.problem.amount - self.carried(flow), 0.0)
        no_price = np.zeros(self.problem.n_links)
        return float(self.cost(no_price) @ flow + self.problem.unmet_cost @ unmet)


def _share(limit: FloatArray, used: FloatArray) -> FloatArray:
    """What share of a use there is room for, at most all of it."""
    share = np.ones(len(limit))
    np.divide(limit, used, out=share, where=used > limit)
    return share
