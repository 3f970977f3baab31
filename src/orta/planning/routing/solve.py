"""From a request to the Pareto set: the parts, in the order they run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from orta.planning.graph import UNREACHED
from orta.planning.network import YEAR_MIN, Clock, Network, compile_network
from orta.planning.routing.kernel import Query, least_minutes, lower_bounds, search
from orta.planning.routing.options import read_option
from orta.planning.routing.pareto import ParetoSet
from orta.planning.routing.request import RouteRequest
from orta.vocabulary import LoadProfile
from orta.vocabulary.quantities import MINUTES_PER_DAY

# Nobody waits three years: arrivals beyond are no answer, and keep sums small.
HORIZON_MIN = 3 * YEAR_MIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """A constraint without which there would be a way."""

    constraint: str
    detail: str


def find_options(network: Network, request: RouteRequest) -> ParetoSet:
    """The Pareto set, earliest expected arrival first; empty if there is no way.

    Raises
    ------
    UnknownPlaceError, UsageError
        If the corridor does not know a word of the request.
    """
    request.check(network.corridor)
    query = _query(network, request)
    is_open = network.open_hops(
        request.avoid, origin=query.origin, destination=query.destination
    )
    hops = network.in_season(query.clock.ready_minute_of_year)
    minutes = least_minutes(hops, network.waits)
    bounds = lower_bounds(hops, minutes, network.backward, query.destination, is_open)
    if bounds.minutes[query.origin] >= UNREACHED:
        return ParetoSet()
    labels, found = search(hops, network.waits, query, is_open, bounds)
    return ParetoSet(
        come_to=labels.come_to[found],
        read=lambda n: read_option(network, query, labels, int(found[n]), request),
    )


def find_obstacles(network: Network, request: RouteRequest) -> tuple[Obstacle, ...]:
    """Which constraints stand in the way of a request that has no options.

    Each is lifted alone; if none alone helps, all of them together; and if
    that does not help either, no service leads there at all.
    """
    single = (
        *_too_late(network, request),
        *_states_in_the_way(network, request),
        *_load_in_the_way(network, request),
    )
    if single:
        return single
    wanted = replace(request.specification, arrival_deadline_at=None)
    free = replace(request, specification=wanted, avoid=frozenset())
    if request.avoid and find_options(network, free):
        together = ", ".join(sorted(request.avoid))
        detail = f"every way crosses one of {together}, or comes too late"
        return (Obstacle(constraint="avoid", detail=detail),)
    if not request.cargo.load.is_ordinary:
        ordinary = replace(request.cargo, load=LoadProfile())
        free = replace(free, cargo=ordinary)
        if find_options(
            compile_network(network.corridor, ordinary, on=request.ready_on), free
        ):
            detail = (
                f"no way takes the load ({request.cargo.load}) as all else is asked"
            )
            return (Obstacle(constraint="load", detail=detail),)
    return (_no_service(network, request),)


def _too_late(network: Network, request: RouteRequest) -> Iterator[Obstacle]:
    if request.specification.arrival_deadline_at is None:
        return
    wanted = replace(request.specification, arrival_deadline_at=None)
    late = find_options(network, replace(request, specification=wanted))
    if late:
        detail = (
            f"the earliest expected arrival is {late[0].arrival_at:%Y-%m-%d %H:%M} UTC"
        )
        yield Obstacle(constraint="by", detail=detail)


def _states_in_the_way(network: Network, request: RouteRequest) -> Iterator[Obstacle]:
    is_bound = request.specification.arrival_deadline_at is not None
    for code in sorted(request.avoid):
        others = request.avoid - {code}
        if find_options(network, replace(request, avoid=others)):
            round_others = f" that avoids {', '.join(sorted(others))}" if others else ""
            in_time = " in time" if is_bound else ""
            detail = f"every way{in_time}{round_others} crosses {code}"
            yield Obstacle(constraint="avoid", detail=detail)


def _load_in_the_way(network: Network, request: RouteRequest) -> Iterator[Obstacle]:
    """What is out of the ordinary about the load and closes every way alone."""
    for what, lighter in request.cargo.load.lifted().items():
        cargo = replace(request.cargo, load=lighter)
        without = compile_network(network.corridor, cargo, on=request.ready_on)
        if find_options(without, replace(request, cargo=cargo)):
            closed = [r for r in network.left_out if r not in without.left_out]
            more = f", and {len(closed) - 1} more" if closed[1:] else ""
            detail = f"limits close every way: {closed[0]}{more}"
            yield Obstacle(constraint=what, detail=detail)


def _no_service(network: Network, request: RouteRequest) -> Obstacle:
    served = {terminal.node_id for terminal in network.corridor.terminals}
    for where, node_id in (
        ("origin", request.specification.origin_id),
        ("destination", request.specification.destination_id),
    ):
        if node_id not in served:
            name = network.corridor.node_by_id[node_id].name
            detail = f"{name} has no terminal in the dataset"
            return Obstacle(constraint=where, detail=detail)
    equipment = network.corridor.equipment_by_code[request.cargo.equipment_code]
    names = network.corridor.node_by_id
    ends = request.specification
    return Obstacle(
        constraint="cargo",
        detail=(
            f"no services lead from {names[ends.origin_id].name} to "
            f"{names[ends.destination_id].name} for a {equipment.name}"
        ),
    )


def _query(network: Network, request: RouteRequest) -> Query:
    wanted = request.specification
    ready = wanted.earliest_departure_at.astimezone(UTC)
    deadline = wanted.arrival_deadline_at
    latest = HORIZON_MIN if deadline is None else _minutes_between(ready, deadline)
    return Query(
        origin=network.ground[wanted.origin_id],
        destination=network.ground[wanted.destination_id],
        clock=Clock(
            ready_minute_of_year=_minutes_between(
                datetime(ready.year, 1, 1, tzinfo=UTC), ready
            ),
            ready_minute_of_week=ready.weekday() * MINUTES_PER_DAY
            + ready.hour * 60
            + ready.minute,
        ),
        latest_arrival=min(latest, HORIZON_MIN),
        most_weights=np.full(network.arrays.weights.shape[1], UNREACHED),
    )


def _minutes_between(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)
