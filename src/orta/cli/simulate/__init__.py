"""`orta simulate`: the command, its progress, and the tables it prints."""

from orta.cli.simulate.command import simulate

__all__ = ["simulate"]
