"""The paths a programme has columns for, in the order in which they came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from orta.planning.optimum.paths.kernel import along, least_along, onto
from orta.planning.optimum.paths.problem import FloatArray, FlowProblem, IntArray
from orta.planning.optimum.removal.kernel import (
    Network,
    Rows,
    coefficients,
    distances_of,
)
from orta.planning.optimum.removal.limits import (
    price_of_links,
    share_of_links,
    used_of,
)

Places = NDArray[np.int64]


class Found(NamedTuple):
    """Cheapest ways of some commodities: costs (some,), and ways as in `Columns`."""

    commodity: IntArray
    distance: FloatArray
    start: Places
    link: IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """Paths: p is for `commodity[p]`, backwards over `link[start[p] : start[p + 1]]`.

    `cost` (paths,) is what a unit costs.
    """

    commodity: IntArray
    start: Places
    link: IntArray
    cost: FloatArray

    @classmethod
    def empty(cls) -> Columns:
        """No path."""
        return cls(
            commodity=np.empty(0, np.int32),
            start=np.zeros(1, np.int64),
            link=np.empty(0, np.int32),
            cost=np.empty(0),
        )

    def __len__(self) -> int:
        """How many paths there are."""
        return len(self.commodity)

    def with_paths(self, found: Found, cost: FloatArray) -> Columns:
        """The same with the ways that were found; costs of links (links,) are given."""
        sizes = np.diff(found.start)
        is_new = sizes > 0
        return Columns(
            commodity=np.concatenate([self.commodity, found.commodity[is_new]]),
            start=np.concatenate(
                [self.start, self.start[-1] + found.start[1:][is_new]]
            ),
            link=np.concatenate([self.link, found.link]),
            cost=np.concatenate(
                [self.cost, along(found.start, found.link, cost)[is_new]]
            ),
        )

    def priced(self, price: FloatArray) -> FloatArray:
        """What each path costs with prices of links (links,) on top, shape (paths,)."""
        return self.cost + along(self.start, self.link, price)

    def on_links(self, flow: FloatArray, n_links: int) -> FloatArray:
        """What flows on each link, shape (links,)."""
        return onto(self.start, self.link, flow, n_links)


class Frame:
    """A problem with its commodities in order of origin, and its limits as rows."""

    def __init__(self, problem: FlowProblem, rows: Rows, network: Network) -> None:
        amount = problem.amount.copy()
        amount[problem.origin == problem.destination] = 0.0  # are there already
        order = np.lexsort((problem.destination, problem.origin))
        self.order = order[amount[order] > 0].astype(np.int32)
        self.asked = problem
        self.amount = problem.amount[self.order]
        self.rows = rows
        self.network = network._replace(
            origin=problem.origin[self.order],
            destination=problem.destination[self.order],
            unmet_cost=problem.unmet_cost[self.order],
        )
        self.all = np.arange(len(self.order), dtype=np.int32)

    @property
    def n_links(self) -> int:
        """How many links there are."""
        return len(self.network.cost)

    def lengths(self, price: FloatArray, is_closed: NDArray[np.bool_]) -> FloatArray:
        """Cost and price of each link, none where it is closed, shape (links,)."""
        of_links = price_of_links(self.rows, price, self.n_links)
        return np.where(is_closed, np.inf, self.network.cost + of_links)

    def search(self, some: IntArray, lengths: FloatArray, limit: FloatArray) -> Found:
        """Cheapest ways of some commodities, given where cheaper than a limit."""
        return Found(some, *distances_of(self.network, some, lengths, limit))

    def worth(self, price: FloatArray) -> float:
        """What all rows are worth at their prices."""
        return float(price @ self.rows.limit)

    def entries(
        self, columns: Columns, place: IntArray
    ) -> tuple[Places, IntArray, FloatArray]:
        """What columns take of the rows that have a place."""
        return coefficients((columns.start, columns.link), self.rows, place)

    def within_limits(self, columns: Columns, flow: FloatArray) -> FloatArray:
        """Flows cut back until they keep every amount and every row."""
        n = len(self.amount)
        carried = np.bincount(columns.commodity, flow, n)
        share = np.ones(n)
        np.divide(self.amount, carried, out=share, where=carried > self.amount)
        flow = flow * share[columns.commodity]
        used = used_of(self.rows, columns.on_links(flow, self.n_links))
        if (used <= self.rows.limit).all():
            return flow
        of_links = share_of_links(self.rows, used, self.n_links)
        return flow * least_along(columns.start, columns.link, of_links)

    def unmet(self, columns: Columns, flow: FloatArray) -> FloatArray:
        """What does not come of each commodity, shape (commodities,)."""
        carried = np.bincount(columns.commodity, flow, len(self.amount))
        return np.maximum(self.amount - carried, 0.0)

    def objective(self, columns: Columns, flow: FloatArray) -> float:
        """Cost of flows and of what they leave unmet."""
        missed = self.network.unmet_cost @ self.unmet(columns, flow)
        return float(columns.cost @ flow + missed)
