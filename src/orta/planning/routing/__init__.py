"""Which itineraries satisfy a route specification."""

from __future__ import annotations

from orta.corridor import Corridor
from orta.planning.results import Provenance
from orta.planning.routing.answer import RouteAnswer
from orta.planning.routing.choose import choose
from orta.planning.routing.compile import compile_network
from orta.planning.routing.hops import Network
from orta.planning.routing.options import Option, PlannedLeg
from orta.planning.routing.request import RouteRequest
from orta.planning.routing.solve import find_obstacles, find_options

MOST_SHOWN = 6


def find_routes(
    corridor: Corridor, request: RouteRequest, *, limit: int | None = MOST_SHOWN
) -> RouteAnswer:
    """The few best itineraries for a request, with the Pareto set behind them.

    Raises
    ------
    UnknownPlaceError, UsageError
        If the corridor does not know a word of the request.
    """
    request.check(corridor)
    network = compile_network(corridor, request.cargo)
    options = find_options(network, request)
    wanted = request.specification
    return RouteAnswer(
        corridor=corridor,
        request=request,
        choices=choose(options, mass_t=request.cargo.mass_t, limit=limit),
        options=options,
        blocked_by=() if options else find_obstacles(network, request),
        provenance=Provenance.of(
            corridor,
            origin=wanted.origin_id,
            destination=wanted.destination_id,
            ready=wanted.earliest_departure_at.isoformat(),
            by=wanted.arrival_deadline_at.isoformat()
            if wanted.arrival_deadline_at
            else "",
            cargo=str(request.cargo),
            avoid=" ".join(sorted(request.avoid)),
        ),
    )


__all__ = [
    "MOST_SHOWN",
    "Network",
    "Option",
    "PlannedLeg",
    "RouteAnswer",
    "RouteRequest",
    "compile_network",
    "find_options",
    "find_routes",
]
