"""FEATURE: a plan states in which share of the replications it keeps its word."""

from dataclasses import replace

import numpy as np
import pytest
from planning.rehearsal import drawn as d

from orta.errors import ModelError
from orta.planning.rehearsal import Promise, Share, Terms, rehearse
from orta.planning.rehearsal.promises import keep, promises_of

LAND = d.land(shut=0.5, episode_h=120.0)
STRICT = Terms(weeks=2, grace_weeks=0)


def season(count, *, seed, **more):
    how = d.runs(count, seed=seed, terms=STRICT, **more)
    return rehearse(LAND, d.study(), d.plan(2, 4, 6, 8), how=how)


def test_the_stated_share_holds_under_other_luck():
    """What one set of replications states lies within the interval of another."""
    stated, again = season(600, seed=1), season(300, seed=2)

    assert 0.05 < stated.kept.all_kept.value < 0.95
    assert again.kept.all_kept.holds(stated.kept.all_kept.value)
    for one, other in zip(stated.kept.promises, again.kept.promises, strict=True):
        assert one.promise == other.promise
        assert other.kept.holds(one.kept.value)


@pytest.mark.parametrize(("share", "name"), [(0.8, "safe_80"), (0.9, "safe_90")])
def test_safe_promises_are_kept_as_often_as_they_say_under_other_luck(share, name):
    stated = season(600, seed=1)
    safe = tuple(getattr(one, name) for one in stated.kept.promises)

    again = season(300, seed=2, promises=safe)

    for one in again.kept.promises:
        assert one.kept.high >= share


def test_a_part_of_all_promises_is_kept_together_under_other_luck():
    stated = season(600, seed=1)
    part = stated.kept.part_80
    smaller = tuple(
        replace(one.promise, t=part * one.promise.t) for one in stated.kept.promises
    )

    again = season(300, seed=2, promises=smaller)

    assert part < 1
    assert again.kept.all_kept.high >= 0.8


def arrived(*rows):
    """Tonnes in weeks 1 to 4 of each replication, of the one demand."""
    return np.array(rows, np.float64)[:, None, :]


def kept_of(promise, came, **terms):
    kept = keep(
        d.study(), (promise,), came, terms=Terms(weeks=1, **terms), parcel_t=1.0
    )
    return kept.promises[0].kept.count


def test_a_promise_is_kept_by_its_week_or_in_the_weeks_of_grace():
    promise = Promise(demand_id="bread", last_week=2, t=100)
    came = arrived((0, 100, 0, 0), (0, 0, 100, 0), (0, 0, 0, 100))

    assert kept_of(promise, came, grace_weeks=0) == 1
    assert kept_of(promise, came, grace_weeks=1) == 2
    assert kept_of(promise, came, grace_weeks=9) == 3


def test_a_promise_is_kept_with_a_little_less():
    promise = Promise(demand_id="bread", last_week=1, t=100)
    came = arrived((100, 0, 0, 0), (98, 0, 0, 0), (97, 0, 0, 0))

    assert kept_of(promise, came, tolerance_share=0.02) == 2
    assert kept_of(promise, came, tolerance_share=0.0) == 1


def test_promises_are_of_what_has_come_all_in_all_at_the_end_of_each_period():
    plan = d.plan(1, 2, 3, 4)

    found = promises_of(d.study(), plan, Terms(weeks=4))

    assert [(one.last_week, one.t) for one in found] == [
        (4, 500),
        (8, 2500),
        (12, 4000),
    ]


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_of_a_share_is_that_of_wilson(count, total, low, high):
    share = Share.of(count, total)

    assert share.low == pytest.approx(low, abs=5e-5)
    assert share.high == pytest.approx(high, abs=5e-5)


def test_no_replications_make_no_share():
    with pytest.raises(ModelError, match="0 of 0"):
        Share.of(0, 0)
