"""What happens to consignments over time when capacity is scarce and days uncertain."""

from orta.planning.simulation.answer import (
    AssetResult,
    Backlog,
    FlowResult,
    SimulationAnswer,
    WarmUp,
)
from orta.planning.simulation.compare import Comparison, PairedDifference
from orta.planning.simulation.compile import Networks
from orta.planning.simulation.compile.laws import law_of
from orta.planning.simulation.compile.weather import (
    Storms,
    draw_closures,
    storms_of,
)
from orta.planning.simulation.estimate import Estimate, student_t
from orta.planning.simulation.journeys import Journeys, run_journeys
from orta.planning.simulation.plant import (
    Flow,
    Law,
    Line,
    Plant,
    Pool,
    Station,
    Step,
    StepKind,
)
from orta.planning.simulation.scenario import Scenario
from orta.planning.simulation.solve import (
    Progress,
    compare,
    replication_key,
    run_demands,
    simulate,
)
from orta.planning.simulation.summary import DemandRuns
from orta.planning.simulation.tables import Tables

__all__ = [
    "AssetResult",
    "Backlog",
    "Comparison",
    "DemandRuns",
    "Estimate",
    "Flow",
    "FlowResult",
    "Journeys",
    "Law",
    "Line",
    "Networks",
    "PairedDifference",
    "Plant",
    "Pool",
    "Progress",
    "Scenario",
    "SimulationAnswer",
    "Station",
    "Step",
    "StepKind",
    "Storms",
    "Tables",
    "WarmUp",
    "compare",
    "draw_closures",
    "law_of",
    "replication_key",
    "run_demands",
    "run_journeys",
    "simulate",
    "storms_of",
    "student_t",
]
