"""Who is aboard when a train or a ship leaves, and what they have waited for."""

from __future__ import annotations

from orta.planning.simulation.kernel.agenda import add_task
from orta.planning.simulation.kernel.queues import dequeue, head
from orta.planning.simulation.kernel.units import counted, has_rows, new_unit, spend
from orta.planning.simulation.kernel.world import (
    FREED,
    NOBODY,
    World,
    calendar_at,
    compiled,
    inlined,
    line_at,
    station_at,
    step_at,
    unit_at,
    vessel_at,
)

WEATHER = 4  # place of the cause in StageCause; tested to be so


@compiled
def closed_time(world: World, number: int) -> int:
    """For how long a calendar has been shut up to now."""
    if number == NOBODY:
        return 0
    calendar = calendar_at(world, number)
    if calendar.is_shut:
        return int(calendar.shut_total + world.clock[0].now - calendar.shut_since)
    return int(calendar.shut_total)


@inlined
def is_away(world: World, vessel: int) -> bool:
    """Whether a vessel is out of service."""
    calendar = vessel_at(world, vessel).away_calendar
    return bool(calendar != NOBODY and calendar_at(world, calendar).is_shut)


@compiled
def gather(world: World, number: int, payload: int, weather: int) -> int:
    """A group of those whose turn it is and who fit; NOBODY if none waits.

    Who does not fit alone goes alone, as it would otherwise wait for ever.
    `weather` is how long a shut port has held the departure back.
    """
    line, now = line_at(world, number), world.clock[0].now
    station = line.station
    if head(world, station) == NOBODY or not has_rows(world, 1):
        return NOBODY
    first, last, teu, count = NOBODY, NOBODY, 0, 0
    while True:
        unit = head(world, station)
        if unit == NOBODY:
            break
        if first != NOBODY and teu + unit_at(world, unit).teu > payload:
            break
        dequeue(world, station, unit)
        board(world, station, unit, weather)
        teu += unit_at(world, unit).teu
        count += unit_at(world, unit).count
        if first == NOBODY:
            first = unit
        else:
            unit_at(world, last).next = unit
        last = unit
    leader, place = unit_at(world, first), station_at(world, station)
    place.occupied -= teu
    place.served += counted(world, now, now + 1) * count
    place.served_teu += counted(world, now, now + 1) * teu
    line.loaded += counted(world, now, now + 1) * teu
    if place.blocked != NOBODY:
        add_task(world, FREED, station)
    group = new_unit(world)
    row = unit_at(world, group)
    row.uid, row.flow, row.priority = leader.uid, leader.flow, leader.priority
    row.step, row.teu, row.count = leader.step + 1, teu, count
    row.members, row.born = first, now
    return settle_members(world, group)


@compiled
def settle_members(world: World, group: int) -> int:
    """Let each member go on, once let go, after the step that dissolves its group."""
    member = unit_at(world, group).members
    while member != NOBODY:
        row = unit_at(world, member)
        row.step = step_at(world, row.step).resume
        member = row.next
    return group


@inlined
def board(world: World, station: int, unit: int, weather: int) -> None:
    """The wait of a unit for its departure is over: share it among its causes."""
    row, now = unit_at(world, unit), world.clock[0].now
    waited = now - row.since
    by_weather = min(waited, weather)
    spend(world, unit, WEATHER, by_weather)
    spend(world, unit, step_at(world, row.step).wait_cause, waited - by_weather)
    wait, place = counted(world, row.since, now), station_at(world, station)
    place.wait_time += wait * row.count
    place.wait_area += wait * row.teu
