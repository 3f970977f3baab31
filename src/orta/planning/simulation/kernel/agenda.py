"""What happens next: a wheel of later events, a heap of near ones, and tasks.

Time is cut into spans of equal length. An event of the present span lies in a heap of a
few; a later one is linked to the span it is in, which takes the same time however many
events there are (Brown, Calendar queues, 1988). When the heap is empty, the next span
is opened. Spans that are a turn of the wheel apart share a place: who is not due stays.

The heap has four children a node. Its keys are the time with the sequence number
below it, so that no two are equal and events of one instant come in the order in
which they were set (Knuth, The Art of Computer Programming 3, section 5.2.3): the order
is the same whatever the spans.
"""

from __future__ import annotations

import numpy as np

from orta.planning.simulation.kernel.world import (
    DONE,
    INDEX_BITS,
    NOBODY,
    World,
    event_at,
    inlined,
    later_at,
)

_INDEX = (1 << INDEX_BITS) - 1
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
    if at >= clock.opened:
        _put_off(world, at, key, what)
    elif clock.is_hole:  # the event at hand has left the root: take its place
        clock.is_hole = 0
        _sift_down(world, key, what)
    else:
        _sift_up(world, key, what)


@inlined
def _put_off(world: World, at: int, key: int, what: int) -> None:
    """Link an event to its span. A unit has one event at most, so its row is kept."""
    clock = world.clock[0]
    if what >> INDEX_BITS == DONE:
        number = what & _INDEX
    elif clock.free_later == NOBODY:
        number = world.unit.size + clock.most_later
        clock.most_later += 1
    else:
        number = clock.free_later
        clock.free_later = later_at(world, number).next
    row = later_at(world, number)
    row.key, row.what = key, what
    span = np.uint64((at >> clock.span_bits) & (world.wheel.size - 1))
    row.next = world.wheel[span]
    world.wheel[span] = number


@inlined
def open_spans(world: World) -> None:
    """Fill an empty heap from the next span that has an event, if there is one."""
    clock = world.clock[0]
    while clock.heap_size == 0 and clock.opened < clock.ends:
        span = np.uint64((clock.opened >> clock.span_bits) & (world.wheel.size - 1))
        clock.opened += 1 << clock.span_bits
        number = int(world.wheel[span])
        world.wheel[span] = NOBODY
        while number != NOBODY:
            row = later_at(world, number)
            following = int(row.next)
            if row.key >= clock.opened << _SEQUENCE_BITS:  # a turn of the wheel later
                row.next = world.wheel[span]
                world.wheel[span] = number
            else:
                _sift_up(world, row.key, row.what)
                if number >= world.unit.size:
                    row.next = clock.free_later
                    clock.free_later = number
            number = following


@inlined
def _sift_up(world: World, key: int, what: int) -> None:
    """Put an event behind the last one, or it and those above it where they belong."""
    clock = world.clock[0]
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
