"""What an assignment is: tonnes, costs and flows, and what more room is worth."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from orta.planning.assignment.network import FreightNetwork
from orta.planning.assignment.programme import NO_ARC, Draft
from orta.planning.assignment.request import FreightDemand
from orta.planning.optimum import FloatArray, Solution, Status

_LEAST_T = 1e-6  # a gram is a residue of the solver
_LEAST_USD = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Assignment:
    """How a week's demands go.

    `demand_arc_t` (n_demands, n_arcs) are tonnes a week; `delivered_t` (n_demands,)
    and `unmet_t` (n_demands,) count what is wanted, empty boxes by their nominal
    tonne. `cost_usd_per_week` is the generalised cost of what is carried, goods at
    their origins included. `prices` say what one more unit a week of an asset saves,
    USD a week, in the measure of the asset; assets that are not full are left out.
    """

    network: FreightNetwork
    status: Status
    demand_arc_t: FloatArray
    delivered_t: FloatArray
    unmet_t: FloatArray
    cost_usd_per_week: float
    prices: dict[str, float]

    @property
    def demands(self) -> tuple[FreightDemand, ...]:
        """The demands, in the order of the arrays."""
        return self.network.demands

    @cached_property
    def arc_t(self) -> FloatArray:
        """Tonnes a week over each arc, shape (n_arcs,)."""
        total: FloatArray = self.demand_arc_t.sum(axis=0)
        return total

    @property
    def delivered_t_per_week(self) -> float:
        """Tonnes of goods that arrive."""
        return self._goods(self.delivered_t)

    @property
    def unmet_t_per_week(self) -> float:
        """Tonnes of goods that do not."""
        return self._goods(self.unmet_t)

    @cached_property
    def used(self) -> dict[str, float]:
        """What each asset with a limit is used a week in its fullest lane."""
        lanes: defaultdict[tuple[int, str], float] = defaultdict(float)
        for number in np.flatnonzero(self.arc_t > _LEAST_T).tolist():
            for asset, lane, per_t in self.network.arcs[number].uses:
                lanes[asset, lane] += per_t * self.arc_t[number]
        found: defaultdict[str, float] = defaultdict(float)
        for (asset, _), use in lanes.items():
            key = self.network.assets[asset].asset_id
            found[key] = max(found[key], use)
        return dict(found)

    def _goods(self, tonnes: FloatArray) -> float:
        laden = [not demand.is_empty for demand in self.demands]
        return float(tonnes[np.array(laden, np.bool_)].sum())


def read_assignment(
    network: FreightNetwork, draft: Draft, solution: Solution
) -> Assignment:
    """The columns of a solution as tonnes by demand and arc, its prices by asset."""
    wanted = np.array([demand.amount_t_per_week for demand in network.demands])
    flows = np.zeros((len(network.demands), len(network.arcs)))
    on_arc = draft.arc != NO_ARC
    tonnes = np.where(solution.x > _LEAST_T, solution.x, 0.0)
    np.add.at(flows, (draft.demand[on_arc], draft.arc[on_arc]), tonnes[on_arc])
    unmet = np.minimum(tonnes[draft.unmet], wanted)
    arc_cost = np.array([arc.cost_usd_per_t for arc in network.arcs])
    goods_usd = _goods_usd(network, draft, tonnes)
    prices: defaultdict[str, float] = defaultdict(float)
    for (asset, _), row in draft.limit_rows.items():
        if solution.prices[row] > _LEAST_USD:
            prices[network.assets[asset].asset_id] += float(solution.prices[row])
    return Assignment(
        network=network,
        status=solution.status,
        demand_arc_t=flows,
        delivered_t=wanted - unmet,
        unmet_t=unmet,
        cost_usd_per_week=float(flows.sum(axis=0) @ arc_cost) + goods_usd,
        prices=dict(sorted(prices.items())),
    )


def _goods_usd(network: FreightNetwork, draft: Draft, tonnes: FloatArray) -> float:
    """What goods cost at their origins."""
    total = 0.0
    for number, demand in enumerate(network.demands):
        last = int(draft.unmet[number])
        first = last - len(demand.origins)
        prices = [origin.price_usd_per_t for origin in demand.origins]
        total += float(tonnes[first:last] @ np.array(prices))
    return total
