"""Chance as a function: the same key gives the same number, whoever asks and when.

A draw belongs to a unit (or vessel, or source) and a stream (what it is for), not to
a moment. So a unit has the same luck under every policy, and replications can run in
any order (common random numbers; Salmon and others, Parallel random numbers: as easy
as 1, 2, 3, 2011).
"""

from __future__ import annotations

import math

import numpy as np

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
_THOUSAND = 1000


@inlined
def share(key: int, uid: int, stream: int) -> float:
    """A number from 0 up to but without 1."""
    mixed = np.uint64(key) + np.uint64(uid) * _UNIT + np.uint64(stream) * _STREAM
    mixed = (mixed ^ (mixed >> _S0)) * _MIX_1
    mixed = (mixed ^ (mixed >> _S1)) * _MIX_2
    mixed = mixed ^ (mixed >> _S2)
    return float((mixed >> _S3) * _TO_UNIT)


@inlined
def draw_seconds(world: World, number: int, uid: int, stream: int) -> int:
    """How long a duration lasts for this unit."""
    duration = world.duration[number]
    if duration.kind == CONSTANT:
        return int(duration.seconds)
    luck = share(world.clock[0].key, uid, stream)
    if duration.kind == EXPONENTIAL:
        return int(-math.log(1.0 - luck) * duration.seconds + 0.5)
    place = luck * SLICES
    low = int(place)
    below = world.quantile[duration.table, low]
    above = world.quantile[duration.table, low + 1]
    return int(below + (above - below) * (place - low) + 0.5)


@inlined
def draw_lot(world: World, number: int, uid: int) -> int:
    """How many units come together; a geometric lot is given by its mean in 1,000."""
    source = source_at(world, number)
    if source.lot_kind != GEOMETRIC_LOT:
        return int(source.lot)
    if source.lot <= _THOUSAND:
        return 1
    luck = share(world.clock[0].key, uid, 1)
    return 1 + int(math.log(1.0 - luck) / math.log1p(-_THOUSAND / source.lot))


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
        gap = -math.log(1.0 - share(world.clock[0].key, uid, 0))
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
