"""Things with limited capacity, which traffic waits for, and projects to widen them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from orta.corridor.duration import Duration
from orta.corridor.evidence import Evidence
from orta.errors import ModelError
from orta.vocabulary import FacilityType, ProjectKind, ProjectStatus, TransportMode
from orta.vocabulary.quantities import HOURS_PER_DAY

_FOR_SOME_SERVICES = (FacilityType.BERTH, FacilityType.YARD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """A thing with limited capacity at one node or on one link.

    `server_count` are as many as work side by side: berths, cranes, tracks, paths at
    a time, wagons of a pool. One is busy for `service` with each unit (cranes), each
    train (tracks, paths, border posts, changes of gauge), or until its wagon is back
    without goods (pools). A berth is taken as long as its vessel lies there: its
    `service` is one discharge or one loading, that of the terminal if None. Yards
    have none. `room_teu` is the room of a yard, or of what waits.

    Traffic of the corridor may use `available_share` of it, the rest is taken by
    other traffic. Berths and yards are for `service_ids` only, all that call there
    if empty; pools, yards and cranes for `equipment_code` only. Of a link it is one
    direction that leaves `from_node_id`; if that is empty, both directions share it.

    It works from `opens_hour` (UTC) for `open_hours` a day, always if None, and
    exists from `valid_from` to `valid_to`, both inside.
    """

    facility_id: str
    facility_type: FacilityType
    evidence: Evidence
    node_id: str = ""
    link_id: str = ""
    from_node_id: str = ""
    mode: TransportMode | None = None
    server_count: int | None = None
    service: Duration | None = None
    room_teu: float | None = None
    available_share: float = 1.0
    service_ids: tuple[str, ...] = ()
    equipment_code: str = ""
    opens_hour: float | None = None
    open_hours: float | None = None
    valid_from: str = ""
    valid_to: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        problems = tuple(
            f"facility {self.facility_id}: {problem}"
            for problem in (
                *self._place_problems(),
                *self._work_problems(),
                *self._time_problems(),
            )
        )
        if problems:
            raise ModelError(*problems)

    @property
    def is_always_open(self) -> bool:
        """Whether it works day and night."""
        return self.open_hours is None or self.open_hours >= HOURS_PER_DAY

    def exists_on(self, day: date) -> bool:
        """Whether there is such a thing on a day.

        >>> from orta.corridor import Evidence, Facility
        >>> from orta.vocabulary import Confidence, FacilityType
        >>> drawn = Evidence(
        ...     source_id="drawn", as_of="2026", confidence=Confidence.PUBLISHED
        ... )
        >>> quay = Facility(
        ...     facility_id="QUAY",
        ...     facility_type=FacilityType.BERTH,
        ...     node_id="BAY",
        ...     server_count=2,
        ...     valid_from="2026-06-09",
        ...     evidence=drawn,
        ... )
        >>> quay.exists_on(date(2026, 1, 1)), quay.exists_on(date(2026, 7, 1))
        (False, True)
        """
        first, last = self._days()
        return (first is None or first <= day) and (last is None or day <= last)

    def _days(self) -> tuple[date | None, date | None]:
        first, last = (
            date.fromisoformat(text) if text else None
            for text in (self.valid_from, self.valid_to)
        )
        return first, last

    def _place_problems(self) -> list[str]:
        problems = []
        if bool(self.node_id) == bool(self.link_id):
            problems.append("it lies either at a node or on a link")
        if self.from_node_id and not self.link_id:
            problems.append("only a facility of a link has a direction")
        if self.service_ids and self.facility_type not in _FOR_SOME_SERVICES:
            problems.append("only berths and yards are for some services")
        return problems

    def _work_problems(self) -> list[str]:
        problems = []
        kind = self.facility_type
        if kind is FacilityType.YARD and self.room_teu is None:
            problems.append("a yard has room_teu")
        if kind is not FacilityType.YARD and (self.server_count or 0) < 1:
            problems.append("it has a server_count of at least 1")
        if kind is FacilityType.YARD and self.service is not None:
            problems.append("a yard has no service time")
        if kind not in _FOR_SOME_SERVICES and self.service is None:
            problems.append("it has a service time")
        if self.service is not None and self.service.mean_h <= 0:
            problems.append("a service takes time")
        if self.room_teu is not None and self.room_teu <= 0:
            problems.append("a room is above 0")
        if not 0 < self.available_share <= 1:
            problems.append("the share available is above 0 and at most 1")
        return problems

    def _time_problems(self) -> list[str]:
        problems = []
        if (self.opens_hour is None) != (self.open_hours is None):
            problems.append("opens_hour comes with open_hours")
        elif self.opens_hour is not None and self.open_hours is not None:
            is_hour = 0 <= self.opens_hour < HOURS_PER_DAY
            if not is_hour or not 0 < self.open_hours <= HOURS_PER_DAY:
                problems.append("it opens at an hour of the day, for at most 24 h")
        try:
            first, last = self._days()
        except ValueError:
            return [*problems, "its dates are whole days"]
        if first is not None and last is not None and last < first:
            problems.append("it ends before it begins")
        return problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What one source says of a project: what it adds, what it costs, when it opens.

    Sources differ; each has a row, the rows share `project_id`, and at most one of
    them `is_used` by studies. `cost` None means that none was found.
    """

    figure_id: str
    project_id: str
    name: str
    project_kind: ProjectKind
    country_codes: tuple[str, ...]
    status: ProjectStatus
    is_used: bool
    evidence: Evidence
    place: str = ""
    node_ids: tuple[str, ...] = ()
    link_ids: tuple[str, ...] = ()
    metric: str = ""
    capacity_before: float | None = None
    capacity_after: float | None = None
    capacity_unit: str = ""
    cost: Decimal | None = None
    currency: str = ""
    year_start: int | None = None
    year_finish: int | None = None
    promoter: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        name = f"project {self.figure_id}"
        if (self.cost is None) != (not self.currency):
            raise ModelError(f"{name}: a cost has a currency, and nothing else has")
        capacities = (self.capacity_before, self.capacity_after)
        if any(c is not None for c in capacities) and not self.capacity_unit:
            raise ModelError(f"{name}: a capacity has a unit")
        years = (self.year_start, self.year_finish)
        if None not in years and years[0] > years[1]:  # type: ignore[operator]
            raise ModelError(f"{name}: it finishes before it starts")
