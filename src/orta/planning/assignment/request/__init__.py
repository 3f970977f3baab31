"""What is asked of a network: demands, what days are worth, what a study adds."""

from orta.planning.assignment.request.addition import Addition, Room, Way
from orta.planning.assignment.request.demand import (
    WEEKS_PER_YEAR,
    FreightDemand,
    Origin,
    demands_of_year,
    direction,
    freight_demand,
    per_week,
    total_t,
)
from orta.planning.assignment.request.weights import Weights

__all__ = [
    "WEEKS_PER_YEAR",
    "Addition",
    "FreightDemand",
    "Origin",
    "Room",
    "Way",
    "Weights",
    "demands_of_year",
    "direction",
    "freight_demand",
    "per_week",
    "total_t",
]
