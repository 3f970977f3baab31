"""A simulation in parts: replications as bytes, run anywhere and put together here."""

from orta.planning.simulation.parts.packed import pack, unpack
from orta.planning.simulation.parts.replicator import Replicator

__all__ = ["Replicator", "pack", "unpack"]
