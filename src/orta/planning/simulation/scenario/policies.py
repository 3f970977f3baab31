"""What a scenario changes in one service, fleet, port, facility or demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from math import ceil
from typing import Any, ClassVar, Final

from orta.corridor import Fleet
from orta.errors import ModelError
from orta.planning.simulation.scenario.allowed import (
    CODES,
    DAY,
    DAYS_OF_WEEK,
    FLAG,
    STOPS,
    TEXT,
    Allowed,
    number,
    whole,
)

FIRST_PRIORITY: Final = 0
ORDINARY_PRIORITY: Final = 1
LAST_PRIORITY: Final = 2

_HOURS = number(above=0, most=8760)
_TEU = number(above=0, most=25000)
_PRIORITY = whole(FIRST_PRIORITY, LAST_PRIORITY)


class Policy:
    """What one row of the dataset is in a scenario; what is not given is as it was.

    `ALLOWED` says what each field may be.

    Raises
    ------
    ModelError
        With every field that is out of its range, and every contradiction.
    """

    __slots__ = ()
    ALLOWED: ClassVar[Mapping[str, Allowed]]

    def __post_init__(self) -> None:
        problems = [
            f"{name} is {getattr(self, name)!r}, expected {self.ALLOWED[name]}"
            for name in self._given()
            if not self.ALLOWED[name].takes(getattr(self, name))
        ]
        problems = problems or self._contradictions()
        if problems:
            kind = type(self).__name__
            raise ModelError(*(f"{kind}: {problem}" for problem in problems))

    def to_dict(self) -> dict[str, Any]:
        """The fields that are given, in their canonical form."""
        return {
            name: self.ALLOWED[name].canonical(getattr(self, name))
            for name in self._given()
        }

    def _given(self) -> list[str]:
        mine = fields(self)  # type: ignore[arg-type] # every kind of policy is one
        return [
            field.name for field in mine if getattr(self, field.name) != field.default
        ]

    def _contradictions(self) -> list[str]:
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePolicy(Policy):
    """When the departures of a service are.

    A departure goes when enough waits, when the oldest unit has waited its longest,
    or when it is due, whichever comes first. `min_load_share` is of what one vessel
    carries. Departures are due on `weekdays` at `departure_min` (UTC, after midnight;
    the end of the day if nobody says), or every `headway_h`; either replaces the due
    departures of the dataset. `fill` = False takes the rules of filling away: it goes
    when due, full or not. A vessel leaves when it has lain idle for `max_lay_h`.

    `priority` is that of the cargo that goes by the service, 0 first, 2 last.

    Examples
    --------
    Leave by Friday, or at 80 %:

    >>> ServicePolicy(weekdays=("FR",), min_load_share=0.8).to_dict()
    {'min_load_share': 0.8, 'weekdays': ['FR']}
    """

    ALLOWED: ClassVar[Mapping[str, Allowed]] = {
        "fill": FLAG,
        "min_load_teu": _TEU,
        "min_load_share": number(above=0, most=1),
        "max_wait_h": _HOURS,
        "max_lay_h": _HOURS,
        "headway_h": _HOURS,
        "weekdays": DAYS_OF_WEEK,
        "departure_min": whole(0, 24 * 60 - 1),
        "priority": _PRIORITY,
    }

    fill: bool | None = None
    min_load_teu: float | None = None
    min_load_share: float | None = None
    max_wait_h: float | None = None
    max_lay_h: float | None = None
    headway_h: float | None = None
    weekdays: tuple[str, ...] = ()
    departure_min: int | None = None
    priority: int | None = None

    def _contradictions(self) -> list[str]:
        problems = []
        if self.min_load_teu is not None and self.min_load_share is not None:
            problems.append("either min_load_teu or min_load_share, not both")
        if self.headway_h is not None and self.weekdays:
            problems.append("either headway_h or weekdays, not both")
        if self.headway_h is not None and self.departure_min is not None:
            problems.append("departure_min belongs to weekdays, not to headway_h")
        filling = (self.min_load_teu, self.min_load_share, self.max_wait_h)
        if self.fill is False and any(value is not None for value in filling):
            problems.append(
                "with fill = false it waits for no load: leave out min_load_teu, "
                "min_load_share and max_wait_h"
            )
        return problems


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetPolicy(Policy):
    """How many vessels a fleet has, and what one carries.

    `vessels_more` is added to what the dataset has, and may be negative.

    Examples
    --------
    >>> import orta
    >>> ferries = orta.load().corridor.service_by_id["FERRY-KYK-BAK"].fleets[0]
    >>> more = FleetPolicy(vessels_more=1).applied_to(ferries)
    >>> more.vessel_count - ferries.vessel_count
    1
    """

    ALLOWED: ClassVar[Mapping[str, Allowed]] = {
        "vessel_count": whole(1, 500),
        "vessels_more": whole(-500, 500),
        "payload_teu": _TEU,
    }

    vessel_count: int | None = None
    vessels_more: int = 0
    payload_teu: float | None = None

    def applied_to(self, fleet: Fleet) -> Fleet:
        """The fleet as it is in the scenario.

        Raises
        ------
        ModelError
            If no vessel is left.
        """
        count, payload_teu = self.vessel_count, self.payload_teu
        return replace(
            fleet,
            vessel_count=(fleet.vessel_count if count is None else count)
            + self.vessels_more,
            payload_teu=fleet.payload_teu if payload_teu is None else payload_teu,
        )

    def _contradictions(self) -> list[str]:
        if self.vessel_count is not None and self.vessels_more:
            return ["either vessel_count or vessels_more, not both"]
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class PortPolicy(Policy):
    """How much more wind a port works in, and how many berths it has."""

    ALLOWED: ClassVar[Mapping[str, Allowed]] = {
        "wind_limit_change_m_s": number(least=-20, most=20),
        "berths": whole(1, 1000),
    }

    wind_limit_change_m_s: float = 0.0
    berths: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityPolicy(Policy):
    """How many servers a facility has, its room, and how much of the time it works."""

    ALLOWED: ClassVar[Mapping[str, Allowed]] = {
        "server_count": whole(1, 100_000),
        "room_teu": number(above=0, most=10_000_000),
        "available_share": number(above=0, most=1),
    }

    server_count: int | None = None
    room_teu: float | None = None
    available_share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandPolicy(Policy):
    """How much more or less of a cargo comes, and whether it goes first.

    `factor` is a share of the dataset's volume; `priority` is 0 first, 2 last. It goes
    by `via_node_ids` instead of by those of the dataset, if they are given.
    """

    ALLOWED: ClassVar[Mapping[str, Allowed]] = {
        "factor": number(least=0, most=1000),
        "priority": _PRIORITY,
        "via_node_ids": STOPS,
    }

    factor: float = 1.0
    priority: int | None = None
    via_node_ids: tuple[str, ...] = ()


class Dated(Policy):
    """A policy for some days."""

    __slots__ = ()
    starts: date
    days: float

    def meets(self, first: date, end: date) -> bool:
        """Whether it lasts into the time from a day to before another."""
        # A date takes no part of a day: the last one counts as soon as it has begun.
        return self.starts < end and self.ends > first

    @property
    def ends(self) -> date:
        """The day after the last on which it lasts, whole or in part."""
        return self.starts + timedelta(ceil(self.days))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban(Dated):
    """A time in which nothing may head for a place or go over it.

    Its cargo is held where it starts. Without codes all goods are meant; a code
    stands for all that begin with it.

    Examples
    --------
    >>> ban = Ban(node_id="KZKYK", starts=date(2025, 6, 1), days=7,
    ...           commodity_codes=("10",))
    >>> ban.covers_goods("1001"), ban.covers_goods("2709")
    (True, False)
    """

    ALLOWED: ClassVar[Mapping[str, Allowed]] = {
        "node_id": TEXT,
        "commodity_codes": CODES,
        "starts": DAY,
        "days": number(above=0, most=3660),
    }

    node_id: str
    starts: date
    days: float
    commodity_codes: tuple[str, ...] = ()

    def covers_goods(self, code: str) -> bool:
        """Whether it speaks of these goods, or of some of them, as embargoes do."""
        return not self.commodity_codes or any(
            code.startswith(own) or own.startswith(code) for own in self.commodity_codes
        )
