"""FEATURE: what a policy does not touch goes on as if it had never been tried."""

from dataclasses import replace

import numpy as np
import pytest

from orta.planning.simulation.kernel import run
from orta.planning.simulation.plant import (
    Call,
    Fleet,
    Flow,
    Law,
    Line,
    Plant,
    Port,
    Step,
    StepKind,
)
from orta.planning.simulation.tables import Tables

DAY = 86400
ENDS = 60 * DAY
LANES = ("first", "second")


def flow(lane, per_day=20):
    steps = (Step(kind=StepKind.BOARD, place_id=lane), Step(kind=StepKind.EXIT))
    return Flow(flow_id=lane, steps=steps, lots_per_s=(per_day / DAY,))


def fleet(lane, count=2):
    sail = Law.exponential(DAY)
    out = Call(line_id=lane, port_id=lane, payload_teu=10, sail=sail, load=sail)
    back = Call(line_id=f"{lane}:back", port_id=lane, payload_teu=1, sail=sail)
    return Fleet(fleet_id=lane, count=count, calls=(out, replace(back, max_lay_s=0)))


PLANT = Plant(
    flows=tuple(map(flow, LANES)),
    month_ends_s=(ENDS,),
    lines=tuple(
        line
        for lane in LANES
        for line in (
            Line(line_id=lane, min_load_teu=10),
            Line(line_id=f"{lane}:back"),
        )
    ),
    ports=tuple(Port(port_id=lane) for lane in LANES),
    fleets=tuple(map(fleet, LANES)),
)


def second_lane(plant, key=5):
    """Departures, arrivals and lead times of the second lane alone."""
    world = Tables(plant).world(
        key=key, windows={}, starts_s=0, ends_s=ENDS, most_units=1 << 14
    )
    run(world)
    line = world.line[2]
    departures = line.departures, line.loaded, line.offered
    return [*map(int, departures), *world.flow[1].tolist(), *world.lead[1].tolist()]


@pytest.mark.parametrize(
    "tried",
    [
        replace(PLANT, fleets=(fleet(LANES[0], 3), fleet(LANES[1]))),
        replace(PLANT, fleets=(fleet(LANES[0], 1), fleet(LANES[1]))),
        replace(PLANT, flows=(flow(LANES[0], per_day=40), flow(LANES[1]))),
    ],
    ids=["a vessel more", "a vessel less", "twice the demand"],
)
def test_a_change_on_one_lane_leaves_the_luck_of_another_alone(tried):
    as_it_was = second_lane(PLANT)

    assert np.sum(as_it_was) > 0
    assert second_lane(tried) == as_it_was
    assert second_lane(PLANT, key=6) != as_it_was
