"""The compiled simulator: tables of whole numbers in, the same tables out."""

from orta.planning.simulation.kernel.run import run
from orta.planning.simulation.kernel.world import World

__all__ = ["World", "run"]
