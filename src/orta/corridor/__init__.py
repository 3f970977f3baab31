"""The infrastructure and its services as frozen, self-consistent values."""

from orta.corridor.charges import EmissionFactor, ExchangeRate, Tariff
from orta.corridor.corridor import (
    ASSETS,
    PARAMETER_TARGETS,
    Corridor,
    is_way_back,
)
from orta.corridor.duration import Duration
from orta.corridor.evidence import Evidence, Parameter, Source, Target
from orta.corridor.facility import Facility, Project
from orta.corridor.gazetteer import Gazetteer, PlaceMatch
from orta.corridor.goods import (
    Alternative,
    Commodity,
    Equipment,
    Observation,
    Season,
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
from orta.corridor.sites import BorderCrossing, Embargo, Limit, PortClosure, Terminal

__all__ = [
    "ASSETS",
    "BUSIEST_SHARE",
    "PARAMETER_TARGETS",
    "RAIL_GAUGES_MM",
    "WEEKDAYS",
    "Alternative",
    "BorderCrossing",
    "Commodity",
    "Corridor",
    "Duration",
    "Embargo",
    "EmissionFactor",
    "Equipment",
    "Evidence",
    "ExchangeRate",
    "Facility",
    "Fleet",
    "Gazetteer",
    "Limit",
    "Link",
    "Node",
    "Observation",
    "Parameter",
    "PlaceMatch",
    "PlaceName",
    "PortClosure",
    "Project",
    "Season",
    "Source",
    "Target",
    "Tariff",
    "Terminal",
    "TransportCall",
    "TransportDemand",
    "TransportService",
    "Volume",
    "is_way_back",
]
