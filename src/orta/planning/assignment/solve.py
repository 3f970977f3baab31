"""The least-cost assignment of demands, with some assets shut and some added."""

from __future__ import annotations

from collections.abc import Collection

from orta.planning.assignment.answer import Assignment, read_assignment
from orta.planning.assignment.network import FreightNetwork
from orta.planning.assignment.programme import Draft, Goal, cost_goal, draft_programme
from orta.planning.assignment.request import Addition
from orta.planning.optimum import BoolArray, Solution, solve


def assign(
    network: FreightNetwork,
    *,
    closed: Collection[str] = frozenset(),
    added: Addition | None = None,
) -> Assignment:
    """What goes which way at least generalised cost, and what finds no room.

    Parameters
    ----------
    closed
        Ids of assets that are shut: `state:RU`, `node:KZAAU`, `link:L016`.
    added
        Ways and room that are added first.

    Raises
    ------
    UsageError
        If there is no such asset.

    Examples
    --------
    >>> import orta
    >>> from orta.planning.assignment import assign, build_network, demands_of_year
    >>> corridor = orta.load().corridor
    >>> network = build_network(corridor, demands_of_year(corridor)[:1])
    >>> grain = assign(network)
    >>> grain.demands[0].demand_id, grain.unmet_t_per_week
    ('KZ-IR-grain', 0.0)
    >>> shut = assign(network, closed={"node:KZAAU"})
    >>> shut.delivered_t_per_week
    0.0
    """
    changed = network if added is None else network.with_added(added)
    is_open = changed.open_arcs(closed)
    draft, solution = solve_for(changed, cost_goal(changed), is_open=is_open)
    return read_assignment(changed, draft, solution)


def solve_for(
    network: FreightNetwork, goal: Goal, *, is_open: BoolArray
) -> tuple[Draft, Solution]:
    """The programme of a goal, and what the solver says of it."""
    draft = draft_programme(network, goal, is_open)
    return draft, solve(draft.programme)
