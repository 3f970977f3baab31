"""How demands share a corridor: one steady network with capacities."""

from orta.planning.assignment.answer import Assignment, read_assignment
from orta.planning.assignment.arc import Arc, GoodsClass, Use
from orta.planning.assignment.asset import Asset, AssetKind, Measure, asset_id
from orta.planning.assignment.build import build_network
from orta.planning.assignment.network import FreightNetwork, Row
from orta.planning.assignment.programme import (
    NO_ARC,
    Draft,
    Goal,
    cost_goal,
    draft_programme,
)
from orta.planning.assignment.request import (
    WEEKS_PER_YEAR,
    Addition,
    FreightDemand,
    Origin,
    Room,
    Way,
    Weights,
    demands_of_year,
    direction,
    freight_demand,
    per_week,
    total_t,
)
from orta.planning.assignment.rooms import shipped_room_sources, shipped_rooms
from orta.planning.assignment.solve import assign, solve_for
from orta.planning.assignment.ways import cheapest_usd_per_t

__all__ = [
    "NO_ARC",
    "WEEKS_PER_YEAR",
    "Addition",
    "Arc",
    "Asset",
    "AssetKind",
    "Assignment",
    "Draft",
    "FreightDemand",
    "FreightNetwork",
    "Goal",
    "GoodsClass",
    "Measure",
    "Origin",
    "Room",
    "Row",
    "Use",
    "Way",
    "Weights",
    "asset_id",
    "assign",
    "build_network",
    "cheapest_usd_per_t",
    "cost_goal",
    "demands_of_year",
    "direction",
    "draft_programme",
    "freight_demand",
    "per_week",
    "read_assignment",
    "shipped_room_sources",
    "shipped_rooms",
    "solve_for",
    "total_t",
]
