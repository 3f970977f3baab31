"""Waits by dispatch rule: closed forms, and means of simulated arrivals."""

from random import Random

import pytest
from corridors.build import closures, corridor, fleet, line, network, node

from orta.planning.network.waiting import (
    WaitTable,
    departure_interval_h,
    mean_service_wait_h,
)
from orta.vocabulary import DispatchRule


def ferry(*, load=72, rate=24.0, longest=1000.0, vessels=2, rotation_h=48.0):
    return line(
        "S",
        {"A": None, "B": 20.0},
        dispatch_rule=DispatchRule.FILL_AND_GO,
        min_load_teu=load,
        arrival_teu_per_day=rate,
        max_wait_h=longest,
        fleets=(fleet("S", vessels=vessels, rotation_h=rotation_h),),
    )


def test_a_ferry_leaves_when_it_is_full():
    assert departure_interval_h(ferry(load=72, rate=24)) == 72


def test_a_ferry_leaves_when_the_first_unit_has_waited_its_longest():
    assert departure_interval_h(ferry(load=72, rate=24, longest=30)) == 30


def test_a_ferry_leaves_no_sooner_than_the_next_vessel_is_there():
    slow = ferry(load=72, rate=240, vessels=3, rotation_h=90)

    assert departure_interval_h(slow) == 30


def test_half_an_interval_is_what_steady_arrivals_wait():
    """72 units in 72 hours, one an hour: from 71 hours down to none, on average 35.5.

    The formula counts a unit as arriving in the middle of its hour.
    """
    waited = [72 - (hour + 0.5) for hour in range(72)]

    assert mean_service_wait_h(ferry()) == pytest.approx(sum(waited) / 72)


def test_a_headway_service_is_waited_for_half_its_headway():
    rng = Random(1)
    service = network("S", "KZ", headway_h=56)
    waited = [56 - rng.uniform(0, 56) for _ in range(200_000)]

    assert mean_service_wait_h(service) == pytest.approx(
        sum(waited) / len(waited), rel=0.01
    )


def test_a_shut_port_is_waited_for_as_long_as_simulated():
    """Open and shut spells, both exponential: arrivals at random wait p · D."""
    rng, share, episode_h = Random(2), 0.3, 48.0
    open_h = episode_h * (1 - share) / share
    clock, shut_spells = 0.0, []
    while clock < 4_000_000:
        clock += rng.expovariate(1 / open_h)
        ends = clock + rng.expovariate(1 / episode_h)
        shut_spells.append((clock, ends))
        clock = ends
    # Seen from every instant: a spell of length d is waited for d²/2 in all.
    mean_wait_h = sum((e - s) ** 2 / 2 for s, e in shut_spells) / clock
    table = WaitTable(
        corridor(nodes=[node("A")], closures=closures("A", {5: share}, episode_h=48))
    )
    number = table.add_entry(ferry(), "A")

    assert table.waits[number].mean_weather_h[4] == pytest.approx(mean_wait_h, rel=0.02)
    assert table.arrays().weather[number].tolist() == [0] * 4 + [864] + [0] * 7


def test_a_timetable_has_no_interval():
    dated = line(
        "S",
        {"A": None, "B": 9.0},
        dispatch_rule=DispatchRule.TIMETABLE,
        weekdays=("MO",),
        departure_min=0,
    )

    with pytest.raises(ValueError, match="timetable"):
        departure_interval_h(dated)
