"""A way as a transport chain: its elements of transport and of hubs, with grams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from orta.corridor import BorderCrossing, Corridor, EmissionFactor
from orta.errors import UsageError
from orta.planning.network import (
    GAUGE_CHANGE_HANDLINGS,
    EmissionList,
    Hop,
    HopKind,
)
from orta.planning.routing import Option
from orta.vocabulary import Cargo, EmissionBasis, TransportMode


class Operation(StrEnum):
    """What is done in an element; all but `transport` is done in a hub."""

    TRANSPORT = "transport"
    LOAD = "load"
    DISCHARGE = "discharge"
    GAUGE_CHANGE = "gauge_change"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainElement:
    """One element of a transport chain: activity times intensity.

    A leg is one element, or several where the intensity changes on its way, as
    from a wired to an unwired line. `emission_g` is what the router counted: the
    product rounded to the gram for every link. `factor` is None where a hub's
    emissions are not known; they are missing from the sum then.
    """

    leg: int  # counted from 1
    operation: Operation
    mode: TransportMode
    service_id: str
    from_node_id: str
    to_node_id: str
    distance_km: float
    activity: float
    factor: EmissionFactor | None
    emission_g: int

    @property
    def is_hub(self) -> bool:
        """Whether it is handling in a hub, not transport."""
        return self.operation is not Operation.TRANSPORT

    @property
    def basis(self) -> EmissionBasis:
        """What the activity counts, and by what a shared vehicle's gas is shared."""
        return EmissionBasis.PER_T if self.factor is None else self.factor.basis

    @property
    def is_well_to_wheel(self) -> bool:
        """Whether the figure holds all from the well on, as ISO 14083 wants."""
        return self.factor is not None and self.factor.boundary == "WTW"

    @property
    def ttw_g(self) -> float | None:
        """Grams from the vehicle itself, or None if not told apart."""
        if self.factor is None:
            return None
        if self.factor.boundary == "TTW":
            return float(self.emission_g)
        return self.factor.ttw_g(self.activity)

    @property
    def wtt_g(self) -> float | None:
        """Grams of making and bringing the energy, or None if not told apart."""
        ttw_g = self.ttw_g
        if ttw_g is None or not self.is_well_to_wheel:
            return None
        return self.emission_g - ttw_g


def transport_chain(
    corridor: Corridor, cargo: Cargo, option: Option
) -> tuple[ChainElement, ...]:
    """The elements of a way in their order; their grams sum to the way's.

    Raises
    ------
    UsageError
        If the way was planned for another cargo or on another corridor.
    """
    return _Walk(corridor, cargo).elements(option)


class _Walk:
    """Goes through the hops of an option and asks again for every factor."""

    def __init__(self, corridor: Corridor, cargo: Cargo) -> None:
        self.corridor = corridor
        self.emissions = EmissionList(corridor, cargo)
        self.borders = {(b.link_id, b.from_node_id): b for b in corridor.borders}

    def elements(self, option: Option) -> tuple[ChainElement, ...]:
        found: list[ChainElement] = []
        for leg, planned in enumerate(option.legs, start=1):
            for step in planned.steps:
                of_hop = tuple(self._of_hop(step.hop, leg))
                if sum(e.emission_g for e in of_hop) != step.hop.emission_g:
                    raise UsageError(
                        "the way was planned for another cargo",
                        where="option",
                        hint="give the cargo and the corridor it was routed with",
                    )
                for element in of_hop:
                    _append(found, element)
        return tuple(found)

    def _of_hop(self, hop: Hop, leg: int) -> Iterator[ChainElement]:
        if hop.kind is not HopKind.MOVE:
            operation = Operation(hop.kind.value)
            yield self._hub(hop, leg, operation, node_id=hop.from_node_id)
            return
        yield self._transport(hop, leg)
        border = self.borders.get((hop.link_id, hop.from_node_id))
        if _lifts(border):
            yield self._hub(hop, leg, Operation.GAUGE_CHANGE, node_id=hop.to_node_id)

    def _transport(self, hop: Hop, leg: int) -> ChainElement:
        service = self.corridor.service_by_id[hop.service_id]
        link = self.corridor.link_by_id[hop.link_id]
        factor = self.emissions.find_transport(service, link)
        emission_g = self.emissions.transport_g(service, link)
        if factor is None or emission_g is None:
            raise UsageError(f"no emission factor for {hop.service_id}", where="option")
        return ChainElement(
            leg=leg,
            operation=Operation.TRANSPORT,
            mode=hop.mode,
            service_id=hop.service_id,
            from_node_id=hop.from_node_id,
            to_node_id=hop.to_node_id,
            distance_km=hop.length_km,
            activity=self.emissions.activity(factor, distance_km=link.length_km),
            factor=factor,
            emission_g=emission_g,
        )

    def _hub(
        self, hop: Hop, leg: int, operation: Operation, *, node_id: str
    ) -> ChainElement:
        handlings = GAUGE_CHANGE_HANDLINGS if operation is Operation.GAUGE_CHANGE else 1
        factor = self.emissions.find_hub(hop.mode, node_id)
        mass_t = self.emissions.cargo.mass_t
        return ChainElement(
            leg=leg,
            operation=operation,
            mode=hop.mode,
            service_id=hop.service_id,
            from_node_id=node_id,
            to_node_id=node_id,
            distance_km=0.0,
            activity=mass_t * handlings
            if factor is None
            else self.emissions.activity(factor, handlings=handlings),
            factor=factor,
            emission_g=self.emissions.handling_g(
                hop.mode, node_id, handlings=handlings
            ),
        )


def _lifts(border: BorderCrossing | None) -> bool:
    return border is not None and border.changes_gauge


def _append(found: list[ChainElement], element: ChainElement) -> None:
    """Add an element, to the last one if that goes on with the same intensity."""
    last = found[-1] if found else None
    if (
        last is None
        or last.is_hub
        or element.is_hub
        or last.leg != element.leg
        or last.factor is not element.factor
    ):
        found.append(element)
        return
    found[-1] = replace(
        last,
        to_node_id=element.to_node_id,
        distance_km=last.distance_km + element.distance_km,
        activity=last.activity + element.activity,
        emission_g=last.emission_g + element.emission_g,
    )
