"""A seasonal plan of flows, run in the simulator with weather."""

from orta.planning.rehearsal.answer import PolicyComparison, Reduction, Rehearsal
from orta.planning.rehearsal.assumptions import EVIDENCE, Assumptions
from orta.planning.rehearsal.plan import (
    Delivery,
    Hire,
    Plan,
    PlannedFlow,
    Purchase,
    Run,
    Stock,
    plan_of,
)
from orta.planning.rehearsal.policy import Policy
from orta.planning.rehearsal.promises import (
    Kept,
    KeptPromise,
    Promise,
    Share,
    Terms,
)
from orta.planning.rehearsal.slack import with_slack
from orta.planning.rehearsal.solve import (
    HowToRun,
    compare_with_load_when_ready,
    rehearse,
)

__all__ = [
    "EVIDENCE",
    "Assumptions",
    "Delivery",
    "Hire",
    "HowToRun",
    "Kept",
    "KeptPromise",
    "Plan",
    "PlannedFlow",
    "Policy",
    "PolicyComparison",
    "Promise",
    "Purchase",
    "Reduction",
    "Rehearsal",
    "Run",
    "Share",
    "Stock",
    "Terms",
    "compare_with_load_when_ready",
    "plan_of",
    "rehearse",
    "with_slack",
]
