"""From a corridor and a scenario to a plant that can be run."""

from orta.planning.simulation.compile.compiled import (
    CompiledPlant,
    FlowMeaning,
    compile_plant,
    draw_windows,
    gate_of,
    is_held_by,
)
from orta.planning.simulation.compile.flows import Stage
from orta.planning.simulation.compile.ways import Networks

__all__ = [
    "CompiledPlant",
    "FlowMeaning",
    "Networks",
    "Stage",
    "compile_plant",
    "draw_windows",
    "gate_of",
    "is_held_by",
]
