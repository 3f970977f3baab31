"""FEATURE: what a closure costs, whom it hurts, and when its queue is gone."""

import json
from dataclasses import replace
from math import inf

import numpy as np
import pytest

import orta
from orta.errors import UsageError
from orta.planning.assignment import (
    Origin,
    assign,
    build_network,
    demands_of_year,
)
from orta.planning.optimum.removal import Warm
from orta.planning.resilience.criticality import (
    ClosureKind,
    CriticalityRequest,
    criticality_dict,
    export_criticality,
    rank_closures,
    rank_closures_of,
    recovery,
)
from orta.planning.resilience.criticality.compile import compile_network

from .two_ways import DAY_USD, demand, two_ways

FLEETS = (ClosureKind.FLEET,)


def ranked(network, **asked):
    asked.setdefault("kinds", FLEETS)
    return rank_closures_of(network, CriticalityRequest(**asked))


def closed(answer, *ids):
    everything = (*answer.closures, *answer.combinations)
    (found,) = [c for c in everything if tuple(x.closure_id for x in c.closed) == ids]
    return found


def test_by_hand_a_fortnight_without_the_direct_way():
    """Round it costs 30 USD, to wait 10 + 7 days of 4: 20 t go round, 50 t wait."""
    found = closed(ranked(two_ways(), days=14), "fleet:direct")

    assert found.round_usd == pytest.approx(2 * 20 * (30 - 10))
    assert found.wait_usd == pytest.approx(2 * 50 * 7 * DAY_USD)
    assert found.loss_usd == pytest.approx(800 + 2800)
    assert found.held_up_t == pytest.approx(100)
    assert found.no_way_t == pytest.approx(100)
    assert found.extra_tariff_usd == pytest.approx(2 * 20 * (15 - 5))
    assert found.extra_days == pytest.approx(6 - 2)


def test_by_hand_the_queue_fills_and_drains():
    """100 t wait. Each way has room for 20 t more a week: two weeks and a half."""
    after = closed(ranked(two_ways(), days=14), "fleet:direct").recovery

    assert after.days == pytest.approx(17.5)
    assert after.asset_id in {"fleet:direct", "fleet:round"}
    assert after.wait_t_days == pytest.approx(100 * (14 + 17.5) / 2)
    assert after.after_usd == pytest.approx(100 * 17.5 / 2 * DAY_USD)


def test_nobody_goes_round_the_world_to_leave_a_queue():
    """Closed for a day, to go round costs more than the wait: the direct way alone."""
    after = closed(ranked(two_ways(), days=1), "fleet:direct").recovery

    assert after.days == pytest.approx(7 * 10 / 20)
    assert after.unknown_t == 0


def test_a_day_is_waited_for_and_not_driven_round():
    """Half a day of waiting costs 2 USD, going round 20."""
    found = closed(ranked(two_ways(), days=1), "fleet:direct")

    assert found.loss_usd == pytest.approx(10 * 2)
    assert found.round_usd == 0
    assert found.held_up_t == pytest.approx(10)
    assert found.no_way_t == pytest.approx(50 / 7)
    assert found.extra_days == 0


def test_a_queue_without_room_never_goes_and_one_without_limits_is_unknown():
    network = two_ways(direct_room=70.0, round_room=0.0)
    full = closed(ranked(network), "fleet:direct").recovery
    unknown = closed(ranked(two_ways(direct_room=None)), "fleet:direct").recovery

    assert (full.days, full.asset_id) == (inf, "fleet:direct")
    assert full.wait_t_days == pytest.approx(140 * 14 / 2)
    assert unknown.days is None
    assert unknown.unknown_t == pytest.approx(100)


def test_what_comes_every_day_makes_room_for_the_queue():
    """The direct way is full of the usual 70 t; round it there is room for 20.

    Of everything that comes 2/9 go round, so that 100 t in the queue are gone in five
    weeks. Half of it is wheat, for which going round is as dear as for the rest.
    """
    network = two_ways(demand(35.0), demand(35.0, commodity="72"), direct_room=70.0)
    after = closed(ranked(network, days=14), "fleet:direct").recovery

    assert after.days == pytest.approx(35)
    assert after.unknown_t == 0


def test_who_is_hurt_by_state_and_commodity():
    network = two_ways(demand(35.0), demand(35.0, commodity="72"))
    found = closed(ranked(network), "fleet:direct")
    states = {hurt.code: hurt for hurt in found.by_state}
    goods = {hurt.code: hurt for hurt in found.by_commodity}

    assert set(states) == {"KZ", "AZ", "GE"}
    assert states["KZ"].loss_usd == states["AZ"].loss_usd == pytest.approx(3600)
    assert states["KZ"].crossing_t == pytest.approx(-100)
    assert states["GE"].crossing_t == pytest.approx(40)
    assert states["GE"].loss_usd == 0
    assert set(goods) == {"1001", "72"}
    assert sum(hurt.loss_usd for hurt in goods.values()) == pytest.approx(3600)
    assert sum(hurt.held_up_t for hurt in goods.values()) == pytest.approx(100)


def test_what_nobody_uses_costs_nothing_and_is_counted():
    answer = ranked(two_ways())

    assert [x.closed[0].closure_id for x in answer.closures] == ["fleet:direct"]
    assert answer.n_without_loss == 1
    assert answer.goods_t_per_week == 70


def test_two_together_do_more_harm_than_their_sum():
    """Without both ways all 70 t wait."""
    answer = ranked(two_ways(), together=2, days=14)
    both = closed(answer, "fleet:direct", "fleet:round")

    assert both.loss_usd == pytest.approx(2 * 70 * 7 * DAY_USD)
    assert answer.combinations[0] == both
    assert answer.proof.n_sets == 4
    least, most = answer.proof.checked_usd_per_week
    assert least == pytest.approx(most) == pytest.approx(70 * 38)


def test_a_demand_with_two_origins_takes_the_other_when_one_is_cut_off():
    """C sells for 7 USD more: 22 with the way from there; A for 10."""
    origins = (
        Origin(node_id="A"),
        Origin(node_id="C", supply_t_per_week=30.0, price_usd_per_t=7.0),
    )
    answer = ranked(two_ways(demand(origins=origins)), kinds=(ClosureKind.NODE,))
    found = closed(answer, "node:A")

    assert found.round_usd == pytest.approx(2 * 30 * (22 - 10))
    assert found.held_up_t == pytest.approx(2 * 40)


def test_nothing_goes_by_what_its_owners_avoid():
    network = two_ways(demand(avoid=("node:C",)))
    found = closed(ranked(network), "fleet:direct")

    assert found.round_usd == 0
    assert found.held_up_t == pytest.approx(140)


def test_the_usual_week_keeps_to_the_corridor_unless_its_rivals_are_asked_for():
    """The dataset counts what takes the corridor, though Russia may be cheaper."""
    corridor = orta.load().corridor
    states = CriticalityRequest(kinds=(ClosureKind.STATE,))
    usual = rank_closures(corridor, states)
    free = rank_closures(corridor, replace(states, avoid=()))

    def crossed(answer):
        return {c.closed[0].closure_id for c in answer.closures}

    assert usual.request.avoid == ("state:RU", "state:IR", "service:OCEAN-*")
    assert "state:RU" not in crossed(usual)
    assert "state:RU" in crossed(free)
    assert "state:IR" in crossed(usual)  # some grain ends there


def test_values_of_goods_say_what_their_day_is_worth():
    """Wheat of 215 USD loses 1.72 a day, other goods 11.76."""
    asked = CriticalityRequest(kinds=(ClosureKind.NODE,), days=14)
    corridor = orta.load().corridor
    known = closed(rank_closures(corridor, asked), "node:KZKSN")
    none = closed(rank_closures(corridor, replace(asked, values={})), "node:KZKSN")

    assert known.held_up_t == pytest.approx(none.held_up_t)
    assert known.wait_usd == pytest.approx(known.held_up_t * 7 * 215 * 0.008, rel=1e-6)
    assert none.wait_usd == pytest.approx(none.held_up_t * 7 * 11.76, rel=1e-6)


def test_words_that_name_nothing_are_refused():
    corridor = orta.load().corridor
    with pytest.raises(UsageError, match="state:ZZ"):
        rank_closures(corridor, CriticalityRequest(avoid=("state:ZZ",)))


@pytest.mark.parametrize(
    "wrong", [{"days": 0}, {"days": inf}, {"together": 4}, {"top": 0}, {"kinds": ()}]
)
def test_requests_that_make_no_sense_are_refused(wrong):
    with pytest.raises(UsageError):
        CriticalityRequest(**wrong)


@pytest.fixture(scope="module")
def shipped():
    corridor = orta.load().corridor
    return build_network(corridor, demands_of_year(corridor))


@pytest.mark.parametrize(
    "key",
    [
        "node:KZAAU", "node:AZBAK", "link:L222", "service:RAIL-AZ", "border:B001",
        "fleet:FLEET-KYK-BAK", "state:GE",
    ],
)  # fmt: skip
def test_a_closure_costs_what_the_whole_programme_says(shipped, key):
    """Flows by columns against those of arcs, of the shipped corridor."""
    if key not in shipped.asset_number:
        key = next(k for k in shipped.asset_number if k.startswith("border:"))
    kinds = tuple(ClosureKind)
    compiled = compile_network(shipped, kinds)
    warm = Warm(compiled.problem, shared=compiled.shared, gap=1e-10)
    (target,) = [n for n, c in enumerate(compiled.closables) if c.closure_id == key]
    whole = assign(shipped, closed={key})
    cost = whole.cost_usd_per_week
    cost += float(whole.unmet_t.sum()) * shipped.weights.unmet_usd_per_t

    found = warm.without(compiled.targets.links([target]))
    assert found.objective == pytest.approx(cost, rel=1e-8)
    assert found.unmet == pytest.approx(whole.unmet_t, abs=1e-4)


def test_the_parts_of_a_loss_are_the_whole_and_more_closed_never_helps(shipped):
    answer = rank_closures_of(
        shipped, CriticalityRequest(kinds=(ClosureKind.NODE,), together=2, top=5)
    )
    alone = {c.closed[0].closure_id: c for c in answer.closures}
    for closure in (*answer.closures, *answer.combinations):
        parts = closure.round_usd + closure.wait_usd
        assert parts == pytest.approx(closure.loss_usd)
        goods = sum(hurt.loss_usd for hurt in closure.by_commodity)
        assert goods == pytest.approx(closure.loss_usd, rel=1e-6)
        assert -1e-6 <= closure.no_way_t <= closure.held_up_t + 1e-6
        for each in closure.closed:
            if each.closure_id in alone:
                least = alone[each.closure_id].loss_usd
                assert closure.loss_usd >= least * (1 - 1e-9)
    losses = [c.loss_usd for c in answer.closures]
    assert losses == sorted(losses, reverse=True)


def test_a_longer_closure_never_costs_less_a_day(shipped):
    """Who may wait for less long loses no more."""
    one, two = (
        rank_closures_of(
            shipped, CriticalityRequest(kinds=(ClosureKind.NODE,), days=days)
        )
        for days in (5, 20)
    )
    longer = {c.closed[0].closure_id: c.loss_usd / 20 for c in two.closures}
    for closure in one.closures:
        a_day = closure.loss_usd / 5
        assert longer[closure.closed[0].closure_id] >= a_day * (1 - 1e-9)


def test_the_same_question_gives_the_same_bytes(shipped, tmp_path):
    asked = CriticalityRequest(kinds=(ClosureKind.BORDER,), together=2, top=3)
    files = []
    for name in ("one", "two"):
        answer = rank_closures_of(shipped, asked)
        export_criticality(answer, tmp_path / name)
        files.append({f.name: f.read_bytes() for f in (tmp_path / name).iterdir()})

    assert files[0] == files[1]
    assert {"answer.json", "closures.csv", "states.csv", "proof.csv"} <= set(files[0])
    content = json.loads(files[0]["answer.json"])
    assert content == criticality_dict(answer)
    assert content["schema"] == "orta.criticality/1"


def test_limits_that_several_demands_meet_are_shared_in_the_queue():
    """10 and 30 t wait for one gate with room for 20 a week: two weeks for both.

    The second meets a narrower gate of its own as well: 30 t at 5 a week, six weeks.
    """
    found = recovery(
        np.array([10.0, 30.0]), 7.0,
        use_per_t=np.array([[1.0, 1.0], [0.0, 1.0]]),
        room_per_week=np.array([20.0, 5.0]),
        day_usd_per_t=np.array([1.0, 2.0]),
        limit_assets=("link:BOTH", "node:OWN"),
    )  # fmt: skip

    assert found.days == 42
    assert found.asset_id == "node:OWN"
    assert found.wait_t_days == pytest.approx(10 * (7 + 14) / 2 + 30 * (7 + 42) / 2)
    assert found.after_usd == pytest.approx(10 * 14 / 2 + 2 * 30 * 42 / 2)


def test_an_answer_says_so_if_goods_find_no_room_even_now():
    answer = ranked(two_ways(demand(150.0)))

    assert answer.unmet_t_per_week == pytest.approx(150 - 110)
    found = closed(answer, "fleet:round")
    assert found.held_up_t == pytest.approx(2 * 20)


def test_request_weights_count():
    network = replace(
        two_ways(), weights=replace(two_ways().weights, value_of_time_usd_per_t_day=1.0)
    )
    found = closed(ranked(network, days=14), "fleet:direct")

    assert found.round_usd == 0
    assert found.wait_usd == pytest.approx(2 * 70 * 7)
