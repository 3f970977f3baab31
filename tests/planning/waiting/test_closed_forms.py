"""Closed forms of the waits against hand counts and long simulated means."""

from itertools import pairwise

import numpy as np
import pytest
from planning.waiting.rules import rule, twin

from orta.errors import ModelError
from orta.planning.waiting import (
    crowded_headway_h,
    fill_and_go_wait,
    headway_wait,
)

# Rules under which no ship, no room and no open port is ever waited for.
FREE = {
    "one by one": rule(),
    "one by one, called by the longest wait": rule(longest=60),
    "one by one, mostly called by the longest wait": rule(longest=12),
    "lots of five": rule(lot=5),
    "lots of five, called by the longest wait": rule(lot=5, longest=40),
    "lots that overshoot": rule(lot=25),
    "lots of any size": rule(lot=5, geometric=True, payload=300),
    "trains and single boxes": rule(lot=42, geometric=True, payload=900, longest=90),
    "little cargo": rule(rate=6.5, load=60, longest=336, ships=9, away=96),
}


def test_a_ship_that_leaves_with_three_boxes_is_waited_for_one_gap():
    """Gaps of an hour: the first box waits two, the second one, the third none."""
    wait = fill_and_go_wait(rule(load=3))

    assert wait.mean_h == pytest.approx(1)
    assert wait.departures_per_day == pytest.approx(8)
    assert wait.load_share == pytest.approx(0.03)
    assert wait.method.startswith("closed form")


def test_a_lot_that_fills_the_ship_does_not_wait():
    wait = fill_and_go_wait(rule(load=72, lot=80))

    assert wait.mean_h == 0
    assert set(wait.quantiles_h) == {0.0}


def test_two_boxes_or_a_longest_wait():
    """The first waits min(T, gap), the second none: (1 - exp(-T)) / (2 - exp(-T))."""
    wait = fill_and_go_wait(rule(load=2, longest=1.5, ships=99))

    assert wait.mean_h == pytest.approx((1 - np.exp(-1.5)) / (2 - np.exp(-1.5)))


def test_a_lot_waits_less_than_as_many_single_boxes():
    """N lots of m: (N/m - 1) gaps of m hours on average, over two."""
    assert fill_and_go_wait(rule()).mean_h == pytest.approx(71 / 2)
    assert fill_and_go_wait(rule(lot=6)).mean_h == pytest.approx(66 / 2)
    assert fill_and_go_wait(rule(lot=36)).mean_h == pytest.approx(36 / 2)


@pytest.mark.parametrize("asked", FREE.values(), ids=FREE)
def test_a_closed_form_is_the_long_simulated_mean(asked):
    wait, seen = fill_and_go_wait(asked), twin(asked, lots=2_000_000)

    mean_h = seen.for_ship / seen.teu
    assert wait.method.startswith("closed form")
    assert wait.mean_h == pytest.approx(mean_h, rel=0.01)
    assert wait.variance_h2 == pytest.approx(
        seen.for_ship_squared / seen.teu - mean_h**2, rel=0.02
    )
    assert wait.load_share == pytest.approx(seen.teu / seen.room, rel=0.01)
    assert wait.departures_per_day == pytest.approx(
        24 * seen.ships / seen.hours, rel=0.01
    )


@pytest.mark.parametrize("asked", FREE.values(), ids=FREE)
def test_nobody_waits_longer_than_the_longest_wait(asked):
    table = fill_and_go_wait(asked).quantiles_h

    assert all(low <= high for low, high in pairwise(table))
    assert table[0] >= 0
    assert table[-1] <= asked.max_wait_h * 1.005


def test_without_closures_a_headway_is_waited_for_half():
    wait = headway_wait(84)

    assert wait.mean_h == pytest.approx(42)
    assert wait.variance_h2 == pytest.approx(84**2 / 12, rel=1e-4)
    assert wait.weather_mean_h == 0


@pytest.mark.parametrize(
    ("headway_h", "shut", "episode_h"), [(24, 0.5, 48), (84, 0.25, 48), (168, 0.1, 36)]
)
def test_a_headway_and_a_port_are_waited_for_as_long_as_simulated(
    headway_h, shut, episode_h
):
    """A ship due while the port is shut is held, and takes who comes."""
    rng, n = np.random.default_rng(1), 2_000_000
    spells = rng.exponential(episode_h, n)
    ends = np.cumsum(spells + rng.exponential(episode_h * (1 - shut) / shut, n))
    starts = ends - spells
    came = np.sort(rng.uniform(0, ends[-2] - headway_h, n))
    last = came // headway_h * headway_h
    now, then = np.searchsorted(ends, came), np.searchsorted(ends, last + headway_h)
    is_held = starts[now] <= last
    for_ship = np.where(is_held, 0, last + headway_h - came)
    late = np.maximum(ends[then] - last - headway_h, 0) * (
        starts[then] <= last + headway_h
    )
    weather = np.where(is_held, ends[now] - came, late)

    wait = headway_wait(headway_h, closed_share=shut, mean_episode_h=episode_h)

    assert wait.mean_h == pytest.approx(for_ship.mean(), rel=0.01)
    assert wait.variance_h2 == pytest.approx(for_ship.var(), rel=0.01)
    assert wait.weather_mean_h == pytest.approx(weather.mean(), rel=0.01)


@pytest.mark.parametrize(("headway_h", "rate", "lot"), [(48, 90, 42), (24, 150, 3)])
def test_what_a_crowded_ship_leaves_behind_is_as_simulated(headway_h, rate, lot):
    rng, behind, total = np.random.default_rng(2), 0, 0
    lots = rng.poisson(rate * headway_h / 24 / lot, 400_000)
    extra = np.where(lots > 0, rng.negative_binomial(np.maximum(lots, 1), 1 / lot), 0)
    for came in (lots + extra).tolist():
        behind = max(behind + came - 225, 0)
        total += behind

    wait_h = crowded_headway_h(
        headway_h, arrival_teu_per_day=rate, payload_teu=225, lot_teu=lot
    )
    assert wait_h == pytest.approx(
        headway_h / 2 + total / len(lots) * 24 / rate, rel=0.01
    )


def test_a_clock_that_cannot_carry_what_comes_is_refused():
    with pytest.raises(ModelError, match="250 TEU come for each ship of 225"):
        crowded_headway_h(48, arrival_teu_per_day=125, payload_teu=225, lot_teu=2)
