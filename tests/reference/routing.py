"""The slow, obvious router: walk every way through the corridor, then compare all.

It shares no line with `compile.py` or `kernel.py`: no arrays, no labels, no
bounds. Times are exact fractions that are rounded down where the kernel's are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor, sqrt

from reference import limits

from orta.corridor import Corridor, Duration, Link, TransportService
from orta.planning.routing import RouteRequest
from orta.planning.waiting import waits_by_month

EU = set(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE "
    "SI SK".split()
)
MONTH = Fraction(365 * 24 * 60, 12)
WEEK = 7 * 24 * 60


@dataclass(frozen=True)
class Way:
    """How far the consignment got: where it is, aboard what, and the bill so far."""

    node: str
    aboard: str  # service id, or "" on the ground
    minute: int
    cents: int
    grams: int
    variance: int  # square minutes, without that of the moves
    moves_sd: int  # minutes; moves are late together
    areas: frozenset[str]
    seen: frozenset[tuple[str, str, int]]
    gauge: int = 0  # of the wheels the goods stand on, 0 if they stand on none


def pareto_set(corridor: Corridor, request: RouteRequest):
    """All (minutes, cents, grams, variance, areas) that no way is as good as."""
    found = set(_Walk(corridor, request).ends())
    return {way for way in found if not any(_beats(o, way) for o in found if o != way)}


def _beats(one, other) -> bool:
    return all(a <= b for a, b in zip(one[:4], other[:4], strict=True)) and (
        one[4] <= other[4]
    )


class _Walk:
    def __init__(self, corridor: Corridor, request: RouteRequest) -> None:
        self.corridor, self.request = corridor, request
        self.services = [s for s in map(self.as_it_runs, corridor.services) if s]
        wanted = request.specification
        self.ready = wanted.earliest_departure_at.astimezone(UTC)
        self.country = {n.node_id: n.country_code for n in corridor.nodes}
        ends = (wanted.origin_id, wanted.destination_id)
        self.uncounted = {_area(self.country[end]) for end in ends}

    def ends(self):
        wanted = self.request.specification
        start = Way(
            wanted.origin_id,
            "",
            0,
            0,
            0,
            0,
            0,
            frozenset(),
            frozenset({("", wanted.origin_id, 0)}),
        )
        latest = 3 * 365 * 24 * 60
        if wanted.arrival_deadline_at is not None:
            span = wanted.arrival_deadline_at - self.ready
            latest = min(latest, floor(span.total_seconds() / 60))
        open_ends = [start]
        while open_ends:
            way = open_ends.pop()
            if way.node == wanted.destination_id and not way.aboard:
                if way.minute <= latest:
                    variance = way.variance + way.moves_sd**2
                    yield way.minute, way.cents, way.grams, variance, way.areas
                continue
            open_ends += [step for step in self.steps(way) if step is not None]

    def steps(self, way: Way):
        if not way.aboard:
            for service in self.services:
                yield from self.load(way, service)
            return
        service = next(s for s in self.services if s.service_id == way.aboard)
        yield from self.discharge(way, service)
        if service.calls:
            yield from self.sail_on(way, service)
        else:
            yield from self.roll_on(way, service)

    def as_it_runs(self, service: TransportService) -> TransportService | None:
        """A line runs as far as links in service join its calls, one after another."""
        calls = list(service.calls[:1])
        for before, after in pairwise(service.calls):
            joined = any(
                (x.from_node_id, x.to_node_id) == (before.node_id, after.node_id)
                or (
                    not x.directed
                    and (x.to_node_id, x.from_node_id)
                    == (before.node_id, after.node_id)
                )
                for x in self.links(service.mode)
            )
            if not joined:
                break
            calls.append(after)
        if service.calls and len(calls) == 1:
            return None
        return replace(service, calls=tuple(calls))

    # -- on and off ----------------------------------------------------------

    def load(self, way: Way, service: TransportService):
        handling = self.handling(way.node, service)
        if handling is None or not self.departs(service, way.node):
            return
        if self.is_forbidden_at(way.node, service):
            return
        fixed = self.freight(service, km=0)
        dues = self.bill("handling", f"{way.node}-{service.mode}")
        if fixed is None or dues is None:
            return
        minute = way.minute + handling + self.cutoff(way.node, service)
        minute += self.wait_for(service, way.node, minute)
        minute += self.weather(service, way.node, minute, leaves=True)
        yield self.moved(
            way,
            way.node,
            service.service_id,
            minute,
            sum(fixed) + sum(dues),
            self.hub_grams(service.mode, way.node, times=1),
            (self.country[way.node],),
            variance=self.handling_variance(way.node, service)
            + self.wait_variance(service, way.node, departs=True),
            gauge=self.own_gauge(),
        )

    def discharge(self, way: Way, service: TransportService):
        handling = self.handling(way.node, service)
        first = service.calls[0].node_id if service.calls else None
        passes = any(c.node_id == way.node and c.passes for c in service.calls)
        dues = self.bill("handling", f"{way.node}-{service.mode}")
        if handling is None or dues is None or passes or way.node == first:
            return
        if self.is_forbidden_at(way.node, service):
            return
        minute = way.minute + handling
        minute += self.weather(service, way.node, minute)
        yield self.moved(
            way,
            way.node,
            "",
            minute,
            sum(dues),
            self.hub_grams(service.mode, way.node, times=1),
            (self.country[way.node],),
            variance=self.handling_variance(way.node, service)
            + self.wait_variance(service, way.node, departs=False),
        )

    def departs(self, service: TransportService, node: str) -> bool:
        if service.calls:
            calls = service.calls[:-1]
            return any(c.node_id == node and not c.passes for c in calls)
        return any(True for _ in self.rolls(service, node)) or any(
            node in (end for _, _, end in self.rolls_into(service)) for _ in range(1)
        )

    def rolls_into(self, service: TransportService):
        for start in self.country:
            for other in self.services:
                if other.calls or other.mode is not service.mode:
                    continue
                for link, successor, end in self.rolls(other, start):
                    if successor is service:
                        yield link, successor, end

    def handling(self, node: str, service: TransportService) -> int | None:
        for site in self.corridor.terminals:
            if site.node_id == node and site.mode is service.mode:
                return round(site.handling.mean_h * 60)
        return None

    def is_forbidden_at(self, node: str, service: TransportService) -> bool:
        return any(
            limits.at_terminal(self.corridor, self.request.cargo, site) == "forbidden"
            for site in self.corridor.terminals
            if site.node_id == node and site.mode is service.mode
        )

    def cutoff(self, node: str, service: TransportService) -> int:
        """Minutes that goods still lie there after handling, because of a cut-off."""
        for site in self.corridor.terminals:
            if site.node_id == node and site.mode is service.mode:
                left = Fraction(service.cutoff_h or 0) - Fraction(site.handling.mean_h)
                return max(0, round(left * 60))
        return 0

    # -- gauges --------------------------------------------------------------

    def own_gauge(self) -> int:
        return self.corridor.equipment[0].gauge_mm or 0

    def gauges_after(self, link: Link, node: str, end: str, gauge: int):
        """Gauges that the wheels may have at the end of a link."""
        if link.mode != "rail" or not self.own_gauge():
            return [gauge]
        border = self.border(link, node)
        if link.gauge_mm is not None and not (border and border.changes_gauge):
            return [gauge] if gauge == link.gauge_mm else []
        if border is None or border.bogie_exchange is not True:
            return []
        here, there = (
            {
                x.gauge_mm
                for x in self.corridor.links
                if x.status == "in_service"
                and x.gauge_mm is not None
                and place in (x.from_node_id, x.to_node_id)
            }
            for place in (node, end)
        )
        return [other for other in there if gauge in here and other != gauge]

    def handling_variance(self, node: str, service: TransportService) -> int:
        for site in self.corridor.terminals:
            if site.node_id == node and site.mode is service.mode:
                return round(site.handling.variance_h2 * 3600)
        return 0

    # -- along links ---------------------------------------------------------

    def sail_on(self, way: Way, service: TransportService):
        for before, after in zip(service.calls, service.calls[1:], strict=False):
            if before.node_id != way.node:
                continue
            for link in self.links(service.mode):
                if {link.from_node_id, link.to_node_id} != {way.node, after.node_id}:
                    continue
                if link.directed and link.from_node_id != way.node:
                    continue
                transit = after.transit
                yield from self.ride(
                    way, service, service, link, after.node_id, transit
                )

    def roll_on(self, way: Way, service: TransportService):
        for link, successor, end in self.rolls(service, way.node):
            mean_h = link.length_km / link.free_speed_kmh
            fast, slow = service.fastest_share, service.slowest_share
            transit = Duration(min_h=mean_h * fast, mean_h=mean_h, max_h=mean_h * slow)
            yield from self.ride(way, service, successor, link, end, transit)

    def rolls(self, service: TransportService, node: str):
        """Links a network service can leave a node by, and who is aboard after."""
        if self.country[node] not in service.country_codes:
            return
        for link in self.links(service.mode):
            if node == link.from_node_id:
                end = link.to_node_id
            elif node == link.to_node_id and not link.directed:
                end = link.from_node_id
            else:
                continue
            if self.country[end] in service.country_codes:
                successors = [service]
            else:
                successors = [
                    other
                    for other in self.services
                    if not other.calls
                    and other.mode is service.mode
                    and self.country[end] in other.country_codes
                    and self.country[node] not in other.country_codes
                ]
            for successor in successors:
                if self.ride_is_possible(service, successor, link, node):
                    yield link, successor, end

    def ride_is_possible(self, service, successor, link: Link, node: str) -> bool:
        border = self.border(link, node)
        if successor is not service and border is None:
            return False
        return (
            self.ride_bill(service, successor, link, border) is not None
            and self.grams(service, link) is not None
        )

    def ride(self, way: Way, service, successor, link: Link, end: str, transit):
        border = self.border(link, way.node)
        cents = self.ride_bill(service, successor, link, border)
        grams = self.grams(service, link)
        if cents is None or grams is None:
            return
        cargo = self.request.cargo
        if limits.at_link(self.corridor, cargo, link, service) == "forbidden":
            return
        minutes, variance = round(transit.mean_h * 60), 0
        if border is not None:
            minutes += round(border.dwell.mean_h * 60)
            variance = round(border.dwell.variance_h2 * 3600)
            if border.changes_gauge:  # off one train and onto another
                grams += self.hub_grams(link.mode, end, times=2)
        ends = [n for n in self.corridor.nodes if n.node_id in (way.node, end)]
        if service.mode == "sea":
            left = [c for c in service.calls if c.node_id == way.node and not c.passes]
            states = tuple(n.country_code for n in ends if n.node_type == "canal")
            states += tuple(self.country[c.node_id] for c in left)
        else:
            states = tuple(n.country_code for n in ends) + link.via_country_codes
        for gauge in self.gauges_after(link, way.node, end, way.gauge):
            yield self.moved(
                way,
                end,
                successor.service_id,
                way.minute + minutes,
                cents,
                grams,
                states,
                variance=variance,
                sd=round(sqrt(transit.variance_h2) * 60),
                gauge=gauge,
            )

    def ride_bill(self, service, successor, link: Link, border) -> int | None:
        parts = [self.freight(service, km=link.length_km)]
        if border is not None:
            parts.append(self.bill("border", border.border_id))
        if successor is not service:
            parts.append(self.freight(successor, km=0))
        if any(part is None for part in parts):
            return None
        return sum(sum(part) for part in parts)

    def moved(
        self,
        way: Way,
        node,
        aboard,
        minute,
        cents,
        grams,
        states,
        *,
        variance,
        sd=0,
        gauge=0,
    ):
        if (aboard, node, gauge) in way.seen or set(states) & self.request.avoid:
            return None
        new = {_area(code) for code in states} - self.uncounted
        return Way(
            node,
            aboard,
            minute,
            way.cents + cents,
            way.grams + grams,
            way.variance + variance,
            way.moves_sd + sd,
            way.areas | new,
            way.seen | {(aboard, node, gauge)},
            gauge,
        )

    def links(self, mode):
        return [
            x
            for x in self.corridor.links
            if x.mode is mode and x.status == "in_service"
        ]

    def border(self, link: Link, node: str):
        for crossing in self.corridor.borders:
            if crossing.link_id == link.link_id and crossing.from_node_id == node:
                return crossing
        return None

    # -- waits ---------------------------------------------------------------

    def wait_for(self, service: TransportService, node: str, minute: int) -> int:
        if service.dispatch_rule == "timetable":
            offset = 0
            for before, after in zip(service.calls, service.calls[1:], strict=False):
                if before.node_id == node:
                    break
                offset += round(after.transit.mean_h * 60)
                for link in self.links(service.mode):
                    ends = {link.from_node_id, link.to_node_id}
                    if ends == {before.node_id, after.node_id}:
                        crossing = self.border(link, before.node_id)
                        if crossing:
                            offset += round(crossing.dwell.mean_h * 60)
            now = self.ready.weekday() * 1440 + self.ready.hour * 60 + self.ready.minute
            days = [
                ("MO", "TU", "WE", "TH", "FR", "SA", "SU").index(d)
                for d in service.weekdays
            ]
            return min(
                (day * 1440 + service.departure_min + offset - now - minute) % WEEK
                for day in days
            )
        if service.dispatch_rule == "headway":
            return round(Fraction(service.headway_h) / 2 * 60)
        months = self.filled(service, node)
        return self.at_month([round(month.mean_h * 60) for month in months], minute)

    def wait_variance(self, service: TransportService, node: str, *, departs) -> int:
        """Square minutes of both waits, for the time at which the goods are ready."""
        months = [0.0] * 12
        if departs and service.dispatch_rule == "fill_and_go":
            months = [
                month.variance_h2 + month.weather_variance_h2
                for month in self.filled(service, node)
            ]
            return self.at_month([round(h2 * 3600) for h2 in months], 0)
        if departs and service.dispatch_rule == "headway":
            months = [service.headway_h**2 / 12] * 12
        for closure in self.corridor.closures:
            if closure.node_id == node and service.mode == "sea":
                p, e = closure.closed_share, closure.mean_episode_h
                months[closure.month - 1] += 2 * p * e**2 - (p * e) ** 2
        return self.at_month([round(h2 * 3600) for h2 in months], 0)

    def filled(self, service: TransportService, node: str):
        """Waits of twelve months where ships fill and go.

        A simulation of its own would be too slow and too rough for exact
        comparison: the published function is asked, which has a slow twin of
        its own (`reference/waiting.py`). All that is made of it is ours.
        """
        closed = [c for c in self.corridor.closures if c.node_id == node]
        return waits_by_month(service, closed if service.mode == "sea" else [])

    def weather(
        self, service: TransportService, node: str, minute: int, *, leaves=False
    ) -> int:
        if service.mode != "sea":
            return 0
        if leaves and service.dispatch_rule == "fill_and_go":
            months = self.filled(service, node)
            means = [month.met_share * month.mean_episode_h for month in months]
            return self.at_month([round(mean * 60) for mean in means], minute)
        waits = [0] * 12
        for closure in self.corridor.closures:
            if closure.node_id == node:
                wait_h = closure.closed_share * closure.mean_episode_h
                waits[closure.month - 1] = round(wait_h * 60)
        return self.at_month(waits, minute)

    def at_month(self, monthly, minute: int) -> int:
        """A value between the middles of months, `minute` minutes after ready."""
        january = datetime(self.ready.year, 1, 1, tzinfo=UTC)
        of_year = floor((self.ready - january).total_seconds() / 60) + minute
        months = (Fraction(of_year) / MONTH - Fraction(1, 2)) % 12
        month, past = int(months), months - int(months)
        there = monthly[(month + 1) % 12]
        return floor(monthly[month] * (1 - past) + there * past)

    # -- money and gas -------------------------------------------------------

    def freight(self, service: TransportService, *, km: float):
        lines = self.bill_lines("freight", service.service_id)
        if not lines:
            return None
        by_km = ("per_unit_km", "per_t_km")
        bill = [self.amount(t, km) for t in lines if (t.basis in by_km) == (km > 0)]
        extra = []
        for t in self.bill_lines("surcharge", service.service_id):
            if t.basis == "percent":
                for line, (own, _) in zip(
                    [t for t in lines if (t.basis in by_km) == (km > 0)],
                    bill,
                    strict=True,
                ):
                    share = round(Fraction(t.amount) / 100 * own)
                    extra.append((share, self.dollars(share, line.currency)))
            elif (t.basis in by_km) == (km > 0):
                extra.append(self.amount(t, km))
        return [dollars for _, dollars in (*bill, *extra)]

    def bill(self, charge: str, target: str):
        lines = self.bill_lines(charge, target)
        return [self.amount(t, 0)[1] for t in lines] if lines else None

    def bill_lines(self, charge: str, target: str):
        box = self.request.cargo.equipment_code
        of_charge = [
            t
            for t in self.corridor.tariffs
            if t.charge_type == charge and t.equipment_code == box
        ]
        own = [t for t in of_charge if t.target_id == target]
        lines = own or [t for t in of_charge if not t.target_id]
        # ISO dates are in order as texts; a year begins before its months do.
        day = self.ready.date().isoformat()
        starts = {t.tariff_id: (t.valid_from + "-01-01")[:10] for t in lines}
        ends = {t.tariff_id: self.end(t.valid_to) for t in lines}
        begun = [t for t in lines if starts[t.tariff_id] <= day]
        if lines and not begun:
            first = min(starts.values())
            return [t for t in lines if starts[t.tariff_id] == first]
        return [
            t
            for t in begun
            if not any(starts[u.tariff_id] > ends[t.tariff_id] for u in begun)
        ]

    def end(self, valid_to: str) -> str:
        if not valid_to:
            return "9999"
        if len(valid_to) == 7:  # the last second of a month is before the next one
            year, month = map(int, valid_to.split("-"))
            after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
            return (after - timedelta(seconds=1)).date().isoformat()
        return (valid_to + "-12-31")[:10]

    def amount(self, line, km: float) -> tuple[int, int]:
        """Cents of its own currency, and of a dollar; exact, as fractions."""
        cargo = self.request.cargo
        mass_t = cargo.unit_count * Fraction(str(cargo.mass_per_unit_t))
        times = {
            "per_unit": cargo.unit_count,
            "per_unit_km": cargo.unit_count * Fraction(str(km)),
            "per_t": mass_t,
            "per_t_km": mass_t * Fraction(str(km)),
        }
        own = round(Fraction(line.amount) * times[line.basis] * 100)
        return own, self.dollars(own, line.currency)

    def dollars(self, cents: int, currency: str) -> int:
        if currency == "USD":
            return cents
        day = self.ready.date().isoformat()
        rates = [r for r in self.corridor.exchange_rates if r.currency == currency]
        rates.sort(key=lambda r: r.evidence.as_of)
        known = [r for r in rates if r.evidence.as_of <= day]
        rate = known[-1] if known else rates[0]
        return round(cents * Fraction(rate.usd_per_unit))

    def grams(self, service: TransportService, link: Link) -> int | None:
        traction = (link.is_electrified is True) if link.mode == "rail" else None
        country = self.country[link.from_node_id]
        for own, state in ((service.service_id, None), ("", country), ("", "")):
            for f in self.corridor.emission_factors:
                if f.mode is not link.mode or f.service_id != own:
                    continue
                if f.basis not in ("per_tkm", "per_teu_km"):
                    continue
                if own or (f.is_electrified == traction and f.country_code == state):
                    km = link.length_km * f.distance_adjustment
                    return round(f.g_co2e * self.size(f.basis) * km)
        return None

    def hub_grams(self, mode, node: str, *, times: int) -> int:
        """Grams for handling at a node, so many times over; nothing if unknown."""
        best, found = -1, None
        for f in self.corridor.emission_factors:
            if f.mode is not mode or f.basis not in ("per_t", "per_teu"):
                continue
            if f.terminal_id and f.terminal_id != f"{node}-{mode}":
                continue
            if not f.terminal_id and f.country_code not in ("", self.country[node]):
                continue
            rank = 2 if f.terminal_id else int(bool(f.country_code))
            if rank > best:
                best, found = rank, f
        if found is None:
            return 0
        return round(found.g_co2e * self.size(found.basis) * times)

    def size(self, basis: str) -> float:
        cargo = self.request.cargo
        if basis in ("per_tkm", "per_t"):
            return cargo.mass_t
        box = cargo.equipment_code
        teu = next(e.teu for e in self.corridor.equipment if e.equipment_code == box)
        return cargo.unit_count * teu


def _area(country: str) -> str:
    return "EU" if country in EU else country
