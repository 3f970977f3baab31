"""Cases drawn at random, and the best portfolio found by trying every one."""

import random
from itertools import product

from reference.investment import slow_loss

from orta.planning.investment.portfolio import (
    Asset,
    Case,
    Effect,
    Market,
    Option,
    Part,
    Use,
    Way,
)


def random_case(seed, *, n_options=6, n_starts=1, name="", budget_usd=None):
    """Two or three markets, four assets, some ways; options of every kind."""
    rng = random.Random(seed)
    periods = (2026, 2028, 2031)
    assets = tuple(
        Asset(asset_id=f"A{i}", capacity=(float(rng.randint(0, 25)) * 1e3,) * 3)
        for i in range(4)
    )
    markets = tuple(
        Market(
            market_id=f"M{i}",
            tonnes=tuple(float(rng.randint(10, 90)) * 1e3 for _ in periods),
            reservation_usd=float(rng.randint(60, 150)),
            shares={"KZ": 0.5, "AZ": 0.5},
        )
        for i in range(rng.randint(2, 3))
    )
    ways = tuple(
        Way(
            way_id=f"{market.market_id}-{i}",
            market_id=market.market_id,
            cost=Part(money_usd=40.0 + rng.randint(0, 30), time_usd=20, risk_usd=10),
            uses=tuple(
                Use(
                    asset_id=asset.asset_id,
                    amount=rng.choice([0.5, 1.0, 2.0]),
                    cost=Part(money_usd=5, time_usd=rng.randint(0, 8), risk_usd=3),
                )
                for asset in rng.sample(assets, 2)
            ),
            revenue_usd={"KZ": 25.0, "GE": 15.0},
        )
        for market in markets
        for i in range(3)
    )
    options = tuple(
        random_option(rng, number, assets, n_starts=n_starts)
        for number in range(n_options)
    )
    groups = [frozenset(rng.sample([o.option_id for o in options], 2))]
    return Case(
        name=name,
        periods=periods,
        last_year=2035,
        discount_rate=rng.choice([0.032, 0.074, 0.12]),
        assets=assets,
        ways=ways,
        markets=markets,
        options=options,
        exclusions=tuple(groups),
        budget_usd=budget_usd or float(rng.randint(1, 5)) * 1e6,
        budget_by_year={2027: float(rng.randint(1, 20)) * 1e5},
        margin=rng.choice([0.0, 0.2]),
    )


def random_option(rng, number, assets, *, n_starts):
    asset = rng.choice(assets).asset_id
    is_soft = rng.random() < 0.4
    effect = (
        Effect(asset_id=asset, time_cut=0.15, risk_cut=0.1)
        if is_soft
        else Effect(asset_id=asset, adds=float(rng.randint(5, 50)) * 1e3)
    )
    return Option(
        option_id=f"P{number}",
        cost_usd=float(rng.randint(1, 12)) * 1e5,
        starts=(2026, 2027, 2029)[:n_starts],
        lead_years=rng.randint(0, 3),
        yearly_usd=float(rng.randint(0, 2)) * 1e4,
        effects=(effect,),
        requires=(f"P{number - 1}",) if number and rng.random() < 0.3 else (),
        payers={"KZ": 1.0},
    )


def every_portfolio(case):
    """All that may be begun, by the rules written out again."""
    choices = [(None, *option.starts) for option in case.options]
    for starts in product(*choices):
        portfolio = {
            option.option_id: start
            for option, start in zip(case.options, starts, strict=True)
            if start is not None
        }
        if may_be_begun(case, portfolio):
            yield portfolio


def may_be_begun(case, portfolio):
    options = case.option_by_id
    for option_id, start in portfolio.items():
        for needed in options[option_id].requires:
            if needed not in portfolio:
                return False
            opens = start + options[option_id].lead_years
            if portfolio[needed] + options[needed].lead_years > opens:
                return False
    if any(len(group & set(portfolio)) > 1 for group in case.exclusions):
        return False
    spent = {}
    for option_id, start in portfolio.items():
        option = options[option_id]
        years = max(1, option.lead_years)
        for year in range(start, start + years):
            spent[year] = spent.get(year, 0) + option.cost_usd / years
        for year in range(start + option.lead_years, case.last_year + 1):
            spent[year] = spent.get(year, 0) + option.yearly_usd
    if case.budget_usd is not None and sum(spent.values()) > case.budget_usd + 1:
        return False
    return all(
        spent.get(year, 0) <= usd + 1 for year, usd in case.budget_by_year.items()
    )


def best_by_trying(case):
    """The least loss of all portfolios by the slow twin, and how many there were."""
    losses = [slow_loss(case, p) for p in every_portfolio(case)]
    return min(losses), len(losses)
