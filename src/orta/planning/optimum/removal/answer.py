"""What is answered: a plan without what was removed, and how good it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from orta.planning.optimum.paths.plan import gap_between
from orta.planning.optimum.paths.problem import FloatArray, IntArray

Places = NDArray[np.int64]


class Ways(NamedTuple):
    """Way p is for `commodity[p]`, backwards over `link[start[p] : start[p + 1]]`."""

    commodity: IntArray
    start: Places
    link: IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """A plan that keeps every limit and goes over nothing that was removed.

    Path p carries `flow[p]` of commodity `commodity[p]`, backwards over the links
    `link[start[p] : start[p + 1]]`. `unmet` (commodities,) does not come. `price`
    (rows,) are prices of the limits, which prove `bound`: no plan costs less.
    """

    objective: float
    bound: float
    commodity: IntArray
    start: Places
    link: IntArray
    flow: FloatArray
    unmet: FloatArray
    price: FloatArray
    rounds: int  # of pricing; nought where the plan of before was good enough

    @property
    def gap(self) -> float:
        """Share of the objective by which a better plan might be cheaper."""
        return gap_between(self.bound, self.objective)

    def on_links(self, n_links: int) -> FloatArray:
        """What flows on each link, shape (links,)."""
        weights = np.repeat(self.flow, np.diff(self.start))
        return np.bincount(self.link, weights, n_links).astype(np.float64)
