"""FEATURE: what a scenario says of the corridor is what the plant does."""

from dataclasses import replace

import pytest

import orta
from orta.planning.simulation.compile import compile_plant
from orta.planning.simulation.scenario import DemandPolicy, Scenario
from orta.vocabulary import ParameterQuantity

CORRIDOR = orta.load().corridor
TRUCKS = "KZ-AZ-trucks-25"


def compiled(corridor=CORRIDOR, **said):
    return compile_plant(corridor, Scenario(name="tried", **said))


def lots_a_year(found, demand_id):
    flow = next(f for f in found.plant.flows if f.flow_id == demand_id)
    return sum(flow.lots_per_s[3:]) * 365 * 86400 / 12  # after three of warm-up


@pytest.mark.parametrize("demand_id", [TRUCKS, "KZ-IR-grain"])  # in TEU, in tonnes
@pytest.mark.parametrize("factor", [0, 0.5, 2])
def test_the_factor_of_a_demand_is_how_many_times_its_volume_comes(demand_id, factor):
    before = compiled()
    after = compiled(demands={demand_id: DemandPolicy(factor=factor)})

    assert lots_a_year(after, demand_id) == pytest.approx(
        factor * lots_a_year(before, demand_id)
    )
    others = [f for f in before.plant.flows if f.flow_id != demand_id]
    assert others == [f for f in after.plant.flows if f.flow_id != demand_id]


def test_a_parameter_of_a_demand_is_a_factor_too():
    own = replace(
        CORRIDOR.parameters[0],
        parameter_id="MORE-TRUCKS",
        quantity=ParameterQuantity.DEMAND,
        target_ids=(TRUCKS,),
    )
    corridor = replace(CORRIDOR, parameters=(*CORRIDOR.parameters, own))
    found = compiled(corridor, parameters={"MORE-TRUCKS": 0.5})

    assert lots_a_year(found, TRUCKS) == pytest.approx(
        lots_a_year(compiled(), TRUCKS) / 2
    )
