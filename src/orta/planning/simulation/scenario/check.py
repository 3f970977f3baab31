"""Whether a scenario is about things that a corridor has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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

# Facilities that no unit is served at: ships are, or nobody.
_NOT_SERVED = frozenset(
    {FacilityType.BERTH, FacilityType.YARD, FacilityType.WAGON_POOL}
)
_THE_SAME = 100.0  # likeness of a name to itself


def find_bad_entries(scenario: Scenario, corridor: Corridor) -> tuple[BadEntry, ...]:
    """What the corridor has not, or cannot follow; each with where it stands."""
    return tuple(
        chain(
            _unknown_ids(scenario, corridor),
            _unknown_places(scenario, corridor),
            _no_ports(scenario, corridor),
            _unknown_goods(scenario, corridor),
            _impossible_services(scenario, corridor),
            _impossible_fleets(scenario, corridor),
            _unclear_berths(scenario, corridor),
            _impossible_values(scenario, corridor),
            _impossible_dated(scenario, corridor),
        )
    )


def _unknown_ids(scenario: Scenario, corridor: Corridor) -> Iterator[BadEntry]:
    fleets = [fleet for service in corridor.services for fleet in service.fleets]
    by_table: Mapping[str, Sequence[Any]] = {
        "fleet": fleets,
        "facility": corridor.facilities,
        "link": corridor.links,
        "demand": corridor.demands,
    }
    for path, table, said_id in _named_on_days(scenario):
        known = [getattr(row, f"{table}_id") for row in by_table[table]]
        if said_id not in known:
            yield BadEntry(
                path=path,
                problem=f"the dataset has no {table} {said_id}",
                hint=did_you_mean(said_id, known) or _no(table, known),
            )
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


def _named_on_days(
    scenario: Scenario,
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """What is named by what happens on some days: where, its table and its id."""
    for number, closure in enumerate(scenario.closures):
        for table, said_id in (
            ("link", closure.link_id),
            ("facility", closure.facility_id),
        ):
            if said_id:
                yield ("closure", number, f"{table}_id"), table, said_id
    for number, slow in enumerate(scenario.slowdowns):
        path = ("slowdown", number, "facility_id")
        yield path, "facility", slow.facility_id
    for number, absence in enumerate(scenario.absences):
        yield ("absence", number, "fleet_id"), "fleet", absence.fleet_id
    for number, change in enumerate(scenario.demand_changes):
        for demand_id in change.demand_ids:
            path = ("demand_change", number, "demand_ids")
            yield path, "demand", demand_id


def _no(table: str, known: list[str]) -> str:
    return f"list them with `orta data show {table}`" if known else "it has none at all"


def _named_places(scenario: Scenario) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """All places that are named: where, and the id."""
    for node_id in scenario.ports:
        yield ("port", node_id), node_id
    for number, ban in enumerate(scenario.bans):
        yield ("ban", number, "node_id"), ban.node_id
    for number, closure in enumerate(scenario.closures):
        for name in ("node_id", "from_node_id"):
            if node_id := getattr(closure, name):
                yield ("closure", number, name), node_id
    for key, policy in scenario.demands.items():
        for node_id in policy.via_node_ids:
            yield ("demand", key, "via_node_ids"), node_id


def _unknown_places(scenario: Scenario, corridor: Corridor) -> Iterator[BadEntry]:
    gazetteer = None
    for path, node_id in _named_places(scenario):
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


def _no_ports(scenario: Scenario, corridor: Corridor) -> Iterator[BadEntry]:
    """Places that are spoken of as ports, and no ship calls there."""
    at_sea = {
        call.node_id
        for service in corridor.services
        if service.mode is TransportMode.SEA
        for call in service.calls
    }
    ports: list[tuple[tuple[str | int, ...], str]] = [
        *((("port", node_id), node_id) for node_id in scenario.ports),
        *(
            (("closure", n, "node_id"), closure.node_id)
            for n, closure in enumerate(scenario.closures)
        ),
    ]
    for path, node_id in ports:
        if node_id in corridor.node_by_id and node_id not in at_sea:
            yield BadEntry(
                path=path,
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


def _impossible_dated(scenario: Scenario, corridor: Corridor) -> Iterator[BadEntry]:
    """What cannot be shut or slow: links at sea, and facilities without servers."""
    kinds = {row.facility_id: row.facility_type for row in corridor.facilities}
    for number, closure in enumerate(scenario.closures):
        link = corridor.link_by_id.get(closure.link_id)
        if link is not None and link.mode is TransportMode.SEA:
            yield BadEntry(
                path=("closure", number, "link_id"),
                problem=f"link {link.link_id} is at sea: nobody can shut it",
                hint="shut the port at its end: node_id",
            )
        if link is not None and closure.from_node_id not in (
            *("", link.from_node_id),
            link.to_node_id,
        ):
            yield BadEntry(
                path=("closure", number, "from_node_id"),
                problem=f"link {link.link_id} does not begin at {closure.from_node_id}",
                hint=f"say {link.from_node_id} or {link.to_node_id}",
            )
    named = [
        *((("closure", n), c.facility_id) for n, c in enumerate(scenario.closures)),
        *((("slowdown", n), c.facility_id) for n, c in enumerate(scenario.slowdowns)),
    ]
    for path, facility_id in named:
        if kinds.get(facility_id) in _NOT_SERVED:
            yield BadEntry(
                path=(*path, "facility_id"),
                problem=f"nobody begins at {facility_id} one by one: it is a "
                f"{kinds[facility_id]}",
                hint="berths are shut with their port: node_id",
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
