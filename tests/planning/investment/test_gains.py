"""FEATURE: who gains and who pays.

One market, 10,000 t a year, of owners in KZ and AZ by halves; one way of 40 USD in
money, 20 in time, 10 in risk; 6,000 t fit. Goods pay at most 100. Carriers of KZ take
30 and those of GE 10, of which a tenth is kept. From 2027 on a quay of 1 million USD,
paid by KZ and a bank, has room for 2,000 t more; from 2028 a measure of 60,000 USD,
paid by AZ, halves the risk.
"""

from dataclasses import replace

import pytest
from planning.investment.random_cases import every_portfolio, random_case

from orta.planning.investment.portfolio import (
    Asset,
    Case,
    Effect,
    Market,
    Option,
    Part,
    Use,
    Way,
    weigh_portfolio,
)
from orta.planning.investment.worth import Gains, share_gains

CASE = Case(
    name="",
    periods=(2026, 2027, 2028),
    last_year=2029,
    discount_rate=0.10,
    margin=0.1,
    assets=(Asset(asset_id="quay", capacity=(6000.0,) * 3),),
    markets=(
        Market(
            market_id="ore",
            tonnes=(10_000.0,) * 3,
            reservation_usd=100.0,
            shares={"KZ": 0.5, "AZ": 0.5},
        ),
    ),
    ways=(
        Way(
            way_id="sea",
            market_id="ore",
            cost=Part(money_usd=40.0, time_usd=20.0, risk_usd=10.0),
            uses=(Use(asset_id="quay", amount=1.0, cost=Part(risk_usd=10.0)),),
            revenue_usd={"KZ": 30.0, "GE": 10.0},
        ),
    ),
    options=(
        Option(
            option_id="more",
            cost_usd=1e6,
            starts=(2026,),
            lead_years=1,
            effects=(Effect(asset_id="quay", adds=2000.0),),
            payers={"KZ": 0.4, "bank": 0.6},
        ),
        Option(
            option_id="papers",
            cost_usd=60_000.0,
            starts=(2026,),
            lead_years=2,
            effects=(Effect(asset_id="quay", risk_cut=0.5),),
            payers={"AZ": 1.0},
        ),
    ),
)


@pytest.fixture
def gains():
    both = {"more": 2026, "papers": 2026}
    return share_gains(weigh_portfolio(CASE, both), weigh_portfolio(CASE, {}))


def test_gains_of_each_state_are_those_of_the_sum_by_hand(gains):
    by_name = {account.who: account for account in gains.accounts}
    # More goods: 2,000 t at 30 USD from 2027. Less risk: 5 USD on 8,000 t from 2028.
    owners = [0.0, 60_000.0, 60_000.0 + 40_000.0, 100_000.0]

    for who in ("KZ", "AZ"):
        assert by_name[who].users_usd.tolist() == pytest.approx([u / 2 for u in owners])
    assert by_name["GE"].users_usd.tolist() == pytest.approx([0.0] * 4)
    assert by_name["KZ"].carriers_usd.tolist() == pytest.approx(
        [0.0] + [0.1 * 30 * 2000] * 3
    )
    assert by_name["GE"].carriers_usd.tolist() == pytest.approx([0.0] + [2000.0] * 3)
    assert by_name["bank"].payments_usd.tolist() == pytest.approx([6e5, 0, 0, 0])
    assert by_name["AZ"].payments_usd.tolist() == pytest.approx([30_000, 30_000, 0, 0])


def test_present_values_by_hand(gains):
    georgia = next(a for a in gains.accounts if a.who == "GE")
    worth = 2000 / 1.1 + 2000 / 1.21 + 2000 / 1.331

    assert georgia.npv_usd == pytest.approx(worth)
    assert (georgia.bcr, georgia.irr) == (None, ())
    azerbaijan = next(a for a in gains.accounts if a.who == "AZ")
    assert azerbaijan.costs_usd == pytest.approx(30_000 + 30_000 / 1.1)
    gain = 30_000 / 1.1 + 50_000 / 1.21 + 50_000 / 1.331
    assert azerbaijan.bcr == pytest.approx(gain / (30_000 + 30_000 / 1.1))


def test_reliability_has_its_own_value(gains):
    worth = 5 * 8000 * (1 / 1.21 + 1 / 1.331)

    assert gains.saved_usd["risk"] == pytest.approx(worth)
    assert gains.saved_usd["time"] == 0.0


@pytest.mark.parametrize("seed", range(12))
def test_all_accounts_and_all_parts_are_the_net_present_value(seed):
    case = random_case(seed, n_options=5, n_starts=2)
    portfolio = max(every_portfolio(case), key=len)
    after, before = (weigh_portfolio(case, p) for p in (portfolio, {}))

    gains = share_gains(after, before)

    worth = before.loss_usd - after.loss_usd
    assert sum(a.npv_usd for a in gains.accounts) == pytest.approx(worth, abs=1e-2)
    assert gains.npv_usd == pytest.approx(worth, abs=1e-2)
    parts = sum(gains.parts_usd.values()) - gains.total.costs_usd
    assert parts == pytest.approx(worth, abs=1e-2)


def test_the_mean_of_futures_is_a_mean(gains):
    less = replace(CASE, margin=0.0)
    other = share_gains(
        weigh_portfolio(less, {"more": 2026}), weigh_portfolio(less, {})
    )

    mean = Gains.mean([gains, other], (0.25, 0.75))

    assert mean.npv_usd == pytest.approx(0.25 * gains.npv_usd + 0.75 * other.npv_usd)
    assert sum(a.npv_usd for a in mean.accounts) == pytest.approx(mean.npv_usd)
    assert mean.parts_usd["goods"] == pytest.approx(
        0.25 * gains.parts_usd["goods"] + 0.75 * other.parts_usd["goods"]
    )
