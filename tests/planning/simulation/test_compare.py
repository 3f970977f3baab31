"""Paired differences: what common luck is worth, and when a change is sure."""

from datetime import date

import numpy as np
import pytest

from orta.errors import ModelError
from orta.planning.results import Provenance
from orta.planning.simulation.compare import Comparison, PairedDifference
from orta.planning.simulation.estimate import Estimate, student_t


def pair(first, second):
    return PairedDifference.of("mean_days", "KZ-AZ", first=first, second=second)


def test_the_interval_is_that_of_the_differences():
    found = pair([1.0, 2.0, 4.0], [2.0, 4.0, 5.0])

    assert found.first.value == pytest.approx(7 / 3)
    assert found.second.value == pytest.approx(11 / 3)
    half = student_t(2) * np.std([1, 2, 1], ddof=1) / np.sqrt(3)
    assert found.difference == Estimate.of([1, 2, 1])
    assert found.difference.value == pytest.approx(4 / 3)
    assert found.difference.high == pytest.approx(4 / 3 + half)
    assert found.pairs == 3


def test_a_change_is_sure_when_its_interval_leaves_zero_out():
    luck = np.random.default_rng(0).standard_normal(50)

    assert pair(luck, luck + 0.01).is_sure
    assert pair(luck, luck - 0.01).is_sure
    assert not pair(luck, luck).is_sure
    assert not pair(luck, luck[::-1]).is_sure
    assert not pair([1.0], [2.0]).is_sure  # one replication tells nothing


def test_nineteen_of_twenty_intervals_hold_the_true_difference():
    luck, inside = np.random.default_rng(1), 0
    for _ in range(2000):
        common = luck.standard_normal(12) * 5
        found = pair(common, common + 1 + luck.standard_normal(12)).difference
        inside += found.low <= 1 <= found.high
    # 1900 expected, a standard deviation of 9.7.
    assert 1860 < inside < 1940


def test_how_many_changes_are_luck_is_known():
    """Of 400 figures that differ by luck alone about twenty look sure."""
    luck = np.random.default_rng(2)
    drawn = [pair(luck.random(10), luck.random(10)) for _ in range(400)]
    same = [pair(one, one) for one in luck.random((50, 10))]
    comparison = Comparison(
        first_name="x",
        second_name="y",
        start=date(2025, 1, 1),
        seed=0,
        days=1,
        replications=10,
        warm_up_days=0,
        differences=(*drawn, *same),
        warnings=(),
        provenance=Provenance(
            dataset_name="drawn",
            dataset_version="0",
            dataset_digest="",
            orta_version="0",
            parameters=(),
        ),
    )

    assert comparison.sure_by_luck == 20
    assert 8 < sum(row.is_sure for row in comparison.differences) < 34


def test_a_replication_without_a_value_leaves_both():
    found = pair([1.0, np.nan, 3.0, 9.0], [2.0, 5.0, 5.0, np.nan])

    assert found.pairs == 2
    assert (found.first.value, found.second.value) == (2.0, 3.5)
    nothing = pair([np.nan], [np.nan])
    assert nothing.pairs == 0
    assert np.isnan(nothing.difference.value)
    assert not nothing.is_sure


def test_other_numbers_of_replications_make_no_pairs():
    with pytest.raises(ModelError, match="make no pairs"):
        pair([1.0, 2.0], [1.0])
