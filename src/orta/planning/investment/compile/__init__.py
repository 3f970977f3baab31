"""Studies and a corridor compiled to cases."""

from orta.planning.investment.compile.assemble import Compiled, compile_study
from orta.planning.investment.compile.ways import ListedWay, Spot, list_ways

__all__ = ["Compiled", "ListedWay", "Spot", "compile_study", "list_ways"]
