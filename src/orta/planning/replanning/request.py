"""Where the goods are, where they must go, and what is shut: one checked value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Final

from orta.corridor import Corridor
from orta.errors import ModelError, UnknownPlaceError, UsageError
from orta.planning.replanning.disruption import Disruption
from orta.planning.routing import RouteRequest
from orta.vocabulary import Cargo, RouteSpecification
from orta.vocabulary.quantities import HOURS_PER_DAY

_MOST_YEARS: Final = 10  # until something opens; far dates would overflow instants
_MOST_H: Final = _MOST_YEARS * 365 * HOURS_PER_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanRequest:
    """A consignment at a place and time, its plan, and the disruptions known.

    Without `aboard_id` it stands on the ground at the place; with it, it is
    aboard that service and the place is where it calls or passes at `at`: for a
    ship at sea its next call, when it is expected there. The plan goes by all of
    `planned_ids` (services) and `planned_via_ids` (places), otherwise the way of
    the earliest expected arrival. `came_by_ids` are places it has come through.
    `storage_usd_per_day` is for one unit; the dataset has no such tariff.
    """

    place_id: str
    destination_id: str
    at: datetime
    cargo: Cargo
    aboard_id: str = ""
    planned_ids: tuple[str, ...] = ()
    planned_via_ids: tuple[str, ...] = ()
    came_by_ids: tuple[str, ...] = ()
    disruptions: tuple[Disruption, ...] = ()
    deadline_at: datetime | None = None
    avoid: frozenset[str] = frozenset()
    goods_code: str = ""
    storage_usd_per_day: float | None = None

    def check(self, corridor: Corridor) -> None:
        """Make sure the corridor knows every word of the request.

        Raises
        ------
        UnknownPlaceError, UsageError
            If it does not, if the goods are there already, or if the deadline
            has passed.
        """
        for node_id in (self.place_id, *self.planned_via_ids, *self.came_by_ids):
            if node_id not in corridor.node_by_id:
                raise UnknownPlaceError(node_id, where="place")
        if self.place_id == self.destination_id and not self.aboard_id:
            raise UsageError("the goods are at their destination", where="place")
        if self.deadline_at is not None and self.deadline_at <= self.at:
            raise UsageError("the deadline has passed", where="by")
        price = self.storage_usd_per_day
        if price is not None and not (isfinite(price) and price >= 0):
            raise UsageError(f"{price:g} USD is no price of storage", where="storage")
        for disruption in self.disruptions:
            self._check_period(disruption)
        for service_id in filter(None, (self.aboard_id, *self.planned_ids)):
            if service_id not in corridor.service_by_id:
                raise UsageError(
                    f"no service called “{service_id}”",
                    where="aboard" if service_id == self.aboard_id else "planned",
                    hint="list them with `orta data show service`",
                )
        self._check_words(corridor)

    def route_request(self) -> RouteRequest | None:
        """The same question to the router; None where the goods stand at the end.

        The deadline is left out: an action that comes too late is still one.
        """
        try:
            specification = RouteSpecification(
                origin_id=self.place_id,
                destination_id=self.destination_id,
                earliest_departure_at=self.at,
            )
        except ModelError:
            return None
        return self._routed(specification)

    def _routed(self, specification: RouteSpecification) -> RouteRequest:
        return RouteRequest(
            specification=specification,
            cargo=self.cargo,
            avoid=self.avoid,
            goods_code=self.goods_code,
        )

    def _check_period(self, disruption: Disruption) -> None:
        """Make sure that how long something is shut can be reckoned with."""
        hours = disruption.opens_most_h(self.at)
        if hours is not None and hours > _MOST_H:
            raise UsageError(
                f"{disruption.closed_id} would be shut for over {_MOST_YEARS} years",
                where="closed",
                hint="leave the end away if nobody says until when it is shut",
            )
        if disruption.opens is None and disruption.shuts_h(self.at) > 0:
            raise UsageError(
                f"{disruption.closed_id} shuts later, but nobody says until when",
                where="closed",
                hint="give an end, or leave the start away if it is shut already",
            )

    def _check_words(self, corridor: Corridor) -> None:
        """Let the router check what it knows: cargo, states, goods, destination."""
        elsewhere = next(
            node.node_id
            for node in corridor.nodes
            if node.node_id != self.destination_id
        )
        specification = RouteSpecification(
            origin_id=elsewhere,
            destination_id=self.destination_id,
            earliest_departure_at=self.at,
        )
        self._routed(specification).check(corridor)
