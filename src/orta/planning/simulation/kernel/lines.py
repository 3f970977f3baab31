"""When a line sends something off, and who is aboard.

A line is where units wait for a train or a ship of one service. With a fleet it needs
a vessel that lies idle there; without one a train is always at hand.
"""

from __future__ import annotations

from orta.planning.simulation.kernel.agenda import add_task, schedule
from orta.planning.simulation.kernel.departures import (
    closed_time,
    gather,
    is_away,
)
from orta.planning.simulation.kernel.queues import join_roads, oldest_since
from orta.planning.simulation.kernel.units import counted
from orta.planning.simulation.kernel.world import (
    AWAY,
    BERTHS,
    CHECK,
    DUE,
    FINISHED,
    FOREVER,
    GO,
    LOADING,
    NOBODY,
    TIMER,
    World,
    calendar_at,
    call_at,
    compiled,
    inlined,
    line_at,
    station_at,
    vessel_at,
)


@compiled
def check_line(world: World, number: int) -> None:
    """Send off whatever the rule of the line allows, and set its alarm."""
    line = line_at(world, number)
    from_fleet = line.has_fleet
    if from_fleet:
        let_away_go(world, number)
    while world.clock[0].status == FINISHED and should_go(world, number):
        if from_fleet:
            call_vessel(world, number)
            let_away_go(world, number)
        else:
            depart_train(world, number)
    if not from_fleet and not is_line_shut(world, number):
        line.is_due = 0  # it has left, and nobody was there
    set_alarm(world, number)


@inlined
def let_away_go(world: World, number: int) -> None:
    """Take those out whose turn it is although they are out of service."""
    line = line_at(world, number)
    while line.idle != NOBODY and is_away(world, line.idle):
        row = vessel_at(world, line.idle)
        line.idle, row.next, row.state = row.next, NOBODY, AWAY


@compiled
def should_go(world: World, number: int) -> bool:  # noqa: PLR0911
    """Whether something is to leave now: full enough, due, waited or lain too long."""
    line, now = line_at(world, number), world.clock[0].now
    payload = line.payload
    if line.has_fleet:
        if line.idle == NOBODY:
            return False
        vessel = vessel_at(world, line.idle)
        payload = call_at(world, vessel.first_call + vessel.call).payload
        if vessel.must_go:
            return True
    elif is_line_shut(world, number):
        return False
    waiting = station_at(world, line.station).waiting - line.committed
    if line.is_due and (waiting > 0 or line.has_fleet):
        return True
    if waiting > 0 and waiting >= max(line.threshold, min(line.min_load, payload)):
        return True
    if waiting <= 0 or line.committed > 0 or line.max_wait >= FOREVER:
        return False
    return bool(now - oldest_since(world, line.station) >= line.max_wait)


@compiled
def is_line_shut(world: World, number: int) -> bool:
    """Whether the calendar of a line is shut."""
    calendar = line_at(world, number).calendar
    return bool(calendar != NOBODY and calendar_at(world, calendar).is_shut)


@compiled
def set_alarm(world: World, number: int) -> None:
    """Look again when the oldest unit will have waited its longest."""
    line, now = line_at(world, number), world.clock[0].now
    if line.max_wait >= FOREVER or line.timer_at > now:
        return
    since = oldest_since(world, line.station)
    if since != NOBODY and since + line.max_wait > now:
        line.timer_at = since + line.max_wait
        schedule(world, line.timer_at, TIMER, number)


@compiled
def fall_due(world: World, number: int) -> None:
    """A departure of the timetable has come; set the one after it."""
    line = line_at(world, number)
    line.is_due = 1
    line.next_due += 1
    if line.next_due == line.n_due:
        line.next_due = 0
        line.due_at += line.cycle
    schedule(
        world, line.due_at + world.due[line.first_due + line.next_due], DUE, number
    )
    add_task(world, CHECK, number)


@compiled
def depart_train(world: World, number: int) -> None:
    """Let a train take what waits, and go its way as a group."""
    line = line_at(world, number)
    line.is_due = 0
    group = gather(world, number, line.payload, 0)
    if group == NOBODY:
        return
    line.departures += counted(world, world.clock[0].now, world.clock[0].now + 1)
    add_task(world, GO, group)


@compiled
def call_vessel(world: World, number: int) -> None:
    """Send the vessel that has lain idle longest to load what waits."""
    line = line_at(world, number)
    line.is_due = 0
    vessel = line.idle
    row = vessel_at(world, vessel)
    line.idle = row.next
    call = call_at(world, row.first_call + row.call)
    line.committed += call.payload
    row.state = LOADING
    row.roads_at, row.berth_at = world.clock[0].now, NOBODY
    row.closed_before = closed_time(world, call.calendar)
    join_roads(world, call.port, vessel)
    add_task(world, BERTHS, call.port)
