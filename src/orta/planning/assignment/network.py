"""A corridor with its demands as one steady network with capacities."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property

import numpy as np

from orta.corridor import Corridor
from orta.errors import UsageError
from orta.planning.assignment.arc import Arc, GoodsClass, Step, Use
from orta.planning.assignment.asset import Asset, AssetKind, Measure, asset_id
from orta.planning.assignment.request import Addition, FreightDemand, Way, Weights
from orta.planning.network import HopKind
from orta.planning.optimum import BoolArray

Row = tuple[int, str]  # number of an asset, and its lane


@dataclass(frozen=True, kw_only=True)
class FreightNetwork:
    """Arcs of every class of goods, the assets they use, and who wants to go.

    `ground[g]` leads from a node to its state on the ground in class g, which has
    `n_states[g]` states. `limits` holds what a week has room for, by asset and lane;
    what is not in it has no known limit.
    """

    corridor: Corridor
    weights: Weights
    assets: tuple[Asset, ...]
    goods: tuple[GoodsClass, ...]
    arcs: tuple[Arc, ...]
    ground: tuple[Mapping[str, int], ...]
    n_states: tuple[int, ...]
    demands: tuple[FreightDemand, ...]
    demand_goods: tuple[int, ...]
    limits: Mapping[Row, float]
    left_out: tuple[str, ...] = ()

    @cached_property
    def asset_number(self) -> dict[str, int]:
        """The number of each asset, by its id."""
        return {asset.asset_id: n for n, asset in enumerate(self.assets)}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every lane of an asset that some arc takes up, in a fixed order."""
        return tuple(sorted({use[:2] for arc in self.arcs for use in arc.uses}))

    @cached_property
    def arcs_of_goods(self) -> tuple[tuple[int, ...], ...]:
        """Numbers of the arcs of each class."""
        found: list[list[int]] = [[] for _ in self.goods]
        for number, arc in enumerate(self.arcs):
            found[arc.goods].append(number)
        return tuple(map(tuple, found))

    def numbers_of(self, asset_ids: Iterable[str]) -> frozenset[int]:
        """Numbers of assets.

        Raises
        ------
        UsageError
            If there is no such asset.
        """
        wanted = tuple(asset_ids)
        for wrong in wanted:
            if wrong not in self.asset_number:
                raise UsageError(
                    f"there is no asset {wrong}",
                    where="closed",
                    hint="write kind:id, as in state:RU, node:KZAAU or link:L016",
                )
        return frozenset(self.asset_number[key] for key in wanted)

    def open_arcs(self, closed: Collection[str] = ()) -> BoolArray:
        """Which arcs touch nothing that is closed, shape (n_arcs,)."""
        shut = self.numbers_of(closed)
        return np.array([not arc.touches & shut for arc in self.arcs], np.bool_)

    def open_to(self, number: int, is_open: BoolArray) -> BoolArray:
        """Which open arcs a demand may take: all but those that it avoids."""
        demand = self.demands[number]
        if not demand.avoid:
            return is_open
        ends = (demand.destination_node_id, *(o.node_id for o in demand.origins))
        own = {
            asset_id(AssetKind.STATE, self.corridor.node_by_id[end].country_code)
            for end in ends
        }
        shut = [
            key
            for key in self.asset_number
            if key not in own and any(fnmatchcase(key, name) for name in demand.avoid)
        ]
        allowed: BoolArray = is_open & self.open_arcs(shut)
        return allowed

    def with_demands(self, demands: Sequence[FreightDemand]) -> FreightNetwork:
        """The same network for some of its demands.

        Raises
        ------
        ValueError
            If one is of a class of goods that the network does not have.
        """
        number = {demand: self.demand_goods[n] for n, demand in enumerate(self.demands)}
        missing = [d.demand_id for d in demands if d not in number]
        if missing:
            raise ValueError(f"the network was not built for {', '.join(missing)}")
        return replace(
            self,
            demands=tuple(demands),
            demand_goods=tuple(number[demand] for demand in demands),
        )

    def with_limits(self, limits: Mapping[Row, float]) -> FreightNetwork:
        """The same network with other limits."""
        return replace(self, limits=dict(limits))

    def with_added(self, added: Addition) -> FreightNetwork:
        """The network with what an addition brings; nothing of it is lost.

        Raises
        ------
        UsageError
            If more is to be had of an asset that does not exist, or whose capacity
            nobody knows; or a way has the id of one that is there.
        """
        limits = dict(self.limits)
        for key, more in added.more_per_week.items():
            (number,) = self.numbers_of([key])
            rows = [row for row in limits if row[0] == number]
            if not rows:
                raise UsageError(
                    f"nobody has published the capacity of {key}, so it has no limit",
                    where=added.addition_id,
                    hint="leave it out, or give it a capacity first",
                )
            for row in rows:
                limits[row] += more
        network = replace(self, limits=limits)
        for way in added.ways:
            network = network.with_way(way)
        return network

    def with_way(self, way: Way) -> FreightNetwork:
        """The network with one more way, as an asset of its own.

        Raises
        ------
        UsageError
            If there is a way of that id, or it names a node or an asset that does not
            exist.
        """
        asset = way_asset(way, self.corridor)
        if asset.asset_id in self.asset_number:
            raise UsageError(f"there is a way {way.way_id} already", where=way.way_id)
        states = [asset_id(AssetKind.STATE, code) for code in asset.country_codes]
        new = [
            Asset(asset_id=key, kind=AssetKind.STATE, country_codes=codes)
            for key, codes in zip(
                states, zip(asset.country_codes, strict=True), strict=True
            )
            if key not in self.asset_number
        ]
        network = replace(self, assets=(*self.assets, asset, *new))
        number = len(self.assets)
        ends = (way.from_node_id, way.to_node_id)
        nodes = [asset_id(AssetKind.NODE, end) for end in ends]
        touches = network.numbers_of([asset.asset_id, *states, *nodes, *way.asset_ids])
        taken = network.numbers_of(way.asset_ids)
        limits = dict(self.limits)
        for one in sorted({number, *taken}):
            available = network.assets[one].available_per_week
            if available is not None:
                limits.setdefault((one, network.lane_of(one, way)), available)
        return replace(
            network,
            arcs=(*self.arcs, *network.way_arcs(way, number, touches, taken)),
            limits=limits,
        )

    def lane_of(self, number: int, way: Way) -> str:
        """The lane of an asset that a way takes."""
        return way.from_node_id if self.assets[number].per_direction else ""

    def way_arcs(
        self, way: Way, number: int, touches: frozenset[int], taken: frozenset[int]
    ) -> Iterator[Arc]:
        """An arc of the way for every class of goods that it carries."""
        for goods, kind in enumerate(self.goods):
            if kind.equipment_code not in way.equipment_codes:
                continue
            uses = [Use(number, "", 1.0)]
            for one in sorted(taken):
                per_t = kind.per_t(self.assets[one].measure, mode=way.mode)
                if per_t > 0:
                    uses.append(Use(one, self.lane_of(one, way), per_t))
            yield way_arc(
                way,
                self.assets[number].country_codes,
                goods=goods,
                ends=(
                    self.ground[goods][way.from_node_id],
                    self.ground[goods][way.to_node_id],
                ),
                cost_usd_per_t=step_of_way(way).cost_usd(
                    self.weights, kind.value_usd_per_t
                ),
                touches=touches,
                uses=tuple(uses),
            )


def step_of_way(way: Way) -> Step:
    """What a way costs a tonne, part by part."""
    return Step(
        tariff_usd=way.tariff_usd_per_t,
        days=way.days,
        deviation_days=way.deviation_days,
        co2e_kg=way.co2e_kg_per_t,
        is_stand_in=False,
    )


def way_asset(way: Way, corridor: Corridor) -> Asset:
    """A way as an asset: the states it crosses, and what it holds.

    Raises
    ------
    UsageError
        If it names a node that does not exist.
    """
    ends = (way.from_node_id, way.to_node_id)
    for end in ends:
        if end not in corridor.node_by_id:
            raise UsageError(
                f"way {way.way_id} names {end}, which is no node of {corridor.name}",
                where=way.way_id,
                hint="list places with `orta places TEXT`",
            )
    codes = [corridor.node_by_id[end].country_code for end in ends]
    return Asset(
        asset_id=asset_id(AssetKind.WAY, way.way_id),
        kind=AssetKind.WAY,
        country_codes=tuple(sorted({*codes, *way.country_codes})),
        capacity_per_week=way.capacity_t_per_week,
        measure=Measure.TONNES,
        available_share=way.available_share,
        evidence=way.evidence,
        note=way.note,
    )


def way_arc(  # noqa: PLR0913  a keyword for each part of the arc
    way: Way,
    country_codes: tuple[str, ...],
    *,
    goods: int,
    ends: tuple[int, int],
    cost_usd_per_t: float,
    touches: frozenset[int],
    uses: tuple[Use, ...],
) -> Arc:
    """The arc of a way for one class of goods, from the ground to the ground."""
    return Arc(
        goods=goods,
        tail=ends[0],
        head=ends[1],
        kind=HopKind.MOVE,
        mode=way.mode,
        from_node_id=way.from_node_id,
        to_node_id=way.to_node_id,
        link_id="",
        service_id=way.way_id,
        cost_usd_per_t=cost_usd_per_t,
        tariff_usd_per_t=way.tariff_usd_per_t,
        days=way.days,
        deviation_days=way.deviation_days,
        co2e_kg_per_t=way.co2e_kg_per_t,
        length_km=way.length_km,
        country_codes=country_codes,
        touches=touches,
        uses=uses,
    )
