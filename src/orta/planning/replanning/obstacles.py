"""Why nothing can be done: what, if it were lifted, would let the goods go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orta.planning.replanning.openings import NONE_SHUT, Openings
from orta.planning.replanning.solve import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A disruption, a state to avoid, or the lack of services, in the way."""

    constraint: str
    detail: str


def find_blocks(situation: Situation) -> tuple[Block, ...]:
    """Each of what is shut or avoided whose lifting alone would open a way.

    If none alone would, all of them together, or else the lack of services.
    """
    single = (*_shut(situation), *_avoided(situation))
    if single:
        return single
    if situation.earliest(NONE_SHUT, avoid=frozenset()) is not None:
        detail = "every way is shut for good or crosses a state to be avoided"
        return (Block(constraint="closed", detail=detail),)
    nodes, request = situation.network.corridor.node_by_id, situation.request
    detail = (
        f"no services lead from {nodes[request.place_id].name} to "
        f"{nodes[request.destination_id].name} for this cargo"
    )
    return (Block(constraint="cargo", detail=detail),)


def _shut(situation: Situation) -> Iterator[Block]:
    openings, corridor = situation.openings, situation.network.corridor
    for disruption in openings.stopped:
        others = {d: h for d, h in openings.stopped.items() if d != disruption}
        lifted = Openings(by_hop=openings.by_hop, stopped=others)
        if situation.earliest(lifted) is not None:
            name = disruption.name(corridor)
            detail = f"every way needs {name}, and nobody says when it opens"
            yield Block(constraint="closed", detail=detail)


def _avoided(situation: Situation) -> Iterator[Block]:
    for code in sorted(situation.request.avoid):
        allowed = situation.request.avoid - {code}
        if situation.earliest(situation.openings, avoid=allowed) is not None:
            yield Block(constraint="avoid", detail=f"every way crosses {code}")
