"""FEATURE: a season that was solved is rehearsed."""

from dataclasses import replace

import pytest
from planning.rehearsal import drawn as d

from orta.errors import ModelError
from orta.planning.flows import Amount, Season
from orta.planning.flows.describe import describe
from orta.planning.flows.solve import solve_study
from orta.planning.flows.study import Conversion, Product
from orta.planning.rehearsal import Terms, plan_of, rehearse, with_slack
from orta.planning.rehearsal.chains import split

LOSSY = d.study(
    goods=(d.grain(loss=0.03),),
    legs=(
        replace(d.RAIL, lost_share=0.02, days=10),
        replace(d.SHIP, lost_share=0.01, days=3, lot_t=500.0, max_lots_per_week=2),
    ),
)


def solved(study, land):
    found = solve_study(study, land)
    return plan_of(describe(study, land, found).seasons[0])


def late(weeks):
    """What is wanted may come so many weeks later."""
    study = d.study()
    return replace(
        study, demands=(replace(study.demands[0], may_lag_weeks=weeks, first_week=2),)
    )


def with_a_mill():
    study = d.study()
    flour = replace(d.grain(loss=0.01), goods_id="flour", name="Flour")
    mill = Conversion(
        conversion_id="mill",
        node_id="PORT",
        from_goods_id="grain",
        products=(Product(to_goods_id="flour", yield_share=0.8, evidence=d.DRAWN),),
        capacity_t_per_week=600,
        usd_per_t=5,
    )
    return replace(
        study,
        goods=(d.grain(loss=0.02), flour),
        demands=(replace(study.demands[0], goods_id="flour"),),
        conversions=(mill,),
    )


@pytest.mark.parametrize("study", [d.study(), LOSSY, late(3), with_a_mill()])
def test_all_that_is_bought_is_on_its_way_to_somebody(study):
    plan = solved(study, d.land(shut=0.2))

    found = split(study, plan)

    bought = {}
    for row in plan.purchases:
        bought[row.week] = bought.get(row.week, 0.0) + row.t
    told = {}
    for one in found:
        told[one.bought_week] = told.get(one.bought_week, 0.0) + one.t
    assert sum(bought.values()) > 1000
    assert told == pytest.approx(bought, rel=1e-4)


@pytest.mark.parametrize("study", [d.study(), LOSSY, late(3), with_a_mill()])
def test_without_storms_a_solved_season_arrives(study):
    plan = solved(study, d.land())

    found = rehearse(d.land(), study, plan, how=d.runs(3, assumed=d.calm()))

    planned_t = sum(row.t for row in plan.deliveries)
    assert found.values["arrived_t"] == pytest.approx(planned_t, rel=0.05)


def test_what_comes_later_than_it_was_wanted_is_promised_for_when_it_comes():
    came = Amount(
        kind="deliver", row_id="bread", detail="2 weeks late", week=4, amount=10.0
    )
    season = Season(
        scenario_id="",
        probability=1.0,
        usd_by_kind=(),
        flows=(),
        amounts=(came,),
        unmet=(),
        bottlenecks=(),
    )

    (delivery,) = plan_of(season).deliveries

    assert (delivery.week, delivery.t) == (6, 10)


def test_a_plan_with_slack_keeps_more_of_its_promises():
    study, land = d.study(last=14), d.land(shut=0.5, episode_h=120.0)
    cautious = with_slack(study, days=14)
    how = d.runs(100, terms=Terms(weeks=1, grace_weeks=0))

    eager = rehearse(land, study, solved(study, land), how=how)
    slack = rehearse(land, study, solved(cautious, land), made_for=cautious, how=how)

    assert slack.kept.all_kept.low > eager.kept.all_kept.high
    assert slack.values["unmet_t"].mean() < eager.values["unmet_t"].mean()


def test_slack_is_time_in_hand():
    with pytest.raises(ModelError, match="slack of -1 days"):
        with_slack(d.study(), days=-1)
