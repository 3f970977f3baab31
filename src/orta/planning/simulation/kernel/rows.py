"""Rows of the tables by their index.

An index is never negative here. Said to be unsigned, it spares the kernel the check
for Python's negative indices at every access, an eighth of its time.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from orta.planning.simulation.kernel.compiled import inlined
from orta.planning.simulation.kernel.world import World


@inlined
def unit_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a unit."""
    return world.unit[np.uint64(index)]


@inlined
def step_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a step."""
    return world.step[np.uint64(index)]


@inlined
def station_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a station, pool or line's queue."""
    return world.station[np.uint64(index)]


@inlined
def queue_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of the queue of a station and priority."""
    return world.queue[np.uint64(index)]


@inlined
def line_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a line."""
    return world.line[np.uint64(index)]


@inlined
def calendar_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a calendar."""
    return world.calendar[np.uint64(index)]


@inlined
def vessel_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a vessel."""
    return world.vessel[np.uint64(index)]


@inlined
def call_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a call."""
    return world.call[np.uint64(index)]


@inlined
def port_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a port."""
    return world.port[np.uint64(index)]


@inlined
def source_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a source."""
    return world.source[np.uint64(index)]


@inlined
def flow_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a flow."""
    return world.flow[np.uint64(index)]


@inlined
def event_at(world: World, index: int) -> Any:  # noqa: ANN401
    """The row of an event in the heap."""
    return world.events[np.uint64(index)]
