"""The cheapest of all that is possible, with a proof; knows no freight."""

from importlib import import_module
from typing import TYPE_CHECKING

from orta.planning.optimum.programme import (
    Block,
    BoolArray,
    Entries,
    FloatArray,
    IntArray,
    Programme,
)
from orta.planning.optimum.solution import Progress, Solution, Status

if TYPE_CHECKING:
    from orta.planning.optimum.conflict import Conflict, find_conflict
    from orta.planning.optimum.highs import solve

__all__ = [
    "Block",
    "BoolArray",
    "Conflict",
    "Entries",
    "FloatArray",
    "IntArray",
    "Programme",
    "Progress",
    "Solution",
    "Status",
    "find_conflict",
    "solve",
]


_OF_THE_SOLVER = {
    "Conflict": "conflict",
    "find_conflict": "conflict",
    "solve": "highs",
}


def __getattr__(name: str) -> object:
    # Whoever verifies a certificate needs no solver: it is loaded when asked for.
    if name not in _OF_THE_SOLVER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_OF_THE_SOLVER[name]}")
    return getattr(module, name)
