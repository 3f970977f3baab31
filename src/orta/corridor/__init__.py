"""The infrastructure and its services as frozen, self-consistent values."""

from orta.corridor.charges import EmissionFactor, ExchangeRate, Tariff
from orta.corridor.corridor import Corridor
from orta.corridor.duration import Duration
from orta.corridor.embargo import Embargo
from orta.corridor.evidence import Evidence, Source
from orta.corridor.gazetteer import Gazetteer, PlaceMatch
from orta.corridor.goods import (
    Commodity,
    Equipment,
    Observation,
    TransportDemand,
    Volume,
)
from orta.corridor.network import RAIL_GAUGES_MM, Link, Node, PlaceName
from orta.corridor.service import (
    BUSIEST_SHARE,
    WEEKDAYS,
    Fleet,
    TransportCall,
    TransportService,
)
from orta.corridor.sites import BorderCrossing, Limit, PortClosure, Terminal

__all__ = [
    "BUSIEST_SHARE",
    "RAIL_GAUGES_MM",
    "WEEKDAYS",
    "BorderCrossing",
    "Commodity",
    "Corridor",
    "Duration",
    "Embargo",
    "EmissionFactor",
    "Equipment",
    "Evidence",
    "ExchangeRate",
    "Fleet",
    "Gazetteer",
    "Limit",
    "Link",
    "Node",
    "Observation",
    "PlaceMatch",
    "PlaceName",
    "PortClosure",
    "Source",
    "Tariff",
    "Terminal",
    "TransportCall",
    "TransportDemand",
    "TransportService",
    "Volume",
]
