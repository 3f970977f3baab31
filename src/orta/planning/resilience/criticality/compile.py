"""A corridor with its demands as flows on links, and what may be removed of it.

Demands that go in the same way over the same arcs share a layer: a copy of the states
of their class of goods. A demand with several origins starts at a node of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Corridor
from orta.planning.assignment import AssetKind, FreightNetwork
from orta.planning.optimum import BoolArray, FloatArray, IntArray
from orta.planning.optimum.paths import FlowProblem
from orta.planning.optimum.removal import SharedLimits, Targets
from orta.planning.resilience.criticality.request import ClosureKind
from orta.vocabulary import TransportMode

NO_ARC = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Closable:
    """One thing that may close."""

    closure_id: str  # kind:id, as in node:KZAAU or railway:KZ
    kind: ClosureKind
    name: str
    country_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compiled:
    """The flows of a week, and what each number of them means.

    `arc` (links,) is the arc of a link of the problem, NO_ARC for what leads from
    where goods are had. `limit_assets` names the asset of each shared limit.
    """

    network: FreightNetwork
    problem: FlowProblem
    shared: SharedLimits
    arc: IntArray
    limit_assets: tuple[str, ...]
    closables: tuple[Closable, ...]
    targets: Targets

    def of_links(self, values: Iterable[float]) -> FloatArray:
        """A figure of arcs (arcs,) as one of links (links,), nought beside arcs."""
        of_arcs = np.array([*values, 0.0])  # the last stands for NO_ARC
        found: FloatArray = of_arcs[self.arc]
        return found


def compile_network(
    network: FreightNetwork, kinds: tuple[ClosureKind, ...]
) -> Compiled:
    """The flows of a network, and all of some kinds that an arc of it touches."""
    collected = _Collector(network)
    for number in range(len(network.demands)):
        collected.add_demand(number)
    problem = collected.problem()
    arc = np.array(collected.arc, np.int32)
    rows = {row: number for number, row in enumerate(network.limits)}
    closables, groups = _closables(network, arc, kinds)
    return Compiled(
        network=network,
        problem=problem,
        shared=_shared(network, arc, rows),
        arc=arc,
        limit_assets=tuple(
            network.assets[asset].asset_id for asset, _ in network.limits
        ),
        closables=closables,
        targets=Targets.of(groups),
    )


class _Collector:
    """Links and commodities, demand by demand."""

    def __init__(self, network: FreightNetwork) -> None:
        self.network = network
        self.everything = network.open_arcs()
        self.first_of: dict[tuple[int, bytes], int] = {}
        self.n_nodes = 0
        self.tail: list[int] = []
        self.head: list[int] = []
        self.cost: list[float] = []
        self.capacity: list[float] = []
        self.arc: list[int] = []
        self.ends: list[tuple[int, int]] = []

    def add_demand(self, number: int) -> None:
        network = self.network
        demand, goods = network.demands[number], network.demand_goods[number]
        opened = network.open_to(number, self.everything)
        first = self._layer(goods, opened)
        ground = network.ground[goods]
        sink = first + ground[demand.destination_node_id]
        only = demand.origins[0]
        is_plain = len(demand.origins) == 1 and only.supply_t_per_week is None
        if is_plain and not only.price_usd_per_t:
            self.ends.append((first + ground[only.node_id], sink))
            return
        source = self.n_nodes
        self.n_nodes += 1
        self.ends.append((source, sink))
        for origin in demand.origins:
            supply = origin.supply_t_per_week
            self._add(
                (source, first + ground[origin.node_id]),
                origin.price_usd_per_t,
                np.inf if supply is None else supply,
                NO_ARC,
            )

    def _layer(self, goods: int, opened: BoolArray) -> int:
        """The first node of the layer of a class and the arcs that are open to it."""
        key = goods, opened.tobytes()
        if key not in self.first_of:
            first = self.first_of[key] = self.n_nodes
            self.n_nodes += self.network.n_states[goods]
            for number in self.network.arcs_of_goods[goods]:
                if opened[number]:
                    arc = self.network.arcs[number]
                    ends = first + arc.tail, first + arc.head
                    self._add(ends, arc.cost_usd_per_t, np.inf, number)
        return self.first_of[key]

    def _add(
        self, ends: tuple[int, int], cost: float, capacity: float, arc: int
    ) -> None:
        self.tail.append(ends[0])
        self.head.append(ends[1])
        self.cost.append(cost)
        self.capacity.append(capacity)
        self.arc.append(arc)

    def problem(self) -> FlowProblem:
        demands = self.network.demands
        return FlowProblem.of(
            tail=self.tail,
            head=self.head,
            cost=self.cost,
            capacity=self.capacity,
            origin=[start for start, _ in self.ends],
            destination=[end for _, end in self.ends],
            amount=[demand.amount_t_per_week for demand in demands],
            unmet_cost=self.network.weights.unmet_usd_per_t,
        )


def _shared(
    network: FreightNetwork, arc: IntArray, rows: dict[tuple[int, str], int]
) -> SharedLimits:
    """What each link takes of the limits that are known."""
    entries: defaultdict[tuple[int, int], float] = defaultdict(float)
    for link, number in enumerate(arc.tolist()):
        if number == NO_ARC:
            continue
        for asset, lane, per_t in network.arcs[number].uses:
            row = rows.get((asset, lane))
            if row is not None and per_t > 0:
                entries[row, link] += per_t
    return SharedLimits.of(
        row=[row for row, _ in entries],
        link=[link for _, link in entries],
        use=list(entries.values()),
        limit=list(network.limits.values()),
    )


def _closables(
    network: FreightNetwork, arc: IntArray, kinds: tuple[ClosureKind, ...]
) -> tuple[tuple[Closable, ...], list[list[int]]]:
    """All of some kinds that links touch, in the order of the dataset."""
    names = Names(network.corridor)
    links_of: defaultdict[str, list[int]] = defaultdict(list)
    wanted = {
        number: asset
        for number, asset in enumerate(network.assets)
        if str(asset.kind) in kinds
    }
    for link, number in enumerate(arc.tolist()):
        if number == NO_ARC:
            continue
        step = network.arcs[number]
        for asset in sorted(step.touches):
            if asset in wanted:
                links_of[wanted[asset].asset_id].append(link)
        if ClosureKind.RAILWAY in kinds and step.mode is TransportMode.RAIL:
            for code in step.country_codes:
                links_of[f"{ClosureKind.RAILWAY}:{code}"].append(link)
    found = [
        Closable(
            closure_id=asset.asset_id,
            kind=ClosureKind(str(asset.kind)),
            name=names.of(asset.kind, asset.asset_id),
            country_codes=asset.country_codes,
        )
        for asset in wanted.values()
        if asset.asset_id in links_of
    ]
    found += [
        Closable(
            closure_id=key,
            kind=ClosureKind.RAILWAY,
            name=f"all railways of {key.partition(':')[2]}",
            country_codes=(key.partition(":")[2],),
        )
        for key in sorted(links_of)
        if key.startswith(f"{ClosureKind.RAILWAY}:")
    ]
    return tuple(found), [links_of[each.closure_id] for each in found]


class Names:
    """Words for assets."""

    def __init__(self, corridor: Corridor) -> None:
        self.corridor = corridor
        self.borders = {border.border_id: border for border in corridor.borders}

    def of(self, kind: AssetKind, key: str) -> str:
        """What people call an asset."""
        _, _, own = key.partition(":")
        corridor = self.corridor
        match kind:
            case AssetKind.NODE:
                return self._place(own)
            case AssetKind.LINK:
                return self._link(own)
            case AssetKind.BORDER:
                border = self.borders[own]
                start = self._place(border.from_node_id)
                return f"border on {self._link(border.link_id)}, from {start}"
            case AssetKind.SERVICE:
                return corridor.service_by_id[own].name
            case _:
                return own

    def _place(self, node_id: str) -> str:
        return self.corridor.node_by_id[node_id].name

    def _link(self, link_id: str) -> str:
        link = self.corridor.link_by_id[link_id]
        ends = self._place(link.from_node_id), self._place(link.to_node_id)
        return f"{ends[0]} – {ends[1]} ({link.mode})"


def same_links(targets: Targets) -> NDArray[np.int32]:
    """The first target that takes away the same links as each, shape (targets,)."""
    first: dict[bytes, int] = {}
    return np.array(
        [
            first.setdefault(targets.links([t]).tobytes(), t)
            for t in range(len(targets))
        ],
        np.int32,
    )
