"""A scenario: how long, from when, and what is other than in the dataset."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from orta.corridor import Corridor
from orta.errors import ModelError, ScenarioError
from orta.planning.simulation.scenario.allowed import (
    DAY,
    TEXT,
    Allowed,
    number,
    whole,
)
from orta.planning.simulation.scenario.check import find_bad_entries
from orta.planning.simulation.scenario.dated import (
    Absence,
    Closure,
    DemandChange,
    Slowdown,
)
from orta.planning.simulation.scenario.policies import (
    ORDINARY_PRIORITY,
    Ban,
    Dated,
    DemandPolicy,
    FacilityPolicy,
    FleetPolicy,
    Policy,
    PortPolicy,
    ServicePolicy,
)
from orta.planning.simulation.scenario.rows import Rows

# Tables of a scenario file, the fields that hold their rows, and what rows are.
TABLES: Final[Mapping[str, tuple[str, type[Policy]]]] = {
    "service": ("services", ServicePolicy),
    "fleet": ("fleets", FleetPolicy),
    "port": ("ports", PortPolicy),
    "facility": ("facilities", FacilityPolicy),
    "demand": ("demands", DemandPolicy),
}
# Lists of tables: what happens for some days.
LISTS: Final[Mapping[str, tuple[str, type[Dated]]]] = {
    "ban": ("bans", Ban),
    "closure": ("closures", Closure),
    "slowdown": ("slowdowns", Slowdown),
    "absence": ("absences", Absence),
    "demand_change": ("demand_changes", DemandChange),
}
PARAMETER: Final = number()  # its bounds stand in the dataset
_NONE: Final = Rows[Any]({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is tried: policies as data. Nothing but a name is the dataset as it is.

    `days` are measured from `start` on; the `warm_up_days` before them fill the
    corridor and are left out. `sea_level_change_m` is against the dataset's draughts.
    Policies stand under the id of what they are about. Equal scenarios have one
    canonical form, whatever the order of their rows.

    Raises
    ------
    ModelError
        With every field that is out of its range.

    Examples
    --------
    >>> one_more = Scenario(
    ...     name="one more tanker",
    ...     fleets={"FLEET-TANKER-AAU-BAK": FleetPolicy(vessels_more=1)},
    ... )
    >>> one_more.fleets["FLEET-TANKER-AAU-BAK"].vessels_more, one_more.days
    (1, 365)
    """

    ALLOWED: ClassVar[Mapping[str, Allowed]] = {
        "name": TEXT,
        "start": DAY,
        "days": whole(1, 3660),
        "warm_up_days": whole(0, 3660),
        "sea_level_change_m": number(least=-10, most=10),
    }

    name: str
    start: date = date(2025, 1, 1)
    days: int = 365
    warm_up_days: int = 90
    sea_level_change_m: float = 0.0
    services: Mapping[str, ServicePolicy] = _NONE
    fleets: Mapping[str, FleetPolicy] = _NONE
    ports: Mapping[str, PortPolicy] = _NONE
    facilities: Mapping[str, FacilityPolicy] = _NONE
    demands: Mapping[str, DemandPolicy] = _NONE
    parameters: Mapping[str, float] = _NONE
    bans: tuple[Ban, ...] = ()
    closures: tuple[Closure, ...] = ()
    slowdowns: tuple[Slowdown, ...] = ()
    absences: tuple[Absence, ...] = ()
    demand_changes: tuple[DemandChange, ...] = ()

    def __post_init__(self) -> None:
        problems = [
            f"{name} is {getattr(self, name)!r}, expected {allowed}"
            for name, allowed in self.ALLOWED.items()
            if not allowed.takes(getattr(self, name))
        ]
        problems += self._row_problems()
        problems = problems or list(self._dated_problems())
        if problems:
            raise ModelError(*(f"scenario {self.name!r}: {text}" for text in problems))
        for field in (*(field for field, _ in TABLES.values()), "parameters"):
            # A dict of the caller's could change under us.
            object.__setattr__(self, field, Rows(getattr(self, field)))

    @property
    def end(self) -> date:
        """The day after the last one that is measured."""
        return self.start + timedelta(days=self.days)

    @property
    def warm_up_start(self) -> date:
        """The day the run begins."""
        return self.start - timedelta(days=self.warm_up_days)

    def priority(self, demand_id: str, service_ids: tuple[str, ...]) -> int:
        """Who goes first: as the demand says, else the first of its services."""
        own = self.demands.get(demand_id, DemandPolicy()).priority
        if own is not None:
            return own
        said = [self.services.get(key, ServicePolicy()).priority for key in service_ids]
        given = [priority for priority in said if priority is not None]
        return min(given, default=ORDINARY_PRIORITY)

    def check(self, corridor: Corridor) -> None:
        """Nothing, if the scenario is about things that the corridor has.

        Raises
        ------
        ScenarioError
            With every id that the corridor has not and the nearest one it has,
            and every policy that its row cannot follow.
        """
        problems = find_bad_entries(self, corridor)
        if problems:
            raise ScenarioError(f"scenario {self.name!r}", problems)

    def to_dict(self) -> dict[str, Any]:
        """What is said, in its canonical form: rows by id, only what is given."""
        content: dict[str, Any] = {
            name: allowed.canonical(getattr(self, name))
            for name, allowed in self.ALLOWED.items()
        }
        for table, (field, _) in TABLES.items():
            rows = {key: row.to_dict() for key, row in getattr(self, field).items()}
            content[table] = {key: row for key, row in rows.items() if row}
        content["parameter"] = {k: float(v) for k, v in self.parameters.items()}
        for table, (field, _) in LISTS.items():
            dated = (one.to_dict() for one in getattr(self, field))
            content[table] = sorted(dated, key=lambda d: json.dumps(d, sort_keys=True))
        return {name: value for name, value in content.items() if value not in ({}, [])}

    def canonical(self) -> str:
        """One line of JSON, the same for equal scenarios: for provenance."""
        return json.dumps(
            self.to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )

    def _row_problems(self) -> Iterator[str]:
        for field, kind in TABLES.values():
            rows = getattr(self, field)
            if not isinstance(rows, Mapping) or any(
                type(row) is not kind for row in rows.values()
            ):
                yield f"{field} are {kind.__name__} by id"
            elif not all(map(TEXT.takes, rows)):
                yield f"an id in {field} is {TEXT}"
        values = self.parameters
        if not all(map(TEXT.takes, values)) or not all(
            map(PARAMETER.takes, values.values())
        ):
            yield "parameters are numbers by id"
        for field, dated in LISTS.values():
            given = getattr(self, field)
            if not isinstance(given, tuple) or any(type(x) is not dated for x in given):
                yield f"{field} is a tuple of {dated.__name__}"

    @property
    def dated(self) -> tuple[tuple[str, Dated], ...]:
        """What happens for some days, each with the name of its table."""
        return tuple(
            (table, one) for table, (field, _) in LISTS.items()
            for one in getattr(self, field)
        )  # fmt: skip

    def _dated_problems(self) -> Iterator[str]:
        """What the run never sees is a slip: its date, or the days of the run."""
        for table, one in self.dated:
            if not one.meets(self.warm_up_start, self.end):
                yield (
                    f"the {table.replace('_', ' ')} from {one.starts} for {one.days:g} "
                    "days lies outside of the run, "
                    f"{self.warm_up_start} to {self.end}"
                )
