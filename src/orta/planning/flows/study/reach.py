"""Whether anything can get to where it is wanted, and in which weeks.

Only ways count, not amounts: a leg that is full still leads somewhere. Weeks are bits
of a whole number, so that all of them move along a leg at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from orta.planning.flows.study.check import Fault, Rows
from orta.planning.flows.study.values import Conversion, Demand, Leg, Store
from orta.vocabulary.quantities import DAYS_PER_WEEK

_SHOWN: Final = 3

Spot = tuple[str, str]  # goods and node


def find_unreachable(rows: Rows) -> Iterator[Fault]:
    """Demands that no chain of legs and conversions reaches in any of their weeks."""
    found = weeks_by_spot(rows)
    for demand in rows.demands:
        span = demand.weeks(rows.weeks)
        last = min(span[-1] + demand.may_lag_weeks, rows.weeks)
        at = found.get((demand.goods_id, demand.node_id), 0)
        if not at & _bits(span.start, last):
            yield Fault(
                table="demand",
                key=(demand.demand_id,),
                column="node_id",
                value=demand.node_id,
                expected="a chain of legs and conversions that brings "
                f"{demand.goods_id} there from a supply or a store",
                hint=_why(demand, rows, found),
            )


def weeks_by_spot(rows: Rows) -> dict[Spot, int]:
    """Weeks in which goods can be at a node; bit 0 is week 1."""
    moves = _Moves(rows)
    found: dict[Spot, int] = defaultdict(int)
    for supply in rows.supplies:
        span = supply.weeks(rows.weeks)
        found[supply.goods_id, supply.node_id] |= _bits(span.start, span[-1])
    for store in rows.stores:
        if store.opening_t:
            found[store.goods_ids[0], store.node_id] |= _bits(1, 1)
    waiting = list(found)
    while waiting:
        spot = waiting.pop()
        for other, weeks in moves.from_spot(spot, found[spot]):
            if weeks & ~found[other]:
                found[other] |= weeks
                waiting.append(other)
    return dict(found)


class _Moves:
    """What goods at a node can do next."""

    def __init__(self, rows: Rows) -> None:
        self.horizon = rows.weeks
        self.all_weeks = _bits(1, rows.weeks)
        self.legs: dict[str, list[Leg]] = defaultdict(list)
        self.stores: dict[str, list[Store]] = defaultdict(list)
        self.conversions: dict[Spot, list[Conversion]] = defaultdict(list)
        for leg in rows.legs:
            self.legs[leg.from_node_id].append(leg)
        for store in rows.stores:
            self.stores[store.node_id].append(store)
        for conversion in rows.conversions:
            spot = conversion.from_goods_id, conversion.node_id
            self.conversions[spot].append(conversion)

    def from_spot(self, spot: Spot, weeks: int) -> Iterator[tuple[Spot, int]]:
        goods_id, node_id = spot
        if any(goods_id in (store.goods_ids or spot) for store in self.stores[node_id]):
            weeks = self._from_first(weeks)
            yield spot, weeks
        for conversion in self.conversions[spot]:
            for product in conversion.products:
                yield (product.to_goods_id, node_id), weeks
        for leg in self.legs[node_id]:
            if leg.takes(goods_id):
                yield (goods_id, leg.to_node_id), self._along(leg, weeks)

    def _from_first(self, weeks: int) -> int:
        """All weeks from the first of these on."""
        first = weeks & -weeks
        return self.all_weeks & -first if weeks else 0

    def _along(self, leg: Leg, weeks: int) -> int:
        span = leg.weeks(self.horizon)
        weeks &= _bits(span.start, span[-1])
        whole, part = divmod(leg.days, DAYS_PER_WEEK)
        later = weeks << int(whole)
        # Some departures of a week arrive a week later than the others.
        return (later | later << 1 if part else later) & self.all_weeks


def _bits(first: int, last: int) -> int:
    return ((1 << last) - 1) & ~((1 << (first - 1)) - 1)


def _why(demand: Demand, rows: Rows, found: dict[Spot, int]) -> str:
    goods_id = demand.goods_id
    spots = [spot for spot, at in found.items() if at and spot[0] == goods_id]
    weeks = found.get((goods_id, demand.node_id), 0)
    if weeks:
        first = (weeks & -weeks).bit_length()
        return f"it comes in weeks {first} to {weeks.bit_length()} only"
    nodes = sorted(node_id for _, node_id in spots)
    if not nodes:
        return f"there is no {goods_id} anywhere: no supply, no store, no conversion"
    shown = ", ".join(nodes[:_SHOWN]) + (" …" if len(nodes) > _SHOWN else "")
    ends = any(
        leg.to_node_id == demand.node_id and leg.takes(goods_id) for leg in rows.legs
    )
    lacks = "" if ends else f", and no leg that takes it ends at {demand.node_id}"
    return f"it gets to {shown}{lacks}"
