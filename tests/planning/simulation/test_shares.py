"""FEATURE: nothing of a way is counted twice, and shares are done exactly."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

import orta
from orta.planning.simulation import Scenario
from orta.planning.simulation.compile import compile_plant
from orta.planning.simulation.compile.knobs import Knobs
from orta.planning.simulation.compile.laws import shorter
from orta.planning.simulation.plant import SLICES, Law, StepKind
from orta.planning.simulation.scenario import Ban, FacilityPolicy
from orta.planning.simulation.solve import simulate
from orta.vocabulary import FacilityType, ParameterQuantity

CORRIDOR = orta.load().corridor
OIL = "KZ-BTC-oil-25"
POOL = "KZTEN-tanks"


def compiled(corridor=CORRIDOR, **said):
    return compile_plant(corridor, Scenario(name="tried", **said))


def steps_of(found, demand_id=OIL):
    return next(f.steps for f in found.plant.flows if f.flow_id == demand_id)


def without(kind):
    kept = tuple(f for f in CORRIDOR.facilities if f.facility_type is not kind)
    ids = {f.facility_id for f in CORRIDOR.facilities} - {f.facility_id for f in kept}
    parameters = tuple(p for p in CORRIDOR.parameters if ids.isdisjoint(p.target_ids))
    return replace(CORRIDOR, facilities=kept, parameters=parameters)


def mean_h(steps):
    return sum(s.law.mean_s for s in steps if s.kind is not StepKind.GIVE) / 3600


def test_the_time_on_a_track_is_the_unloading():
    oil = steps_of(compiled())
    place = [s.place_id for s in oil].index("KZAAU-track")

    assert oil[place].law.mean_s == 8 * 3600
    assert oil[place + 1].kind is StepKind.GIVE  # no handling in between


def test_a_factor_of_handling_counts_on_a_track():
    own = replace(
        CORRIDOR.parameters[0],
        parameter_id="SLOW-TRAINS",
        quantity=ParameterQuantity.HANDLING,
        target_ids=("KZAAU-rail",),
    )
    corridor = replace(CORRIDOR, parameters=(*CORRIDOR.parameters, own))
    oil = steps_of(compiled(corridor, parameters={"SLOW-TRAINS": 0.5}))
    place = [s.place_id for s in oil].index("KZAAU-track")

    assert oil[place].law.mean_s == 4 * 3600


def test_a_way_takes_no_longer_for_the_limits_of_its_paths():
    """Only waiting for a path is added; on it the train runs."""
    found, unlimited = compiled(), compiled(without(FacilityType.TRAIN_PATH))
    for flow in found.plant.flows:
        free = steps_of(unlimited, flow.flow_id)
        assert mean_h(flow.steps) == pytest.approx(mean_h(free), abs=0.01)
    assert "L027-path" in [s.place_id for s in steps_of(found)]


def test_a_law_is_shortened_but_not_below_nothing():
    table = Law(500, quantiles_s=tuple(range(0, 1000 * SLICES + 1, 1000)))
    found = shorter(table, 512_000)

    assert found.quantiles_s[0] == found.quantiles_s[512] == 0
    assert found.quantiles_s[-1] == 512_000
    values = np.array(found.quantiles_s)
    assert found.mean_s == pytest.approx(((values[1:] + values[:-1]) / 2).mean(), abs=1)
    assert shorter(table, 0) is table


@pytest.mark.parametrize("share", [0.05, 0.34, 0.5, 0.56, 0.69, 0.95, 1])
def test_servers_do_exactly_the_share_that_is_left(share):
    for one in CORRIDOR.facilities:
        if one.server_count is None or one.facility_type in {
            FacilityType.BERTH,
            FacilityType.WAGON_POOL,
        }:
            continue
        policy = {one.facility_id: FacilityPolicy(available_share=share)}
        knobs = Knobs(CORRIDOR, Scenario(name="tried", facilities=policy))
        count, slowness = knobs.server_count(one), knobs.slowness(one)

        assert slowness >= 1 - 1e-9
        assert count - 1 < one.server_count * share <= count + 1e-9
        assert count / slowness == pytest.approx(one.server_count * share)


def test_a_wagon_goes_back_where_its_goods_leave_it():
    oil = steps_of(compiled())
    kinds = [s.kind for s in oil]

    given = kinds.index(StepKind.GIVE)
    assert kinds.index(StepKind.TAKE) == 0
    assert given < kinds.index(StepKind.BOARD)  # the tanker takes oil, not wagons
    assert oil[given].place_id == POOL
    assert oil[given].law.mean_s == 240 * 3600


def test_a_wagon_goes_along_with_a_ship_that_takes_wagons():
    corridor = replace(
        CORRIDOR,
        services=tuple(
            replace(s, equipment_codes=("tank", "wagon"))
            if s.service_id == "TANKER-AAU-BAK"
            else s
            for s in CORRIDOR.services
        ),
    )
    kinds = [s.kind for s in steps_of(compiled(corridor))]

    assert kinds.index(StepKind.GIVE) > kinds.index(StepKind.BOARD)
    assert kinds[-2:] == [StepKind.GIVE, StepKind.EXIT]


def test_departures_from_berths_are_those_of_their_lines():
    answer = simulate(
        CORRIDOR, Scenario(name="tried", days=90), replications=2, workers=1
    )
    assets = {asset.asset_id: asset for asset in answer.assets}
    lines = ("FERRY-KYK-BAK",)

    berth = assets["KZKYK-berth"]
    assert berth.departures.value == sum(assets[x].departures.value for x in lines) > 0


def test_a_ban_from_the_first_measured_day_has_its_backlog():
    scenario = Scenario(name="tried", days=60)
    first = Ban(node_id="KZKYK", starts=scenario.start, days=5)
    second = replace(first, starts=scenario.start + timedelta(days=1))
    rows = [
        simulate(
            CORRIDOR, replace(scenario, bans=(ban,)), replications=3, workers=1
        ).backlogs
        for ban in (first, second)
    ]

    assert [len(row) for row in rows] == [1, 1]
    held = [row[0].held_teu.value for row in rows]
    assert held[0] > 0
    assert held[0] == pytest.approx(held[1], rel=0.3)
    assert rows[0][0].cleared_share > 0


def test_a_ban_from_the_very_start_is_measured_against_nothing():
    scenario = Scenario(name="tried", days=60, warm_up_days=0)
    ban = Ban(node_id="KZKYK", starts=scenario.start, days=5)
    answer = simulate(
        CORRIDOR, replace(scenario, bans=(ban,)), replications=2, workers=1
    )

    assert answer.backlogs[0].held_teu.value > 0
