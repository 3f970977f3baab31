"""From a corridor and a scenario to a plant that can be run."""

from orta.planning.simulation.compile.compiled import (
    CompiledPlant,
    FlowMeaning,
    compile_plant,
    draw_windows,
)

__all__ = ["CompiledPlant", "FlowMeaning", "compile_plant", "draw_windows"]
