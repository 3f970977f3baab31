"""FEATURE: what a flow costs without a link, from the plan with it."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from orta.planning.optimum.paths import FlowProblem, solve_paths
from orta.planning.optimum.removal import SharedLimits, Targets, Warm, rank, screen

GAP = 1e-11
CLOSE = 1e-9


def drawn(seed, *, n_nodes=25, n_links=90, n_commodities=40):
    """A network with scarce links; a fifth has no limit."""
    rng = np.random.default_rng(seed)
    ends = np.array([rng.choice(n_nodes, 2, replace=False) for _ in range(n_links)])
    asked = np.array(
        [rng.choice(n_nodes, 2, replace=False) for _ in range(n_commodities)]
    )
    return FlowProblem.of(
        tail=ends[:, 0],
        head=ends[:, 1],
        cost=rng.uniform(1, 20, n_links),
        capacity=np.where(
            rng.random(n_links) < 0.2, np.inf, rng.integers(0, 25, n_links)
        ),
        origin=asked[:, 0],
        destination=asked[:, 1],
        amount=rng.uniform(0.5, 6, n_commodities),
        unmet_cost=rng.uniform(30, 90, n_commodities),
    )


def small(seed):
    rng = np.random.default_rng(seed)
    return drawn(
        seed,
        n_nodes=int(rng.integers(3, 9)),
        n_links=int(rng.integers(6, 25)),
        n_commodities=int(rng.integers(1, 8)),
    )


def anew(problem, removed):
    """The plan without some links, by the cold solver."""
    stays = ~np.isin(np.arange(problem.n_links), removed)
    names = ("tail", "head", "cost", "capacity")
    rest = replace(problem, **{name: getattr(problem, name)[stays] for name in names})
    return solve_paths(rest, gap=GAP).objective


def shared_of(problem, seed):
    rng = np.random.default_rng(seed + 77)
    return SharedLimits.of(
        row=[0, 0, 0, 1, 1],
        link=rng.integers(0, problem.n_links, 5),
        use=[1, 2, 0.5, 1, 1],
        limit=rng.integers(1, 12, 2),
    )


@pytest.mark.parametrize("seed", range(100))
def test_a_removal_costs_what_it_costs_anew(seed):
    problem = small(seed)
    warm = Warm(problem, gap=GAP)

    assert warm.plan.objective == pytest.approx(anew(problem, []), rel=CLOSE)
    for link in range(problem.n_links):
        found = warm.without([link])
        assert found.objective == pytest.approx(anew(problem, [link]), rel=CLOSE)
        assert found.bound <= found.objective
        assert found.gap <= CLOSE


@pytest.mark.parametrize("seed", range(4))
def test_so_does_one_of_a_larger_network_and_of_several_links_at_once(seed):
    problem = drawn(seed)
    warm = Warm(problem, gap=GAP)
    rng = np.random.default_rng(seed)
    sets = [[link] for link in range(0, 90, 3)]
    sets += [rng.choice(90, 4, replace=False).tolist() for _ in range(20)]
    for links in sets:
        found = warm.without(links)
        assert found.objective == pytest.approx(anew(problem, links), rel=CLOSE)


@pytest.mark.parametrize("seed", range(30))
def test_shared_limits_are_kept_and_paid_for(seed):
    """A problem with shared limits solved anew, links closed by their cost."""
    problem = small(seed)
    shared = shared_of(problem, seed)
    warm = Warm(problem, shared=shared, gap=GAP)
    for link in range(problem.n_links):
        found = warm.without([link])
        cost = problem.cost.copy()
        cost[link] = 1e6
        other = Warm(replace(problem, cost=cost), shared=shared, gap=GAP).plan
        assert found.objective == pytest.approx(other.objective, rel=CLOSE)
        on_links = found.on_links(problem.n_links)
        used = np.bincount(shared.row, shared.use * on_links[shared.link], 2)
        assert (used <= shared.limit * (1 + CLOSE)).all()


def test_a_shared_limit_of_one_link_is_its_capacity():
    for seed in range(20):
        problem = small(seed)
        limited = np.flatnonzero(np.isfinite(problem.capacity))
        open_ = replace(problem, capacity=np.full(problem.n_links, np.inf))
        shared = SharedLimits.of(
            row=np.arange(len(limited)), link=limited, use=np.full(len(limited), 2.0),
            limit=2 * problem.capacity[limited],
        )  # fmt: skip
        one, other = Warm(problem, gap=GAP), Warm(open_, shared=shared, gap=GAP)
        for link in range(problem.n_links):
            assert one.without([link]).objective == pytest.approx(
                other.without([link]).objective, rel=CLOSE
            )


@pytest.mark.parametrize("seed", range(20))
def test_the_plan_without_a_link_can_be_done_and_costs_what_it_says(seed):
    problem = small(seed)
    warm = Warm(problem)
    for link in range(problem.n_links):
        plan = warm.without([link])
        came = plan.unmet.copy()
        cost = float(plan.unmet @ problem.unmet_cost)
        for p, flow in enumerate(plan.flow):
            way = plan.link[plan.start[p] : plan.start[p + 1]][::-1]
            k = plan.commodity[p]
            assert link not in way
            assert problem.tail[way[0]] == problem.origin[k]
            assert problem.head[way[-1]] == problem.destination[k]
            assert (problem.head[way[:-1]] == problem.tail[way[1:]]).all()
            came[k] += flow
            cost += flow * problem.cost[way].sum()
        assert came == pytest.approx(problem.amount)
        assert cost == pytest.approx(plan.objective)
        on_links = plan.on_links(problem.n_links)
        assert (on_links <= problem.capacity * (1 + CLOSE)).all()


def test_a_link_without_flow_costs_nothing_and_is_not_solved():
    problem = drawn(3)
    warm = Warm(problem)
    unused = np.flatnonzero(warm.plan.on_links(90) == 0)
    assert len(unused) > 5
    for link in unused:
        found = warm.without([link])
        assert (found.objective, found.rounds) == (warm.plan.objective, 0)


def test_nothing_is_left_of_a_removal_when_the_next_is_made():
    problem = drawn(5)
    warm = Warm(problem)
    first = warm.without([4])
    for link in range(30):
        warm.without([link])
    again = warm.without([4])

    assert first.rounds > 1
    assert again.objective == first.objective
    assert again.flow.tobytes() == first.flow.tobytes()
    assert again.price.tobytes() == first.price.tobytes()


@pytest.mark.parametrize("seed", range(20))
def test_to_close_more_never_helps(seed):
    problem = drawn(seed, n_nodes=12, n_links=40, n_commodities=15)
    warm = Warm(problem, gap=GAP)
    order = np.random.default_rng(seed).permutation(40)
    costs = [warm.without(order[:n]).objective for n in range(0, 41, 4)]

    assert all(b >= a * (1 - CLOSE) for a, b in pairwise(costs))
    assert costs[-1] == pytest.approx(float(problem.amount @ problem.unmet_cost))


@pytest.mark.parametrize("is_shared", [False, True])
@pytest.mark.parametrize("n_worst", [1, 3, 10])
def test_bounds_are_on_their_sides_and_none_of_the_worst_is_screened_out(
    n_worst, is_shared
):
    for seed in range(20):
        problem = drawn(seed, n_nodes=12, n_links=40, n_commodities=15)
        shared = shared_of(problem, seed) if is_shared else None
        rng = np.random.default_rng(seed)
        pairs = [rng.choice(40, 2, replace=False).tolist() for _ in range(20)]
        targets = Targets.of([*([link] for link in range(40)), *pairs])
        warm = Warm(problem, shared=shared, gap=GAP)
        found, all_ = screen(warm, targets, n_worst=n_worst), rank(warm, targets)

        assert (found.lower <= all_.objective * (1 + CLOSE)).all()
        assert (found.upper >= all_.objective * (1 - CLOSE)).all()
        least = np.sort(all_.objective)[-n_worst]
        worst = np.flatnonzero(all_.objective >= least * (1 - CLOSE))
        assert set(worst.tolist()) <= set(found.kept.tolist())
        assert len(found.kept) < len(targets)
        some = rank(warm, targets, n_worst=n_worst)
        assert some.order()[:n_worst].tolist() == all_.order()[:n_worst].tolist()


def test_by_hand_two_ways_and_a_toll_of_scarcity():
    """Ten units; the cheap way takes six at 2, the other seven at 5, unmet is 20.

    Base 6*2 + 4*5 = 32. Without the cheap way 7*5 + 3*20 = 95, without the other
    6*2 + 4*20 = 92.
    """
    problem = FlowProblem.of(
        tail=[0, 1, 0], head=[1, 2, 2], cost=[1, 1, 5], capacity=[6, 8, 7],
        origin=[0], destination=[2], amount=[10], unmet_cost=20,
    )  # fmt: skip
    warm = Warm(problem)
    ranking = rank(warm, Targets.each_link(problem))

    assert warm.plan.objective == pytest.approx(32)
    assert ranking.objective.tolist() == pytest.approx([95, 95, 92])
    assert ranking.order().tolist() == [0, 1, 2]
    assert warm.without([0, 2]).objective == 200
    # One more of the cheap way's six saves 5 - 2, of the seven nothing.
    assert warm.plan.price.tolist() == pytest.approx([3, 0, 0])


def test_a_problem_in_which_nothing_can_go_is_answered():
    problem = FlowProblem.of(
        tail=[0], head=[1], cost=[1], capacity=[1],
        origin=[1, 0], destination=[0, 0], amount=[3, 4], unmet_cost=7,
    )  # fmt: skip
    warm = Warm(problem)

    assert warm.plan.objective == 21
    assert warm.without([0]).objective == 21
    assert screen(warm, Targets.each_link(problem)).lower.tolist() == [21]


@pytest.mark.parametrize(
    "wrong",
    [
        {"row": [0, 1], "link": [0], "use": [1], "limit": [1]},
        {"row": [1], "link": [0], "use": [1], "limit": [1]},
        {"row": [0], "link": [-1], "use": [1], "limit": [1]},
        {"row": [0], "link": [0], "use": [0], "limit": [1]},
        {"row": [0], "link": [0], "use": [1], "limit": [-1]},
    ],
)
def test_shared_limits_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"shared limit|entry|link|use|entries"):
        SharedLimits.of(**wrong)
