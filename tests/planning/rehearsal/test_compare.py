"""FEATURE: a plan against loading when ready, under the same weather and luck."""

from dataclasses import replace

import numpy as np
import pytest
from planning.rehearsal import drawn as d

from orta.planning.rehearsal import (
    Assumptions,
    Policy,
    Reduction,
    compare_with_load_when_ready,
    rehearse,
)

# One ship of 500 t a week, room for one shipload, and storms.
CONGESTED = d.study(
    weeks=20,
    last=18,
    legs=(d.RAIL, replace(d.SHIP, lot_t=500.0, max_lots_per_week=1)),
    stores=(d.silo("FARM"), d.silo("PORT", 500), d.silo("BUYER")),
    goods=(d.grain(),),
    pools=(d.hoppers(100),),
)
LAND = d.land(shut=0.2)
PLAN = d.plan(1, 3, 5, 7, weeks=20, last=18)  # a thousand tonnes every second week


def compared(count=60, **more):
    how = d.runs(count, assumed=Assumptions())
    return compare_with_load_when_ready(LAND, CONGESTED, PLAN, how=how, **more)


def test_where_ships_are_scarce_a_plan_costs_less_demurrage_and_loss():
    found = compared()

    demurrage = found.difference("demurrage_usd")
    assert demurrage.difference.high < 0
    assert found.reduction.is_at_least(0.2)
    assert found.difference("demurrage_and_loss_usd").is_sure
    # Both move the same goods the same way.
    for metric in ("freight_usd", "purchase_usd"):
        same = found.difference(metric)
        assert same.first.value == pytest.approx(same.second.value)


def test_common_luck_makes_the_difference_sure():
    """The interval of the difference is narrower than luck of their own would give."""
    found = compared()
    metric = "demurrage_usd"

    own = rehearse(
        LAND, CONGESTED, PLAN, how=d.runs(60, seed=9, assumed=Assumptions())
    ).values[metric]
    ready = found.ready.values[metric]
    apart = np.std(own - ready, ddof=1)
    together = np.std(found.plan.values[metric] - ready, ddof=1)
    assert together < apart


def test_a_policy_compared_with_itself_differs_in_nothing():
    how = d.runs(5, assumed=Assumptions())
    one, other = (
        rehearse(LAND, CONGESTED, PLAN, policy=Policy.READY, how=how) for _ in range(2)
    )

    assert all(
        np.array_equal(one.values[name], other.values[name]) for name in one.values
    )


def test_both_policies_see_the_same_storms():
    from orta.planning.rehearsal.chains import split
    from orta.planning.rehearsal.compile import compile_releases
    from orta.planning.rehearsal.policy import planned_releases, ready_releases

    consignments = split(CONGESTED, PLAN)
    plants = [
        compile_releases(LAND, CONGESTED, PLAN, releases, assumed=Assumptions())
        for releases in (
            planned_releases(CONGESTED, consignments),
            ready_releases(CONGESTED, consignments, policy=Policy.READY),
        )
    ]

    one, other = (plant.draw_windows(seed=3, replication=4) for plant in plants)
    assert one == other
    assert one["wind:PORT"]


def test_a_reduction_is_that_of_the_means_with_the_doubt_of_the_pairs():
    ready = np.array([10.0, 20.0, 30.0, 40.0])

    exact = Reduction.of(0.7 * ready, than=ready)
    vague = Reduction.of(0.7 * ready + np.array([3, -3, -3, 3]), than=ready)

    assert (exact.low, exact.value, exact.high) == pytest.approx((0.3, 0.3, 0.3))
    assert exact.is_at_least(0.2)
    assert vague.value == pytest.approx(0.3)
    assert vague.low < 0.2
    assert not vague.is_at_least(0.2)


def test_the_interval_of_a_reduction_holds_it_in_95_of_100_cases():
    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(400):
        luck = rng.normal(100, 20, 40)
        found = Reduction.of(0.6 * luck + rng.normal(0, 8, 40), than=luck)
        inside += found.low <= 0.4 <= found.high

    assert 0.92 * 400 <= inside <= 0.98 * 400


def test_nothing_to_reduce_is_no_reduction():
    none = Reduction.of(np.zeros(3), than=np.zeros(3))

    assert np.isnan(none.value)
    assert not none.is_at_least(0.0)
