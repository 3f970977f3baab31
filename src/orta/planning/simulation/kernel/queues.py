"""Who waits for what: linked rows, first come first served within a priority."""

from __future__ import annotations

from orta.planning.simulation.kernel.world import (
    NOBODY,
    PRIORITIES,
    World,
    compiled,
    inlined,
    port_at,
    queue_at,
    station_at,
    unit_at,
    vessel_at,
)


@inlined
def enqueue(world: World, station: int, unit: int) -> None:
    """Put a unit at the end of the queue of its priority."""
    row = unit_at(world, unit)
    queue = queue_at(world, station * PRIORITIES + row.priority)
    row.next = NOBODY
    if queue.first == NOBODY:
        queue.first = unit
    else:
        unit_at(world, queue.last).next = unit
    queue.last = unit
    place = station_at(world, station)
    place.waiting += row.teu
    place.most_waiting = max(place.most_waiting, place.waiting)


@inlined
def head(world: World, station: int) -> int:
    """The unit whose turn it is, or NOBODY."""
    for priority in range(PRIORITIES):
        first = queue_at(world, station * PRIORITIES + priority).first
        if first != NOBODY:
            return int(first)
    return NOBODY


@inlined
def dequeue(world: World, station: int, unit: int) -> None:
    """Take out the unit whose turn it is."""
    row = unit_at(world, unit)
    queue_at(world, station * PRIORITIES + row.priority).first = row.next
    station_at(world, station).waiting -= row.teu
    row.next = NOBODY


@compiled
def oldest_since(world: World, station: int) -> int:
    """When the unit came that has waited longest; NOBODY if none waits."""
    oldest = NOBODY
    for priority in range(PRIORITIES):
        first = queue_at(world, station * PRIORITIES + priority).first
        if first != NOBODY:
            since = unit_at(world, first).since
            if oldest == NOBODY or since < oldest:
                oldest = since
    return int(oldest)


@inlined
def block(world: World, station: int, unit: int) -> None:
    """Let a unit wait, where it is, for room at a station."""
    row, place = unit_at(world, unit), station_at(world, station)
    row.next = NOBODY
    row.since = world.clock[0].now
    if place.blocked == NOBODY:
        place.blocked = unit
    else:
        unit_at(world, place.last_blocked).next = unit
    place.last_blocked = unit


@inlined
def unblock(world: World, station: int) -> int:
    """The unit that has waited longest for room, taken out."""
    place = station_at(world, station)
    unit = int(place.blocked)
    place.blocked = unit_at(world, unit).next
    return unit


@compiled
def join_roads(world: World, number: int, vessel: int) -> None:
    """Let a vessel wait for a berth, behind those that came before."""
    port = port_at(world, number)
    vessel_at(world, vessel).next = NOBODY
    if port.first == NOBODY:
        port.first = vessel
    else:
        vessel_at(world, port.last).next = vessel
    port.last = vessel


@compiled
def leave_roads(world: World, number: int, vessel: int, before: int) -> None:
    """Take a vessel out; `before` is the one ahead of it, or NOBODY."""
    port, row = port_at(world, number), vessel_at(world, vessel)
    if before == NOBODY:
        port.first = row.next
    else:
        vessel_at(world, before).next = row.next
    if port.last == vessel:
        port.last = before
    row.next = NOBODY
