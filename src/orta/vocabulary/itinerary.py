"""The words of a journey: what the customer wants, and what is planned.

Three things are kept apart: `RouteSpecification` (wanted), `Itinerary`
(planned) and, in the tracking half, what happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orta.errors import ModelError
from orta.vocabulary.codes import TransportMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """Load here, unload there, one movement of one transport service.

    Times are aware UTC instants and expected values: `unload_at` of the last
    leg is when the consignment is expected to be available to the consignee.
    """

    mode: TransportMode
    service_id: str
    load_location_id: str
    unload_location_id: str
    load_at: datetime
    unload_at: datetime

    def __post_init__(self) -> None:
        if self.unload_at < self.load_at:
            raise ModelError(f"leg {self.service_id}: unloaded before it was loaded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Itinerary:
    """The legs of a consignment, in order; each starts where the last one ended."""

    legs: tuple[Leg, ...]

    def __post_init__(self) -> None:
        if not self.legs:
            raise ModelError("an itinerary has at least one leg")
        for before, after in zip(self.legs, self.legs[1:], strict=False):
            if before.unload_location_id != after.load_location_id:
                raise ModelError(
                    f"itinerary breaks between {before.unload_location_id} "
                    f"and {after.load_location_id}"
                )
            if after.load_at < before.unload_at:
                raise ModelError(
                    f"itinerary loads at {after.load_location_id} before it arrives"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteSpecification:
    """What the customer wants of an itinerary.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> wanted = RouteSpecification(
    ...     origin_id="KZAAU", destination_id="AZBAK",
    ...     earliest_departure_at=datetime(2026, 12, 1, tzinfo=UTC))
    >>> crossing = Leg(
    ...     mode=TransportMode.SEA, service_id="FEEDER", load_location_id="KZAAU",
    ...     unload_location_id="AZBAK", load_at=datetime(2026, 12, 2, tzinfo=UTC),
    ...     unload_at=datetime(2026, 12, 3, tzinfo=UTC))
    >>> wanted.is_satisfied_by(Itinerary(legs=(crossing,)))
    True
    """

    origin_id: str
    destination_id: str
    earliest_departure_at: datetime
    arrival_deadline_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.origin_id == self.destination_id:
            raise ModelError("origin and destination are the same place")
        deadline = self.arrival_deadline_at
        if deadline is not None and deadline <= self.earliest_departure_at:
            raise ModelError("the deadline is not after the time the goods are ready")

    def is_satisfied_by(self, itinerary: Itinerary) -> bool:
        """Whether the itinerary starts, ends and arrives as wanted."""
        first, last = itinerary.legs[0], itinerary.legs[-1]
        deadline = self.arrival_deadline_at
        return (
            first.load_location_id == self.origin_id
            and last.unload_location_id == self.destination_id
            and first.load_at >= self.earliest_departure_at
            and (deadline is None or last.unload_at <= deadline)
        )
