"""Cargo, ships and a port, one event after the other: the slow twin of the waits.

Lots come; a ship at the berth is called when enough waits or the oldest lot has
waited its longest; it takes what it can hold, and is held while the port is
shut. Whatever comes meanwhile goes aboard as long as there is room. The next
event is always the soonest of: a lot, a ship back, the port changing, a lot
having waited its longest. It is compiled only to run long enough; with
NUMBA_DISABLE_JIT=1 it is plain Python.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

RING = 1 << 20


class Seen(NamedTuple):
    """Sums over all cargo that boarded, and over time."""

    teu: float
    for_ship: float  # TEU hours until a ship was called
    for_ship_squared: float
    aboard: float  # TEU hours aboard a ship that is held
    hours: float
    cargo_hours: float  # integral over time of all cargo in the port
    ships: int
    room: float


@njit
def simulate(  # noqa: C901, PLR0912, PLR0915 - one loop over events, kept whole
    *,
    rate,
    lot,
    geometric,
    load,
    longest,
    payload,
    rotation,
    share,
    episode,
    hours,
    rng,
):
    """`payload` and `rotation` are arrays, one entry a ship; times in hours."""
    came, left_teu = np.zeros(RING), np.zeros(RING)
    head, tail, queue = 0, 0, 0.0
    back = np.zeros(payload.size)  # when a ship is or was back at the berth
    held_teu, held_room = 0.0, 0.0
    is_open, toggle, now = True, np.inf, 0.0
    open_mean = episode * (1 - share) / share if share > 0 else 0.0
    if share > 0:
        toggle = rng.exponential(open_mean)
    lot_at = rng.exponential(lot / rate)
    teu, for_ship, squared, aboard, cargo, ships, room = 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0.0
    held = np.zeros(payload.size, np.bool_)
    while now < hours:
        after = min(lot_at, toggle)
        for ship in range(payload.size):
            if not held[ship] and back[ship] > now:
                after = min(after, back[ship])
        if head < tail and came[head % RING] + longest > now:
            after = min(after, came[head % RING] + longest)
        cargo += (queue + held_teu) * (after - now)
        aboard += held_teu * (after - now)
        now = after
        if now == lot_at:
            size = lot
            if geometric:
                size = float(rng.geometric(1 / lot))
            boards = min(size, held_room)
            held_room -= boards
            held_teu += boards
            teu += boards
            if size > boards:
                came[tail % RING], left_teu[tail % RING] = now, size - boards
                tail += 1
                queue += size - boards
            lot_at = now + rng.exponential(lot / rate)
        elif now == toggle:
            is_open = not is_open
            toggle = now + rng.exponential(open_mean if is_open else episode)
            if is_open:
                for ship in range(payload.size):
                    if held[ship]:
                        held[ship], back[ship] = False, now + rotation[ship]
                held_teu, held_room = 0.0, 0.0
        while head < tail:
            best = -1
            for ship in range(payload.size):
                is_there = not held[ship] and back[ship] <= now
                if is_there and (best < 0 or back[ship] < back[best]):
                    best = ship
            if best < 0:
                break
            enough = queue >= min(load, payload[best]) - 1e-9
            if not enough and now < came[head % RING] + longest:
                break
            space = payload[best]
            ships, room = ships + 1, room + space
            while head < tail and space > 1e-9:
                part = min(space, left_teu[head % RING])
                waited = now - came[head % RING]
                teu += part
                for_ship += part * waited
                squared += part * waited * waited
                space -= part
                queue -= part
                left_teu[head % RING] -= part
                if left_teu[head % RING] <= 1e-9:
                    head += 1
                if not is_open:
                    held_teu += part
            if is_open:
                back[best] = now + rotation[best]
            else:
                held[best] = True
                held_room = space
        if tail - head >= RING - 1:
            raise ValueError("the queue grows without bound")
    return Seen(teu, for_ship, squared, aboard, now, cargo, ships, room)
