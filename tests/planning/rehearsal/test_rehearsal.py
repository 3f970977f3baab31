"""FEATURE: a plan of flows is run in the simulator.

FARM ══rail, 7 d══▶ PORT ┈┈ship, 7 d┈┈▶ BUYER
"""

import json
from dataclasses import replace

import numpy as np
import pytest
from planning.rehearsal import drawn as d

from orta.errors import ModelError, UsageError
from orta.planning.flows.study import LimitKind
from orta.planning.rehearsal import (
    Assumptions,
    Hire,
    HowToRun,
    Policy,
    Terms,
    rehearse,
)

PLAN = d.plan(1, 2, 3, 4)
CALM_SEA = d.land()


def only(study=None, *, land=CALM_SEA, plan=PLAN, policy=Policy.PLAN, **how):
    """One replication in which nothing is left to chance but the weather."""
    return rehearse(land, study or d.study(), plan, policy=policy, how=d.runs(1, **how))


def test_without_weather_goods_arrive_in_their_weeks_and_every_promise_holds():
    found = only()

    assert found.arrived_t[0, 0, :8].tolist() == [0, 0, 1000, 1000, 1000, 1000, 0, 0]
    assert found.kept.all_kept.value == 1
    assert found.kept.part_80 >= 1
    assert found.values["met_t"].tolist() == [4000]
    assert found.values["unmet_usd"].tolist() == [0]
    assert found.values["demurrage_usd"].tolist() == [0]
    assert found.values["purchase_usd"] == pytest.approx([4000 * 100])
    # Both legs cost 10 a tonne, and a wagon of 50 t costs 100 on its way back.
    assert found.values["freight_usd"] == pytest.approx([4000 * (20 + 2)])


def test_a_sea_that_is_shut_for_weeks_makes_the_plan_late():
    """The ships of weeks 2 to 5 sail in week 6, and arrive in week 7."""
    shut = d.limit("ice", "ship", 0, first_week=2, last_week=5)

    found = only(d.study(limits=(shut,)))

    assert found.arrived_t[0, 0, :8].tolist() == [0, 0, 0, 0, 0, 0, 4000, 0]
    assert found.kept.all_kept.value == 0
    kept = [one.kept.value for one in found.kept.promises]
    assert kept == [0, 1, 1]  # by week 4, with a week of grace; by week 8; by week 12
    # Weeks 4, 5 and 6 go without.
    assert found.values["unmet_t"].tolist() == [1500]
    assert found.values["unmet_usd"].tolist() == [1500 * 300]


def kept_in_storms(shut):
    """How many of sixty seasons keep a promise for every week, without grace."""
    land = d.land(shut=shut, episode_h=240.0)
    return rehearse(
        land, d.study(), PLAN, how=d.runs(60, terms=Terms(weeks=1, grace_weeks=0))
    )


def test_storms_make_the_plan_late_in_some_replications_only():
    found = kept_in_storms(0.5)

    assert 0 < found.kept.all_kept.count < 60
    assert np.all(found.values["arrived_t"] == 4000)


def test_more_storms_keep_fewer_promises():
    counts = [kept_in_storms(shut).kept.all_kept.count for shut in (0.1, 0.4, 0.8)]

    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def test_a_full_silo_keeps_loaded_wagons_waiting():
    """Room for one train; nothing sails before week 6.

    The trains leave at noon of their fourth day of the week: two of 500 t a week, so
    that eight come and seven of them wait for room.
    """
    tight = d.study(
        stores=(d.silo("FARM"), d.silo("PORT", 500), d.silo("BUYER")),
        limits=(d.limit("ice", "ship", 0, first_week=1, last_week=5),),
        legs=(d.RAIL, replace(d.SHIP, lot_t=500.0)),
    )

    full, roomy = only(tight), only(replace(tight, stores=d.study().stores))

    assert roomy.values["wagon_days"].tolist() == [0]
    # Trains of ten wagons load on days 1 and 5 of each week and take seven days.
    arrivals = [7 * week + day + 0.5 + 7 for week in range(4) for day in (1, 5)]
    waits = [max(35 - at - 1, 0) for at in arrivals[1:]]
    assert full.values["wagon_days"][0] == pytest.approx(10 * sum(waits), rel=0.05)
    assert full.values["demurrage_usd"] == pytest.approx(30 * full.values["wagon_days"])


def test_demurrage_costs_what_the_hire_of_a_wagon_costs():
    stores = (d.silo("FARM"), d.silo("PORT", 500), d.silo("BUYER"))
    ice = (d.limit("ice", "ship", 0, first_week=1, last_week=5),)
    hired = d.study(stores=stores, limits=ice, pools=(d.hoppers(1000, 140.0),))

    found = only(hired)

    assert found.values["wagon_days"][0] > 0
    assert found.values["demurrage_usd"] == pytest.approx(
        20 * found.values["wagon_days"]
    )


def test_scarce_wagons_keep_goods_at_the_source_unloaded():
    """Ten wagons, away for two weeks: 500 t in two weeks and no more."""
    found = only(d.study(pools=(d.hoppers(10),)), assumed=d.calm(run_out_weeks=20))

    came = found.arrived_t[0, 0].cumsum()
    assert np.all(came <= 500 * (np.arange(came.size) // 2 + 1))
    assert came[-1] == 4000
    assert found.values["wagon_days"].tolist() == [0]


def test_wagons_load_again_once_the_silo_has_taken_their_grain():
    """Twenty wagons carry all 4,000 t to a silo that no ship empties before week 12."""
    ice = d.limit("ice", "ship", 0, first_week=1, last_week=11)

    found = only(d.study(pools=(d.hoppers(20),), limits=(ice,)))

    assert found.arrived_t[0, 0].cumsum()[12] == 4000
    assert found.values["wagon_days"].tolist() == [0]


def test_hired_wagons_are_there_beside_those_of_the_pool():
    """Twenty of a pool and twenty hired each week, back after two."""
    poor = d.study(pools=(d.hoppers(20, 70.0),))
    hires = tuple(
        Hire(pool_id="hoppers", leg_id="rail", week=week, units=20) for week in (2, 4)
    )

    alone, helped = only(poor), only(poor, plan=replace(PLAN, hires=hires))

    assert alone.arrived_t[0, 0, :6].sum() < 4000
    assert helped.arrived_t[0, 0, :6].sum() == 4000
    extra = helped.values["freight_usd"] - alone.values["freight_usd"]
    assert extra == pytest.approx([40 * 2 * 70])


def test_a_hired_wagon_stays_until_it_is_back():
    hires = tuple(
        Hire(pool_id="hoppers", leg_id="rail", week=week, units=3) for week in (1, 2, 5)
    )

    most = replace(PLAN, hires=hires).most_hired(d.study())

    assert most == {"hoppers": 6}


def test_an_order_not_to_load_keeps_goods_at_the_source():
    """A closure on the way catches loaded wagons, an order keeps them from loading."""
    ban = d.limit("ban", "rail", 0, first_week=1, last_week=3)
    found = {
        kind: only(d.study(limits=(replace(ban, kind=kind),)))
        for kind in (LimitKind.EMBARGO, LimitKind.CLOSURE)
    }

    for one in found.values():
        assert one.arrived_t[0, 0, :5].sum() == 0
        assert one.arrived_t[0, 0].sum() == 4000
    assert found[LimitKind.EMBARGO].values["wagon_days"].tolist() == [0]
    assert found[LimitKind.CLOSURE].values["wagon_days"][0] > 0


def test_a_limit_of_tonnes_lets_no_more_pass():
    """250 t a week on the rail: 4,000 t take sixteen weeks."""
    found = only(
        d.study(limits=(d.limit("section", "rail", 250),)),
        assumed=d.calm(run_out_weeks=12),
    )

    came = found.arrived_t[0, 0]
    assert came.sum() == pytest.approx(4000)
    assert came[4:16].max() <= 1000  # a shipload gathers for weeks
    assert found.arrived_t[0, 0].cumsum()[10] <= 250 * 9


def test_a_limit_of_some_weeks_holds_in_those_only():
    free = only().arrived_t[0, 0]
    slow = d.limit("works", "rail", 200, first_week=1, last_week=2)

    found = only(d.study(limits=(slow,)), assumed=d.calm(run_out_weeks=12)).arrived_t[
        0, 0
    ]

    assert found.sum() == free.sum()
    assert found[:4].sum() < 1000  # 400 t in two weeks are no full ship
    assert found[4:7].sum() >= 3000  # then the rail is free


@pytest.mark.parametrize("policy", Policy)
def test_no_tonne_is_made_and_none_vanishes(policy):
    """In storms, with losses, a small silo and few wagons."""
    study = d.study(
        goods=(d.grain(loss=0.03),),
        legs=(replace(d.RAIL, lost_share=0.02), d.SHIP),
        stores=(d.silo("FARM"), d.silo("PORT", 600), d.silo("BUYER")),
        pools=(d.hoppers(30),),
    )
    plan = d.plan(1, 2, 3, 4)
    lossless = d.study()

    found = rehearse(
        d.land(shut=0.4),
        study,
        plan,
        made_for=lossless,
        policy=policy,
        how=d.runs(10, assumed=Assumptions(run_out_weeks=2)),
    )

    values = found.values
    at_buyer_t = values["arrived_t"] - values["met_t"]
    lost_there_t = values["lost_t"] - values["lost_on_way_t"]
    assert values["arrived_t"] + values["lost_on_way_t"] + values["under_way_t"] == (
        pytest.approx(4000 * 0.98)
    )
    assert np.all(values["lost_on_way_t"] > 0)
    assert np.all(at_buyer_t >= lost_there_t - 1e-6)


def test_the_same_seed_gives_the_same_bytes_on_any_number_of_threads():
    def text(**how):
        found = rehearse(d.land(shut=0.4), d.study(), PLAN, how=d.runs(12, **how))
        return json.dumps(found.to_dict()), found.arrived_t.tobytes()

    assert text(workers=1) == text(workers=3)
    assert text(seed=1) != text(seed=0)


def test_goods_at_their_destination_need_no_way():
    there = replace(d.study().demands[0], node_id="FARM", first_week=1, last_week=4)
    study = replace(d.study(), demands=(replace(there, t_per_week=1000.0),))
    plan = replace(
        PLAN,
        flows=(),
        stocks=(),
        deliveries=tuple(
            replace(PLAN.deliveries[0], week=week, t=1000.0) for week in (1, 2, 3, 4)
        ),
    )

    found = only(study, plan=plan)

    assert found.arrived_t[0, 0, :4].sum() == pytest.approx(4000, rel=2e-2)
    assert found.arrived_t.sum() == pytest.approx(4000)
    assert found.values["freight_usd"].tolist() == [0]


def test_a_pool_too_small_for_a_departure_says_so():
    with pytest.raises(ModelError, match="pool hoppers has 0 units"):
        only(d.study(pools=(d.hoppers(0),)))


def test_a_plan_that_moves_nothing_is_refused():
    with pytest.raises(ModelError, match="moves nothing"):
        only(plan=replace(PLAN, flows=(), purchases=(), stocks=(), deliveries=()))


def test_no_replications_are_no_rehearsal():
    with pytest.raises(UsageError, match="at least 1"):
        HowToRun(replications=0)
