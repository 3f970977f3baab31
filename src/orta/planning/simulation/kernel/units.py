"""What becomes of a unit: it moves, waits, is served, is gathered and let go.

A unit is a box, a wagon, a truck, or a group of them (a lot, a train, what a ship has
aboard). A group takes the steps of its first member until a step dissolves it; then
every member goes on by itself.
"""

from __future__ import annotations

import numpy as np

from orta.planning.simulation.kernel.agenda import add_task, schedule
from orta.planning.simulation.kernel.chance import draw_seconds
from orta.planning.simulation.kernel.queues import (
    block,
    dequeue,
    enqueue,
    head,
    unblock,
)
from orta.planning.simulation.kernel.world import (
    BIN_S,
    BOARD,
    CAUSES,
    CHECK,
    DISCHARGED,
    DONE,
    EXIT,
    FOREVER,
    FREED,
    GIVE,
    GO,
    INDEX_BITS,
    LEAD_BINS,
    MOVE,
    NOBODY,
    RETURN,
    SERVE,
    TAKE,
    TOO_FEW_ROWS,
    World,
    calendar_at,
    compiled,
    flow_at,
    inlined,
    line_at,
    slow_at,
    station_at,
    step_at,
    unit_at,
)


@inlined
def counted(world: World, start: int, end: int) -> int:
    """How much of a span lies in the time that is measured."""
    clock = world.clock[0]
    return int(max(min(end, clock.ends) - max(start, clock.starts), 0))


@inlined
def has_rows(world: World, count: int) -> bool:
    """Whether so many rows are free; if not, the run is marked as failed."""
    clock = world.clock[0]
    if clock.n_free + world.unit.size - clock.most_units >= count:
        return True
    clock.status = TOO_FEW_ROWS
    return False


@inlined
def new_unit(world: World) -> int:
    """A free row; `has_rows` has said that there is one."""
    clock = world.clock[0]
    unit = clock.free_unit
    if unit == NOBODY:
        unit = clock.most_units
        clock.most_units += 1
    else:
        clock.free_unit = unit_at(world, unit).next
        clock.n_free -= 1
    row = unit_at(world, unit)
    row.next = row.members = row.held = row.vessel = row.room = NOBODY
    for cause in range(CAUSES):
        world.spent[unit, cause] = 0
    return int(unit)


@inlined
def free_unit(world: World, unit: int) -> None:
    """Let others have the row."""
    row, clock = unit_at(world, unit), world.clock[0]
    row.uid = NOBODY
    row.next = clock.free_unit
    clock.free_unit = unit
    clock.n_free += 1


@inlined
def spend(world: World, unit: int, cause: int, seconds: int) -> None:
    """Add time to one cause of a unit's lead time."""
    world.spent[np.uint64(unit), np.uint64(cause)] += seconds


@inlined
def add_wait(world: World, station: int, unit: int, cause: int) -> None:
    """The wait of a unit ends now: to its lead time and to the station's record."""
    row, place, now = (
        unit_at(world, unit),
        station_at(world, station),
        world.clock[0].now,
    )
    spend(world, unit, cause, now - row.since)
    wait = counted(world, row.since, now)
    place.wait_time += wait * row.count
    place.wait_area += wait * row.teu


@inlined
def start_service(world: World, station: int, unit: int) -> None:
    """Give a unit a server until its service is over."""
    row, place, now = (
        unit_at(world, unit),
        station_at(world, station),
        world.clock[0].now,
    )
    step = step_at(world, row.step)
    seconds = draw_seconds(world, step.duration, row.uid, step.stream)
    slow = slow_at(world, station)
    if slow.calendar != NOBODY and calendar_at(world, slow.calendar).is_shut:
        seconds = seconds * slow.per_mille // 1000
    spend(world, unit, step.cause, seconds)
    place.busy += 1
    place.busy_time += counted(world, now, now + seconds)
    row.held = station
    schedule(world, now + seconds, DONE, unit)


@inlined
def can_start(world: World, station: int) -> bool:
    """Whether a server is free and no calendar shuts the station."""
    place = station_at(world, station)
    if place.busy >= place.servers:
        return False
    return bool(
        place.calendar == NOBODY or calendar_at(world, place.calendar).is_shut == 0
    )


@inlined
def fits(world: World, station: int, teu: int) -> bool:
    """Whether there is room; one that is too large gets in when nobody is there."""
    place = station_at(world, station)
    return bool(place.occupied + teu <= place.room or place.occupied == 0)


@inlined
def may_enter(world: World, station: int, teu: int) -> bool:
    """Whether there is room, and nobody else waits for it."""
    return bool(
        station_at(world, station).blocked == NOBODY and fits(world, station, teu)
    )


@inlined
def enter(world: World, station: int, unit: int) -> None:
    """Take room, if none is kept already, and begin to wait."""
    row = unit_at(world, unit)
    if row.room == NOBODY:
        station_at(world, station).occupied += row.teu
    row.room = NOBODY
    row.since = world.clock[0].now


@inlined
def release(world: World, unit: int) -> None:
    """Leave the server that a unit still holds and its room, or the ship it is in."""
    row = unit_at(world, unit)
    held = int(row.held)
    if row.vessel != NOBODY:
        add_task(world, DISCHARGED, int(row.vessel))
        row.vessel = NOBODY
    if held != NOBODY:
        place, now = station_at(world, held), world.clock[0].now
        place.busy -= 1
        place.occupied -= row.teu
        if counted(world, now, now + 1):
            place.served += row.count
            place.served_teu += row.teu
        if place.blocked != NOBODY or place.waiting > 0:
            add_task(world, FREED, held)
        row.held = NOBODY


@inlined
def go(world: World, unit: int) -> None:
    """Begin the step a unit has come to, or wait where it is until there is room."""
    row = unit_at(world, unit)
    step = step_at(world, row.step)
    if (
        (step.kind == SERVE or step.kind == BOARD)
        and row.held != step.place
        and row.room != step.place
        and not may_enter(world, step.place, row.teu)
    ):
        block(world, step.place, unit)
        return
    release(world, unit)
    begin(world, unit)


@inlined
def may_go(world: World, station: int) -> bool:
    """Whether one more unit can make its line send something off, or set an alarm."""
    place = station_at(world, station)
    line = line_at(world, place.line)
    if place.waiting - line.committed >= line.threshold:
        return True
    return bool(line.max_wait < FOREVER and line.timer_at <= world.clock[0].now)


@inlined
def begin(world: World, unit: int) -> None:
    """Begin a step for which there is room."""
    row, now = unit_at(world, unit), world.clock[0].now
    step = step_at(world, row.step)
    if row.members != NOBODY and step.dissolves:
        dissolve(world, unit)
    elif step.kind == MOVE:
        seconds = draw_seconds(world, step.duration, row.uid, step.stream)
        spend(world, unit, step.cause, seconds)
        schedule(world, now + seconds, DONE, unit)
    elif step.kind == SERVE:
        enter(world, step.place, unit)
        if can_start(world, step.place) and station_at(world, step.place).waiting == 0:
            start_service(world, step.place, unit)
        else:
            enqueue(world, step.place, unit)
    elif step.kind == BOARD:
        enter(world, step.place, unit)
        enqueue(world, step.place, unit)
        if may_go(world, step.place):
            add_task(world, CHECK, station_at(world, step.place).line)
    elif step.kind == TAKE:
        row.since = now
        enqueue(world, step.place, unit)
        add_task(world, FREED, step.place)
    elif step.kind == GIVE:
        seconds = draw_seconds(world, step.duration, row.uid, step.stream)
        what = (int(row.count) << (INDEX_BITS // 2)) | step.place
        schedule(world, now + seconds, RETURN, what)
        row.step += 1
        add_task(world, GO, unit)
    elif step.kind == EXIT:
        leave(world, unit)


@inlined
def dissolve(world: World, unit: int) -> None:
    """Let every member of a group go on by itself, in order.

    Room was found for all of them: it is kept for those who go where the first goes.
    """
    row = unit_at(world, unit)
    step, place = step_at(world, row.step), NOBODY
    if step.kind == SERVE or step.kind == BOARD:
        place = step.place
    if row.room != NOBODY:
        station_at(world, row.room).occupied -= row.teu
    member = int(row.members)
    while member != NOBODY:
        one = unit_at(world, member)
        following = int(one.next)
        for cause in range(CAUSES):
            world.spent[member, cause] += world.spent[unit, cause]
        if place != NOBODY and step_at(world, one.step).place == place:
            one.room = place
            station_at(world, place).occupied += one.teu
        add_task(world, GO, member)
        member = following
    if row.room != NOBODY and station_at(world, row.room).blocked != NOBODY:
        add_task(world, FREED, int(row.room))
    free_unit(world, unit)


@inlined
def leave(world: World, unit: int) -> None:
    """A unit has arrived: record its lead time and its causes."""
    row, clock = unit_at(world, unit), world.clock[0]
    flow, now = flow_at(world, row.flow), clock.now
    clock.area += clock.aboard_teu * counted(world, clock.area_at, now)
    clock.area_at = now
    clock.aboard_teu -= row.teu
    flow.aboard_teu -= row.teu
    clock.stay += row.teu * counted(world, row.born, now)
    clock.gone += 1
    if counted(world, now, now + 1):
        lead = now - row.born
        flow.left += 1
        flow.left_teu += row.teu
        flow.lead += lead * row.teu
        world.lead[row.flow, min(lead // BIN_S, LEAD_BINS - 1)] += row.teu
        for cause in range(CAUSES):
            world.cause[row.flow, cause] += world.spent[unit, cause] * row.teu
    free_unit(world, unit)


@compiled
def begin_late(world: World, unit: int) -> None:
    """As `begin`, for the few that had to wait for room; compiled once."""
    begin(world, unit)


@compiled
def take_tokens(world: World, station: int, unit: int) -> None:
    """A token of a pool for each unit; busy until the end unless it comes back."""
    place, row, clock = station_at(world, station), unit_at(world, unit), world.clock[0]
    place.busy += row.count
    place.busy_time += row.count * counted(world, clock.now, clock.ends)
    place.served += counted(world, clock.now, clock.now + 1) * row.count
    place.served_teu += counted(world, clock.now, clock.now + 1) * row.teu


@compiled
def return_tokens(world: World, station: int, count: int) -> None:
    """Tokens of a pool are there again."""
    place, clock = station_at(world, station), world.clock[0]
    place.busy -= count
    place.busy_time -= count * counted(world, clock.now, clock.ends)
    add_task(world, FREED, station)


@inlined
def serve_queue(world: World, station: int) -> None:
    """Start whom free servers allow, then let in whom free room allows."""
    place = station_at(world, station)
    while True:
        unit = head(world, station)
        if unit == NOBODY or place.line != NOBODY or not can_start(world, station):
            break
        step = step_at(world, unit_at(world, unit).step)
        if (
            step.kind == TAKE
            and place.busy + unit_at(world, unit).count > place.servers
        ):
            break
        dequeue(world, station, unit)
        add_wait(world, station, unit, step.wait_cause)
        if step.kind == TAKE:
            take_tokens(world, station, unit)
            unit_at(world, unit).step += 1
            add_task(world, GO, unit)
        else:
            start_service(world, station, unit)
    while place.blocked != NOBODY and fits(
        world, station, unit_at(world, place.blocked).teu
    ):
        unit = unblock(world, station)
        row = unit_at(world, unit)
        waited = world.clock[0].now - row.since
        spend(world, unit, step_at(world, row.step).wait_cause, waited)
        if row.held != NOBODY:
            station_at(world, row.held).blocked_time += counted(
                world, row.since, world.clock[0].now
            )
        release(world, unit)
        begin_late(world, unit)
