"""Label setting as in the textbook: Python objects, no bounds, no arrays.

Fast enough for the whole corridor, where walking every way is not. It reads the
compiled hops, so it holds the kernel, not the compiler.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import heappop, heappush
from itertools import count

MONTH = 365 * 24 * 60 // 12
WEEK = 7 * 24 * 60


def pareto_set(network, origin, destination, *, minute_of_year, minute_of_week):
    """(minutes, cents, grams, variance, area mask) of every undominated way.

    While a label is on its way it carries the standard deviation of its moves, too:
    they are late together, so it is part of what dominates what.
    """
    leaving = defaultdict(list)
    goal = network.ground[destination]
    for hop in network.hops:
        variance, sd = uncertainty(network, hop, minute_of_year)
        areas = network.area_mask(hop.country_codes)
        leaving[hop.tail].append((hop, areas, variance, sd))
    bags = defaultdict(list)
    number = count()
    queue = [((0, 0, 0, 0, 0, 0), next(number), network.ground[origin])]
    while queue:
        label, _, state = heappop(queue)
        if any(is_as_good(other, label) for other in bags[state]):
            continue
        bags[state] = [o for o in bags[state] if not is_as_good(label, o)] + [label]
        if state == goal:
            continue
        for hop, areas, variance, sd in leaving[state]:
            minute = label[0] + hop.minutes
            if hop.wait >= 0:
                minute += departs_in(
                    network.waits, hop.wait, minute, minute_of_year, minute_of_week
                )
                minute += in_month(
                    network.waits.weather[hop.wait], minute_of_year + minute
                )
            further = (
                minute,
                label[1] + hop.cost_cents,
                label[2] + hop.emission_g,
                label[3] + variance,
                0 if hop.head == goal else label[4] + sd,
                label[5] | areas,
            )
            if hop.head == goal:
                further = (*further[:3], further[3] + label[4] ** 2, *further[4:])
            heappush(queue, (further, next(number), hop.head))
    return sorted((*label[:4], label[5]) for label in bags[goal])


def is_as_good(one, other):
    return one[5] | other[5] == other[5] and (
        one[0] <= other[0]
        and one[1] <= other[1]
        and one[2] <= other[2]
        and one[3] + one[4] ** 2 <= other[3] + other[4] ** 2
        and one[4] <= other[4]
    )


def uncertainty(network, hop, minute_of_year):
    """Variance without the moves, square minutes, and the moves' deviation."""
    variance = sd = 0
    for cause, duration in hop.stages:
        if cause == "move":
            sd += round(duration.variance_h2**0.5 * 60)
        else:
            variance += round(duration.variance_h2 * 3600)
    if hop.wait >= 0:
        variance += in_month(network.waits.variance[hop.wait], minute_of_year)
    return variance, sd


def departs_in(waits, wait, minute, minute_of_year, minute_of_week):
    first, last = waits.start[wait : wait + 2]
    departures = waits.departures[first:last].tolist()
    if departures:
        return min((d - minute_of_week - minute) % WEEK for d in departures)
    return in_month(waits.service[wait], minute_of_year + minute)


def in_month(monthly, minute_of_year):
    month, past = divmod((minute_of_year - MONTH // 2) % (12 * MONTH), MONTH)
    here, there = int(monthly[month]), int(monthly[(month + 1) % 12])
    return (here * (MONTH - past) + there * past) // MONTH
