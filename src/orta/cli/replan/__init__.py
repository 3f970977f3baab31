"""`orta replan`: the command, and the table it prints."""

from orta.cli.replan.command import replan

__all__ = ["replan"]
