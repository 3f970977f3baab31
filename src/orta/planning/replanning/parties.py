"""Who has to agree to an action: what it needs that the plan did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orta.corridor import Corridor
from orta.planning.network import HopKind
from orta.planning.replanning.way import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody to ask: a carrier, a terminal, or the customs of a state."""

    role: str
    name: str
    reason: str


def find_parties(way: Way, plan: Way) -> tuple[Party, ...]:
    """Carriers, terminals and customs whose part differs from the plan.

    Derived from the operators of services, the terminals where goods are
    handled or stored, the states crossed and the border crossings used.
    """
    corridor = way.network.corridor
    return (
        *_carriers(corridor, way, plan),
        *_terminals(corridor, way, plan),
        *_customs(corridor, way, plan),
    )


def _carriers(corridor: Corridor, way: Way, plan: Way) -> Iterator[Party]:
    for service_id in way.service_ids:
        service = corridor.service_by_id[service_id]
        if service_id not in plan.service_ids:
            yield Party(
                role="carrier",
                name=service.operator or service.name,
                reason=f"takes the goods on {service.name}",
            )
        elif way.held or any(
            step.standing_min and step.hop.service_id == service_id
            for step in way.steps
        ):
            yield Party(
                role="carrier",
                name=service.operator or service.name,
                reason=f"carries later than booked on {service.name}",
            )
    for service_id in plan.service_ids:
        if service_id not in way.service_ids:
            service = corridor.service_by_id[service_id]
            yield Party(
                role="carrier",
                name=service.operator or service.name,
                reason=f"gives up the booking on {service.name}",
            )


def _terminals(corridor: Corridor, way: Way, plan: Way) -> Iterator[Party]:
    for node_id, days in way.stored_days.items():
        yield Party(
            role="terminal",
            name=corridor.node_by_id[node_id].name,
            reason=f"stores the goods, {days:.1f} days expected",
        )
    planned = dict.fromkeys(_handled(plan))
    for node_id, mode, kind in _handled(way):
        if (node_id, mode, kind) not in planned:
            yield Party(
                role="terminal",
                name=corridor.node_by_id[node_id].name,
                reason=f"{'loads' if kind is HopKind.LOAD else 'discharges'}, {mode}",
            )


def _handled(way: Way) -> Iterator[tuple[str, str, HopKind]]:
    for hop in way.hops:
        if hop.kind is not HopKind.MOVE:
            yield hop.from_node_id, hop.mode.value, hop.kind


def _customs(corridor: Corridor, way: Way, plan: Way) -> Iterator[Party]:
    """States that were not to be crossed, then other crossings of those that were."""
    new = [code for code in way.country_codes if code not in plan.country_codes]
    for code in new:
        yield Party(
            role="customs", name=code, reason="was not on the way: transit or entry"
        )
    borders = {border.border_id: border for border in corridor.borders}
    for border_id in way.border_ids:
        if border_id in plan.border_ids:
            continue
        border = borders[border_id]
        ends = [
            corridor.node_by_id[n] for n in (border.from_node_id, border.to_node_id)
        ]
        for node in ends:
            if node.country_code not in new:
                yield Party(
                    role="customs",
                    name=node.country_code,
                    reason=f"another crossing: {ends[0].name} - {ends[1].name}",
                )
    known = {node_id: corridor.node_by_id[node_id] for node_id in way.port_ids}
    for node_id, node in known.items():
        if node_id not in plan.port_ids and node.country_code not in new:
            yield Party(
                role="customs",
                name=node.country_code,
                reason=f"another port: {node.name}",
            )
