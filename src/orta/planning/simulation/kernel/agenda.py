"""What happens next: a heap of events, and the tasks of the present instant.

The heap has four children a node: two levels share a cache line, and an event is
moved half as often as in a binary one. Its keys are the time with the sequence number
below it, so that no two are equal and events of one instant come in the order in
which they were set (Knuth, The Art of Computer Programming 3, section 5.2.3).
"""

from __future__ import annotations

import numpy as np

from orta.planning.simulation.kernel.world import INDEX_BITS, World, event_at, inlined

_SEQUENCE_BITS = 33  # the time has 30: seconds of 34 years


@inlined
def _sift_down(world: World, key: int, what: int) -> None:
    """Put an event into the root, and it or its children where they belong."""
    place, size = 0, world.clock[0].heap_size
    while True:
        child = 4 * place + 1
        if child >= size:
            break
        least, least_key = child, event_at(world, child).key
        for other in range(child + 1, min(child + 4, size)):
            other_key = event_at(world, other).key
            if other_key < least_key:
                least, least_key = other, other_key
        if least_key >= key:
            break
        set_event(world, place, least_key, event_at(world, least).what)
        place = least
    set_event(world, place, key, what)


@inlined
def set_event(world: World, place: int, key: int, what: int) -> None:
    """Write a row of the heap."""
    row = event_at(world, place)
    row.key, row.what = key, what


@inlined
def schedule(world: World, at: int, kind: int, index: int) -> None:
    """Let an event happen at a time, after all that were set for it before.

    What would happen after the end of the run is left out: it changes nothing, and a
    time beyond the bits of a key would come first.
    """
    clock = world.clock[0]
    if at >= clock.ends:
        return
    key = (at << _SEQUENCE_BITS) | clock.sequence
    what = (kind << INDEX_BITS) | index
    clock.sequence += 1
    if clock.is_hole:  # the event at hand has left the root: take its place
        clock.is_hole = 0
        _sift_down(world, key, what)
        return
    place = clock.heap_size
    clock.heap_size += 1
    while place > 0:
        parent = (place - 1) >> 2
        above = event_at(world, parent)
        if above.key <= key:
            break
        set_event(world, place, above.key, above.what)
        place = parent
    set_event(world, place, key, what)


@inlined
def close_hole(world: World) -> None:
    """Fill the root, if the event at hand has set no other one."""
    clock = world.clock[0]
    if clock.is_hole:
        clock.is_hole = 0
        clock.heap_size -= 1
        if clock.heap_size > 0:
            last = event_at(world, clock.heap_size)
            _sift_down(world, last.key, last.what)


@inlined
def first_time(world: World) -> int:
    """When the next event happens."""
    return int(event_at(world, 0).key >> _SEQUENCE_BITS)


@inlined
def add_task(world: World, kind: int, index: int) -> None:
    """Do something more at this instant, after all that is already to be done."""
    clock = world.clock[0]
    world.tasks[np.uint64(clock.task_last)] = (kind << INDEX_BITS) | index
    clock.task_last = (clock.task_last + 1) & (world.tasks.size - 1)
