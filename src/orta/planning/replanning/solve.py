"""From a request to the ways worth drawing: the plan, and what can be done instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from orta.errors import UsageError
from orta.planning.network import Hop, HopKind, Network
from orta.planning.replanning.earliest import Search, find_earliest
from orta.planning.replanning.openings import NONE_SHUT, Openings, Outlook, opened
from orta.planning.replanning.request import ReplanRequest
from orta.planning.replanning.way import Way, walk
from orta.planning.routing import find_options
from orta.vocabulary import TransportMode

Numbers = tuple[int, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Situation:
    """A request on its network: where the goods are, and what is shut.

    `origin` is the state they are in, on the ground or aboard.
    """

    network: Network
    request: ReplanRequest
    openings: Openings
    origin: int

    @property
    def destination(self) -> int:
        """The state they must come to."""
        return self.network.ground[self.request.destination_id]

    def walk(self, numbers: Numbers, openings: Openings | None = None) -> Way:
        """The way over these hops, with the openings of the situation or others."""
        return walk(self.outlook(openings), numbers)

    def outlook(self, openings: Openings | None = None) -> Outlook:
        """What is expected, with the openings of the situation or others."""
        shut = self.openings if openings is None else openings
        return Outlook(network=self.network, openings=shut, at=self.request.at)

    def earliest(
        self,
        openings: Openings,
        *,
        closed: frozenset[int] = frozenset(),
        needed: tuple[frozenset[int], ...] = (),
        avoid: frozenset[str] | None = None,
    ) -> Numbers | None:
        """The hops of the earliest expected arrival from the present state."""
        search = Search(
            origin=self.origin,
            destination=self.destination,
            avoid=self.request.avoid if avoid is None else avoid,
            closed=closed,
            needed=needed,
        )
        return find_earliest(self.outlook(openings), search)


def find_situation(
    network: Network, request: ReplanRequest, openings: Openings
) -> Situation:
    """The situation of a request.

    Raises
    ------
    UsageError
        If the service the goods are said to be aboard of does not come by.
    """
    place_id = request.place_id
    origin: int | None = network.ground[place_id]
    if request.aboard_id:
        origin = network.find_aboard(request.aboard_id, place_id)
    if origin is None:
        place = network.corridor.node_by_id[place_id].name
        service = network.corridor.service_by_id[request.aboard_id]
        calls = ", ".join(call.node_id for call in service.calls)
        raise UsageError(
            f"{service.name} does not come by {place} with this cargo",
            where="aboard",
            hint=f"it calls at {calls}" if calls else "see `orta data show service`",
        )
    return Situation(network=network, request=request, openings=openings, origin=origin)


def find_plan(situation: Situation) -> Way | None:
    """The way that was planned, as if nothing were shut; None if there is none.

    Raises
    ------
    UsageError
        If no way uses all that was planned.
    """
    network, request = situation.network, situation.request
    needed = [
        *(_hops_of(network, service_id) for service_id in request.planned_ids),
        *(_hops_by(network, node_id) for node_id in request.planned_via_ids),
    ]
    numbers = situation.earliest(NONE_SHUT, needed=tuple(needed))
    if numbers is not None:
        return situation.walk(numbers, NONE_SHUT)
    if needed and situation.earliest(NONE_SHUT) is not None:
        words = ", ".join((*request.planned_ids, *request.planned_via_ids))
        raise UsageError(f"no way leads by all of {words}", where="planned")
    return None


def find_ways(situation: Situation, plan: Way) -> list[Way]:
    """Ways worth comparing, each once: of every kind the earliest, and cheaper ones.

    The plan itself, if nothing on it is shut for good, comes first.
    """
    found: dict[Numbers, None] = {}
    if not situation.openings.closed.intersection(plan.numbers):
        found[plan.numbers] = None
    earliest = situation.earliest(situation.openings) or ()
    # Behind a timetable the earliest expected arrival need not be the least mean:
    # ways that do without one hop of it are drawn, too.
    deviations = (frozenset({number}) for number in earliest)
    for closed in (*_exclusions(situation, plan), *deviations):
        numbers = situation.earliest(situation.openings, closed=closed)
        if numbers is not None:
            found.setdefault(numbers)
    for numbers in _options(situation):
        found.setdefault(numbers)
    return [situation.walk(numbers) for numbers in found]


def find_stored(situation: Situation, plan: Way) -> Way | None:
    """Stored at the present place until what delays the plan opens, then the best way.

    None if nothing delays the plan for a time, or goods cannot be put down here.
    """
    awaited = situation.walk(plan.numbers).awaited
    held = tuple(opening.from_now() for opening in awaited)
    first = _off(situation)
    if not held or first is None or not can_store(situation):
        return None
    if any(situation.openings.by_hop.get(number) for number in first):
        return None  # once the goods can be put down here, all is open again
    request = situation.request
    outlook = situation.outlook(situation.openings.but(held))
    put_down_min = situation.walk(first).minutes if first else 0
    search = Search(
        origin=situation.network.ground[request.place_id],
        destination=situation.destination,
        start_min=opened(held, put_down_min),
        avoid=request.avoid,
    )
    rest = find_earliest(outlook, search)
    if rest is None:
        return None
    return walk(outlook, (*first, *rest), held=held, held_before=len(first))


def can_store(situation: Situation) -> bool:
    """Whether there is a terminal at the present place."""
    terminals = situation.network.corridor.terminals
    return any(t.node_id == situation.request.place_id for t in terminals)


def _off(situation: Situation) -> Numbers | None:
    """The hop that puts goods down at the present place, none if they stand there.

    None if they cannot get off, or if that is the end of the journey.
    """
    ground = situation.network.ground[situation.request.place_id]
    if situation.origin == ground:
        return ()
    if ground == situation.destination:
        return None
    for number, hop in enumerate(situation.network.hops):
        if (hop.tail, hop.head) == (situation.origin, ground):
            is_shut = number in situation.openings.closed
            return None if is_shut else (number,)
    return None


def _exclusions(situation: Situation, plan: Way) -> Iterator[frozenset[int]]:
    """What to do without, one after the other, so that each kind of action is found."""
    network, openings = situation.network, situation.openings
    yield frozenset()
    yield openings.waiting
    for port_id in plan.port_ids:
        yield frozenset(
            number
            for number, hop in enumerate(network.hops)
            if hop.from_node_id == port_id
            and hop.mode is TransportMode.SEA
            and hop.kind is not HopKind.MOVE
        )
    for mode in sorted(plan.modes):
        yield frozenset(n for n, hop in _moves(network) if hop.mode is mode)
    for service_id in plan.service_ids:
        yield _hops_of(network, service_id)
    links = {b.border_id: b.link_id for b in network.corridor.borders}
    for border_id in plan.border_ids:
        yield frozenset(
            n for n, hop in _moves(network) if hop.link_id == links[border_id]
        )


def _options(situation: Situation) -> Iterator[Numbers]:
    """Pareto-optimal ways: through what will open, as if it were open, and round it."""
    network, openings = situation.network, situation.openings
    request = situation.request.route_request()
    if request is None:
        return
    of_hop = {id(hop): number for number, hop in enumerate(network.hops)}
    ground = {**network.ground, situation.request.place_id: situation.origin}
    masks = dict.fromkeys((openings.closed, openings.closed | openings.waiting))
    for closed in masks:
        open_network = replace(network.without(closed), ground=ground)
        for option in find_options(open_network, request):
            yield tuple(of_hop[id(step.hop)] for step in option.steps)


def _hops_of(network: Network, service_id: str) -> frozenset[int]:
    """Moves of a service."""
    return frozenset(n for n, hop in _moves(network) if hop.service_id == service_id)


def _hops_by(network: Network, node_id: str) -> frozenset[int]:
    """Moves that start or end at a place."""
    return frozenset(
        n for n, hop in _moves(network) if node_id in (hop.from_node_id, hop.to_node_id)
    )


def _moves(network: Network) -> Iterator[tuple[int, Hop]]:
    for number, hop in enumerate(network.hops):
        if hop.kind is HopKind.MOVE:
            yield number, hop
