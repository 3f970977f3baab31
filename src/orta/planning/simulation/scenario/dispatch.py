"""When a service departs: the dataset's rules with those of a policy put over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from orta.corridor import TransportService
from orta.errors import ModelError
from orta.planning.simulation.scenario.policies import ServicePolicy

# "By Friday" is until Friday is over.
LAST_MINUTE: Final = 24 * 60 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """The rules of departure in force; a rule that is None or empty is not there.

    A departure goes when `min_load_teu` waits, when the oldest unit has waited
    `max_wait_h`, or when it is due: on `weekdays` at `departure_min`, or every
    `headway_h`. Whichever comes first.
    """

    min_load_teu: float | None = None
    max_wait_h: float | None = None
    max_lay_h: float | None = None
    headway_h: float | None = None
    weekdays: tuple[str, ...] = ()
    departure_min: int | None = None

    @classmethod
    def of(
        cls,
        service: TransportService,
        policy: ServicePolicy,
        *,
        payload_teu: float | None = None,
    ) -> Self:
        """The rules of a service under a policy, with vessels that carry `payload_teu`.

        A vessel that is full goes, so the least load is never above the payload.
        Without `payload_teu` that of the smallest of the service's fleets counts.

        Raises
        ------
        ModelError
            If a share is asked of vessels that nobody knows, or no rule is left.

        Examples
        --------
        >>> import orta
        >>> feeder = orta.load().corridor.service_by_id["FEEDER-AAU-BAK"]
        >>> by_friday = ServicePolicy(weekdays=("FR",), min_load_share=0.8)
        >>> rules = Dispatch.of(feeder, by_friday, payload_teu=225)
        >>> rules.min_load_teu, rules.weekdays, rules.departure_min
        (180.0, ('FR',), 1439)
        """
        if payload_teu is None and service.fleets:
            payload_teu = min(fleet.payload_teu for fleet in service.fleets)
        weekdays, departure_min, headway_h = _due(service, policy)
        least, longest_h = _filling(service, policy, payload_teu)
        if not weekdays and headway_h is None and least is longest_h is None:
            raise ModelError(
                f"service {service.service_id} would never depart: say min_load_teu, "
                "max_wait_h, headway_h or weekdays"
            )
        return cls(
            min_load_teu=least,
            max_wait_h=longest_h,
            max_lay_h=policy.max_lay_h,
            headway_h=headway_h,
            weekdays=weekdays,
            departure_min=departure_min,
        )


def _due(
    service: TransportService, policy: ServicePolicy
) -> tuple[tuple[str, ...], int | None, float | None]:
    """Weekdays with their minute, or a headway; what is said last replaces the rest."""
    if policy.headway_h is not None:
        return (), None, policy.headway_h
    weekdays = policy.weekdays or service.weekdays
    if not weekdays:
        if policy.departure_min is not None:
            raise ModelError(
                f"service {service.service_id} has no weekdays: departure_min says "
                "nothing without them"
            )
        return (), None, service.headway_h
    given = (policy.departure_min, service.departure_min, LAST_MINUTE)
    return weekdays, next(m for m in given if m is not None), None


def _filling(
    service: TransportService, policy: ServicePolicy, payload_teu: float | None
) -> tuple[float | None, float | None]:
    """The least load and the longest wait."""
    if policy.fill is False:
        return None, None
    least, longest_h = policy.min_load_teu, policy.max_wait_h
    if policy.min_load_share is not None:
        if payload_teu is None:
            raise ModelError(
                f"service {service.service_id} has no fleet: min_load_share has "
                "nothing to be a share of; say min_load_teu"
            )
        least = policy.min_load_share * payload_teu
    if least is None:
        least = service.min_load_teu
    if longest_h is None:
        longest_h = service.max_wait_h
    if least is not None and payload_teu is not None:
        least = min(least, payload_teu)
    return least, longest_h
