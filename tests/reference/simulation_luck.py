"""Chance of the slow simulator, in whole numbers of Python."""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import cache

ALL_BITS = 2**64 - 1
GOLDEN, SECOND = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
STAFFORD = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
OF_VESSELS, OF_FLOWS = 2**62, 2**61


def luck_of_a_flow(flow_number, lot):
    return OF_FLOWS + flow_number * 2**40 + lot


def luck_of_a_unit(flow_number, lot, member):
    return flow_number * 2**44 + lot * 2**12 + member


def luck_of_a_voyage(first_call, vessel_of_fleet, voyage):
    return OF_VESSELS + first_call * 2**52 + vessel_of_fleet * 2**40 + voyage


def minus_log(numerator, denominator):
    """To 50 digits, more than a float can show."""
    with localcontext() as context:
        context.prec = 50
        return -(Decimal(numerator) / Decimal(denominator)).ln()


@cache
def parabola(slice_):
    """Through -log(1 - x) at both ends and the middle of a slice of 1/512."""
    a, b, c = (minus_log(1024 - 2 * slice_ - n, 1024) for n in range(3))
    return float(a), float(4 * b - 3 * a - c), float(2 * a - 4 * b + 2 * c)


def exponential(key, who, stream):
    """A time of mean 1: waits in eighths, until one is not the last."""
    left, eighths = round(fraction(key, who, stream) * 2**53), 0
    while left * 8 >= 7 * 2**53:
        left, eighths = (left * 8) % 2**53, eighths + 1
    constant, slope, bend = parabola(left * 512 // 2**53)
    x = (left * 512 % 2**53) / 2**53
    base = sum([float(minus_log(1, 8))] * eighths)
    return base + (constant + x * slope + x * x * bend)


def fraction(key, who, stream):
    """Where in [0, 1) somebody's luck lies in one of the streams."""
    bits = (key + who * GOLDEN + stream * SECOND) & ALL_BITS
    for shift, factor in STAFFORD:
        bits = ((bits ^ bits >> shift) * factor) & ALL_BITS
    bits ^= bits >> 31
    return (bits >> 11) / 2**53


def seconds(law, key, who, stream):
    """How long something takes somebody."""
    if not law.quantiles_s and not law.is_exponential:
        return law.mean_s
    if not law.quantiles_s:
        return int(exponential(key, who, stream) * law.mean_s + 0.5)
    at = fraction(key, who, stream)
    slice_, part = divmod(at * (len(law.quantiles_s) - 1), 1)
    low, high = law.quantiles_s[int(slice_) : int(slice_) + 2]
    return int(low + (high - low) * part + 0.5)


def units_of_a_lot(flow, key, who):
    if not flow.is_geometric:
        return round(flow.lot_units)
    thousandths = round(flow.lot_units * 1000)
    if thousandths <= 1000:
        return 1
    each = float(minus_log(thousandths - 1000, thousandths))
    return 1 + int(exponential(key, who, 1) / each)


def next_lot(months, key, who, now, *, is_regular):
    """When the next lot comes after one at `now`; None if no more come.

    An exponential amount of expected lots (one lot if they are regular) has to go by.
    `months` have a rate and an end each.
    """
    left = 1.0 if is_regular else exponential(key, who, 0)
    here = float(now)
    for rate, end in months:
        if end <= here:
            continue
        if rate > 0 and here + left / rate < end:
            return int(here + left / rate + 0.5)
        left -= rate * (end - here)
        here = float(end)
    return None
