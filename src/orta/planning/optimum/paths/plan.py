"""What is answered: paths and what flows on them, prices of capacity, the gap."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from orta.planning.optimum.paths.problem import FloatArray, IntArray


class PlanStatus(StrEnum):
    """Why the search ended."""

    OPTIMAL = "optimal"  # the gap is no larger than was asked
    TIME_LIMIT = "time_limit"
    STALLED = "stalled"  # no better in double precision


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlowPlan:
    """A plan that keeps every limit, and how far it may be from the best one.

    Path p carries `flow[p]` of commodity `commodity[p]` over the links
    `link[start[p] : start[p + 1]]`, in order. `unmet` (commodities,) does not come.
    `price` (links,) is what one more unit of capacity would save. No plan costs less
    than `bound`.
    """

    status: PlanStatus
    commodity: IntArray
    start: IntArray
    link: IntArray
    flow: FloatArray
    unmet: FloatArray
    price: FloatArray
    objective: float
    bound: float
    rounds: int

    @property
    def gap(self) -> float:
        """Share of the objective by which a better plan might be cheaper."""
        return gap_between(self.bound, self.objective)

    def link_flow(self) -> FloatArray:
        """What flows on each link, shape (links,)."""
        weights = np.repeat(self.flow, np.diff(self.start))
        n_links = len(self.price)
        return np.bincount(self.link, weights, n_links).astype(np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a search stands after a round."""

    round: int
    objective: float
    bound: float
    n_paths: int
    n_limits: int  # capacities that are looked at

    @property
    def gap(self) -> float:
        """Share of the objective by which a better plan might be cheaper."""
        return gap_between(self.bound, self.objective)


def gap_between(bound: float, objective: float) -> float:
    """Share of an objective by which it is above its bound."""
    return max(objective - bound, 0.0) / objective if objective > 0 else 0.0
