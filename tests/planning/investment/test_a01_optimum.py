"""FEATURE: the best portfolio is the best of all, and that is proved."""

from dataclasses import replace
from itertools import pairwise

import pytest
from planning.investment.random_cases import (
    best_by_trying,
    every_portfolio,
    random_case,
)
from reference.investment import slow_loss

from orta.planning.investment.portfolio import (
    Aim,
    choose_portfolio,
    prove_portfolio,
    weigh_portfolio,
)
from orta.planning.optimum.certificate import verify_bytes


def near(usd):
    return pytest.approx(usd, rel=1e-9, abs=2.0)


@pytest.mark.parametrize("seed", range(40))
def test_it_is_as_good_as_the_best_of_all_that_are_tried(seed):
    case = random_case(seed, n_options=4 + seed % 3, n_starts=1 + seed % 3)
    best, _ = best_by_trying(case)

    chosen = prove_portfolio([case], statement={})

    assert chosen.loss_usd == near(best)
    assert slow_loss(case, chosen.portfolio) == near(best)
    assert chosen.portfolio in list(every_portfolio(case))


@pytest.mark.parametrize("seed", [100, 101, 104, 105, 106, 107, 108])
def test_so_it_is_with_fifteen_projects(seed):
    case = random_case(seed, n_options=15, budget_usd=2.5e6)
    best, count = best_by_trying(case)

    chosen = choose_portfolio([case])

    assert count > 150
    assert chosen.loss_usd == near(best)


@pytest.mark.parametrize("seed", range(3))
def test_a_large_case_carries_a_bound_that_is_checked_without_a_solver(seed):
    case = random_case(200 + seed, n_options=40, n_starts=3, budget_usd=9e6)

    chosen = prove_portfolio([case], statement={"title": "large"}, most_nodes=400)
    checked = verify_bytes(chosen.certificate.to_bytes())

    assert float(checked.bound_usd) == pytest.approx(chosen.bound_usd)
    assert float(checked.objective_usd) == pytest.approx(chosen.loss_usd)
    assert chosen.bound_usd <= chosen.loss_usd + 1e-6
    assert slow_loss(case, chosen.portfolio) == near(chosen.loss_usd)
    gain = slow_loss(case, {}) - chosen.loss_usd
    assert gain > 0
    assert chosen.loss_usd - chosen.bound_usd < 0.02 * gain


@pytest.mark.parametrize("seed", range(10))
def test_a_portfolio_is_weighed_as_the_slow_twin_weighs_it(seed):
    case = random_case(seed, n_options=6, n_starts=2)

    for number, portfolio in enumerate(every_portfolio(case)):
        if number % 7 == 0:
            loss = weigh_portfolio(case, portfolio).loss_usd
            assert loss == near(slow_loss(case, portfolio))


@pytest.mark.parametrize("seed", range(8))
def test_more_budget_never_hurts(seed):
    case = random_case(seed, n_options=8, n_starts=2)
    losses = [
        choose_portfolio([replace(case, budget_usd=usd, budget_by_year={})]).loss_usd
        for usd in (0.0, 0.5e6, 1e6, 2e6, 4e6, None)
    ]

    assert all(more <= less + 1e-3 for less, more in pairwise(losses))


@pytest.mark.parametrize("seed", range(5))
def test_in_another_money_everything_is_worth_as_many_times_more(seed):
    case = random_case(seed, n_options=7)
    more = in_other_money(case, 3.0)

    assert choose_portfolio([more]).loss_usd == pytest.approx(
        3.0 * choose_portfolio([case]).loss_usd, rel=1e-9
    )


def in_other_money(case, factor):
    def scaled(cost):
        return replace(
            cost,
            money_usd=factor * cost.money_usd,
            time_usd=factor * cost.time_usd,
            risk_usd=factor * cost.risk_usd,
        )

    return replace(
        case,
        ways=tuple(
            replace(
                way,
                cost=scaled(way.cost),
                uses=tuple(replace(use, cost=scaled(use.cost)) for use in way.uses),
                revenue_usd={k: factor * v for k, v in way.revenue_usd.items()},
            )
            for way in case.ways
        ),
        markets=tuple(
            replace(m, reservation_usd=factor * m.reservation_usd) for m in case.markets
        ),
        options=tuple(
            replace(o, cost_usd=factor * o.cost_usd, yearly_usd=factor * o.yearly_usd)
            for o in case.options
        ),
        budget_usd=factor * case.budget_usd,
        budget_by_year={y: factor * usd for y, usd in case.budget_by_year.items()},
    )


def test_the_same_case_gives_the_same_bytes():
    case = random_case(2, n_options=8, n_starts=3)

    first, second = (prove_portfolio([case], statement={}) for _ in range(2))

    assert first.certificate.to_bytes() == second.certificate.to_bytes()


@pytest.mark.parametrize("seed", range(5))
def test_over_futures_the_mean_loss_is_least(seed):
    case = random_case(seed, n_options=5, n_starts=2, name="usual")
    busy = replace(
        case,
        name="busy",
        markets=tuple(
            replace(m, tonnes=tuple(2 * t for t in m.tonnes)) for m in case.markets
        ),
    )
    weights = (0.7, 0.3)
    best = min(
        sum(w * slow_loss(c, p) for w, c in zip(weights, (case, busy), strict=True))
        for p in every_portfolio(case)
    )

    chosen = choose_portfolio([case, busy], aim=Aim(weights=weights))

    assert chosen.loss_usd == near(best)


def test_an_option_without_a_cost_is_never_chosen():
    case = random_case(4, n_options=5)
    free = replace(case, options=tuple(replace(o, cost_usd=None) for o in case.options))

    assert choose_portfolio([case]).portfolio
    assert choose_portfolio([free]).portfolio == {}
