"""Shares, log odds and slopes of the nested logit, by hand and by the slow twin."""

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference.choice import probabilities

from orta.planning.choice.formulation import (
    log_odds,
    share_slopes,
    shares,
    utility_of,
)

UTILITIES = st.lists(st.floats(-6, 6), min_size=3, max_size=4)
NESTS = st.floats(0.1, 1)


def test_a_nest_of_two_alike_routes_by_hand():
    """Two routes as good as the ocean, nest 1/2: together √2 against 1."""
    share = shares(np.array([[0.0, 0.0, 0.0]]), 0.5)[0]

    assert share[0] == pytest.approx(1 / (1 + sqrt(2)))
    assert share[1] == share[2] == pytest.approx(sqrt(2) / 2 / (1 + sqrt(2)))


def test_the_plain_logit_by_hand():
    share = shares(np.array([[log(5.0), log(3.0), log(2.0)]]), 1.0)[0]

    assert share == pytest.approx([0.5, 0.3, 0.2])


@given(UTILITIES, NESTS)
def test_shares_are_those_of_the_twin_and_sum_to_one(utility, nest):
    share = shares(np.array([utility]), nest)[0]

    assert share == pytest.approx(probabilities(utility, nest), rel=1e-9)
    assert share.sum() == pytest.approx(1)


@given(UTILITIES, NESTS)
def test_utilities_of_shares_are_the_utilities_above_the_ocean(utility, nest):
    share = shares(np.array([utility]), nest)

    found = utility_of(share, nest)[0]

    assert found == pytest.approx(np.array(utility) - utility[0], abs=1e-6)


@given(UTILITIES, NESTS)
def test_log_odds_and_their_slopes(utility, nest):
    at = np.array([utility])
    odds = log_odds(at, nest)
    p = probabilities(utility, nest)
    assert odds.value[0] == pytest.approx([log(x / p[0]) for x in p[1:]], abs=1e-8)

    step = 1e-6
    for place in range(len(utility)):
        move = np.zeros_like(at)
        move[0, place] = step
        rise = log_odds(at + move, nest).value - log_odds(at - move, nest).value
        assert odds.by_utility[0, :, place] == pytest.approx(
            rise[0] / (2 * step), abs=1e-4, rel=1e-4
        )
    rise = log_odds(at, nest + step).value - log_odds(at, nest - step).value
    assert odds.by_nest[0] == pytest.approx(rise[0] / (2 * step), abs=1e-3, rel=1e-3)


@given(UTILITIES, NESTS)
def test_slopes_of_the_shares(utility, nest):
    at = np.array([utility])
    slopes = share_slopes(shares(at, nest)[0], nest)

    step = 1e-6
    for place in range(len(utility)):
        move = np.zeros_like(at)
        move[0, place] = step
        up, down = shares(at + move, nest), shares(at - move, nest)
        rise = (np.log(up) - np.log(down))[0] / (2 * step)
        assert slopes[:, place] == pytest.approx(rise, abs=1e-4, rel=1e-4)


def test_a_route_that_is_not_there_takes_nothing_and_changes_nothing():
    with_none = shares(np.array([[0.0, 0.3, -np.inf, np.nan]]), 0.4)[0]

    assert with_none[2:] == pytest.approx([0, 0])
    assert with_none[1] == pytest.approx(exp(0.3) / (1 + exp(0.3)))


def test_without_any_land_route_all_goes_by_sea():
    assert shares(np.array([[0.0, -np.inf, -np.inf]]), 0.4)[0, 0] == 1
