"""Random small studies in which everything occurs: stores, mills, pools, lots."""

from __future__ import annotations

import random

import drawn

from orta.planning.flows.study import (
    Conversion,
    Limit,
    LimitKind,
    Measure,
    Pool,
    PoolPlace,
    Product,
    Store,
)
from orta.vocabulary import TransportMode

FARM, PORT, MILL = "KZKSN", "KZAAU", "AZBAK"


def random_study(seed, *, whole=True):
    """Grain from a farm by a port to a mill and to eaters; without `whole` no lots."""
    rng = random.Random(seed)
    weeks = rng.randint(3, 7)
    lots = {}
    if whole and rng.random() < 0.6:
        lots = {
            "lot_t": rng.choice([40, 60]),
            "least_lot_share": rng.choice([0.0, 0.5]),
            "usd_per_lot": rng.choice([0, 200]),
            "max_lots_per_week": rng.randint(1, 3),
        }
    return drawn.study(
        weeks=weeks,
        goods=(
            drawn.goods(loss_share_per_week=rng.choice([0.0, 0.02])),
            drawn.goods("flour"),
        ),
        supplies=(
            drawn.supply(
                t_per_week=rng.randint(40, 160),
                usd_per_t=rng.randint(80, 150),
                last_week=rng.randint(2, weeks),
            ),
        ),
        demands=(
            drawn.demand(
                t_per_week=rng.randint(10, 60),
                outside_usd_per_t=rng.randint(150, 400),
                may_lag_weeks=rng.randint(0, 2),
            ),
            drawn.demand(
                demand_id="eaters",
                goods_id="flour",
                t_per_week=rng.randint(5, 40),
                outside_usd_per_t=rng.randint(200, 500),
            ),
        ),
        legs=(
            drawn.leg(
                "train",
                FARM,
                PORT,
                goods_ids=("grain",),
                usd_per_t=rng.randint(5, 40),
                days=rng.choice([0, 3.5, 9]),
                equipment_code="bulk",
                payload_t=rng.choice([10, 64, 68]),
                pool_id="hoppers",
                usd_per_empty_unit=rng.randint(0, 50),
                empty_days=rng.choice([0, 5]),
                lost_share=rng.choice([0.0, 0.01]),
            ),
            drawn.leg(
                "ship",
                PORT,
                MILL,
                goods_ids=("grain",),
                usd_per_t=rng.randint(5, 30),
                days=rng.choice([0, 2]),
                mode=TransportMode.SEA,
                **lots,
            ),
        ),
        stores=(
            Store(
                store_id="silo",
                node_id=rng.choice([FARM, PORT]),
                capacity_t=rng.randint(0, 200),
                goods_ids=("grain",),
                usd_per_t_week=rng.choice([0.0, 1.5]),
                evidence=drawn.SAID,
            ),
        ),
        conversions=(
            Conversion(
                conversion_id="mill",
                node_id=MILL,
                from_goods_id="grain",
                products=(
                    Product(to_goods_id="flour", yield_share=0.75, evidence=drawn.SAID),
                ),
                capacity_t_per_week=rng.randint(5, 60),
                usd_per_t=rng.randint(5, 30),
            ),
        ),
        limits=(
            Limit(
                limit_id="berth",
                name="the berth",
                kind=LimitKind.BERTH,
                leg_ids=("ship",),
                measure=Measure.T,
                per_week=rng.randint(10, 120),
                node_id=PORT,
                weather=rng.random() < 0.5,
                evidence=drawn.SAID,
            ),
        ),
        pools=(
            Pool(
                pool_id="hoppers",
                equipment_code="bulk",
                places=(
                    PoolPlace(
                        node_id=FARM, units=rng.randint(0, 12), evidence=drawn.SAID
                    ),
                ),
                hire_usd_per_unit_week=rng.choice([None, 30, 300]),
            ),
        ),
        carbon_price_usd_per_t_co2e=rng.choice([0, 80]),
    )
