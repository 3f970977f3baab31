"""A study as a programme, part by part."""

from __future__ import annotations

from dataclasses import dataclass

from orta.corridor import Corridor
from orta.planning.flows.compile.draft import Weekly
from orta.planning.flows.compile.frame import Frame
from orta.planning.flows.compile.goods import (
    add_conversion,
    add_demand,
    add_store,
    add_supply,
)
from orta.planning.flows.compile.legs import add_leg, add_limit
from orta.planning.flows.compile.pools import add_pool
from orta.planning.flows.study import Scenario, Study
from orta.planning.optimum import IntArray, Programme


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """A programme, and which of its columns and rows are about what."""

    programme: Programme
    columns: dict[Weekly, IntArray]
    rows: dict[Weekly, IntArray]


def compile_study(
    study: Study, corridor: Corridor, scenario: Scenario | None = None
) -> Compiled:
    """The programme of a study in one scenario, or as it is written."""
    frame = Frame.of(study, corridor, scenario)
    for supply in study.supplies:
        add_supply(frame, supply)
    for store in study.stores:
        add_store(frame, store)
    for conversion in study.conversions:
        add_conversion(frame, conversion)
    for demand in study.demands:
        add_demand(frame, demand)
    moved = {leg.leg_id: add_leg(frame, leg) for leg in study.legs}
    for pool in study.pools:
        add_pool(frame, pool, moved)
    for limit in study.limits:
        add_limit(frame, limit, moved)
    draft = frame.draft
    return Compiled(programme=draft.programme(), columns=draft.columns, rows=draft.rows)
