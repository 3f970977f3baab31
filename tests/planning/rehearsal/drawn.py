"""A drawn season: a farm, a railway, a port with a silo, a ship and a buyer.

FARM ══rail, 7 d══▶ PORT ┈┈ship, 7 d┈┈▶ BUYER
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from corridors.build import DRAWN, corridor, node

from orta.corridor import Equipment, PortClosure
from orta.planning.flows.study import (
    Demand,
    Goods,
    Leg,
    Limit,
    LimitKind,
    Measure,
    Pool,
    PoolPlace,
    Store,
    Study,
    Supply,
)
from orta.planning.rehearsal import (
    Assumptions,
    Delivery,
    HowToRun,
    Plan,
    PlannedFlow,
    Purchase,
    Stock,
)
from orta.vocabulary import NodeType, TransportMode

WAGON_T, TRAIN_T, SHIP_T = 50.0, 500.0, 1000.0
# Nothing varies but what a test lets vary.
CALM = Assumptions(shortest_share=1.0, longest_share=1.0)


def land(*, shut: float = 0.0, episode_h: float = 48.0):
    """A corridor whose port is shut by storms for a share of every month."""
    closures = tuple(
        PortClosure(
            closure_id=f"PORT-{month:02}",
            node_id="PORT",
            month=month,
            closed_share=shut,
            mean_episode_h=episode_h,
            evidence=DRAWN,
        )
        for month in range(1, 13)
    )
    return corridor(
        nodes=(
            node("FARM"),
            node("PORT", kind=NodeType.PORT),
            node("BUYER", "AZ", kind=NodeType.PORT),
        ),
        closures=closures if shut else (),
        equipment=(
            Equipment(
                equipment_code="hopper",
                name="Hopper",
                teu=2,
                max_payload_t=WAGON_T,
                evidence=DRAWN,
            ),
        ),
    )


def leg(leg_id: str, start: str, end: str, mode: str, days: float, **more) -> Leg:
    more.setdefault("usd_per_t", 10.0)
    return Leg(
        leg_id=leg_id,
        from_node_id=start,
        to_node_id=end,
        mode=TransportMode(mode),
        days=days,
        evidence=DRAWN,
        **more,
    )


RAIL = leg(
    *("rail", "FARM", "PORT", "rail", 7),
    equipment_code="hopper",
    lot_t=TRAIN_T,
    pool_id="hoppers",
    usd_per_empty_unit=100.0,
    empty_days=7,
)
SHIP = leg("ship", "PORT", "BUYER", "sea", 7, lot_t=SHIP_T)


def limit(limit_id: str, leg_id: str, per_week: float, **more) -> Limit:
    more.setdefault("measure", Measure.T)
    return Limit(
        limit_id=limit_id,
        name=limit_id,
        kind=LimitKind.OTHER,
        leg_ids=(leg_id,),
        per_week=per_week,
        evidence=DRAWN,
        **more,
    )


def study(*, weeks: int = 16, last: int = 11, **parts) -> Study:
    """A harvest of 4,000 t in the first four weeks, wanted from week 4 on."""
    parts.setdefault("legs", (RAIL, SHIP))
    parts.setdefault("stores", (silo("FARM"), silo("PORT"), silo("BUYER")))
    parts.setdefault("pools", (hoppers(1000),))
    parts.setdefault("goods", (grain(),))
    return Study(
        title="drawn",
        question="",
        start=date(2026, 6, 1),
        weeks=weeks,
        supplies=(
            Supply(
                supply_id="harvest",
                goods_id="grain",
                node_id="FARM",
                t_per_week=1000.0,
                usd_per_t=100.0,
                first_week=1,
                last_week=4,
                evidence=DRAWN,
            ),
        ),
        demands=(
            Demand(
                demand_id="bread",
                goods_id="grain",
                node_id="BUYER",
                t_per_week=500.0,
                outside_usd_per_t=300.0,
                first_week=4,
                last_week=last,
                evidence=DRAWN,
            ),
        ),
        **parts,
    )


def grain(loss: float = 0.0) -> Goods:
    return Goods(
        goods_id="grain",
        name="Grain",
        commodity_code="1001",
        loss_share_per_week=loss,
        evidence=DRAWN,
    )


def silo(node_id: str, capacity_t: float = 100_000.0, **more) -> Store:
    return Store(
        store_id=f"silo-{node_id}",
        node_id=node_id,
        capacity_t=capacity_t,
        evidence=DRAWN,
        **more,
    )


def hoppers(units: int, hire: float | None = None) -> Pool:
    return Pool(
        pool_id="hoppers",
        equipment_code="hopper",
        places=(PoolPlace(node_id="FARM", units=units, evidence=DRAWN),),
        hire_usd_per_unit_week=hire,
    )


def plan(*leaves: int, weeks: int = 16, last: int = 11) -> Plan:
    """1,000 t leave in each of the weeks named, by rail and, a week later, by ship."""
    bought = [1, 2, 3, 4][: len(leaves)]
    in_stock = [
        sum(1000.0 for week in bought if week <= now)
        - sum(1000.0 for week in leaves if week <= now)
        for now in range(1, weeks + 1)
    ]
    had = [
        sum(1000.0 for week in leaves if week + 2 <= now) for now in range(1, weeks + 1)
    ]
    given, lying, left = [], [], 0.0
    for week, total in enumerate(had, start=1):
        more = total - (had[week - 2] if week > 1 else 0.0)
        left += more
        gets = min(left, 500.0) if 4 <= week <= last else 0.0
        left -= gets
        given.append(gets)
        lying.append(left)
    return Plan(
        purchases=tuple(
            Purchase(supply_id="harvest", week=week, t=1000.0) for week in bought
        ),
        flows=tuple(
            PlannedFlow(leg_id=leg_id, goods_id="grain", week=week + after, t=1000.0)
            for week in leaves
            for leg_id, after in (("rail", 0), ("ship", 1))
        ),
        stocks=tuple(
            Stock(store_id=f"silo-{node_id}", goods_id="grain", week=week, t=t)
            for node_id, row in (("FARM", in_stock), ("BUYER", lying))
            for week, t in enumerate(row, start=1)
            if t > 0
        ),
        deliveries=tuple(
            Delivery(demand_id="bread", week=week, t=t)
            for week, t in enumerate(given, start=1)
            if t > 0
        ),
    )


def runs(count: int = 20, *, seed: int = 0, assumed: Assumptions = CALM, **more):
    return HowToRun(replications=count, seed=seed, assumed=assumed, **more)


def calm(**more) -> Assumptions:
    return replace(CALM, **more)
