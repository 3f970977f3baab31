"""One run, event after event, until its time is over."""

from __future__ import annotations

import numpy as np

from orta.planning.simulation.kernel.agenda import (
    add_task,
    close_hole,
    first_time,
    open_spans,
    schedule,
)
from orta.planning.simulation.kernel.lines import check_line, fall_due
from orta.planning.simulation.kernel.sources import bring_lot, start_sources
from orta.planning.simulation.kernel.units import (
    counted,
    go,
    return_tokens,
    serve_queue,
)
from orta.planning.simulation.kernel.vessels import (
    come_back,
    discharged,
    finish_vessel,
    go_on,
    lie_idle,
    look_after_lays,
    serve_port,
)
from orta.planning.simulation.kernel.world import (
    BACK,
    BERTHS,
    CALENDAR,
    CHECK,
    DAY,
    DISCHARGED,
    DONE,
    DUE,
    FINISHED,
    FREED,
    GO,
    INDEX_BITS,
    LAY,
    NOBODY,
    PRIORITIES,
    RETURN,
    SOURCE,
    TIMER,
    VESSEL,
    World,
    calendar_at,
    compiled,
    entry,
    event_at,
    flow_at,
    line_at,
    queue_at,
    station_at,
    unit_at,
    vessel_at,
)

_INDEX = (1 << INDEX_BITS) - 1
_POOL_BITS = INDEX_BITS // 2
_POOL = (1 << _POOL_BITS) - 1
DAY_S = 24 * 60 * 60


@entry
def run(world: World) -> int:
    """Simulate from second 0 to the end that the clock names.

    Returns
    -------
    status
        FINISHED, or TOO_FEW_ROWS if more units were there than the table has rows.
    """
    clock = world.clock[0]
    start(world)
    # Nothing is set for a time after the end.
    while clock.status == FINISHED:
        open_spans(world)
        if clock.heap_size == 0:
            break
        what = event_at(world, 0).what
        clock.now, clock.is_hole = first_time(world), 1
        clock.events += 1
        kind, index = what >> INDEX_BITS, what & _INDEX
        if clock.traced < world.trace.shape[0]:
            write_trace(world, kind, index)
        if kind == DONE:
            unit_at(world, index).step += 1
            add_task(world, GO, index)
        elif kind == SOURCE:
            bring_lot(world, index)
        else:
            happen(world, kind, index)
        while clock.task_first != clock.task_last and clock.status == FINISHED:
            task = world.tasks[np.uint64(clock.task_first)]
            clock.task_first = (clock.task_first + 1) & (world.tasks.size - 1)
            kind, index = task >> INDEX_BITS, task & _INDEX
            if kind == GO:
                go(world, index)
            elif kind == FREED:
                serve_queue(world, index)
            else:
                perform(world, kind, index)
        close_hole(world)
    finish(world)
    return int(clock.status)


@compiled
def start(world: World) -> None:
    """Set what is known to come: closures, lots, timetables, vessels, days."""
    for number in range(world.calendar.size):
        set_calendar(world, number)
    start_sources(world)
    for number in range(world.line.size):
        line = line_at(world, number)
        if line.n_due > 0:
            schedule(world, line.due_at + world.due[line.first_due], DUE, number)
    for vessel in range(world.vessel.size):
        lie_idle(world, vessel)
    schedule(world, DAY_S - 1, DAY, 0)


@compiled
def happen(world: World, kind: int, index: int) -> None:
    """An event that is rarer than the end of a service and the arrival of a lot."""
    if kind == VESSEL:
        go_on(world, index)
    elif kind == TIMER:
        add_task(world, CHECK, index)
    elif kind == LAY:
        look_after_lays(world, index)
    elif kind == DUE:
        fall_due(world, index)
    elif kind == CALENDAR:
        turn(world, index)
    elif kind == RETURN:
        return_tokens(world, index & _POOL, index >> _POOL_BITS)
    else:
        end_day(world)


@compiled
def perform(world: World, kind: int, index: int) -> None:
    """A task that is rarer than a unit that goes on."""
    if kind == CHECK:
        check_line(world, index)
    elif kind == BERTHS:
        serve_port(world, index)
    elif kind == DISCHARGED:
        discharged(world, index)
    elif kind == BACK:
        come_back(world, index)


@compiled
def set_calendar(world: World, number: int) -> None:
    """Set the next closure, or its end; one that has begun before the start is on."""
    calendar = calendar_at(world, number)
    if calendar.next == calendar.end:
        return
    if calendar.is_shut:
        schedule(world, world.open_at[calendar.next], CALENDAR, number)
    elif world.shut_at[calendar.next] <= 0:
        calendar.is_shut, calendar.shut_since = 1, 0
        schedule(world, world.open_at[calendar.next], CALENDAR, number)
    else:
        schedule(world, world.shut_at[calendar.next], CALENDAR, number)


@compiled
def turn(world: World, number: int) -> None:
    """A closure begins, or ends and lets those go on who waited for it."""
    calendar, now = calendar_at(world, number), world.clock[0].now
    if calendar.is_shut:
        calendar.is_shut = 0
        calendar.shut_total += now - calendar.shut_since
        calendar.next += 1
        for place in range(calendar.n_dependents):
            task = world.dependent[calendar.first_dependent + place]
            add_task(world, task >> INDEX_BITS, task & _INDEX)
    else:
        calendar.is_shut, calendar.shut_since = 1, now
    set_calendar(world, number)


@compiled
def end_day(world: World) -> None:
    """Write down what waits everywhere, and what is under way at all, TEU."""
    clock = world.clock[0]
    if clock.day < world.series.shape[0]:
        for number in range(world.station.size):
            world.series[clock.day, number] = station_at(world, number).waiting
        world.series[clock.day, world.station.size] = clock.aboard_teu
        for number in range(world.flow.size):
            flow = flow_at(world, number)
            world.daily[clock.day, number, 0] = flow.aboard_teu
            world.daily[clock.day, number, 1] = flow.left_teu
    clock.day += 1
    schedule(world, clock.now + DAY_S, DAY, 0)


@compiled
def write_trace(world: World, kind: int, index: int) -> None:
    """What happened, in words that do not depend on rows of tables."""
    clock = world.clock[0]
    line = world.trace[clock.traced]
    line[0], line[1], line[2], line[3] = clock.now, kind, index, 0
    if kind == DONE:
        line[2], line[3] = unit_at(world, index).uid, unit_at(world, index).step
    elif kind == VESSEL:
        line[3] = vessel_at(world, index).state
    clock.traced += 1


@compiled
def finish(world: World) -> None:
    """Count what is still under way when time is over."""
    clock = world.clock[0]
    end = clock.ends
    clock.area += clock.aboard_teu * counted(world, clock.area_at, end)
    for unit in range(clock.most_units):
        row = unit_at(world, unit)
        if row.uid != NOBODY and row.members == NOBODY:
            clock.stay += row.teu * counted(world, row.born, end)
    for number in range(world.station.size):
        finish_place(world, number)
    for vessel in range(world.vessel.size):
        finish_vessel(world, vessel)
    for number in range(world.calendar.size):
        calendar = calendar_at(world, number)
        if calendar.is_shut:
            calendar.shut_total += end - calendar.shut_since
            calendar.is_shut = 0


@compiled
def finish_place(world: World, number: int) -> None:
    """Count waits for a place, and for room in it, that last beyond the end."""
    place, end = station_at(world, number), world.clock[0].ends
    for priority in range(PRIORITIES):
        unit = queue_at(world, number * PRIORITIES + priority).first
        while unit != NOBODY:
            row = unit_at(world, unit)
            wait = counted(world, row.since, end)
            place.wait_time += wait * row.count
            place.wait_area += wait * row.teu
            unit = row.next
    unit = place.blocked
    while unit != NOBODY:
        row = unit_at(world, unit)
        if row.held != NOBODY:
            held = station_at(world, row.held)
            held.blocked_time += counted(world, row.since, end)
        unit = row.next
