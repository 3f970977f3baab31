"""A plan of flows as a rehearsal takes it: what leaves where, and what is delivered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Final

from orta.errors import ModelError
from orta.planning.flows import Amount, Season
from orta.planning.flows.study import Leg, Study
from orta.vocabulary.quantities import DAYS_PER_WEEK

_ROUNDING: Final = 1e-6  # of a lot: what a solver leaves over


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
class Hire:
    """Units hired beyond those of a pool, for one trip by a leg and back."""

    pool_id: str
    leg_id: str
    week: int
    units: float

    @property
    def t(self) -> float:
        """Its amount, under the name that all rows have for it."""
        return self.units


_Row = PlannedFlow | Purchase | Stock | Run | Delivery | Hire


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
    hires: tuple[Hire, ...] = ()

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
            Hire: ("pool_id", set(study.pool_by_id)),
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

    def load_t(self, leg: Leg) -> float:
        """Tonnes of a departure by a leg with lots, on average; a lot if none goes.

        A departure that costs nothing may be planned without need: as few are counted
        as the tonnes of a week need.
        """
        if leg.lot_t is None:
            raise ModelError(f"leg {leg.leg_id} has no lots: any amount goes")
        by_week: dict[int, float] = defaultdict(float)
        for flow in self.flows:
            if flow.leg_id == leg.leg_id:
                by_week[flow.week] += flow.t
        count = sum(ceil(t / leg.lot_t - _ROUNDING) for t in by_week.values())
        return sum(by_week.values()) / count if count else leg.lot_t

    def most_hired(self, study: Study) -> dict[str, float]:
        """The most units hired at once, by pool: until they are back from trips."""
        by_week: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for hire in self.hires:
            leg = study.leg_by_id[hire.leg_id]
            weeks = ceil((leg.days + (leg.empty_days or 0.0)) / DAYS_PER_WEEK)
            for week in range(hire.week, hire.week + max(weeks, 1)):
                by_week[hire.pool_id][week] += hire.units
        return {pool_id: max(units.values()) for pool_id, units in by_week.items()}

    def _rows(self) -> Iterator[_Row]:
        yield from self.flows
        yield from self.purchases
        yield from self.deliveries
        yield from self.stocks
        yield from self.runs
        yield from self.hires


def plan_of(season: Season) -> Plan:
    """What a solved season decides, as a rehearsal takes it."""
    departures: dict[tuple[str, int], int] = {}
    rows: dict[str, list[_Row]] = defaultdict(list)
    for done in season.amounts:
        if done.kind == "depart":
            departures[done.row_id, done.week] = round(done.amount)
        elif done.kind in _MAKERS:
            rows[done.kind].append(_MAKERS[done.kind](done))
    return Plan(
        flows=tuple(
            PlannedFlow(
                leg_id=flow.leg_id,
                goods_id=flow.goods_id,
                week=flow.week,
                t=flow.t,
                departures=departures.get((flow.leg_id, flow.week), 0),
            )
            for flow in season.flows
        ),
        **{name: tuple(rows[kind]) for kind, name in _FIELDS.items()},  # type: ignore[arg-type] # each kind has its own row
    )


def _delivery(done: Amount) -> Delivery:
    """Of the demand of a week, some comes later: `2 weeks late`."""
    late = int(done.detail.split()[0])
    return Delivery(demand_id=done.row_id, week=done.week + late, t=done.amount)


_FIELDS: Final = {
    "buy": "purchases",
    "keep": "stocks",
    "convert": "runs",
    "deliver": "deliveries",
    "hire": "hires",
}
_MAKERS: Final[dict[str, Callable[[Amount], _Row]]] = {
    "buy": lambda d: Purchase(supply_id=d.row_id, week=d.week, t=d.amount),
    "keep": lambda d: Stock(
        store_id=d.row_id, goods_id=d.detail, week=d.week, t=d.amount
    ),
    "convert": lambda d: Run(conversion_id=d.row_id, week=d.week, t=d.amount),
    "deliver": _delivery,
    "hire": lambda d: Hire(
        pool_id=d.row_id, leg_id=d.detail, week=d.week, units=d.amount
    ),
}
