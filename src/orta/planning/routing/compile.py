"""A corridor and a cargo as arrays: states, the hops between them, and waits.

A consignment is either on the ground at a node or aboard a service at a node.
Hops load it, move it over one link, or discharge it:

    ground A ──load──▶ aboard S at A ──move──▶ aboard S at B ──discharge──▶ ground B

At a border the hop leads from one railway's trains straight to the next one's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from orta.corridor import (
    WEEKDAYS,
    BorderCrossing,
    Corridor,
    Duration,
    Link,
    Terminal,
    TransportService,
)
from orta.errors import ModelError
from orta.planning.graph import Csr, build_csr
from orta.planning.routing.kernel import DEPARTURES, MONTHS, MONTH_MIN, Hops, Waits
from orta.planning.routing.price import Charge, PriceList
from orta.planning.routing.waiting import mean_service_wait_h, mean_weather_wait_h
from orta.vocabulary import (
    Cargo,
    ChargeType,
    DispatchRule,
    LinkStatus,
    NodeType,
    StageCause,
    TransportMode,
)
from orta.vocabulary.quantities import (
    MINUTES_PER_DAY,
    MINUTES_PER_WEEK,
    minutes_from_hours,
)

NO_WAIT = -1

# One customs territory: a consignment crosses it under one transit declaration,
# so that two ways through it do not differ in the states they depend on.
EU_MEMBERS = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
    .split()
)  # fmt: skip


class HopKind(StrEnum):
    """What a hop does."""

    LOAD = "load"
    MOVE = "move"
    DISCHARGE = "discharge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step, with all that its legs, price and explanation are made of."""

    kind: HopKind
    tail: int
    head: int
    mode: TransportMode
    service_id: str
    from_node_id: str
    to_node_id: str
    stages: tuple[tuple[StageCause, Duration], ...]
    charges: tuple[Charge, ...]
    emission_g: int
    country_codes: tuple[str, ...]
    link_id: str = ""
    length_km: float = 0.0
    wait: int = NO_WAIT

    @property
    def minutes(self) -> int:
        """Expected minutes, without the wait for a departure or for the weather."""
        return sum(minutes_from_hours(d.mean_h) for _, d in self.stages)

    @property
    def cost_cents(self) -> int:
        """What the hop costs for the whole cargo."""
        return sum(charge.amount_cents for charge in self.charges)


@dataclass(frozen=True)
class Network:
    """The compiled corridor for one cargo."""

    corridor: Corridor
    cargo: Cargo
    hops: tuple[Hop, ...]
    ground: dict[str, int]  # state of a consignment on the ground at a node
    n_states: int
    waits: Waits
    left_out: tuple[str, ...]  # services that could not be used, and why

    @cached_property
    def arrays(self) -> Hops:
        """Hops as the kernel wants them, grouped by the state they leave."""
        hops = self.hops
        tail = np.array([hop.tail for hop in hops], dtype=np.int32)
        head = np.array([hop.head for hop in hops], dtype=np.int32)
        return Hops(
            csr=build_csr(tail, head, n_vertices=self.n_states),
            minutes=np.array([hop.minutes for hop in hops], dtype=np.int64),
            weights=np.array(
                [(hop.cost_cents, hop.emission_g) for hop in hops], dtype=np.int64
            ).reshape(len(hops), 2),
            areas=np.array([self.area_mask(h.country_codes) for h in hops], np.int64),
            wait=np.array([hop.wait for hop in hops], dtype=np.int32),
        )

    @cached_property
    def backward(self) -> Csr:
        """The same hops grouped by the state they lead to."""
        tail = np.array([hop.tail for hop in self.hops], dtype=np.int32)
        head = np.array([hop.head for hop in self.hops], dtype=np.int32)
        return build_csr(head, tail, n_vertices=self.n_states)

    @cached_property
    def area_bit(self) -> dict[str, int]:
        """One bit for each area of transit: a state, or the European Union."""
        areas = sorted({transit_area(node.country_code) for node in self.corridor.nodes})
        if len(areas) > 62:
            raise ModelError(f"{len(areas)} areas of transit, at most 62 are possible")
        return {area: 1 << position for position, area in enumerate(areas)}

    def area_mask(self, country_codes: tuple[str, ...]) -> int:
        """The bits of the areas that these states lie in."""
        mask = 0
        for code in country_codes:
            mask |= self.area_bit[transit_area(code)]
        return mask

    def open_hops(self, avoid: frozenset[str]) -> NDArray[np.bool_]:
        """Which hops do not touch the states to be avoided, shape (n_hops,)."""
        return np.array([avoid.isdisjoint(h.country_codes) for h in self.hops], bool)


def compile_network(corridor: Corridor, cargo: Cargo) -> Network:
    """The states and hops that this cargo can use.

    Raises
    ------
    ModelError
        If a wait falls so fast from one month to the next that a later
        arrival would leave earlier.
    """
    return _Compiler(corridor, cargo).network()


def transit_area(country_code: str) -> str:
    """What a state counts as when two ways are compared by the states they cross."""
    return "EU" if country_code in EU_MEMBERS else country_code


class _Compiler:
    """Collects states, hops and waits while the services are walked through."""

    def __init__(self, corridor: Corridor, cargo: Cargo) -> None:
        self.corridor = corridor
        self.cargo = cargo
        self.prices = PriceList(corridor, cargo)
        self.hops: list[Hop] = []
        self.states: dict[tuple[str, str], int] = {}
        self.service_waits: list[list[int]] = []
        self.weather_waits: list[list[int]] = []
        self.departures: list[list[int]] = []
        self.left_out: list[str] = []
        self.terminals = {(t.node_id, t.mode): t for t in corridor.terminals}
        self.borders = {(b.link_id, b.from_node_id): b for b in corridor.borders}
        closures: dict[str, dict[int, object]] = defaultdict(dict)
        for closure in corridor.closures:
            closures[closure.node_id][closure.month] = closure
        self.closures = closures
        self.links = [
            link for link in corridor.links if link.status is LinkStatus.IN_SERVICE
        ]

    def network(self) -> Network:
        for node in self.corridor.nodes:
            self._state("", node.node_id)
        usable = [
            service
            for service in self.corridor.services
            if self.cargo.equipment_code in service.equipment_codes
        ]
        for service in usable:
            if not service.is_network:
                self._add_line(service)
        self._add_networks([service for service in usable if service.is_network])
        return Network(
            corridor=self.corridor,
            cargo=self.cargo,
            hops=tuple(self.hops),
            ground={n.node_id: self.states["", n.node_id] for n in self.corridor.nodes},
            n_states=len(self.states),
            waits=self._wait_arrays(),
            left_out=tuple(dict.fromkeys(self.left_out)),
        )

    # -- lines: services with calls ------------------------------------------

    def _add_line(self, service: TransportService) -> None:
        link_between = {
            ends: link
            for link in self.links
            if link.mode is service.mode
            for ends in _directions(link)
        }
        offset_min = 0
        for call in service.calls:
            if not call.passes:
                last, first = call is service.calls[-1], call is service.calls[0]
                offset = offset_min if not last else None
                self._add_handling(service, call.node_id, offset, discharge=not first)
            following = _next_call(service, call.call_sequence)
            if following is None:
                continue
            link = link_between.get((call.node_id, following.node_id))
            if link is None or following.transit is None:
                self.left_out.append(
                    f"{service.service_id}: no {service.mode} link joins "
                    f"{call.node_id} and {following.node_id}"
                )
                return
            hop = self._move_hop(service, service, link, call.node_id, following.transit)
            if hop is not None:
                self.hops.append(hop)
                offset_min += hop.minutes

    # -- networks: every link of a mode in some states -------------------------

    def _add_networks(self, services: list[TransportService]) -> None:
        by_mode_and_state: dict[tuple[TransportMode, str], list[TransportService]] = (
            defaultdict(list)
        )
        for service in services:
            for code in service.country_codes:
                by_mode_and_state[service.mode, code].append(service)
        served: dict[str, set[str]] = defaultdict(set)
        for link in self.links:
            for start, end in _directions(link):
                before = by_mode_and_state[link.mode, self._country(start)]
                after = by_mode_and_state[link.mode, self._country(end)]
                for service, next_service in _hand_overs(before, after):
                    hop = self._move_hop(
                        service, next_service, link, start, Duration.fixed(link.move_h)
                    )
                    if hop is not None:
                        self.hops.append(hop)
                        served[service.service_id].add(start)
                        served[next_service.service_id].add(end)
        for service in services:
            for node_id in sorted(served[service.service_id]):
                self._add_handling(service, node_id, None, discharge=True)
                self._add_handling(service, node_id, 0, discharge=False)

    # -- hops ----------------------------------------------------------------

    def _move_hop(
        self,
        service: TransportService,
        next_service: TransportService,
        link: Link,
        start: str,
        transit: Duration,
    ) -> Hop | None:
        """The hop over a link, or None where it cannot be made or priced."""
        end = link.to_node_id if start == link.from_node_id else link.from_node_id
        border = self.borders.get((link.link_id, start))
        if border is None and service is not next_service:
            return None  # two carriers, and nobody says how they hand over
        charges = self._move_charges(service, next_service, link, border)
        emission_g = self.prices.emission_g(service, link)
        if charges is None or emission_g is None:
            return None
        stages = [(StageCause.MOVE, transit)]
        if border is not None:
            stages.append((StageCause.BORDER, border.dwell))
        return Hop(
            kind=HopKind.MOVE,
            tail=self._state(service.service_id, start),
            head=self._state(next_service.service_id, end),
            mode=service.mode,
            service_id=service.service_id,
            from_node_id=start,
            to_node_id=end,
            stages=tuple(stages),
            charges=charges,
            emission_g=emission_g,
            country_codes=self._crossed(link),
            link_id=link.link_id,
            length_km=link.length_km,
        )

    def _freight(
        self, service: TransportService, *, length_km: float
    ) -> tuple[Charge, ...] | None:
        """Freight over a distance or, for 0 km, what is charged once for a leg."""
        charges = self.prices.find_charges(
            ChargeType.FREIGHT, service.service_id, length_km=length_km
        )
        if charges is None:
            self.left_out.append(
                f"{service.service_id}: no tariff for {self.cargo.equipment_code}"
            )
            return None
        return tuple(
            charge
            for charge in charges
            if charge.tariff.basis.grows_with_distance == (length_km > 0)
        )

    def _move_charges(
        self,
        service: TransportService,
        next_service: TransportService,
        link: Link,
        border: BorderCrossing | None,
    ) -> tuple[Charge, ...] | None:
        """Freight by the kilometre, border dues, and the next carrier's fixed part."""
        parts = [self._freight(service, length_km=link.length_km)]
        if border is not None:
            parts.append(
                self._dues(ChargeType.BORDER, border.border_id, "the crossing")
            )
        if next_service is not service:
            parts.append(self._freight(next_service, length_km=0))
        return _joined(parts)

    def _dues(
        self, charge_type: ChargeType, target_id: str, what: str
    ) -> tuple[Charge, ...] | None:
        charges = self.prices.find_charges(charge_type, target_id)
        if charges is None:
            self.left_out.append(f"{target_id}: no tariff for {what}")
        return charges

    def _add_handling(
        self,
        service: TransportService,
        node_id: str,
        departure_offset_min: int | None,
        *,
        discharge: bool,
    ) -> None:
        """Loading (where there is a departure) and discharging, if there is a terminal."""
        terminal = self.terminals.get((node_id, service.mode))
        if terminal is None:
            return
        dues = self._dues(ChargeType.HANDLING, terminal.terminal_id, "handling")
        loading = _joined([dues, self._freight(service, length_km=0)])
        if dues is None or loading is None:
            return
        ground = self._state("", node_id)
        aboard = self._state(service.service_id, node_id)
        if departure_offset_min is not None:
            wait = self._add_wait(service, node_id, departure_offset_min)
            self.hops.append(
                self._handling_hop(HopKind.LOAD, ground, aboard, service, terminal,
                                   loading, wait)
            )  # fmt: skip
        if discharge:
            wait = self._add_weather_wait(service, node_id)
            self.hops.append(
                self._handling_hop(HopKind.DISCHARGE, aboard, ground, service, terminal,
                                   dues, wait)
            )  # fmt: skip

    def _handling_hop(
        self,
        kind: HopKind,
        tail: int,
        head: int,
        service: TransportService,
        terminal: Terminal,
        charges: tuple[Charge, ...],
        wait: int,
    ) -> Hop:
        return Hop(
            kind=kind,
            tail=tail,
            head=head,
            mode=service.mode,
            service_id=service.service_id,
            from_node_id=terminal.node_id,
            to_node_id=terminal.node_id,
            stages=((StageCause.HANDLE, terminal.handling),),
            charges=charges,
            emission_g=0,
            country_codes=(self._country(terminal.node_id),),
            wait=wait,
        )

    # -- waits ---------------------------------------------------------------

    def _add_wait(self, service: TransportService, node_id: str, offset_min: int) -> int:
        """A wait for departure: by the clock, or a mean; and for an open port."""
        departures = [-1] * DEPARTURES
        service_min = 0
        if service.dispatch_rule is DispatchRule.TIMETABLE:
            departures = _departures(service, offset_min)
        else:
            service_min = minutes_from_hours(mean_service_wait_h(service))
        return self._append_wait(
            departures, service_min, self._weather_min(service, node_id)
        )

    def _add_weather_wait(self, service: TransportService, node_id: str) -> int:
        weather = self._weather_min(service, node_id)
        if not any(weather):
            return NO_WAIT
        return self._append_wait([-1] * DEPARTURES, 0, weather)

    def _append_wait(
        self, departures: list[int], service_min: int, weather_min: list[int]
    ) -> int:
        for month, following in pairwise([*weather_min, weather_min[0]]):
            if month - following > MONTH_MIN:
                raise ModelError("a weather wait falls by more than a month in a month")
        self.departures.append(departures)
        self.service_waits.append([service_min] * MONTHS)
        self.weather_waits.append(weather_min)
        return len(self.departures) - 1

    def _weather_min(self, service: TransportService, node_id: str) -> list[int]:
        closures = self.closures.get(node_id)
        if service.mode is not TransportMode.SEA or not closures:
            return [0] * MONTHS
        return [minutes_from_hours(h) for h in mean_weather_wait_h(closures)]  # type: ignore[arg-type]

    def _wait_arrays(self) -> Waits:
        shape = (len(self.departures), MONTHS)
        return Waits(
            service=np.array(self.service_waits, dtype=np.int64).reshape(shape),
            weather=np.array(self.weather_waits, dtype=np.int64).reshape(shape),
            departures=np.array(self.departures, dtype=np.int64).reshape(-1, DEPARTURES),
        )

    # -- places --------------------------------------------------------------

    def _state(self, service_id: str, node_id: str) -> int:
        return self.states.setdefault((service_id, node_id), len(self.states))

    def _country(self, node_id: str) -> str:
        return self.corridor.node_by_id[node_id].country_code

    def _crossed(self, link: Link) -> tuple[str, ...]:
        """States a link leads through: those of its ends; at sea only canals count."""
        ends = (link.from_node_id, link.to_node_id)
        if link.mode is TransportMode.SEA:
            nodes = [self.corridor.node_by_id[end] for end in ends]
            return tuple(n.country_code for n in nodes if n.node_type is NodeType.CANAL)
        return tuple(dict.fromkeys(self._country(end) for end in ends))


def _joined(parts: list[tuple[Charge, ...] | None]) -> tuple[Charge, ...] | None:
    """All charges together, or None if one of the parts has no tariff."""
    if any(part is None for part in parts):
        return None
    return tuple(charge for part in parts if part is not None for charge in part)


def _directions(link: Link) -> Iterator[tuple[str, str]]:
    yield link.from_node_id, link.to_node_id
    if not link.directed:
        yield link.to_node_id, link.from_node_id


def _next_call(service: TransportService, sequence: int):  # type: ignore[no-untyped-def]
    return next((c for c in service.calls if c.call_sequence > sequence), None)


def _hand_overs(
    before: list[TransportService], after: list[TransportService]
) -> Iterator[tuple[TransportService, TransportService]]:
    """Who carries on: the same service where it can, else every one of the other side."""
    staying = [service for service in before if service in after]
    yield from ((service, service) for service in staying)
    for service in before:
        for next_service in after:
            if service not in staying and next_service not in staying:
                yield service, next_service


def _departures(service: TransportService, offset_min: int) -> list[int]:
    """Minutes of the week, from Monday 00:00 UTC, at which it leaves this call."""
    start = (service.departure_min or 0) + offset_min
    found = sorted(
        (WEEKDAYS.index(day) * MINUTES_PER_DAY + start) % MINUTES_PER_WEEK
        for day in service.weekdays
    )
    return found + [-1] * (DEPARTURES - len(found))
