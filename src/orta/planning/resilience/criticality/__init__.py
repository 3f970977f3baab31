"""What matters most: closures ranked, queues and recovery, the worst combinations."""

from orta.planning.resilience.criticality.answer import (
    Closure,
    CriticalityAnswer,
    Hurt,
    Proof,
    Recovery,
)
from orta.planning.resilience.criticality.backlog import recovery
from orta.planning.resilience.criticality.compile import Closable
from orta.planning.resilience.criticality.report import (
    check_output,
    criticality_dict,
    export_criticality,
)
from orta.planning.resilience.criticality.request import (
    RIVALS,
    USUAL_DAYS,
    USUAL_KINDS,
    USUAL_VALUES,
    ClosureKind,
    CriticalityRequest,
)
from orta.planning.resilience.criticality.solve import (
    rank_closures,
    rank_closures_of,
)
from orta.planning.resilience.criticality.study import read_study

__all__ = [
    "RIVALS",
    "USUAL_DAYS",
    "USUAL_KINDS",
    "USUAL_VALUES",
    "Closable",
    "Closure",
    "ClosureKind",
    "CriticalityAnswer",
    "CriticalityRequest",
    "Hurt",
    "Proof",
    "Recovery",
    "check_output",
    "criticality_dict",
    "export_criticality",
    "rank_closures",
    "rank_closures_of",
    "read_study",
    "recovery",
]
