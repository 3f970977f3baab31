"""A plan of flows as a rehearsal takes it: what leaves where, and what is delivered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orta.errors import ModelError
from orta.planning.flows.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Tonnes of a supply that are taken in a week."""

    supply_id: str
    week: int
    t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFlow:
    """Tonnes that leave by a leg in a week, in so many departures if it has lots."""

    leg_id: str
    goods_id: str
    week: int
    t: float
    departures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """Tonnes that lie in a store at the end of a week."""

    store_id: str
    goods_id: str
    week: int
    t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Tonnes that go into a conversion in a week."""

    conversion_id: str
    week: int
    t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Tonnes that a demand gets in a week."""

    demand_id: str
    week: int
    t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that a plan decides, week by week; weeks count from 1.

    Raises
    ------
    ModelError
        If an amount is negative.
    """

    flows: tuple[PlannedFlow, ...]
    purchases: tuple[Purchase, ...]
    deliveries: tuple[Delivery, ...]
    stocks: tuple[Stock, ...] = ()
    runs: tuple[Run, ...] = ()

    def __post_init__(self) -> None:
        for row in self._rows():
            if row.t < 0 or row.week < 1:
                raise ModelError(f"{row}: a plan moves no negative amounts")

    def check(self, study: Study) -> None:
        """Nothing, if everything it speaks of is in a study.

        Raises
        ------
        ModelError
            With the first thing that is not, or a week after the last.
        """
        known = {
            PlannedFlow: ("leg_id", set(study.leg_by_id)),
            Purchase: ("supply_id", {one.supply_id for one in study.supplies}),
            Delivery: ("demand_id", {one.demand_id for one in study.demands}),
            Stock: ("store_id", {one.store_id for one in study.stores}),
            Run: ("conversion_id", {one.conversion_id for one in study.conversions}),
        }
        for row in self._rows():
            name, ids = known[type(row)]
            if getattr(row, name) not in ids:
                raise ModelError(
                    f"the plan speaks of {name} {getattr(row, name)!r}, "
                    "which is not in the study: rehearse it with its own study"
                )
            if row.week > study.weeks:
                raise ModelError(f"{row}: the study has {study.weeks} weeks")

    def _rows(self) -> Iterator[PlannedFlow | Purchase | Stock | Run | Delivery]:
        yield from self.flows
        yield from self.purchases
        yield from self.deliveries
        yield from self.stocks
        yield from self.runs
