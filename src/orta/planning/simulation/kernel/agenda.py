"""What happens next: a heap of events, and the tasks of the present instant.

The heap has four children a node: two levels share a cache line, and an event is
moved half as often as in a binary one. Its keys are the time with the sequence number
below it, so that no two are equal and events of one instant come in the order in
which they were set (Knuth, The Art of Computer Programming 3, section 5.2.3).
"""

from __future__ import annotations

from orta.planning.simulation.kernel.compiled import inlined
from orta.planning.simulation.kernel.world import INDEX_BITS, Rows, World

_SEQUENCE_BITS = 34


@inlined
def _sift_down(events: Rows, size: int, key: int, what: int) -> None:
    """Put an event into the root, and it or its children where they belong."""
    place = 0
    while True:
        child = 4 * place + 1
        if child >= size:
            break
        least, least_key = child, events[child].key
        for other in range(child + 1, min(child + 4, size)):
            other_key = events[other].key
            if other_key < least_key:
                least, least_key = other, other_key
        if least_key >= key:
            break
        events[place].key = least_key
        events[place].what = events[least].what
        place = least
    events[place].key = key
    events[place].what = what


@inlined
def schedule(world: World, at: int, kind: int, index: int) -> None:
    """Let an event happen at a time, after all that were set for it before."""
    clock, events = world.clock[0], world.events
    key = (at << _SEQUENCE_BITS) | clock.sequence
    what = (kind << INDEX_BITS) | index
    clock.sequence += 1
    if clock.is_hole:  # the event at hand has left the root: take its place
        clock.is_hole = 0
        _sift_down(events, clock.heap_size, key, what)
        return
    place = clock.heap_size
    clock.heap_size += 1
    while place > 0:
        parent = (place - 1) >> 2
        if events[parent].key <= key:
            break
        events[place].key = events[parent].key
        events[place].what = events[parent].what
        place = parent
    events[place].key = key
    events[place].what = what


@inlined
def close_hole(world: World) -> None:
    """Fill the root, if the event at hand has set no other one."""
    clock, events = world.clock[0], world.events
    if clock.is_hole:
        clock.is_hole = 0
        clock.heap_size -= 1
        size = clock.heap_size
        if size > 0:
            _sift_down(events, size, events[size].key, events[size].what)


@inlined
def first_time(world: World) -> int:
    """When the next event happens."""
    return int(world.events[0].key >> _SEQUENCE_BITS)


@inlined
def add_task(world: World, kind: int, index: int) -> None:
    """Do something more at this instant, after all that is already to be done."""
    clock = world.clock[0]
    world.tasks[clock.task_last] = (kind << INDEX_BITS) | index
    clock.task_last = (clock.task_last + 1) & (world.tasks.size - 1)
