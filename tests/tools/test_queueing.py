"""The theory that the simulator is held against agrees with itself by other ways."""

import doctest
from importlib import import_module
from math import comb, exp, factorial, log
from pkgutil import iter_modules

import numpy as np
import pytest
import verification.queueing as theory
from verification.queueing import (
    Calendar,
    Fleet,
    ServiceTime,
    Station,
    mean_of,
    source_of,
    stationary,
)

from orta.corridor import Duration
from orta.planning.waiting import (
    FillAndGo,
    Ships,
    crowded_headway_h,
    fill_and_go_wait,
)
from orta.vocabulary import LotSizes

EXACT = 1e-9
MODULES = sorted(module.name for module in iter_modules(theory.__path__))
FORMULAS = sorted(
    name
    for name in theory.__all__
    if name.islower() and name not in {"mean_of", "source_of"}
)
ONE = Station(service_mean=1.0)
PORT = Calendar(open_mean=20.0, shut_mean=6.0)
DWELL = Duration(min_h=4, mean_h=10, max_h=40)


def exactly(value):
    return pytest.approx(value, rel=EXACT)


def poisson(mean, most=200):
    chances = [exp(-mean)]
    for n in range(1, most + 1):
        chances.append(chances[-1] * mean / n)
    return chances


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name):
    module = import_module(f"verification.queueing.{name}")

    result = doctest.testmod(module)

    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_names_its_source(name):
    assert source_of(getattr(theory, name)).endswith(".")


def test_what_names_no_source_is_refused():
    with pytest.raises(ValueError, match="names no source"):
        source_of(theory.mean_of)


# Chains


def test_a_chain_with_many_states_a_level_is_the_product_of_its_parts():
    """Two queues that know nothing of each other: M/M/1/20 and M/M/1/4."""

    def moves(state):
        here, there = state
        if here < 20:
            yield (here + 1, there), 0.9
        if there < 4:
            yield (here, there + 1), 0.5
        if here:
            yield (here - 1, there), 1.0
        if there:
            yield (here, there - 1), 1.0

    chances = stationary((0, 0), moves)

    of_here, of_there = 0.9 ** np.arange(21), 0.5 ** np.arange(5)
    expected = np.outer(of_here / of_here.sum(), of_there / of_there.sum())
    for (here, there), chance in chances.items():
        assert chance == exactly(expected[here, there])


def test_a_queue_that_only_grows_has_no_steady_state():
    def moves(state):
        yield (state[0] + 1,), 1.0
        if state[0]:
            yield (state[0] - 1,), 1.0

    with pytest.raises(ValueError, match="no steady state"):
        stationary((0,), moves)


def test_a_state_that_is_never_left_is_refused():
    with pytest.raises(ValueError, match="is not left"):
        stationary((0,), lambda state: [((1,), 1.0)] if state == (0,) else [])


# Servers side by side


@pytest.mark.parametrize("busy", [0.3, 0.8, 0.95])
@pytest.mark.parametrize("servers", [1, 2, 7])
def test_erlang_is_the_chain(servers, busy):
    rate = busy * servers

    def moves(state):
        (n,) = state
        yield (n + 1,), rate
        if n:
            yield (n - 1,), float(min(n, servers))

    chances = stationary((0,), moves)

    asked = {"servers": servers, "service_mean": 1.0}
    waiting = mean_of(chances, lambda s: max(s[0] - servers, 0))
    delayed = mean_of(chances, lambda s: s[0] >= servers)
    assert theory.mean_queue(rate, **asked) == exactly(waiting)
    assert theory.mean_wait(rate, **asked) == exactly(waiting / rate)
    assert theory.delay_chance(rate, **asked) == exactly(delayed)


def test_one_server_is_erlang_with_one():
    asked = {"servers": 1, "service_mean": 2.0}
    single = theory.mg1_wait(0.4, service=ServiceTime.erlang(2.0))

    assert theory.mean_wait(0.4, **asked) == exactly(single)
    assert theory.delay_chance(0.4, **asked) == exactly(0.8)


def test_the_mean_wait_is_the_sum_of_the_chances_to_wait_longer():
    asked = {"servers": 3, "service_mean": 1.0}
    times = np.linspace(0, 60, 60_001)
    chances = [theory.long_wait_chance(2.4, **asked, longer_than=t) for t in times]

    assert theory.mean_wait(2.4, **asked) == pytest.approx(
        np.trapezoid(chances, times), rel=1e-6
    )


def test_without_a_place_to_wait_it_is_erlang_b():
    blocked = theory.mmck_blocked_share(5, servers=4, service_mean=1, places=4)
    terms = [5**n / factorial(n) for n in range(5)]

    assert blocked == exactly(terms[4] / sum(terms))
    assert blocked == exactly(theory.loss_chance(5, servers=4))
    assert theory.mmck_wait(5, servers=4, service_mean=1, places=4) == 0


def test_with_many_places_nobody_is_turned_away():
    asked = {"servers": 2, "service_mean": 1.0}

    assert theory.mmck_blocked_share(1.5, **asked, places=200) < 1e-20
    assert theory.mmck_wait(1.5, **asked, places=200) == exactly(
        theory.mean_wait(1.5, **asked)
    )


def test_one_server_with_few_places_is_a_cut_geometric_series():
    blocked = theory.mmck_blocked_share(0.5, servers=1, service_mean=1, places=3)
    wait = theory.mmck_wait(0.5, servers=1, service_mean=1, places=3)

    assert blocked == exactly(1 / 15)  # 8, 4, 2, 1 of 15
    assert wait == exactly((2 * 1 + 1 * 2) / 15 / (0.5 * 14 / 15))


def test_endless_servers_hold_a_poisson_number():
    chances = theory.mg_infinity_chances(3, service_mean=1.5, most=60)

    mean = sum(n * chance for n, chance in enumerate(chances))
    assert sum(chances) == exactly(1)
    assert mean == exactly(theory.mg_infinity_number(3, service_mean=1.5))
    assert chances[:30] == exactly(tuple(poisson(4.5)[:30]))


# Fixed times


def chain_in_steps(came, room):
    """X' = max(X - room, 0) + Poisson(came), solved step by step."""
    law = poisson(came, most=40)

    def moves(state):
        left = max(state[0] - room, 0)
        return [((left + k,), chance) for k, chance in enumerate(law)]

    return mean_of(stationary((0,), moves), lambda state: state[0])


@pytest.mark.parametrize(("came", "room"), [(0.7, 1), (2.4, 3), (8.5, 10)])
def test_the_roots_are_the_chain_in_steps(came, room):
    queue = theory.bailey_queue(came / 2, interval=2.0, room=room)

    assert queue == exactly(chain_in_steps(came, room))
    assert theory.mdc_number(came, servers=room, service_time=1.0) == exactly(queue)


@pytest.mark.parametrize("busy", [0.2, 0.5, 0.99])
def test_one_server_of_fixed_times_is_pollaczek_and_khinchine(busy):
    by_roots = theory.mdc_wait(busy, servers=1, service_time=1.0)

    assert by_roots == exactly(theory.mg1_wait(busy, service=ServiceTime.fixed(1.0)))


def test_two_servers_of_fixed_times_are_served_by_turns():
    """So each sees every second arrival: a random walk of E_2/D/1."""
    rng, n = np.random.default_rng(1), 2_000_000
    steps = 1.0 - rng.gamma(2, 1 / 1.6, n)
    walk = np.concatenate([[0.0], steps.cumsum()])
    waits = walk - np.minimum.accumulate(walk)

    assert theory.mdc_wait(1.6, servers=2, service_time=1.0) == pytest.approx(
        waits.mean(), rel=0.01
    )


def test_a_large_ship_is_waited_for_half_the_interval():
    assert theory.bailey_wait(3.0, interval=10.0, room=100) == exactly(5.0)
    assert theory.bailey_wait(3.0, interval=10.0, room=32) > 5.5


def test_a_crowded_ship_is_what_the_router_expects():
    expected = crowded_headway_h(24, arrival_teu_per_day=90, payload_teu=95, lot_teu=1)

    assert theory.bailey_wait(90 / 24, interval=24, room=95) == pytest.approx(
        expected, rel=1e-6
    )


# One server


def test_the_quadrature_of_a_duration_gives_its_moments_and_transform():
    for duration in (DWELL, Duration(min_h=0, mean_h=1, max_h=30)):
        service = ServiceTime.of(duration)
        step = 1e-4
        second = (service.damped_mean(-step) - service.damped_mean(step)) / (2 * step)
        (alpha, beta), span = duration.shape, duration.max_h - duration.min_h
        x = (np.arange(2_000_000) + 0.5) / 2_000_000
        density = x ** (alpha - 1) * (1 - x) ** (beta - 1)
        times = duration.min_h + span * x

        assert service.damped_mean(0) == exactly(duration.mean_h)
        assert second == pytest.approx(service.second_moment, rel=1e-5)
        assert service.transform(0.3) == pytest.approx(
            (density * np.exp(-0.3 * times)).sum() / density.sum(), rel=1e-6
        )


@pytest.mark.parametrize("phases", [1, 2, 5])
def test_any_service_time_waits_as_the_chain_of_its_phases(phases):
    def moves(state):
        units = state[0]  # phases still to be served
        yield (units + phases,), 0.7
        if units:
            yield (units - 1,), float(phases)

    work = mean_of(stationary((0,), moves), lambda state: state[0]) / phases
    service = ServiceTime.erlang(1.0, phases=phases)

    assert theory.mg1_wait(0.7, service=service) == exactly(work)


def test_a_server_that_leaves_is_the_chain():
    def moves(state):
        waiting, away = state
        yield (waiting + 1, away), 0.6
        if away:
            yield (waiting, 0 if waiting else 1), 1 / 3.0
        else:  # the last is served, and the server leaves
            yield (waiting - 1, 0 if waiting > 1 else 1), 1.0

    chances = stationary((0, 1), moves)
    number = mean_of(chances, lambda state: state[0])

    assert theory.mg1_vacation_wait(
        0.6, service=ServiceTime.erlang(1.0), vacation=ServiceTime.erlang(3.0)
    ) == exactly(number / 0.6 - 1.0)


# Closures


@pytest.mark.parametrize("phases", [1, 3])
@pytest.mark.parametrize("calendar", [PORT, Calendar(open_mean=0.5, shut_mean=0.2)])
def test_a_place_that_shuts_is_the_chain_of_its_phases(phases, calendar):
    def moves(state):
        present, phase, shut = state  # phase 0: nobody is served
        begins = 0 if shut else 1
        yield (present + 1, phase or begins, shut), 0.45
        if shut:
            opened = phase or min(present, 1)
            yield (present, opened, 0), 1 / calendar.shut_mean
        else:
            yield (present, phase, 1), 1 / calendar.open_mean
        if phase == phases:
            yield (present - 1, begins if present > 1 else 0, shut), float(phases)
        elif phase:
            yield (present, phase + 1, shut), float(phases)

    chances = stationary((0, 0, 0), moves)
    wait = mean_of(chances, lambda s: s[0] - (s[1] > 0)) / 0.45
    service = ServiceTime.erlang(1.0, phases=phases)

    assert theory.mg1_shut_wait(0.45, service=service, calendar=calendar) == exactly(
        wait
    )


def test_a_place_that_is_never_shut_waits_as_any():
    calm = Calendar(open_mean=1e12, shut_mean=1.0)

    for service in (ServiceTime.fixed(10.0), ServiceTime.of(DWELL)):
        assert theory.mg1_shut_wait(
            0.08, service=service, calendar=calm
        ) == pytest.approx(theory.mg1_wait(0.08, service=service), rel=1e-6)
    assert theory.mmc_shut_wait(
        2.0, servers=3, service_mean=1.0, calendar=calm
    ) == pytest.approx(theory.mean_wait(2.0, servers=3, service_mean=1.0), rel=1e-6)


def test_with_many_servers_only_the_closure_is_waited_for():
    wait = theory.mmc_shut_wait(0.2, servers=40, service_mean=0.5, calendar=PORT)

    assert wait == exactly(PORT.shut_share * PORT.shut_mean)


def test_ships_of_one_box_are_servers_of_a_place_that_shuts():
    fleet = Fleet(ships=3, least=1, most=1, rotation_mean=1.5)

    means = theory.fleet_means(1.1, fleet=fleet, calendar=PORT)

    assert means.load == exactly(1)
    assert means.wait == exactly(
        theory.mmc_shut_wait(1.1, servers=3, service_mean=1.5, calendar=PORT)
    )


# Loads


def router_wait(*, rate, load, longest=1e4, batch=1.0):
    rule = FillAndGo(
        arrival_teu_per_day=24 * rate,
        min_load_teu=load,
        max_wait_h=longest,
        lot_teu=batch,
        lot_sizes=LotSizes.FIXED if batch == 1 else LotSizes.GEOMETRIC,
        ships=(Ships(count=60, payload_teu=load + 40 * batch, rotation_h=10.0),),
    )
    return fill_and_go_wait(rule)


def test_ships_at_hand_are_what_the_router_expects():
    asked = router_wait(rate=1.5, load=30)
    in_lots = router_wait(rate=1.5, load=30, batch=4.0)
    called = router_wait(rate=1.5, load=30, longest=16)

    assert asked.method == in_lots.method == called.method
    assert asked.method.startswith("closed form")
    assert asked.mean_h == pytest.approx(theory.n_policy_wait(1.5, least=30))
    assert in_lots.mean_h == pytest.approx(
        theory.batch_n_policy_wait(1.5, least=30, batch_mean=4.0)
    )
    assert called.mean_h == pytest.approx(
        theory.n_or_longest_wait(1.5, least=30, longest=16)
    )
    load = called.load_share * (30 + 40)
    assert load == pytest.approx(theory.n_or_longest_load(1.5, least=30, longest=16))


def test_a_longest_wait_that_never_comes_changes_nothing():
    assert theory.n_or_longest_wait(2.0, least=40, longest=1e3) == exactly(
        theory.n_policy_wait(2.0, least=40)
    )
    assert theory.n_or_longest_wait(2.0, least=40, longest=1e-9) < 1e-9


@pytest.mark.parametrize(("size", "busy"), [(1, 0.6), (2, 0.5), (5, 0.9)])
def test_full_ships_only_are_a_queue_of_loads(size, busy):
    """E_k/M/1: a load waits σ/(1 - σ) rotations, σ a root (GI/M/1)."""
    rate, sigma = busy * size, 0.5
    for _ in range(2000):
        sigma = (rate / (rate + 1 - sigma)) ** size
    fleet = Fleet(ships=1, least=size, most=size, rotation_mean=1.0)

    means = theory.fleet_means(rate, fleet=fleet)

    filling = theory.n_policy_wait(rate, least=size)
    assert means.wait == exactly(filling + sigma / (1 - sigma))
    assert means.load == exactly(size)


def test_one_large_ship_that_takes_whoever_waits():
    """Who comes while it is away waits for its return; it is in or away by turns."""
    fleet = Fleet(ships=1, least=1, most=1000, rotation_mean=2.0)
    stays = (1 / 0.7) * (1 / 2.0) / (0.7 + 1 / 2.0)  # if nobody came meanwhile

    means = theory.fleet_means(0.7, fleet=fleet)

    assert means.wait == exactly(2.0 / (2.0 + stays) * 2.0)
    assert means.load == exactly(0.7 * (2.0 + stays))


def test_many_ships_are_always_at_hand():
    fleet = Fleet(ships=12, least=6, most=9, rotation_mean=3.0)

    means = theory.fleet_means(1.0, fleet=fleet)

    assert means.wait == pytest.approx(theory.n_policy_wait(1.0, least=6), rel=1e-6)
    assert means.load == pytest.approx(6, rel=1e-6)


def test_closures_fewer_ships_and_fuller_ships_are_waited_for():
    fleet = Fleet(ships=3, least=4, most=8, rotation_mean=9.0)
    fewer = Fleet(ships=2, least=4, most=8, rotation_mean=9.0)
    fuller = Fleet(ships=3, least=7, most=8, rotation_mean=9.0)

    wait = theory.fleet_means(1.2, fleet=fleet).wait

    assert theory.fleet_means(1.2, fleet=fleet, calendar=PORT).wait > wait
    assert theory.fleet_means(1.2, fleet=fewer).wait > wait
    assert theory.fleet_means(1.2, fleet=fuller).wait > wait


# Tandem


def test_two_stations_with_much_room_are_those_of_jackson():
    first, second = (
        Station(servers=2, service_mean=1.5),
        Station(servers=3, service_mean=2.0),
    )

    means = theory.blocking_tandem_means(1.0, first=first, second=second, places=80)

    assert means.sojourn == pytest.approx(
        theory.tandem_sojourn(1.0, stations=[first, second])
    )
    assert means.second_wait == pytest.approx(
        theory.mean_wait(1.0, servers=3, service_mean=2.0)
    )


def test_a_delay_adds_its_mean():
    yard = Station(servers=None, service_mean=12.0)

    assert theory.tandem_sojourn(0.5, stations=[ONE, yard, ONE]) == exactly(16.0)


@pytest.mark.parametrize("places", [1, 2, 5])
@pytest.mark.parametrize("slower", [0.5, 1.0, 3.0])
def test_what_passes_is_the_formula_of_hunt(places, slower):
    """Birth and death on 0 … K + 1, of which the last is a blocked server."""
    second = Station(service_mean=slower)
    weights = slower ** np.arange(places + 2)

    passed = theory.blocking_tandem_throughput(first=ONE, second=second, places=places)

    assert passed == exactly((1 - weights[0] / weights.sum()) / slower)


def test_blocked_servers_of_many_do_no_work():
    """Birth and death again, of those at the second and those blocked together."""
    births = [1.5, 1.5, 1.5, 1.0, 0.5]  # three servers; the last two: one, two blocked
    deaths = [0.4, 0.8, 0.8, 0.8, 0.8]  # two places, both served
    first = Station(servers=3, service_mean=2.0)
    weights = np.cumprod([1.0, *np.divide(births, deaths)])
    chances = weights / weights.sum()

    passed = theory.blocking_tandem_throughput(
        first=first, second=Station(servers=2, service_mean=2.5), places=2
    )

    assert passed == exactly(chances[1:] @ deaths)


@pytest.mark.parametrize(("places", "rate"), [(1, 0.45), (3, 0.6)])
def test_blocking_is_the_recursion_of_its_times(places, rate):
    """Served at the first, n leaves it once n - K has left the second."""
    rng, n = np.random.default_rng(3), 300_000
    comes = rng.exponential(1 / rate, n).cumsum().tolist()
    takes, then = rng.exponential(1, (2, n)).tolist()
    left, out, waited, held = 0.0, [0.0] * places, 0.0, 0.0
    for came, first, second in zip(comes, takes, then, strict=True):
        start = max(came, left)
        left = max(start + first, out[-places])
        out.append(max(left, out[-1]) + second)
        waited += start - came
        held += left - start - first
    sojourn = (sum(out) - sum(comes)) / n

    means = theory.blocking_tandem_means(rate, first=ONE, second=ONE, places=places)

    assert means.sojourn == pytest.approx(sojourn, rel=0.04)
    assert means.first_wait == pytest.approx(waited / n, rel=0.06)
    assert means.held == pytest.approx(held / n, rel=0.04)


def test_the_parts_of_a_tandem_make_its_sojourn():
    first, second = (
        Station(servers=3, service_mean=2.0),
        Station(servers=2, service_mean=1.4),
    )

    means = theory.blocking_tandem_means(1.0, first=first, second=second, places=3)

    parts = means.first_wait + means.held + means.second_wait + 2.0 + 1.4
    assert means.sojourn == exactly(parts)
    assert means.held > 0.01


def test_more_room_lets_more_pass():
    pairs = {"first": Station(servers=2, service_mean=1.0), "second": ONE}
    passed = [
        theory.blocking_tandem_throughput(**pairs, places=k) for k in (1, 2, 4, 60)
    ]

    assert passed == sorted(passed)
    assert passed[-1] == pytest.approx(1.0, rel=1e-6)


# Priorities


def test_two_classes_are_the_chain():
    """States are (waiting in all, waiting of the first class, served)."""

    def moves(state):
        both, urgent, served = state
        if served:
            if both < 40:
                yield (both + 1, urgent + 1, 1), 0.2
                yield (both + 1, urgent, 1), 0.3
            if both:
                yield (both - 1, max(urgent - 1, 0), 1), 1.0
            else:
                yield (0, 0, 0), 1.0
        else:
            yield (0, 0, 1), 0.5

    chances = stationary((0, 0, 0), moves)
    first = mean_of(chances, lambda s: s[1]) / 0.2
    second = mean_of(chances, lambda s: s[0] - s[1]) / 0.3

    waits = theory.mmc_priority_waits([0.2, 0.3], servers=1, service_mean=1.0)

    assert waits == exactly((first, second))


def test_priorities_share_out_the_same_wait():
    rates = [0.7, 0.2, 1.4]

    waits = theory.mmc_priority_waits(rates, servers=3, service_mean=1.0)

    shared = sum(rate * wait for rate, wait in zip(rates, waits, strict=True))
    alike = theory.mean_wait(sum(rates), servers=3, service_mean=1.0)
    assert list(waits) == sorted(waits)
    assert shared / sum(rates) == exactly(alike)


def test_priorities_of_unlike_services_conserve_the_work():
    rates = [0.1, 0.02]
    services = [ServiceTime.fixed(2.0), ServiceTime.of(DWELL)]

    def waiting_work(order):
        waits = theory.mg1_priority_waits(
            [rates[i] for i in order], services=[services[i] for i in order]
        )
        loads = [rates[i] * services[i].mean for i in order]
        return sum(load * wait for load, wait in zip(loads, waits, strict=True))

    assert waiting_work([0, 1]) == exactly(waiting_work([1, 0]))
    alone = theory.mg1_priority_waits([0.05], services=[services[1]])
    assert alone == exactly((theory.mg1_wait(0.05, service=services[1]),))


# Pools


@pytest.mark.parametrize(("tokens", "cranes"), [(1, 1), (6, 1), (9, 3)])
def test_wagons_of_a_pool_are_the_chain(tokens, cranes):
    def moves(state):
        (here,) = state
        if here < tokens:
            yield (here + 1,), (tokens - here) / 5.0
        if here:
            yield (here - 1,), min(here, cranes) / 2.0

    chances = stationary((0,), moves)
    away = Station(servers=None, service_mean=5.0)
    crane = Station(servers=cranes, service_mean=2.0)

    means = theory.pool_means(tokens, stations=[away, crane])

    done = mean_of(chances, lambda s: min(s[0], cranes)) / 2.0
    here = mean_of(chances, lambda s: s[0])
    assert means.throughput == exactly(done)
    assert means.present == exactly((tokens - here, here))


def test_one_repairman_is_erlang_b_turned_round():
    """With one crane, it idles where Erlang's M lines are all engaged."""
    means = theory.pool_means(
        7, stations=[Station(servers=None, service_mean=8.0), ONE]
    )

    assert means.throughput == exactly(1 - theory.loss_chance(8.0, servers=7))


def test_three_alike_stations_share_the_tokens():
    means = theory.pool_means(5, stations=[ONE, ONE, ONE])

    # comb(7, 2) ways to place five tokens, comb(6, 2) to place four.
    assert means.throughput == exactly(comb(6, 2) / comb(7, 2))
    assert means.present == exactly((5 / 3,) * 3)


def test_many_wagons_pass_as_much_as_the_slowest_station():
    ring = [Station(service_mean=3.0), Station(servers=2, service_mean=4.0)]

    means = theory.pool_means(400, stations=ring)

    assert means.throughput == exactly(1 / 3)
    assert sum(means.present) == exactly(400)


# Weather


@pytest.mark.parametrize(("rate", "storm"), [(0.02, 30.0), (0.5, 4.0), (1.0, 0.2)])
def test_a_closure_is_the_time_until_no_storm_is_left(rate, storm):
    """First passage from one storm to none, by the chain of their number."""
    most = 60
    step = np.diag(np.full(most - 1, rate), 1)
    step += np.diag(np.arange(2, most + 1) / storm, -1)
    n = np.arange(1, most + 1)
    out = n / storm + np.where(n < most, rate, 0.0)
    passage = np.diag(out) - step
    mean = np.linalg.solve(passage, np.ones(most))
    second = np.linalg.solve(passage, 2 * mean)

    assert theory.storm_closure_mean(rate, storm_mean=storm) == exactly(mean[0])
    assert theory.storm_closure_variance(rate, storm_mean=storm) == exactly(
        second[0] - mean[0] ** 2
    )
    weights = np.array(theory.mg_infinity_chances(rate, service_mean=storm, most=most))
    assert theory.storm_wait(rate, storm_mean=storm) == exactly(weights[1:] @ mean)


@pytest.mark.parametrize(("rate", "storm"), [(0.02, 30.0), (0.5, 4.0)])
def test_time_shut_in_a_long_span_varies_as_closures_and_gaps_by_turns(rate, storm):
    """Asymptotic variance of an alternating renewal process."""
    asked, span = {"storm_mean": storm}, 1e7
    closure, gap = theory.storm_closure_mean(rate, **asked), 1 / rate
    variance = theory.storm_closure_variance(rate, **asked)
    expected = (variance * gap**2 + gap**2 * closure**2) / (closure + gap) ** 3

    seen = theory.storm_closed_time_variance(rate, **asked, span=span)

    assert seen / span == pytest.approx(expected, rel=1e-5)


def test_time_shut_in_a_short_span_varies_as_the_sum_of_its_moments():
    rate, storm, n = 0.25, 4.0, 2000
    moments = (np.arange(n) + 0.5) * (6.0 / n)
    apart = np.abs(moments[:, None] - moments)
    both_open = exp(-1) * np.exp(-(1 - np.exp(-apart / storm)))

    seen = theory.storm_closed_time_variance(rate, storm_mean=storm, span=6.0)

    assert seen == pytest.approx((both_open - exp(-2)).mean() * 36, rel=1e-5)


def test_half_of_the_time_is_shut():
    rate = log(2) / 10

    assert theory.storm_closed_share(rate, storm_mean=10.0) == exactly(0.5)
    assert theory.storm_closure_mean(rate, storm_mean=10.0) == exactly(1 / rate)


# What cannot keep up


@pytest.mark.parametrize(
    "ask",
    [
        lambda: theory.mean_wait(2.0, servers=2, service_mean=1.0),
        lambda: theory.mdc_wait(2.0, servers=2, service_time=1.0),
        lambda: theory.bailey_wait(2.0, interval=5.0, room=10),
        lambda: theory.mg1_wait(1.0, service=ServiceTime.fixed(1.0)),
        lambda: theory.mg1_shut_wait(
            0.8, service=ServiceTime.fixed(1.0), calendar=PORT
        ),
        lambda: theory.mmc_priority_waits([1.5, 0.5], servers=2, service_mean=1.0),
        lambda: theory.fleet_means(
            1.0, fleet=Fleet(ships=2, least=1, most=5, rotation_mean=10.0)
        ),
        lambda: theory.blocking_tandem_means(0.7, first=ONE, second=ONE, places=1),
        lambda: theory.tandem_sojourn(1.0, stations=[ONE]),
    ],
)
def test_a_queue_that_cannot_keep_up_is_refused(ask):
    with pytest.raises(ValueError, match="no steady state"):
        ask()


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="1 <= least <= most"):
        Fleet(ships=1, least=5, most=4, rotation_mean=1.0)
    with pytest.raises(ValueError, match="positive"):
        Calendar(open_mean=0.0, shut_mean=1.0)
    with pytest.raises(ValueError, match="at least one server"):
        Station(servers=0, service_mean=1.0)
    with pytest.raises(ValueError, match="places"):
        theory.mmck_wait(1, servers=3, service_mean=1, places=2)
    with pytest.raises(ValueError, match="places"):
        theory.blocking_tandem_throughput(
            first=ONE, second=Station(servers=3, service_mean=1.0), places=2
        )
    with pytest.raises(ValueError, match="number of servers"):
        theory.blocking_tandem_throughput(
            first=Station(servers=None, service_mean=1.0), second=ONE, places=2
        )
