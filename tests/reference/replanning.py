"""The slow, obvious replay: walk every way, then live through each many times.

It shares one line with `planning/`, how long a ship fills: it reads the corridor,
lists all ways from the goods to their destination as steps, and draws each with
numpy, closures included.
A step is ("load", service, node), ("move", service, link, from, to) or
("discharge", service, node).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np

from orta.planning.network.waiting import departure_wait

WEEK_H = 168
YEAR_H = 365 * 24
SAMPLE = 40_000


class Replay:
    """A corridor, the present, and what is shut: (kind, id, shuts_h, opens_h drawn)."""

    def __init__(self, corridor, at, shut, *, n=20_000, seed=1):
        self.corridor, self.at, self.shut, self.n = corridor, at, shut, n
        self.rng = np.random.default_rng(seed)
        self.links = {x.link_id: x for x in corridor.links}
        running = filter(None, map(self._as_it_runs, corridor.services))
        self.services = {s.service_id: s for s in running}
        self.nodes = {x.node_id: x for x in corridor.nodes}
        self.terminals = {(t.node_id, t.mode): t for t in corridor.terminals}
        self.borders = {(b.link_id, b.from_node_id): b for b in corridor.borders}

    def _as_it_runs(self, service):
        """A line ends where no link in service joins its next two calls."""
        calls = list(service.calls)
        for place, (before, after) in enumerate(pairwise(service.calls), start=1):
            joined = {end for _, end in self._links_from(service, before.node_id)}
            if after.node_id not in joined:
                calls = calls[:place]
                break
        if len(calls) == 1:
            return None
        return replace(service, calls=tuple(calls))

    # -- every way ------------------------------------------------------------

    def ways(self, start, goal, aboard=""):
        """All ways that are not twice in the same place aboard the same service."""
        yield from self._onward((), start, aboard, goal, {(start, aboard)})

    def _onward(self, done, node, aboard, goal, seen):
        if node == goal and not aboard:
            yield done
            return
        for step, there, after in self._steps(node, aboard):
            if (there, after) not in seen and not self.is_shut_for_good(step):
                yield from self._onward(
                    (*done, step), there, after, goal, seen | {(there, after)}
                )

    def _steps(self, node, aboard):
        if not aboard:
            for service_id, service in self.services.items():
                can_load = (node, service.mode) in self.terminals
                if (
                    can_load
                    and self._is_priced(service)
                    and self._leaves(service, node)
                ):
                    yield ("load", service_id, node), node, service_id
            return
        service = self.services[aboard]
        if (node, service.mode) in self.terminals and self._lands(service, node):
            yield ("discharge", aboard, node), node, ""
        for link, there in self._links_from(service, node):
            border = self.borders.get((link.link_id, node))
            for after in self._carried_on(service, link, there):
                if border is not None or after == aboard:
                    yield ("move", aboard, link.link_id, node, there), there, after

    def _is_priced(self, service):
        known = {t.target_id for t in self.corridor.tariffs}
        return service.service_id in known

    def _leaves(self, service, node):
        if service.calls:
            before_last = service.calls[:-1]
            return node in {c.node_id for c in before_last if not c.passes}
        return self._serves(service, node)

    def _lands(self, service, node):
        if service.calls:
            calls = {c.node_id for c in service.calls[1:] if not c.passes}
            return node in calls
        return self._serves(service, node)

    def _serves(self, service, node):
        return self.nodes[node].country_code in service.country_codes

    def _links_from(self, service, node):
        for link in self.corridor.links:
            if link.mode != service.mode or link.status != "in_service":
                continue
            ends = [(link.from_node_id, link.to_node_id)]
            ends += [] if link.directed else [ends[0][::-1]]
            for start, end in ends:
                if start == node and (
                    not service.calls
                    or (start, end) in pairwise(call.node_id for call in service.calls)
                ):
                    yield link, end

    def _carried_on(self, service, link, there):
        if service.calls or self._serves(service, there):
            return [service.service_id]
        home = {
            self.nodes[n].country_code for n in (link.from_node_id, link.to_node_id)
        }
        home -= {self.nodes[there].country_code}
        return [
            other.service_id
            for other in self.corridor.services
            if not other.calls
            and other.mode == service.mode
            and self._serves(other, there)
            and not set(other.country_codes) & home
            and self._is_priced(other)
        ]

    # -- living through one ---------------------------------------------------

    def days(self, way, held=()):
        """Drawn days of a way; `held` are openings waited for before it starts."""
        clock, share = np.zeros(self.n), self.rng.random(self.n)
        for opens_h in held:
            clock = np.maximum(clock, opens_h)
        for step in way:
            clock = getattr(self, f"_{step[0]}")(step, clock, share)
        return clock / 24

    def _load(self, step, clock, _share):
        _, service_id, node = step
        service = self.services[service_id]
        handling = self.terminals[node, service.mode].handling
        clock = self._opened(step, clock + self._draw(handling))
        clock = clock + self._until_departure(service, node, clock)
        return clock + self._weather(service, node, clock, leaves=True)

    def _discharge(self, step, clock, _share):
        _, service_id, node = step
        service = self.services[service_id]
        handling = self.terminals[node, service.mode].handling
        clock = self._opened(step, clock) + self._draw(handling)
        return clock + self._weather(service, node, clock, leaves=False)

    def _move(self, step, clock, share):
        _, service_id, link_id, start, end = step
        clock = self._opened(step, clock)
        clock = clock + self._draw(self._transit(service_id, link_id, end), share)
        border = self.borders.get((link_id, start))
        return clock if border is None else clock + self._draw(border.dwell)

    def _transit(self, service_id, link_id, end):
        service, link = self.services[service_id], self.links[link_id]
        if service.calls:
            return next(c.transit for c in service.calls if c.node_id == end)
        return service.transit(link.length_km / link.free_speed_kmh)

    def _draw(self, duration, share=None):
        span = duration.max_h - duration.min_h
        if not span:
            return np.full(self.n, duration.mean_h)
        alpha, beta = duration.shape
        if share is None:
            return duration.min_h + span * self.rng.beta(alpha, beta, self.n)
        ordered = np.sort(self.rng.beta(alpha, beta, SAMPLE))
        at = (np.arange(SAMPLE) + 0.5) / SAMPLE
        return duration.min_h + span * np.interp(share, at, ordered)

    def _until_departure(self, service, node, clock):
        if service.dispatch_rule == "timetable":
            return self._until_timetable(service, node, clock)
        if service.dispatch_rule == "headway":
            return self.rng.uniform(0, service.headway_h, self.n)
        month, tables = self._month(clock), self._filled(service, node).quantiles_h
        share = self.rng.random(self.n)
        at = np.linspace(0, 1, len(tables[0]))
        of_month = np.array([np.interp(share, at, table) for table in tables])
        low = np.floor(month).astype(int)
        past, draws = month - low, np.arange(self.n)
        before, after = of_month[low % 12, draws], of_month[(low + 1) % 12, draws]
        return before * (1 - past) + after * past

    def _filled(self, service, node):
        """How long a ship fills has a twin of its own: see `planning/waiting`."""
        at_sea = service.mode == "sea"
        closures = [c for c in self.corridor.closures if at_sea and c.node_id == node]
        return departure_wait(service, closures)

    def _month(self, clock):
        new_year = datetime(self.at.year, 1, 1, tzinfo=UTC)
        of_year_h = (self.at - new_year) / timedelta(hours=1) + clock
        return of_year_h / YEAR_H * 12 - 0.5

    def _until_timetable(self, service, node, clock):
        offset_min = 0
        for before, after in pairwise(service.calls):
            if before.node_id == node:
                break
            border = self.borders.get(
                (self._joining(service, before, after), before.node_id)
            )
            offset_min += round(after.transit.mean_h * 60)
            offset_min += round(border.dwell.mean_h * 60) if border else 0
        days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
        monday = (self.at - timedelta(days=self.at.weekday())).replace(hour=0, minute=0)
        now_h = (self.at - monday) / timedelta(hours=1) + clock
        leaves_h = [
            24 * days.index(day) + (service.departure_min + offset_min) / 60
            for day in service.weekdays
        ]
        return np.min([(h - now_h) % WEEK_H for h in leaves_h], axis=0)

    def _joining(self, service, before, after):
        found = {end: link for link, end in self._links_from(service, before.node_id)}
        return found[after.node_id].link_id

    def _weather(self, service, node, clock, *, leaves):
        of_node = {c.month: c for c in self.corridor.closures if c.node_id == node}
        if service.mode != "sea" or not of_node:
            return 0.0
        found = [of_node.get(month) for month in range(1, 13)]
        shares = [c.closed_share if c else 0.0 for c in found]
        episodes_h = [c.mean_episode_h if c else 0.0 for c in found]
        if leaves and service.dispatch_rule == "fill_and_go":
            wait = self._filled(service, node)
            shares, episodes_h = wait.closed_share, wait.mean_episode_h
        means_h = np.multiply(shares, episodes_h)
        month = self._month(clock)
        share = np.interp(month, range(12), shares, period=12)
        mean_h = np.interp(month, range(12), means_h, period=12)
        is_shut = self.rng.random(self.n) < share
        length_h = np.divide(mean_h, share, out=np.zeros(self.n), where=share > 0)
        return np.where(is_shut, self.rng.exponential(1, self.n) * length_h, 0.0)

    # -- what is shut ---------------------------------------------------------

    def is_shut_for_good(self, step):
        return any(
            opens_h is None and self._stops(kind, shut_id, step)
            for kind, shut_id, _, opens_h in self.shut
        )

    def _opened(self, step, clock):
        for kind, shut_id, shuts_h, opens_h in self.shut:
            if self._stops(kind, shut_id, step):
                later = np.maximum(clock, opens_h)
                clock = np.where(clock < shuts_h, clock, later)
        return clock

    def _stops(self, kind, shut_id, step):
        what, service_id = step[0], step[1]
        node = step[3] if what == "move" else step[2]
        if kind == "place":
            is_port = self.nodes[shut_id].node_type == "port"
            by_sea = self.services[service_id].mode == "sea"
            return node == shut_id and (by_sea or not is_port)
        if kind == "service":
            return service_id == shut_id and what != "discharge"
        if what != "move":
            return False
        if kind == "link":
            return step[2] == shut_id
        border = self.borders.get((step[2], node))
        return border is not None and border.border_id == shut_id


def steps_of(way):
    """A way of the planner as steps."""
    return tuple(
        ("move", h.service_id, h.link_id, h.from_node_id, h.to_node_id)
        if h.kind == "move"
        else (h.kind.value, h.service_id, h.from_node_id)
        for h in way.hops
    )
