"""Goods bought, kept, milled, delivered, or missing: columns and their balances."""

from __future__ import annotations

import numpy as np

from orta.planning.flows.compile.frame import Frame
from orta.planning.flows.study import Conversion, Demand, Store, Supply


def add_supply(frame: Frame, supply: Supply) -> None:
    """What is bought at the source; what is not bought in its week is gone."""
    bought = frame.draft.add_columns(
        "buy",
        supply.supply_id,
        cost=frame.series(supply, "usd_per_t"),
        upper=frame.series(supply, "t_per_week") * frame.in_force(supply),
    )
    frame.draft.put(frame.balance(supply.node_id, supply.goods_id), bought, -1)


def add_store(frame: Frame, store: Store) -> None:
    """What is kept from one week to the next, less what is lost, up to a capacity."""
    draft, room = frame.draft, frame.series(store, "capacity_t")
    full = draft.add_rows("room in", store.store_id, limit=room)
    cost = frame.series(store, "usd_per_t_week")
    for goods_id in frame.goods_of(store):
        kept = draft.add_columns(
            "keep", store.store_id, goods_id, cost=cost, upper=room
        )
        left = 1 - frame.study.goods_by_id[goods_id].loss_share_per_week
        balance = frame.balance(store.node_id, goods_id)
        draft.put(balance, kept, 1)
        draft.put(balance[1:], kept[:-1], -left)
        draft.put(full, kept, 1)
        if store.opening_t:  # there is one kind of goods then
            draft.raise_limit(balance[:1], store.opening_t)


def add_conversion(frame: Frame, conversion: Conversion) -> None:
    """Goods that become others, so many tonnes of each for a tonne that goes in."""
    node_id = conversion.node_id
    converted = frame.draft.add_columns(
        "convert",
        conversion.conversion_id,
        cost=frame.series(conversion, "usd_per_t"),
        upper=frame.series(conversion, "capacity_t_per_week"),
    )
    frame.draft.put(frame.balance(node_id, conversion.from_goods_id), converted, 1)
    for product in conversion.products:
        balance = frame.balance(node_id, product.to_goods_id)
        frame.draft.put(balance, converted, -product.yield_share)


def add_demand(frame: Frame, demand: Demand) -> None:
    """What is delivered for the demand of each week, at once or later, and what is not.

    Late weeks are columns of their own, numbered by the week of the demand: delivered
    `n` weeks after it.
    """
    draft, weeks = frame.draft, frame.study.weeks
    asked = frame.series(demand, "t_per_week") * frame.in_force(demand)
    # The certificate mends a plan upwards where nothing may be missed: a tonne of room.
    most = asked + (demand.must_be_met & (asked > 0))
    need = draft.add_rows("demand of", demand.demand_id, limit=-asked)
    balance = frame.balance(demand.node_id, demand.goods_id)
    for later in range(min(demand.may_lag_weeks, weeks - 1) + 1):
        last = weeks - later
        delivered = draft.add_columns(
            "deliver",
            demand.demand_id,
            f"{later} weeks late",
            cost=0,
            upper=most * (np.arange(weeks) < last),
        )
        draft.put(need[:last], delivered[:last], -1)
        draft.put(balance[later:], delivered[:last], 1)
    if not demand.must_be_met:
        missed = draft.add_columns(
            "miss",
            demand.demand_id,
            cost=frame.series(demand, "outside_usd_per_t"),
            upper=asked,
        )
        draft.put(need, missed, -1)
