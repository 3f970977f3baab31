"""The verification page measures what it says, and the measure is in its bounds."""

import make_verification
import pytest
from verification.measure import counted, median_error
from verification.transit import Transit, same_chain

import orta
from orta.vocabulary import StageCause

# The acceptance line of the router: operators' observations, end to end.
MOST_ERROR = 0.20


@pytest.fixture(scope="module")
def model():
    return orta.load()


@pytest.fixture(scope="module")
def days(model):
    return make_verification.compare_all(model, "transit_time")


def by_id(comparisons, observation_id):
    return next(
        c for c in comparisons if c.observation.observation_id == observation_id
    )


def test_the_median_error_of_observed_transit_times_is_at_most_a_fifth(days):
    rows = counted(days)

    assert len(rows) >= 20
    assert median_error(rows) <= MOST_ERROR


def test_a_row_whose_source_made_a_figure_on_its_way_does_not_count(days):
    # V029: the wait at Brest comes from its source; V042: nothing does.
    assert by_id(days, "V029").is_input
    assert not by_id(days, "V042").is_input
    assert by_id(days, "V029") not in counted(days)


def test_no_show_train_counts_among_the_observed(days):
    kinds = {c.observation.observation_kind for c in counted(days)}

    assert kinds == {"observed"}
    assert by_id(days, "V068").observation.observation_kind == "demonstration"


def test_a_transit_time_is_the_lead_time_without_both_ends(model, days):
    observation = by_id(days, "V006").observation
    option = same_chain(model, observation, "2026-04-15")[0].option
    ends = (option.steps[0], option.steps[-1])
    outside = sum(sum(step.causes_min.values()) for step in ends) / 60 / 24

    assert {StageCause.HANDLE, StageCause.WAIT_SERVICE} <= set(ends[0].causes_min)
    assert Transit(option=option).days == pytest.approx(option.days - outside)


def test_the_drawn_transit_times_have_the_expected_mean(model, days):
    observation = by_id(days, "V006").observation
    option = same_chain(model, observation, "2026-04-15")[0].option
    transit = Transit(option=option)

    drawn = transit.drawn_days(n_draws=20_000)

    assert drawn.mean() == pytest.approx(transit.days, rel=0.02)


@pytest.mark.parametrize(
    ("observation_id", "hours"), [("V116", 92.0), ("V084", 20.1), ("V121", 9.0)]
)
def test_a_stage_is_both_sides_of_a_border_or_discharge_and_loading(
    model, observation_id, hours
):
    dwells = make_verification.compare_all(model, "dwell")

    assert by_id(dwells, observation_id).predicted == pytest.approx(hours)
