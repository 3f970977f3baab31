"""What stays the same whatever is shut: costs to compare with, and room to go through.

Costs and today's flows are those of the reference: everything open, nothing added. They
are kept when a way is added; else a cheaper way through a state would lower the cost to
compare with, and what could go before could fail its rule then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from orta.corridor import Corridor
from orta.planning.assignment import (
    Addition,
    Arc,
    AssetKind,
    Assignment,
    FreightDemand,
    FreightNetwork,
    Room,
    Row,
    Use,
    asset_id,
    assign,
    build_network,
    cheapest_usd_per_t,
    freight_demand,
    shipped_rooms,
)
from orta.planning.network import HopKind
from orta.planning.optimum import FloatArray
from orta.planning.resilience.autonomy.study import AutonomyStudy

_TODAY = "today"


class Bound(StrEnum):
    """How much room there is: what is surely there, what is known, and at most."""

    LOWER = "lower"
    SHARE = "share"
    UPPER = "upper"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The network of a demand set, its limits for each bound, and its reference.

    `reference_usd_per_t` (n_demands,) is the cheapest way with everything open,
    infinite for a demand that has none: nothing binds it then.
    """

    study: AutonomyStudy
    network: FreightNetwork
    limits: Mapping[Bound, Mapping[Row, float]]
    reference_usd_per_t: FloatArray

    @property
    def most_usd_per_t(self) -> FloatArray:
        """What a delivered tonne of each demand may cost on average."""
        most: FloatArray = (1 + self.study.cost_rise) * self.reference_usd_per_t
        return most

    def at(self, bound: Bound) -> FreightNetwork:
        """The network with the room of a bound."""
        return self.network.with_limits(self.limits[bound])

    def of_demands(self, numbers: list[int]) -> Frame:
        """The same frame for some of the demands alone."""
        demands = tuple(self.study.demands[number] for number in numbers)
        return replace(
            self,
            study=replace(self.study, demands=demands),
            network=self.network.with_demands(demands),
            reference_usd_per_t=self.reference_usd_per_t[numbers],
        )

    def with_added(self, added: Addition) -> Frame:
        """The frame with what an addition brings to each bound; the reference stays.

        A way without a known capacity carries nothing in the lower bound: nothing goes
        there today.
        """
        networks = {bound: self.at(bound).with_added(added) for bound in Bound}
        limits = {bound: dict(network.limits) for bound, network in networks.items()}
        for way in added.ways:
            number = networks[Bound.LOWER].asset_number[
                asset_id(AssetKind.WAY, way.way_id)
            ]
            limits[Bound.LOWER].setdefault((number, ""), 0.0)
        return replace(self, network=networks[Bound.SHARE], limits=limits)


def frame_of(study: AutonomyStudy, corridor: Corridor) -> Frame:
    """The frame of a study about a corridor.

    Raises
    ------
    UsageError
        If a way of the study names what the corridor does not have.
    """
    rows = {row.demand_id: row for row in corridor.demands if row.is_simulated}
    today = [
        freight_demand(corridor, row, avoid=study.others_avoid) for row in rows.values()
    ]
    replaced = [demand for demand in today if demand.demand_id in study.replaces]
    others = [demand for demand in today if demand.demand_id not in study.replaces]
    network = build_network(
        corridor,
        (*study.demands, *others, *replaced),
        study.weights,
        ways=study.ways,
        rooms=_rooms(study, corridor),
    )
    full = {
        (number, lane): network.assets[number].capacity_per_week or 0.0
        for number, lane in network.limits
    }
    together = assign(network.with_demands((*study.demands, *others)))
    own = range(len(study.demands))
    before = assign(network.with_demands(replaced)).arc_t if replaced else 0.0
    shown = np.maximum(together.demand_arc_t[own].sum(axis=0), before)
    network, stretches = _with_stretches(network, shown)
    sure = _less(network, together, others_from=len(study.demands))
    network = network.with_demands(study.demands)
    return Frame(
        study=study,
        network=network,
        limits={
            Bound.LOWER: {**sure, **stretches},
            Bound.SHARE: dict(network.limits),
            Bound.UPPER: full,
        },
        reference_usd_per_t=cheapest_usd_per_t(network, network.open_arcs()),
    )


def _rooms(study: AutonomyStudy, corridor: Corridor) -> tuple[Room, ...]:
    """Those that come with Orta and those of the study, which go before."""
    shipped = {room.room_id: room for room in shipped_rooms(corridor)}
    return tuple((shipped | {room.room_id: room for room in study.rooms}).values())


def _less(
    network: FreightNetwork, together: Assignment, *, others_from: int
) -> dict[Row, float]:
    """Limits less what the others take up of them today."""
    left = dict(network.limits)
    others_t = together.demand_arc_t[others_from:].sum(axis=0)
    for number in np.flatnonzero(others_t > 0).tolist():
        for use in together.network.arcs[number].uses:
            row = (use.asset, use.lane)
            if row in left:
                taken = use.per_t * float(others_t[number])
                left[row] = max(0.0, left[row] - taken)
    return left


def _with_stretches(
    network: FreightNetwork, shown_t: FloatArray
) -> tuple[FreightNetwork, dict[Row, float]]:
    """The network with a lane for each stretch of unknown capacity, and today's tonnes.

    A stretch is a link in one direction, or a way of the study. Only moves are limited
    so: whoever can move goods can put them on and take them off.
    """
    limits: defaultdict[Row, float] = defaultdict(float)
    arcs = []
    for number, arc in enumerate(network.arcs):
        row = _stretch(network, arc)
        if row is None:
            arcs.append(arc)
            continue
        limits[row] += float(shown_t[number])
        arcs.append(replace(arc, uses=(*arc.uses, Use(*row, 1.0))))
    return replace(network, arcs=tuple(arcs)), dict(limits)


def _stretch(network: FreightNetwork, arc: Arc) -> Row | None:
    """The lane of what an arc moves over, if nobody knows what it can take."""
    if arc.kind is not HopKind.MOVE:
        return None
    if any((use.asset, use.lane) in network.limits for use in arc.uses):
        return None
    kind = AssetKind.LINK if arc.link_id else AssetKind.WAY
    key = asset_id(kind, arc.link_id or arc.service_id)
    return network.asset_number[key], f"{_TODAY} from {arc.from_node_id}"


def demands_in(
    study: AutonomyStudy, *, group: str = "", direction: str = ""
) -> list[int]:
    """Numbers of the demands of a group or a direction."""

    def is_meant(demand: FreightDemand) -> bool:
        return (not group or demand.group == group) and (
            not direction or demand.direction == direction
        )

    return [n for n, demand in enumerate(study.demands) if is_meant(demand)]
