"""Seasons whose cheapest plan can be found with a pencil."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import drawn
import pytest
from reference.flows import find_faults

from orta.planning.flows import plan_season
from orta.planning.flows.compile import compile_study
from orta.planning.flows.study import (
    Conversion,
    Leg,
    Limit,
    LimitKind,
    Measure,
    Pool,
    PoolPlace,
    Product,
    Store,
)
from orta.planning.optimum import solve
from orta.planning.optimum.certificate import tighten
from orta.vocabulary import TransportMode


def solved(study, corridor):
    """The answer, once an independent checker found nothing wrong with its plan."""
    answer = plan_season(study, corridor)
    for season in answer.seasons:
        assert find_faults(study, corridor, season) == []
    return answer


def tonnes(answer, kind):
    return sum(one.amount for one in answer.seasons[0].amounts if one.kind == kind)


def missed(answer):
    return sum(one.t for one in answer.seasons[0].unmet)


def test_all_that_pays_goes_the_whole_way(corridor):
    answer = solved(drawn.study(weeks=4), corridor)
    # 400 t for 100 + 10 + 20 USD, cheaper than 300 elsewhere.
    assert float(answer.certificate.objective_usd) == 400 * 130
    assert float(answer.certificate.gap) == 0


def test_what_is_cheaper_elsewhere_stays_away(corridor):
    study = drawn.study(demands=(drawn.demand(outside_usd_per_t=129),))
    answer = solved(study, corridor)
    assert answer.seasons[0].flows == ()
    assert answer.seasons[0].unmet[0].reason == (
        "dearer than elsewhere: one more tonne would cost 130.00 USD, elsewhere it "
        "costs 129.00"
    )


def test_the_cheapest_transport_of_dantzig(corridor):
    """Two canneries, three markets: 153.675 thousand dollars.

    *Source:* Dantzig (1963), Linear Programming and Extensions, chapter 3-3; the
    first model of the GAMS library (trnsport).
    """
    plants = {"KZKSN": 350, "KZAAU": 600}
    markets = {"AZBAK": 325, "GEPTI": 300, "TRMER": 275}
    thousand_miles = [2.5, 1.7, 1.8, 2.5, 1.8, 1.4]
    pairs = product(plants, markets)
    study = drawn.study(
        weeks=1,
        supplies=tuple(
            drawn.supply(at, supply_id=at, t_per_week=cases, usd_per_t=0)
            for at, cases in plants.items()
        ),
        demands=tuple(
            drawn.demand(at, demand_id=at, t_per_week=cases, outside_usd_per_t=None)
            for at, cases in markets.items()
        ),
        legs=tuple(
            drawn.leg(f"{a}-{b}", a, b, usd_per_t=90 * miles)
            for (a, b), miles in zip(pairs, thousand_miles, strict=True)
        ),
    )
    answer = solved(study, corridor)
    assert float(answer.certificate.objective_usd) == pytest.approx(153_675)


def test_a_store_carries_a_harvest_and_loses_some(corridor):
    study = drawn.study(
        weeks=2,
        goods=(drawn.goods(loss_share_per_week=0.1),),
        supplies=(drawn.supply(last_week=1),),
        demands=(drawn.demand("KZKSN", t_per_week=50),),
        legs=(drawn.leg("train", "KZKSN", "KZAAU"),),
        stores=(
            Store(
                store_id="silo",
                node_id="KZKSN",
                capacity_t=1000,
                usd_per_t_week=1,
                evidence=drawn.SAID,
            ),
        ),
    )
    answer = solved(study, corridor)
    # 100 t, of which 50 are kept and 45 are left: 5 t are missed.
    assert missed(answer) == pytest.approx(5)
    assert tonnes(answer, "keep") == pytest.approx(50)
    (silo_or_farm,) = {one.row_id for one in answer.seasons[0].bottlenecks}
    assert silo_or_farm == "farm"


def test_flour_is_milled_at_its_yield_and_bran_is_left(corridor):
    study = drawn.study(
        weeks=1,
        goods=(drawn.goods(), drawn.goods("flour"), drawn.goods("bran")),
        demands=(
            drawn.demand(
                "KZKSN", goods_id="flour", t_per_week=60, outside_usd_per_t=400
            ),
        ),
        conversions=(
            Conversion(
                conversion_id="mill",
                node_id="KZKSN",
                from_goods_id="grain",
                products=(
                    Product(to_goods_id="flour", yield_share=0.75, evidence=drawn.SAID),
                    Product(to_goods_id="bran", yield_share=0.2, evidence=drawn.SAID),
                ),
                capacity_t_per_week=70,
                usd_per_t=30,
            ),
        ),
    )
    answer = solved(study, corridor)
    # The mill takes 70 t; 52.5 t of flour come out, 7.5 t are missed.
    assert missed(answer) == pytest.approx(7.5)
    assert float(answer.certificate.objective_usd) == 70 * 130 + 7.5 * 400
    (scarce,) = answer.seasons[0].bottlenecks
    # A tonne more costs 130 and saves 0.75 t at 400.
    assert (scarce.kind, scarce.total_usd) == ("convert", pytest.approx(170))


def test_one_wagon_comes_back_before_it_loads_again(corridor):
    study = drawn.study(
        weeks=4,
        demands=(drawn.demand("KZAAU", t_per_week=10, may_lag_weeks=3),),
        legs=(
            drawn.leg(
                "train",
                "KZKSN",
                "KZAAU",
                days=7,
                equipment_code="bulk",
                payload_t=10,
                pool_id="hoppers",
                usd_per_empty_unit=5,
                empty_days=7,
            ),
        ),
        pools=(
            Pool(
                pool_id="hoppers",
                equipment_code="bulk",
                places=(PoolPlace(node_id="KZKSN", units=1, evidence=drawn.SAID),),
            ),
        ),
    )
    answer = solved(study, corridor)
    loaded = [(flow.week, flow.t) for flow in answer.seasons[0].flows]
    assert loaded == [(1, 10), (3, 10)]
    assert missed(answer) == pytest.approx(20)


def test_a_hired_wagon_is_paid_for_there_and_back(corridor):
    train = drawn.leg(
        "train",
        "KZKSN",
        "KZAAU",
        days=3.5,
        equipment_code="bulk",
        payload_t=10,
        pool_id="hoppers",
        usd_per_empty_unit=5,
        empty_days=3.5,
    )
    hoppers = Pool(
        pool_id="hoppers",
        equipment_code="bulk",
        places=(PoolPlace(node_id="KZKSN", units=0, evidence=drawn.SAID),),
        hire_usd_per_unit_week=40,
    )
    study = drawn.study(
        weeks=2,
        supplies=(drawn.supply(last_week=1),),
        demands=(drawn.demand("KZAAU", t_per_week=10, first_week=2),),
        legs=(train,),
        pools=(hoppers,),
    )
    answer = solved(study, corridor)
    # Half of what leaves in week 1 comes in week 2: 20 t leave to bring 10.
    assert tonnes(answer, "hire") == pytest.approx(2)
    assert float(answer.certificate.objective_usd) == pytest.approx(
        20 * (100 + 10) + 2 * 40
    )


def test_a_train_that_must_be_half_full_waits_for_enough(corridor):
    train = drawn.leg(
        "train", "KZKSN", "KZAAU", lot_t=100, least_lot_share=0.5, usd_per_lot=1000
    )
    study = drawn.study(
        weeks=2,
        supplies=(drawn.supply(t_per_week=40),),
        demands=(drawn.demand("KZAAU", t_per_week=40, may_lag_weeks=1),),
        legs=(train,),
        stores=(
            Store(store_id="silo", node_id="KZKSN", capacity_t=90, evidence=drawn.SAID),
        ),
    )
    answer = solved(study, corridor)
    assert [(flow.week, flow.t) for flow in answer.seasons[0].flows] == [(2, 80)]
    assert float(answer.certificate.objective_usd) == 80 * 110 + 1000


def test_trains_and_limits_by_enumeration(corridor):
    """Every number of trains in three weeks is tried by hand."""
    study = drawn.study(
        weeks=3,
        supplies=(drawn.supply(t_per_week=30),),
        demands=(drawn.demand("KZAAU", t_per_week=30, may_lag_weeks=1),),
        legs=(drawn.leg("train", "KZKSN", "KZAAU", lot_t=25, usd_per_lot=1500),),
        stores=(
            Store(store_id="silo", node_id="KZKSN", capacity_t=15, evidence=drawn.SAID),
        ),
    )
    answer = solved(study, corridor)
    cheapest = min(_cost_of(trains) for trains in product(range(3), repeat=3))
    assert float(answer.certificate.objective_usd) == pytest.approx(cheapest)
    assert float(answer.certificate.gap) <= 1e-6


def _cost_of(trains):
    """The least cost with so many trains a week; amounts in steps of five tonnes."""
    best = {(0, 0): 0.0}  # in the silo, owed from last week
    for number in trains:
        after = {}
        for (kept, owed), spent in best.items():
            for bought in range(0, 31, 5):
                for moved in range(0, min(25 * number, kept + bought) + 1, 5):
                    left = min(kept + bought - moved, 15)
                    late = min(moved, owed)
                    on_time = min(moved - late, 30)
                    cost = spent + 100 * bought + 10 * moved + 300 * (owed - late)
                    key = (left, 30 - on_time)
                    after[key] = min(after.get(key, 1e18), cost)
        best = {key: cost + 1500 * number for key, cost in after.items()}
    return min(cost + 300 * owed for (_, owed), cost in best.items())


def test_legs_share_what_a_limit_leaves(corridor):
    ferry = Limit(
        limit_id="ferry",
        name="the ferry",
        kind=LimitKind.FLEET,
        leg_ids=("ship", "other"),
        measure=Measure.T,
        per_week=60,
        evidence=drawn.SAID,
    )
    study = drawn.study(
        weeks=1,
        legs=(
            drawn.leg("train", "KZKSN", "KZAAU"),
            drawn.leg("ship", "KZAAU", "AZBAK", mode=TransportMode.SEA),
            drawn.leg("other", "KZAAU", "AZBAK", usd_per_t=11, mode=TransportMode.SEA),
        ),
        limits=(ferry,),
    )
    answer = solved(study, corridor)
    assert missed(answer) == pytest.approx(40)
    (scarce,) = answer.seasons[0].bottlenecks
    assert scarce.words == (
        "One more tonne a week of the ferry would save up to 180.00 USD (week 1); "
        "180 USD over week 1."
    )
    assert answer.seasons[0].unmet[0].reason == (
        "held back by the ferry in week 1 (180.00 USD a tonne)"
    )


@pytest.mark.parametrize(
    ("start", "loaded_in"),
    [
        (date(2025, 9, 29), [1, 4]),
        # Of the third week, from 16 October on, five days are banned.
        (date(2025, 10, 2), [1, 4]),
    ],
)
def test_no_grain_is_loaded_against_an_order(start, loaded_in, corridor):
    """Grain to Aktau was banned from 6 to 20 October 2025."""
    study = drawn.study(
        weeks=4,
        demands=(drawn.demand("KZAAU"),),
        legs=(drawn.leg("train", "KZKSN", "KZAAU"),),
    )
    answer = solved(replace(study, start=start), corridor)
    assert [flow.week for flow in answer.seasons[0].flows] == loaded_in


def test_what_must_be_met_leaves_room_to_mend_a_plan(corridor):
    study = drawn.study(demands=(drawn.demand(t_per_week=70, outside_usd_per_t=None),))
    programme = compile_study(study, corridor).programme
    assert solve(tighten(programme)).status == "optimal"


def test_the_weather_takes_its_share(corridor):
    port = Limit(
        limit_id="port",
        name="the port",
        kind=LimitKind.PORT,
        leg_ids=("ship",),
        measure=Measure.T,
        per_week=100,
        node_id="KZAAU",
        weather=True,
        evidence=drawn.SAID,
    )
    answer = solved(drawn.study(weeks=1, limits=(port,)), corridor)
    shut = next(
        c.closed_share
        for c in corridor.closures
        if (c.node_id, c.month) == ("KZAAU", 1)
    )
    assert missed(answer) == pytest.approx(100 * shut)


def test_a_ship_that_calls_three_weeks_of_four_calls(corridor):
    calls = Limit(
        limit_id="calls",
        name="calls",
        kind=LimitKind.FLEET,
        leg_ids=("ship",),
        measure=Measure.LOTS,
        per_week=0.75,
        evidence=drawn.SAID,
    )
    study = drawn.study(
        weeks=8,
        legs=(
            drawn.leg("train", "KZKSN", "KZAAU"),
            drawn.leg("ship", "KZAAU", "AZBAK", lot_t=100, mode=TransportMode.SEA),
        ),
        limits=(calls,),
    )
    answer = solved(study, corridor)
    sailings = [flow.week for flow in answer.seasons[0].flows if flow.leg_id == "ship"]
    assert sailings == [1, 2, 4, 5, 6, 8]


def test_carbon_is_paid_for(corridor):
    legs: tuple[Leg, ...] = (
        drawn.leg("train", "KZKSN", "KZAAU", usd_per_t=10, kg_co2e_per_t=50),
        drawn.leg("clean", "KZKSN", "KZAAU", usd_per_t=12, kg_co2e_per_t=10),
    )
    for price, by in ((0, "train"), (100, "clean")):
        study = drawn.study(
            weeks=1,
            demands=(drawn.demand("KZAAU"),),
            legs=legs,
            carbon_price_usd_per_t_co2e=price,
        )
        answer = solved(study, corridor)
        assert {flow.leg_id for flow in answer.seasons[0].flows} == {by}


def test_what_must_be_met_and_cannot_says_which_limits_clash(corridor):
    study = drawn.study(
        weeks=2, demands=(drawn.demand(t_per_week=120, outside_usd_per_t=None),)
    )
    answer = plan_season(study, corridor)
    assert answer.status == "infeasible"
    assert answer.certificate is None
    assert "demand of mill week 1" in answer.conflict or (
        "demand of mill week 2" in answer.conflict
    )
    assert any(label.startswith("buy farm") for label in answer.conflict)
