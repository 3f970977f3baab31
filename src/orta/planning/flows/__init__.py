"""How much of the demand of a season goes which way at least cost."""

from orta.planning.flows.answer import (
    Amount,
    Bottleneck,
    Flow,
    FlowsAnswer,
    Season,
    Unmet,
)
from orta.planning.flows.describe import plan_season
from orta.planning.flows.solve import PROOF_NODES, Future, Solved, solve_study

__all__ = [
    "PROOF_NODES",
    "Amount",
    "Bottleneck",
    "Flow",
    "FlowsAnswer",
    "Future",
    "Season",
    "Solved",
    "Unmet",
    "plan_season",
    "solve_study",
]
