"""FEATURE: futures, the next best, break-even costs, and draws."""

from dataclasses import replace

import pytest
from planning.investment.random_cases import every_portfolio, random_case
from reference.investment import slow_loss

from orta.planning.investment.portfolio import (
    Aim,
    choose_portfolio,
    weigh_portfolio,
)
from orta.planning.investment.worth import (
    Uncertain,
    break_evens,
    compare_futures,
    draw_inputs,
    near_best,
    stability,
    tornado,
    with_unpriced,
)


def futures_of(case):
    def grown(name, factor):
        markets = tuple(
            replace(m, tonnes=tuple(factor * t for t in m.tonnes)) for m in case.markets
        )
        return replace(case, name=name, markets=markets)

    return [grown("usual", 1.0), grown("busy", 2.0), grown("idle", 0.3)]


@pytest.mark.parametrize("seed", range(8))
def test_the_least_regret_is_the_least_of_all_portfolios(seed):
    cases = futures_of(random_case(seed, n_options=5, n_starts=2))
    losses = [[slow_loss(c, p) for c in cases] for p in every_portfolio(cases[0])]
    best = [min(column) for column in zip(*losses, strict=True)]
    least = min(
        max(loss - least for loss, least in zip(row, best, strict=True))
        for row in losses
    )

    found = compare_futures(cases, (0.5, 0.3, 0.2), others={})

    assert found.least_regret_usd == pytest.approx(least, abs=5.0)
    for each in found.candidates:
        assert min(each.regret_usd) > -5.0
        assert max(each.npv_usd[n] - found.best_usd[n] for n in range(3)) < 5.0


@pytest.mark.parametrize("seed", range(6))
def test_the_next_best_sets_are_those_of_trying_all(seed):
    case = random_case(seed, n_options=5, n_starts=2)
    best_of_set = {}
    for portfolio in every_portfolio(case):
        npv = slow_loss(case, {}) - slow_loss(case, portfolio)
        key = frozenset(portfolio)
        best_of_set[key] = max(npv, best_of_set.get(key, npv))
    wanted = sorted(best_of_set.values(), reverse=True)[:6]

    found = near_best(
        [case],
        aim=Aim(),
        loss_of_nothing_usd=slow_loss(case, {}),
        share=1000.0,
        most=6,
    )

    assert [a.npv_usd for a in found.found] == pytest.approx(wanted, abs=5.0)
    assert found.is_all == (len(best_of_set) <= 6)
    sets = [frozenset(a.portfolio) for a in found.found]
    assert len(set(sets)) == len(sets)


def test_within_no_share_only_the_best_and_its_equals_are_listed():
    case = random_case(4, n_options=5)

    found = near_best(
        [case],
        aim=Aim(),
        loss_of_nothing_usd=slow_loss(case, {}),
        share=0.0,
        most=9,
    )

    assert found.is_all
    assert len(found.found) == 1


@pytest.mark.parametrize("seed", range(10))
def test_at_its_break_even_cost_an_option_is_worth_nothing(seed):
    case = random_case(seed, n_options=5, n_starts=1)
    chosen = choose_portfolio([case]).portfolio

    for each in break_evens(case, chosen):
        if each.with_options or each.cost_usd < 0:
            continue
        at_cost = replace(
            case,
            options=tuple(
                replace(o, cost_usd=each.cost_usd)
                if o.option_id == each.option_id
                else o
                for o in case.options
            ),
        )
        others = {o: s for o, s in chosen.items() if o != each.option_id}
        rivals = {
            name
            for group in case.exclusions
            if each.option_id in group
            for name in group
        }
        kept = {o: s for o, s in others.items() if o not in rivals}
        without = others if each.is_chosen else chosen
        worth = weigh_portfolio(at_cost, without).loss_usd - (
            weigh_portfolio(at_cost, {**kept, each.option_id: each.start}).loss_usd
        )
        assert worth == pytest.approx(0.0, abs=5.0)


def test_who_earns_its_cost_beside_the_chosen_ones_was_chosen_or_cannot_be():
    case = replace(
        random_case(4, n_options=6), budget_usd=None, budget_by_year={}, exclusions=()
    )
    chosen = choose_portfolio([case]).portfolio

    for each in break_evens(case, chosen):
        if not each.with_options:
            is_worth_it = each.cost_usd >= each.published_usd
            assert is_worth_it == each.is_chosen, each.option_id


def test_all_without_a_cost_come_but_for_those_that_exclude_each_other():
    case = random_case(4, n_options=6)
    free = replace(
        case,
        options=tuple(replace(o, cost_usd=None, requires=()) for o in case.options),
        exclusions=(frozenset({"P1", "P2"}),),
    )

    assert set(with_unpriced(free, {})) == {"P0", "P1", "P3", "P4", "P5"}
    assert set(with_unpriced(free, {"P2": 2026})) == {"P0", "P2", "P3", "P4", "P5"}


INPUTS = (
    Uncertain(name="demand", value=1.0, low=0.5, high=2.0),
    Uncertain(name="margin", value=0.1, low=0.0, high=0.3),
)


def make_case(values):
    case = random_case(4, n_options=5)
    markets = tuple(
        replace(m, tonnes=tuple(values["demand"] * t for t in m.tonnes))
        for m in case.markets
    )
    return replace(case, markets=markets, margin=values["margin"])


MIDDLE = {"demand": 1.0, "margin": 0.1}


def test_a_tornado_shows_what_the_ends_of_an_input_do():
    chosen = choose_portfolio([make_case(MIDDLE)]).portfolio

    bars = tornado(make_case, INPUTS, chosen, MIDDLE)

    assert {bar.name for bar in bars} == {"demand", "margin"}
    assert bars[0].span_usd >= bars[1].span_usd
    (demand,) = (bar for bar in bars if bar.name == "demand")
    for at, end in enumerate((0.5, 2.0)):
        case = make_case({**MIDDLE, "demand": end})
        npv = slow_loss(case, {}) - slow_loss(case, chosen)
        assert demand.npv_usd[at] == pytest.approx(npv, abs=5.0)
        best = max(slow_loss(case, {}) - slow_loss(case, p) for p in all_of(case))
        assert demand.best_usd[at] == pytest.approx(best, abs=5.0)


def all_of(case):
    return list(every_portfolio(case))


def test_draws_lie_between_the_ends_and_are_the_same_again():
    first, again = (draw_inputs(INPUTS, draws=400, seed=7) for _ in range(2))
    other = draw_inputs(INPUTS, draws=400, seed=8)

    assert first == again != other
    demands = [draw["demand"] for draw in first]
    assert all(0.5 <= d <= 2.0 for d in demands)
    # The mean of a triangular distribution is that of its three corners.
    assert sum(demands) / 400 == pytest.approx(3.5 / 3, abs=0.06)


def test_stability_counts_in_how_many_draws_an_option_is_chosen():
    chosen = choose_portfolio([make_case(MIDDLE)]).portfolio

    others = [chosen, {}, {"P0": 2026}]
    found = stability(
        make_case, INPUTS, chosen, MIDDLE, others=others, draws=12, seed=3
    )

    counts = dict.fromkeys(found.chosen_share, 0)
    kept, first = 0, [0, 0, 0]
    for values in draw_inputs(INPUTS, draws=12, seed=3):
        case = make_case({**MIDDLE, **values})
        best = choose_portfolio([case]).portfolio
        kept += set(best) == set(chosen)
        losses = [slow_loss(case, other) for other in others]
        first[losses.index(min(losses))] += 1
        for name in best:
            counts[name] += 1
    assert found.chosen_share == {name: n / 12 for name, n in counts.items()}
    assert found.kept_share == kept / 12
    assert len(found.npv_usd) == 12
    assert found.first_share == tuple(n / 12 for n in first)
    assert sum(found.first_share) == pytest.approx(1.0)
