"""FEATURE: the worst things to remove together, beside trying all of them."""

from dataclasses import replace
from itertools import chain, combinations

import numpy as np
import pytest

from orta.errors import CertificateError
from orta.planning.optimum.interdiction import check_proof, worst_sets
from orta.planning.optimum.interdiction.plans import Detours
from orta.planning.optimum.paths import FlowProblem, solve_paths
from orta.planning.optimum.removal import SharedLimits, Targets, Warm

GAP = 1e-9
SPLIT_OFTEN = 1  # a seed


def drawn(seed):
    """A small network with scarce links; some have no limit, some amounts no way."""
    rng = np.random.default_rng(seed)
    n_nodes, n_links = int(rng.integers(3, 6)), int(rng.integers(5, 9))
    n_commodities = int(rng.integers(1, 5))
    ends = np.array([rng.choice(n_nodes, 2, replace=False) for _ in range(n_links)])
    asked = np.array(
        [rng.choice(n_nodes, 2, replace=False) for _ in range(n_commodities)]
    )
    return FlowProblem.of(
        tail=ends[:, 0],
        head=ends[:, 1],
        cost=rng.integers(0, 20, n_links),
        capacity=np.where(
            rng.random(n_links) < 0.3, np.inf, rng.integers(0, 15, n_links)
        ),
        origin=asked[:, 0],
        destination=asked[:, 1],
        amount=rng.integers(1, 12, n_commodities),
        unmet_cost=rng.integers(20, 60, n_commodities),
    )


def anew(problem, removed):
    """The least cost without some links, by the cold solver."""
    stays = ~np.isin(np.arange(problem.n_links), removed)
    names = ("tail", "head", "cost", "capacity")
    rest = replace(problem, **{name: getattr(problem, name)[stays] for name in names})
    return solve_paths(rest, gap=GAP).objective


def all_sets(n, size):
    return chain.from_iterable(combinations(range(n), k) for k in range(size + 1))


@pytest.mark.parametrize("seed", range(200))
def test_the_worst_set_is_that_of_trying_all(seed):
    problem, size = drawn(seed), 1 + seed % 3
    cost = {s: anew(problem, s) for s in all_sets(problem.n_links, size)}
    found = worst_sets(
        Warm(problem, gap=GAP), Targets.each_link(problem), size=size,
        with_witnesses=True,
    )  # fmt: skip

    worst = max(cost.values())
    objective = found.sets[0].objective if found.sets else found.base
    assert objective == pytest.approx(worst, rel=1e-8)
    if found.sets:
        assert cost[found.sets[0].targets] == pytest.approx(worst, rel=1e-8)
    assert sum(f.n_sets(found.n_targets) for f in found.families) == len(cost)
    assert found.n_sets == len(cost) == found.n_solved + found.n_bounded
    least, most = check_proof(problem, Targets.each_link(problem), found)
    assert least == pytest.approx(worst, rel=1e-8)
    assert most == pytest.approx(worst, rel=1e-8)


@pytest.mark.parametrize("seed", range(30))
def test_the_five_worst_sets_are_those_of_trying_all(seed):
    """Sets in which a member does no harm do not count; of equals one stands."""
    problem, size = drawn(seed), 1 + seed % 3
    cost = {s: anew(problem, s) for s in all_sets(problem.n_links, size)}
    needed = [
        value
        for s, value in cost.items()
        if s and all(
            value > cost[tuple(x for x in s if x != member)] * (1 + 1e-7)
            for member in s
        )
    ]  # fmt: skip
    found = worst_sets(
        Warm(problem, gap=GAP), Targets.each_link(problem), size=size, n_worst=5
    )

    expected = sorted({round(value, 6) for value in needed}, reverse=True)[:5]
    assert [s.objective for s in found.sets] == pytest.approx(expected, rel=1e-7)
    for each in found.sets:
        assert cost[each.targets] == pytest.approx(each.objective, rel=1e-7)


@pytest.mark.parametrize("seed", range(30))
def test_groups_of_links_and_shared_limits_are_tried_likewise(seed):
    problem = drawn(seed)
    rng = np.random.default_rng(seed + 1000)
    n = problem.n_links
    groups = [rng.choice(n, 2, replace=False).tolist() for _ in range(5)]
    shared = SharedLimits.of(
        row=[0, 0, 1], link=rng.choice(n, 3, replace=False), use=[1, 2, 0.5],
        limit=rng.integers(1, 9, 2),
    )  # fmt: skip
    targets = Targets.of(groups)
    found = worst_sets(
        Warm(problem, shared=shared, gap=GAP), targets, size=2, with_witnesses=True
    )
    cost = {
        s: Warm(
            closed(problem, targets.links(s)), shared=shared, gap=GAP
        ).plan.objective
        for s in all_sets(5, 2)
    }
    objective = found.sets[0].objective if found.sets else found.base
    assert objective == pytest.approx(max(cost.values()), rel=1e-8)
    check_proof(problem, targets, found, shared=shared)


@pytest.mark.parametrize("seed", range(30))
def test_a_proof_with_a_wider_gap_holds_within_it(seed):
    problem = drawn(seed)
    targets = Targets.each_link(problem)
    found = worst_sets(Warm(problem, gap=0.02), targets, size=2, with_witnesses=True)
    least, most = check_proof(problem, targets, found)
    exact = worst_sets(Warm(problem, gap=GAP), targets, size=2)
    worst = exact.sets[0].objective if exact.sets else exact.base

    assert least <= worst * (1 + 1e-9)
    assert most >= worst * (1 - 1e-9)
    assert most <= least * (1 + 0.1)


def closed(problem, links):
    """The problem with some links too dear to take."""
    cost = problem.cost.copy()
    cost[links] = 1e9
    return replace(problem, cost=cost)


def test_two_removals_can_do_more_harm_than_their_sum():
    """Two equal ways: the first loss costs nothing, the second everything."""
    problem = FlowProblem.of(
        tail=[0, 0], head=[1, 1], cost=[1, 1], capacity=[5, 5],
        origin=[0], destination=[1], amount=[5], unmet_cost=100,
    )  # fmt: skip
    found = worst_sets(Warm(problem), Targets.each_link(problem), size=2)

    assert found.sets[0].targets == (0, 1)
    assert (found.base, found.sets[0].objective) == (5, 500)


def test_a_proof_that_leaves_something_out_is_refused():
    problem = drawn(SPLIT_OFTEN)
    targets = Targets.each_link(problem)
    found = worst_sets(Warm(problem, gap=GAP), targets, size=2, with_witnesses=True)
    check_proof(problem, targets, found)
    split = found.families[0]
    lies = [
        replace(found, families=found.families[:-1]),
        replace(found, families=(*found.families, found.families[-1])),
        replace(found, families=(replace(split, used=split.used[1:]),)),
        replace(found, families=(split, *found.families[:0:-1])),
        replace(
            found,
            sets=(replace(found.sets[0], objective=found.sets[0].objective * 0.9),),
        ),
        replace(found, sets=(replace(found.sets[0], targets=()),)),
        replace(
            found,
            families=tuple(replace(f, at_most=f.at_most * 0.9) for f in found.families),
        ),
        replace(
            found,
            witnesses=tuple(replace(w, flow=w.flow * 1.5) for w in found.witnesses),
        ),
        replace(found, witnesses=(found.witnesses[0],) * len(found.witnesses)),
    ]
    for lie in lies:
        with pytest.raises(CertificateError):
            check_proof(problem, targets, lie)


def test_a_member_that_does_no_harm_is_left_out_whatever_comes_first(monkeypatch):
    """Three links side by side and one behind them: the last is enough.

    Bounds that say nothing make the search try the first link before the last.
    """
    problem = FlowProblem.of(
        tail=[0, 0, 0, 1], head=[1, 1, 1, 2], cost=[1, 2, 3, 1], capacity=[5] * 4,
        origin=[0], destination=[2], amount=[5], unmet_cost=100,
    )  # fmt: skip
    monkeypatch.setattr(
        Detours, "costs_round", lambda _, __, some: 1e6 - some.astype(np.float64)
    )
    found = worst_sets(Warm(problem), Targets.each_link(problem), size=2, n_worst=2)

    assert [each.targets for each in found.sets] == [(3,), (0, 1)]
    assert [each.objective for each in found.sets] == [500, 20]
