"""A port shuts in front of the goods: wait, another port, another mode, store."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from corridors.build import (
    FREE_BORDERS,
    FREE_HANDLING,
    MONDAY,
    ONE_BOX,
    border,
    corridor,
    line,
    link,
    network,
    node,
    tariff,
    terminal,
)

from orta.corridor import Duration
from orta.errors import UnknownPlaceError, UsageError
from orta.planning.replanning import (
    ActionKind,
    Disruption,
    DisruptionKind,
    ReplanRequest,
    parse_period,
    replan,
)
from orta.vocabulary import NodeType

HAND_OVER = link("EAST", "WEST", km=2000.0)


def two_ports(**more):
    """Aktau and Kuryk a day of rail apart, a sea to Baku, and a long way by rail.

    HOME -rail- AKTAU ~sea~ BAKU -rail- WEST; AKTAU -rail- KURYK ~sea~ BAKU;
    HOME -rail- EAST -rail- WEST over a border without the sea.
    """
    parts = {
        "nodes": [
            node("HOME"),
            node("AKTAU", kind=NodeType.PORT),
            node("KURYK", kind=NodeType.PORT),
            node("EAST"),
            node("BAKU", "AZ", kind=NodeType.PORT),
            node("WEST", "AZ"),
        ],
        "links": [
            link("HOME", "AKTAU"),
            link("AKTAU", "KURYK", km=240.0),
            link("AKTAU", "BAKU", "sea"),
            link("KURYK", "BAKU", "sea"),
            link("HOME", "EAST"),
            link("BAKU", "WEST"),
            HAND_OVER,
        ],
        "terminals": [
            *(terminal(n) for n in ("HOME", "AKTAU", "KURYK", "BAKU", "WEST")),
            *(terminal(n, "sea") for n in ("AKTAU", "KURYK", "BAKU")),
        ],
        "borders": [border(HAND_OVER, "EAST")],
        "services": [
            network("KTZ", "KZ", operator="Kazakh railway"),
            network("ADY", "AZ", operator="Azerbaijani railway"),
            line("FEEDER", {"AKTAU": None, "BAKU": 20}, operator="Feeder line"),
            line("FERRY", {"KURYK": None, "BAKU": 20}, operator="Ferry line"),
        ],
        "tariffs": [
            *(tariff(s, 1.0) for s in ("KTZ", "ADY")),
            *(tariff(s, 300.0, basis="per_unit") for s in ("FEEDER", "FERRY")),
            FREE_HANDLING,
            FREE_BORDERS,
        ],
    }
    return corridor(**{**parts, **more})


def shut(what="AKTAU", opens=None, kind=DisruptionKind.PLACE, **more):
    opens = Duration.fixed(opens) if isinstance(opens, int | float) else opens
    return Disruption(closed_id=what, kind=kind, opens=opens, **more)


def asked(place="AKTAU", *disruptions, destination="WEST", **more):
    return ReplanRequest(
        place_id=place,
        destination_id=destination,
        at=MONDAY,
        cargo=ONE_BOX,
        disruptions=disruptions,
        **more,
    )


def answered(*words, there=None, **more):
    return replan(there or two_ports(), asked(*words, **more), limit=None)


def first_of(answer, kind):
    return next(a for a in answer.actions if a.kind is kind)


def test_with_nothing_shut_the_plan_is_kept_and_nobody_is_asked():
    answer = answered("AKTAU")

    first = answer.actions[0]
    assert first.kind is ActionKind.KEEP
    assert first.mean_delay_days == 0
    assert answer.parties(first) == answer.missing(first) == ()


def test_a_short_closure_is_waited_out():
    answer = answered("AKTAU", shut(opens=20))

    first = answer.actions[0]
    assert first.kind is ActionKind.WAIT
    # Two hours of handling pass at the same time, so eighteen are lost.
    assert first.mean_delay_days == pytest.approx(18 / 24)
    assert first.stored_days == pytest.approx(18 / 24)


def test_a_long_closure_sends_the_goods_to_the_other_port():
    answer = answered("AKTAU", shut(opens=200))

    first = answer.actions[0]
    assert first.kind is ActionKind.OTHER_PORT
    assert first.way.port_ids == ("KURYK", "BAKU")
    # A headway of a day waited half, 24 hours of rail, four of handling.
    assert first.mean_delay_days == pytest.approx((12 + 24 + 4) / 24, abs=0.02)
    assert (
        first.extra_cost_usd == 240
    )  # kilometres at one dollar; the sea costs the same


def test_both_ports_shut_leave_the_other_mode():
    answer = answered("AKTAU", shut(opens=600), shut("KURYK"))

    first = answer.actions[0]
    assert first.kind is ActionKind.OTHER_MODE
    assert first.way.port_ids == ()
    assert {p.name for p in answer.parties(first) if p.role == "customs"} == {
        "KZ",
        "AZ",
    }


def test_storing_waits_for_the_same_opening_but_handles_afterwards():
    answer = answered("AKTAU", shut(opens=48))

    wait, store = first_of(answer, ActionKind.WAIT), first_of(answer, ActionKind.STORE)
    assert store.mean_delay_days - wait.mean_delay_days == pytest.approx(
        2 / 24, abs=0.03
    )
    assert store.stored_days == 2


def test_an_uncertain_opening_costs_more_than_its_mean():
    sure = first_of(answered("AKTAU", shut(opens=24)), ActionKind.WAIT)
    unsure = first_of(
        answered("AKTAU", shut(opens=Duration(min_h=0, mean_h=24, max_h=240))),
        ActionKind.WAIT,
    )

    assert unsure.mean_delay_days > sure.mean_delay_days
    # A closure of no more than a moment is behind the two hours of handling.
    assert unsure.delay_days(0.95) > sure.delay_days(0.95) + 1


def test_who_has_waited_for_an_opening_does_not_wait_for_it_twice():
    answer = answered("AKTAU", shut(opens=Duration(min_h=0, mean_h=24, max_h=240)))

    wait = first_of(answer, ActionKind.WAIT)
    assert wait.way.standing_days == 0  # all of it was on the ground
    drawn_days = wait.times.mean_days
    assert wait.way.minutes / 1440 == pytest.approx(drawn_days, abs=0.05)


def test_a_closure_ahead_is_passed_by_whoever_comes_before_it():
    early = answered("AKTAU", shut(opens=600, shuts_at=MONDAY + timedelta(hours=90)))
    late = answered("AKTAU", shut(opens=600, shuts_at=MONDAY + timedelta(hours=1)))

    assert early.actions[0].kind is ActionKind.KEEP
    assert late.actions[0].kind is ActionKind.OTHER_PORT


def test_a_closure_that_has_ended_changes_nothing_and_is_said():
    answer = answered("AKTAU", shut(opens=MONDAY - timedelta(hours=1)))

    assert answer.actions[0].kind is ActionKind.KEEP
    assert answer.notes == ("Aktau is open again by 2026-06-01 00:00",)


def test_a_port_is_shut_to_ships_and_not_to_trains():
    answer = answered("KURYK", shut("AKTAU"), destination="HOME")

    assert answer.actions[0].kind is ActionKind.KEEP
    assert answer.actions[0].way.node_ids == ("AKTAU", "HOME")


def test_a_shut_border_is_waited_for_before_it():
    over = shut("EAST-WEST-rail", opens=500, kind=DisruptionKind.BORDER)
    answer = answered("AKTAU", shut("AKTAU"), shut("KURYK"), over)

    (first,) = (a for a in answer.actions if a.way.standing_days)
    # Two hours to load, 12 of wait, 20 to the border; then 200, 10 and two more.
    assert first.times.mean_days * 24 == pytest.approx(500 + 200 + 10 + 2, abs=0.1)


def test_a_cancelled_service_gives_up_its_booking_and_another_takes_over():
    answer = answered("AKTAU", shut("FEEDER", kind=DisruptionKind.SERVICE))

    first = answer.actions[0]
    assert first.way.service_ids == ("KTZ", "FERRY", "ADY")
    reasons = {(p.name, p.reason) for p in answer.parties(first)}
    assert ("Feeder line", "gives up the booking on FEEDER") in reasons
    assert ("Ferry line", "takes the goods on FERRY") in reasons
    assert "giving up the booking on FEEDER" in answer.missing(first)[0]
    assert answer.notes == ("no waiting: nobody says when FEEDER opens",)


def test_aboard_a_ship_the_goods_wait_outside_the_shut_port():
    answer = answered("BAKU", shut("BAKU", opens=72), aboard_id="FEEDER")

    (first,) = answer.actions
    assert first.kind is ActionKind.WAIT
    assert first.mean_delay_days == pytest.approx(3, abs=0.1)
    assert (first.stored_days, first.way.standing_days) == (0, 3)
    assert answer.missing(first) == (
        "3.0 days aboard, waiting: no tariff in the dataset",
    )


def test_aboard_at_the_destination_only_the_discharge_is_left():
    answer = answered("BAKU", destination="BAKU", aboard_id="FEEDER")

    assert [a.kind for a in answer.actions] == [ActionKind.KEEP]
    assert answer.plan_mean_days * 24 == pytest.approx(2)


def test_storage_is_named_as_missing_until_somebody_prices_it():
    unpriced = first_of(answered("AKTAU", shut(opens=48)), ActionKind.STORE)
    priced = first_of(
        answered("AKTAU", shut(opens=48), storage_usd_per_day=30), ActionKind.STORE
    )
    answer = answered("AKTAU", shut(opens=48))

    assert unpriced.storage_usd is None
    assert priced.storage_usd == 60
    assert priced.extra_cost_usd - unpriced.extra_cost_usd == 60
    missing = answer.missing(first_of(answer, ActionKind.STORE))
    assert missing[0].startswith("storage at Aktau, 2.0 days")


def test_without_a_terminal_nothing_is_stored_and_a_note_says_so():
    both = (shut("AKTAU", opens=600), shut("KURYK"))
    answer = answered("EAST", *both, aboard_id="KTZ")

    assert ActionKind.STORE not in {a.kind for a in answer.actions}
    assert "no storing: East has no terminal in the dataset" in answer.notes


def test_what_leads_through_a_place_they_came_by_goes_back():
    answer = answered("AKTAU", shut("AKTAU"), shut("KURYK"), came_by_ids=("HOME",))

    assert answer.actions[0].kind is ActionKind.GO_BACK
    assert answer.what(answer.actions[0]).startswith("go back, rail")


def test_by_a_deadline_the_surest_action_is_recommended():
    plain = asked("AKTAU", shut(opens=Duration(min_h=0, mean_h=40, max_h=400)))
    by = MONDAY + timedelta(hours=140)
    ranked = replan(two_ports(), plain, limit=None)
    surest = replan(two_ports(), replace(plain, deadline_at=by), limit=None)

    chances = [a.times.on_time(by) for a in surest.actions]
    assert chances == sorted(chances, reverse=True)
    assert surest.actions[0].reasons[0] == "surest by 06 Jun"
    assert surest.on_time("A") == max(a.times.on_time(by) for a in ranked.actions)


def test_the_plan_goes_by_what_was_said():
    answer = answered("AKTAU", shut("KURYK", opens=200), planned_ids=("FERRY",))

    assert answer.plan.service_ids == ("KTZ", "FERRY", "ADY")
    assert answer.actions[0].way.port_ids == ("AKTAU", "BAKU")
    assert answer.actions[0].mean_delay_days < 0


def test_nothing_possible_names_what_is_in_the_way():
    over = shut("EAST-WEST-rail", kind=DisruptionKind.BORDER)
    everything = (shut("AKTAU"), shut("KURYK"), over)
    answer = answered("AKTAU", *everything, avoid=frozenset({"AZ"}), destination="BAKU")
    assert answer.actions == ()
    assert [b.constraint for b in answer.blocked_by] == ["closed"]

    island = answered("BAKU", destination="HOME")
    assert [b.constraint for b in island.blocked_by] == ["cargo"]


def test_one_thing_in_the_way_is_named_alone():
    over = shut("EAST-WEST-rail", kind=DisruptionKind.BORDER)
    answer = answered("HOME", shut("AKTAU"), shut("KURYK"), over)

    details = [b.detail for b in answer.blocked_by]
    assert details == [
        f"every way needs {name}, and nobody says when it opens"
        for name in ("Aktau", "Kuryk", "East – West")
    ]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"place": "NOWHERE"}, UnknownPlaceError),
        ({"destination": "NOWHERE"}, UnknownPlaceError),
        ({"place": "WEST"}, UsageError),
        ({"aboard_id": "FERRY"}, UsageError),
        ({"aboard_id": "NO SHIP"}, UsageError),
        ({"planned_ids": ("NO SHIP",)}, UsageError),
        ({"planned_ids": ("FEEDER", "FERRY")}, UsageError),
        ({"deadline_at": MONDAY}, UsageError),
        ({"storage_usd_per_day": -1.0}, UsageError),
        ({"avoid": frozenset({"ZZ"})}, UsageError),
    ],
)
def test_a_request_that_cannot_be_understood_is_refused(wrong, error):
    with pytest.raises(error):
        answered(wrong.pop("place", "AKTAU"), **wrong)


@pytest.mark.parametrize(
    "text", ["yesterday", "3/2/1h", "1/2h", "h", "2026-12-09h", "nanh"]
)
def test_a_period_that_cannot_be_read_is_refused(text):
    with pytest.raises(UsageError):
        parse_period(text)


def test_the_same_request_gives_the_same_answer():
    request = asked("AKTAU", shut(opens=Duration(min_h=1, mean_h=50, max_h=300)))

    assert (
        replan(two_ports(), request).to_dict() == replan(two_ports(), request).to_dict()
    )


def test_actions_wait_for_the_same_openings():
    answer = answered("HOME", shut(opens=Duration(min_h=1, mean_h=300, max_h=900)))

    awaited = [a.way.awaited[0].until.opens_h for a in answer.actions if a.way.awaited]
    assert len(awaited) > 1
    assert all(np.shares_memory(awaited[0], other) for other in awaited)
