"""Several futures: what is decided now is the same in all, what follows is not."""

from __future__ import annotations

from dataclasses import replace

import drawn
import pytest
from reference.flows import find_faults

from orta.planning.flows import plan_season
from orta.planning.flows.study import Change, Risk, RiskForm, Scenario, Store

NOW = 1  # weeks that are decided before anybody knows


def gamble(risk):
    """Grain must be bought in week 1; in week 2 the price elsewhere is low or high."""
    return drawn.study(
        weeks=2,
        supplies=(drawn.supply(t_per_week=100, usd_per_t=100, last_week=1),),
        demands=(drawn.demand("KZKSN", first_week=2, t_per_week=100),),
        legs=(drawn.leg("train", "KZKSN", "KZAAU"),),
        stores=(
            Store(
                store_id="silo", node_id="KZKSN", capacity_t=100, evidence=drawn.SAID
            ),
        ),
        scenarios=(future("cheap", 0.75, 60), future("dear", 0.25, 300)),
        risk=risk,
    )


def future(name, probability, usd_per_t):
    change = Change(
        table="demand",
        row_id="mill",
        column="outside_usd_per_t",
        value=usd_per_t,
        evidence=drawn.SAID,
    )
    return Scenario(
        scenario_id=name,
        name=name,
        probability=probability,
        changes=(change,),
        evidence=drawn.SAID,
    )


def costs(answer):
    return {season.scenario_id: season.cost_usd for season in answer.seasons}


def solved(study, corridor):
    answer = plan_season(study, corridor)
    for season in answer.seasons:
        assert find_faults(study, corridor, season) == []
    return answer


def bought(season):
    return sum(one.amount for one in season.amounts if one.kind == "buy")


def test_the_mean_buys_what_pays_on_average(corridor):
    risk = Risk(form=RiskForm.EXPECTED, decided_weeks=NOW)
    answer = solved(gamble(risk), corridor)
    # Elsewhere a tonne costs 0.75 * 60 + 0.25 * 300 = 120 USD on average: buy at 100.
    assert [bought(season) for season in answer.seasons] == [100, 100]
    assert float(answer.certificate.objective_usd) == pytest.approx(10_000)


def test_who_decides_later_knows_more(corridor):
    late = Risk(form=RiskForm.EXPECTED, decided_weeks=1)
    study = gamble(late)
    (farm,), (mill,) = study.supplies, study.demands
    # Here the grain can be bought in week 2, when the price is known.
    waits = replace(
        study,
        supplies=(replace(farm, first_week=2, last_week=2),),
        demands=(mill,),
    )
    answer = solved(waits, corridor)
    assert costs(answer) == {"cheap": 6_000, "dear": 10_000}
    assert float(answer.certificate.objective_usd) == pytest.approx(7_000)


def test_fear_of_the_tail_buys_what_the_mean_would_not(corridor):
    study = gamble(Risk(form=RiskForm.EXPECTED, decided_weeks=NOW))
    (farm,) = study.supplies
    dear = replace(study, supplies=(replace(farm, usd_per_t=130),))
    calm = solved(dear, corridor)
    assert costs(calm) == {"cheap": 6_000, "dear": 30_000}
    # The dearest quarter of all futures is the dear one: 30,000 against 13,000.
    afraid = solved(
        replace(
            dear,
            risk=Risk(
                form=RiskForm.CVAR, tail_share=0.25, weight=1.0, decided_weeks=NOW
            ),
        ),
        corridor,
    )
    assert costs(afraid) == {"cheap": 13_000, "dear": 13_000}
    assert float(afraid.certificate.objective_usd) == pytest.approx(13_000)


def test_a_tail_that_is_all_futures_is_the_mean(corridor):
    for weight in (0.0, 0.5, 1.0):
        risk = Risk(
            form=RiskForm.CVAR, tail_share=1.0, weight=weight, decided_weeks=NOW
        )
        answer = solved(gamble(risk), corridor)
        assert float(answer.certificate.objective_usd) == pytest.approx(10_000)
        assert float(answer.certificate.gap) <= 1e-6
