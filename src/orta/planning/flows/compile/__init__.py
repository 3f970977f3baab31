"""A study and a corridor become a programme."""

from orta.planning.flows.compile.compile import Compiled, compile_study

__all__ = ["Compiled", "compile_study"]
