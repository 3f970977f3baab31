"""A way from the present place on: hops walked by the clock, with what is shut."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np

from orta.planning.lead_time import LeadTimes, Stage, Until, Wait, draw_lead_times
from orta.planning.network import Hop, HopKind, Network
from orta.planning.replanning.openings import Opening, Outlook, opened
from orta.vocabulary import Leg, NodeType, StageCause, TransportMode
from orta.vocabulary.quantities import days_from_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class WayStep:
    """A hop as it is expected to be made; minutes count from the present.

    `standing_min` is how long it waits for something shut to open.
    """

    number: int
    hop: Hop
    began_min: int
    ended_min: int
    standing_min: int


@dataclass(frozen=True, kw_only=True)
class WayLeg:
    """One movement of one service; the first may start aboard."""

    leg: Leg
    service_name: str
    steps: tuple[WayStep, ...]

    @property
    def node_ids(self) -> tuple[str, ...]:
        """Nodes it passes, both ends included."""
        hops = [step.hop for step in self.steps]
        return tuple(
            dict.fromkeys((hops[0].from_node_id, *(hop.to_node_id for hop in hops)))
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Way:
    """Hops in order, from where the goods are to their destination.

    `held` are the openings for which the goods are stored at the present place,
    before the hop number `held_before`.
    """

    outlook: Outlook
    steps: tuple[WayStep, ...]
    held: tuple[Opening, ...] = ()
    held_before: int = 0
    held_min: int = 0

    @property
    def network(self) -> Network:
        """The network of its hops."""
        return self.outlook.network

    @property
    def at(self) -> datetime:
        """The present."""
        return self.outlook.at

    @property
    def minutes(self) -> int:
        """Expected minutes until the goods are available at the destination."""
        return self.steps[-1].ended_min

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The hops in order."""
        return tuple(step.hop for step in self.steps)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the hops in the network."""
        return tuple(step.number for step in self.steps)

    @cached_property
    def cost_cents(self) -> int:
        """What is still to be paid for the whole cargo, without storage."""
        return sum(hop.cost_cents for hop in self.hops)

    @cached_property
    def emission_g(self) -> int:
        """Greenhouse gas still to come for the whole cargo."""
        return sum(hop.emission_g for hop in self.hops)

    @cached_property
    def stored_days(self) -> dict[str, float]:
        """Expected days on the ground until something opens, by place."""
        minutes: dict[str, int] = {}
        if self.held_min:
            place_id = self.hops[self.held_before].from_node_id
            minutes[place_id] = self.held_min
        for step in self.steps:
            if step.hop.kind is HopKind.LOAD and step.standing_min:
                node_id = step.hop.from_node_id
                minutes[node_id] = minutes.get(node_id, 0) + step.standing_min
        return {node_id: days_from_minutes(m) for node_id, m in minutes.items()}

    @cached_property
    def standing_days(self) -> float:
        """Expected days aboard a ship or train until something opens."""
        aboard = (s for s in self.steps if s.hop.kind is not HopKind.LOAD)
        return days_from_minutes(sum(step.standing_min for step in aboard))

    @cached_property
    def awaited(self) -> tuple[Opening, ...]:
        """What it waits for, in order."""
        found = dict.fromkeys(self.held)
        for step in self.steps:
            if step.standing_min:
                found |= dict.fromkeys(
                    self.outlook.openings.by_hop.get(step.number, ())
                )
        return tuple(found)

    @cached_property
    def country_codes(self) -> tuple[str, ...]:
        """States it touches, in order."""
        return tuple(dict.fromkeys(c for hop in self.hops for c in hop.country_codes))

    @cached_property
    def border_ids(self) -> tuple[str, ...]:
        """Border crossings it uses, in order."""
        known = {(b.link_id, b.from_node_id): b for b in self.network.corridor.borders}
        found = (known.get((hop.link_id, hop.from_node_id)) for hop in self.hops)
        return tuple(border.border_id for border in found if border is not None)

    @cached_property
    def port_ids(self) -> tuple[str, ...]:
        """Ports where a ship takes the goods or gives them, in order."""
        handled = (
            hop.from_node_id
            for hop in self.hops
            if hop.mode is TransportMode.SEA and hop.kind is not HopKind.MOVE
        )
        return tuple(dict.fromkeys(handled))

    @cached_property
    def modes(self) -> frozenset[TransportMode]:
        """Modes it moves by."""
        return frozenset(h.mode for h in self.hops if h.kind is HopKind.MOVE)

    @cached_property
    def service_ids(self) -> tuple[str, ...]:
        """Services it goes by, in order."""
        return tuple(dict.fromkeys(planned.leg.service_id for planned in self.legs))

    @cached_property
    def node_ids(self) -> tuple[str, ...]:
        """Nodes it passes after the present place, in order."""
        hops = self.hops
        places = dict.fromkeys(hop.to_node_id for hop in hops)
        return tuple(n for n in places if n != hops[0].from_node_id)

    @cached_property
    def signature(self) -> tuple[object, ...]:
        """What tells it from another: services, ports, borders and storing."""
        return (self.service_ids, self.port_ids, self.border_ids, bool(self.held))

    @cached_property
    def legs(self) -> tuple[WayLeg, ...]:
        """The movements in order; a move off at the present place is none."""
        return tuple(self._leg(steps) for steps in _split(self.steps))

    @cached_property
    def via(self) -> tuple[str, ...]:
        """Where one leg meets the next, and the canals and capes passed."""
        nodes = self.network.corridor.node_by_id
        marks = (NodeType.CANAL, NodeType.WAYPOINT)
        passed: list[str] = []
        for planned in self.legs:
            between = planned.node_ids[1:-1]
            passed += [n for n in between if nodes[n].node_type in marks]
            passed.append(planned.leg.unload_location_id)
        return tuple(passed[:-1])

    @property
    def arrival_at(self) -> datetime:
        """When the goods are expected to be available."""
        return self.at + timedelta(minutes=self.minutes)

    def parts(self) -> tuple[Stage | Until | Wait, ...]:
        """What the time is made of, for draws; all moves share their luck."""
        parts: list[Stage | Until | Wait] = []
        for place, step in enumerate(self.steps):
            if place == self.held_before:
                parts += [opening.until for opening in self.held]
            hop = step.hop
            shut = [o.until for o in self.outlook.openings.by_hop.get(step.number, ())]
            stages = [
                Stage(cause=c, duration=d, luck=0 if c is StageCause.MOVE else None)
                for c, d in hop.stages
            ]
            parts += _in_order(hop, shut, stages)
            if hop.wait >= 0:
                parts.append(self.network.wait_values[hop.wait])
        return tuple(parts)

    def lead_times(self, *, n_draws: int, seed: int) -> LeadTimes:
        """Drawn times from the present to the destination.

        As in routing they depend on the seed and the way alone.
        """
        way = " ".join(hop.link_id + hop.kind for hop in self.hops)
        rng = np.random.default_rng([seed, zlib.crc32(way.encode())])
        return draw_lead_times(self.parts(), ready_at=self.at, n_draws=n_draws, rng=rng)

    def _leg(self, steps: tuple[WayStep, ...]) -> WayLeg:
        first, last = steps[0], steps[-1]
        service = self.network.corridor.service_by_id[first.hop.service_id]
        return WayLeg(
            leg=Leg(
                mode=service.mode,
                service_id=service.service_id,
                load_location_id=first.hop.from_node_id,
                unload_location_id=last.hop.to_node_id,
                load_at=self.at + timedelta(minutes=first.began_min),
                unload_at=self.at + timedelta(minutes=last.ended_min),
            ),
            service_name=service.name,
            steps=steps,
        )


def walk(
    outlook: Outlook,
    numbers: tuple[int, ...],
    *,
    held: tuple[Opening, ...] = (),
    held_before: int = 0,
) -> Way:
    """The way over these hops, with when each of them is expected."""
    now, held_min, behind = 0, 0, 0
    steps = []
    for place, number in enumerate(numbers):
        if place == held_before:
            until = opened(held, now)
            held_min, now = until - now, until
        ended, standing, behind = outlook.passed(number, at=now, behind=behind)
        steps.append(
            WayStep(
                number=number,
                hop=outlook.network.hops[number],
                began_min=now,
                ended_min=ended,
                standing_min=standing,
            )
        )
        now = ended
    return Way(
        outlook=outlook,
        steps=tuple(steps),
        held=held,
        held_before=held_before,
        held_min=held_min,
    )


def _in_order(
    hop: Hop, shut: list[Until], stages: list[Stage]
) -> list[Stage | Until | Wait]:
    return [*stages, *shut] if hop.kind is HopKind.LOAD else [*shut, *stages]


def _split(steps: tuple[WayStep, ...]) -> Iterator[tuple[WayStep, ...]]:
    """Steps of one leg each: a leg ends where goods are discharged or handed over."""
    of_leg: list[WayStep] = []
    for step in steps:
        is_taken_over = of_leg and step.hop.service_id != of_leg[-1].hop.service_id
        if is_taken_over and step.hop.kind is HopKind.MOVE:
            yield tuple(of_leg)
            of_leg = []
        of_leg.append(step)
        if step.hop.kind is HopKind.DISCHARGE:
            yield tuple(of_leg)
            of_leg = []
    if of_leg:
        yield tuple(of_leg)
