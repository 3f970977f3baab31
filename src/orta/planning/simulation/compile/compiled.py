"""A corridor under a scenario as a plant, with what its ids mean to a reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from orta.corridor import Corridor, PortClosure, TransportDemand
from orta.errors import ModelError
from orta.planning.loading import LoadingRequest, find_bans
from orta.planning.network import Hop
from orta.planning.simulation import plant as p
from orta.planning.simulation.compile.dated import DAY_S, DatedChanges
from orta.planning.simulation.compile.flows import (
    Stage,
    WaySteps,
    held_at,
    lot_rates,
)
from orta.planning.simulation.compile.knobs import Knobs, existing
from orta.planning.simulation.compile.places import Places
from orta.planning.simulation.compile.ways import Networks, find_way, nodes_of
from orta.planning.simulation.compile.weather import (
    Storms,
    draw_closures,
    storms_of,
)
from orta.planning.simulation.scenario import Ban, Scenario
from orta.vocabulary import LotSizes
from orta.vocabulary.quantities import kg_from_grams, usd_from_cents

# Goods in a box whose mass no source says: as in the examples of `orta route`.
_MASS_T: Final = 18.0
# Times the mean: one geometric lot in half a billion is larger.
_LARGEST_LOT: Final = 20
_LEAST_T: Final = 0.001  # an empty box is priced as if it held next to nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowMeaning:
    """What a flow stands for; cost and CO2e are of one unit.

    `unpriced_ids` are the services on its way without a tariff or a factor, because of
    which it has neither.
    """

    demand: TransportDemand
    way: tuple[Hop, ...]
    stages: tuple[Stage, ...]
    teu: int
    mass_t: float | None
    cost_usd: float | None
    co2e_kg: float | None
    unpriced_ids: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class CompiledPlant:
    """What is run: the plant, its calendars, and the time that is measured.

    A calendar has storms, drawn for each replication, or fixed windows.
    """

    plant: p.Plant
    meanings: tuple[FlowMeaning, ...]
    kinds: dict[str, str]
    storms: dict[str, Storms]
    windows: dict[str, tuple[tuple[int, int], ...]]
    starts_s: int
    ends_s: int
    first_month: int
    month_ends_s: tuple[int, ...]
    warnings: tuple[str, ...]


def gate_of(demand_id: str) -> str:
    """The place where a demand is held at its origin."""
    return f"origin:{demand_id}"


def is_held_by(meaning: FlowMeaning, ban: Ban) -> bool:
    """Whether a ban, while it lasts, holds the goods of a demand."""
    is_on_the_way = ban.node_id in nodes_of(meaning.way)[1:]
    return is_on_the_way and ban.covers_goods(meaning.demand.commodity_code)


def draw_windows(
    compiled: CompiledPlant, *, seed: int, replication: int
) -> dict[str, list[tuple[int, int]]]:
    """When every calendar is shut in one replication."""
    found = {name: list(spans) for name, spans in compiled.windows.items()}
    for calendar_id, storms in compiled.storms.items():
        drawn = draw_closures(
            storms,
            seed=seed,
            replication=replication,
            month_ends_s=compiled.month_ends_s,
            first_month=compiled.first_month,
        )
        by_order = found.get(calendar_id)
        # What is shut by both is counted once.
        found[calendar_id] = (
            _united([*drawn, *by_order], compiled.ends_s) if by_order else drawn
        )
    return found


def compile_plant(
    corridor: Corridor,
    scenario: Scenario,
    *,
    beside: Scenario | None = None,
    networks: Networks | None = None,
) -> CompiledPlant:
    """The plant of a corridor under a scenario.

    `beside` is a scenario that it will be compared with: the plant gets the gates and
    the streams of lots that this one needs for what happens on some of its days, so
    that the two runs are the same up to the first of them. `networks` are those of the
    corridor on the first day of the scenario, for plants that share them.

    Raises
    ------
    ModelError
        If no demand has lots, or one of them has no way; if the networks are those of
        another day or corridor.
    """
    shared = networks or Networks(corridor, scenario.start)
    if shared.corridor is not corridor or shared.on != scenario.start:
        raise ModelError("networks of another corridor or day cannot be shared")
    return _Compiler(corridor, scenario, beside, shared).compiled()


class _Compiler:
    """Walks through the demands and collects what they need."""

    def __init__(
        self,
        corridor: Corridor,
        scenario: Scenario,
        beside: Scenario | None,
        networks: Networks,
    ) -> None:
        self.corridor, self.scenario = existing(corridor, scenario), scenario
        self.dated = DatedChanges(scenario, beside)
        self.first_day, self.days = self.dated.first_day, self.dated.days
        self.knobs = Knobs(self.corridor, scenario)
        self.places = Places(self.corridor, self.knobs, self.dated)
        self.networks = networks
        self.windows: dict[str, tuple[tuple[int, int], ...]] = {}
        self.warnings: list[str] = []

    def compiled(self) -> CompiledPlant:
        demands = [d for d in self.corridor.demands if d.is_simulated]
        if not demands:
            raise ModelError("no demand of the dataset has lots (lot_teu)")
        made = [self._flow(demand) for demand in demands]
        flows = tuple(flow for flow, _ in made)
        meanings = tuple(meaning for _, meaning in made)
        places = self.places
        for calendar_id, facility in places.hours.items():
            self.windows[calendar_id] = self._nights(
                facility.opens_hour or 0, facility.open_hours or 0
            )
        storms = {
            calendar_id: self._storms(node_id)
            for calendar_id, node_id in places.wind_calendars.items()
        }
        self._shut_by_order()
        self.warnings += self._without_effect(meanings)
        return CompiledPlant(
            plant=p.Plant(
                flows=flows,
                month_ends_s=self.dated.period_ends_s,
                stations=tuple(places.stations.values()),
                pools=tuple(places.pools.values()),
                lines=tuple(places.lines.values()),
                ports=tuple(places.ports.values()),
                fleets=tuple(places.fleets.values()),
                calendars=tuple(dict.fromkeys((*storms, *self.windows))),
            ),
            meanings=meanings,
            kinds=places.kinds,
            storms=storms,
            windows=self.windows,
            starts_s=self.scenario.warm_up_days * DAY_S,
            ends_s=self.days * DAY_S,
            first_month=self.first_day.month,
            month_ends_s=self.dated.month_ends_s,
            warnings=tuple(dict.fromkeys(self.warnings)),
        )

    def _shut_by_order(self) -> None:
        """Add what is shut by order to the windows of calendars."""
        for calendar_id, spans in self.places.ordered.items():
            known = self.windows.get(calendar_id, ())
            ordered = _united([*known, *spans], self.days * DAY_S)
            self.windows[calendar_id] = tuple(ordered) if spans else known

    def _without_effect(self, meanings: Sequence[FlowMeaning]) -> Iterator[str]:
        """What the scenario says that changes nothing, as no cargo meets it."""
        for what in (*self.knobs.unheard(), *self.dated.unheard()):
            yield f"no cargo of the run meets {what}: what is said of it does nothing"
        for ban in self.scenario.bans:
            if not any(is_held_by(meaning, ban) for meaning in meanings):
                yield f"the ban of {ban.node_id} from {ban.starts} holds no cargo"

    def _flow(self, demand: TransportDemand) -> tuple[p.Flow, FlowMeaning]:
        demand = replace(demand, via_node_ids=self.knobs.via_node_ids(demand))
        meaning, steps = self._meaning(demand)
        teu = meaning.teu
        lot_teu = (demand.lot_teu or 0) * self.knobs.lot_factor(demand.demand_id)
        is_geometric = demand.lot_sizes is LotSizes.GEOMETRIC
        lot_units = max(lot_teu / teu if is_geometric else round(lot_teu / teu), 1.0)
        self._check_pool(steps[0], demand, lot_units, is_geometric=is_geometric)
        season = self.corridor.season_by_id.get(demand.season_id)
        service_ids = tuple(dict.fromkeys(hop.service_id for hop in meaning.way))
        rates = lot_rates(
            self._units_per_year(meaning) / lot_units,
            season.shares if season else [1 / 12] * 12,
            self.dated.months,
        )
        first, *more = self.dated.streams(demand.demand_id).rates(rates)
        flow = p.Flow(
            flow_id=demand.demand_id,
            steps=(*self._gate(meaning), *steps),
            lots_per_s=first,
            more_lots_per_s=tuple(more),
            teu=teu,
            lot_units=lot_units,
            is_geometric=is_geometric,
            priority=self.scenario.priority(demand.demand_id, service_ids),
        )
        return flow, meaning

    def _check_pool(
        self,
        step: p.Step,
        demand: TransportDemand,
        lot_units: float,
        *,
        is_geometric: bool,
    ) -> None:
        """Nothing, if a pool has enough for a lot: it would hold up all behind it."""
        if step.kind is not p.StepKind.TAKE:
            return
        largest = lot_units * (_LARGEST_LOT if is_geometric else 1)
        count = self.places.pools[step.place_id].count
        if largest > count:
            raise ModelError(
                f"demand {demand.demand_id} comes in lots of up to {largest:g}, and "
                f"pool {step.place_id} has {count}: such a lot would wait for ever; "
                "give the pool more, or the demand smaller lots"
            )

    def _meaning(
        self, demand: TransportDemand
    ) -> tuple[FlowMeaning, tuple[p.Step, ...]]:
        equipment = self.corridor.equipment_by_code[demand.equipment_code]
        by_mass = demand.volume_unit == "t"
        mass_t = demand.unit_mass_t
        if mass_t is None:
            mass_t = equipment.max_payload_t if by_mass else _MASS_T
        way, unpriced = self._way(demand, mass_t or _LEAST_T)
        priced = not unpriced
        walk = WaySteps(self.corridor, self.knobs, self.places, demand, way)
        steps = walk.steps()
        is_weighed = by_mass or demand.unit_mass_t is not None
        meaning = FlowMeaning(
            demand=demand,
            way=way,
            stages=tuple(walk.stages),
            teu=round(equipment.teu),
            mass_t=mass_t if is_weighed else None,
            cost_usd=usd_from_cents(sum(h.cost_cents for h in way)) if priced else None,
            co2e_kg=kg_from_grams(sum(h.emission_g for h in way)) if priced else None,
            unpriced_ids=unpriced,
        )
        return meaning, steps

    def _gate(self, meaning: FlowMeaning) -> tuple[p.Step, ...]:
        """Where a demand is held at its origin, if it ever is."""
        held = self._held(meaning)
        if not held and not any(is_held_by(meaning, ban) for ban in self.dated.bans):
            return ()
        demand_id = meaning.demand.demand_id
        calendar_id, station_id = f"ban:{demand_id}", gate_of(demand_id)
        self.windows[calendar_id] = held
        self.places.gate(station_id, calendar_id)
        return (held_at(station_id),)

    def _units_per_year(self, meaning: FlowMeaning) -> float:
        demand = meaning.demand
        volume = demand.volume_per_year * self.knobs.demand_factor(demand.demand_id)
        if demand.volume_unit == "t":
            return volume / (meaning.mass_t or _MASS_T)
        return volume / meaning.teu

    def _way(
        self, demand: TransportDemand, mass_t: float
    ) -> tuple[tuple[Hop, ...], tuple[str, ...]]:
        """The way of a demand, and the services on it that have no price.

        What no tariff covers moves all the same: then the demand has no price.
        """
        ends = demand.origin_node_id, demand.destination_node_id, demand.via_node_ids
        code = demand.equipment_code
        priced = self.networks.network(code, mass_t, needs_price=True)
        try:
            return find_way(priced, *ends), ()
        except ModelError:
            any_way = self.networks.network(code, mass_t, needs_price=False)
            way = find_way(any_way, *ends)
        known = {(h.kind, h.service_id, h.from_node_id) for h in priced.hops}
        unpriced = (
            hop.service_id
            for hop in way
            if (hop.kind, hop.service_id, hop.from_node_id) not in known
        )
        # Each part may have a price, and yet the goods cannot go over from one to the
        # next: then all of them are named.
        named = tuple(dict.fromkeys(unpriced))
        return way, named or tuple(dict.fromkeys(hop.service_id for hop in way))

    def _storms(self, node_id: str) -> Storms:
        closures: list[PortClosure] = [
            closure for closure in self.corridor.closures if closure.node_id == node_id
        ]
        return storms_of(
            closures,
            closures[0].weather_area or node_id,
            wind_limit_change_m_s=self.knobs.wind_limit_change_m_s(node_id),
        )

    def _held(self, meaning: FlowMeaning) -> tuple[tuple[int, int], ...]:
        """When an order of the dataset or a ban of the scenario holds goods back."""
        request = LoadingRequest(
            station_id=meaning.demand.origin_node_id,
            exit_node_ids=nodes_of(meaning.way)[1:],
            day=self.first_day,
            goods_code=meaning.demand.commodity_code,
        )
        spans = [
            (day * DAY_S, (day + 1) * DAY_S)
            for day in range(self.days)
            if find_bans(
                self.corridor,
                replace(request, day=self.first_day + timedelta(days=day)),
            )
        ]
        bans = (ban for ban in self.scenario.bans if is_held_by(meaning, ban))
        spans += map(self.dated.span, bans)
        return tuple(_united(spans, self.days * DAY_S))

    def _nights(
        self, opens_hour: float, open_hours: float
    ) -> tuple[tuple[int, int], ...]:
        """When something with daily hours is shut, hours of UTC."""
        shuts_s = round((opens_hour + open_hours) * 3600)
        opens_s = round(opens_hour * 3600) + DAY_S
        return tuple(
            (day * DAY_S + shuts_s, day * DAY_S + opens_s)
            for day in range(-1, self.days)
        )


def _united(spans: list[tuple[int, int]], end_s: int) -> list[tuple[int, int]]:
    """Spans that meet or overlap as one, each cut to the run.

    >>> _united([(-5, 3), (8, 99), (3, 5), (4, 6), (-9, -5), (70, 80)], 10)
    [(0, 6), (8, 10)]
    """
    united: list[tuple[int, int]] = []
    for first, last in sorted((max(a, 0), min(b, end_s)) for a, b in spans):
        if united and first <= united[-1][1]:
            united[-1] = united[-1][0], max(last, united[-1][1])
        elif first < last:
            united.append((first, last))
    return united
