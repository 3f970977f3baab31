"""The cheapest of all that is possible, with a proof; knows no freight."""

from typing import TYPE_CHECKING

from orta.planning.optimum.programme import (
    Block,
    BoolArray,
    Entries,
    FloatArray,
    IntArray,
    Programme,
)

if TYPE_CHECKING:
    from orta.planning.optimum.highs import Progress, Solution, Status, solve

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


def __getattr__(name: str) -> object:
    # Whoever verifies a certificate needs no solver: it is loaded when asked for.
    if name not in {"Progress", "Solution", "Status", "solve"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from orta.planning.optimum import highs

    return getattr(highs, name)
