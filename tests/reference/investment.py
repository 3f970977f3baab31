"""What a portfolio loses in a case, written again: one dense table, no shortcuts."""

from planning.optimum.programmes import programme

from orta.planning.optimum import solve


def slow_loss(case, portfolio):
    """Discounted USD that building and moving cost, less what moved goods are worth."""
    total = 0.0
    for option_id, start in portfolio.items():
        option = case.option_by_id[option_id]
        years = max(1, option.lead_years)
        for year in range(start, start + years):
            total += option.cost_usd / years / rate(case, year)
        for year in range(start + option.lead_years, case.last_year + 1):
            total += option.yearly_usd / rate(case, year)
    ends = [*case.periods[1:], case.last_year + 1]
    for number, (year, end) in enumerate(zip(case.periods, ends, strict=True)):
        open_now = [
            case.option_by_id[name]
            for name, start in portfolio.items()
            if start + case.option_by_id[name].lead_years <= year
        ]
        worth = sum(1 / rate(case, each) for each in range(year, end))
        total += worth * loss_of_a_year(case, open_now, number)
    return total


def rate(case, year):
    return (1 + case.discount_rate) ** (year - case.periods[0])


def loss_of_a_year(case, open_now, period):
    """The least that a year loses: tonnes on every way, within all there is."""
    costs, matrix, limits = [], [], []
    for way in case.ways:
        market = case.market_by_id[way.market_id]
        cost = way.cost.money_usd + way.cost.time_usd + way.cost.risk_usd
        is_taken = cost <= market.reservation_usd
        for option in open_now:
            for effect in option.effects:
                for use in way.uses:
                    if use.asset_id == effect.asset_id:
                        cost -= effect.money_cut * use.cost.money_usd
                        cost -= effect.time_cut * use.cost.time_usd
                        cost -= effect.risk_cut * use.cost.risk_usd
        cost -= market.reservation_usd + case.margin * sum(way.revenue_usd.values())
        costs.append(cost if is_taken else 1e6)
    for market in case.markets:
        matrix.append([float(w.market_id == market.market_id) for w in case.ways])
        limits.append(market.tonnes[period])
    for asset in case.assets:
        if asset.capacity is None:
            continue
        room = asset.capacity[period] + sum(
            effect.adds
            for option in open_now
            for effect in option.effects
            if effect.asset_id == asset.asset_id
        )
        matrix.append(
            [
                sum(u.amount for u in w.uses if u.asset_id == asset.asset_id)
                for w in case.ways
            ]
        )
        limits.append(room)
    most = max(max(m.tonnes) for m in case.markets)
    return solve(programme(matrix, limits, costs, [most] * len(costs))).objective
