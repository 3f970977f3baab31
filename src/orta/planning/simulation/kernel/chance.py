"""Chance as a function: the same key gives the same number, whoever asks and when.

A draw belongs to a unit (or vessel, or source) and a stream (what it is for), not to
a moment. So a unit has the same luck under every policy, and replications can run in
any order (common random numbers; Salmon and others, Parallel random numbers: as easy
as 1, 2, 3, 2011).
"""

from __future__ import annotations

import numpy as np

from orta.planning.simulation.exponential import LN_8, SLICE
from orta.planning.simulation.kernel.world import (
    CONSTANT,
    EXPONENTIAL,
    FOREVER,
    GEOMETRIC_LOT,
    SLICES,
    World,
    inlined,
    source_at,
)

# Odd constants of the splitmix64 generator (Steele, Lea, Flood, Fast splittable
# pseudorandom number generators, 2014) and of its finalizer by Stafford.
_UNIT = np.uint64(0x9E3779B97F4A7C15)
_STREAM = np.uint64(0xD1B54A32D192ED03)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_SHIFTS = np.array([30, 27, 31, 11], dtype=np.uint64)
_S0, _S1, _S2, _S3 = _SHIFTS
_TO_UNIT = 1.0 / (1 << 53)
# Of the 53 bits of a number: the last eighth, the bits below it, those of a slice.
_LAST_EIGHTH = np.uint64(7 << 50)
_BELOW_EIGHTH = np.uint64((1 << 50) - 1)
_EIGHTH_BITS = np.uint64(3)
_SLICE_SHIFT = np.uint64(44)
_IN_SLICE = np.uint64((1 << 44) - 1)
_TO_SLICE = 1.0 / (1 << 44)


@inlined
def bits(key: int, uid: int, stream: int) -> np.uint64:
    """53 bits, each as likely 0 as 1."""
    mixed = np.uint64(key) + np.uint64(uid) * _UNIT + np.uint64(stream) * _STREAM
    mixed = (mixed ^ (mixed >> _S0)) * _MIX_1
    mixed = (mixed ^ (mixed >> _S1)) * _MIX_2
    mixed = mixed ^ (mixed >> _S2)
    return np.uint64(mixed >> _S3)


@inlined
def share(key: int, uid: int, stream: int) -> float:
    """A number from 0 up to but without 1."""
    return float(bits(key, uid, stream) * _TO_UNIT)


@inlined
def exponential(key: int, uid: int, stream: int) -> float:
    """A time without memory of mean 1.

    Whoever is still there after the time that an eighth waits out begins anew with the
    bits that are left. So a table of seven eighths does, and no logarithm is asked of
    the machine: the same bits everywhere.
    """
    drawn, base = bits(key, uid, stream), 0.0
    while drawn >= _LAST_EIGHTH:
        drawn = (drawn & _BELOW_EIGHTH) << _EIGHTH_BITS
        base += LN_8
    row = drawn >> _SLICE_SHIFT
    part = np.int64(drawn & _IN_SLICE) * _TO_SLICE
    flat, slope, bend = SLICE[row, 0], SLICE[row, 1], SLICE[row, 2]
    return float(base + (flat + part * slope + part * part * bend))


@inlined
def draw_seconds(world: World, number: int, uid: int, stream: int) -> int:
    """How long a duration lasts for this unit."""
    duration = world.duration[np.uint64(number)]
    if duration.kind == CONSTANT:
        return int(duration.seconds)
    key = world.clock[0].key
    if duration.kind == EXPONENTIAL:
        return int(exponential(key, uid, stream) * duration.seconds + 0.5)
    place = share(key, uid, stream) * SLICES
    low = int(place)
    below = world.quantile[duration.table, low]
    above = world.quantile[duration.table, low + 1]
    return int(below + (above - below) * (place - low) + 0.5)


@inlined
def draw_lot(world: World, number: int, uid: int) -> int:
    """How many units come together.

    A geometric lot is as many as whole `lot_wait` fit into a time without memory, and
    one more.
    """
    source = source_at(world, number)
    if source.lot_kind != GEOMETRIC_LOT:
        return int(source.lot)
    if source.lot_wait <= 0.0:
        return 1
    return 1 + int(exponential(world.clock[0].key, uid, 1) / source.lot_wait)


@inlined
def next_arrival(world: World, number: int, uid: int) -> int:
    """When the next lot of a source comes, given the rates of the months.

    A Poisson stream, or evenly spaced lots. Time is spent at the rate of each month
    until the gap is used up (Cinlar, Introduction to Stochastic Processes, 1975,
    section 4.7).
    """
    source = source_at(world, number)
    gap = 1.0
    if not source.regular:
        gap = exponential(world.clock[0].key, uid, 0)
    at = float(source.next_at)
    for month in range(world.month_at.size - 1):
        until = world.month_at[month + 1]
        if until <= at:
            continue
        rate = world.rate[number, month]
        if rate > 0.0 and at + gap / rate < until:
            return int(at + gap / rate + 0.5)
        gap -= rate * (until - at)
        at = float(until)
    return FOREVER
