"""The cheapest of all that is possible, with a proof; knows no freight."""

from orta.planning.optimum.highs import Progress, Solution, Status, solve
from orta.planning.optimum.programme import (
    Block,
    BoolArray,
    Entries,
    FloatArray,
    IntArray,
    Programme,
)

__all__ = [
    "Block",
    "BoolArray",
    "Entries",
    "FloatArray",
    "IntArray",
    "Programme",
    "Progress",
    "Solution",
    "Status",
    "solve",
]
