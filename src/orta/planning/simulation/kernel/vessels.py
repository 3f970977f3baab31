"""What vessels do: lie idle, are called, load, sail, wait for a berth, discharge.

A vessel goes round its calls for ever. At each it comes to the roads, takes a berth
once the port is open, discharges, lies idle until its line calls it, takes a berth
again to load, and leaves once the port is open.
"""

from __future__ import annotations

from orta.planning.simulation.kernel.agenda import add_task, schedule
from orta.planning.simulation.kernel.chance import draw_seconds
from orta.planning.simulation.kernel.departures import (
    WEATHER,
    closed_time,
    gather,
    is_away,
)
from orta.planning.simulation.kernel.queues import join_roads, leave_roads
from orta.planning.simulation.kernel.units import counted, spend
from orta.planning.simulation.kernel.world import (
    AWAY,
    BERTHS,
    CHECK,
    DISCHARGING,
    FOREVER,
    GO,
    IDLE,
    LAY,
    LOADING,
    NOBODY,
    SAILING,
    VESSEL,
    World,
    calendar_at,
    call_at,
    compiled,
    line_at,
    port_at,
    unit_at,
    vessel_at,
)

_MOVING, _HANDLING, _WAITING = 0, 1, 3  # places in StageCause; tested to be so
_LUCK = 1 << 62  # of vessels, apart from that of units
_SAIL, _LOAD, _DISCHARGE = range(3)  # streams of a voyage


@compiled
def _draw(world: World, vessel: int, duration: int, stream: int) -> int:
    """How long something takes on the present voyage of a vessel."""
    row = vessel_at(world, vessel)
    uid = _LUCK | (row.luck << 40) | row.voyages
    return draw_seconds(world, duration, uid, stream)


@compiled
def go_on(world: World, vessel: int) -> None:
    """What a vessel was doing is over."""
    row = vessel_at(world, vessel)
    if row.state == SAILING:
        arrive(world, vessel)
    elif row.state == DISCHARGING:
        add_task(world, GO, row.cargo)  # which lets the vessel go once there is room
    else:
        depart_or_stay(world, vessel)


@compiled
def arrive(world: World, vessel: int) -> None:
    """Come to the roads of the next call."""
    row = vessel_at(world, vessel)
    row.call += 1
    if row.call == row.n_calls:
        row.call = 0
    call = call_at(world, row.first_call + row.call)
    if row.cargo == NOBODY:
        lie_idle(world, vessel)
        return
    row.state = DISCHARGING
    row.roads_at, row.berth_at = world.clock[0].now, NOBODY
    row.closed_before = closed_time(world, call.calendar)
    join_roads(world, call.port, vessel)
    add_task(world, BERTHS, call.port)


@compiled
def serve_port(world: World, number: int) -> None:
    """Let loaded vessels leave and others come to the berths that are free."""
    vessel = port_at(world, number).ready
    port_at(world, number).ready = NOBODY
    while vessel != NOBODY:
        following = vessel_at(world, vessel).next
        vessel_at(world, vessel).next = NOBODY
        depart_or_stay(world, vessel)
        vessel = following
    port, before, vessel = port_at(world, number), NOBODY, port_at(world, number).first
    while vessel != NOBODY and port.busy < port.berths:
        row = vessel_at(world, vessel)
        following = row.next
        call = call_at(world, row.first_call + row.call)
        if call.calendar != NOBODY and calendar_at(world, call.calendar).is_shut:
            before = vessel
        else:
            leave_roads(world, number, vessel, before)
            take_berth(world, number, vessel)
        vessel = following


@compiled
def take_berth(world: World, number: int, vessel: int) -> None:
    """Begin to discharge or to load."""
    port, row, now = (
        port_at(world, number),
        vessel_at(world, vessel),
        world.clock[0].now,
    )
    call = call_at(world, row.first_call + row.call)
    port.busy += 1
    port.calls += counted(world, now, now + 1)
    port.roads_time += counted(world, row.roads_at, now)
    row.berth_at = now
    if row.state == LOADING:
        seconds = _draw(world, vessel, call.load, _LOAD)
    else:
        seconds = _draw(world, vessel, call.discharge, _DISCHARGE)
        weather = closed_time(world, call.calendar) - row.closed_before
        spend(world, row.cargo, WEATHER, weather)
        spend(world, row.cargo, _WAITING, now - row.roads_at - weather)
        spend(world, row.cargo, _HANDLING, seconds)
    schedule(world, now + seconds, VESSEL, vessel)


@compiled
def leave_berth(world: World, number: int, vessel: int) -> None:
    """Let another vessel have the berth."""
    port, row = port_at(world, number), vessel_at(world, vessel)
    port.busy -= 1
    port.busy_time += counted(world, row.berth_at, world.clock[0].now)
    add_task(world, BERTHS, number)


@compiled
def discharged(world: World, vessel: int) -> None:
    """The cargo has gone ashore."""
    row = vessel_at(world, vessel)
    leave_berth(world, call_at(world, row.first_call + row.call).port, vessel)
    lie_idle(world, vessel)


@compiled
def lie_idle(world: World, vessel: int) -> None:
    """Wait at the roads until the line calls, or for the longest lay."""
    row, now = vessel_at(world, vessel), world.clock[0].now
    call = call_at(world, row.first_call + row.call)
    line = line_at(world, call.line)
    if is_away(world, vessel):
        row.state = AWAY
        return
    row.state, row.idle_since, row.next = IDLE, now, NOBODY
    row.must_go = 0
    if line.idle == NOBODY:
        line.idle = vessel
    else:
        vessel_at(world, line.last_idle).next = vessel
    line.last_idle = vessel
    if call.max_lay < FOREVER:
        set_lay(world, row.first_call + row.call, now)
    add_task(world, CHECK, call.line)


@compiled
def come_back(world: World, vessel: int) -> None:
    """A vessel is in service again: it lies idle where it went out of it, if it did."""
    if vessel_at(world, vessel).state == AWAY:
        lie_idle(world, vessel)


@compiled
def set_lay(world: World, number: int, idle_since: int) -> None:
    """Look after the longest lay at a call, unless somebody is going to, and before."""
    call, now = call_at(world, number), world.clock[0].now
    if call.lay_at <= now:
        call.lay_at = idle_since + call.max_lay
        schedule(world, call.lay_at, LAY, number)


@compiled
def look_after_lays(world: World, number: int) -> None:
    """Vessels that have lain too long at a call go, ahead of those of other fleets."""
    call, now = call_at(world, number), world.clock[0].now
    line = line_at(world, call.line)
    late, before, vessel = NOBODY, NOBODY, line.idle
    while vessel != NOBODY:
        row = vessel_at(world, vessel)
        following = row.next
        is_here = row.first_call + row.call == number
        if is_here and now - row.idle_since < call.max_lay:
            set_lay(world, number, row.idle_since)
            break
        if is_here:
            row.must_go = 1
            if before != late:  # others are between the last late one and this one
                vessel_at(world, before).next = following
                if following == NOBODY:
                    line.last_idle = before
                put_behind(world, call.line, late, vessel)
            else:
                before = vessel
            late = vessel
        else:
            before = vessel
        vessel = following
    add_task(world, CHECK, call.line)


@compiled
def put_behind(world: World, number: int, before: int, vessel: int) -> None:
    """Let a vessel lie behind another one, or first of all if that is NOBODY."""
    if before == NOBODY:
        vessel_at(world, vessel).next = line_at(world, number).idle
        line_at(world, number).idle = vessel
    else:
        vessel_at(world, vessel).next = vessel_at(world, before).next
        vessel_at(world, before).next = vessel


@compiled
def finish_vessel(world: World, vessel: int) -> None:
    """Count a stay at the roads or at a berth that lasts beyond the end."""
    row, end = vessel_at(world, vessel), world.clock[0].ends
    port = port_at(world, call_at(world, row.first_call + row.call).port)
    if row.state != DISCHARGING and row.state != LOADING:
        return
    if row.berth_at == NOBODY:
        port.roads_time += counted(world, row.roads_at, end)
    else:
        port.busy_time += counted(world, row.berth_at, end)


@compiled
def depart_or_stay(world: World, vessel: int) -> None:
    """Leave with what waits and fits, or wait at the berth for the port to open."""
    row = vessel_at(world, vessel)
    call = call_at(world, row.first_call + row.call)
    if call.calendar != NOBODY and calendar_at(world, call.calendar).is_shut:
        port = port_at(world, call.port)
        row.next = NOBODY
        if port.ready == NOBODY:
            port.ready = vessel
        else:
            vessel_at(world, port.last_ready).next = vessel
        port.last_ready = vessel
        return
    now, line = world.clock[0].now, line_at(world, call.line)
    weather = closed_time(world, call.calendar) - row.closed_before
    line.committed -= call.payload
    line.departures += counted(world, now, now + 1)
    line.offered += counted(world, now, now + 1) * call.payload
    leave_berth(world, call.port, vessel)
    seconds = _draw(world, vessel, call.sail, _SAIL)
    row.cargo = gather(world, call.line, call.payload, weather)
    if row.cargo != NOBODY:
        unit_at(world, row.cargo).vessel = vessel
        spend(world, row.cargo, _MOVING, seconds)
    row.state = SAILING
    row.voyages += 1
    schedule(world, now + seconds, VESSEL, vessel)
    add_task(world, CHECK, call.line)
