"""Many commodities on shared links at least cost, by paths; knows no freight."""

from orta.planning.optimum.paths.plan import FlowPlan, PlanStatus, Progress
from orta.planning.optimum.paths.problem import FlowProblem
from orta.planning.optimum.paths.solve import solve_paths

__all__ = ["FlowPlan", "FlowProblem", "PlanStatus", "Progress", "solve_paths"]
