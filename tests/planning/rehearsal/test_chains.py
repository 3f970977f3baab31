"""FEATURE: a plan is taken apart into what goes which way from whom to whom."""

from dataclasses import replace

import pytest
from planning.rehearsal import drawn as d

from orta.errors import ModelError
from orta.planning.flows.study import Conversion, Product
from orta.planning.rehearsal import (
    Delivery,
    Plan,
    PlannedFlow,
    Purchase,
    Run,
    Stock,
)
from orta.planning.rehearsal.chains import split


def moved(leg_id, week, t, goods_id="grain"):
    return PlannedFlow(leg_id=leg_id, goods_id=goods_id, week=week, t=t)


def bought(week, t):
    return Purchase(supply_id="harvest", week=week, t=t)


def given(week, t):
    return Delivery(demand_id="bread", week=week, t=t)


def test_every_delivery_is_followed_back_to_when_it_was_bought_and_left():
    found = split(d.study(), d.plan(2, 3))

    assert sum(one.t for one in found) == pytest.approx(2000)
    assert {one.way.leg_ids for one in found} == {("rail", "ship")}
    left = {}
    for one in found:
        left[one.leaves_week] = left.get(one.leaves_week, 0) + one.t
    assert left == pytest.approx({2: 1000, 3: 1000})
    assert all(one.bought_week <= one.leaves_week for one in found)


def test_what_waits_at_the_source_is_bought_before_it_leaves():
    plan = Plan(
        purchases=(bought(1, 100),),
        stocks=tuple(
            Stock(store_id="silo-FARM", goods_id="grain", week=week, t=100)
            for week in (1, 2)
        ),
        flows=(moved("rail", 3, 100), moved("ship", 4, 100)),
        deliveries=(given(5, 100),),
    )

    (only,) = split(d.study(), plan)

    assert (only.bought_week, only.leaves_week, only.arrives_week) == (1, 3, 5)


def test_what_is_lost_on_the_way_and_in_store_left_its_source():
    """A tenth is lost on the rail and a fifth a week in store: 100 t become 72."""
    study = d.study(
        legs=(replace(d.RAIL, lost_share=0.1), d.SHIP), goods=(d.grain(loss=0.2),)
    )
    plan = Plan(
        purchases=(bought(1, 100),),
        flows=(moved("rail", 1, 100), moved("ship", 3, 72)),
        stocks=(Stock(store_id="silo-PORT", goods_id="grain", week=2, t=90),),
        deliveries=(given(4, 72),),
    )

    (only,) = split(study, plan)

    assert only.t == pytest.approx(100)


def test_goods_that_arrive_in_two_weeks_left_in_one():
    """A leg of ten days brings four sevenths after one week, the rest after two."""
    study = d.study(legs=(replace(d.RAIL, days=10), d.SHIP))
    plan = Plan(
        purchases=(bought(1, 70),),
        flows=(moved("rail", 1, 70), moved("ship", 2, 40), moved("ship", 3, 30)),
        deliveries=(given(3, 40), given(4, 30)),
    )

    found = split(study, plan)

    assert [(one.leaves_week, one.arrives_week) for one in found] == [(1, 3), (1, 4)]
    assert [one.t for one in found] == pytest.approx([40, 30])


def test_flour_is_followed_back_to_its_grain():
    """80 t of flour were 100 t of grain; the bran begins at the mill."""
    study = d.study()
    flour, bran = (
        replace(d.grain(), goods_id=name, name=name) for name in ("flour", "bran")
    )
    wanted = replace(study.demands[0], goods_id="flour")
    fed = replace(study.demands[0], goods_id="bran", demand_id="feed")
    mill = Conversion(
        conversion_id="mill",
        node_id="PORT",
        from_goods_id="grain",
        products=(
            Product(to_goods_id="flour", yield_share=0.8, evidence=d.DRAWN),
            Product(to_goods_id="bran", yield_share=0.2, evidence=d.DRAWN),
        ),
        capacity_t_per_week=1000,
    )
    study = replace(
        study,
        goods=(d.grain(), flour, bran),
        demands=(wanted, fed),
        conversions=(mill,),
    )
    plan = Plan(
        purchases=(bought(1, 100),),
        runs=(Run(conversion_id="mill", week=2, t=100),),
        flows=(
            moved("rail", 1, 100),
            moved("ship", 2, 80, "flour"),
            moved("ship", 2, 20, "bran"),
        ),
        deliveries=(given(3, 80), Delivery(demand_id="feed", week=3, t=20)),
    )

    found = {one.way.demand_id: one for one in split(study, plan)}

    assert found["bread"].t == pytest.approx(100)
    assert found["bread"].way.leg_ids == ("rail", "ship")
    assert [part.goods_id for part in found["bread"].way.parts] == [
        "grain",
        "flour",
        "flour",
    ]
    assert found["feed"].way.origin_id == "mill"
    assert found["feed"].t == pytest.approx(20)


def test_goods_that_go_round_in_circles_are_left_out():
    """Both ways between farm and port in no time, for nobody."""
    there = replace(
        d.RAIL, days=0, pool_id="", usd_per_empty_unit=None, empty_days=None
    )
    back = replace(there, leg_id="back", from_node_id="PORT", to_node_id="FARM")
    study = d.study(legs=(there, back, d.SHIP), pools=())
    plan = Plan(
        purchases=(bought(1, 100),),
        flows=(moved("rail", 1, 150), moved("back", 1, 50), moved("ship", 1, 100)),
        deliveries=(given(2, 100),),
    )

    found = split(study, plan)

    assert sum(one.t for one in found) == pytest.approx(100)
    assert all(one.way.origin_id == "harvest" for one in found)


def test_a_plan_that_delivers_what_it_never_had_is_refused():
    plan = Plan(purchases=(), flows=(), deliveries=(given(3, 100),))

    with pytest.raises(ModelError, match="neither buys nor stores"):
        split(d.study(), plan)


def test_a_plan_of_another_study_is_refused():
    plan = Plan(purchases=(), flows=(moved("canal", 1, 5),), deliveries=())

    with pytest.raises(ModelError, match="'canal'"):
        plan.check(d.study())
