"""Why an option is late, and what is better in all but one thing."""

from datetime import UTC, datetime

import numpy as np
import pytest
from corridors.build import (
    FREE_BORDERS,
    FREE_HANDLING,
    closures,
    corridor,
    line,
    link,
    node,
    request,
    tariff,
    terminal,
)

import orta
from orta.planning.routing import find_routes
from orta.vocabulary import NodeType

JANUARY = datetime(2027, 1, 10, tzinfo=UTC)


def two_ferries(**closed):
    """A to B by a weekly ferry that is cheap, or a daily one that is dear."""
    services = [
        line("weekly", {"A": None, "B": 20.0}, headway_h=168),
        line("daily", {"A": None, "B": 20.0}, headway_h=24),
    ]
    return corridor(
        nodes=[node(n, "KZ", kind=NodeType.PORT) for n in "AB"],
        links=[link("A", "B", "sea", km=500)],
        services=services,
        terminals=[terminal("A", "sea"), terminal("B", "sea", hours=3, doubt=0.2)],
        tariffs=[FREE_HANDLING, FREE_BORDERS, tariff("weekly", 1), tariff("daily", 2)],
        closures=[c for n, share in closed.items() for c in closures(n, share)],
    )


def label_of(answer, service_id):
    (found,) = (
        choice.label
        for choice in answer.choices
        if choice.option.legs[0].leg.service_id == service_id
    )
    return found


def answered(drawn):
    return find_routes(drawn, request("A", "B", ready=JANUARY))


def test_the_wait_for_a_weekly_ferry_is_what_makes_it_late():
    answer = answered(two_ferries())

    (cheap,) = (
        c for c in answer.choices if c.option.legs[0].leg.service_id == "weekly"
    )
    first, *_ = answer.weaknesses(cheap.label)
    assert first.startswith("the wait at A for weekly (")


def test_the_shares_of_the_spread_are_those_of_the_variance():
    option = answered(two_ferries())["A"]
    waits_h2 = 24**2 / 12
    handling_h2 = option.variance_min2 / 3600 - waits_h2

    (point,) = orta.planning.routing.explain.weak_points(option, two_ferries())

    assert point.variance_share == pytest.approx(
        waits_h2 / (waits_h2 + handling_h2), rel=1e-4
    )


def test_a_port_that_is_often_shut_is_named_with_its_month():
    answer = answered(two_ferries(B={1: 0.4, 2: 0.3, 12: 0.3}))

    assert "B is shut 40% of January" in answer.weaknesses("A")


def test_a_port_that_is_hardly_ever_shut_is_not_named():
    answer = answered(two_ferries(B={1: 0.05}))

    assert not any("shut" in text for text in answer.weaknesses("A"))


def test_the_daily_ferry_is_better_in_all_but_price():
    answer = answered(two_ferries())

    (rival,) = answer.rivals(label_of(answer, "weekly"))

    assert (rival.label, rival.but_for) == (label_of(answer, "daily"), "price")
    assert answer.rivals(rival.label) == ()


def test_rivals_and_weak_points_of_the_real_corridor_hold_when_counted_again():
    answer = orta.load().route("Xi'an", "Duisburg", ready="2026-12-04", draws=10)

    for choice in answer.choices:
        for rival in answer.rivals(choice.label):
            mine, other = choice.option, answer[rival.label]
            counts = [
                other.minutes <= mine.minutes,
                other.variance_min2 <= mine.variance_min2,
                other.cost_cents <= mine.cost_cents,
                other.emission_g <= mine.emission_g,
                other.transit_areas <= mine.transit_areas,
            ]
            assert sum(counts) == 4
        assert answer.weaknesses(choice.label)


def test_the_variance_of_the_search_is_that_of_the_draws():
    answer = orta.load().route("Almaty", "Poti", ready="2026-12-04", draws=40_000)

    for choice in answer.choices:
        drawn = np.std(answer.lead_times[choice.label].days)
        assert drawn == pytest.approx(choice.option.standard_deviation_days, rel=0.03)
