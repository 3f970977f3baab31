"""Labels back into itineraries that a forwarder can read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from math import sqrt

from orta.corridor import Corridor
from orta.planning.lead_time import Stage, Wait
from orta.planning.network import (
    Charge,
    Hop,
    HopKind,
    Network,
    service_wait,
    transit_area,
    weather_wait,
)
from orta.planning.routing.kernel import ARRIVAL, Labels, Query
from orta.planning.routing.request import RouteRequest
from orta.vocabulary import Itinerary, Leg, StageCause, TransportMode
from orta.vocabulary.quantities import (
    days_from_minutes,
    kg_from_grams,
    minutes_from_hours,
    usd_from_cents,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A hop as it was made: when it began, and its minutes by cause."""

    hop: Hop
    began_min: int
    causes_min: dict[StageCause, int]
    wait: Wait | None

    @property
    def ended_min(self) -> int:
        """When it was over, minutes after ready."""
        return self.began_min + sum(self.causes_min.values())


@dataclass(frozen=True, kw_only=True)
class PlannedLeg:
    """A leg with what it takes, costs and emits; all figures are expectations."""

    leg: Leg
    service_name: str
    steps: tuple[Step, ...]

    @cached_property
    def distance_km(self) -> float:
        """Kilometres along the links."""
        return sum(step.hop.length_km for step in self.steps)

    @cached_property
    def country_codes(self) -> tuple[str, ...]:
        """States it touches, in order of first contact."""
        codes = (code for step in self.steps for code in step.hop.country_codes)
        return tuple(dict.fromkeys(codes))

    @cached_property
    def node_ids(self) -> tuple[str, ...]:
        """Nodes it passes, both ends included."""
        moves = [step.hop for step in self.steps if step.hop.kind is HopKind.MOVE]
        return (moves[0].from_node_id, *(hop.to_node_id for hop in moves))

    @cached_property
    def days(self) -> float:
        """Expected days, from being ready to load to being available again."""
        return days_from_minutes(self.steps[-1].ended_min - self.steps[0].began_min)

    @cached_property
    def cost_usd(self) -> float:
        """Price of the leg for the whole cargo."""
        return usd_from_cents(sum(step.hop.cost_cents for step in self.steps))

    @cached_property
    def co2e_kg(self) -> float:
        """Greenhouse gas of the leg for the whole cargo."""
        return kg_from_grams(sum(step.hop.emission_g for step in self.steps))

    @cached_property
    def causes_days(self) -> dict[StageCause, float]:
        """What the days are spent on."""
        return _causes_days(self.steps)


@dataclass(frozen=True, kw_only=True)
class Option:
    """One way to carry the consignment; all figures are expectations."""

    legs: tuple[PlannedLeg, ...]
    transit_codes: tuple[str, ...]  # states crossed that are neither end's
    transit_areas: frozenset[str]  # the same, the European Union as one
    ready_at: datetime
    variance_min2: int  # of the lead time, square minutes

    @cached_property
    def itinerary(self) -> Itinerary:
        """The bare legs, as the rest of the platform knows them."""
        return Itinerary(legs=tuple(planned.leg for planned in self.legs))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps of all legs."""
        return tuple(step for planned in self.legs for step in planned.steps)

    @property
    def arrival_at(self) -> datetime:
        """When the goods are expected to be available at the destination."""
        return self.legs[-1].leg.unload_at

    @cached_property
    def minutes(self) -> int:
        """Expected lead time in minutes."""
        return self.steps[-1].ended_min

    @cached_property
    def days(self) -> float:
        """Expected lead time: from ready to available at the destination."""
        return days_from_minutes(self.minutes)

    @property
    def standard_deviation_days(self) -> float:
        """How far the lead time is off its mean, on average (root mean square)."""
        return days_from_minutes(sqrt(self.variance_min2))

    @cached_property
    def cost_cents(self) -> int:
        """Price for the whole cargo in cents."""
        return sum(step.hop.cost_cents for step in self.steps)

    @property
    def cost_usd(self) -> float:
        """Price for the whole cargo."""
        return usd_from_cents(self.cost_cents)

    @cached_property
    def emission_g(self) -> int:
        """Greenhouse gas for the whole cargo in grams."""
        return sum(step.hop.emission_g for step in self.steps)

    @property
    def co2e_kg(self) -> float:
        """Greenhouse gas for the whole cargo."""
        return kg_from_grams(self.emission_g)

    @cached_property
    def distance_km(self) -> float:
        """Kilometres along the links."""
        return sum(planned.distance_km for planned in self.legs)

    @cached_property
    def causes_days(self) -> dict[StageCause, float]:
        """What the lead time is spent on; the causes sum to it."""
        return _causes_days(self.steps)

    @cached_property
    def charges(self) -> tuple[Charge, ...]:
        """Every amount of the price with its tariff."""
        return tuple(charge for step in self.steps for charge in step.hop.charges)

    @cached_property
    def transit_exposure(self) -> dict[str, dict[str, float]]:
        """For each transit state its share of kilometres, days and cost.

        A link over a border counts for each side as far as it lies there; the
        open sea belongs to no state. Shares are of the whole itinerary.
        """
        totals = {
            "km_share": self.distance_km,
            "days_share": float(self.minutes),
            "cost_share": float(self.cost_cents),
        }
        sums: dict[str, dict[str, float]] = {
            code: dict.fromkeys(totals, 0.0) for code in self.transit_codes
        }
        for step in self.steps:
            hop = step.hop
            amounts = {
                "km_share": hop.length_km,
                "days_share": float(step.ended_min - step.began_min),
                "cost_share": float(hop.cost_cents),
            }
            for code, share in zip(hop.country_codes, hop.country_shares, strict=True):
                if code in sums:
                    for name, amount in amounts.items():
                        sums[code][name] += amount * share
        return {
            code: {n: s / totals[n] if totals[n] else 0.0 for n, s in of_code.items()}
            for code, of_code in sums.items()
        }

    @cached_property
    def stages(self) -> tuple[Stage | Wait, ...]:
        """What the lead time is made of, for draws; all moves share their luck."""
        parts: list[Stage | Wait] = []
        for step in self.steps:
            for cause, duration in step.hop.stages:
                luck = 0 if cause is StageCause.MOVE else None
                parts.append(Stage(cause=cause, duration=duration, luck=luck))
            if step.wait is not None:
                parts.append(step.wait)
        return tuple(parts)

    @cached_property
    def mode_chain(self) -> tuple[TransportMode, ...]:
        """Modes in order, each once until it changes."""
        modes = [planned.leg.mode for planned in self.legs]
        return (
            modes[0],
            *(after for before, after in pairwise(modes) if before != after),
        )

    @cached_property
    def signature(self) -> tuple[frozenset[str], frozenset[str]]:
        """What tells it from another: its services, and the border links it uses."""
        borders = frozenset(
            step.hop.link_id
            for step in self.steps
            if StageCause.BORDER in step.causes_min
        )
        return frozenset(planned.leg.service_id for planned in self.legs), borders


def read_option(
    network: Network, query: Query, labels: Labels, label: int, request: RouteRequest
) -> Option:
    """The option that a label at the destination stands for."""
    steps = tuple(_steps(network, query, labels, label))
    ready_at = request.specification.earliest_departure_at
    legs = tuple(
        _planned_leg(network.corridor, of_leg, ready_at) for of_leg in _split(steps)
    )
    nodes = network.corridor.node_by_id
    wanted = request.specification
    ends = {nodes[n].country_code for n in (wanted.origin_id, wanted.destination_id)}
    codes = dict.fromkeys(c for planned in legs for c in planned.country_codes)
    end_areas = {transit_area(code) for code in ends}
    return Option(
        legs=legs,
        transit_codes=tuple(code for code in codes if code not in ends),
        transit_areas=frozenset(map(transit_area, codes)) - end_areas,
        ready_at=ready_at,
        variance_min2=int(labels.come_to[label, -1]),
    )


def _steps(
    network: Network, query: Query, labels: Labels, label: int
) -> Iterator[Step]:
    chain = []
    while labels.parent[label] >= 0:
        chain.append(label)
        label = int(labels.parent[label])
    for child in reversed(chain):
        hop = network.hops[labels.hop[child]]
        began_min = int(labels.come_to[labels.parent[child], ARRIVAL])
        causes = {
            cause: minutes_from_hours(duration.mean_h) for cause, duration in hop.stages
        }
        if hop.wait >= 0:
            at = began_min + hop.minutes
            waited = int(service_wait(network.waits, hop.wait, at, query.clock))
            cutoff_min = causes.get(StageCause.WAIT_SERVICE, 0)  # for a cut-off
            causes[StageCause.WAIT_SERVICE] = cutoff_min + waited
            causes[StageCause.WEATHER] = int(
                weather_wait(network.waits, hop.wait, at + waited, query.clock)
            )
        wait = network.wait_values[hop.wait] if hop.wait >= 0 else None
        yield Step(hop=hop, began_min=began_min, causes_min=causes, wait=wait)


def _split(steps: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    """Steps of one leg each: a leg ends where goods are discharged or handed over.

    Who takes over at a border only to discharge there adds no leg of its own.
    """
    of_leg: list[Step] = []
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


def _planned_leg(
    corridor: Corridor, steps: tuple[Step, ...], ready_at: datetime
) -> PlannedLeg:
    service = corridor.service_by_id[steps[0].hop.service_id]
    return PlannedLeg(
        leg=Leg(
            mode=service.mode,
            service_id=service.service_id,
            load_location_id=steps[0].hop.from_node_id,
            unload_location_id=steps[-1].hop.to_node_id,
            load_at=ready_at + timedelta(minutes=steps[0].began_min),
            unload_at=ready_at + timedelta(minutes=steps[-1].ended_min),
        ),
        service_name=service.name,
        steps=steps,
    )


def _causes_days(steps: tuple[Step, ...]) -> dict[StageCause, float]:
    minutes: dict[StageCause, int] = defaultdict(int)
    for step in steps:
        for cause, spent in step.causes_min.items():
            minutes[cause] += spent
    return {cause: days_from_minutes(minutes[cause]) for cause in StageCause}
