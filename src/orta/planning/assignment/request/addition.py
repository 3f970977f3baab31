"""What a study adds to a corridor: ways of its own, rooms, and more capacity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

from orta.corridor import Evidence
from orta.errors import ModelError
from orta.vocabulary import TransportMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way from one node to another that no service of the dataset is.

    Pipelines are such ways, and tankers between oceans, and lines that are only
    planned. It leads from the ground to the ground: its tariff, days and spread hold
    loading and discharging. `country_codes` are the states it crosses; those of its
    ends are added. `capacity_t_per_week` None means that nobody has published one.
    It also takes room of the assets in `asset_ids`, as a fleet that plies it or a
    terminal that it goes through, and is shut with them.
    """

    way_id: str
    from_node_id: str
    to_node_id: str
    mode: TransportMode
    equipment_codes: tuple[str, ...]
    length_km: float
    tariff_usd_per_t: float
    days: float
    evidence: Evidence
    deviation_days: float = 0.0
    co2e_kg_per_t: float = 0.0
    country_codes: tuple[str, ...] = ()
    capacity_t_per_week: float | None = None
    available_share: float = 1.0
    asset_ids: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        numbers = (
            self.length_km,
            self.tariff_usd_per_t,
            self.days,
            self.deviation_days,
            self.co2e_kg_per_t,
            self.capacity_t_per_week or 0.0,
        )
        if not all(isfinite(number) and number >= 0 for number in numbers):
            raise ModelError(f"way {self.way_id}: its numbers are at least 0")
        if self.from_node_id == self.to_node_id:
            raise ModelError(f"way {self.way_id}: it stays where it is")
        if not self.equipment_codes:
            raise ModelError(f"way {self.way_id}: it carries no equipment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A published capacity of one mode at one node, for some goods or for all.

    The dataset has one capacity for a terminal; ports publish one for oil, one for
    grain and one for all. Goods that are loaded and goods that are discharged take it
    up alike. Commodities are named by the beginnings of their codes, all if empty, and
    so is equipment by its code.
    """

    room_id: str
    node_id: str
    mode: TransportMode
    capacity: float
    capacity_unit: str
    evidence: Evidence
    commodity_codes: tuple[str, ...] = ()
    equipment_codes: tuple[str, ...] = ()
    available_share: float = 1.0
    note: str = ""

    def holds(self, commodity_code: str, equipment_code: str) -> bool:
        """Whether goods of a code in an equipment take up of it."""
        if self.equipment_codes and equipment_code not in self.equipment_codes:
            return False
        return not self.commodity_codes or commodity_code.startswith(
            self.commodity_codes
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Ways that are built, and what more existing assets hold a week.

    `more_per_week` counts in the measure of each asset. What nobody knows the capacity
    of cannot hold more.
    """

    addition_id: str
    name: str = ""
    ways: tuple[Way, ...] = ()
    more_per_week: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if any(not isfinite(m) or m < 0 for m in self.more_per_week.values()):
            raise ModelError(f"addition {self.addition_id}: more is at least 0")
