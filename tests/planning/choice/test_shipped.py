"""Route choice on the shipped dataset: rows held out, shocks, elasticities."""

from dataclasses import replace

import numpy as np
import pytest

import orta
from orta.errors import ModelError, UsageError
from orta.planning.choice import (
    DECLARED,
    OTHERS,
    PRIORS,
    Change,
    diversion,
    elasticities,
    estimate_choice,
    parse_shock,
    shock,
)

PLAIN = OTHERS[0]
HELD_OUT = (2023, 2024)


@pytest.fixture(scope="module")
def corridor():
    return orta.load().corridor


@pytest.fixture(scope="module")
def nested(corridor):
    return estimate_choice(corridor)


@pytest.fixture(scope="module")
def plain(corridor):
    return estimate_choice(corridor, specification=PLAIN)


def changed(corridor, which, **fields):
    """The corridor with some figures of its rival routes changed."""
    rows = tuple(
        replace(row, **fields) if which(row) else row for row in corridor.alternatives
    )
    return replace(corridor, alternatives=rows)


def test_years_held_out_are_not_looked_at(corridor, nested):
    """Ten times the boxes in 2023 and 2024 leave every coefficient as it is."""
    other = changed(
        corridor,
        lambda row: row.metric == "volume" and row.used_as == "held_out",
        value_low=1e6,
        value_high=2e6,
    )

    again = estimate_choice(other)

    assert nested.fitted_years == (2019, 2020, 2021, 2022, 2025)
    assert np.array_equal(again.maximum.theta, nested.maximum.theta)
    assert np.array_equal(again.thetas, nested.thetas)
    assert again.swings != nested.swings


def test_years_that_are_fitted_are_looked_at(corridor, nested):
    other = changed(
        corridor,
        lambda row: (
            row.metric == "volume" and (row.route, row.year) == ("middle", 2025)
        ),
        value_low=150_000,
        value_high=150_000,
    )

    again = estimate_choice(other, draws=20)

    assert abs(again.maximum.theta - nested.maximum.theta).max() > 0.05


def test_all_swings_have_their_direction(nested, plain):
    for model in (nested, plain):
        assert [(s.route, s.to_year) for s in model.swings] == [
            *(("northern", 2023), ("middle", 2023)),
            *(("northern", 2024), ("middle", 2024)),
        ]
        assert all(swing.has_direction for swing in model.swings)


def test_the_plain_logit_has_at_least_half_of_each_swing_and_the_nested_of_two(
    nested, plain
):
    assert [swing.is_reproduced for swing in plain.swings] == [True] * 4
    assert [swing.is_reproduced for swing in nested.swings] == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("year", HELD_OUT)
def test_a_year_alone_can_be_held_out(corridor, year):
    model = estimate_choice(corridor, specification=PLAIN, held_out=(year,), draws=20)

    assert year not in model.fitted_years
    assert [swing.to_year for swing in model.swings] == [year, year]
    assert all(swing.is_reproduced for swing in model.swings)


def test_observed_swings_are_the_published_ones(nested):
    middle = [swing for swing in nested.swings if swing.route == "middle"]

    assert middle[0].observed_pct == pytest.approx(100 * (20_500 / 33_300 - 1))
    assert middle[1].observed_pct == pytest.approx(100 * (56_500 / 20_500 - 1))


def test_the_same_seed_gives_the_same_and_another_moves_intervals_alone(corridor):
    first, again, other = (
        estimate_choice(corridor, draws=20, seed=seed) for seed in (1, 1, 2)
    )

    assert again.to_dict() == first.to_dict()
    assert other.coefficients != first.coefficients
    assert np.array_equal(other.maximum.theta, first.maximum.theta)


def test_intervals_widen_with_what_the_sources_disagree_on(corridor, nested):
    """Without low and high nothing is left of the errors of the figures."""
    sharp = replace(
        corridor,
        alternatives=tuple(
            replace(row, value_low=row.centre, value_high=row.centre)
            for row in corridor.alternatives
        ),
    )

    model = estimate_choice(sharp, draws=20)

    assert all(one.figures_error < 1e-4 for one in model.coefficients)
    assert all(one.figures_error > 0.03 for one in nested.coefficients)
    assert model.maximum.theta == pytest.approx(nested.maximum.theta, abs=1e-6)


def test_draws_spread_as_the_standard_errors_say(corridor):
    """Student's t with five degrees of freedom is 1.29 times as wide as its scale."""
    sharp = replace(
        corridor,
        alternatives=tuple(
            replace(row, value_low=row.centre, value_high=row.centre)
            for row in corridor.alternatives
        ),
    )

    model = estimate_choice(sharp, draws=400)

    errors = np.sqrt(np.diag(model.maximum.covariance))
    spread = (model.thetas - model.maximum.theta).std(axis=0) / errors
    assert spread.min() > 1.1
    assert spread.max() < 1.6


def test_a_sure_prior_is_kept_and_said(corridor, nested):
    sure = tuple(
        replace(p, mean=np.log(500), deviation=1e-6) if p.name == "day" else p
        for p in PRIORS
    )

    model = estimate_choice(corridor, priors=sure, draws=20)

    assert model.value_of_a_day.span.value == pytest.approx(500, rel=1e-3)
    assert "prior_day" in dict(model.provenance.parameters)
    assert "prior_day" not in dict(nested.provenance.parameters)


def test_priors_of_other_coefficients_are_refused(corridor):
    with pytest.raises(UsageError, match="not those of the coefficients"):
        estimate_choice(corridor, priors=PRIORS[::-1])
    with pytest.raises(ModelError, match="deviation is above 0"):
        replace(PRIORS[0], deviation=0)
    with pytest.raises(ModelError, match="no scale"):
        replace(PRIORS[0], scale="square")


# Shocks


@pytest.mark.parametrize("year", [2019, 2022, 2024, 2025])
@pytest.mark.parametrize(
    "text",
    ["ocean price +100%", "middle days -5", "northern closed", "northern exposure -1"],
)
def test_boxes_are_neither_made_nor_lost(nested, text, year):
    after = shock(nested, text, year=year)

    before = sum(route.before_teu for route in after.routes)
    assert sum(route.after_teu for route in after.routes) == pytest.approx(before)


def test_nothing_changed_is_nothing_moved(nested):
    for route in shock(nested, "ocean price +0%").routes:
        assert route.change_pct.value == pytest.approx(0, abs=1e-9)
        assert route.change_pct.high == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("of", ["price +10%", "days +2", "deviation +1", "exposure +1"])
@pytest.mark.parametrize("route", ["ocean", "northern", "middle", "southern"])
def test_what_gets_worse_loses_and_all_others_gain(nested, plain, route, of):
    for model in (nested, plain):
        after = shock(model, f"{route} {of}")
        for one in after.routes:
            rise = one.change_pct
            if one.route == route:
                assert rise.high < 0
            else:
                assert rise.low > 0


def test_a_larger_shock_moves_more(nested):
    changes = [
        shock(nested, f"ocean price +{pct}%").route("middle").change_pct.value
        for pct in (10, 50, 100, 200)
    ]

    assert changes == sorted(changes)


def test_in_a_plain_logit_all_others_gain_alike(plain):
    after = shock(plain, "northern closed")

    gains = [r.change_pct.value for r in after.routes if r.route != "northern"]
    assert gains == pytest.approx([gains[0]] * 3)
    assert after.route("northern").after_teu == 0


def test_in_a_nest_land_gains_more_than_the_ocean(nested):
    after = shock(nested, "northern closed")

    assert after.route("middle").change_pct.low > after.route("ocean").change_pct.high


def test_what_finds_no_room_is_said(nested):
    after = shock(nested, "northern closed", year=2024)

    assert after.capacity_teu == 100_000
    assert after.unserved_teu == pytest.approx(
        after.route("middle").after_teu - 100_000
    )
    assert shock(nested, "northern closed", year=2019).capacity_teu is None


def test_changes_add_up(nested):
    both = shock(nested, "ocean price +50%, ocean price +500")
    one = shock(nested, f"ocean price +{2909 * 0.5 + 500}")

    assert both.route("middle").change_pct.value == pytest.approx(
        one.route("middle").change_pct.value, rel=1e-3
    )


def test_elasticities_are_small_shocks(nested):
    for one in elasticities(nested, year=2024):
        price = shock(nested, f"{one.on_route} price +0.001%", year=2024)
        day = shock(nested, f"{one.on_route} days +0.001", year=2024)

        rise = price.route(one.of_route).change_pct
        assert one.by_price.value == pytest.approx(rise.value / 0.001, abs=1e-3)
        assert one.by_price.low == pytest.approx(rise.low / 0.001, abs=1e-3)
        rise = day.route(one.of_route).change_pct
        assert one.by_day_pct.value == pytest.approx(rise.value / 0.001, abs=1e-2)


def test_a_diversion_is_the_shock_of_the_middle_corridor_as_a_factor(nested):
    diverted = diversion(nested, "northern closed", year=2025)
    rise = shock(nested, "northern closed", year=2025).route("middle").change_pct

    assert diverted.factor == pytest.approx(1 + rise.value / 100)
    assert diverted.low < diverted.factor < diverted.high
    assert diverted.room_factor == pytest.approx(100_000 / 77_000)


def test_a_diversion_by_two_models_reaches_from_the_one_to_the_other(nested, plain):
    first, second = (diversion(model, "northern closed") for model in (nested, plain))

    both = diversion((nested, plain), "northern closed")

    assert (both.factor, both.low) == (first.factor, second.low)
    assert both.high == first.high
    with pytest.raises(UsageError, match="no model"):
        diversion((), "northern closed")


def test_without_the_ocean_all_its_boxes_come_by_land_in_proportion(nested):
    land, ocean = 301_200 + 77_000 + 3_300, 16_650_000

    diverted = diversion(nested, [Change(route="ocean", attribute="closed")])

    assert diverted.factor == pytest.approx((land + ocean) / land)


def test_a_day_and_its_worth_in_price_outweigh_each_other(nested):
    """The value of a day is what a price must fall by for a day more."""
    day = nested.value_of_a_day.span.value

    even = shock(nested, f"middle days +1, middle price -{day:.6f}")

    assert even.route("middle").change_pct.value == pytest.approx(0, abs=1e-4)


# Words


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is no change"),
        ("ocean", "is no change"),
        ("ocean price", "is no change"),
        ("ocean price much", "is no change"),
        ("ocean price +5 kg", "is no change"),
        ("ocean price +1e9", "is no change"),
        ("arctic price +5%", "no route called"),
        ("arctic closed", "no route called"),
        ("ocean colour +5", "has no “colour”"),
        ("ocean price +5 days", "price is not in days"),
        ("middle days +5 usd", "days is not in usd"),
        ("middle price -101%", "more than there is"),
        ("ocean price +5%,", "is no change"),
    ],
)
def test_what_is_no_change_is_refused_with_a_hint(text, reason):
    with pytest.raises(UsageError, match=reason) as caught:
        parse_shock(text)

    assert caught.value.where == "shock"
    assert caught.value.hint


@pytest.mark.parametrize(
    "text",
    ["ocean price +100%", "middle days -3", "northern closed", "northern exposure -1"],
)
def test_a_change_reads_its_own_words(text):
    assert str(Change.parse(text)) == text
    assert Change.parse(str(Change.parse(f" {text.upper()} "))) == Change.parse(text)


@pytest.mark.parametrize(
    ("text", "year", "reason"),
    [
        ("ocean price +5%", 2018, "no figures of 2018"),
        ("southern price +5%", 2024, "nothing is known of the southern route"),
        (
            "ocean closed, northern closed, middle closed, southern closed",
            2025,
            "no route is left",
        ),
    ],
)
def test_a_shock_that_cannot_be_answered_is_refused(nested, text, year, reason):
    with pytest.raises(UsageError, match=reason):
        shock(nested, text, year=year)


def test_too_few_years_are_refused(corridor):
    with pytest.raises(UsageError, match="only 2 years are left"):
        estimate_choice(corridor, held_out=(2019, 2020, 2021, 2023, 2024))
    with pytest.raises(UsageError, match="no years to fit"):
        estimate_choice(replace(corridor, alternatives=()))


def test_the_nest_is_no_coefficient_of_a_plain_logit(nested, plain):
    names = [one.name for one in nested.coefficients]

    assert nested.specification == DECLARED
    assert [one.name for one in plain.coefficients] == [n for n in names if n != "nest"]
