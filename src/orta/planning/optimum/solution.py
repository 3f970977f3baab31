"""What a solver says of a programme; no solver is loaded to read it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from orta.planning.optimum.programme import FloatArray


class Status(StrEnum):
    """How the search ended."""

    OPTIMAL = "optimal"  # within the gap that was asked for
    FEASIBLE = "feasible"  # stopped early, with a plan
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"  # early, without a plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a search for whole numbers has come."""

    seconds: float
    best: float  # cheapest plan so far
    bound: float  # no plan is cheaper
    nodes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What was found: arrays are empty where there is no plan.

    `prices` (rows,) say what one more unit of a row's limit saves. They prove `bound`;
    where numbers must be whole they are those of the programme in which none must, and
    the search may have raised the bound above what they prove.
    """

    status: Status
    x: FloatArray
    prices: FloatArray
    objective: float
    bound: float
    nodes: int = 0
