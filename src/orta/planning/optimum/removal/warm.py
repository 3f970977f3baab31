"""A problem solved once, and again without some of its links from where it stood.

The steps of a removal:

1. If nothing flows over what is removed, the plan stays as good as it was.
2. Commodities whose cheapest way under the old prices used it get their next one. The
   old prices are still prices, so this proves a first bound.
3. In the basis the new ways take the places of those that are closed. Nothing costs
   less than its price says, so the dual simplex goes on from that bound.
4. Pricing and mixing in turn, as in a solution from nothing, until the gap is closed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orta.planning.graph import build_csr
from orta.planning.optimum.paths.problem import FloatArray, FlowProblem, IntArray
from orta.planning.optimum.removal.answer import Outcome, Ways
from orta.planning.optimum.removal.columns import Columns, Found, Frame
from orta.planning.optimum.removal.kernel import Network, is_hit
from orta.planning.optimum.removal.limits import price_of_links, rows_of
from orta.planning.optimum.removal.master import Master, Mix
from orta.planning.optimum.removal.problem import SharedLimits

_CHEAPER = 1e-9  # share by which a path has to be cheaper to be worth a column
_LEAST_GAP = 1e-12  # nothing smaller can be asked for in double precision


class Warm:
    """The plan of a problem, ready to be made again without some links.

    Parameters
    ----------
    problem
        What is to be carried.
    shared
        Limits that several links draw on.
    gap
        Share of the cost by which a better plan might be cheaper, of every plan made.

    Examples
    --------
    The cheap link takes two of three units. Without it all take the dear one:

    >>> problem = FlowProblem.of(
    ...     tail=[0, 0], head=[1, 1], cost=[1, 5], capacity=[2, np.inf],
    ...     origin=[0], destination=[1], amount=[3], unmet_cost=100,
    ... )
    >>> warm = Warm(problem)
    >>> warm.plan.objective, warm.without([0]).objective, warm.without([1]).objective
    (7.0, 15.0, 102.0)
    """

    def __init__(
        self,
        problem: FlowProblem,
        *,
        shared: SharedLimits | None = None,
        gap: float = 1e-6,
    ) -> None:
        self.problem = problem
        self.gap = max(gap, _LEAST_GAP)
        network = Network(
            csr=build_csr(problem.tail, problem.head, n_vertices=problem.n_nodes),
            tail=problem.tail,
            cost=problem.cost,
            origin=problem.origin,
            destination=problem.destination,
            unmet_cost=problem.unmet_cost,
        )
        rows = rows_of(problem, SharedLimits.none() if shared is None else shared)
        self.frame = Frame(problem, rows, network)
        self.master = Master(self.frame)
        nothing = np.zeros(problem.n_links, np.bool_)
        self.search = Search(self, nothing)
        first = self.search.price(np.zeros(len(rows.limit)))
        self.master.extend(self.master.columns.with_paths(first, problem.cost))
        self.search.run()
        self.plan: Outcome = self.search.outcome()
        self._remember()

    def _remember(self) -> None:
        """Keep what all removals start from."""
        search, frame = self.search, self.frame
        self.columns = self.master.columns
        self.flow = np.zeros(len(self.columns))
        self.flow[: len(search.flow)] = search.flow
        lengths = frame.lengths(search.mixed, search.is_closed)
        self.ways = frame.search(frame.all, lengths, frame.network.unmet_cost)
        self.least = np.minimum(self.ways.distance, frame.network.unmet_cost)
        self.priced = self.columns.priced(
            price_of_links(frame.rows, search.mixed, frame.n_links)
        )
        self.master.mark()
        self._basic_of = _only_basic(self.columns, self.master, len(frame.amount))

    def closed(self, links: NDArray[np.int32] | list[int]) -> NDArray[np.bool_]:
        """A flag for each link that is removed, shape (links,)."""
        is_closed = np.zeros(self.problem.n_links, np.bool_)
        is_closed[links] = True
        return is_closed

    def without(self, links: NDArray[np.int32] | list[int]) -> Outcome:
        """The best plan that goes over none of some links."""
        is_closed = self.closed(links)
        hit = is_hit(self.columns.start, self.columns.link, is_closed)
        if not self.flow[hit].any():  # 1
            return replace(self.plan, rounds=0)
        closed = np.flatnonzero(hit).astype(np.int32)
        search = Search(self, is_closed)
        first = search.reprice()  # 2
        self._enter(closed, hit, first)  # 3
        try:
            search.run()  # 4
        finally:
            self.master.reset(closed)
        return search.outcome()

    def least_of_commodities(self) -> FloatArray:
        """What one more unit of each commodity costs with everything open.

        Nought for what is there already or does not want to go.
        """
        least = np.zeros(self.problem.n_commodities)
        least[self.frame.order] = self.least
        return least

    def known_ways(self) -> Ways:
        """All ways that were worth a column with everything open, used or not."""
        columns = self.columns
        commodity = self.frame.order[columns.commodity]
        return Ways(commodity, columns.start, columns.link)

    def _enter(self, closed: IntArray, hit: NDArray[np.bool_], first: Found) -> None:
        """Close columns, and let the next ones of their commodities stand for them."""
        master, columns = self.master, self.columns
        master.extend(columns.with_paths(first, self.problem.cost))
        is_new = np.diff(first.start) > 0
        new_of = dict(
            zip(
                first.commodity[is_new].tolist(),
                range(len(columns), len(columns) + int(is_new.sum())),
                strict=True,
            )
        )
        instead, unmet = {}, []
        for k in first.commodity.tolist():
            old = int(self._basic_of[k])
            if old < 0 or not hit[old]:
                continue
            new = new_of.get(k, -1)
            if new < 0:
                new = self._next_of(k, hit)
            if new < 0:
                unmet.append(k)
            instead[old] = new
        master.close(closed, instead, unmet)

    def _next_of(self, k: int, hit: NDArray[np.bool_]) -> int:
        """The cheapest open column of a commodity, or -1 where none is worth it."""
        own = np.flatnonzero((self.columns.commodity == k) & ~hit)
        if not own.size:
            return -1
        best = int(own[np.argmin(self.priced[own])])
        unmet = self.frame.network.unmet_cost[k]
        return best if self.priced[best] <= unmet else -1


class Search:
    """The best known of a problem without some links."""

    def __init__(self, warm: Warm, is_closed: NDArray[np.bool_]) -> None:
        self.warm, self.frame, self.master = warm, warm.frame, warm.master
        self.is_closed = is_closed
        self.columns = Columns.empty()
        self.flow = np.zeros(0)
        self.objective = self.frame.objective(self.columns, self.flow)
        self.mixed = np.zeros(len(self.frame.rows.limit))  # prices of the last mix
        self.proving, self.bound = self.mixed, 0.0
        self.rounds = 0

    def run(self) -> None:
        """Mix and price in turn until the gap is closed."""
        gap, cost = self.warm.gap, self.frame.network.cost
        while True:
            mix = self.master.solve()
            self._keep_if_better(mix)
            self.mixed = mix.price
            found = self.price(mix.price)
            if self.objective - self.bound <= gap * self.objective:
                return
            if not len(found.link):
                return
            self.master.extend(self.master.columns.with_paths(found, cost))

    def price(self, price: FloatArray) -> Found:
        """Ways cheaper than the columns, and the bound that prices prove."""
        frame, columns = self.frame, self.master.columns
        lengths = frame.lengths(price, self.is_closed)
        least = frame.network.unmet_cost.copy()
        np.minimum.at(least, columns.commodity, along_open(columns, lengths))
        found = frame.search(frame.all, lengths, least * (1 - _CHEAPER))
        self._prove(np.minimum(found.distance, frame.network.unmet_cost), price)
        return found

    def reprice(self) -> Found:
        """As `price` under the old prices: only what used closed links is searched."""
        warm, frame = self.warm, self.frame
        price = warm.search.mixed
        hit = is_hit(warm.ways.start, warm.ways.link, self.is_closed)
        some = np.flatnonzero(hit).astype(np.int32)
        lengths = frame.lengths(price, self.is_closed)
        least = frame.network.unmet_cost.copy()
        np.minimum.at(least, warm.columns.commodity, along_open(warm.columns, lengths))
        found = frame.search(some, lengths, least[some] * (1 - _CHEAPER))
        proved = warm.least.copy()
        unmet_cost = frame.network.unmet_cost[some]
        proved[some] = np.minimum(found.distance, unmet_cost)
        self._prove(proved, price)
        return found

    def _prove(self, least: FloatArray, price: FloatArray) -> None:
        """Lagrange's bound of the limits: amounts at their least, less what is paid."""
        self.rounds += 1
        bound = float(self.frame.amount @ least) - self.frame.worth(price)
        if bound >= self.bound:
            self.bound, self.proving = bound, price

    def _keep_if_better(self, mix: Mix) -> None:
        columns = self.master.columns
        flow = self.frame.within_limits(columns, mix.flow)
        objective = self.frame.objective(columns, flow)
        if objective <= self.objective:
            self.objective, self.columns, self.flow = objective, columns, flow

    def outcome(self) -> Outcome:
        """The best plan, its commodities as they were asked."""
        frame, columns = self.frame, self.columns
        used = np.flatnonzero(self.flow > 0)
        sizes = np.diff(columns.start)[used]
        start = np.concatenate([[0], np.cumsum(sizes)])
        at = np.repeat(columns.start[used] - start[:-1], sizes) + np.arange(start[-1])
        unmet = np.zeros(frame.asked.n_commodities)
        unmet[frame.order] = frame.unmet(columns, self.flow)
        return Outcome(
            objective=self.objective,
            bound=min(self.bound, self.objective),
            commodity=frame.order[columns.commodity[used]],
            start=start.astype(np.int64),
            link=columns.link[at],
            flow=self.flow[used],
            unmet=unmet,
            price=self.proving,
            rounds=self.rounds,
        )


def along_open(columns: Columns, lengths: FloatArray) -> FloatArray:
    """Length of each column, none where it goes over a closed link, (columns,)."""
    return Columns.priced(replace(columns, cost=np.zeros(len(columns))), lengths)


def _only_basic(columns: Columns, master: Master, n: int) -> IntArray:
    """The basic column of each commodity that has one and must come; or -1."""
    basic = np.flatnonzero(master.is_basic)
    owner = columns.commodity[basic]
    counts = np.bincount(owner, minlength=n)
    only = np.full(n, -1, np.int32)
    only[owner] = basic
    only[(counts != 1) | master.is_short] = -1
    return only
