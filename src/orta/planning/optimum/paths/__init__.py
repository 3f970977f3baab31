"""Many commodities on shared links at least cost, by paths; knows no freight."""

from importlib import import_module
from typing import TYPE_CHECKING

from orta.planning.optimum.paths.verify import PATHS, verify_paths

if TYPE_CHECKING:
    from orta.planning.optimum.paths.certificate import write_paths_certificate
    from orta.planning.optimum.paths.plan import FlowPlan, PlanStatus, Progress
    from orta.planning.optimum.paths.problem import FlowProblem
    from orta.planning.optimum.paths.solve import solve_paths

__all__ = [
    "PATHS",
    "FlowPlan",
    "FlowProblem",
    "PlanStatus",
    "Progress",
    "solve_paths",
    "verify_paths",
    "write_paths_certificate",
]

_OF_THE_SOLVER = {
    "FlowPlan": "plan",
    "FlowProblem": "problem",
    "PlanStatus": "plan",
    "Progress": "plan",
    "solve_paths": "solve",
    "write_paths_certificate": "certificate",
}


def __getattr__(name: str) -> object:
    # Whoever verifies a certificate needs no solver: it is loaded when asked for.
    if name not in _OF_THE_SOLVER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_OF_THE_SOLVER[name]}")
    return getattr(module, name)
