"""A corridor and a cargo as a network of hops: services are walked one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from orta.corridor import (
    BorderCrossing,
    Corridor,
    Duration,
    Link,
    Terminal,
    TransportCall,
    TransportService,
)
from orta.planning.network.emission import EmissionList
from orta.planning.network.gauge import ANY_GAUGE, TrackGauges
from orta.planning.network.hops import NO_WAIT, Hop, HopKind, Network
from orta.planning.network.limits import judge_hops
from orta.planning.network.price import Charge, PriceList
from orta.planning.network.waiting import WaitTable
from orta.vocabulary import (
    Cargo,
    ChargeType,
    LinkStatus,
    NodeType,
    StageCause,
    TransportMode,
)
from orta.vocabulary.quantities import minutes_from_hours


def compile_network(
    corridor: Corridor,
    cargo: Cargo,
    *,
    on: date = date.max,
    needs_price: bool = True,
) -> Network:
    """The states and hops that this cargo can use, at the prices of a day.

    Without a day prices are those in force last.

    A hop that no tariff or no emission factor covers is left out, and the
    network says so: an unknown price is not a price of nothing. So is a hop that
    a limit forbids to the load, and one that leads a wagon onto another gauge.
    Whoever asks how goods move, not what they cost, says that no price is needed: then
    such a hop has no charges, and emits nothing where no factor is known.

    Raises
    ------
    ModelError
        If a wait falls so fast from one month to the next that a later
        arrival would leave earlier, or there are more than 62 transit areas.
    """
    return _Compiler(corridor, cargo, on, needs_price=needs_price).network()


class _Compiler:
    """Collects states, hops and waits while the services are walked through."""

    def __init__(
        self, corridor: Corridor, cargo: Cargo, on: date, *, needs_price: bool
    ) -> None:
        self.corridor = corridor
        self.needs_price = needs_price
        self.cargo = cargo
        self.prices = PriceList(corridor, cargo, on)
        self.emissions = EmissionList(corridor, cargo)
        self.waits = WaitTable(corridor)
        self.hops: list[Hop] = []
        self.states: dict[tuple[str, str, int], int] = {}
        self.left_out: list[str] = []
        self.terminals = {(t.node_id, t.mode): t for t in corridor.terminals}
        self.borders = {(b.link_id, b.from_node_id): b for b in corridor.borders}
        self.links = [
            link for link in corridor.links if link.status is LinkStatus.IN_SERVICE
        ]
        self.gauges = TrackGauges(corridor, self.links, cargo.equipment_code)

    def network(self) -> Network:
        nodes = self.corridor.nodes
        ground = {node.node_id: self._state("", node.node_id) for node in nodes}
        usable = [
            service
            for service in self.corridor.services
            if self.cargo.equipment_code in service.equipment_codes
        ]
        for service in usable:
            if not service.is_network:
                self._add_line(service)
        self._add_networks([service for service in usable if service.is_network])
        verdicts = judge_hops(self.corridor, self.cargo, self.hops)
        self.left_out += verdicts.reasons
        judged = zip(self.hops, verdicts.is_allowed, strict=True)
        return Network(
            corridor=self.corridor,
            cargo=self.cargo,
            hops=tuple(hop for hop, is_allowed in judged if is_allowed),
            ground=ground,
            n_states=len(self.states),
            waits=self.waits.arrays(),
            wait_values=tuple(self.waits.waits),
            left_out=tuple(dict.fromkeys(self.left_out)),
        )

    def _add_line(self, service: TransportService) -> None:
        """Hops of a service with calls: from call to call, and on and off there."""
        links = {
            ends: link
            for link in self.links
            if link.mode is service.mode
            for ends in _directions(link)
        }
        offset_min = 0
        arriving = {self.gauges.own}
        for call, following in _with_next(service.calls):
            if not call.passes:
                if following is not None:
                    self._add_loading(service, call.node_id, offset_min=offset_min)
                if call is not service.calls[0]:
                    self._add_discharge(service, call.node_id, arriving)
            if following is None or following.transit is None:
                return
            link = links.get((call.node_id, following.node_id))
            if link is None:
                self.left_out.append(
                    f"{service.service_id}: no {service.mode} link in service joins "
                    f"{call.node_id} and {following.node_id}"
                )
                return
            hops = self._moves(service, service, link, call.node_id, following.transit)
            self.hops += [hop for hop, _, _ in hops]
            arriving = {gauge_mm for _, _, gauge_mm in hops}
            border = self.borders.get((link.link_id, call.node_id))
            parts = (following.transit, *([border.dwell] if border else []))
            offset_min += sum(minutes_from_hours(part.mean_h) for part in parts)

    def _add_networks(self, services: list[TransportService]) -> None:
        """Hops of services that run on every link of their mode in some states."""
        at_home = defaultdict(list)
        for service in services:
            for code in service.country_codes:
                at_home[service.mode, code].append(service)
        served: dict[tuple[str, str], set[int]] = defaultdict(set)
        for link in self.links:
            for start, end in _directions(link):
                before = at_home[link.mode, self._country(start)]
                after = at_home[link.mode, self._country(end)]
                for service, successor in _hand_overs(before, after):
                    transit = service.transit(link.move_h)
                    hops = self._moves(service, successor, link, start, transit)
                    for hop, before_mm, after_mm in hops:
                        self.hops.append(hop)
                        served[service.service_id, start].add(before_mm)
                        served[successor.service_id, end].add(after_mm)
        by_id = {service.service_id: service for service in services}
        order = {service_id: number for number, service_id in enumerate(by_id)}
        for service_id, node_id in sorted(
            served, key=lambda key: (order[key[0]], key[1])
        ):
            gauges = served[service_id, node_id]
            if self.gauges.own in gauges:
                self._add_loading(by_id[service_id], node_id, offset_min=0)
            self._add_discharge(by_id[service_id], node_id, gauges)

    def _moves(
        self,
        service: TransportService,
        successor: TransportService,
        link: Link,
        start: str,
        transit: Duration,
    ) -> list[tuple[Hop, int, int]]:
        """The hops over a link, each with the gauge before and after it."""
        border = self.borders.get((link.link_id, start))
        ways = self.gauges.ways_over(link, start, border)
        if not ways:
            self.left_out.append(f"{link.link_id}: no exchange of bogies is known")
            return []
        found = []
        for before_mm, after_mm in ways:
            hop = self._move(service, successor, link, start, transit)
            if hop is not None:
                tail = self._state(service.service_id, start, before_mm)
                head = self._state(successor.service_id, hop.to_node_id, after_mm)
                hop = replace(hop, tail=tail, head=head)
                found.append((hop, before_mm, after_mm))
        return found

    def _move(
        self,
        service: TransportService,
        successor: TransportService,
        link: Link,
        start: str,
        transit: Duration,
    ) -> Hop | None:
        """The hop over a link, yet without its states; None if it has no price."""
        border = self.borders.get((link.link_id, start))
        if border is None and service is not successor:
            return None  # two carriers, and nobody says how they hand over
        charges = self._move_charges(service, successor, link, border)
        emission_g = self.emissions.transport_g(service, link)
        if emission_g is None:
            self.left_out.append(f"{service.service_id}: no emission factor")
            emission_g = None if self.needs_price else 0
        if charges is None or emission_g is None:
            return None
        stages = [(StageCause.MOVE, transit)]
        if border is not None:
            stages.append((StageCause.BORDER, border.dwell))
        end = link.to_node_id if start == link.from_node_id else link.from_node_id
        crossed = self._crossed(service, link, start)
        return Hop(
            kind=HopKind.MOVE,
            tail=self._state("", start),
            head=self._state("", end),
            mode=service.mode,
            service_id=service.service_id,
            from_node_id=start,
            to_node_id=end,
            stages=tuple(stages),
            charges=charges,
            emission_g=emission_g + self.emissions.border_g(link.mode, border),
            country_codes=tuple(crossed),
            country_shares=tuple(crossed.values()),
            link_id=link.link_id,
            length_km=link.length_km,
        )

    def _move_charges(
        self,
        service: TransportService,
        successor: TransportService,
        link: Link,
        border: BorderCrossing | None,
    ) -> tuple[Charge, ...] | None:
        """Freight by the kilometre, border dues, and the next carrier's fixed part."""
        parts = [self._freight(service, length_km=link.length_km)]
        if border is not None:
            parts.append(self._dues(ChargeType.BORDER, border.border_id))
        if successor is not service:
            parts.append(self._freight(successor, length_km=0))
        return self._joined(parts)

    def _add_loading(
        self, service: TransportService, node_id: str, *, offset_min: int
    ) -> None:
        freight = self._freight(service, length_km=0)
        hop = self._handling(service, node_id, HopKind.LOAD, freight)
        if hop is not None:
            wait = self.waits.add_departure(service, node_id, offset_min=offset_min)
            self.hops.append(_with_wait(hop, wait))

    def _add_discharge(
        self, service: TransportService, node_id: str, gauges: set[int]
    ) -> None:
        hop = self._handling(service, node_id, HopKind.DISCHARGE, ())
        if hop is None:
            return
        wait = self.waits.add_entry(service, node_id)
        for gauge_mm in sorted(gauges):
            tail = self._state(service.service_id, node_id, gauge_mm)
            self.hops.append(_with_wait(replace(hop, tail=tail), wait))

    def _handling(
        self,
        service: TransportService,
        node_id: str,
        kind: HopKind,
        freight: tuple[Charge, ...] | None,
    ) -> Hop | None:
        """On or off a service, or None where there is no terminal or no price."""
        terminal = self.terminals.get((node_id, service.mode))
        if terminal is None:
            return None
        dues = self._dues(ChargeType.HANDLING, terminal.terminal_id)
        charges = self._joined([dues, freight])
        if charges is None:
            return None
        aboard = self._state(service.service_id, node_id, self.gauges.own)
        ends = self._state("", node_id), aboard
        tail, head = ends if kind is HopKind.LOAD else ends[::-1]
        return Hop(
            kind=kind,
            tail=tail,
            head=head,
            mode=service.mode,
            service_id=service.service_id,
            from_node_id=node_id,
            to_node_id=node_id,
            stages=_handling_stages(service, terminal, kind),
            charges=charges,
            emission_g=self.emissions.handling_g(service.mode, node_id),
            country_codes=(self._country(node_id),),
            country_shares=(1.0,),
        )

    def _freight(
        self, service: TransportService, *, length_km: float
    ) -> tuple[Charge, ...] | None:
        charges = self.prices.find_freight(service, length_km=length_km)
        if charges is None:
            self.left_out.append(
                f"{service.service_id}: no tariff for {self.cargo.equipment_code}"
            )
        return charges

    def _dues(
        self, charge_type: ChargeType, target_id: str
    ) -> tuple[Charge, ...] | None:
        charges = self.prices.find_charges(charge_type, target_id)
        if charges is None:
            self.left_out.append(f"{target_id}: no tariff for {charge_type}")
        return charges

    def _joined(
        self, parts: list[tuple[Charge, ...] | None]
    ) -> tuple[Charge, ...] | None:
        """All charges together; none or None if one of the parts has no tariff."""
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None if self.needs_price else ()
        return tuple(charge for part in known for charge in part)

    def _state(self, service_id: str, node_id: str, gauge_mm: int = ANY_GAUGE) -> int:
        key = (service_id, node_id, gauge_mm)
        return self.states.setdefault(key, len(self.states))

    def _country(self, node_id: str) -> str:
        return self.corridor.node_by_id[node_id].country_code

    def _crossed(
        self, service: TransportService, link: Link, start: str
    ) -> dict[str, float]:
        """States a hop touches, and the share of it that belongs to each.

        On land those of the link. At sea only canals, and a port of call that is
        left with the goods on board: the open sea belongs to nobody.
        """
        if link.mode is TransportMode.SEA:
            ends = (link.from_node_id, link.to_node_id)
            nodes = [self.corridor.node_by_id[end] for end in ends]
            canals = [n.node_id for n in nodes if n.node_type is NodeType.CANAL]
            calls = {c.node_id for c in service.calls if not c.passes} & {start}
            return dict.fromkeys(map(self._country, (*calls, *canals)), 0.0)
        first, last = self._country(link.from_node_id), self._country(link.to_node_id)
        others = [*link.via_country_codes, *([last] if last != first else [])]
        if not others:
            return {first: 1.0}
        share = 0.5 if link.from_state_share is None else link.from_state_share
        shares = {first: share, **dict.fromkeys(others, (1 - share) / len(others))}
        return shares if start == link.from_node_id else dict(reversed(shares.items()))


def _directions(link: Link) -> Iterator[tuple[str, str]]:
    yield link.from_node_id, link.to_node_id
    if not link.directed:
        yield link.to_node_id, link.from_node_id


def _with_next(
    calls: tuple[TransportCall, ...],
) -> Iterator[tuple[TransportCall, TransportCall | None]]:
    yield from zip(calls, (*calls[1:], None), strict=True)


def _hand_overs(
    before: list[TransportService], after: list[TransportService]
) -> Iterator[tuple[TransportService, TransportService]]:
    """Who carries on: the same service if it can, else every one of the other side."""
    for service in before:
        if service in after:
            yield service, service
            continue
        for successor in after:
            if successor not in before:
                yield service, successor


def _handling_stages(
    service: TransportService, terminal: Terminal, kind: HopKind
) -> tuple[tuple[StageCause, Duration], ...]:
    """Handling and, before loading, what is left of the cut-off after it.

    Who comes within the cut-off of a departure misses it: so the search for a
    departure, by any dispatch rule, begins where the cut-off of the goods ends.
    """
    handling = (StageCause.HANDLE, terminal.handling)
    slack_h = (service.cutoff_h or 0) - terminal.handling.mean_h
    if kind is HopKind.DISCHARGE or slack_h <= 0:
        return (handling,)
    return handling, (StageCause.WAIT_SERVICE, Duration.fixed(slack_h))


def _with_wait(hop: Hop, wait: int) -> Hop:
    return hop if wait == NO_WAIT else replace(hop, wait=wait)
