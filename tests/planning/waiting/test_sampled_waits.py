"""Waits without a closed form against the event-by-event twin."""

import json
import subprocess
import sys
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from planning.waiting.rules import rule, twin

from orta.errors import ModelError
from orta.planning.waiting import FillAndGo, fill_and_go_wait
from orta.planning.waiting.sample import sampled
from orta.vocabulary import LotSizes

FEEDER = rule(rate=116, load=71, longest=168, ships=6, payload=225, away=84, lot=42)
FEEDER = replace(FEEDER, lot_sizes=LotSizes.GEOMETRIC)
FERRY = rule(rate=132, load=72, longest=168, ships=9, away=109, lot=3, geometric=True)

FEW = {
    "a feeder in calm weather": FEEDER,
    "a feeder in a stormy month": replace(FEEDER, closed_share=0.5, mean_episode_h=48),
    "two ships are not always there": rule(longest=60, ships=2, away=100, lot=5),
    "one ship that is rarely there": rule(longest=60, ships=1, away=70, lot=5),
    "a lot fills a ship more than twice": rule(
        rate=30, load=20, ships=8, payload=25, lot=60, away=60
    ),
    "a ferry in calm weather": FERRY,
}

# lots, longest wait, ships at hand or scarce, port, room
GRID = [
    rule(
        lot=lot,
        geometric=geometric,
        longest=longest,
        ships=ships,
        away=100,
        payload=payload,
        shut=shut,
    )
    for (lot, geometric), longest, ships, shut, payload in product(
        ((1, False), (12, False), (12, True)),
        (50, 1000),
        (2, 12),
        (0.0, 0.35),
        (80, 300),
    )
    # Two ships of 80 carry 38 TEU a day in calm weather, 31 with these storms.
]


def agrees(asked: FillAndGo, *, lots: int, rel: float) -> None:
    seen, wait = twin(asked, lots=lots), sampled(asked, error_share=0.002)
    whole_h = (seen.for_ship + seen.aboard) / seen.teu

    assert wait.mean_h + wait.weather_mean_h == pytest.approx(whole_h, rel=rel)
    assert wait.mean_h == pytest.approx(seen.for_ship / seen.teu, abs=rel * whole_h)
    assert wait.load_share == pytest.approx(seen.teu / seen.room, rel=rel)
    assert wait.departures_per_day == pytest.approx(
        24 * seen.ships / seen.hours, rel=rel
    )


@pytest.mark.parametrize("asked", FEW.values(), ids=FEW)
def test_a_sampled_wait_is_the_long_simulated_mean(asked):
    agrees(asked, lots=6_000_000, rel=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("asked", GRID, ids=range(len(GRID)))
def test_the_grid_of_rules_agrees_with_long_simulations(asked):
    agrees(asked, lots=60_000_000, rel=0.01)


@pytest.mark.parametrize("asked", FEW.values(), ids=FEW)
def test_the_quick_answer_is_within_its_error(asked):
    quick, long = fill_and_go_wait(asked), sampled(asked, error_share=0.002)

    assert quick.mean_h + quick.weather_mean_h == pytest.approx(
        long.mean_h + long.weather_mean_h, rel=0.02
    )


@pytest.mark.parametrize("asked", FEW.values(), ids=FEW)
def test_the_spread_is_the_simulated_one(asked):
    """One TEU of each ship is drawn for it: rough where few wait and long."""
    seen, wait = twin(asked, lots=6_000_000), sampled(asked, error_share=0.002)
    mean_h = seen.for_ship / seen.teu

    assert wait.variance_h2**0.5 == pytest.approx(
        (seen.for_ship_squared / seen.teu - mean_h**2) ** 0.5, rel=0.06
    )


@pytest.mark.parametrize("asked", FEW.values(), ids=FEW)
def test_the_twin_obeys_the_law_of_little(asked):
    """Cargo in the port on average is what comes in an hour times its wait."""
    seen = twin(asked, lots=6_000_000)
    per_h = asked.arrival_teu_per_day / 24

    assert seen.cargo_hours / seen.hours == pytest.approx(
        per_h * (seen.for_ship + seen.aboard) / seen.teu, rel=0.01
    )


def test_a_sample_of_what_has_a_closed_form_agrees_with_it():
    room = {"ships": 9, "payload": 300, "away": 9}
    for asked in (
        rule(longest=60, **room),
        rule(lot=5, **room),
        rule(lot=5, geometric=True, **room),
    ):
        exact, drawn = fill_and_go_wait(asked), sampled(asked)

        assert exact.method.startswith("closed form")
        assert drawn.mean_h == pytest.approx(exact.mean_h, rel=0.01)
        assert drawn.quantiles_h[64:224:32] == pytest.approx(
            exact.quantiles_h[64:224:32], abs=0.6
        )


def test_more_ships_are_never_waited_for_longer():
    waits = [
        fill_and_go_wait(rule(longest=60, ships=n, away=140, lot=5)).mean_h
        for n in (2, 3, 4, 6, 9)
    ]

    assert waits[0] > 1.2 * waits[-1]
    for more, fewer in zip(waits[1:], waits, strict=False):
        assert more <= fewer * 1.01


def test_more_cargo_is_a_shorter_wait_until_ships_run_short():
    waits = [
        fill_and_go_wait(rule(rate=rate, ships=2, away=60, lot=3)).mean_h
        for rate in (8, 16, 32, 48, 60, 75)
    ]

    shortest = waits.index(min(waits))
    assert waits[: shortest + 1] == sorted(waits[: shortest + 1], reverse=True)
    assert waits[shortest:] == sorted(waits[shortest:])
    assert 0 < shortest < len(waits) - 1


def test_a_port_that_is_shut_more_is_waited_for_longer():
    waits = [
        fill_and_go_wait(replace(FEEDER, closed_share=p, mean_episode_h=48))
        for p in (0.1, 0.2, 0.35, 0.5)
    ]
    met = [wait.met_share for wait in waits]

    assert met == sorted(met)
    assert all(0 < share < 1 for share in met)


def test_the_same_rule_gives_the_same_bytes_in_another_process():
    script = (
        "import json; from orta.planning.waiting import *;"
        "print(json.dumps(fill_and_go_wait(FillAndGo(arrival_teu_per_day=24,"
        "min_load_teu=72,max_wait_h=60,lot_teu=5,ships=(Ships(count=2,"
        "payload_teu=100,rotation_h=100),))).quantiles_h))"
    )
    there = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True
    )

    here = fill_and_go_wait(rule(longest=60, ships=2, away=100, lot=5))
    assert json.loads(there.stdout) == list(here.quantiles_h)


def test_more_cargo_than_ships_carry_is_refused_and_says_how_much_they_carry():
    with pytest.raises(ModelError, match="the ships carry 48: the wait has no bound"):
        rule(rate=47, ships=1, away=50)
    with pytest.raises(ModelError, match="shut 50% of the time"):
        rule(rate=40, ships=1, away=50, shut=0.5)


def test_ships_that_are_always_full_carry_their_capacity():
    """As much cargo as may come: rounds are the rotation and the port's delay."""
    asked = rule(rate=32.1, ships=1, away=50, shut=0.5, longest=9999)
    seen = twin(replace(asked, min_load_teu=99), lots=4_000_000)

    assert asked.busy_share == pytest.approx(0.95, abs=0.005)
    assert seen.teu / seen.room > 0.99
    full = asked.capacity_teu_per_day / 24 * seen.hours
    assert seen.room < full


@pytest.mark.parametrize("seed", range(30))
def test_whatever_the_seed_filling_beats_the_clock_at_the_same_load(seed):
    """Needs N17: a feeder every 30 h is 64 percent full; one with 112 TEU, 67."""
    rng, behind, total, n = np.random.default_rng(seed), 0, 0, 20_000
    lots = rng.poisson(116 * 30 / 24 / 42, n)
    extra = np.where(lots > 0, rng.negative_binomial(np.maximum(lots, 1), 1 / 42), 0)
    for came in (lots + extra).tolist():
        behind = max(behind + came - 225, 0)
        total += behind
    by_clock_h = 30 / 2 + total / n * 24 / 116
    fills = replace(FEEDER, min_load_teu=112, max_wait_h=336)
    both = replace(fills, max_wait_h=48)

    full, mixed = (twin(asked, lots=200_000, seed=seed) for asked in (fills, both))

    assert full.teu / full.room > 0.64
    assert mixed.for_ship / mixed.teu < full.for_ship / full.teu < by_clock_h / 2


def test_six_feeders_carry_the_order_of_what_their_lines_say():
    """89,000 TEU a year from Aktau: between 56 percent full and always full."""
    full_teu = 365 * FEEDER.capacity_teu_per_day
    stormy = replace(FEEDER, closed_share=0.22, mean_episode_h=48)

    assert full_teu == pytest.approx(6 * 225 * 365 * 24 / 84)
    assert 0.56 * full_teu < 89_000 < 365 * stormy.capacity_teu_per_day
