"""A study and a corridor become a programme."""

from orta.planning.flows.compile.compile import Compiled, compile_study
from orta.planning.flows.compile.draft import Weekly
from orta.planning.flows.compile.frame import payload_t
from orta.planning.flows.compile.futures import Futures, compile_futures

__all__ = [
    "Compiled",
    "Futures",
    "Weekly",
    "compile_futures",
    "compile_study",
    "payload_t",
]
