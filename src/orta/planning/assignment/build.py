"""A corridor compiled class by class of goods, its assets beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from orta.corridor import Corridor, Facility
from orta.planning.assignment.arc import Arc, GoodsClass, Use, step_of
from orta.planning.assignment.asset import Asset, AssetKind, asset_id
from orta.planning.assignment.capacity import (
    facility_asset,
    fleet_asset,
    link_asset,
    room_asset,
    service_asset,
    terminal_asset,
)
from orta.planning.assignment.network import FreightNetwork, Row
from orta.planning.assignment.request import FreightDemand, Room, Way, Weights
from orta.planning.network import Hop, HopKind, Network, compile_network
from orta.vocabulary import Cargo, FacilityType


def build_network(  # noqa: PLR0913  a keyword for each thing that may be added
    corridor: Corridor,
    demands: Sequence[FreightDemand],
    weights: Weights | None = None,
    *,
    ways: Sequence[Way] = (),
    rooms: Sequence[Room] = (),
    on: date | None = None,
) -> FreightNetwork:
    """The steady network of a corridor for some demands.

    Prices are those of the day `on`, and so are facilities: without it, of the month
    that the dataset is of. `ways` and `rooms` are added to what the dataset has.

    Raises
    ------
    UsageError
        If a way names a node that does not exist.

    Examples
    --------
    >>> import orta
    >>> from orta.planning.assignment import assign, build_network, demands_of_year
    >>> corridor = orta.load().corridor
    >>> network = build_network(corridor, demands_of_year(corridor)[:3])
    >>> assign(network).status
    <Status.OPTIMAL: 'optimal'>
    """
    day = on or corridor.holds_from or date.max
    builder = _Builder(corridor, weights or Weights(), rooms, day)
    network = builder.network(demands)
    for way in ways:
        network = network.with_way(way)
    return network


class _Builder:
    """Collects assets, then arcs of one class of goods after the other."""

    def __init__(
        self, corridor: Corridor, weights: Weights, rooms: Sequence[Room], on: date
    ) -> None:
        self.corridor, self.weights, self.on = corridor, weights, on
        self.assets: list[Asset] = []
        self.number: dict[str, int] = {}
        self.borders = {
            (b.link_id, b.from_node_id): b.border_id for b in corridor.borders
        }
        self.terminals = {
            (t.node_id, t.mode): t.terminal_id for t in corridor.terminals
        }
        self.payload_teu = {
            service.service_id: sum(f.payload_teu for f in service.fleets)
            / len(service.fleets)
            for service in corridor.services
            if service.fleets
        }
        self.facilities = [f for f in corridor.facilities if f.exists_on(on)]
        self.rooms = tuple(rooms)
        self._on_link = _grouped(self.facilities, at_node=False)
        self._at_node = _grouped(self.facilities, at_node=True)
        self._add_assets()
        self.arcs: list[Arc] = []
        self.left_out: list[str] = []

    def network(self, demands: Sequence[FreightDemand]) -> FreightNetwork:
        """The network: each class of goods is compiled once."""
        goods = tuple(dict.fromkeys(map(self._goods, demands)))
        ground, n_states = [], []
        for number, kind in enumerate(goods):
            compiled, has_tariffs = self._compiled(kind)
            ground.append(compiled.ground)
            n_states.append(compiled.n_states)
            self.left_out += compiled.left_out
            self.arcs += [
                self._arc(compiled, hop, number, kind, has_tariffs=has_tariffs)
                for hop in compiled.hops
            ]
        return FreightNetwork(
            corridor=self.corridor,
            weights=self.weights,
            assets=tuple(self.assets),
            goods=goods,
            arcs=tuple(self.arcs),
            ground=tuple(ground),
            n_states=tuple(n_states),
            demands=tuple(demands),
            demand_goods=tuple(goods.index(self._goods(d)) for d in demands),
            limits=self._limits(),
            left_out=tuple(dict.fromkeys(self.left_out)),
        )

    def _goods(self, demand: FreightDemand) -> GoodsClass:
        equipment = self.corridor.equipment_by_code[demand.equipment_code]
        return GoodsClass(
            equipment_code=demand.equipment_code,
            unit_mass_t=demand.unit_mass_t,
            teu_per_unit=equipment.teu,
            is_box=equipment.is_box,
            commodity_code=demand.commodity_code,
            value_usd_per_t=demand.value_usd_per_t,
        )

    def _compiled(self, kind: GoodsClass) -> tuple[Network, bool]:
        """The hops of a class; with no price at all, stand-ins are charged later."""
        cargo = Cargo(
            unit_count=1,
            equipment_code=kind.equipment_code,
            mass_per_unit_t=kind.unit_mass_t,
        )
        has_tariffs = any(
            tariff.equipment_code == kind.equipment_code
            for tariff in self.corridor.tariffs
        )
        network = compile_network(
            self.corridor, cargo, on=self.on, needs_price=has_tariffs
        )
        return network, has_tariffs

    def _add_assets(self) -> None:
        """All assets of the corridor, in the order of its tables."""
        corridor = self.corridor
        country = {node.node_id: node.country_code for node in corridor.nodes}
        for code in sorted(corridor.country_codes):
            self._add(AssetKind.STATE, code, (code,))
        for node in corridor.nodes:
            self._add(AssetKind.NODE, node.node_id, (node.country_code,))
        for link in corridor.links:
            self._add_sized(link_asset(corridor, link))
        for border in corridor.borders:
            ends = (country[border.from_node_id], country[border.to_node_id])
            self._add(AssetKind.BORDER, border.border_id, tuple(dict.fromkeys(ends)))
        for terminal in corridor.terminals:
            self._add_sized(terminal_asset(terminal, country[terminal.node_id]))
        for service in corridor.services:
            self._add_sized(service_asset(corridor, service))
            for fleet in service.fleets:
                self._add_sized(fleet_asset(corridor, fleet))
        for facility in self.facilities:
            self._add_sized(facility_asset(corridor, facility))
        for room in self.rooms:
            self._add_sized(room_asset(room, country[room.node_id]))

    def _add(self, kind: AssetKind, key: str, codes: tuple[str, ...]) -> None:
        self._add_sized(
            Asset(asset_id=asset_id(kind, key), kind=kind, country_codes=codes)
        )

    def _add_sized(self, asset: Asset) -> None:
        self.number[asset.asset_id] = len(self.assets)
        self.assets.append(asset)

    def _limits(self) -> dict[Row, float]:
        """What a week has room for, where somebody knows."""
        limits: dict[Row, float] = {}
        for number, lane in sorted({use[:2] for arc in self.arcs for use in arc.uses}):
            available = self.assets[number].available_per_week
            if available is not None:
                limits[number, lane] = available
        return limits

    def _arc(
        self,
        network: Network,
        hop: Hop,
        goods: int,
        kind: GoodsClass,
        *,
        has_tariffs: bool,
    ) -> Arc:
        step = step_of(network, hop, self.weights, has_tariffs=has_tariffs)
        uses = tuple(self._uses(hop, kind))
        touches = frozenset({use.asset for use in uses} | set(self._touched(hop)))
        return Arc(
            goods=goods,
            tail=hop.tail,
            head=hop.head,
            kind=hop.kind,
            mode=hop.mode,
            from_node_id=hop.from_node_id,
            to_node_id=hop.to_node_id,
            link_id=hop.link_id,
            service_id=hop.service_id,
            cost_usd_per_t=step.cost_usd(self.weights, kind.value_usd_per_t),
            tariff_usd_per_t=step.tariff_usd,
            days=step.days,
            deviation_days=step.deviation_days,
            co2e_kg_per_t=step.co2e_kg,
            length_km=hop.length_km,
            country_codes=hop.country_codes,
            touches=touches,
            uses=uses,
            is_stand_in=step.is_stand_in,
        )

    def _touched(self, hop: Hop) -> Iterator[int]:
        """What a hop needs to be open, whatever its room."""
        keys = [(AssetKind.STATE, code) for code in hop.country_codes]
        keys += [(AssetKind.NODE, hop.from_node_id), (AssetKind.NODE, hop.to_node_id)]
        keys.append((AssetKind.SERVICE, hop.service_id))
        if hop.kind is HopKind.MOVE:
            keys.append((AssetKind.LINK, hop.link_id))
            border = self.borders.get((hop.link_id, hop.from_node_id))
            if border is not None:
                keys.append((AssetKind.BORDER, border))
        else:
            keys.append(
                (AssetKind.TERMINAL, self.terminals[hop.from_node_id, hop.mode])
            )
        for kind, key in keys:
            yield self.number[asset_id(kind, key)]

    def _uses(self, hop: Hop, kind: GoodsClass) -> Iterator[Use]:
        """What a tonne on a hop takes up of what it goes through."""
        lanes: dict[str, str] = {}
        if hop.kind is HopKind.MOVE:
            lanes |= self._moving(hop)
        else:
            lanes |= self._handled(hop, kind)
        for key, lane in lanes.items():
            asset = self.assets[self.number[key]]
            per_t = kind.per_t(
                asset.measure,
                mode=hop.mode,
                payload_teu=self.payload_teu.get(hop.service_id),
            )
            if asset.capacity_per_week is not None and per_t > 0:
                yield Use(self.number[key], lane if asset.per_direction else "", per_t)

    def _moving(self, hop: Hop) -> dict[str, str]:
        service = self.corridor.service_by_id[hop.service_id]
        lanes = {asset_id(AssetKind.LINK, hop.link_id): hop.from_node_id}
        for facility in self._on_link[hop.link_id]:
            if facility.from_node_id in ("", hop.from_node_id):
                lanes[asset_id(AssetKind.FACILITY, facility.facility_id)] = ""
        if len(service.fleets) == 1:
            key = asset_id(AssetKind.FLEET, service.fleets[0].fleet_id)
        else:
            key = asset_id(AssetKind.SERVICE, service.service_id)
        lanes[key] = hop.from_node_id
        return lanes

    def _handled(self, hop: Hop, kind: GoodsClass) -> dict[str, str]:
        terminal_id = self.terminals[hop.from_node_id, hop.mode]
        lanes = {asset_id(AssetKind.TERMINAL, terminal_id): hop.kind.value}
        for facility in self._at_node[hop.from_node_id]:
            if _is_used(facility, hop, kind):
                lanes[asset_id(AssetKind.FACILITY, facility.facility_id)] = ""
        for room in self.rooms:
            is_here = (room.node_id, room.mode) == (hop.from_node_id, hop.mode)
            if is_here and room.holds(kind.commodity_code, kind.equipment_code):
                lanes[asset_id(AssetKind.ROOM, room.room_id)] = hop.kind.value
        return lanes


def _grouped(
    facilities: Sequence[Facility], *, at_node: bool
) -> defaultdict[str, list[Facility]]:
    """Facilities by the node they are at, or by the link they are on."""
    found: defaultdict[str, list[Facility]] = defaultdict(list)
    for facility in facilities:
        found[facility.node_id if at_node else facility.link_id].append(facility)
    return found


def _is_used(facility: Facility, hop: Hop, kind: GoodsClass) -> bool:
    """Whether goods that are loaded or discharged go through a facility of the node."""
    if facility.equipment_code not in ("", kind.equipment_code):
        return False
    if facility.mode not in (None, hop.mode):
        return False
    match facility.facility_type:
        case FacilityType.BERTH:
            return not facility.service_ids or hop.service_id in facility.service_ids
        case FacilityType.WAGON_POOL:
            return hop.kind is HopKind.LOAD
        case FacilityType.YARD:
            return False
        case _:
            return True
