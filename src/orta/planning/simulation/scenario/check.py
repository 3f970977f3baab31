"""Whether a scenario is about things that a corridor has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from orta.corridor import Corridor, Fleet, Gazetteer
from orta.errors import BadEntry, ModelError
from orta.planning.simulation.scenario.alike import did_you_mean
from orta.planning.simulation.scenario.dispatch import Dispatch
from orta.planning.simulation.scenario.policies import Ban, FleetPolicy
from orta.vocabulary import FacilityType, TransportMode

if TYPE_CHECKING:
    from orta.planning.simulation.scenario.scenario import Scenario

_THE_SAME = 100.0  # likeness of a name to itself


def find_bad_entries(scenario: Scenario, corridor: Corridor) -> tuple[BadEntry, ...]:
    """What the corridor has not, or cannot follow; each with where it stands."""
    return tuple(
        chain(
            _unknown_ids(scenario, corridor),
            _unknown_places(scenario, corridor),
            _unknown_goods(scenario, corridor),
            _impossible_services(scenario, corridor),
            _impossible_fleets(scenario, corridor),
            _unclear_berths(scenario, corridor),
            _impossible_values(scenario, corridor),
        )
    )


def _unknown_ids(scenario: Scenario, corridor: Corridor) -> Iterator[BadEntry]:
    fleets = [fleet for service in corridor.services for fleet in service.fleets]
    tables: tuple[tuple[str, Iterable[str], Iterable[Any]], ...] = (
        ("service", scenario.services, corridor.services),
        ("fleet", scenario.fleets, fleets),
        ("facility", scenario.facilities, corridor.facilities),
        ("demand", scenario.demands, corridor.demands),
        ("parameter", scenario.parameters, corridor.parameters),
    )
    for table, said, rows in tables:
        known = [getattr(row, f"{table}_id") for row in rows]
        for key in said:
            if key not in known:
                yield BadEntry(
                    path=(table, key),
                    problem=f"the dataset has no {table} {key}",
                    hint=did_you_mean(key, known) or _no(table, known),
                )


def _no(table: str, known: list[str]) -> str:
    return f"list them with `orta data show {table}`" if known else "it has none at all"


def _unknown_places(scenario: Scenario, corridor: Corridor) -> Iterator[BadEntry]:
    said: list[tuple[tuple[str | int, ...], str]] = [
        *((("port", node_id), node_id) for node_id in scenario.ports),
        *((("ban", n, "node_id"), b.node_id) for n, b in enumerate(scenario.bans)),
    ]
    gazetteer = None
    for path, node_id in said:
        if node_id in corridor.node_by_id:
            continue
        gazetteer = gazetteer or Gazetteer(corridor)
        near = gazetteer.list_places(node_id, limit=3)
        if near and near[0].likeness == _THE_SAME:
            near = near[:1]
        ids = " or ".join(f"{at.node.node_id} ({at.node.name})" for at in near)
        yield BadEntry(
            path=path,
            problem=f"the dataset has no node {node_id}",
            hint=f"did you mean {ids}?"
            if near
            else "list them with `orta places TEXT`",
        )
    at_sea = {
        call.node_id
        for service in corridor.services
        if service.mode is TransportMode.SEA
        for call in service.calls
    }
    for node_id in scenario.ports:
        if node_id in corridor.node_by_id and node_id not in at_sea:
            yield BadEntry(
                path=("port", node_id),
                problem=f"no ship calls at {node_id}",
                hint="a port is a place where a service of mode sea calls",
            )


def _unknown_goods(scenario: Scenario, corridor: Corridor) -> Iterator[BadEntry]:
    codes = [row.commodity_code for row in corridor.commodities]
    for number, ban in enumerate(scenario.bans):
        for code in ban.commodity_codes:
            one = Ban(
                node_id=ban.node_id, starts=ban.starts, days=1, commodity_codes=(code,)
            )
            if not any(map(one.covers_goods, codes)):
                yield BadEntry(
                    path=("ban", number, "commodity_codes"),
                    problem=f"the dataset has no goods of code {code}",
                    hint=did_you_mean(code, codes)
                    or "list them with `orta data show commodity`",
                )


def _impossible_services(scenario: Scenario, corridor: Corridor) -> Iterator[BadEntry]:
    for service_id, policy in scenario.services.items():
        service = corridor.service_by_id.get(service_id)
        if service is None:
            continue
        path = ("service", service_id)
        try:
            Dispatch.of(service, policy)
        except ModelError as error:
            yield BadEntry(path=path, problem=error.message)
        if policy.max_lay_h is not None and not service.fleets:
            yield BadEntry(
                path=(*path, "max_lay_h"),
                problem=f"service {service_id} has no fleet that could lie idle",
                hint="leave max_lay_h out",
            )


def _impossible_fleets(scenario: Scenario, corridor: Corridor) -> Iterator[BadEntry]:
    fleets = {f.fleet_id: f for service in corridor.services for f in service.fleets}
    for fleet_id, policy in scenario.fleets.items():
        fleet = fleets.get(fleet_id)
        if fleet is None:
            continue
        if fleet.vessel_count + policy.vessels_more < 1:
            yield BadEntry(
                path=("fleet", fleet_id, "vessels_more"),
                problem=f"fleet {fleet_id} has {fleet.vessel_count} vessels: "
                "at least one has to stay",
            )
        for twin in fleets.values():
            said = scenario.fleets.get(twin.fleet_id, FleetPolicy())
            if _are_the_same(fleet, twin) and said != policy:
                yield BadEntry(
                    path=("fleet", fleet_id),
                    problem=f"{fleet_id} and {twin.fleet_id} are the same vessels, "
                    "out and home",
                    hint=f"say the same of {twin.fleet_id}",
                )


def _unclear_berths(scenario: Scenario, corridor: Corridor) -> Iterator[BadEntry]:
    """A number of berths at a port whose quays have berths of their own."""
    middle = scenario.start + (scenario.end - scenario.start) / 2
    for node_id, policy in scenario.ports.items():
        quays = [
            facility.facility_id
            for facility in corridor.facilities
            if facility.node_id == node_id
            and facility.facility_type is FacilityType.BERTH
            and facility.exists_on(middle)
        ]
        if policy.berths is not None and len(quays) > 1:
            yield BadEntry(
                path=("port", node_id, "berths"),
                problem=f"{node_id} has {len(quays)} kinds of berths: "
                "which of them is meant?",
                hint=f"say server_count of facility {' or '.join(sorted(quays))}",
            )


def _are_the_same(fleet: Fleet, other: Fleet) -> bool:
    """Whether two rows are the same vessels: either comes home by the other."""
    return (
        fleet.return_service_id == other.service_id
        or other.return_service_id == fleet.service_id
    )


def _impossible_values(scenario: Scenario, corridor: Corridor) -> Iterator[BadEntry]:
    """Parameters outside of their bounds, where the dataset has bounds."""
    rows = {row.parameter_id: row for row in corridor.parameters}
    for parameter_id, value in scenario.parameters.items():
        row = rows.get(parameter_id)
        if row is not None and not row.lower <= value <= row.upper:
            yield BadEntry(
                path=("parameter", parameter_id),
                problem=f"{parameter_id} is {value:g}, "
                f"expected a number from {row.lower:g} to {row.upper:g}",
            )
