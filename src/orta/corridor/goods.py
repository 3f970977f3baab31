"""What is carried, in what, how much and when, and what was observed of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from orta.corridor.evidence import Evidence
from orta.errors import ModelError
from orta.vocabulary import LoadProfile, LotSizes

_MONTHS_OF_YEAR = 12
_SHARES_SUM = 1e-6  # shares are written with a few digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """What carries goods and is itself carried: a container, a wagon, a truck.

    Boxes have measures inside; what is open has a deck at some height above rail
    or road. A wagon has the track gauge of its wheels. What is None is not known,
    or does not apply.
    """

    equipment_code: str
    name: str
    teu: float
    max_payload_t: float
    evidence: Evidence
    iso_size_type: str = ""  # ISO 6346
    gauge_mm: int | None = None
    deck_height_m: float | None = None
    inside_length_m: float | None = None
    inside_width_m: float | None = None
    inside_height_m: float | None = None

    def __post_init__(self) -> None:
        name = f"equipment {self.equipment_code}"
        inside = (self.inside_length_m, self.inside_width_m, self.inside_height_m)
        given = [size for size in inside if size is not None]
        if self.teu <= 0 or self.max_payload_t <= 0 or any(s <= 0 for s in given):
            raise ModelError(f"{name}: sizes are positive")
        if given and (len(given) < len(inside) or self.deck_height_m is not None):
            raise ModelError(f"{name}: either three measures inside or a deck height")

    @property
    def is_box(self) -> bool:
        """Whether the load is inside, so that its size is that of the box."""
        return bool(self.iso_size_type) or self.inside_length_m is not None

    def holds(self, load: LoadProfile) -> bool | None:
        """Whether the piece goes inside a box; None if the box's measures lack.

        It may be turned on its side, not set upright.

        >>> import orta
        >>> box = orta.load().corridor.equipment_by_code["40ft"]
        >>> box.holds(LoadProfile.parse(size="2.2x11.5x2.1m"))
        True
        >>> box.holds(LoadProfile.parse(size="12x3.4x3.8m"))
        False
        """
        if load.length_m is None or load.width_m is None or load.height_m is None:
            return True
        if (
            self.inside_length_m is None
            or self.inside_width_m is None
            or self.inside_height_m is None
        ):
            return None
        long, wide = sorted((load.length_m, load.width_m), reverse=True)
        return (
            long <= self.inside_length_m
            and wide <= self.inside_width_m
            and load.height_m <= self.inside_height_m
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Commodity:
    """Goods by their Harmonized System heading."""

    commodity_code: str
    name: str
    evidence: Evidence
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """How a year's volume is spread over its months, January first."""

    season_id: str
    shares: tuple[float, ...]
    evidence: Evidence
    note: str = ""

    def __post_init__(self) -> None:
        name = f"season {self.season_id}"
        if len(self.shares) != _MONTHS_OF_YEAR or min(self.shares) < 0:
            raise ModelError(f"{name}: twelve shares, none of them negative")
        total = math.fsum(self.shares)
        if abs(total - 1) > _SHARES_SUM:
            raise ModelError(f"{name}: its shares sum to {total:.6g}, not to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportDemand:
    """Goods that want to move from one node to another in a year.

    They come in lots of `lot_teu`, exactly (`fixed`) or on average (`geometric`),
    and lead by `via_node_ids`, in order. Without `lot_teu` the row is a published
    flow that nobody simulates. `unit_mass_t` is the mean mass of goods in one unit
    of the equipment: 0 if it travels empty, None means as much as it holds. An empty
    `season_id` spreads the volume evenly over the year.
    """

    demand_id: str
    origin_node_id: str
    destination_node_id: str
    commodity_code: str
    equipment_code: str
    volume_per_year: float
    volume_unit: str  # TEU or t
    evidence: Evidence
    via_node_ids: tuple[str, ...] = ()
    lot_teu: float | None = None
    lot_sizes: LotSizes = LotSizes.FIXED
    unit_mass_t: float | None = None
    season_id: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        name = f"demand {self.demand_id}"
        if self.volume_per_year < 0:
            raise ModelError(f"{name}: a volume is not negative")
        if self.lot_teu is not None and self.lot_teu <= 0:
            raise ModelError(f"{name}: a lot is above 0")
        if self.unit_mass_t is not None and self.unit_mass_t < 0:
            raise ModelError(f"{name}: a mass is not negative")
        if self.unit_mass_t == 0 and self.volume_unit == "t":
            raise ModelError(f"{name}: what weighs nothing is not counted in t")
        ways = (self.origin_node_id, *self.via_node_ids, self.destination_node_id)
        if any(here == there for here, there in pairwise(ways)):
            raise ModelError(f"{name}: its way stays where it is")

    @property
    def is_simulated(self) -> bool:
        """Whether a simulation lets it move."""
        return self.lot_teu is not None and self.volume_per_year > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A published count of traffic, with the scope its publisher gave it."""

    volume_id: str
    scope: str
    period: str
    metric: str
    volume: float
    unit: str
    evidence: Evidence
    commodity: str = ""
    direction: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A figure of a route between China and Europe, with its low and its high.

    What was read is `evidence`; a figure of a whole year, made from it as its method
    says, is used in the choice of route: for `estimation`, or `held_out` of it.
    """

    alternative_id: str
    route: str
    metric: str
    label: str
    value_low: float
    value_high: float
    unit: str
    used_as: str
    evidence: Evidence
    period: str = ""
    from_place: str = ""
    to_place: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.value_low > self.value_high:
            raise ModelError(
                f"alternative {self.alternative_id}: low and high are not in order"
            )

    @property
    def year(self) -> int:
        """Year that the figure speaks of."""
        return int(self.evidence.as_of[:4])

    @property
    def centre(self) -> float:
        """Middle between the low and the high."""
        return (self.value_low + self.value_high) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A published figure that the model's own answers are held against.

    `observation_kind` keeps what somebody measured in regular traffic
    (`observed`) apart from a single show train (`demonstration`) and from what
    was offered (`schedule`), claimed (`official`) or hoped for (`plan`).
    """

    observation_id: str
    label: str
    metric: str
    from_node_id: str
    to_node_id: str
    unit: str
    observation_kind: str
    evidence: Evidence
    mode_chain: str = ""
    value_min: float | None = None
    value_mean: float | None = None
    value_max: float | None = None
    avoid: tuple[str, ...] = ()
    via_node_ids: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if self.value_min is self.value_mean is self.value_max is None:
            raise ModelError(f"observation {self.observation_id} has no value")
        values = self._values()
        if values != sorted(values):
            raise ModelError(
                f"observation {self.observation_id}: min, mean and max are not in order"
            )

    @property
    def low(self) -> float:
        """Least of the published values."""
        return min(self._values())

    @property
    def high(self) -> float:
        """Greatest of the published values."""
        return max(self._values())

    @property
    def centre(self) -> float:
        """The published mean, or the middle of what was published."""
        if self.value_mean is not None:
            return self.value_mean
        return (self.low + self.high) / 2

    def _values(self) -> list[float]:
        values = (self.value_min, self.value_mean, self.value_max)
        return [value for value in values if value is not None]
