"""What to do now with a consignment whose plan is disturbed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from orta.corridor import Corridor
from orta.errors import UsageError
from orta.planning.network import compile_network
from orta.planning.replanning.actions import (
    Action,
    ActionKind,
    few,
    kind_of,
    label_of,
    rank,
    reasons,
    worth_drawing,
)
from orta.planning.replanning.answer import ReplanAnswer
from orta.planning.replanning.disruption import (
    Disruption,
    DisruptionKind,
    find_disruption,
    parse_period,
)
from orta.planning.replanning.obstacles import Block, find_blocks
from orta.planning.replanning.openings import (
    find_openings,
    is_shut_to_ships,
    stopped_hops,
)
from orta.planning.replanning.parties import Party
from orta.planning.replanning.request import ReplanRequest
from orta.planning.replanning.solve import (
    Situation,
    can_store,
    find_plan,
    find_situation,
    find_stored,
    find_ways,
)
from orta.planning.replanning.way import Way, WayLeg, WayStep
from orta.planning.results import Provenance

MOST_SHOWN = 8
DRAWS = 4000


def replan(
    corridor: Corridor,
    request: ReplanRequest,
    *,
    limit: int | None = MOST_SHOWN,
    n_draws: int = DRAWS,
    seed: int = 0,
) -> ReplanAnswer:
    """The ranked actions for a consignment, the recommended one first.

    Raises
    ------
    UnknownPlaceError, UsageError
        If the corridor does not know a word of the request.
    """
    request.check(corridor)
    if n_draws < 1:
        raise UsageError("at least one lead time has to be drawn", where="draws")
    network = compile_network(corridor, request.cargo, on=request.at.date())
    live = tuple(d for d in request.disruptions if not d.has_ended(request.at))
    openings = find_openings(network, live, at=request.at, n_draws=n_draws, seed=seed)
    situation = find_situation(network, request, openings)
    plan = find_plan(situation)
    ways = [] if plan is None else _ways(situation, plan)
    drawn = [] if plan is None else _drawn(request, plan, ways, n_draws, seed)
    shown = few(rank(drawn, request.deadline_at), limit)
    return ReplanAnswer(
        corridor=corridor,
        request=request,
        plan=plan,
        plan_mean_days=drawn[0].plan_mean_days if drawn else 0.0,
        actions=tuple(
            replace(
                action,
                label=label_of(place),
                reasons=reasons(action, shown, request.deadline_at),
            )
            for place, action in enumerate(shown)
        ),
        compared=len(ways),
        blocked_by=() if shown else find_blocks(situation),
        notes=tuple(_notes(situation, plan, ways)),
        n_draws=n_draws,
        seed=seed,
        provenance=_provenance(corridor, request, n_draws=n_draws, seed=seed),
    )


def _ways(situation: Situation, plan: Way) -> list[Way]:
    stored = find_stored(situation, plan)
    return [*find_ways(situation, plan), *([] if stored is None else [stored])]


def _drawn(
    request: ReplanRequest, plan: Way, ways: list[Way], n_draws: int, seed: int
) -> list[Action]:
    """Actions with their draws, and the plan's own mean to compare them with."""
    plan_mean_days = plan.lead_times(n_draws=n_draws, seed=seed).mean_days

    def kind(way: Way) -> ActionKind:
        return kind_of(way, plan, request.came_by_ids)

    return [
        Action(
            kind=kind(way),
            way=way,
            plan=plan,
            times=way.lead_times(n_draws=n_draws, seed=seed),
            plan_mean_days=plan_mean_days,
            unit_count=request.cargo.unit_count,
            storage_usd_per_day=request.storage_usd_per_day,
        )
        for way in worth_drawing(ways, kind)
    ]


def _notes(situation: Situation, plan: Way | None, ways: list[Way]) -> Iterator[str]:
    """What was not offered or does not matter, and why."""
    request, openings = situation.request, situation.openings
    corridor = situation.network.corridor
    for disruption in request.disruptions:
        name = disruption.name(corridor)
        if disruption.has_ended(request.at):
            yield f"{name} is open again by {request.at:%Y-%m-%d %H:%M}"
    for disruption in openings.idle:
        yield f"nothing that this cargo can use depends on {disruption.name(corridor)}"
    if plan is None or not ways:
        return
    for disruption in request.disruptions:
        if _leaves_to_land(situation, plan, disruption):
            name = disruption.name(corridor)
            yield f"{name} is shut to ships alone; the plan goes there by land"
    for disruption, hops in openings.stopped.items():
        if not hops.isdisjoint(plan.numbers):
            name = disruption.name(corridor)
            yield f"no waiting: nobody says when {name} opens"
    is_delayed = not openings.waiting.isdisjoint(plan.numbers)
    if is_delayed and not can_store(situation):
        place = corridor.node_by_id[request.place_id].name
        yield f"no storing: {place} has no terminal in the dataset"


def _leaves_to_land(situation: Situation, plan: Way, shut: Disruption) -> bool:
    """Whether a shut port is on the plan, yet does not stop it."""
    network = situation.network
    return (
        is_shut_to_ships(network, shut)
        and not shut.has_ended(situation.request.at)
        and shut.closed_id in plan.node_ids
        and stopped_hops(network, shut).isdisjoint(plan.numbers)
    )


def _provenance(
    corridor: Corridor, request: ReplanRequest, *, n_draws: int, seed: int
) -> Provenance:
    deadline = request.deadline_at
    storage = request.storage_usd_per_day
    return Provenance.of(
        corridor,
        place=request.place_id,
        destination=request.destination_id,
        at=request.at.isoformat(),
        by=deadline.isoformat() if deadline else "",
        cargo=str(request.cargo),
        aboard=request.aboard_id,
        planned=" ".join(request.planned_ids),
        planned_via=" ".join(request.planned_via_ids),
        came_by=" ".join(request.came_by_ids),
        closed=" ".join(map(str, request.disruptions)),
        avoid=" ".join(sorted(request.avoid)),
        goods=request.goods_code,
        storage_usd_per_day="" if storage is None else f"{storage:g}",
        draws=str(n_draws),
        seed=str(seed),
    )


__all__ = [
    "DRAWS",
    "MOST_SHOWN",
    "Action",
    "ActionKind",
    "Block",
    "Disruption",
    "DisruptionKind",
    "Party",
    "ReplanAnswer",
    "ReplanRequest",
    "Way",
    "WayLeg",
    "WayStep",
    "find_disruption",
    "parse_period",
    "replan",
]
