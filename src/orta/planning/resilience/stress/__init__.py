"""What an event does to the corridor in motion, how it recovers, and what helps."""

from orta.planning.resilience.stress.answer import Help, StressAnswer
from orta.planning.resilience.stress.combine import combine
from orta.planning.resilience.stress.diverted import Diverted, Reading
from orta.planning.resilience.stress.library import (
    Source,
    Stress,
    find_measure,
    find_scenario,
    find_stress,
    list_measure_ids,
    list_scenario_ids,
    read_sources,
)
from orta.planning.resilience.stress.read import read_measure, read_stress
from orta.planning.resilience.stress.recovery import (
    Recovery,
    WeekOfRecovery,
    recovery_of,
)
from orta.planning.resilience.stress.report import (
    check_output,
    export_stress,
    stress_dict,
)
from orta.planning.resilience.stress.solve import stress_test
from orta.planning.resilience.stress.values import (
    Figure,
    Measure,
    RouteShock,
    StressScenario,
    Weights,
)

__all__ = [
    "Diverted",
    "Figure",
    "Help",
    "Measure",
    "Reading",
    "Recovery",
    "RouteShock",
    "Source",
    "Stress",
    "StressAnswer",
    "StressScenario",
    "WeekOfRecovery",
    "Weights",
    "check_output",
    "combine",
    "export_stress",
    "find_measure",
    "find_scenario",
    "find_stress",
    "list_measure_ids",
    "list_scenario_ids",
    "read_measure",
    "read_sources",
    "read_stress",
    "recovery_of",
    "stress_dict",
    "stress_test",
]
