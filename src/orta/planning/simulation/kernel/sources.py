"""Where units come from: lots of each flow, by the season."""

from __future__ import annotations

from orta.planning.simulation.kernel.agenda import add_task, schedule
from orta.planning.simulation.kernel.chance import draw_lot, next_arrival
from orta.planning.simulation.kernel.units import counted, has_rows, new_unit
from orta.planning.simulation.kernel.world import (
    FOREVER,
    GO,
    NOBODY,
    SOURCE,
    World,
    compiled,
    flow_at,
    inlined,
    source_at,
    unit_at,
)

_LUCK = 1 << 61  # of sources, apart from that of units and vessels
_SOURCE_BITS, _MEMBER_BITS = 44, 12  # of a unit's identity


@compiled
def start_sources(world: World) -> None:
    """Set the first lot of every source."""
    for number in range(world.source.size):
        source_at(world, number).next_at = source_at(world, number).starts
        set_next(world, number)


@inlined
def set_next(world: World, number: int) -> None:
    """Set the next lot, if there is one."""
    source = source_at(world, number)
    if source.count >= source.limit:
        return
    source.next_at = next_arrival(world, number, luck_of(number, source.count))
    if source.next_at < FOREVER:
        schedule(world, source.next_at, SOURCE, number)


@inlined
def luck_of(number: int, lot: int) -> int:
    """The identity by which a source draws for one of its lots."""
    return _LUCK | (number << 40) | lot


@inlined
def bring_lot(world: World, number: int) -> None:
    """Let a lot of units come and begin their way."""
    source, clock = source_at(world, number), world.clock[0]
    units = draw_lot(world, number, luck_of(number, source.count))
    if not has_rows(world, units if units == 1 else units + 1):
        return
    teu, now = units * source.teu, clock.now
    clock.area += clock.aboard_teu * counted(world, clock.area_at, now)
    clock.area_at = now
    clock.aboard_teu += teu
    clock.born += units
    flow_at(world, source.flow).aboard_teu += teu
    if counted(world, now, now + 1):
        flow_at(world, source.flow).came += units
        flow_at(world, source.flow).came_teu += teu
    first = NOBODY
    for member in range(units - 1, -1, -1):  # so that the first is on top
        unit = make_unit(world, number, member)
        unit_at(world, unit).next = first
        first = unit
    if units == 1:
        add_task(world, GO, first)
    else:
        lot = make_unit(world, number, 0)
        row = unit_at(world, lot)
        row.members, row.teu, row.count = first, teu, units
        unit = first
        while unit != NOBODY:
            unit_at(world, unit).step = source.resume
            unit = unit_at(world, unit).next
        add_task(world, GO, lot)
    source.count += 1
    set_next(world, number)


@inlined
def make_unit(world: World, number: int, member: int) -> int:
    """One unit of the lot at hand, at the start of its way."""
    unit, source = new_unit(world), source_at(world, number)
    row = unit_at(world, unit)
    row.uid = (number << _SOURCE_BITS) | (source.count << _MEMBER_BITS) | member
    row.born = row.since = world.clock[0].now
    row.flow, row.step, row.teu = source.flow, source.step, source.teu
    row.count, row.priority = 1, source.priority
    return unit
