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
    """(minutes, cents, grams, area mask) of every undominated way, by minutes."""
    leaving = defaultdict(list)
    for hop in network.hops:
        leaving[hop.tail].append((hop, network.area_mask(hop.country_codes)))
    bags = defaultdict(list)
    number = count()
    queue = [((0, 0, 0, 0), next(number), network.ground[origin])]
    while queue:
        label, _, state = heappop(queue)
        if any(is_as_good(other, label) for other in bags[state]):
            continue
        bags[state] = [o for o in bags[state] if not is_as_good(label, o)] + [label]
        if state == network.ground[destination]:
            continue
        for hop, areas in leaving[state]:
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
                label[3] | areas,
            )
            heappush(queue, (further, next(number), hop.head))
    return sorted(bags[network.ground[destination]])


def is_as_good(one, other):
    return (
        one[0] <= other[0]
        and one[1] <= other[1]
        and one[2] <= other[2]
        and one[3] | other[3] == other[3]
    )


def departs_in(waits, wait, minute, minute_of_year, minute_of_week):
    departures = [d for d in waits.departures[wait].tolist() if d >= 0]
    if departures:
        return min((d - minute_of_week - minute) % WEEK for d in departures)
    return in_month(waits.service[wait], minute_of_year + minute)


def in_month(monthly, minute_of_year):
    month, past = divmod((minute_of_year - MONTH // 2) % (12 * MONTH), MONTH)
    here, there = int(monthly[month]), int(monthly[(month + 1) % 12])
    return (here * (MONTH - past) + there * past) // MONTH
