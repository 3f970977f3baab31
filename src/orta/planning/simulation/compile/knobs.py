"""What a scenario and the uncertain figures make of the dataset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

from orta.corridor import (
    WEEKDAYS,
    Corridor,
    Facility,
    Fleet,
    Terminal,
    TransportDemand,
    TransportService,
)
from orta.errors import ModelError
from orta.planning.network import Hop
from orta.planning.simulation import scenario as s
from orta.planning.simulation.compile.laws import HOUR_S
from orta.vocabulary import FacilityType, ParameterQuantity

DAY_S: Final = 24 * HOUR_S
WEEK_S: Final = 7 * DAY_S
_LEAST_CYCLE_S: Final = 60  # nothing departs more often than once a minute
_ROUNDING: Final = 1e-9  # of a share times a number
# Whoever is there takes the time it takes, whatever share others have.
_AT_THEIR_PACE: Final = frozenset({FacilityType.BERTH, FacilityType.WAGON_POOL})
_Q = ParameterQuantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Departures:
    """When a line departs, seconds. A loose one keeps its intervals, not its days."""

    min_load_teu: int | None = None
    max_wait_s: int | None = None
    cycle_s: int = 0
    due_s: tuple[int, ...] = ()
    is_loose: bool = False


class Knobs:
    """Looks a figure up: in the scenario, then among the parameters, then in the data.

    `start_weekday` is that of the first day of the run, Monday 0.
    """

    def __init__(self, corridor: Corridor, scenario: s.Scenario) -> None:
        self._scenario = scenario
        self._asked: set[tuple[str, str]] = set()  # tables and ids looked up
        self._start_weekday = scenario.warm_up_start.weekday()
        self._country = {node.node_id: node.country_code for node in corridor.nodes}
        self._values = {
            (parameter.quantity, target_id): scenario.parameters.get(
                parameter.parameter_id, parameter.value
            )
            for parameter in corridor.parameters
            for target_id in parameter.target_ids
        }
        self._targets = {
            parameter.parameter_id: [
                (str(parameter.quantity), target_id)
                for target_id in parameter.target_ids
            ]
            for parameter in corridor.parameters
        }

    def unheard(self) -> Iterator[str]:
        """What the scenario says of things that nobody has asked for: it does nothing.

        As "service RAIL-X"; a port has two, its berths and its wind.
        """
        said = self._scenario
        for table, policies in (
            ("service", said.services),
            ("fleet", said.fleets),
            ("facility", said.facilities),
            ("demand", said.demands),
        ):
            for key, policy in policies.items():
                if policy.to_dict() and (table, key) not in self._asked:
                    yield f"{table} {key}"
        for node_id, port in said.ports.items():
            given = {"berths": port.berths, "wind limit": port.wind_limit_change_m_s}
            for table, value in given.items():
                if value and (table, node_id) not in self._asked:
                    yield f"{table} of port {node_id}"
        for parameter_id in said.parameters:
            if not self._asked & set(self._targets.get(parameter_id, ())):
                yield f"parameter {parameter_id}"

    def departures(self, service: TransportService) -> Departures:
        """The rules of departure of a service under the scenario."""
        policy = self._policy(service)
        payload_teu = min(map(self.payload_teu, service.fleets), default=None)
        rules = s.Dispatch.of(service, policy, payload_teu=payload_teu)
        least, wait_h = rules.min_load_teu, rules.max_wait_h
        if least is not None and policy.min_load_teu is policy.min_load_share is None:
            own = self._value(_Q.MIN_LOAD_TEU, service.service_id)
            least = least if own is None else own
        cycle_s, due_s = self._due(rules)
        return Departures(
            min_load_teu=None if least is None else max(round(least), 1),
            max_wait_s=None if wait_h is None else round(wait_h * HOUR_S),
            cycle_s=cycle_s,
            due_s=due_s,
            is_loose=rules.headway_h is not None,
        )

    def max_lay_s(self, service: TransportService, fleet: Fleet) -> int | None:
        """The longest lay of a vessel at a call of a service."""
        given = (
            self._policy(service).max_lay_h,
            self._value(_Q.LAY_H, fleet.fleet_id),
            fleet.max_lay_h,
        )
        lay_h = next((value for value in given if value is not None), None)
        return None if lay_h is None else round(lay_h * HOUR_S)

    def vessel_count(self, fleet: Fleet) -> int:
        """Vessels of a fleet."""
        return self._fleet(fleet).vessel_count

    def payload_teu(self, fleet: Fleet) -> int:
        """TEU that a vessel carries at the level of the sea.

        Raises
        ------
        ModelError
            If the sea is so low that it carries nothing.
        """
        fall_m = -self._scenario.sea_level_change_m
        payload = int(self._fleet(fleet).payload_at(fall_m))
        if payload < 1:
            raise ModelError(
                f"fleet {fleet.fleet_id} carries nothing where the sea is {fall_m:g} m "
                "lower"
            )
        return payload

    def server_count(self, facility: Facility) -> int | None:
        """Servers of a facility that corridor traffic finds; whole ones.

        One too many rather than too few, as much slower as `slowness` says, so that
        they get done exactly their share. Berths and pools are rounded: a ship or a
        wagon does not take longer for others' sake.
        """
        own = self._facility(facility).server_count
        if own is None and facility.facility_type is FacilityType.BERTH:
            own = self._port("berths", facility.node_id).berths
        if own is not None or facility.server_count is None:
            return own
        left = facility.server_count * self.available_share(facility)
        if facility.facility_type in _AT_THEIR_PACE:
            return max(round(left), 1)
        return max(ceil(left - _ROUNDING), 1)

    def slowness(self, facility: Facility) -> float:
        """How many times slower its servers are, so that others get their share too.

        Of one track half may be left: then a train takes it for twice the time.
        """
        count = facility.server_count or 1
        whole = self.server_count(facility) or count
        if self._facility(facility).server_count is not None:
            return 1 / self.available_share(facility)
        return max(whole / (count * self.available_share(facility)), 1.0)

    def room_teu(self, facility: Facility) -> int | None:
        """Room of a facility for traffic of the corridor."""
        room_teu = self._facility(facility).room_teu
        if room_teu is None:
            if facility.room_teu is None:
                return None
            room_teu = facility.room_teu * self.available_share(facility)
        return round(room_teu)

    def available_share(self, facility: Facility) -> float:
        """Share of a facility that traffic of the corridor may use."""
        given = (
            self._facility(facility).available_share,
            self._value(_Q.AVAILABLE_SHARE, facility.facility_id),
            facility.available_share,
        )
        return next(value for value in given if value is not None)

    def wind_limit_change_m_s(self, node_id: str) -> float:
        """How much more wind a port works in."""
        return self._port("wind limit", node_id).wind_limit_change_m_s

    def demand_factor(self, demand_id: str) -> float:
        """How many times the demand of the dataset comes."""
        self._asked.add(("demand", demand_id))
        policy = self._scenario.demands.get(demand_id, s.DemandPolicy())
        return policy.factor * self._factor(_Q.DEMAND, demand_id)

    def via_node_ids(self, demand: TransportDemand) -> tuple[str, ...]:
        """The places that a demand goes by."""
        policy = self._scenario.demands.get(demand.demand_id, s.DemandPolicy())
        return policy.via_node_ids or demand.via_node_ids

    def lot_factor(self, demand_id: str) -> float:
        """How many times as large as in the dataset its lots are."""
        return self._factor(_Q.LOT, demand_id)

    def handling(self, terminal: Terminal) -> float:
        """Factor of the time that a terminal needs."""
        return self._factor(_Q.HANDLING, terminal.terminal_id)

    def border(self, hop: Hop) -> float:
        """Factor of the dwell at the border that a hop crosses."""
        ends = (self._country[hop.from_node_id], self._country[hop.to_node_id])
        return self._factor(_Q.BORDER_DWELL, "-".join(ends))

    def moving(self, hop: Hop) -> float:
        """Factor of the running time of a train."""
        country = self._country[hop.from_node_id]
        return self._factor(_Q.RAIL_TIME, country)

    def _factor(self, quantity: ParameterQuantity, target_id: str) -> float:
        value = self._value(quantity, target_id)
        return 1.0 if value is None else value

    def _value(self, quantity: ParameterQuantity, target_id: str) -> float | None:
        self._asked.add((str(quantity), target_id))
        return self._values.get((quantity, target_id))

    def _policy(self, service: TransportService) -> s.ServicePolicy:
        self._asked.add(("service", service.service_id))
        return self._scenario.services.get(service.service_id, s.ServicePolicy())

    def _facility(self, facility: Facility) -> s.FacilityPolicy:
        self._asked.add(("facility", facility.facility_id))
        return self._scenario.facilities.get(facility.facility_id, s.FacilityPolicy())

    def _port(self, table: str, node_id: str) -> s.PortPolicy:
        self._asked.add((table, node_id))
        return self._scenario.ports.get(node_id, s.PortPolicy())

    def _fleet(self, fleet: Fleet) -> Fleet:
        self._asked.add(("fleet", fleet.fleet_id))
        policy = self._scenario.fleets.get(fleet.fleet_id)
        return fleet if policy is None else policy.applied_to(fleet)

    def _due(self, rules: s.Dispatch) -> tuple[int, tuple[int, ...]]:
        """The cycle of due departures, and when in it they are."""
        if rules.headway_h is not None:
            return max(round(rules.headway_h * HOUR_S), _LEAST_CYCLE_S), (0,)
        minute_s = (rules.departure_min or 0) * 60
        days = [WEEKDAYS.index(day) - self._start_weekday for day in rules.weekdays]
        due_s = sorted(day % 7 * DAY_S + minute_s for day in days)
        return (WEEK_S, tuple(due_s)) if due_s else (0, ())


def existing(corridor: Corridor, scenario: s.Scenario) -> Corridor:
    """The corridor with the facilities that exist in the middle of the run."""
    middle = scenario.start + (scenario.end - scenario.start) / 2
    kept = tuple(f for f in corridor.facilities if f.exists_on(middle))
    return replace(corridor, facilities=kept)
