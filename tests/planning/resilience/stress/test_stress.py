"""FEATURE: an event costs what it holds up, ends, and is gone again."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from planning.resilience.stress.tiny import (
    DAYS,
    START,
    TRAIN_TEU,
    answer_of,
    by_rail,
    by_sea,
    demand,
    post,
    stress,
)
from planning.simulation.both import simulate
from planning.simulation.drawn import HOUR, Case, flow, serve

from orta.errors import ModelError, ScenarioError
from orta.planning.resilience.stress import (
    Figure,
    Measure,
    Weights,
    recovery_of,
    stress_dict,
    stress_test,
)
from orta.planning.simulation import run_demands
from orta.planning.simulation.plant import Plant, Station
from orta.planning.simulation.scenario import (
    Absence,
    Ban,
    Closure,
    DemandChange,
    DemandPolicy,
    FacilityPolicy,
    FleetPolicy,
    PortPolicy,
    Scenario,
    Slowdown,
)

FIRST = 28  # day of the run on which events begin


def on(day):
    return START + timedelta(days=day)


def shut(days=10, **place):
    place = place or {"link_id": "b-c-rail"}
    return {"closures": (Closure(starts=on(FIRST), days=days, **place),)}


def test_a_scenario_that_changes_nothing_differs_by_exactly_nothing():
    answer = answer_of(by_rail(facilities=(post(),)))

    rows = (*answer.totals, *answer.by_demand, *answer.by_state)
    assert {row.difference.value for row in rows} == {0.0}
    assert {row.difference.high for row in rows} == {0.0}
    assert {week.more.value for week in answer.recovery.weeks} == {0.0}
    assert not answer.recovery.is_hurt


@pytest.mark.parametrize(
    "said",
    [
        shut(),
        {
            "slowdowns": (
                Slowdown(facility_id="post", share=0.1, starts=on(28), days=9),
            )
        },
        {"demand_changes": (DemandChange(factor=3, starts=on(FIRST), days=9),)},
        {"demand_changes": (DemandChange(factor=0.2, starts=on(FIRST), days=9),)},
        {"bans": (Ban(node_id="b", starts=on(FIRST), days=9),)},
    ],
    ids=["closure", "slowdown", "surge", "decline", "ban"],
)
def test_up_to_its_first_day_an_event_changes_exactly_nothing(said):
    """And from then on something."""
    model, changes = by_rail(facilities=(post(hours=9),)), stress(**said).changes
    usual = replace(changes, closures=(), slowdowns=(), demand_changes=(), bans=())
    ordinary, stressed = (
        run_demands(model, one, beside=changes, replications=2, workers=1)
        for one in (usual, changes)
    )

    same = ordinary.under_way_teu == stressed.under_way_teu
    assert same[:, :FIRST].all()
    assert not same[:, FIRST : FIRST + 9].all()
    assert (ordinary.arrived_teu == stressed.arrived_teu)[:, :FIRST].all()


def test_a_closure_of_the_only_way_stops_what_is_carried_and_then_it_comes():
    changes = stress(**shut()).changes
    runs = run_demands(by_rail(), changes, replications=3, workers=1)
    arrived = runs.arrived_teu[..., 0]

    # Who was past the gate takes 12 hours more; the first after it 12 from the opening.
    assert (arrived[:, FIRST + 1 : FIRST + 10] == 0).all()
    assert (arrived[:, FIRST + 10] > 7 * TRAIN_TEU / 2).all()
    answer = answer_of(by_rail(), **shut())
    carried = answer.total("delivered_teu")
    assert carried.first == carried.second  # by the end all the same came through
    assert answer.recovery.peak.starts == on(35)
    assert answer.recovery.recovered == on(42)  # the first week that begins after it
    assert answer.recovery.weeks_after == 0
    assert answer.recovery.weeks[-1].more.value == 0.0


def test_the_delay_of_a_closure_is_what_those_wait_that_come_in_it():
    """A train a day of 60 TEU waits half of the ten days on average: 3,000 TEU-days."""
    answer = answer_of(by_rail(), replications=60, **shut())

    delay = answer.total("delay_teu_days").difference
    expected = TRAIN_TEU * 10 * 10 / 2
    assert delay.low < expected < delay.high
    assert delay.high - delay.low < expected / 2
    tonnes = answer.total("delay_t_days").difference.value
    assert tonnes == pytest.approx(delay.value * 10 / 2)  # a box: 10 t on two TEU
    usd = answer.total("delay_usd").difference.value
    assert usd == pytest.approx(tonnes * 0.49 * 24)


def test_the_tail_is_what_takes_longer_than_nineteen_of_twenty_do():
    """Trains queue at a post that is half used; it is slow for some weeks."""
    model = by_rail(facilities=(post(hours=12),))
    slow = Slowdown(facility_id="post", share=0.5, starts=on(FIRST), days=28)
    answer = answer_of(model, replications=10, slowdowns=(slow,))

    tail = answer.total("late_share")
    assert tail.first.value == pytest.approx(0.05, abs=0.01)
    assert tail.difference.low > 0.02
    p95 = answer.total("p95_days")
    assert p95.difference.low > 0


def test_in_one_direction_alone_the_other_goes_on():
    both = by_rail(demand(), demand("C-A", "c", "a"))
    answer = answer_of(both, **shut(link_id="b-c-rail", from_node_id="c"))

    delays = {
        row.asset_id: row.difference.value
        for row in answer.by_demand
        if row.metric == "delay_teu_days"
    }
    assert delays["A-C"] == 0
    assert delays["C-A"] > 0


def test_freight_and_emissions_are_those_of_what_is_carried():
    answer = answer_of(by_rail())
    boxes = answer.total("delivered_teu").first.value / 2

    # 200 km at a dollar a box and kilometre; 10 t at 30 g a tkm, by a railway that
    # nobody has put wires over.
    assert answer.total("freight_usd").first.value == pytest.approx(boxes * 200)
    assert answer.total("co2e_t").first.value == pytest.approx(boxes * 200 * 10 * 3e-5)
    assert (answer.priced_share, answer.emission_share) == (1.0, 1.0)


def test_what_has_no_price_is_named_and_left_out():
    model = by_rail()
    free = replace(model, tariffs=tuple(t for t in model.tariffs if t.target_id != "R"))

    answer = answer_of(free)

    assert answer.unpriced == (("A-C", ("R",)),)
    assert answer.priced_share == 0
    assert answer.total("freight_usd").first.value == 0


def test_a_slow_post_lets_fewer_through_and_the_queue_is_gone_in_time():
    """A train a day, room for two; at a quarter of it for 20 days half of them wait."""
    post_ = post(hours=12)
    slow = Slowdown(facility_id="post", share=0.25, starts=on(FIRST), days=20)
    answer = answer_of(by_rail(facilities=(post_,)), replications=40, slowdowns=(slow,))

    # Ten trains are left on day 48; they go at one a day beyond those that come, and
    # the last of it is uncertain.
    after = [week for week in answer.recovery.weeks if week.starts >= on(49)]
    assert answer.recovery.peak.starts in (on(42), on(49))
    assert answer.recovery.peak.more.value == pytest.approx(8 * TRAIN_TEU, rel=0.35)
    assert after[0].more.low > 0
    assert answer.recovery.recovered in (on(63), on(70))


def test_fluid_recovery_by_hand():
    """A box an hour, room for two; shut for three days, gone after three more.

    At the end of the days after the closure 72, 48 and 24 boxes are left, and one, as
    the last second of a day comes before the two boxes of its midnight.
    """
    plant = Plant(
        flows=(flow(serve("gate", 0.5), lots=10**6),),
        month_ends_s=(1 << 36,),
        stations=(Station(station_id="gate", servers=1, calendar_id="c"),),
        calendars=("c",),
    )
    days = 42
    runs = []
    for windows in ({}, {"c": [(10 * 24 * HOUR, 13 * 24 * HOUR)]}):
        world, _ = simulate(
            Case(plant=plant, windows=windows, ends_s=days * 24 * HOUR), n_traced=0
        )
        runs.append(world.daily[:, 0, 0][None, :].repeat(2, axis=0).astype(float))

    assert runs[0][0].tolist() == [0.0] * days
    assert runs[1][0, 9:18].tolist() == [0, 24, 48, 72, 49, 25, 1, 0, 0]
    found = recovery_of(
        "",
        start=START,
        begins=on(10),
        ends=on(13),
        ordinary=runs[0],
        stressed=runs[1],
    )
    assert [week.more.value for week in found.weeks] == [
        *(0.0, (24 + 48 + 72 + 49) / 7, (25 + 1) / 7),
        *(0.0, 0.0, 0.0),
    ]
    assert found.during.value == (24 + 48 + 72) / 3
    assert (found.peak.starts, found.recovered, found.weeks_after) == (on(7), on(21), 1)


@pytest.mark.parametrize(
    ("weekly", "noise", "recovered"),
    [
        ([0, 100, 4, 0], 0, on(14)),  # less than 5 % of the peak
        ([0, 100, 6, 0], 0, on(21)),
        ([0, 100, 6, 0], 20, on(14)),  # the interval holds zero
        ([0, 100, 60, 50], 0, None),
        ([0, 100, -9, 0], 0, on(14)),
    ],
)
def test_it_is_over_when_nothing_is_left_that_is_sure(weekly, noise, recovered):
    rng = np.random.default_rng(1)
    ordinary = np.zeros((8, 28))
    luck = rng.normal(size=(8, 1)) * noise
    stressed = np.repeat([weekly], 8, axis=0).repeat(7, axis=1) + luck

    found = recovery_of(
        "", start=START, begins=on(7), ends=on(14), ordinary=ordinary, stressed=stressed
    )

    assert found.recovered == recovered


def test_a_peak_that_comes_after_the_event_is_waited_for():
    """Trains that were held fill the quay when they come."""
    weekly = np.array([0.0, 100.0, 3.0, 300.0, 0.0])
    stressed = np.repeat([weekly], 4, axis=0).repeat(7, axis=1)

    found = recovery_of(
        "",
        start=START,
        begins=on(7),
        ends=on(14),
        ordinary=np.zeros((4, 35)),
        stressed=stressed,
    )

    assert (found.peak.starts, found.recovered, found.weeks_after) == (
        on(21),
        on(28),
        2,
    )


def test_who_is_surely_hurt_on_average_is_hurt():
    """In no single week it is sure, since each year has its own bad week."""
    stressed = np.kron(np.eye(4) * 40, np.ones(7))

    found = recovery_of(
        "",
        start=START,
        begins=on(0),
        ends=None,
        ordinary=np.zeros((4, 28)),
        stressed=stressed,
    )

    assert found.peak.more.low < 0 < found.during.low
    assert found.is_hurt


def test_what_lasts_has_no_recovery():
    ordinary, more = np.zeros((2, 28)), np.ones((2, 28))

    found = recovery_of(
        "", start=START, begins=None, ends=None, ordinary=ordinary, stressed=more
    )

    assert found.is_hurt
    assert (found.recovered, found.weeks_after) == (None, None)
    answer = answer_of(by_sea(), sea_level_change_m=-1)
    assert (answer.begins, answer.ends) == (None, None)
    answer = answer_of(by_sea(), sea_level_change_m=-1, **shut(3, node_id="a"))
    assert (answer.begins, answer.ends) == (None, None)  # the sea stays low
    late = DemandChange(factor=2, starts=on(DAYS - 7), days=90)
    answer = answer_of(by_rail(), demand_changes=(late,))
    assert (answer.begins, answer.ends) == (on(DAYS - 7), None)


def test_more_of_a_demand_is_no_delay_by_itself():
    """Nothing is scarce: twice as much takes as long."""
    answer = answer_of(
        by_rail(), demand_changes=(DemandChange(factor=2, starts=on(FIRST), days=28),)
    )

    offered = answer.total("offered_teu")
    assert offered.difference.value == pytest.approx(28 * TRAIN_TEU, rel=0.5)
    usual = offered.first.value * 1.0
    assert abs(answer.total("delay_teu_days").difference.value) < 0.02 * usual
    assert answer.total("mean_days").difference.value == pytest.approx(0, abs=1e-6)


def test_changes_of_demand_that_overlap_multiply():
    changes = (
        DemandChange(factor=2, starts=on(0), days=40),
        DemandChange(factor=3, starts=on(20), days=40, demand_ids=("A-C",)),
        DemandChange(factor=9, starts=on(0), days=40, demand_ids=("C-A",)),
    )
    both = by_rail(demand(), demand("C-A", "c", "a"))
    runs = run_demands(
        both, stress(demand_changes=changes).changes, replications=60, workers=1
    )

    one, other = runs.offered_teu.mean(axis=0) / TRAIN_TEU
    assert one == pytest.approx(20 * 2 + 20 * 6 + 20 * 3 + 24, rel=0.05)
    assert other == pytest.approx(40 * 18 + 44, rel=0.05)


def test_ships_that_are_away_let_cargo_wait_until_they_are_back():
    model = by_sea(vessels=2)
    away = Absence(fleet_id="fleet of S", vessels=2, starts=on(FIRST), days=14)
    runs = run_demands(
        model, stress(absences=(away,)).changes, replications=3, workers=1
    )

    # A ship at sea lands its cargo and is away then: a day of sailing, two of quays.
    assert (runs.arrived_teu[:, FIRST + 4 : FIRST + 14] == 0).all()
    assert (runs.arrived_teu[:, FIRST + 14 : FIRST + 20].sum(axis=(1, 2)) > 0).all()
    with pytest.raises(ModelError, match=r"3 vessels .* it has 2"):
        answer_of(model, absences=(replace(away, vessels=3),))


def test_a_port_is_shut_by_order_where_no_wind_ever_shuts_it():
    runs = run_demands(
        by_sea(), stress(**shut(14, node_id="a")).changes, replications=2, workers=1
    )

    assert (runs.arrived_teu[:, FIRST + 4 : FIRST + 14] == 0).all()
    assert (runs.arrived_teu[:, FIRST + 14 : FIRST + 20].sum(axis=(1, 2)) > 0).all()


COST = Figure(
    what="cost",
    value="50,000 USD",
    source_ids=("drawn",),
    as_of="2026",
    confidence="published",
)


def measure(name="more", cost=None, **said):
    return Measure(
        measure_id=name,
        version=1,
        title=name,
        what=name,
        figures=(COST,) if cost else (),
        changes=Scenario(name=name, **said),
        cost_usd_per_year=cost,
        cost=COST if cost else None,
    )


def test_a_measure_gains_what_it_takes_off_the_delay():
    """A second server at the post, which is slow: what it saves, and for a dollar."""
    model = by_rail(facilities=(post(hours=18),))
    slow = Slowdown(facility_id="post", share=0.3, starts=on(FIRST), days=20)
    wider = {"facilities": {"post": FacilityPolicy(server_count=3)}}
    answer = answer_of(
        model,
        replications=10,
        slowdowns=(slow,),
        measures=(
            measure("nothing"),
            measure("unpriced", **wider),
            measure("priced", cost=50_000.0, **wider),
        ),
    )

    first, second, third = answer.helps  # by dollars, then by what they gain
    assert [one.measure.measure_id for one in answer.helps] == [
        *("priced", "unpriced", "nothing"),
    ]
    assert first.gain_usd == second.gain_usd
    assert first.is_sure
    assert first.gain_usd.value == pytest.approx(first.saved_t_days.value * 11.76)
    yearly = first.gain_usd.value * 365 / DAYS
    assert first.gain_usd_per_year.value == pytest.approx(yearly)
    assert first.gain_per_dollar == pytest.approx(yearly / 50_000)
    assert second.gain_per_dollar is None
    assert first.ordinary_gain_usd_per_year.value < yearly
    assert third.gain_usd.value == 0.0
    # It saves no more than is lost.
    lost = answer.total("delay_t_days").difference.value
    usual = first.ordinary_gain_usd_per_year.value / 365 * DAYS / 11.76
    assert first.saved_t_days.value <= lost + usual


def test_what_goes_a_dearer_way_gains_less():
    """By b it is as far; by the road beside it nothing is shut, and it costs more."""
    model = by_rail()
    more = replace(
        model,
        nodes=(*model.nodes, replace(model.nodes[1], node_id="d", name="D")),
        links=(
            *model.links,
            *(
                replace(model.links[0], link_id=f"{a}-{b}", from_node_id=a,
                        to_node_id=b, length_km=300.0)
                for a, b in (("a", "d"), ("d", "c"))
            ),
        ),
    )  # fmt: skip
    round_ = measure(demands={"A-C": DemandPolicy(via_node_ids=("d",))})
    answer = answer_of(more, measures=(round_,), **shut(20))

    (found,) = answer.helps
    boxes = answer.total("offered_teu").first.value / 2
    dearer = boxes * 400
    worth = found.saved_t_days.value * 11.76
    assert found.gain_usd.value == pytest.approx(worth - dearer)
    assert found.unknown_freight == ()


def test_a_measure_that_does_not_fit_is_named_and_the_rest_is_told():
    change = {"fleets": {"fleet of S": FleetPolicy(vessels_more=1)}}
    other = measure(fleets={"fleet of S": FleetPolicy(vessels_more=2)})
    unknown = measure("unknown", ports={"zz": PortPolicy(berths=1)})

    answer = answer_of(by_sea(), measures=(other, unknown), **change)

    assert [bool(one.refused) for one in answer.helps] == [True, True]
    assert "vessels_more is 1 in one scenario and 2 in another" in (
        answer.helps[0].refused
    )
    assert answer.helps[0].gain_usd is None
    assert stress_dict(answer)["measures"][0]["gain_usd"] is None


def test_the_same_bytes_whoever_works():
    asked = stress(**shut())
    one, other = (
        stress_test(by_rail(), asked, replications=4, seed=3, workers=workers)
        for workers in (1, 3)
    )

    assert stress_dict(one) == stress_dict(other)
    another = stress_test(by_rail(), asked, replications=4, seed=4)
    assert stress_dict(one) != stress_dict(another)


def test_progress_counts_all_runs():
    seen = []
    refused = measure("unknown", ports={"zz": PortPolicy(berths=1)})
    stress_test(
        by_rail(),
        stress(),
        replications=2,
        measures=(measure(), refused),
        workers=1,
        on_progress=lambda done, of: seen.append((done, of)),
    )

    assert seen[0] == (1, 12)
    assert seen[-1] == (12, 12)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.parametrize(
    ("said", "problem", "hint"),
    [
        (shut(link_id="b-d-rail"), "no link b-d-rail", "did you mean"),
        (
            shut(link_id="b-c-rail", from_node_id="a"),
            "does not begin at a",
            "say b or c",
        ),
        (shut(facility_id="pots"), "no facility pots", "did you mean post?"),
        (shut(node_id="b"), "no ship calls at b", "a port is"),
        (shut(node_id="q"), "no node q", "list them"),
        (
            {"absences": (Absence(fleet_id="F", vessels=1, starts=START, days=1),)},
            "no fleet F",
            "it has none at all",
        ),
        (
            {
                "demand_changes": (
                    DemandChange(factor=2, starts=START, days=1, demand_ids=("A-D",)),
                )
            },
            "no demand A-D",
            "did you mean A-C?",
        ),
        (
            {"demands": {"A-C": DemandPolicy(via_node_ids=("e",))}},
            "no node e",
            "list them",
        ),
    ],
)
def test_unknown_ids_are_refused_with_the_nearest_one(said, problem, hint):
    with pytest.raises(ScenarioError) as caught:
        answer_of(by_rail(facilities=(post(),)), **said)

    assert problem in caught.value.message
    assert hint in caught.value.hint


def test_a_sea_link_and_a_berth_are_not_shut():
    with pytest.raises(ScenarioError, match="is at sea"):
        answer_of(by_sea(), **shut(link_id="a-c-sea"))


def test_what_no_cargo_meets_is_told():
    model = by_rail()
    more = replace(
        model,
        links=(
            *model.links,
            replace(model.links[0], link_id="x", to_node_id="c", length_km=900),
        ),
    )
    answer = answer_of(more, **shut(link_id="x"))

    (warning,) = answer.warnings
    assert warning == (
        "no cargo of the run meets the closure of x from 2026-01-29: "
        "what is said of it does nothing"
    )


def test_the_worth_of_a_day_is_the_users():
    with pytest.raises(ModelError, match="value of a day"):
        Weights(value_of_day_usd_per_t=float("nan"))
    answer = stress_test(
        by_rail(),
        stress(**shut()),
        weights=Weights(value_of_day_usd_per_t=2),
        replications=2,
        workers=1,
    )
    totals = {row.metric: row.difference.value for row in answer.totals}
    assert totals["delay_usd"] == 2 * totals["delay_t_days"]
    assert dict(answer.provenance.parameters)["value_of_day_usd_per_t"] == "2"


def test_states_are_those_where_goods_start_and_end():
    both = by_rail(demand(), demand("A-B", "a", "b"))
    both = replace(both, terminals=(*both.terminals, replace(
        both.terminals[0], terminal_id="b-rail", node_id="b")))  # fmt: skip
    answer = answer_of(both, **shut())
    delays = {
        row.asset_id: row.difference.value
        for row in answer.by_state
        if row.metric == "delay_t_days"
    }

    assert set(delays) == {"AZ", "KZ"}
    assert delays["AZ"] == delays["KZ"] > 0
    hurt = {one.owner: one.is_hurt for one in answer.recovery_by_demand}
    assert hurt == {"A-C": True, "A-B": False}


def test_dates_of_an_event_are_those_of_its_parts():
    parts = {
        **shut(3),
        "bans": (Ban(node_id="b", starts=on(FIRST + 9), days=1.5),),
    }
    answer = answer_of(by_rail(), **parts)

    assert (answer.begins, answer.ends) == (on(FIRST), on(FIRST + 11))
    assert answer.begins == date(2026, 1, 29)
