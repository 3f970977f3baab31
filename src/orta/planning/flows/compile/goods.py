"""Goods bought, kept, milled, delivered, or missing: columns and the balances they touch."""

from __future__ import annotations

import numpy as np

from orta.planning.flows.compile.frame import Frame
from orta.planning.flows.study import Conversion, Demand, Store, Supply


def add_supply(frame: Frame, supply: Supply) -> None:
    """What is bought at the source; what is not bought in its week is gone."""
    price = frame.series("supply", supply.supply_id, "usd_per_t", supply.usd_per_t)
    offered = frame.series("supply", supply.supply_id, "t_per_week", supply.t_per_week)
    bought = frame.draft.add_columns(
        "buy", supply.supply_id, cost=price, upper=offered * frame.in_force(supply)
    )
    frame.draft.put(frame.balance(supply.node_id, supply.goods_id), bought, -1)


def add_store(frame: Frame, store: Store) -> None:
    """What is kept from one week to the next, less what is lost, up to a capacity."""
    room = frame.series("store", store.store_id, "capacity_t", store.capacity_t)
    full = frame.draft.add_rows("room in", store.store_id, limit=room)
    cost = frame.series("store", store.store_id, "usd_per_t_week", store.usd_per_t_week)
    losses = {goods.goods_id: goods.loss_share_per_week for goods in frame.study.goods}
    for goods_id in frame.goods_of(store):
        kept = frame.draft.add_columns(
            "keep", store.store_id, goods_id, cost=cost, upper=room.max()
        )
        balance = frame.balance(store.node_id, goods_id)
        frame.draft.put(balance, kept, 1)
        frame.draft.put(balance[1:], kept[:-1], losses[goods_id] - 1)
        frame.draft.put(full, kept, 1)
        if store.opening_t:  # there is one kind of goods then
            frame.draft.raise_limit(balance[:1], store.opening_t)


def add_conversion(frame: Frame, conversion: Conversion) -> None:
    """Goods that become others, so many tonnes of each for a tonne that goes in."""
    name = conversion.conversion_id
    milled = frame.draft.add_columns(
        "convert",
        name,
        cost=frame.series("conversion", name, "usd_per_t", conversion.usd_per_t),
        upper=frame.series(
            "conversion", name, "capacity_t_per_week", conversion.capacity_t_per_week
        ),
    )
    place = conversion.node_id
    frame.draft.put(frame.balance(place, conversion.from_goods_id), milled, 1)
    for product in conversion.products:
        out = frame.balance(place, product.to_goods_id)
        frame.draft.put(out, milled, -product.yield_share)


def add_demand(frame: Frame, demand: Demand) -> None:
    """What is delivered for the demand of each week, at once or later, and what is not.

    Without an outside price the demand must be met. Late weeks are columns of their
    own: delivered `n` weeks after the week of the demand.
    """
    name, draft = demand.demand_id, frame.draft
    asked = frame.series("demand", name, "t_per_week", demand.t_per_week)
    asked = asked * frame.in_force(demand)
    need = draft.add_rows("demand of", name, limit=-asked)
    balance = frame.balance(demand.node_id, demand.goods_id)
    for later in range(min(demand.may_lag_weeks, frame.study.weeks - 1) + 1):
        last = frame.study.weeks - later
        comes_in_time = np.arange(frame.study.weeks) < last
        delivered = draft.add_columns(
            "deliver", name, f"{later} weeks late", cost=0, upper=asked * comes_in_time
        )
        draft.put(need[:last], delivered[:last], -1)
        draft.put(balance[later:], delivered[:last], 1)
    if demand.outside_usd_per_t is not None:
        price = frame.series(
            "demand", name, "outside_usd_per_t", demand.outside_usd_per_t
        )
        missing = draft.add_columns("miss", name, cost=price, upper=asked)
        draft.put(need, missing, -1)
