"""Goods on their way: tonnes that depart, departures, units of pools, shared limits."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from orta.planning.flows.compile.frame import Frame
from orta.planning.flows.compile.weeks import arrivals, banned_weeks, open_share
from orta.planning.flows.study import Leg, Limit, Pool
from orta.planning.optimum import BoolArray, IntArray
from orta.vocabulary.quantities import DAYS_PER_WEEK, KG_PER_TONNE


class LegColumns(NamedTuple):
    """The columns of one leg: tonnes of each goods, and departures if it has lots."""

    moved: tuple[IntArray, ...]
    departures: IntArray | None
    payload_t: float


def add_leg(frame: Frame, leg: Leg) -> LegColumns:
    """Goods of a leg from balance to balance; in lots, if it goes in lots."""
    moved = tuple(_add_goods(frame, leg, goods_id) for goods_id in frame.goods_of(leg))
    departures = _add_departures(frame, leg, moved) if leg.lot_t else None
    return LegColumns(moved, departures, leg.payload_t)


def _add_goods(frame: Frame, leg: Leg, goods_id: str) -> IntArray:
    carbon_usd_per_t = (
        frame.study.carbon_price_usd_per_t_co2e * leg.kg_co2e_per_t / KG_PER_TONNE
    )
    moved = frame.draft.add_columns(
        "move",
        leg.leg_id,
        goods_id,
        cost=frame.series("leg", leg.leg_id, "usd_per_t", leg.usd_per_t)
        + carbon_usd_per_t,
        upper=frame.most_t * _goes(frame, leg, goods_id),
    )
    frame.draft.put(frame.balance(leg.from_node_id, goods_id), moved, 1)
    there = frame.balance(leg.to_node_id, goods_id)
    for leaves, comes, share in arrivals(leg.days, frame.study.weeks):
        frame.draft.put(there[comes], moved[leaves], -share * (1 - leg.lost_share))
    return moved


def _goes(frame: Frame, leg: Leg, goods_id: str) -> BoolArray:
    """Weeks in which the leg runs and no order forbids to load the goods on it."""
    goods = frame.study.goods_by_id[goods_id]
    banned = banned_weeks(
        frame.corridor,
        station_id=leg.from_node_id,
        exit_node_ids=(leg.to_node_id,),
        goods_code=goods.commodity_code,
        days=frame.days,
    )
    return frame.in_force(leg) & ~banned


def _add_departures(frame: Frame, leg: Leg, moved: tuple[IntArray, ...]) -> IntArray:
    """Whole trains or ships, of which none is overloaded and none too empty."""
    draft, name = frame.draft, leg.leg_id
    most = math.ceil(frame.most_t / leg.lot_t)
    if leg.max_lots_per_week is not None:
        most = min(most, leg.max_lots_per_week)
    departures = draft.add_columns(
        "depart", name, cost=leg.usd_per_lot, upper=most, is_whole=True
    )
    full = draft.add_rows("load of", name, limit=0)
    draft.put(full, departures, -leg.lot_t)
    for tonnes in moved:
        draft.put(full, tonnes, 1)
    if leg.least_lot_share:
        filled = draft.add_rows("least load of", name, limit=0)
        draft.put(filled, departures, leg.lot_t * leg.least_lot_share)
        for tonnes in moved:
            draft.put(filled, tonnes, -1)
    return departures


def add_pool(frame: Frame, pool: Pool, columns: dict[str, LegColumns]) -> None:
    """Units that wait, run loaded, run back empty, or are hired for a trip.

    A hired unit is given back where it was unloaded; the hire is paid for the weeks of
    the way there and, where there is one, of the way back.
    """
    draft = frame.draft
    total = sum(units for _, units in pool.places)
    served = [leg for leg in frame.study.legs if leg.pool_id == pool.pool_id]
    nodes = {leg.from_node_id for leg in served} | {leg.to_node_id for leg in served}
    opening = dict(pool.places)
    for node_id in sorted(nodes | opening.keys()):
        balance = frame.pool_balance(pool.pool_id, node_id)
        wait = draft.add_columns("wait", pool.pool_id, node_id, cost=0, upper=total)
        draft.put(balance, wait, 1)
        draft.put(balance[1:], wait[:-1], -1)
        draft.raise_limit(balance[:1], opening.get(node_id, 0))
    for leg in served:
        _add_loaded(frame, pool, leg, columns[leg.leg_id])
        if leg.empty_days is not None:
            _add_empty(frame, pool, leg, total)


def _add_loaded(frame: Frame, pool: Pool, leg: Leg, columns: LegColumns) -> None:
    draft, weeks = frame.draft, frame.study.weeks
    here = frame.pool_balance(pool.pool_id, leg.from_node_id)
    there = frame.pool_balance(pool.pool_id, leg.to_node_id)
    users = [(moved, 1 / columns.payload_t) for moved in columns.moved]
    if pool.hire_usd_per_unit_week is not None:
        trip_weeks = (leg.days + (leg.empty_days or 0)) / DAYS_PER_WEEK
        hired = draft.add_columns(
            "hire",
            pool.pool_id,
            leg.leg_id,
            cost=pool.hire_usd_per_unit_week * trip_weeks,
            upper=frame.most_t / columns.payload_t,
        )
        users.append((hired, -1.0))
        # No more units can be hired than are loaded.
        loaded = draft.add_rows("units of", leg.leg_id, limit=0)
        for column, units in users:
            draft.put(loaded, column, -units)
    for column, units in users:
        draft.put(here, column, units)
        for leaves, comes, share in arrivals(leg.days, weeks):
            draft.put(there[comes], column[leaves], -units * share)


def _add_empty(frame: Frame, pool: Pool, leg: Leg, total: float) -> None:
    """Empty units on their way back."""
    empty = frame.draft.add_columns(
        "return", pool.pool_id, leg.leg_id, cost=leg.usd_per_empty_unit, upper=total
    )
    frame.draft.put(frame.pool_balance(pool.pool_id, leg.to_node_id), empty, 1)
    home = frame.pool_balance(pool.pool_id, leg.from_node_id)
    for leaves, comes, share in arrivals(leg.empty_days or 0, frame.study.weeks):
        frame.draft.put(home[comes], empty[leaves], -share)


def add_limit(frame: Frame, limit: Limit, columns: dict[str, LegColumns]) -> None:
    """What legs may use together in a week, less what the weather takes."""
    most = frame.series("limit", limit.limit_id, "per_week", limit.per_week)
    if limit.weather:
        most = most * open_share(frame.corridor, limit.node_id, frame.days)
    # Outside its weeks a limit leaves what nobody can exceed.
    free = frame.most_t * len(limit.leg_ids)
    rows = frame.draft.add_rows(
        "limit", limit.limit_id, limit=np.where(frame.in_force(limit), most, free)
    )
    for leg_id in limit.leg_ids:
        of_leg = columns[leg_id]
        if limit.measure == "lots":
            frame.draft.put(rows, of_leg.departures, 1)
            continue
        per_t = 1.0 if limit.measure == "t" else 1 / of_leg.payload_t
        for moved in of_leg.moved:
            frame.draft.put(rows, moved, per_t)
