"""Places and the stretches between them (GMNS: node, link)."""

from __future__ import annotations

from dataclasses import dataclass

from orta.corridor.evidence import Evidence
from orta.errors import ModelError
from orta.vocabulary import LinkStatus, NodeType, TransportMode

RAIL_GAUGES_MM = (1000, 1435, 1520, 1668, 1676)
_HALF_TURN, _POLE = 180, 90  # degrees


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place where links meet. Coordinates are WGS 84 degrees."""

    node_id: str
    name: str
    node_type: NodeType
    country_code: str  # ISO 3166-1 alpha-2
    longitude_deg: float
    latitude_deg: float
    evidence: Evidence
    un_location_code: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if abs(self.longitude_deg) > _HALF_TURN or abs(self.latitude_deg) > _POLE:
            raise ModelError(f"node {self.node_id}: coordinates are off the globe")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """One name of a node in one language (BCP 47 code)."""

    node_id: str
    language: str
    name: str
    name_type: str  # preferred or alternative
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Infrastructure between two nodes, usable both ways unless `directed`.

    Fields carry GMNS names; the unit GMNS keeps in its config file is in the
    field name, so that no number travels without one. `free_speed_kmh` is the
    average over the section with its ordinary stops, as railways publish it in
    km a day. Of a link over a border `from_state_share` of the length lies in the
    state of its first node (half, if nobody says), the rest evenly in the others.
    `gauge_mm` is None off the rails and where the gauge changes
    within the link.
    """

    link_id: str
    from_node_id: str
    to_node_id: str
    mode: TransportMode
    length_km: float
    free_speed_kmh: float
    evidence: Evidence
    directed: bool = False
    operator: str = ""
    via_country_codes: tuple[str, ...] = ()
    from_state_share: float | None = None
    gauge_mm: int | None = None
    track_count: int | None = None
    is_electrified: bool | None = None
    capacity: float | None = None
    capacity_unit: str = ""
    status: LinkStatus = LinkStatus.IN_SERVICE
    note: str = ""

    def __post_init__(self) -> None:
        name = f"link {self.link_id}"
        if self.from_node_id == self.to_node_id:
            raise ModelError(f"{name} starts and ends at {self.from_node_id}")
        if self.length_km <= 0 or self.free_speed_kmh <= 0:
            raise ModelError(f"{name}: length and speed must be positive")
        if self.gauge_mm is not None and (
            self.mode is not TransportMode.RAIL or self.gauge_mm not in RAIL_GAUGES_MM
        ):
            raise ModelError(f"{name}: {self.gauge_mm} is no gauge of a railway")
        if (self.capacity is None) != (not self.capacity_unit):
            raise ModelError(f"{name}: a capacity comes with its unit")

    @property
    def move_h(self) -> float:
        """Hours to traverse the link at its free speed."""
        return self.length_km / self.free_speed_kmh
