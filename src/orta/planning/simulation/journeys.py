"""What became of every unit: for plans that have to answer for each of them.

`replicate` keeps sums, since a corridor's year has a million units. A plan of a season
has some ten thousand, and its promises are about when each of them arrives. So its
plant lets them wait for ever at their destination, at a station without servers, and
their rows are read once time is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orta.errors import ModelError
from orta.planning.simulation.kernel import World, run
from orta.planning.simulation.kernel.world import (
    BOARD,
    FINISHED,
    NOBODY,
    SERVE,
    TAKE,
    Rows,
)
from orta.planning.simulation.tables import Tables, Windows

Ints = NDArray[np.int64]
_MOST_UNITS: Final = 1 << 22  # a plan with more of them is cut too finely


@dataclass(frozen=True, eq=False, kw_only=True)
class Journeys:
    """One value for each unit that came and has not left, in the order of its identity.

    flow: the number of its flow in the plant. born_s: when it came. place: the number
    of the place (of `Tables.station_ids`) it waits for when time is over, since
    `since_s`; -1 if it does not wait. spent_s: seconds by cause, in the order of
    `StageCause`, with the wait at hand unless it is for a station without servers;
    shape (n_units, n_causes).
    """

    flow: Ints
    born_s: Ints
    place: Ints
    since_s: Ints
    spent_s: Ints


def run_journeys(
    tables: Tables,
    *,
    key: int,
    windows: Mapping[str, Windows],
    ends_s: int,
    most_units: int = 1 << 14,
) -> Journeys:
    """Run the plant once and read the rows of its units.

    Raises
    ------
    ModelError
        If there are so many units that the goods are cut too finely.
    """
    while True:
        world = tables.world(
            key=key, windows=windows, starts_s=0, ends_s=ends_s, most_units=most_units
        )
        if run(world) == FINISHED:
            return _read(world, ends_s)
        most_units *= 4
        if most_units > _MOST_UNITS:
            raise ModelError(
                f"more than {_MOST_UNITS:,} units are under way at once: "
                "let each of them stand for more tonnes"
            )


def _read(world: World, ends_s: int) -> Journeys:
    units: Rows = world.unit[: world.clock[0].most_units].view(np.recarray)
    own = np.flatnonzero((units.uid != NOBODY) & (units.members == NOBODY))
    own = own[np.argsort(units.uid[own], kind="stable")]
    group = _groups(units)
    spent = world.spent[own].astype(np.int64)
    leader = own.copy()
    while True:  # from group to the group around it, until nobody is in another one
        around = group[leader]
        inside = around != NOBODY
        if not inside.any():
            break
        leader[inside] = around[inside]
        spent[inside] += world.spent[around[inside]]
    at: Rows = units[leader].view(np.recarray)
    step: Rows = world.step[at.step].view(np.recarray)
    waits = np.isin(step.kind, (SERVE, BOARD, TAKE)) & (at.held != step.place)
    # Cargo of a ship has its next step before it, and waits only if that has no room.
    waits &= (at.vessel == NOBODY) | np.isin(leader, _blocked(world))
    is_served = waits & (world.station.servers[step.place] > 0)
    units_waiting = np.flatnonzero(is_served)
    spent[units_waiting, step.wait_cause[units_waiting]] += (
        ends_s - at.since[units_waiting]
    )
    return Journeys(
        flow=units.flow[own].astype(np.int64),
        born_s=units.born[own].copy(),
        place=np.where(waits, step.place, NOBODY),
        since_s=at.since.copy(),
        spent_s=spent,
    )


def _blocked(world: World) -> list[int]:
    """Units that wait, where they are, for room."""
    found = []
    for first in world.station.blocked:
        unit = int(first)
        while unit != NOBODY:
            found.append(unit)
            unit = int(world.unit[unit].next)
    return found


def _groups(units: Rows) -> Ints:
    """The group that each row is a member of, or NOBODY."""
    group = np.full(units.size, NOBODY)
    for leader in np.flatnonzero((units.uid != NOBODY) & (units.members != NOBODY)):
        member = int(units.members[leader])
        while member != NOBODY:
            group[member] = leader
            member = int(units.next[member])
    return group
