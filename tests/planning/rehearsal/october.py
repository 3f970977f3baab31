"""The grain jam at Aktau in the autumn of 2025, as far as it is published.

Published: 14 grain vessels called at Aktau in September and lifted about 50,000 t
(lada-251017, inform-251010), 1.27 million t went there for Iran in the season before
(D059), grain to Aktau was banned from 6 to 20 October (an order of the dataset) and
the port was shut for 11 days of October (the closures of the dataset). All else is a
working value: prices, days, wagons, the silo, what the buyer has elsewhere.
"""

from __future__ import annotations

from datetime import date

from orta.corridor import Evidence
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
from orta.vocabulary import Confidence, TransportMode

ASSUMED = Evidence(
    source_id="orta-estimate",
    as_of="2026",
    confidence=Confidence.ESTIMATED,
    method="working value of a test",
)
READ = Evidence(
    source_id="lada-251017", as_of="2025-09", confidence=Confidence.PUBLISHED
)
# 1.27 million t in 52 weeks wanted to go; 50,000 t a month could.
WANTED_T = 24_400.0
SHIP_T = 50_000 / 14
CALLS = 3  # a week: 14 in the 30 days of September


def season(weeks: int = 24) -> Study:
    """From 1 September 2025, while the harvest of Kostanay comes to the elevators."""
    return Study(
        title="Barley to Iran, autumn of 2025",
        question="What do wagons that wait at Aktau cost, and what would a plan save?",
        start=date(2025, 9, 1),
        weeks=weeks,
        goods=(
            Goods(
                goods_id="barley",
                name="Barley",
                commodity_code="1003",
                loss_share_per_week=0.001,
                evidence=ASSUMED,
            ),
        ),
        supplies=(
            Supply(
                supply_id="kostanay",
                goods_id="barley",
                node_id="KZKSN",
                t_per_week=WANTED_T,
                usd_per_t=150.0,
                last_week=12,
                evidence=ASSUMED,
            ),
        ),
        demands=(
            Demand(
                demand_id="iran",
                goods_id="barley",
                node_id="IRAMD",
                t_per_week=WANTED_T / 2,
                outside_usd_per_t=260.0,
                may_lag_weeks=8,
                first_week=3,
                evidence=ASSUMED,
            ),
        ),
        stores=tuple(
            Store(
                store_id=node_id,
                node_id=node_id,
                capacity_t=capacity_t,
                usd_per_t_week=0.4,
                evidence=ASSUMED,
            )
            for node_id, capacity_t in (
                *(("KZKSN", 500_000.0), ("KZAAU", 22_500.0)),
                ("IRAMD", 60_000.0),
            )
        ),
        legs=(
            Leg(
                leg_id="train",
                from_node_id="KZKSN",
                to_node_id="KZAAU",
                mode=TransportMode.RAIL,
                equipment_code="bulk",
                usd_per_t=32.0,
                days=8,
                lot_t=57 * 68.0,
                pool_id="hoppers",
                usd_per_empty_unit=400.0,
                empty_days=8,
                evidence=ASSUMED,
            ),
            Leg(
                leg_id="ship",
                from_node_id="KZAAU",
                to_node_id="IRAMD",
                mode=TransportMode.SEA,
                usd_per_t=25.0,
                days=34 / 24,
                lot_t=SHIP_T,
                max_lots_per_week=CALLS,
                evidence=READ,
            ),
        ),
        limits=(
            Limit(
                limit_id="terminal",
                name="Grain terminal of Aktau",
                kind=LimitKind.BERTH,
                leg_ids=("ship",),
                measure=Measure.T,
                per_week=800_000 / 52,
                node_id="KZAAU",
                weather=True,
                evidence=ASSUMED,
            ),
        ),
        pools=(
            Pool(
                pool_id="hoppers",
                equipment_code="bulk",
                places=(PoolPlace(node_id="KZKSN", units=1500, evidence=ASSUMED),),
            ),
        ),
    )
