"""What every part of the compiler writes into: the draft and its balances."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from orta.corridor import Corridor
from orta.planning.flows.compile.draft import Draft, Weekly
from orta.planning.flows.compile.weeks import first_days
from orta.planning.flows.study import (
    Conversion,
    Dated,
    Demand,
    Leg,
    Limit,
    Pool,
    Scenario,
    Store,
    Study,
    Supply,
)
from orta.planning.optimum import BoolArray, FloatArray, IntArray

Row = Supply | Demand | Store | Conversion | Pool | Leg | Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One study in one scenario, as it becomes a programme.

    Every balance of goods at a place is a row that says: what leaves, is milled, kept
    or delivered is no more than what is bought, arrives, comes out of a mill or was
    kept. Who makes or uses goods asks for the row and puts an entry into it.
    """

    study: Study
    corridor: Corridor
    scenario: Scenario | None
    draft: Draft
    days: tuple[date, ...]  # first day of each week

    @classmethod
    def of(cls, study: Study, corridor: Corridor, scenario: Scenario | None) -> Frame:
        """An empty frame for a study, in a scenario or as it is written."""
        return cls(
            study=study,
            corridor=corridor,
            scenario=scenario,
            draft=Draft(study.weeks),
            days=first_days(study.start, study.weeks),
        )

    def balance(self, node_id: str, goods_id: str) -> IntArray:
        """Rows of the balance of goods at a place, shape (weeks,)."""
        return self._rows("goods at", goods_id, node_id)

    def pool_balance(self, pool_id: str, node_id: str) -> IntArray:
        """Rows of the balance of a pool's units at a place, shape (weeks,)."""
        return self._rows("units at", pool_id, node_id)

    def _rows(self, kind: str, *key: str) -> IntArray:
        found = self.draft.rows.get(Weekly(kind, key))
        return self.draft.add_rows(kind, *key, limit=0) if found is None else found

    def in_force(self, item: Dated) -> BoolArray:
        """The weeks that something holds in, shape (weeks,)."""
        week = np.arange(1, self.study.weeks + 1)
        return np.isin(week, item.weeks(self.study.weeks))

    def series(self, row: Row, column: str) -> FloatArray:
        """A figure of a row by week, as the scenario changes it, shape (weeks,)."""
        figures = np.full(self.study.weeks, float(getattr(row, column) or 0))
        for change in self.scenario.changes if self.scenario else ():
            if change.applies_to(row.TABLE, row.label, column):
                weeks = self.in_force(change)
                figures[weeks] = [change.of(figure) for figure in figures[weeks]]
        return figures

    def goods_of(self, item: Leg | Store) -> tuple[str, ...]:
        """The goods that a leg carries or a store keeps; all where it names none."""
        return item.goods_ids or tuple(goods.goods_id for goods in self.study.goods)

    @property
    def most_t(self) -> float:
        """Tonnes that no flow of any goods can exceed: a bound for what has none."""
        study = self.study
        supplied = sum(
            self.series(supply, "t_per_week") @ self.in_force(supply)
            for supply in study.supplies
        )
        opening_t = sum(store.opening_t for store in study.stores)
        yields = (sum(p.yield_share for p in c.products) for c in study.conversions)
        return float(supplied + opening_t) * math.prod(max(1.0, y) for y in yields)


def payload_t(corridor: Corridor, leg: Leg) -> float:
    """Tonnes in one unit of a leg's equipment; 1 where it has none."""
    if leg.payload_t is not None:
        return leg.payload_t
    equipment = corridor.equipment_by_code.get(leg.equipment_code)
    return equipment.max_payload_t if equipment else 1.0
