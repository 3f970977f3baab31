"""What happens to consignments over time when capacity is scarce and days uncertain."""

from orta.planning.simulation.answer import (
    AssetResult,
    Backlog,
    FlowResult,
    SimulationAnswer,
    WarmUp,
)
from orta.planning.simulation.compare import Comparison, PairedDifference
from orta.planning.simulation.estimate import Estimate
from orta.planning.simulation.scenario import Scenario
from orta.planning.simulation.solve import Progress, compare, simulate

__all__ = [
    "AssetResult",
    "Backlog",
    "Comparison",
    "Estimate",
    "FlowResult",
    "PairedDifference",
    "Progress",
    "Scenario",
    "SimulationAnswer",
    "WarmUp",
    "compare",
    "simulate",
]
