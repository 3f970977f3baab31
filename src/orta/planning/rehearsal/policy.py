"""When goods leave their source: as a plan says, or as soon as there are any."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, inf
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orta.errors import ModelError
from orta.planning.flows.study import Leg, Study
from orta.planning.rehearsal.chains import Consignment, Part, Way

_DAYS: Final = 7
Floats = NDArray[np.float64]


class Policy(StrEnum):
    """What decides when goods leave, and by which way.

    `plan`: the weeks and ways of the plan. `ready`: as soon as they are there, by the
    cheapest way there is, whatever is shut or full. `ready_planned_ways`: as soon as
    they are there, by the ways of the plan, which tells timing from routing.
    """

    PLAN = "plan"
    READY = "ready"
    READY_PLANNED_WAYS = "ready_planned_ways"


@dataclass(frozen=True, eq=False, kw_only=True)
class Release:
    """Tonnes that are let go one way, day by day from the start of the study.

    `bought_t` of them are bought day by day: until they leave they lie at the source.
    """

    way: Way
    t: Floats
    bought_t: Floats


def planned_releases(
    study: Study, consignments: Iterable[Consignment]
) -> tuple[Release, ...]:
    """The plan: in the week it says, evenly over the departures of that week."""
    rows = sorted(consignments, key=lambda c: (c.way, c.leaves_week))
    leg_t: dict[tuple[str, int], float] = defaultdict(float)
    for row in rows:
        if row.way.leg_ids:
            leg_t[row.way.leg_ids[0], row.leaves_week] += row.t
    days = study.weeks * _DAYS
    t: dict[Way, Floats] = {row.way: np.zeros(days) for row in rows}
    bought = {way: np.zeros(days) for way in t}
    for row in rows:
        on = _all_week(row.leaves_week)
        if row.way.leg_ids:
            leg = study.leg_by_id[row.way.leg_ids[0]]
            on = _departure_days(
                leg, row.leaves_week, leg_t[leg.leg_id, row.leaves_week]
            )
        np.add.at(t[row.way], on, row.t / len(on))
        if row.bought_week == row.leaves_week:
            np.add.at(bought[row.way], on, row.t / len(on))
        else:
            np.add.at(bought[row.way], _all_week(row.bought_week), row.t / _DAYS)
    return tuple(Release(way=way, t=t[way], bought_t=bought[way]) for way in t)


def ready_releases(
    study: Study, consignments: Sequence[Consignment], *, policy: Policy
) -> tuple[Release, ...]:
    """Load when ready: the same tonnes from every source to every demand.

    They are taken from the first that a source has, whichever week that is, and go as
    full trains or shiploads where the first leg has lots.
    """
    wanted_t: dict[tuple[str, Way], float] = defaultdict(float)
    for row in consignments:
        way = row.way
        if policy is Policy.READY:
            way = cheapest_way(study, way)
        wanted_t[way.origin_id, way] += row.t
    made = []
    for origin_id in sorted({origin for origin, _ in wanted_t}):
        ways = {way: t for (origin, way), t in wanted_t.items() if origin == origin_id}
        bought = _as_ready(study, consignments, origin_id, sum(ways.values()))
        total_t = sum(ways.values())
        for way in sorted(ways):
            own = bought * (ways[way] / total_t)
            made.append(Release(way=way, t=_in_lots(study, way, own), bought_t=own))
    return tuple(sorted(made, key=lambda release: release.way))


def cheapest_way(study: Study, way: Way) -> Way:
    """The way between the same two ends that costs least by the tonne, as if it ran.

    Raises
    ------
    ModelError
        If no legs and conversions lead there.
    """
    demand = next(d for d in study.demands if d.demand_id == way.demand_id)
    start, end = (way.node_id, way.goods_id), (demand.node_id, demand.goods_id)
    best = {start: 0.0}
    queue: list[tuple[float, float, tuple[Part, ...], tuple[str, str]]] = [
        (0.0, 0.0, (), start)
    ]
    while queue:
        usd, days, parts, state = heapq.heappop(queue)
        if state == end:
            return Way(
                origin_id=way.origin_id,
                node_id=way.node_id,
                goods_id=way.goods_id,
                parts=parts,
                demand_id=way.demand_id,
            )
        if usd > best.get(state, inf):
            continue
        for onward, more_usd, more_days, part in _steps(study, state):
            total = usd + more_usd
            if total < best.get(onward, inf):
                best[onward] = total
                heapq.heappush(queue, (total, days + more_days, (*parts, part), onward))
    raise ModelError(f"no legs lead from {way.origin_id} to {way.demand_id}")


def _steps(
    study: Study, state: tuple[str, str]
) -> Iterable[tuple[tuple[str, str], float, float, Part]]:
    """What goods at a node can do next: by leg, or into something else."""
    node_id, goods_id = state
    for leg in study.legs:
        if leg.from_node_id == node_id and leg.takes(goods_id):
            usd = leg.usd_per_t + leg.usd_per_lot / (leg.lot_t or inf)
            yield (
                (leg.to_node_id, goods_id),
                usd,
                leg.days,
                Part(leg.leg_id, "", goods_id),
            )
    for made in study.conversions:
        if (made.node_id, made.from_goods_id) == state:
            main = max(made.products, key=lambda product: product.yield_share)
            part = Part("", made.conversion_id, main.to_goods_id)
            yield (node_id, main.to_goods_id), made.usd_per_t, 0.0, part


def _all_week(week: int) -> NDArray[np.int64]:
    return np.arange((week - 1) * _DAYS, week * _DAYS)


def _departure_days(leg: Leg, week: int, t: float) -> NDArray[np.int64]:
    """The days of the departures in a week, evenly; every day without lots."""
    if leg.lot_t is None:
        return _all_week(week)
    count = max(ceil(t / leg.lot_t - 1e-9), 1)
    places = (np.arange(count) + 0.5) / count * _DAYS
    return (week - 1) * _DAYS + places.astype(np.int64)


def _as_ready(
    study: Study, consignments: Sequence[Consignment], origin_id: str, total_t: float
) -> Floats:
    """When a source has had so many tonnes, if it gives all it has from the first."""
    days = np.zeros(study.weeks * _DAYS)
    for supply in study.supplies:
        if supply.supply_id == origin_id:
            for week in supply.weeks(study.weeks):
                days[_all_week(week)] += supply.t_per_week / _DAYS
            had = np.minimum(days.cumsum(), total_t)
            had[-1] = total_t  # but for the rounding of a solver it is there
            return np.diff(had, prepend=0.0)
    # A store that is full at first, or what a conversion makes besides: as planned.
    for row in consignments:
        if row.way.origin_id == origin_id:
            days[_all_week(row.bought_week)] += row.t / _DAYS
    return days


def _in_lots(study: Study, way: Way, bought_t: Floats) -> Floats:
    """What leaves day by day if full lots leave as soon as they are there."""
    leg = study.leg_by_id[way.leg_ids[0]] if way.leg_ids else None
    if leg is None or leg.lot_t is None:
        return bought_t
    had = bought_t.cumsum()
    gone = np.floor(had / leg.lot_t + 1e-9) * leg.lot_t
    gone[had >= had[-1] - 1e-9] = had[-1]  # the rest with the last of it
    return np.diff(gone, prepend=0.0)
