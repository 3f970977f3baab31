"""The worst things to remove together, found and proved; knows no freight."""

from orta.planning.optimum.interdiction.answer import Family, Verdict, Worst, WorstSet
from orta.planning.optimum.interdiction.check import check_proof
from orta.planning.optimum.interdiction.search import worst_sets

__all__ = ["Family", "Verdict", "Worst", "WorstSet", "check_proof", "worst_sets"]
