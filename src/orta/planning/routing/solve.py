"""From a request to the Pareto set: the parts, in the order they run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from orta.planning.graph import UNREACHED, distances
from orta.planning.network import YEAR_MIN, Clock, Network
from orta.planning.routing.kernel import Query, search
from orta.planning.routing.options import Option, read_option
from orta.planning.routing.request import RouteRequest
from orta.vocabulary.quantities import MINUTES_PER_DAY

# Nobody waits three years: arrivals beyond are no answer, and keep sums small.
HORIZON_MIN = 3 * YEAR_MIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """A constraint without which there would be a way."""

    constraint: str
    detail: str


def find_options(network: Network, request: RouteRequest) -> tuple[Option, ...]:
    """The Pareto set, earliest expected arrival first; empty if there is no way.

    Raises
    ------
    UnknownPlaceError, UsageError
        If the corridor does not know a word of the request.
    """
    request.check(network.corridor)
    query = _query(network, request)
    is_open = network.open_hops(request.avoid)
    least_minutes, least_weights = _lower_bounds(network, query.destination, is_open)
    if least_minutes[query.origin] >= UNREACHED:
        return ()
    labels, found = search(
        network.arrays, network.waits, query, is_open, least_minutes, least_weights
    )
    return tuple(
        read_option(network, query, labels, int(label), request) for label in found
    )


def find_obstacles(network: Network, request: RouteRequest) -> tuple[Obstacle, ...]:
    """Which constraints stand in the way of a request that has no options.

    Each is lifted alone; if none alone helps, all of them together; and if
    that does not help either, no service leads there at all.
    """
    single = (*_too_late(network, request), *_states_in_the_way(network, request))
    if single:
        return single
    wanted = replace(request.specification, arrival_deadline_at=None)
    if find_options(network, replace(request, specification=wanted, avoid=frozenset())):
        together = ", ".join(sorted(request.avoid))
        detail = f"every way crosses one of {together}, or comes too late"
        return (Obstacle(constraint="avoid", detail=detail),)
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
    for code in sorted(request.avoid):
        if find_options(network, replace(request, avoid=request.avoid - {code})):
            yield Obstacle(constraint="avoid", detail=f"every way crosses {code}")


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
    )


def _minutes_between(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)


def _lower_bounds(
    network: Network, destination: int, is_open: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Least minutes and weights from every state to the destination."""
    hops = network.arrays
    shortest_wait = np.where(
        network.waits.departures[:, 0] < 0, network.waits.service.min(axis=1), 0
    ) + network.waits.weather.min(axis=1)
    waits = np.where(hops.wait < 0, 0, np.append(shortest_wait, 0)[hops.wait])
    columns = (hops.minutes + waits, *hops.weights.T)
    bounds = [
        distances(network.backward, np.ascontiguousarray(column), destination, is_open)
        for column in columns
    ]
    return bounds[0], np.array(bounds[1:])
