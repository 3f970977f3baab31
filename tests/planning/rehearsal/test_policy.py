"""FEATURE: when goods leave, by the plan and by loading when ready."""

from dataclasses import replace

import numpy as np
import pytest
from planning.rehearsal import drawn as d

from orta.errors import ModelError
from orta.planning.rehearsal import Policy
from orta.planning.rehearsal.chains import split
from orta.planning.rehearsal.policy import (
    cheapest_way,
    planned_releases,
    ready_releases,
)

LATE = d.plan(5, 6, 7, 8, last=14)


def test_the_plan_lets_go_on_the_days_of_its_departures():
    """Two trains of 500 t a week: on its second and its sixth day."""
    study = d.study()

    (release,) = planned_releases(study, split(study, LATE))

    days = np.flatnonzero(release.t)
    assert days.tolist() == [7 * week + day for week in (4, 5, 6, 7) for day in (1, 5)]
    assert release.t[days].tolist() == [500] * 8
    # It is bought in the four weeks of the harvest, and lies at the farm meanwhile.
    assert release.bought_t[:28].sum() == pytest.approx(4000)


def test_without_lots_the_plan_lets_go_every_day():
    study = d.study(legs=(replace(d.RAIL, lot_t=None), d.SHIP))

    (release,) = planned_releases(study, split(study, LATE))

    assert np.flatnonzero(release.t).tolist() == list(range(28, 56))


def test_loading_when_ready_sends_full_trains_as_the_harvest_comes():
    """1,000 t a week make a train of 500 t every three and a half days."""
    study = d.study()

    (release,) = ready_releases(study, split(study, LATE), policy=Policy.READY)

    days = np.flatnonzero(release.t)
    assert release.t[days].tolist() == pytest.approx([500] * 8)
    assert days.tolist() == [3, 6, 10, 13, 17, 20, 24, 27]
    assert release.t.sum() == pytest.approx(4000)


@pytest.mark.parametrize("lot_t", [500.0, None])
def test_loading_when_ready_moves_what_the_plan_moves_and_no_more(lot_t):
    study = d.study(legs=(replace(d.RAIL, lot_t=lot_t), d.SHIP))
    half = d.plan(5, 6)

    (release,) = ready_releases(study, split(study, half), policy=Policy.READY)

    assert release.t.sum() == pytest.approx(2000)
    assert release.t.min() == 0
    assert np.flatnonzero(release.t)[-1] < 14  # the first half of the harvest


def test_loading_when_ready_takes_the_cheapest_way_whatever_it_holds():
    """A road that is dearer, by which the plan goes; the rail is shut for good."""
    road = d.leg("road", "FARM", "PORT", "road", 2, usd_per_t=25)
    ban = d.limit("ban", "rail", 0)
    study = d.study(legs=(d.RAIL, road, d.SHIP), limits=(ban,))
    plan = d.plan(1, 2)
    plan = replace(
        plan,
        flows=tuple(
            replace(flow, leg_id="road") if flow.leg_id == "rail" else flow
            for flow in plan.flows
        ),
        stocks=(*plan.stocks, *_at_port((1, 2))),
    )
    consignments = split(study, plan)

    ways = {
        policy: ready_releases(study, consignments, policy=policy)[0].way.leg_ids
        for policy in (Policy.READY, Policy.READY_PLANNED_WAYS)
    }

    assert ways[Policy.READY] == ("rail", "ship")
    assert ways[Policy.READY_PLANNED_WAYS] == ("road", "ship")


def _at_port(weeks):
    """What came by road in two days and sails the week after."""
    rows = d.plan(1).stocks[:1]
    return tuple(
        replace(row, store_id="silo-PORT", week=week, t=1000.0)
        for week in weeks
        for row in rows
    )


def test_the_cost_of_a_departure_counts_by_the_tonne():
    cheap_but_for_the_train = replace(
        d.RAIL, leg_id="branch", usd_per_t=5.0, usd_per_lot=5000.0
    )
    study = d.study(legs=(cheap_but_for_the_train, d.RAIL, d.SHIP))
    way = split(d.study(), d.plan(1))[0].way

    assert cheapest_way(study, way).leg_ids == ("rail", "ship")


def test_where_no_legs_lead_there_is_no_way():
    way = split(d.study(), d.plan(1))[0].way

    with pytest.raises(ModelError, match="no legs lead from harvest to bread"):
        cheapest_way(d.study(legs=(d.RAIL,)), way)
