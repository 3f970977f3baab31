"""Small studies, drawn: a farm, a port, a mill, and what lies between."""

from __future__ import annotations

from datetime import date

from orta.corridor import Evidence
from orta.planning.flows.study import Demand, Goods, Leg, Study, Supply
from orta.vocabulary import Confidence, TransportMode

SAID = Evidence(
    source_id="orta-estimate",
    as_of="2026",
    confidence=Confidence.ESTIMATED,
    method="drawn",
)


def goods(goods_id="grain", **more):
    return Goods(
        goods_id=goods_id, name=goods_id, commodity_code="1001", evidence=SAID, **more
    )


def supply(node_id="KZKSN", *, t_per_week=100, usd_per_t=100, **more):
    return Supply(
        supply_id=more.pop("supply_id", "farm"),
        goods_id=more.pop("goods_id", "grain"),
        node_id=node_id,
        t_per_week=t_per_week,
        usd_per_t=usd_per_t,
        evidence=SAID,
        **more,
    )


def demand(node_id="AZBAK", *, t_per_week=100, outside_usd_per_t=300, **more):
    return Demand(
        demand_id=more.pop("demand_id", "mill"),
        goods_id=more.pop("goods_id", "grain"),
        node_id=node_id,
        t_per_week=t_per_week,
        outside_usd_per_t=outside_usd_per_t,
        evidence=SAID,
        **more,
    )


def leg(leg_id, from_node_id, to_node_id, *, usd_per_t=10, days=0, **more):
    return Leg(
        leg_id=leg_id,
        from_node_id=from_node_id,
        to_node_id=to_node_id,
        mode=more.pop("mode", TransportMode.RAIL),
        usd_per_t=usd_per_t,
        days=days,
        evidence=SAID,
        **more,
    )


def study(weeks=4, **parts):
    """A farm, a train to the port and a ship to the mill, unless other parts say so."""
    return Study(
        title="drawn",
        question="",
        start=date(2026, 1, 5),
        weeks=weeks,
        **{
            "goods": (goods(),),
            "supplies": (supply(),),
            "demands": (demand(),),
            "legs": (
                leg("train", "KZKSN", "KZAAU"),
                leg("ship", "KZAAU", "AZBAK", usd_per_t=20, mode=TransportMode.SEA),
            ),
            **parts,
        },
    )
