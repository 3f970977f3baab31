"""From releases of a plan to a plant that the simulator runs."""

from orta.planning.rehearsal.compile.plant import RehearsalPlant, compile_releases
from orta.planning.rehearsal.compile.ways import AT_SOURCE, LOADED, STORED

__all__ = ["AT_SOURCE", "LOADED", "STORED", "RehearsalPlant", "compile_releases"]
