"""A study and a corridor become a programme."""

from orta.planning.flows.compile.compile import Compiled, compile_study
from orta.planning.flows.compile.draft import Weekly
from orta.planning.flows.compile.futures import join

__all__ = ["Compiled", "Weekly", "compile_study", "join"]
