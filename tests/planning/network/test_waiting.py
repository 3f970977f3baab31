"""Waits by dispatch rule: closed forms, and means of simulated arrivals."""

from random import Random

import pytest
from corridors.build import closures, corridor, fleet, line, network, node

from orta.errors import ModelError
from orta.planning.lead_time import Wait
from orta.planning.network import Clock, service_wait
from orta.planning.network.waiting import WaitTable, departure_wait
from orta.vocabulary import DispatchRule


def ferry(*, load=72, rate=24.0, longest=1000.0, vessels=9, rotation_h=48.0, **lots):
    return line(
        "S",
        {"A": None, "B": 20.0},
        dispatch_rule=DispatchRule.FILL_AND_GO,
        min_load_teu=load,
        arrival_teu_per_day=rate,
        max_wait_h=longest,
        fleets=(fleet("S", vessels=vessels, rotation_h=rotation_h),),
        **lots,
    )


def mean_h(service, *shut):
    return departure_wait(service, shut).mean_service_h


def test_a_ferry_leaves_when_it_is_full():
    """72 boxes, one an hour: the first waits 71 hours, the last none."""
    assert mean_h(ferry()) == pytest.approx((35.5,) * 12)


def test_a_ferry_leaves_when_the_first_unit_has_waited_its_longest():
    assert 14.5 < mean_h(ferry(longest=30))[0] < 15.5


def test_a_ferry_leaves_no_sooner_than_the_next_vessel_is_there():
    """Two vessels in 160 hours come 80 hours apart, and hardly sooner do 72 boxes."""
    slow = ferry(vessels=2, rotation_h=160)

    assert mean_h(slow)[0] > 1.1 * mean_h(ferry())[0]


def test_a_train_load_that_comes_at_once_waits_less():
    assert mean_h(ferry(lot_teu=36.0)) == pytest.approx((18.0,) * 12)


def test_storms_make_ships_late_in_their_month_only():
    busy = ferry(rate=40, load=60, vessels=2, rotation_h=80)
    wait = departure_wait(busy, closures("A", {5: 0.4}, episode_h=48))

    calm, storm = wait.mean_service_h[3], wait.mean_service_h[4]
    assert storm > 1.2 * calm
    assert wait.mean_service_h == pytest.approx((*(calm,) * 4, storm, *(calm,) * 7))
    assert wait.closed_share[4] == pytest.approx(0.4, abs=0.1)
    assert wait.mean_weather_h[3] == 0


def test_many_closed_shares_are_read_off_a_parabola_through_three():
    shares = {month: month / 30 for month in range(1, 13)}
    service = ferry(rate=60, load=60, vessels=3, rotation_h=80, lot_teu=5.0)
    months = departure_wait(service, closures("A", shares, episode_h=48))

    for month in (3, 9):
        alone = departure_wait(
            service, closures("A", {month: shares[month]}, episode_h=48)
        )
        at = month - 1
        whole_h = alone.mean_service_h[at] + alone.mean_weather_h[at]
        assert months.mean_service_h[at] + months.mean_weather_h[at] == pytest.approx(
            whole_h, rel=0.04
        )


def test_a_month_with_more_cargo_than_ships_can_carry_is_refused_by_name():
    busy = ferry(rate=90, vessels=2, rotation_h=50)

    with pytest.raises(
        ModelError, match=r"service S, month 2: .* the wait has no bound"
    ):
        departure_wait(busy, closures("A", {2: 0.5}, episode_h=48))


def test_a_service_with_more_cargo_than_its_fleet_carries_is_refused():
    with pytest.raises(ModelError, match=r"S: arrival_teu_per_day is at most 91\.2"):
        ferry(rate=97, vessels=2, rotation_h=50)


def test_a_headway_service_is_waited_for_half_its_headway():
    rng = Random(1)
    service = network("S", "KZ", headway_h=56)
    waited = [56 - rng.uniform(0, 56) for _ in range(200_000)]

    wait = departure_wait(service)
    assert wait.mean_service_h[0] == pytest.approx(sum(waited) / len(waited), rel=0.01)
    assert wait.variance_h2[0] == pytest.approx(56**2 / 12)


def test_the_table_holds_minutes_by_month():
    table = WaitTable(corridor(nodes=[node("A")]))
    number = table.add_departure(ferry(), "A", offset_min=0)

    assert table.arrays().service[number].tolist() == [2130] * 12
    assert table.arrays().start.tolist() == [0, 0]  # no timetable


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


def test_a_timetable_has_dates_instead():
    dated = line(
        "S",
        {"A": None, "B": 9.0},
        dispatch_rule=DispatchRule.TIMETABLE,
        weekdays=("MO",),
        departure_min=0,
    )

    with pytest.raises(ValueError, match="timetable"):
        departure_wait(dated)


def test_the_next_departure_is_the_first_that_is_not_gone():
    """Every minute on, before and after departures, and round the end of the week."""
    minutes = [600, 601, 1500, 2880, 4000, 7000, 10079]
    for count in range(1, len(minutes) + 1):
        table = WaitTable(corridor(nodes=[node("A")]))
        table.waits.append(Wait(departures_min=tuple(minutes[:count])))
        waits = table.arrays()
        for at in {0, *(m + d for m in minutes for d in (-1, 0, 1))}:
            expected = min((m - at) % 10080 for m in minutes[:count])
            assert service_wait(waits, 0, at, Clock(0, 0)) == expected
            assert service_wait(waits, 0, 0, Clock(0, at)) == expected
