"""Drawn lead times: their causes sum, their means are the formulas', chance repeats."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

import orta
from orta.corridor import Duration
from orta.planning.lead_time import Stage, Wait, draw_lead_times
from orta.vocabulary import StageCause

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 16, 14, tzinfo=UTC)  # the middle of the last twelfth


def drawn(*parts, ready=MONDAY, n=100_000, seed=1):
    rng = np.random.default_rng(seed)
    return draw_lead_times(parts, ready_at=ready, n_draws=n, rng=rng)


def border(low=4.0, mean=92.0, high=240.0):
    duration = Duration(min_h=low, mean_h=mean, max_h=high)
    return Stage(cause=StageCause.BORDER, duration=duration)


def move(mean_h, luck=None):
    duration = Duration(min_h=0.84 * mean_h, mean_h=mean_h, max_h=1.46 * mean_h)
    return Stage(cause=StageCause.MOVE, duration=duration, luck=luck)


def test_the_causes_sum_to_the_whole_in_every_draw():
    times = drawn(border(), Wait(interval_h=56), move(80), n=1000)

    assert np.array_equal(times.days, times.hours_by_cause.sum(axis=0) / 24)
    assert sum(times.causes_days().values()) == pytest.approx(times.mean_days)


def test_a_border_keeps_its_published_mean_and_ends():
    times = drawn(border())

    assert times.mean_days * 24 == pytest.approx(92, rel=0.01)
    assert times.days.min() * 24 >= 4
    assert times.days.max() * 24 <= 240


def test_the_spread_of_a_border_is_its_variance():
    duration = Duration(min_h=4, mean_h=92, max_h=240)

    assert np.var(drawn(border()).days * 24) == pytest.approx(
        duration.variance_h2, rel=0.02
    )


def test_a_departure_is_waited_for_half_its_interval_and_never_longer_than_it():
    times = drawn(Wait(interval_h=56))

    assert times.mean_days * 24 == pytest.approx(28, rel=0.01)
    assert times.days.max() * 24 <= 56
    assert times.quantile_days(0.8) * 24 == pytest.approx(0.8 * 56, rel=0.02)


SHORT, LONG = (0.0, 2.0, 10.0), (0.0, 4.0, 100.0)  # half wait at most 2 h, or 4 h


def test_a_ship_that_fills_and_goes_is_waited_for_as_its_quantiles_say():
    times = drawn(Wait(quantiles_h=(SHORT,) * 12))

    assert times.mean_days * 24 == pytest.approx(3.5, rel=0.01)
    assert times.quantile_days(0.25) * 24 == pytest.approx(1, rel=0.02)
    assert times.quantile_days(0.75) * 24 == pytest.approx(6, rel=0.02)
    assert times.days.max() * 24 <= 10


def test_between_two_months_a_wait_follows_both():
    """May and June, of equal length, meet on the 2nd: half of each."""
    june = Wait(quantiles_h=(*(SHORT,) * 5, *(LONG,) * 7))
    times = drawn(june, ready=datetime(2026, 6, 2, 2, tzinfo=UTC))

    assert times.mean_days * 24 == pytest.approx((3.5 + 27) / 2, rel=0.02)
    assert times.days.max() * 24 == pytest.approx(55, rel=0.02)
    late = drawn(june, ready=MONDAY + timedelta(days=40))
    assert late.mean_days * 24 == pytest.approx(27, rel=0.02)


@pytest.mark.parametrize(
    "wait",
    [
        Wait(interval_h=56),
        Wait(quantiles_h=(LONG,) * 12),
        Wait(closed_share=(0.3,) * 12, mean_episode_h=(48.0,) * 12),
        Wait(interval_h=56, closed_share=(0.3,) * 12, mean_episode_h=(48.0,) * 12),
        Wait(
            quantiles_h=(SHORT,) * 12,
            closed_share=(0.3,) * 12,
            mean_episode_h=(48.0,) * 12,
        ),
    ],
    ids=["headway", "fill and go", "port", "headway and port", "fill and go and port"],
)
def test_a_wait_spreads_as_its_variance_says(wait):
    times = drawn(wait)

    assert np.var(times.days * 24) == pytest.approx(wait.variance_h2[5], rel=0.03)
    assert times.mean_days * 24 == pytest.approx(
        wait.mean_service_h[5] + wait.mean_weather_h[5], rel=0.02
    )


def test_a_dated_departure_has_no_spread():
    assert set(Wait(departures_min=(600,)).variance_h2) == {0.0}


def test_a_timetable_is_caught_or_missed_by_each_draw():
    """Thursday 06:00 is 78 h away: 70 to 90 h of rails catch it or wait a week."""
    rails = Stage(
        cause=StageCause.MOVE, duration=Duration(min_h=70, mean_h=80, max_h=90)
    )
    times = drawn(rails, Wait(departures_min=(3 * 1440 + 360,)))

    assert set(np.round(times.days * 24, 6)) == {78.0, 78.0 + 168}


def test_a_shut_port_is_waited_for_in_its_season_only():
    port = Wait(
        closed_share=(0.0,) * 11 + (0.5,), mean_episode_h=(48.0,) * 11 + (48.0,)
    )

    assert drawn(port).days.max() == 0
    winter = drawn(port, ready=DECEMBER)
    assert winter.mean_days * 24 == pytest.approx(24, rel=0.03)
    assert (winter.days > 0).mean() == pytest.approx(0.5, abs=0.02)


def test_sections_of_one_leg_share_their_luck():
    """Together they spread as one long section, apart they even out."""
    one = np.std(drawn(move(80)).days)

    assert np.std(drawn(move(40, luck=0), move(40, luck=0)).days) == pytest.approx(
        one, rel=0.02
    )
    assert np.std(drawn(move(40), move(40)).days) < 0.8 * one


def test_the_chance_of_a_deadline_is_the_share_that_meets_it():
    times = drawn(Wait(interval_h=100))

    assert times.on_time(MONDAY + timedelta(hours=25)) == pytest.approx(0.25, abs=0.01)
    assert times.on_time(MONDAY + timedelta(hours=101)) == 1


def test_the_same_seed_gives_the_same_draws_and_another_does_not():
    parts = (border(), Wait(interval_h=56), move(80))

    assert np.array_equal(drawn(*parts, n=9).days, drawn(*parts, n=9).days)
    assert not np.array_equal(drawn(*parts, n=9).days, drawn(*parts, n=9, seed=2).days)


@pytest.mark.parametrize("ready", ["2027-07-10", "2026-12-04"])
def test_on_the_corridor_draws_and_search_expect_the_same(ready):
    """No shipped service has dated departures, so the means must agree."""
    answer = orta.load().route("Xi'an", "Duisburg", ready=ready, draws=20_000)

    for choice in answer.choices:
        times = answer.lead_times[choice.label]
        assert times.mean_days == pytest.approx(choice.option.days, rel=0.01)
        for cause, days in choice.option.causes_days.items():
            assert times.causes_days()[cause] == pytest.approx(days, abs=0.15)


def test_an_option_keeps_its_quantiles_whatever_else_is_shown():
    model = orta.load()
    few = model.route("Xi'an", "Duisburg", ready="2026-12-04", limit=3)
    many = model.route("Xi'an", "Duisburg", ready="2026-12-04", limit=6)

    fastest = few.lead_times["A"].quantile_days(0.8)
    assert many.lead_times["A"].quantile_days(0.8) == fastest


def test_json_has_quantiles_and_the_chance_of_the_deadline():
    model = orta.load()
    late = model.route("Xi'an", "Duisburg", ready="2026-12-04").to_dict()
    dated = model.route(
        "Xi'an", "Duisburg", ready="2026-12-04", by="2026-12-27"
    ).to_dict()

    times = late["itineraries"][0]["lead_time_days"]
    assert list(times) == ["mean", "standard_deviation", "p50", "p80", "p95"]
    assert times["p50"] < times["p80"] < times["p95"]
    assert late["itineraries"][0]["on_time"] is None
    assert 0.5 < dated["itineraries"][0]["on_time"] < 1
