"""FEATURE: a box crosses a border by rail and a sea by ship.

A ──rail──▶ B ══border══▶ C ──rail──▶ P ≈≈ship≈≈▶ Q          KZ | AZ      Q: GE
                                        └≈≈≈canal≈≈▶ Q

The ship sails on Thursday at 06:00 UTC; P is shut half of December.
"""

from datetime import UTC, datetime

import pytest
from corridors.build import (
    FREE_BORDERS,
    FREE_HANDLING,
    border,
    closures,
    corridor,
    line,
    link,
    network,
    node,
    request,
    tariff,
    terminal,
)

from orta.planning.routing import find_routes
from orta.vocabulary import DispatchRule, NodeType, StageCause

OVER = link("B", "C")
THURSDAY_SHIP = line(
    "SHIP",
    {"P": None, "Q": 20.0},
    dispatch_rule=DispatchRule.TIMETABLE,
    weekdays=("TH",),
    departure_min=6 * 60,
)


def train_and_ship(*ships, **more):
    ships = ships or (THURSDAY_SHIP,)
    return corridor(
        nodes=[
            node("A"),
            node("B"),
            node("C", "AZ"),
            node("P", "AZ", kind=NodeType.PORT),
            node("Q", "GE", kind=NodeType.PORT),
            node("K", "EG", kind=NodeType.CANAL),
        ],
        links=[
            link("A", "B"),
            OVER,
            link("C", "P"),
            link("P", "Q", "sea"),
            link("P", "K", "sea"),
            link("K", "Q", "sea"),
        ],
        services=[network("KZ-RAIL", "KZ"), network("AZ-RAIL", "AZ"), *ships],
        terminals=[
            terminal("A"),
            terminal("P"),
            terminal("P", "sea"),
            terminal("Q", "sea"),
        ],
        borders=[border(OVER, "B", hours=15)],
        tariffs=[
            tariff("KZ-RAIL", 0.5),
            tariff("AZ-RAIL", 0.5),
            FREE_HANDLING,
            FREE_BORDERS,
            *(tariff(s.service_id, 100, basis="per_unit") for s in ships),
        ],
        **more,
    )


def only_option(answer):
    (choice,) = answer.choices
    return choice.option


def test_a_new_carrier_takes_over_at_the_border():
    option = only_option(find_routes(train_and_ship(), request("A", "Q")))

    assert [(p.leg.service_id, p.leg.unload_location_id) for p in option.legs] == [
        ("KZ-RAIL", "C"),
        ("AZ-RAIL", "P"),
        ("SHIP", "Q"),
    ]
    assert option.causes_days[StageCause.BORDER] * 24 == pytest.approx(15)


def test_nobody_hands_over_where_no_border_crossing_is_given():
    """The border row leads one way only."""
    assert find_routes(train_and_ship(), request("P", "A")).choices == ()


def test_the_ship_is_caught_on_its_day():
    """Ready Monday 1 June 00:00. Loaded after 2 h, rolling after 14 h; three times
    10 h of rails and 15 h of border: at P after 59 h, on the ground after 61 h and
    aboard after 63 h, on Wednesday at 15:00. The ship leaves 15 h later.
    """
    option = only_option(find_routes(train_and_ship(), request("A", "Q")))

    ship = option.legs[-1]
    assert ship.leg.unload_at == datetime(
        2026, 6, 5, 4, tzinfo=UTC
    )  # 06:00 + 20 h + 2 h
    assert ship.causes_days[StageCause.WAIT_SERVICE] * 24 == pytest.approx(15)


def test_a_ship_that_leaves_before_handling_ends_is_missed():
    """Ready 15 h and a minute later, a minute too late: a week to wait."""
    ready = datetime(2026, 6, 1, 15, 1, tzinfo=UTC)

    option = only_option(find_routes(train_and_ship(), request("A", "Q", ready=ready)))

    assert option.legs[-1].leg.unload_at == datetime(2026, 6, 12, 4, tzinfo=UTC)


def test_the_ship_may_leave_in_the_very_minute_handling_ends():
    ready = datetime(2026, 6, 1, 15, tzinfo=UTC)

    option = only_option(find_routes(train_and_ship(), request("A", "Q", ready=ready)))

    assert option.legs[-1].causes_days[StageCause.WAIT_SERVICE] == 0


def test_a_port_shut_by_weather_delays_in_its_season_only():
    shut = closures("P", {month: 0.5 if month == 12 else 0.0 for month in range(1, 13)})
    december = request("A", "Q", ready=datetime(2026, 12, 14, tzinfo=UTC))
    winter = train_and_ship(closures=shut)

    in_june = only_option(find_routes(winter, request("A", "Q")))
    in_december = only_option(find_routes(winter, december))

    assert in_june.causes_days[StageCause.WEATHER] == 0
    assert in_december.causes_days[StageCause.WEATHER] * 24 == pytest.approx(
        24, rel=0.1
    )


def test_a_state_is_crossed_by_land_and_canal_but_not_by_open_sea():
    by_canal = line("CANAL", {"P": None, "K": 5.0, "Q": 5.0}, headway_h=2.0)

    answer = find_routes(
        train_and_ship(THURSDAY_SHIP, by_canal), request("A", "Q"), limit=None
    )

    crossed = {o.legs[-1].leg.service_id: o.transit_codes for o in answer.options}
    assert crossed == {"SHIP": ("AZ",), "CANAL": ("AZ", "EG")}


def test_a_slower_way_stays_if_it_crosses_fewer_states():
    """The canal ship is faster and no dearer: only the state sets tell them apart."""
    by_canal = line("CANAL", {"P": None, "K": 5.0, "Q": 5.0}, headway_h=2.0)
    answer = find_routes(train_and_ship(THURSDAY_SHIP, by_canal), request("A", "Q"))

    fastest, slower = (choice.option for choice in answer.choices)
    assert fastest.legs[-1].leg.service_id == "CANAL"
    assert slower.minutes > fastest.minutes
    assert set(fastest.transit_codes) - set(slower.transit_codes) == {"EG"}


def test_avoiding_the_canal_state_leaves_the_open_sea():
    by_canal = line("CANAL", {"P": None, "K": 5.0, "Q": 5.0}, headway_h=2.0)
    both = train_and_ship(THURSDAY_SHIP, by_canal)

    option = only_option(find_routes(both, request("A", "Q", avoid=["EG"])))

    assert option.legs[-1].leg.service_id == "SHIP"


def test_the_shares_of_a_transit_state_add_up():
    """Of 400 km, AZ has half of the border link and the 100 km to its port."""
    option = only_option(find_routes(train_and_ship(), request("A", "Q")))

    assert set(option.transit_exposure) == {"AZ"}
    assert option.transit_exposure["AZ"]["km_share"] == pytest.approx(150 / 400)


def test_a_fixed_charge_is_taken_once_for_a_leg_of_several_calls():
    by_canal = line("CANAL", {"P": None, "K": 5.0, "Q": 5.0})

    option = only_option(find_routes(train_and_ship(by_canal), request("P", "Q")))

    assert option.cost_usd == pytest.approx(100)


def test_who_takes_over_only_to_discharge_adds_no_leg():
    """C has a terminal of the second railway: the box is discharged right there."""
    there = train_and_ship()
    at_border = type(there)(
        **{
            **{name: getattr(there, name) for name in there.__dataclass_fields__},
            "terminals": (*there.terminals, terminal("C")),
        }
    )

    (leg,) = only_option(find_routes(at_border, request("A", "C"))).legs

    assert (leg.leg.service_id, leg.node_ids) == ("KZ-RAIL", ("A", "B", "C"))
