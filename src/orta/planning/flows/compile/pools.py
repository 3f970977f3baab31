"""Units of pools: they wait, run loaded, or run back empty."""

from __future__ import annotations

import numpy as np

from orta.planning.flows.compile.frame import Frame, payload_t
from orta.planning.flows.compile.legs import Moved
from orta.planning.flows.compile.weeks import arrivals
from orta.planning.flows.study import Leg, Pool
from orta.planning.optimum import IntArray


def add_pool(frame: Frame, pool: Pool, moved: Moved) -> None:
    """The balance of a pool's units at every place that it serves."""
    draft = frame.draft
    opening = {place.node_id: place.units for place in pool.places}
    total = sum(opening.values())
    served = [leg for leg in frame.study.legs if leg.pool_id == pool.pool_id]
    places = {end for leg in served for end in (leg.from_node_id, leg.to_node_id)}
    for node_id in sorted(places | opening.keys()):
        balance = frame.pool_balance(pool.pool_id, node_id)
        waiting = draft.add_columns("wait", pool.pool_id, node_id, cost=0, upper=total)
        draft.put(balance, waiting, 1)
        draft.put(balance[1:], waiting[:-1], -1)
        draft.raise_limit(balance[:1], opening.get(node_id, 0))
    for leg in served:
        _add_loaded(frame, leg, pool, moved[leg.leg_id].own)
        if leg.empty_days is not None:
            _add_empty(frame, pool, leg, total)


def _add_loaded(frame: Frame, leg: Leg, pool: Pool, own: tuple[IntArray, ...]) -> None:
    """Units of the pool go with the goods that are loaded into them."""
    here = frame.pool_balance(pool.pool_id, leg.from_node_id)
    there = frame.pool_balance(pool.pool_id, leg.to_node_id)
    per_t = 1 / payload_t(frame.corridor, leg)
    for columns in own:
        frame.draft.put(here, columns, per_t)
        for leaves, comes, share in arrivals(frame.series(leg, "days")):
            frame.draft.put(there[comes], columns[leaves], -per_t * share)


def _add_empty(frame: Frame, pool: Pool, leg: Leg, total: float) -> None:
    """Empty units on their way back."""
    weeks = frame.study.weeks
    empty = frame.draft.add_columns(
        "return",
        pool.pool_id,
        leg.leg_id,
        cost=leg.usd_per_empty_unit or 0,
        upper=total,
    )
    frame.draft.put(frame.pool_balance(pool.pool_id, leg.to_node_id), empty, 1)
    home = frame.pool_balance(pool.pool_id, leg.from_node_id)
    for leaves, comes, share in arrivals(np.full(weeks, leg.empty_days or 0.0)):
        frame.draft.put(home[comes], empty[leaves], -share)
