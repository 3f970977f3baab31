"""FEATURE: a case that contradicts itself is refused, with every reason."""

from dataclasses import replace

import pytest
from planning.investment.test_gains import CASE

from orta.errors import ModelError
from orta.planning.investment.portfolio import Effect, Market, Option, Use


def test_all_contradictions_are_named_at_once():
    with pytest.raises(ModelError) as caught:
        replace(CASE, periods=(2028, 2027, 2026), assets=(), margin=2.0)

    assert len(caught.value.problems) >= 4


def test_no_more_can_be_cut_than_there_is():
    papers = CASE.options[1]
    twice = replace(papers, option_id="more papers")
    thrice = replace(
        papers,
        option_id="most papers",
        effects=(Effect(asset_id="quay", risk_cut=0.2),),
    )

    replace(CASE, options=(papers, twice))
    with pytest.raises(ModelError, match="cut 120% of the risk lost at quay"):
        replace(CASE, options=(papers, twice, thrice))
    replace(
        CASE,
        options=(papers, twice, thrice),
        exclusions=(frozenset({"papers", "more papers"}),),
    )


def test_an_option_cannot_need_itself_by_way_of_others():
    first = replace(CASE.options[0], requires=("papers",))
    second = replace(CASE.options[1], requires=("more",))

    with pytest.raises(ModelError, match="requires itself"):
        replace(CASE, options=(first, second))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Option(option_id="x", cost_usd=1.0, starts=(), payers={"KZ": 1.0}),
        lambda: Option(option_id="x", cost_usd=1.0, starts=(2026,), payers={}),
        lambda: Option(option_id="x", cost_usd=-1, starts=(2026,), payers={"KZ": 1}),
        lambda: Option(
            option_id="x", cost_usd=1.0, starts=(2028, 2026), payers={"KZ": 1.0}
        ),
        lambda: Effect(asset_id="quay", time_cut=1.5),
        lambda: Effect(asset_id="quay", adds=-5.0),
        lambda: Use(asset_id="quay", amount=-1.0),
        lambda: Market(
            market_id="m", tonnes=(1.0,), reservation_usd=1.0, shares={"KZ": 0.9}
        ),
    ],
)
def test_what_makes_no_sense_is_refused(make):
    with pytest.raises(ModelError):
        make()


def test_what_is_not_paid_before_the_horizon_is_not_begun():
    late = replace(CASE.options[0], starts=(2026, 2029), lead_years=2)

    assert CASE.fits(late, 2026)
    assert not CASE.fits(late, 2029)
