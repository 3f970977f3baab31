"""What happens on some days of a scenario: closures, slow places, ships out, surges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from orta.planning.simulation.scenario.allowed import (
    DAY,
    IDS,
    TEXT,
    Allowed,
    number,
    whole,
)
from orta.planning.simulation.scenario.policies import Dated

_DAYS: Final = number(above=0, most=3660)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure(Dated):
    """A time in which a port, a link or a facility is shut.

    At a port no ship comes to a berth or leaves one, as in a storm. Over a link nothing
    goes: what comes to it waits at its start, in one direction alone if `from_node_id`
    says which. A facility begins with nobody. What is under way already goes on.

    Examples
    --------
    >>> Closure(node_id="KZAAU", starts=date(2026, 10, 3), days=9).place_id
    'KZAAU'
    """

    ALLOWED: ClassVar[Mapping[str, Allowed]] = {
        "node_id": TEXT,
        "link_id": TEXT,
        "from_node_id": TEXT,
        "facility_id": TEXT,
        "starts": DAY,
        "days": _DAYS,
    }

    starts: date
    days: float
    node_id: str = ""
    link_id: str = ""
    from_node_id: str = ""
    facility_id: str = ""

    @property
    def place_id(self) -> str:
        """The port, link or facility."""
        return self.node_id or self.link_id or self.facility_id

    def _contradictions(self) -> list[str]:
        problems = []
        said = [bool(x) for x in (self.node_id, self.link_id, self.facility_id)]
        if said.count(True) != 1:
            problems.append("say one of node_id, link_id and facility_id")
        if self.from_node_id and not self.link_id:
            problems.append("from_node_id belongs to link_id")
        return problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Slowdown(Dated):
    """A time in which a facility gets done a share of what it does else.

    Whoever begins there takes 1 / `share` times as long.

    Examples
    --------
    Ten trains a day instead of fourteen:

    >>> slow = Slowdown(facility_id="L015-post-east-2", share=10 / 14,
    ...                 starts=date(2026, 10, 1), days=45)
    >>> slow.per_mille
    1400
    """

    ALLOWED: ClassVar[Mapping[str, Allowed]] = {
        "facility_id": TEXT,
        "share": number(least=0.01, most=1),
        "starts": DAY,
        "days": _DAYS,
    }

    facility_id: str
    share: float
    starts: date
    days: float

    @property
    def per_mille(self) -> int:
        """Thousandths of the time that it takes else."""
        return round(1000 / self.share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence(Dated):
    """A time in which vessels of a fleet are out of service.

    A vessel goes out of it when it lies idle, its cargo ashore.
    """

    ALLOWED: ClassVar[Mapping[str, Allowed]] = {
        "fleet_id": TEXT,
        "vessels": whole(1, 500),
        "starts": DAY,
        "days": _DAYS,
    }

    fleet_id: str
    vessels: int
    starts: date
    days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandChange(Dated):
    """A time in which more or less comes: `factor` times what would.

    Of the demands named, or of all. Lots that come anyway stay the same, lot by lot.
    Factors of changes that overlap multiply.
    """

    ALLOWED: ClassVar[Mapping[str, Allowed]] = {
        "demand_ids": IDS,
        "factor": number(least=0, most=1000),
        "starts": DAY,
        "days": _DAYS,
    }

    factor: float
    starts: date
    days: float
    demand_ids: tuple[str, ...] = ()

    def covers(self, demand_id: str) -> bool:
        """Whether it speaks of a demand."""
        return not self.demand_ids or demand_id in self.demand_ids
