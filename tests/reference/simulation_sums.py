"""The figures of a slow simulation: sums over what was logged."""

from __future__ import annotations

from collections import Counter

from orta.vocabulary import StageCause

HOUR_S = 3600
LONGEST_H = 4095


class Log:
    """All that has a length or a moment, in the order it was over."""

    def __init__(self):
        self.arrivals = []  # (flow number, second, TEU)
        self.exits = []  # (unit, second)
        self.under_way = []  # (second, more TEU)
        self.units = []
        self.waited = []  # (place, unit, since, until)
        self.served = []  # (place, second, units, TEU)
        self.busy = []  # (place, since, until)
        self.blocked = []  # (place, since, until)
        self.tokens_out = []  # (pool, second, more tokens)
        self.departures = []  # (line, second, payload or None)
        self.loaded = []  # (line, second, TEU)
        self.calls = []  # (port, second)
        self.roads = []  # (port, since, until)
        self.berths = []  # (port, since, until)
        self.days = []
        self.flow_days = []  # for each flow: TEU under way, TEU that have arrived
        self.lays = {}  # call number to when its vessels are looked after
        self.met = Counter()  # how often which situation has come up

    def came(self, units, now):
        self.units += units
        for unit in units:
            self.arrivals.append((unit.flow_number, now, unit.teu))
            self.under_way.append((now, unit.teu))

    def left(self, unit, now):
        self.exits.append((unit, now))
        self.under_way.append((now, -unit.teu))

    def blocked_for(self, unit, place):
        """Write down what kind of unit finds no room, and why."""
        self.met["blocked"] += 1
        self.met["blocked server"] += unit.holds is not None
        self.met["blocked ship"] += unit.vessel is not None
        self.met["blocked group"] += bool(unit.members)
        self.met["blocked behind others"] += bool(place.blocked and place.fits(unit))
        self.met["blocked before a line"] += place.line is not None
        self.met["too large for the room"] += unit.teu > place.room


def sums(s):
    """All figures of a simulation that is over, by table, row and name."""
    close_what_is_open(s)

    def length(since, until):
        return max(0, min(until, s.ends_s) - max(since, s.starts_s))

    def counts(second):
        return s.starts_s <= second < s.ends_s

    return {
        "clock": clock(s, length),
        "flow": [flow(s, n, counts) for n in range(len(s.plant.flows))],
        "cause": [causes(s, n, counts) for n in range(len(s.plant.flows))],
        "lead": [leads(s, n, counts) for n in range(len(s.plant.flows))],
        "station": [station(s, p, length, counts) for p in s.places.values()],
        "line": [line(s, x, counts) for x in s.lines.values()],
        "port": [port(s, p, length, counts) for p in s.ports.values()],
        "vessel": [
            {"state": v.state, "voyages": v.voyages, "call": v.place} for v in s.vessels
        ],
        "calendar": [{"shut_total": c.shut_until(s.now)} for c in s.calendars.values()],
        "series": s.log.days,
        "daily": s.log.flow_days,
        "trace": s.trace,
    }


def close_what_is_open(s):
    """Waits, blockings and stays at berths that last beyond the end."""
    for place in s.places.values():
        for unit in place.all_waiting():
            s.log.waited.append((place, unit, unit.since, s.now))
        for unit in place.blocked:
            if unit.holds is not None:
                s.log.blocked.append((unit.holds, unit.since, s.now))
    for p in s.ports.values():
        s.log.roads += [(p, v.roads_since, s.now) for v in p.roads]
        s.log.berths += [(p, v.berth_since, s.now) for v in p.at_berth]


def clock(s, length):
    gone = {id(unit): second for unit, second in s.log.exits}
    return {
        "born": len(s.log.units),
        "gone": len(gone),
        "area": sum(teu * length(t, s.now) for t, teu in s.log.under_way),
        "stay": sum(
            u.teu * length(u.born, gone.get(id(u), s.now)) for u in s.log.units
        ),
        "events": len(s.trace),
        "aboard_teu": sum(u.teu for u in s.log.units if id(u) not in gone),
    }


def flow(s, number, counts):
    came = [teu for n, t, teu in s.log.arrivals if n == number and counts(t)]
    left = those_that_left(s, number, counts)
    return {
        "came": len(came),
        "came_teu": sum(came),
        "left": len(left),
        "left_teu": sum(u.teu for u, _ in left),
        "aboard_teu": aboard(s, number),
        "lead": sum((t - u.born) * u.teu for u, t in left),
    }


def daily(s):
    """TEU of each flow that are under way now, and that have arrived while measured."""

    def counts(second):
        return s.starts_s <= second < s.ends_s

    numbers = range(len(s.plant.flows))
    return [
        [aboard(s, n), sum(u.teu for u, _ in those_that_left(s, n, counts))]
        for n in numbers
    ]


def aboard(s, number):
    """TEU of a flow that are under way now."""
    came = sum(teu for n, _, teu in s.log.arrivals if n == number)
    return came - sum(u.teu for u, _ in s.log.exits if u.flow_number == number)


def those_that_left(s, number, counts):
    return [(u, t) for u, t in s.log.exits if u.flow_number == number and counts(t)]


def causes(s, number, counts):
    left = those_that_left(s, number, counts)
    return [sum(u.spent[cause] * u.teu for u, _ in left) for cause in StageCause]


def leads(s, number, counts):
    """TEU by hours, only where there are any."""
    found = {}
    for unit, second in those_that_left(s, number, counts):
        hour = min((second - unit.born) // HOUR_S, LONGEST_H)
        found[hour] = found.get(hour, 0) + unit.teu
    return found


def station(s, place, length, counts):
    waits = [(u, length(a, b)) for p, u, a, b in s.log.waited if p is place]
    served = [(n, teu) for p, t, n, teu in s.log.served if p is place and counts(t)]
    busy = sum(length(a, b) for p, a, b in s.log.busy if p is place)
    tokens = sum(n * length(t, s.now) for p, t, n in s.log.tokens_out if p is place)
    return {
        "busy": place.busy,
        "occupied": place.occupied,
        "waiting": place.waiting_teu(),
        "most_waiting": place.most_waiting,
        "wait_time": sum(u.count * wait for u, wait in waits),
        "wait_area": sum(u.teu * wait for u, wait in waits),
        "busy_time": busy + tokens,
        "blocked_time": sum(length(a, b) for p, a, b in s.log.blocked if p is place),
        "served": sum(n for n, _ in served),
        "served_teu": sum(teu for _, teu in served),
    }


def line(s, one, counts):
    left = [p for x, t, p in s.log.departures if x is one and counts(t)]
    return {
        "departures": len(left),
        "offered": sum(payload for payload in left if payload is not None),
        "loaded": sum(teu for x, t, teu in s.log.loaded if x is one and counts(t)),
        "committed": one.committed,
    }


def port(s, one, length, counts):
    return {
        "busy": len(one.at_berth),
        "busy_time": sum(length(a, b) for p, a, b in s.log.berths if p is one),
        "roads_time": sum(length(a, b) for p, a, b in s.log.roads if p is one),
        "calls": sum(counts(t) for p, t in s.log.calls if p is one),
    }
