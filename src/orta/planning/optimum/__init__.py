"""The cheapest of all that is possible, with a proof; knows no freight."""

from orta.planning.optimum.programme import Block, Programme

__all__ = ["Block", "Programme"]
