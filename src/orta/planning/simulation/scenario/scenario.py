"""A scenario: how long, from when, and what is other than in the dataset."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Final, TypeVar

from orta.corridor import Corridor
from orta.errors import ModelError, ScenarioError
from orta.planning.simulation.scenario.allowed import DAY, TEXT, Allowed, number, whole
from orta.planning.simulation.scenario.check import find_bad_entries
from orta.planning.simulation.scenario.policies import (
    ORDINARY_PRIORITY,
    Ban,
    DemandPolicy,
    FacilityPolicy,
    FleetPolicy,
    ParameterPolicy,
    Policy,
    PortPolicy,
    ServicePolicy,
)

_P = TypeVar("_P", bound=Policy)

# Tables of a scenario file, the fields that hold their rows, and what rows are.
TABLES: Final[dict[str, tuple[str, type[Policy]]]] = {
    "service": ("services", ServicePolicy),
    "fleet": ("fleets", FleetPolicy),
    "port": ("ports", PortPolicy),
    "facility": ("facilities", FacilityPolicy),
    "demand": ("demands", DemandPolicy),
    "parameter": ("parameters", ParameterPolicy),
    "ban": ("bans", Ban),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is tried: policies as data. Nothing but a name is the dataset as it is.

    `days` are measured from `start` on; the `warm_up_days` before them fill the
    corridor and are left out. `sea_level_change_m` is against the dataset's draughts.
    Equal scenarios have one canonical form, whatever the order of their rows.

    Raises
    ------
    ModelError
        With every field out of its range, and every row given twice.

    Examples
    --------
    >>> one_more = Scenario(
    ...     name="one more ferry",
    ...     fleets=(FleetPolicy(fleet_id="FLEET-KYK-BAK", vessels_more=1),),
    ... )
    >>> one_more.fleet("FLEET-KYK-BAK").vessels_more, one_more.days
    (1, 365)
    """

    ALLOWED: ClassVar[dict[str, Allowed]] = {
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
    services: tuple[ServicePolicy, ...] = ()
    fleets: tuple[FleetPolicy, ...] = ()
    ports: tuple[PortPolicy, ...] = ()
    facilities: tuple[FacilityPolicy, ...] = ()
    demands: tuple[DemandPolicy, ...] = ()
    parameters: tuple[ParameterPolicy, ...] = ()
    bans: tuple[Ban, ...] = ()

    def __post_init__(self) -> None:
        problems = [
            f"{name} is {getattr(self, name)!r}, expected {allowed}"
            for name, allowed in self.ALLOWED.items()
            if not allowed.takes(getattr(self, name))
        ]
        problems += self._row_problems()
        problems = problems or list(self._ban_problems())
        if problems:
            raise ModelError(*(f"scenario {self.name!r}: {text}" for text in problems))

    @property
    def end(self) -> date:
        """The day after the last one that is measured."""
        return self.start + timedelta(days=self.days)

    @property
    def warm_up_start(self) -> date:
        """The day the run begins."""
        return self.start - timedelta(days=self.warm_up_days)

    def service(self, service_id: str) -> ServicePolicy:
        """What is said about a service; an empty policy if nothing is."""
        found = _find(self.services, service_id)
        return found or ServicePolicy(service_id=service_id)

    def fleet(self, fleet_id: str) -> FleetPolicy:
        """What is said about a fleet; an empty policy if nothing is."""
        return _find(self.fleets, fleet_id) or FleetPolicy(fleet_id=fleet_id)

    def port(self, node_id: str) -> PortPolicy:
        """What is said about a port; an empty policy if nothing is."""
        return _find(self.ports, node_id) or PortPolicy(node_id=node_id)

    def facility(self, facility_id: str) -> FacilityPolicy:
        """What is said about a facility; an empty policy if nothing is."""
        found = _find(self.facilities, facility_id)
        return found or FacilityPolicy(facility_id=facility_id)

    def demand(self, demand_id: str) -> DemandPolicy:
        """What is said about a demand; an empty policy if nothing is."""
        return _find(self.demands, demand_id) or DemandPolicy(demand_id=demand_id)

    def parameter(self, parameter_id: str, default: float) -> float:
        """The value of a free parameter; the default if nothing is said."""
        found = _find(self.parameters, parameter_id)
        return default if found is None else found.value

    def priority(self, demand_id: str, service_ids: tuple[str, ...]) -> int:
        """Who goes first: as the demand says, else the first of its services."""
        own = self.demand(demand_id).priority
        if own is not None:
            return own
        said = [self.service(service_id).priority for service_id in service_ids]
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
            if table == "ban":
                continue
            rows = {_key(row): row.to_dict() for row in getattr(self, field)}
            content[table] = {key: rows[key] for key in sorted(rows) if rows[key]}
        bans = [{"node_id": ban.node_id, **ban.to_dict()} for ban in self.bans]
        content["ban"] = sorted(bans, key=lambda ban: json.dumps(ban, sort_keys=True))
        return {name: value for name, value in content.items() if value not in ({}, [])}

    def canonical(self) -> str:
        """One line of JSON, the same for equal scenarios: for provenance."""
        return json.dumps(
            self.to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )

    def _row_problems(self) -> Iterator[str]:
        for field, kind in TABLES.values():
            rows = getattr(self, field)
            if not isinstance(rows, tuple) or any(
                type(row) is not kind for row in rows
            ):
                yield f"{field} is a tuple of {kind.__name__}"
                continue
            keys = [_key(row) for row in rows]
            if kind is not Ban and len(set(keys)) < len(keys):
                twice = sorted({key for key in keys if keys.count(key) > 1})
                yield f"{field} has {', '.join(twice)} twice"

    def _ban_problems(self) -> Iterator[str]:
        """A ban that the run never sees is a slip: its date, or the days of the run."""
        for ban in self.bans:
            last = ban.starts + timedelta(days=ban.days)
            if last <= self.warm_up_start or ban.starts >= self.end:
                yield (
                    f"the ban of {ban.node_id} from {ban.starts} for {ban.days:g} days "
                    f"lies outside of the run, {self.warm_up_start} to {self.end}"
                )


def _key(row: Policy) -> str:
    return str(getattr(row, row.KEY))


def _find(rows: tuple[_P, ...], key: str) -> _P | None:
    return next((row for row in rows if _key(row) == key), None)
