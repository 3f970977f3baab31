"""Goods on their way: tonnes that depart, whole departures, and limits they share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from orta.planning.flows.compile.frame import Frame, payload_t
from orta.planning.flows.compile.weeks import (
    arrivals,
    banned_weeks,
    open_share,
    whole_a_week,
)
from orta.planning.flows.study import Leg, Limit, Measure
from orta.planning.optimum import BoolArray, FloatArray, IntArray
from orta.vocabulary.quantities import DAYS_PER_WEEK, KG_PER_TONNE


class LegColumns(NamedTuple):
    """Columns of the tonnes of each goods on a leg, by whose units they are in."""

    own: tuple[IntArray, ...]  # of the leg's pool, or where nobody counts units
    hired: tuple[IntArray, ...]

    @property
    def all(self) -> tuple[IntArray, ...]:
        """Both."""
        return self.own + self.hired


Moved = dict[str, LegColumns]  # of each leg


def add_leg(frame: Frame, leg: Leg) -> LegColumns:
    """Columns of the tonnes of each goods; in whole departures, if it goes in lots."""
    most_t = np.full(frame.study.weeks, frame.most_t)
    lots = _most_lots(frame, leg) if leg.lot_t else None
    if lots is not None:
        most_t = lots * (leg.lot_t or 0)
    hire = _hire(frame, leg)
    goods = frame.goods_of(leg)
    moved = LegColumns(
        own=tuple(_add_goods(frame, leg, g, most_t) for g in goods),
        hired=()
        if hire is None
        else tuple(_add_goods(frame, leg, g, most_t, hire=hire) for g in goods),
    )
    if lots is not None:
        _add_departures(frame, leg, moved.all, lots)
    return moved


def _hire(frame: Frame, leg: Leg) -> FloatArray | None:
    """USD a tonne for units hired for one trip, shape (weeks,); None: none to be had.

    They are given back where they were unloaded; the hire is paid for the weeks of the
    way there and, where there is one, of the way back.
    """
    pool = frame.study.pool_by_id.get(leg.pool_id)
    if pool is None or pool.hire_usd_per_unit_week is None:
        return None
    weeks = (frame.series(leg, "days") + (leg.empty_days or 0)) / DAYS_PER_WEEK
    usd_per_unit = frame.series(pool, "hire_usd_per_unit_week") * weeks
    return usd_per_unit / payload_t(frame.corridor, leg)


def _most_lots(frame: Frame, leg: Leg) -> FloatArray:
    """Departures a week, at most, shape (weeks,)."""
    needed = np.ceil(frame.most_t / (leg.lot_t or 1))
    if leg.max_lots_per_week is None:
        return np.full(frame.study.weeks, needed)
    return np.minimum(np.floor(frame.series(leg, "max_lots_per_week")), needed)


def _add_goods(
    frame: Frame,
    leg: Leg,
    goods_id: str,
    most_t: FloatArray,
    *,
    hire: FloatArray | None = None,
) -> IntArray:
    carbon_usd_per_t = (
        frame.study.carbon_price_usd_per_t_co2e * leg.kg_co2e_per_t / KG_PER_TONNE
    )
    usd_per_t = frame.series(leg, "usd_per_t") + carbon_usd_per_t
    moved = frame.draft.add_columns(
        "move" if hire is None else "move hired",
        leg.leg_id,
        goods_id,
        cost=usd_per_t if hire is None else usd_per_t + hire,
        upper=most_t * _goes(frame, leg, goods_id),
    )
    frame.draft.put(frame.balance(leg.from_node_id, goods_id), moved, 1)
    there = frame.balance(leg.to_node_id, goods_id)
    for leaves, comes, share in arrivals(frame.series(leg, "days")):
        frame.draft.put(there[comes], moved[leaves], -share * (1 - leg.lost_share))
    return moved


def _goes(frame: Frame, leg: Leg, goods_id: str) -> BoolArray:
    """Weeks in which the leg runs and no order forbids to load the goods on it."""
    banned = banned_weeks(
        frame.corridor,
        station_id=leg.from_node_id,
        exit_node_ids=(leg.to_node_id,),
        goods_code=frame.study.goods_by_id[goods_id].commodity_code,
        days=frame.days,
    )
    return frame.in_force(leg) & ~banned


def _add_departures(
    frame: Frame, leg: Leg, moved: tuple[IntArray, ...], most: FloatArray
) -> None:
    """Whole trains or ships, of which none is overloaded and none too empty."""
    draft, lot_t = frame.draft, leg.lot_t or 0
    departures = draft.add_columns(
        "depart",
        leg.leg_id,
        cost=frame.series(leg, "usd_per_lot"),
        upper=most * frame.in_force(leg),
        is_whole=True,
    )
    full = draft.add_rows("load of", leg.leg_id, limit=0)
    draft.put(full, departures, -lot_t)
    for tonnes in moved:
        draft.put(full, tonnes, 1)
    if leg.least_lot_share:
        least = draft.add_rows("least load of", leg.leg_id, limit=0)
        draft.put(least, departures, lot_t * leg.least_lot_share)
        for tonnes in moved:
            draft.put(least, tonnes, -1)


def add_limit(frame: Frame, limit: Limit, moved: Moved) -> None:
    """What legs may use together in a week, less what the weather takes."""
    most = frame.series(limit, "per_week")
    if limit.weather:
        most = most * open_share(frame.corridor, limit.node_id, frame.days)
    legs = [frame.study.leg_by_id[leg_id] for leg_id in limit.leg_ids]
    uses = [
        (columns, per_unit)
        for leg in legs
        for columns, per_unit in _uses(frame, leg, moved[leg.leg_id].all, limit.measure)
    ]
    is_on = frame.in_force(limit)
    if limit.measure is Measure.LOTS:
        most = whole_a_week(most * is_on)
    # Outside its weeks a limit leaves what nobody can exceed.
    free = sum(
        (frame.draft.upper_of(columns) * per_unit for columns, per_unit in uses),
        np.zeros(frame.study.weeks),
    )
    rows = frame.draft.add_rows(
        "limit", limit.limit_id, limit=np.where(is_on, most, free)
    )
    for columns, per_unit in uses:
        frame.draft.put(rows, columns, per_unit)


def _uses(
    frame: Frame, leg: Leg, moved: tuple[IntArray, ...], measure: Measure
) -> list[tuple[IntArray, float]]:
    """The columns of a leg that a limit counts, and how much each unit counts."""
    match measure:
        case Measure.LOTS:
            return [(frame.draft.find("depart", leg.leg_id), 1.0)]
        case Measure.UNITS:
            return [(columns, 1 / payload_t(frame.corridor, leg)) for columns in moved]
        case Measure.T:
            return [(columns, 1.0) for columns in moved]
