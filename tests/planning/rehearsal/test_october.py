"""Need N7: the grain jam of October 2025, by a plan and by loading when ready."""

from datetime import date, timedelta

import pytest
from planning.rehearsal.october import SHIP_T, season

import orta
from orta.planning.flows.describe import describe
from orta.planning.flows.solve import solve_study
from orta.planning.rehearsal import (
    HowToRun,
    Policy,
    compare_with_load_when_ready,
    plan_of,
)

LAND = orta.load().corridor
STUDY = season()


@pytest.fixture(scope="module")
def plan():
    solved = solve_study(STUDY, LAND)
    return plan_of(describe(STUDY, LAND, solved).seasons[0])


@pytest.fixture(scope="module", params=[Policy.READY, Policy.READY_PLANNED_WAYS])
def found(request, plan):
    how = HowToRun(replications=100, seed=2025)
    return compare_with_load_when_ready(LAND, STUDY, plan, ways=request.param, how=how)


def test_demurrage_and_loss_are_a_fifth_less_under_the_plan(found):
    assert found.reduction.is_at_least(0.2)
    assert found.difference("demurrage_and_loss_usd").difference.high < 0


def test_the_plan_does_not_save_by_delivering_less(found):
    assert found.difference("met_t").difference.low > 0
    assert found.difference("total_usd").difference.high < 0


def test_wagons_jam_as_they_did(found):
    """700 loaded wagons stood at Aktau; half to twice as many do on average."""
    days = STUDY.weeks * 7
    standing = found.ready.figures["wagon_days"].value / days

    assert 350 <= standing <= 1400
    assert found.plan.figures["wagon_days"].value / days < 100


def test_the_plan_loads_no_train_while_an_order_forbids_it(plan):
    """From 6 to 20 October no grain is loaded to Aktau: weeks 6 and 7."""
    first = STUDY.first_day
    banned = [
        week
        for week in range(1, STUDY.weeks + 1)
        if date(2025, 10, 6) <= first(week)
        and first(week) + timedelta(days=6) <= date(2025, 10, 20)
    ]

    assert banned == [6, 7]
    trains = {flow.week for flow in plan.flows if flow.leg_id == "train"}
    assert not trains & set(banned)
    assert {5, 8} <= trains


def test_the_plan_loads_no_ship_beyond_its_hold(plan):
    assert 0.5 * SHIP_T < plan.load_t(STUDY.leg_by_id["ship"]) <= SHIP_T * (1 + 1e-9)
