"""Which itineraries satisfy a route specification."""

from __future__ import annotations

from orta.corridor import Corridor
from orta.errors import UsageError
from orta.planning.network import compile_network
from orta.planning.results import Provenance
from orta.planning.routing.answer import RouteAnswer
from orta.planning.routing.choose import Choice, choose
from orta.planning.routing.export import export_answer, legs_table, route_geojson
from orta.planning.routing.options import Option, PlannedLeg
from orta.planning.routing.pareto import ParetoSet
from orta.planning.routing.request import RouteRequest
from orta.planning.routing.solve import find_obstacles, find_options

MOST_SHOWN = 6
DRAWS = 4000


def find_routes(
    corridor: Corridor,
    request: RouteRequest,
    *,
    limit: int | None = MOST_SHOWN,
    n_draws: int = DRAWS,
    seed: int = 0,
) -> RouteAnswer:
    """The few best itineraries for a request, with the Pareto set behind them.

    Raises
    ------
    UnknownPlaceError, UsageError
        If the corridor does not know a word of the request.
    """
    request.check(corridor)
    if n_draws < 1:
        raise UsageError("at least one lead time has to be drawn", where="draws")
    network = compile_network(corridor, request.cargo, on=request.ready_on)
    options = find_options(network, request)
    return RouteAnswer(
        corridor=corridor,
        request=request,
        choices=choose(
            options,
            mass_t=request.cargo.mass_t,
            limit=limit,
            deadline_at=request.specification.arrival_deadline_at,
        ),
        options=options,
        blocked_by=() if options else find_obstacles(network, request),
        n_draws=n_draws,
        seed=seed,
        provenance=_provenance(corridor, request, n_draws=n_draws, seed=seed),
    )


def _provenance(
    corridor: Corridor, request: RouteRequest, *, n_draws: int, seed: int
) -> Provenance:
    wanted = request.specification
    deadline = wanted.arrival_deadline_at
    return Provenance.of(
        corridor,
        origin=wanted.origin_id,
        destination=wanted.destination_id,
        ready=wanted.earliest_departure_at.isoformat(),
        by=deadline.isoformat() if deadline else "",
        cargo=str(request.cargo),
        avoid=" ".join(sorted(request.avoid)),
        draws=str(n_draws),
        seed=str(seed),
    )


__all__ = [
    "DRAWS",
    "MOST_SHOWN",
    "Choice",
    "Option",
    "ParetoSet",
    "PlannedLeg",
    "RouteAnswer",
    "RouteRequest",
    "export_answer",
    "find_options",
    "find_routes",
    "legs_table",
    "route_geojson",
]
