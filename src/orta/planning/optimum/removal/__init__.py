"""What a flow costs when links are removed, from one solved plan; knows no freight."""

from orta.planning.optimum.removal.answer import Outcome, Ways
from orta.planning.optimum.removal.problem import SharedLimits, Targets
from orta.planning.optimum.removal.rank import Ranking, rank
from orta.planning.optimum.removal.screen import Screen, screen
from orta.planning.optimum.removal.warm import Warm

__all__ = [
    "Outcome",
    "Ranking",
    "Screen",
    "SharedLimits",
    "Targets",
    "Warm",
    "Ways",
    "rank",
    "screen",
]
