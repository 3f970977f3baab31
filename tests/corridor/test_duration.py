"""Three published figures become a distribution whose mean is the published one."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from orta.corridor import Duration
from orta.errors import ModelError

HOURS = st.floats(0, 1000)


@given(low=HOURS, mean=HOURS, high=HOURS)
def test_the_mean_is_met_and_the_density_has_one_hump(low, mean, high):
    low, mean, high = sorted((low, mean, high))
    assume(high - low > 0.1 and mean - low > 0.01 and high - mean > 0.01)

    duration = Duration(min_h=low, mean_h=mean, max_h=high)

    alpha, beta = duration.shape
    assert low + (high - low) * alpha / (alpha + beta) == pytest.approx(mean)
    assert min(alpha, beta) >= 1 - 1e-9


def test_in_the_middle_it_is_the_classic_pert():
    """Min 0, mode 2, max 10: the textbook mean is 18/6 and the shape (1.8, 4.2)."""
    assert Duration(min_h=0, mean_h=3, max_h=10).shape == pytest.approx((1.8, 4.2))


def test_near_an_end_the_mode_sits_on_it():
    """Mean 1 of 0 to 10: the weight grows to 8, so that the mode is not negative."""
    assert Duration(min_h=0, mean_h=1, max_h=10).shape == pytest.approx((1.0, 9.0))


def test_the_variance_is_that_of_the_stretched_beta():
    uniform_like = Duration(min_h=0, mean_h=5, max_h=10)  # beta(3, 3) on [0, 10]

    assert uniform_like.variance_h2 == pytest.approx(100 * 9 / (36 * 7))


def test_what_never_varies_has_no_variance():
    assert Duration.fixed(7).variance_h2 == 0


@pytest.mark.parametrize(
    ("low", "mean", "high"),
    [(5, 4, 6), (1, 7, 6), (-1, 0, 1), (2, 2, 6), (2, 6, 6), (0, 1, float("inf"))],
)
def test_figures_out_of_order_are_refused(low, mean, high):
    with pytest.raises(ModelError):
        Duration(min_h=low, mean_h=mean, max_h=high)
