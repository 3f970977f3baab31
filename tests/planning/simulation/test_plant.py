"""FEATURE: a plant that cannot be run is refused, and says why."""

from dataclasses import replace

import pytest
from planning.simulation.drawn import HOUR, board, flow, move, serve, shuttle

from orta.errors import ModelError
from orta.planning.simulation.plant import Fleet, Line, Plant, Pool, Station

WAY = flow(serve("gate", 1))
GATE = Station(station_id="gate")


@pytest.mark.parametrize(
    ("why", "wrong"),
    [
        ("two places", {"pools": (Pool(pool_id="gate", count=1),)}),
        ("two flows", {"flows": (WAY, WAY)}),
        ("two calendars", {"calendars": ("c", "c")}),
        ("no 'train' to BOARD", {"flows": (flow(board("train")),)}),
        ("no 'gate' to BOARD", {"flows": (flow(board("gate")),)}),
        ("no calendar 'c'", {"stations": (replace(GATE, calendar_id="c"),)}),
        ("one is missing", {"fleets": shuttle("ship")["fleets"]}),
        ("its one exit", {"flows": (replace(WAY, steps=(move(1),)),)}),
        ("its one exit", {"flows": (replace(WAY, steps=WAY.steps[-1:] * 2),)}),
        ("one rate for each month", {"month_ends_s": (1, 2)}),
        ("priorities", {"flows": (replace(WAY, priority=3),)}),
        ("timetable", {"lines": (Line(line_id="t", due_s=(0,)),)}),
        (
            "timetable",
            {"lines": (Line(line_id="t", cycle_s=HOUR, due_s=(60, 30)),)},
        ),
        ("go nowhere", {"fleets": (Fleet(fleet_id="v", count=1, calls=()),)}),
    ],
)
def test_a_plant_that_cannot_be_run_says_why(why, wrong):
    right = {"flows": (WAY,), "month_ends_s": (HOUR,), "stations": (GATE,)}
    Plant(**right)

    with pytest.raises(ModelError, match=why):
        Plant(**{**right, **wrong})
