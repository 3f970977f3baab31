"""FEATURE: the kernel and its slow twin tell the same story, event by event."""

from collections import Counter

import pytest
from corridors.random_plants import Case, random_case
from numba import config
from planning.simulation.both import differences, fast, figures, simulate, slow

from orta.planning.simulation.kernel.world import FINISHED, NOBODY

CASES = 200
# Plain Python takes a thousand times as long; a part of the cases must do.
SEEDS = range(40 if config.DISABLE_JIT else CASES)

# What the cases must meet at least so often, all of them together.
SITUATIONS = {
    "away from the start of its lay": 20,
    "away when it is its turn": 10,
    "back again": 20,
    "blocked": 2000,
    "blocked before a line": 500,
    "blocked behind others": 200,
    "blocked group": 500,
    "blocked server": 200,
    "blocked ship": 50,
    "empty voyage": 1000,
    "group aboard": 500,
    "lay behind another": 100,
    "lay of a later one": 100,
    "lay of one that is gone": 200,
    "left behind": 500,
    "let go at the exit": 500,
    "let go off a group": 500,
    "loaded in a shut port": 5,
    "loaded voyage": 1000,
    "no berth": 1000,
    "overtaken": 100,
    "several flows aboard": 100,
    "ship: due": 500,
    "ship: lay": 500,
    "ship: load": 500,
    "ship: wait": 100,
    "shut": 100,
    "slow": 100,
    "shut at the roads": 200,
    "too few tokens": 100,
    "too large for a departure": 200,
    "too large for the room": 100,
    "train: due": 300,
    "train: load": 1000,
    "train: wait": 500,
    "twice at one place": 300,
    # And events.
    "CALENDAR": 200,
    "DAY": 300,
    "DONE": 10000,
    "DUE": 3000,
    "LAY": 1000,
    "RETURN": 2000,
    "SOURCE": 5000,
    "TIMER": 500,
    "VESSEL": 5000,
}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_kernel_agrees_with_its_twin(seed):
    case = random_case(seed)

    world, status = simulate(case)

    assert status == FINISHED
    assert differences(figures(world), slow(case)[1]) == []
    assert_nothing_is_lost(world)


def assert_nothing_is_lost(world):
    """Little's law, conservation of units, and causes that sum to the lead time."""
    clock, unit = world.clock[0], world.unit[: world.clock[0].most_units]
    alive = (unit.uid != NOBODY) & (unit.members == NOBODY)
    assert clock.area == clock.stay
    assert clock.born - clock.gone == alive.sum()
    assert clock.aboard_teu == unit.teu[alive].sum()
    assert world.cause.sum(axis=1).tolist() == world.flow.lead.tolist()


def test_the_cases_meet_every_situation():
    met = Counter()
    for seed in range(CASES):
        twin, found = slow(random_case(seed))
        met += twin.log.met
        met.update(what for _, what, _, _ in found["trace"])

    assert {
        name: met[name] for name in SITUATIONS if met[name] < SITUATIONS[name]
    } == {}


def test_a_difference_is_seen():
    """The comparison itself: another key gives other times."""
    case = random_case(0)
    other = Case(**{**vars(case), "key": case.key + 1})

    assert differences(fast(case), slow(other)[1])
