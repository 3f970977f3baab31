"""Who is aboard when a train or a ship leaves, and what they have waited for."""

from __future__ import annotations

from orta.planning.simulation.kernel.agenda import add_task
from orta.planning.simulation.kernel.compiled import compiled, inlined
from orta.planning.simulation.kernel.queues import dequeue, head
from orta.planning.simulation.kernel.units import counted, new_unit, spend
from orta.planning.simulation.kernel.world import FREED, NOBODY, World

WEATHER = 4  # place of the cause in StageCause; tested to be so


@compiled
def closed_time(world: World, number: int) -> int:
    """For how long a calendar has been shut up to now."""
    if number == NOBODY:
        return 0
    calendar = world.calendar[number]
    if calendar.is_shut:
        return int(calendar.shut_total + world.clock[0].now - calendar.shut_since)
    return int(calendar.shut_total)


@compiled
def gather(world: World, number: int, payload: int, weather: int) -> int:
    """A group of those whose turn it is and who fit; NOBODY if none waits.

    `weather` is how long a shut port has held the departure back.
    """
    line, now = world.line[number], world.clock[0].now
    station = line.station
    first, last, teu, count = NOBODY, NOBODY, 0, 0
    while True:
        unit = head(world, station)
        if unit == NOBODY or teu + world.unit[unit].teu > payload:
            break
        dequeue(world, station, unit)
        board(world, station, unit, weather)
        teu += world.unit[unit].teu
        count += world.unit[unit].count
        if first == NOBODY:
            first = unit
        else:
            world.unit[last].next = unit
        last = unit
    if first == NOBODY:
        return NOBODY
    leader, place = world.unit[first], world.station[station]
    place.occupied -= teu
    place.served += counted(world, now, now + 1) * count
    place.served_teu += counted(world, now, now + 1) * teu
    line.loaded += counted(world, now, now + 1) * teu
    if place.blocked != NOBODY:
        add_task(world, FREED, station)
    group = new_unit(world)
    row = world.unit[group]
    row.uid, row.flow, row.priority = leader.uid, leader.flow, leader.priority
    row.step, row.teu, row.count = leader.step + 1, teu, count
    row.members, row.born = first, now
    return settle_members(world, group)


@compiled
def settle_members(world: World, group: int) -> int:
    """Let each member go on, once let go, after the step that dissolves its group."""
    member = world.unit[group].members
    while member != NOBODY:
        row = world.unit[member]
        row.step = world.step[row.step].resume
        member = row.next
    return group


@inlined
def board(world: World, station: int, unit: int, weather: int) -> None:
    """The wait of a unit for its departure is over: share it among its causes."""
    row, now = world.unit[unit], world.clock[0].now
    waited = now - row.since
    by_weather = min(waited, weather)
    spend(world, unit, WEATHER, by_weather)
    spend(world, unit, world.step[row.step].wait_cause, waited - by_weather)
    wait, place = counted(world, row.since, now), world.station[station]
    place.wait_time += wait
    place.wait_area += wait * row.teu
