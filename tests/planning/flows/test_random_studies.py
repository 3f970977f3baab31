"""Plans of random studies: they can be done, are proved, and hang together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from random_studies import random_study
from reference.flows import find_faults

from orta.planning.flows import plan_season
from orta.planning.optimum.certificate import verify_bytes


def cost(study, corridor):
    return float(plan_season(study, corridor).certificate.objective_usd)


@pytest.mark.parametrize("seed", range(60))
def test_every_plan_can_be_done_and_is_proved(seed, corridor):
    study = random_study(seed)
    answer = plan_season(study, corridor)
    (season,) = answer.seasons
    assert find_faults(study, corridor, season) == []
    proved = verify_bytes(answer.certificate.to_bytes())
    assert float(proved.gap) <= 1e-4  # whole ships: as far as a hundred nodes prove
    assert season.cost_usd == pytest.approx(float(proved.objective_usd), abs=0.01)


@pytest.mark.parametrize("seed", range(20))
def test_dearer_is_dearer_by_as_much(seed, corridor):
    study = random_study(seed, whole=False)
    assert cost(tripled(study), corridor) == pytest.approx(
        3 * cost(study, corridor), rel=1e-6, abs=0.01
    )


def tripled(study):
    """The study with three times every price."""

    def dearer(row, *columns):
        prices = {c: v * 3 for c in columns if (v := getattr(row, c)) is not None}
        return replace(row, **prices)

    return replace(
        study,
        supplies=tuple(dearer(one, "usd_per_t") for one in study.supplies),
        demands=tuple(dearer(one, "outside_usd_per_t") for one in study.demands),
        stores=tuple(dearer(one, "usd_per_t_week") for one in study.stores),
        conversions=tuple(dearer(one, "usd_per_t") for one in study.conversions),
        legs=tuple(
            dearer(one, "usd_per_t", "usd_per_empty_unit") for one in study.legs
        ),
        pools=tuple(dearer(one, "hire_usd_per_unit_week") for one in study.pools),
        carbon_price_usd_per_t_co2e=3 * study.carbon_price_usd_per_t_co2e,
    )


@pytest.mark.parametrize("seed", range(20))
def test_more_room_never_costs_more(seed, corridor):
    study = random_study(seed, whole=False)
    (limit,), (silo,) = study.limits, study.stores
    wider = replace(
        study,
        limits=(replace(limit, per_week=limit.per_week + 10),),
        stores=(replace(silo, capacity_t=silo.capacity_t + 10),),
    )
    assert cost(wider, corridor) <= cost(study, corridor) + 0.01


@pytest.mark.parametrize("seed", range(20))
def test_a_demand_in_two_halves_is_the_demand(seed, corridor):
    study = random_study(seed, whole=False)
    mill, eaters = study.demands
    halves = tuple(
        replace(mill, demand_id=f"mill-{number}", t_per_week=mill.t_per_week / 2)
        for number in (1, 2)
    )
    split = replace(study, demands=(*halves, eaters))
    assert cost(split, corridor) == pytest.approx(
        cost(study, corridor), rel=1e-6, abs=0.01
    )


def test_the_same_study_gives_the_same_bytes(corridor):
    first, second = (
        plan_season(random_study(3), corridor).certificate.to_bytes() for _ in range(2)
    )
    assert first == second
