"""More or less of a cargo, as a scenario says: it has to come."""

from dataclasses import replace

import pytest

import orta
from orta.planning.simulation import Scenario
from orta.planning.simulation.compile import compile_plant
from orta.planning.simulation.scenario import DemandPolicy

MORE = "KZ-AZ-aluminium"


@pytest.fixture(scope="module")
def flows():
    corridor = orta.load().corridor

    def rates(**demands):
        scenario = Scenario(name="x", demands=demands)
        plant = compile_plant(corridor, scenario).plant
        return {flow.flow_id: flow for flow in plant.flows}

    return rates


@pytest.mark.parametrize("factor", [0.5, 3.0])
def test_so_many_times_the_lots_come_and_nothing_else_changes(flows, factor):
    before = flows()
    after = flows(**{MORE: DemandPolicy(factor=factor)})

    expected = [rate * factor for rate in before[MORE].lots_per_s]
    assert after[MORE].lots_per_s == pytest.approx(expected)
    assert min(expected) > 0
    same = replace(after[MORE], lots_per_s=before[MORE].lots_per_s)
    assert {**after, MORE: same} == before
