"""FEATURE: the rows of the units that are under way when time is over."""

import numpy as np
import pytest
from corridors.random_plants import random_case

from orta.planning.simulation import (
    Flow,
    Law,
    Line,
    Plant,
    Station,
    Step,
    StepKind,
    Tables,
    run_journeys,
)
from orta.planning.simulation.replication import replicate
from orta.vocabulary import StageCause

HOUR, DAY = 3600, 86400
CAUSE = {cause: number for number, cause in enumerate(StageCause)}


def journeys_of(plant, *, windows=None, days=4):
    return run_journeys(Tables(plant), key=1, windows=windows or {}, ends_s=days * DAY)


@pytest.mark.parametrize("seed", range(40))
def test_every_unit_that_came_and_has_not_left_is_there(seed):
    case = random_case(seed)
    tables = Tables(case.plant)
    run = {"key": case.key, "windows": case.windows, "ends_s": case.ends_s}

    found = run_journeys(tables, **run)

    flow = replicate(tables, starts_s=0, **run).flow
    n_flows = len(case.plant.flows)
    assert (
        np.bincount(found.flow, minlength=n_flows).tolist()
        == (flow.came - flow.left).tolist()
    )


@pytest.mark.parametrize("seed", range(40))
def test_the_time_of_a_unit_that_waits_is_all_accounted_for(seed):
    case = random_case(seed)
    tables = Tables(case.plant)

    found = run_journeys(tables, key=case.key, windows=case.windows, ends_s=case.ends_s)

    waits = found.place >= 0
    spent_s = found.spent_s.sum(axis=1)[waits]
    assert spent_s.tolist() == (case.ends_s - found.born_s[waits]).tolist()


def test_who_has_arrived_waits_for_ever_where_nobody_is_served():
    plant = Plant(
        flows=(
            Flow(
                flow_id="f",
                steps=(
                    Step(kind=StepKind.MOVE, law=Law.constant(3 * HOUR)),
                    Step(kind=StepKind.SERVE, place_id="there"),
                    Step(kind=StepKind.EXIT, dissolves=True),
                ),
                lots_per_s=(1.0 / DAY,),
                is_regular=True,
            ),
        ),
        month_ends_s=(10 * DAY,),
        stations=(Station(station_id="there", servers=0),),
    )

    found = journeys_of(plant)

    assert found.born_s.tolist() == [DAY, 2 * DAY, 3 * DAY]
    assert found.since_s.tolist() == [born + 3 * HOUR for born in found.born_s]
    assert found.place.tolist() == [0, 0, 0]
    assert found.spent_s[:, CAUSE[StageCause.MOVE]].tolist() == [3 * HOUR] * 3
    assert found.spent_s.sum() == 9 * HOUR  # and no wait where they have arrived


def test_members_of_a_train_that_waits_share_its_wait():
    """Two go as one train; a gate is shut from the second day on."""
    plant = Plant(
        flows=(
            Flow(
                flow_id="f",
                steps=(
                    Step(kind=StepKind.BOARD, place_id="train"),
                    Step(
                        kind=StepKind.SERVE,
                        place_id="gate",
                        wait_cause=StageCause.BORDER,
                    ),
                    Step(kind=StepKind.EXIT, dissolves=True),
                ),
                lots_per_s=(1.0 / HOUR,),
                is_regular=True,
                most_lots=2,
            ),
        ),
        month_ends_s=(10 * DAY,),
        stations=(Station(station_id="gate", calendar_id="shut"),),
        lines=(Line(line_id="train", min_load_teu=2),),
        calendars=("shut",),
    )

    found = journeys_of(plant, windows={"shut": [(0, 100 * DAY)]})

    assert found.since_s.tolist() == [2 * HOUR, 2 * HOUR]
    assert found.spent_s[:, CAUSE[StageCause.WAIT_SERVICE]].tolist() == [HOUR, 0]
    at_gate_s = 4 * DAY - 2 * HOUR
    assert found.spent_s[:, CAUSE[StageCause.BORDER]].tolist() == [at_gate_s] * 2
