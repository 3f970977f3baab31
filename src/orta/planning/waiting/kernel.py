"""Ship after ship through a stream of lots: what no closed form covers.

Time is counted in mean gaps between lots, so that one stream serves every rate.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_CLOSE = 1e-9  # TEU: sums of lots are compared with this slack
_GOLDEN = 0.6180339887498949  # of a load, from one sampled TEU to the next


class Stream(NamedTuple):
    """Lots in the order of arrival, shape (n_lots,).

    `arrival` counts mean gaps. `teu` is the sum of the lots so far, `teu_time`
    that of each lot times its arrival.
    """

    arrival: Floats
    teu: Floats
    teu_time: Floats


class Closures(NamedTuple):
    """When the port is shut, in order, shape (n_closures,), mean gaps."""

    shut: Floats
    open: Floats


class Berth(NamedTuple):
    """The rule and the ships one by one, shape (n_ships,); times in mean gaps."""

    min_load_teu: float
    max_wait: float
    payload_teu: Floats
    rotation: Floats


class Tally(NamedTuple):
    """Sums over the counted ships; waits are weighted by TEU.

    `load_teu`, `for_ship`: one TEU of each ship drawn at random, shape (n_ships,):
    the load that it stands for, and how long it waited for the ship.
    """

    teu: float
    wait: float
    weather: float
    room_teu: float
    span: float
    load_teu: Floats
    for_ship: Floats


@njit(cache=True, nogil=True)
def sail(stream: Stream, port: Closures, berth: Berth, warm_up: int) -> Tally:
    """What the lots waited, ship after ship until the stream ends.

    Ships that take lots before number `warm_up` are not counted.
    """
    arrival, teu = stream.arrival, stream.teu
    n_lots, n_closures = arrival.size, port.shut.size
    smallest = berth.payload_teu[0]
    for payload in berth.payload_teu:
        smallest = min(smallest, payload)
    most = n_lots + int(teu[-1] / smallest) + 1
    load, for_ship = np.empty(most), np.empty(most)
    back = np.zeros(berth.payload_teu.size)
    first, come, closure, ships = 0, 0, 0, 0
    shipped, shipped_time, ready, leaves = 0.0, 0.0, 0.0, 0.0
    counted, wait, weather, room, started = 0.0, 0.0, 0.0, 0.0, 0.0
    while True:
        ship = np.argmin(back)
        payload = berth.payload_teu[ship]
        full = _beyond(teu, shipped + min(berth.min_load_teu, payload) - _CLOSE, first)
        if full == n_lots:
            break
        called = min(arrival[first] + berth.max_wait, arrival[full])
        ready = max(ready, called, back[ship])
        while closure < n_closures and port.open[closure] <= ready:
            closure += 1
        leaves = ready
        if closure < n_closures and port.shut[closure] <= ready:
            leaves = port.open[closure]
        there = _beyond(arrival, ready, first)  # maybe while another ship is held
        come = _beyond(arrival, leaves, max(there, come))
        if come == n_lots:
            break
        loaded = min(teu[come - 1], shipped + payload)
        before = teu[there - 1] if there > 0 else 0.0
        before = min(max(before, shipped), loaded)  # was there before the ship
        loaded_time = _time_until(stream, loaded, first)
        before_time = loaded_time
        if before < loaded:
            before_time = _time_until(stream, before, first)
        if first >= warm_up:
            wait += ready * (before - shipped) - (before_time - shipped_time)
            weather += (leaves - ready) * (before - shipped)
            weather += leaves * (loaded - before) - (loaded_time - before_time)
            place = (0.5 + _GOLDEN * ships) % 1.0
            drawn = _beyond(teu, shipped + place * (loaded - shipped), first)
            load[ships] = loaded - shipped
            for_ship[ships] = max(ready - arrival[drawn], 0.0)
            counted, room, ships = counted + load[ships], room + payload, ships + 1
        else:
            started = leaves
        back[ship] = leaves + berth.rotation[ship]
        first = _beyond(teu, loaded + _CLOSE, first)
        shipped, shipped_time = loaded, loaded_time
    return Tally(
        counted, wait, weather, room, leaves - started, load[:ships], for_ship[:ships]
    )


@njit(cache=True, nogil=True)
def _beyond(values: Floats, bound: float, start: int) -> int:
    """The first place, from `start` on, whose value is above the bound, or the end."""
    size, low, step = values.size, start, 1
    while low + step <= size and values[low + step - 1] <= bound:
        low += step
        step *= 2
    high = min(low + step - 1, size)
    while low < high:
        middle = (low + high) // 2
        if values[middle] <= bound:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True)
def _time_until(stream: Stream, place: float, first: int) -> float:
    """TEU times arrival, summed from the start of the stream to a place in it."""
    lot = min(_beyond(stream.teu, place - _CLOSE, first), stream.teu.size - 1)
    rest = (stream.teu[lot] - place) * stream.arrival[lot]
    return float(stream.teu_time[lot] - rest)
