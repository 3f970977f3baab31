"""Things that can be shut or run out of room: what they are and what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Final

from orta.corridor import Evidence
from orta.errors import ModelError

TRAIN_TEU: Final = 110  # as in the simulation: 55 wagons; D127 has 106.7 TEU


class AssetKind(StrEnum):
    """What an asset is; together with an id of the dataset it names one."""

    STATE = "state"
    NODE = "node"
    LINK = "link"
    BORDER = "border"
    TERMINAL = "terminal"
    SERVICE = "service"
    FLEET = "fleet"
    FACILITY = "facility"
    WAY = "way"  # of a study, not of the dataset
    ROOM = "room"  # likewise: a published capacity that the dataset has no field for


class Measure(StrEnum):
    """What the capacity of an asset counts in a week."""

    TONNES = "t"
    TEU = "TEU"
    BOX_TEU = "TEU in boxes"  # wagons and trucks take none of it
    TRAINS = "trains"
    UNITS = "units"  # boxes, wagons, trucks
    CALLS = "calls"  # of vessels


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One thing, whether it is closed whole or only holds so much a week.

    `capacity_per_week` None means that nobody has published one: it is never
    invented. Of a capacity in full `available_share` is left to corridor traffic, the
    rest other traffic takes. With `per_direction` it holds in each direction.
    `evidence` is that of the capacity.
    """

    asset_id: str  # kind:id, as in link:L016
    kind: AssetKind
    country_codes: tuple[str, ...] = ()
    capacity_per_week: float | None = None
    measure: Measure = Measure.TONNES
    per_direction: bool = False
    available_share: float = 1.0
    evidence: Evidence | None = None
    note: str = ""

    def __post_init__(self) -> None:
        capacity = self.capacity_per_week
        if not self.asset_id.startswith(f"{self.kind}:"):
            raise ModelError(f"asset {self.asset_id} is named after its kind")
        if capacity is not None and not (isfinite(capacity) and capacity >= 0):
            raise ModelError(f"asset {self.asset_id}: a capacity is not negative")
        if not 0 <= self.available_share <= 1:
            raise ModelError(f"asset {self.asset_id}: a share is from 0 to 1")

    @property
    def available_per_week(self) -> float | None:
        """What other traffic leaves of the capacity."""
        if self.capacity_per_week is None:
            return None
        return self.capacity_per_week * self.available_share


def asset_id(kind: AssetKind, key: str) -> str:
    """The name of an asset: what it is, and its id there.

    >>> asset_id(AssetKind.LINK, "L016")
    'link:L016'
    """
    return f"{kind}:{key}"
