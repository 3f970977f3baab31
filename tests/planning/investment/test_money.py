"""FEATURE: present value, benefit to cost and rates of return, by hand."""

import pytest

from orta.planning.investment.worth import (
    benefit_cost_ratio,
    present_value,
    rates_of_return,
)


def test_the_first_flow_is_that_of_the_base_year():
    assert present_value([100.0], 0.5) == 100.0
    assert present_value([0.0, 110.0], 0.10) == pytest.approx(100.0)
    assert present_value([-100.0, 0.0, 121.0], 0.10) == pytest.approx(0.0)


def test_who_pays_nothing_has_no_ratio():
    assert benefit_cost_ratio(120.0, 80.0) == 1.5
    assert benefit_cost_ratio(120.0, 0.0) is None


@pytest.mark.parametrize(
    ("flows", "rates"),
    [
        ([-100.0, 110.0], [0.10]),
        ([-100.0, 0.0, 121.0], [0.10]),
        ([-100.0, 50.0], [-0.5]),
        ([-1000.0, 2500.0, -1540.0], [0.10, 0.40]),  # 1.1 and 1.4
        ([-1000.0, 3600.0, -4310.0, 1716.0], [0.1, 0.2, 0.3]),  # three of them
        ([0.0, 0.0, -100.0, 110.0], [0.10]),  # begun later: the same rate
    ],
)
def test_every_rate_is_found(flows, rates):
    found = rates_of_return(flows)

    assert list(found) == pytest.approx(rates, abs=1e-9)
    assert all(abs(present_value(flows, rate)) < 1e-6 for rate in found)


@pytest.mark.parametrize(
    "flows",
    [[], [0.0, 0.0], [-100.0], [100.0, 50.0], [-100.0, -50.0], [100.0, -180.0, 100.0]],
)
def test_where_there_is_no_rate_none_is_given(flows):
    assert rates_of_return(flows) == ()


def test_a_value_that_only_touches_zero_has_no_rate_that_changes_anything():
    assert rates_of_return([-100.0, 220.0, -121.0]) == ()
