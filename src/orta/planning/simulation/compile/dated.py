"""What a scenario has for some days, as windows of calendars and streams of lots.

Two scenarios that are compared shall have the same luck up to the second. So a plant
can be made *beside* another scenario: then it has the same gates, slow places and
streams of lots as that one needs, but they are never shut, slow or on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from orta.errors import ModelError
from orta.planning.simulation import scenario as s
from orta.planning.simulation.compile.laws import HOUR_S

DAY_S: Final = 24 * HOUR_S
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Streams:
    """Streams of lots of a demand: shares of its rate, and in which periods each is on.

    `shares` sum to the largest factor; `is_on` has a row for each stream.
    """

    shares: tuple[float, ...]
    is_on: tuple[tuple[bool, ...], ...]

    def rates(self, lots_per_s: tuple[float, ...]) -> tuple[tuple[float, ...], ...]:
        """Lots a second of each stream in each period."""
        return tuple(
            tuple(rate * share if on else 0.0
                  for rate, on in zip(lots_per_s, row, strict=True))
            for share, row in zip(self.shares, self.is_on, strict=True)
        )  # fmt: skip


class DatedChanges:
    """What happens for some days of a run, in its seconds."""

    def __init__(self, scenario: s.Scenario, beside: s.Scenario | None) -> None:
        self._own = scenario
        self._other = beside or scenario
        self._heard: set[s.Dated] = set()  # what was asked for
        self.first_day = scenario.warm_up_start
        self.days = scenario.warm_up_days + scenario.days
        self.month_ends_s = _month_ends(self.first_day, self.days)
        cuts = {
            second
            for change in (*self._own.demand_changes, *self._other.demand_changes)
            for second in self.span(change)
            if 0 < second < self.days * DAY_S
        }
        self.period_ends_s = tuple(sorted({*self.month_ends_s, *cuts}))

    def span(self, one: s.Dated) -> tuple[int, int]:
        """Seconds of the run in which something lasts; they may lie outside of it."""
        starts_s = (one.starts - self.first_day).days * DAY_S
        return starts_s, starts_s + round(one.days * DAY_S)

    @property
    def months(self) -> tuple[int, ...]:
        """The month of the year, from 1, that each period lies in."""
        starts_s = (0, *self.period_ends_s[:-1])
        return tuple(
            (self.first_day + timedelta(seconds=second)).month for second in starts_s
        )

    @property
    def bans(self) -> tuple[s.Ban, ...]:
        """Bans that need a gate: those of this scenario, and of the one beside it."""
        return tuple(dict.fromkeys((*self._own.bans, *self._other.bans)))

    def closed_port(self, node_id: str) -> Spans | None:
        """When a port is shut by order; None if nobody speaks of it."""
        return self._closed(lambda closure: closure.node_id == node_id)

    def closed_facility(self, facility_id: str) -> Spans | None:
        """When a facility is shut by order; None if nobody speaks of it."""
        return self._closed(lambda closure: closure.facility_id == facility_id)

    def closed_link(self, link_id: str, start: str) -> Spans | None:
        """When a link is shut from one of its ends; None if nobody speaks of it."""
        starts = ("", start)
        return self._closed(
            lambda one: one.link_id == link_id and one.from_node_id in starts
        )

    def unheard(self) -> Iterator[str]:
        """What the scenario has for some days of things that no cargo meets."""
        for closure in self._own.closures:
            if closure not in self._heard:
                yield f"the closure of {closure.place_id} from {closure.starts}"
        for slow in self._own.slowdowns:
            if slow not in self._heard:
                yield f"the slowdown of {slow.facility_id} from {slow.starts}"
        for absence in self._own.absences:
            if absence not in self._heard:
                yield f"the absence of {absence.fleet_id} from {absence.starts}"
        for change in self._own.demand_changes:
            if change not in self._heard:
                yield f"the change of demand from {change.starts}"

    def slow(self, facility_id: str) -> tuple[int, Spans] | None:
        """Thousandths of the time a facility takes when it is slow, and when that is.

        Raises
        ------
        ModelError
            If it is slow by two measures.
        """
        slowdowns = (*self._own.slowdowns, *self._other.slowdowns)
        here = [one for one in slowdowns if one.facility_id == facility_id]
        self._heard.update(here)
        if not here:
            return None
        shares = sorted({one.per_mille for one in here})
        if len(shares) > 1:
            raise ModelError(
                f"facility {facility_id} is slow by several shares: in one comparison "
                "say one"
            )
        own = [one for one in self._own.slowdowns if one.facility_id == facility_id]
        return shares[0], tuple(map(self.span, own))

    def away(self, fleet_ids: Iterable[str], count: int) -> tuple[Spans, ...]:
        """When each of the first vessels of a fleet is out of service.

        Vessels of the scenario beside have windows, too, but empty ones.

        Raises
        ------
        ModelError
            If more are out at once than there are.
        """
        ids = tuple(fleet_ids)
        own = self._away(self._own, ids, count)
        other = self._away(self._other, ids, count)
        return (*own, *((),) * (len(other) - len(own)))

    def streams(self, demand_id: str) -> Streams:
        """The streams of lots that a demand comes in.

        Factors of this scenario and of the one beside it are levels; a stream is what
        lies between two of them, and it is on where the factor reaches its upper one.
        So lots that both scenarios have are the same lots.
        """
        own = self._factors(self._own, demand_id)
        levels = sorted({1.0, *own, *self._factors(self._other, demand_id)} - {0.0})
        shares = [high - low for low, high in zip([0.0, *levels], levels, strict=False)]
        is_on = tuple(tuple(f >= level for f in own) for level in levels)
        return Streams(shares=tuple(shares), is_on=is_on)

    def _factors(self, scenario: s.Scenario, demand_id: str) -> list[float]:
        """How many times the demand comes in each period."""
        factors = []
        for end_s in self.period_ends_s:
            factor = 1.0
            for change in scenario.demand_changes:
                first_s, last_s = self.span(change)
                if change.covers(demand_id) and first_s < end_s <= last_s:
                    factor *= change.factor
                    self._heard.add(change)
            factors.append(factor)
        return factors

    def _closed(self, is_meant: Callable[[s.Closure], bool]) -> Spans | None:
        own = [closure for closure in self._own.closures if is_meant(closure)]
        self._heard.update(own)
        if own or any(map(is_meant, self._other.closures)):
            return tuple(map(self.span, own))
        return None

    def _away(
        self, scenario: s.Scenario, fleet_ids: tuple[str, ...], count: int
    ) -> tuple[Spans, ...]:
        # The same said of a fleet's way out and of its way home is said once.
        here = [one for one in scenario.absences if one.fleet_id in fleet_ids]
        self._heard.update(here)
        said = {(*self.span(one), one.vessels) for one in here}
        away: list[list[tuple[int, int]]] = []
        for first_s, last_s, vessels in sorted(said):
            left = vessels
            for spans in (*away, *([] for _ in range(vessels))):
                if left and all(last_s <= a or b <= first_s for a, b in spans):
                    if not spans:
                        away.append(spans)
                    spans.append((first_s, last_s))
                    left -= 1
        if len(away) > count:
            raise ModelError(
                f"{len(away)} vessels of {fleet_ids[0]} are out of service at once: "
                f"it has {count}"
            )
        return tuple(map(tuple, away))


def _month_ends(first_day: date, days: int) -> tuple[int, ...]:
    """Seconds after the start at which the months of a run end, the last with it."""
    return tuple(_ends(first_day, days))


def _ends(first_day: date, days: int) -> Iterator[int]:
    month, last = first_day.replace(day=1), first_day + timedelta(days=days)
    while month < last:
        month = (month + timedelta(days=32)).replace(day=1)
        yield (min(month, last) - first_day).days * DAY_S
