"""The steps of a route as a quote keeps them, and how they are found again."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from orta.errors import ModelError
from orta.planning.network import Hop, HopKind, Network
from orta.planning.routing import Option


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedStep:
    """One hop by names alone: what it does, by whom, where, and who carries on."""

    kind: HopKind
    service_id: str
    from_node_id: str
    to_node_id: str
    link_id: str
    next_service_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedLeg:
    """A leg by names alone, so that a quote can be priced again without a search."""

    number: int  # 1-based
    mode: str
    service_id: str
    from_node_id: str
    to_node_id: str
    steps: tuple[QuotedStep, ...]


def quoted_legs(option: Option) -> tuple[QuotedLeg, ...]:
    """The legs of an option by names alone."""
    hops = [step.hop for step in option.steps]
    onward = [after.service_id for _, after in pairwise(hops)]
    named = iter(
        QuotedStep(
            kind=hop.kind,
            service_id=hop.service_id,
            from_node_id=hop.from_node_id,
            to_node_id=hop.to_node_id,
            link_id=hop.link_id,
            next_service_id="" if hop.kind is HopKind.DISCHARGE else service_id,
        )
        for hop, service_id in zip(hops, [*onward, ""], strict=True)
    )
    return tuple(
        QuotedLeg(
            number=number,
            mode=planned.leg.mode.value,
            service_id=planned.leg.service_id,
            from_node_id=planned.leg.load_location_id,
            to_node_id=planned.leg.unload_location_id,
            steps=tuple(next(named) for _ in planned.steps),
        )
        for number, planned in enumerate(option.legs, start=1)
    )


def hops_by_step(network: Network) -> dict[QuotedStep, Hop]:
    """Every hop of a network under its names."""
    aboard = {
        hop.tail: hop.service_id for hop in network.hops if hop.kind is not HopKind.LOAD
    }
    return {
        QuotedStep(
            kind=hop.kind,
            service_id=hop.service_id,
            from_node_id=hop.from_node_id,
            to_node_id=hop.to_node_id,
            link_id=hop.link_id,
            next_service_id=aboard.get(hop.head, ""),
        ): hop
        for hop in network.hops
    }


def get_hop(hops: dict[QuotedStep, Hop], step: QuotedStep) -> Hop:
    """The hop that a step names.

    Raises
    ------
    ModelError
        If the corridor has no such hop.
    """
    if step not in hops:
        where = f"{step.from_node_id} to {step.to_node_id}"
        raise ModelError(f"no {step.kind} by {step.service_id} from {where}")
    return hops[step]
