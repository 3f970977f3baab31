"""FEATURE: a box rides one train.

A ──100 km at 10 km/h──▶ B        handling 2 h at both ends, a train every 24 h
"""

import pytest
from corridors.build import (
    FREE_HANDLING,
    MONDAY,
    ONE_BOX,
    corridor,
    link,
    network,
    node,
    request,
    tariff,
    terminal,
)

from orta.errors import UnknownPlaceError, UsageError
from orta.planning.routing import find_routes
from orta.vocabulary import Cargo, StageCause


def one_train(**more):
    return corridor(
        nodes=[node("A"), node("B"), node("C")],
        links=[link("A", "B")],
        services=[network("TRAINS", "KZ")],
        terminals=[terminal("A"), terminal("B"), terminal("C")],
        tariffs=[
            tariff("TRAINS", 0.5),
            tariff("TRAINS", 30, basis="per_unit"),
            FREE_HANDLING,
        ],
        **more,
    )


def test_the_days_are_the_sum_of_their_causes():
    (choice,) = find_routes(one_train(), request("A", "B")).choices

    hours = {cause: days * 24 for cause, days in choice.option.causes_days.items()}
    assert hours[StageCause.HANDLE] == pytest.approx(4)
    assert hours[StageCause.WAIT_SERVICE] == pytest.approx(12)
    assert hours[StageCause.MOVE] == pytest.approx(10)
    assert choice.option.days * 24 == pytest.approx(sum(hours.values()))


def test_the_price_is_by_the_kilometre_and_once_for_the_leg():
    (choice,) = find_routes(one_train(), request("A", "B")).choices

    assert choice.option.cost_usd == pytest.approx(0.5 * 100 + 30)


def test_the_emissions_are_tonnes_times_kilometres_times_the_factor():
    """10 t over 100 km behind a diesel engine: 30 g/tkm."""
    (choice,) = find_routes(one_train(), request("A", "B")).choices

    assert choice.option.co2e_kg == pytest.approx(10 * 100 * 30 / 1000)


def test_the_leg_says_from_where_to_where_and_when():
    (choice,) = find_routes(one_train(), request("A", "B")).choices
    (planned,) = choice.option.legs

    assert planned.leg.load_location_id == "A"
    assert planned.leg.unload_location_id == "B"
    assert planned.leg.load_at == MONDAY
    assert request("A", "B").specification.is_satisfied_by(choice.option.itinerary)


def test_no_way_is_an_answer_that_names_the_obstacle():
    answer = find_routes(one_train(), request("A", "C"))

    assert answer.choices == ()
    assert [o.constraint for o in answer.blocked_by] == ["cargo"]


def test_a_state_to_be_avoided_is_named_as_the_obstacle():
    answer = find_routes(one_train(), request("A", "B", avoid=["KZ"]))

    assert [(o.constraint, o.detail) for o in answer.blocked_by] == [
        ("avoid", "every way crosses KZ")
    ]


def test_a_deadline_that_cannot_be_met_says_what_can():
    by = MONDAY.replace(hour=20)
    answer = find_routes(one_train(), request("A", "B", by=by))

    assert answer.blocked_by[0].constraint == "by"
    assert "2026-06-02" in answer.blocked_by[0].detail


def test_a_deadline_may_be_met_to_the_minute():
    by = MONDAY.replace(day=2, hour=2)  # 26 hours after ready

    assert find_routes(one_train(), request("A", "B", by=by)).choices


def test_a_place_that_is_none_is_refused():
    with pytest.raises(UnknownPlaceError):
        find_routes(one_train(), request("A", "NOWHERE"))


@pytest.mark.parametrize("cargo", ["1x40ft:27t", "1xbasket:2t"])
def test_a_cargo_that_does_not_fit_is_refused(cargo):
    from dataclasses import replace

    asked = replace(request("A", "B"), cargo=Cargo.parse(cargo))

    with pytest.raises(UsageError):
        find_routes(one_train(), asked)


def test_a_service_without_a_price_is_not_offered_for_nothing():
    unpriced = corridor(
        nodes=[node("A"), node("B")],
        links=[link("A", "B")],
        services=[network("TRAINS", "KZ")],
        terminals=[terminal("A"), terminal("B")],
        tariffs=[FREE_HANDLING],
    )
    from orta.planning.network import compile_network

    compiled = compile_network(unpriced, ONE_BOX)

    assert compiled.hops == ()
    assert compiled.left_out == ("TRAINS: no tariff for 40ft",)
