"""From replications to an answer: figures, means with intervals, backlogs."""

from orta.planning.simulation.summary.figures import (
    Figures,
    Floats,
    asset_figures,
    flow_figures,
)
from orta.planning.simulation.summary.runs import DemandRuns
from orta.planning.simulation.summary.summarise import (
    compare_replications,
    summarise,
)

__all__ = [
    "DemandRuns",
    "Figures",
    "Floats",
    "asset_figures",
    "compare_replications",
    "flow_figures",
    "summarise",
]
