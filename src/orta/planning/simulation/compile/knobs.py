"""What a scenario and the fitted parameters make of the dataset's figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orta.corridor import (
    WEEKDAYS,
    Corridor,
    Facility,
    Fleet,
    Terminal,
    TransportService,
)
from orta.planning.network import Hop
from orta.planning.simulation.compile.laws import HOUR_S
from orta.planning.simulation.scenario import Scenario, ServicePolicy
from orta.vocabulary import DispatchRule, FacilityType

DAY_S: Final = 24 * HOUR_S
WEEK_S: Final = 7 * DAY_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """When a line departs. A loose one keeps its intervals, not its days."""

    min_load_teu: int | None = None
    max_wait_s: int | None = None
    cycle_s: int = 0
    due_s: tuple[int, ...] = ()
    is_loose: bool = False


class Knobs:
    """Looks a figure up in the scenario, then among the parameters, then in the data."""

    def __init__(
        self, corridor: Corridor, scenario: Scenario, start_weekday: int
    ) -> None:
        self._scenario, self._start_weekday = scenario, start_weekday
        self._country = {n.node_id: n.country_code for n in corridor.nodes}
        self._values = {
            parameter.target: scenario.parameters.get(
                parameter.parameter_id,
                parameter.start if parameter.fitted is None else parameter.fitted,
            )
            for parameter in corridor.parameters
        }

    def dispatch(self, service: TransportService) -> Dispatch:
        """The dispatch rule of a service under the policy of the scenario."""
        policy = self._scenario.services.get(service.service_id, ServicePolicy())
        fills = service.dispatch_rule is DispatchRule.FILL_AND_GO
        if policy.fill is not None:
            fills = policy.fill
        min_load_teu = max_wait_s = None
        if fills:
            min_load_teu = self._min_load(service, policy)
            wait_h = _first(policy.max_wait_h, service.max_wait_h)
            max_wait_s = None if wait_h is None else round(wait_h * HOUR_S)
        weekdays = policy.weekdays or service.weekdays
        headway_h = _first(policy.headway_h, service.headway_h)
        if weekdays:
            minute = _first(policy.departure_min, service.departure_min, 0)
            days = (WEEKDAYS.index(day) - self._start_weekday for day in weekdays)
            due_s = sorted(day % 7 * DAY_S + round(minute or 0) * 60 for day in days)
            return Dispatch(
                min_load_teu=min_load_teu,
                max_wait_s=max_wait_s,
                cycle_s=WEEK_S,
                due_s=tuple(due_s),
            )
        return Dispatch(
            min_load_teu=min_load_teu,
            max_wait_s=max_wait_s,
            cycle_s=round(headway_h * HOUR_S) if headway_h else 0,
            due_s=(0,) if headway_h else (),
            is_loose=bool(headway_h),
        )

    def vessel_count(self, fleet: Fleet) -> int:
        """Vessels of a fleet."""
        policy = self._scenario.fleets.get(fleet.fleet_id)
        if policy is None:
            return fleet.vessel_count
        count = _first(policy.vessel_count, fleet.vessel_count)
        return max(int(count or 0) + policy.vessels_more, 0)

    def payload_teu(self, fleet: Fleet) -> int:
        """TEU that a vessel carries at the level of the sea."""
        policy = self._scenario.fleets.get(fleet.fleet_id)
        payload = fleet.payload_teu
        if policy is not None and policy.payload_teu is not None:
            payload = policy.payload_teu
        fall_m = -self._scenario.sea_level_change_m
        if fall_m > 0:
            fall_m = max(fall_m - fleet.margin_m, 0.0)
        return max(int(payload * (1 - fleet.loss_share_per_m * fall_m)), 1)

    def max_lay_s(self, service: TransportService, fleet: Fleet) -> int | None:
        """The longest lay at a call of a service."""
        policy = self._scenario.services.get(service.service_id, ServicePolicy())
        lay_h = _first(
            policy.max_lay_h,
            self._values.get(f"lay_h:{fleet.fleet_id}"),
            fleet.max_lay_h,
        )
        return None if lay_h is None else round(lay_h * HOUR_S)

    def server_count(self, facility: Facility) -> int | None:
        """Servers of a facility."""
        policy = self._scenario.facilities.get(facility.facility_id)
        if policy is not None and policy.server_count is not None:
            return policy.server_count
        if facility.facility_type is FacilityType.BERTH:
            port = self._scenario.ports.get(facility.node_id)
            if port is not None and port.berths is not None:
                return port.berths
        return facility.server_count

    def room_teu(self, facility: Facility) -> int | None:
        """Room of a facility for corridor traffic."""
        policy = self._scenario.facilities.get(facility.facility_id)
        if policy is not None and policy.room_teu is not None:
            return round(policy.room_teu)
        if facility.room_teu is None:
            return None
        return round(facility.room_teu * self.available_share(facility))

    def available_share(self, facility: Facility) -> float:
        """Share of a facility that corridor traffic may use."""
        policy = self._scenario.facilities.get(facility.facility_id)
        if policy is not None and policy.available_share is not None:
            return policy.available_share
        return facility.available_share

    def wind_limit_change_m_s(self, node_id: str) -> float:
        """How much more wind a port bears than its closures say."""
        policy = self._scenario.ports.get(node_id)
        return 0.0 if policy is None else policy.wind_limit_change_m_s

    def priority(self, demand_id: str) -> int:
        """Whose turn it is first: 0, 1 or 2."""
        policy = self._scenario.demands.get(demand_id)
        return 1 if policy is None or policy.priority is None else policy.priority

    def demand_factor(self, demand_id: str) -> float:
        """How many times the demand of the dataset comes."""
        policy = self._scenario.demands.get(demand_id)
        return self._values.get(f"demand:{demand_id}", 1.0) * (
            1.0 if policy is None else policy.factor
        )

    def handling(self, terminal: Terminal) -> float:
        """Factor of the handling time at a terminal."""
        return self._values.get(
            f"handling:{terminal.terminal_id}",
            self._values.get(f"handling:{terminal.mode}", 1.0),
        )

    def border(self, hop: Hop) -> float:
        """Factor of the dwell at a border."""
        ends = f"{self._country[hop.from_node_id]}-{self._country[hop.to_node_id]}"
        return self._values.get(
            f"border_dwell:{ends}", self._values.get("border_dwell", 1.0)
        )

    def moving(self, hop: Hop) -> float:
        """Factor of the running time."""
        country = self._country[hop.from_node_id]
        return self._values.get(f"{hop.mode}_time:{country}", 1.0)

    def _min_load(self, service: TransportService, policy: ServicePolicy) -> int | None:
        if policy.min_load_share is not None and service.fleets:
            payload = min(self.payload_teu(fleet) for fleet in service.fleets)
            return max(round(policy.min_load_share * payload), 1)
        load = _first(
            policy.min_load_teu,
            self._values.get(f"min_load_teu:{service.service_id}"),
            service.min_load_teu,
        )
        return None if load is None else max(round(load), 1)


def _first(*values: float | None) -> float | None:
    """The first value that somebody gave."""
    return next((value for value in values if value is not None), None)
