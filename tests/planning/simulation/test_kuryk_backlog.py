"""FEATURE: the queue of wagons that the ban of April to June 2025 at Kuryk held.

Published: the ban held from 22 April to 30 June 2025, and over 1,000 wagons waited on
2 June (wtm-kuryk). Nothing was fitted to that. The demand is that of the dataset, whose
wagons by Kuryk are counted in 2023 and 2025.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import orta
from orta.planning.simulation import Scenario
from orta.planning.simulation.compile import compile_plant, gate_of
from orta.planning.simulation.compile.ways import nodes_of
from orta.planning.simulation.solve import run_replications
from orta.planning.simulation.tables import Tables

PUBLISHED, COUNTED_ON = 1000, date(2025, 6, 2)
BEGINS, ENDS = date(2025, 4, 22), date(2025, 6, 30)  # the ban
START = date(2025, 1, 1)
WAGON_TEU = 2
CORRIDOR = orta.load().corridor


@pytest.fixture(scope="module")
def wagons():
    """Wagons held at their origins and all that waits at the quay, as wagons, by day.

    Shape (2, replications, days).
    """
    plant = compile_plant(CORRIDOR, Scenario(name="2025", start=START, days=240))
    found = run_replications(plant, replications=20, seed=0, workers=1)
    ids = Tables(plant.plant).station_ids
    held = [
        ids.index(gate_of(meaning.demand.demand_id))
        for meaning in plant.meanings
        if meaning.demand.equipment_code == "wagon"
        and "KZKYK" in nodes_of(meaning.way)
        and gate_of(meaning.demand.demand_id) in ids
    ]
    series = np.array([run.series for run in found]) / WAGON_TEU
    quay = series[:, :, ids.index("FERRY-KYK-BAK")]
    return np.array([series[:, :, held].sum(axis=2), quay])


def on(days, day):
    return days[:, (day - START).days]


def test_the_level_is_within_a_quarter_of_the_published_one(wagons):
    forecast = on(wagons[0] + wagons[1], COUNTED_ON)

    assert forecast.mean() == pytest.approx(PUBLISHED, rel=0.25)
    low, high = np.quantile(forecast, (0.05, 0.95))
    assert low < PUBLISHED < high


def test_the_queue_grows_while_the_ban_lasts_and_is_gone_a_month_later(wagons):
    held, quay = wagons
    days = (date(2025, 4, 21), BEGINS, date(2025, 5, 12), COUNTED_ON, ENDS)
    levels = [on(held, day).mean() for day in days]

    assert levels == sorted(levels)
    assert levels[0] == 0
    assert levels[-1] > 1000
    assert on(held, date(2025, 7, 2)).max() == 0  # all has set out
    assert on(quay, date(2025, 7, 10)).mean() > 5 * on(quay, date(2025, 6, 10)).mean()
    assert on(quay, date(2025, 8, 15)).mean() < 100


def test_without_the_order_nothing_is_held():
    orders = tuple(e for e in CORRIDOR.embargoes if e.exempts_from != "KTZ-1327")
    orders = tuple(e for e in orders if e.embargo_id != "KTZ-1327")
    corridor = replace(CORRIDOR, embargoes=orders)
    scenario = Scenario(name="2025", start=START, days=240)

    assert "ban:KZ-AZ-wagons-25" not in compile_plant(corridor, scenario).windows
    assert "ban:KZ-AZ-wagons-25" in compile_plant(CORRIDOR, scenario).windows
