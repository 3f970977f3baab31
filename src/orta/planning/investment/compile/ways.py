"""The ways that goods may take: the cheapest, and others for when parts are full.

For every demand the cheapest way is found, then the cheapest with one scarce thing on
it closed, and with two. The answers of a study are best over these ways.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from orta.corridor import BorderCrossing, Corridor
from orta.planning.assignment import (
    Arc,
    AssetKind,
    FreightDemand,
    FreightNetwork,
    Row,
    asset_id,
)
from orta.planning.graph import UNREACHED, Csr, build_csr, distances
from orta.planning.network import HopKind
from orta.planning.optimum import BoolArray, IntArray
from orta.vocabulary.quantities import HOURS_PER_DAY

_MICRO: Final = 1_000_000  # of a dollar: what the kernel counts in
_DEEPEST: Final = 2  # closed things at once


class Spot(NamedTuple):
    """What of a tonne's tariff, days and spread arises at an asset."""

    asset_id: str
    tariff_usd: float = 0.0
    days: float = 0.0
    deviation_days: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedWay:
    """A way of a demand: its sums, where they arise, and what it takes up.

    `rooms` are shares of limited assets for a tonne, by asset and lane; `revenue_usd`
    is the tariff by the states that the goods cross, evenly within a step.
    """

    demand_id: str
    number: int
    cost_usd: float  # generalised, in the network it was found in
    tariff_usd: float
    days: float
    deviation_days: float
    spots: tuple[Spot, ...]
    rooms: Mapping[Row, float]
    revenue_usd: Mapping[str, float]
    label: str


def list_ways(
    network: FreightNetwork,
    vias: Mapping[str, Sequence[str]],
    *,
    most: int,
    dearest: float,
    closable: frozenset[int],
) -> tuple[ListedWay, ...]:
    """Ways of all demands of a network, the cheapest of each first.

    Parameters
    ----------
    vias
        Places that the ways of a demand pass, in order, by the id of the demand.
    most
        Ways of one demand at most.
    dearest
        None costs more than so many times the cheapest.
    closable
        Numbers of further assets that are closed in turn, beside those with a limit.
    """
    finder = _Finder(network, closable)
    return tuple(
        way
        for number, demand in enumerate(network.demands)
        for way in finder.ways(
            number, vias.get(demand.demand_id, ()), most=most, dearest=dearest
        )
    )


class _Finder:
    """Searches in the layers of a class of goods: one for each place to be passed."""

    def __init__(self, network: FreightNetwork, closable: frozenset[int]) -> None:
        self.network = network
        self.closable = closable | {row[0] for row in network.limits}
        self.spots = _Spots(network)

    def ways(
        self, number: int, vias: Sequence[str], *, most: int, dearest: float
    ) -> Iterator[ListedWay]:
        """The ways of one demand, cheapest first."""
        demand = self.network.demands[number]
        layers = _Layers.of(self.network, number, vias)
        seen: set[frozenset[int]] = set()
        found: dict[tuple[int, ...], float] = {}
        waiting: list[frozenset[int]] = [frozenset()]
        while waiting and len(found) < most:
            closed = waiting.pop(0)
            if closed in seen:
                continue
            seen.add(closed)
            arcs = layers.cheapest(closed)
            if not arcs:
                continue
            cost = sum(self.network.arcs[arc].cost_usd_per_t for arc in arcs)
            if found and cost > dearest * min(found.values()):
                continue
            found.setdefault(arcs, cost)
            if len(closed) < _DEEPEST:
                on_way = {a for arc in arcs for a in self.network.arcs[arc].touches}
                waiting += [closed | {a} for a in sorted(on_way & self.closable)]
        ordered = sorted(found.items(), key=lambda pair: (pair[1], pair[0]))
        for place, (arcs, cost) in enumerate(ordered):
            yield self._way(
                demand, place + 1, [self.network.arcs[a] for a in arcs], cost
            )

    def _way(
        self, demand: FreightDemand, number: int, arcs: Sequence[Arc], cost: float
    ) -> ListedWay:
        rooms: dict[Row, float] = defaultdict(float)
        revenue: dict[str, float] = defaultdict(float)
        spots: dict[str, list[Spot]] = defaultdict(list)
        for arc in arcs:
            for use in arc.uses:
                if (use.asset, use.lane) in self.network.limits:
                    rooms[use.asset, use.lane] += use.per_t
            for code in arc.country_codes:
                share = arc.tariff_usd_per_t / len(arc.country_codes)
                revenue[code] += share
            for spot in self.spots.of(arc):
                spots[spot.asset_id].append(spot)
        return ListedWay(
            demand_id=demand.demand_id,
            number=number,
            cost_usd=cost,
            tariff_usd=sum(arc.tariff_usd_per_t for arc in arcs),
            days=sum(arc.days for arc in arcs),
            deviation_days=sum(arc.deviation_days for arc in arcs),
            spots=tuple(_summed(key, parts) for key, parts in spots.items()),
            rooms=dict(rooms),
            revenue_usd=dict(revenue),
            label=_label(self.network.corridor, arcs),
        )


@dataclass(slots=True, kw_only=True)
class _Layers:
    """The states of a class of goods, once for each place that is still to be passed.

    `arcs` (edges,) are numbers of arcs, or -1 where an edge leads to the next layer.
    """

    network: FreightNetwork
    arcs: IntArray
    tail: IntArray
    head: IntArray
    forward: Csr
    weight: np.ndarray[tuple[int], np.dtype[np.int64]]
    is_allowed: BoolArray
    sources: tuple[int, ...]
    sink: int

    @classmethod
    def of(cls, network: FreightNetwork, number: int, vias: Sequence[str]) -> _Layers:
        """The layers of one demand."""
        goods = network.demand_goods[number]
        demand, ground = network.demands[number], network.ground[goods]
        n_states, own = network.n_states[goods], network.arcs_of_goods[goods]
        here: dict[str, set[int]] = defaultdict(set)
        for arc in (network.arcs[a] for a in own):
            here[arc.from_node_id].add(arc.tail)
            here[arc.to_node_id].add(arc.head)
        edges = [
            (
                a,
                network.arcs[a].tail + n_states * k,
                network.arcs[a].head + n_states * k,
            )
            for k in range(len(vias) + 1)
            for a in own
        ]
        for k, via in enumerate(vias):
            edges += [
                (-1, state + n_states * k, state + n_states * (k + 1))
                for state in sorted(here[via])
            ]
        arcs, tail, head = np.array(edges, np.int32).T
        is_open = network.open_to(number, np.ones(len(network.arcs), np.bool_))
        costs = np.array([arc.cost_usd_per_t for arc in network.arcs])
        weight = np.where(arcs < 0, 0, np.rint(costs[arcs] * _MICRO)).astype(np.int64)
        sink = ground[demand.destination_node_id] + n_states * len(vias)
        return cls(
            network=network,
            arcs=arcs,
            tail=tail,
            head=head,
            forward=build_csr(tail, head, n_vertices=n_states * (len(vias) + 1)),
            weight=weight,
            is_allowed=((arcs < 0) | is_open[arcs]) & (tail != sink),
            sources=tuple(ground[origin.node_id] for origin in demand.origins),
            sink=sink,
        )

    def cheapest(self, closed: frozenset[int]) -> tuple[int, ...]:
        """Arcs of the cheapest way with some assets closed; none if there is no way."""
        is_open = self.is_allowed & np.array(
            [
                arc < 0 or not self.network.arcs[arc].touches & closed
                for arc in self.arcs
            ]
        )
        best: tuple[int, tuple[int, ...]] | None = None
        for source in self.sources:
            reached = distances(self.forward, self.weight, source, is_open)
            if reached[self.sink] < UNREACHED:
                way = self._back(reached, source, is_open)
                if best is None or reached[self.sink] < best[0]:
                    best = int(reached[self.sink]), way
        return best[1] if best else ()

    def _back(
        self,
        reached: np.ndarray[tuple[int], np.dtype[np.int64]],
        source: int,
        is_open: BoolArray,
    ) -> tuple[int, ...]:
        """The way that the distances tell of, walked back from its end."""
        fits = is_open & (reached[self.tail] + self.weight == reached[self.head])
        into: dict[int, list[int]] = defaultdict(list)
        for edge in np.flatnonzero(fits).tolist():
            into[int(self.head[edge])].append(edge)
        # Edges that cost nothing could lead in circles: depth first, no state twice.
        stack: list[tuple[int, tuple[int, ...]]] = [(self.sink, ())]
        seen = set()
        while stack:
            state, way = stack.pop()
            if state == source:
                return tuple(arc for arc in way if arc >= 0)
            if state in seen:
                continue
            seen.add(state)
            stack += [
                (int(self.tail[edge]), (int(self.arcs[edge]), *way))
                for edge in reversed(into[state])
            ]
        return ()


class _Spots:
    """Where the days of an arc arise.

    On the link, at its border, at a terminal, or while goods wait for a service. Of
    the tariff, dues are paid at terminals, all else to services: dues are what it costs
    to be discharged there.
    """

    def __init__(self, network: FreightNetwork) -> None:
        corridor = network.corridor
        self.dues = {
            (arc.goods, arc.from_node_id, arc.mode): arc.tariff_usd_per_t
            for arc in network.arcs
            if arc.kind is HopKind.DISCHARGE
        }
        self.borders: dict[tuple[str, str], BorderCrossing] = {
            (b.link_id, b.from_node_id): b for b in corridor.borders
        }
        self.terminals = {(t.node_id, t.mode): t for t in corridor.terminals}

    def of(self, arc: Arc) -> Iterator[Spot]:
        """The parts of an arc; their sums are those of the arc."""
        service = asset_id(AssetKind.SERVICE, arc.service_id)
        if arc.kind is HopKind.MOVE:
            border = self.borders.get((arc.link_id, arc.from_node_id))
            at = asset_id(AssetKind.LINK, arc.link_id) if arc.link_id else service
            stay = border.dwell if border else None
            there = asset_id(AssetKind.BORDER, border.border_id) if border else ""
            yield Spot(service, tariff_usd=arc.tariff_usd_per_t)
        else:
            terminal = self.terminals[arc.from_node_id, arc.mode]
            there = asset_id(AssetKind.TERMINAL, terminal.terminal_id)
            stay, at = terminal.handling, service
            dues = self.dues.get((arc.goods, arc.from_node_id, arc.mode), 0.0)
            dues = min(dues, arc.tariff_usd_per_t)
            yield Spot(there, tariff_usd=dues)
            yield Spot(service, tariff_usd=arc.tariff_usd_per_t - dues)
        days = min(arc.days, stay.mean_h / HOURS_PER_DAY) if stay else 0.0
        variance = stay.variance_h2 / HOURS_PER_DAY**2 if stay else 0.0
        # Variances add up, spreads do not: each part has the share of its variance.
        share = (
            min(1.0, variance / arc.deviation_days**2) if arc.deviation_days else 0.0
        )
        if there:
            yield Spot(there, days=days, deviation_days=share * arc.deviation_days)
        left = arc.deviation_days * (1 - share)
        yield Spot(at, days=arc.days - days, deviation_days=left)


def _summed(key: str, parts: Sequence[Spot]) -> Spot:
    return Spot(
        key,
        sum(part.tariff_usd for part in parts),
        sum(part.days for part in parts),
        sum(part.deviation_days for part in parts),
    )


def _label(corridor: Corridor, arcs: Sequence[Arc]) -> str:
    """The places where goods are put over, origin and destination left out."""
    places = [arc.from_node_id for arc in arcs if arc.kind is not HopKind.MOVE]
    between = list(dict.fromkeys(places))[1:-1]
    names = [corridor.node_by_id[place].name for place in between]
    return " - ".join(names) or "direct"
