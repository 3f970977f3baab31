"""`orta flows`: the cheapest plan of a season, with its certificate."""

from orta.cli.flows.command import flows

__all__ = ["flows"]
