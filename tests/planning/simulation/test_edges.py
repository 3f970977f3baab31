"""FEATURE: windows, ends of time and full tables spoil no figure."""

import pytest
from corridors.random_plants import Case, random_case
from numba import config
from planning.simulation.both import fast, simulate
from planning.simulation.drawn import (
    DAY,
    HOUR,
    board,
    exits,
    flow,
    give,
    move,
    run_both,
    serve,
    shuttle,
    take,
)

from orta.planning.simulation.kernel.world import FINISHED, TOO_FEW_ROWS
from orta.planning.simulation.plant import Line, Plant, Pool, Station
from orta.planning.simulation.tables import Tables


def test_a_ship_at_its_berth_at_the_end_has_been_there_since_it_came():
    """Two ships, one berth: one loads from 1 on, the other waits at the roads."""
    ship = shuttle("line", payload=1, count=2, load=serve("", 50).law)
    lines = (Line(line_id="line", min_load_teu=1), *ship["lines"])
    two = flow(board("line", dissolves=True), units=2)
    places = {**ship, "lines": lines}

    # Ship two starts in the other port, goes home empty and is there at 10.
    found = run_both(two, ends=30, starts=5, **places)["port"][0]

    assert found["busy"] == 1
    assert found["busy_time"] == 25 * HOUR
    assert found["roads_time"] == 20 * HOUR


def test_wagons_are_busy_until_they_are_back():
    found = run_both(
        flow(take("wagons"), move(4), give("wagons", 3), every=5, lots=2),
        pools=(Pool(pool_id="wagons", count=3),),
        starts=6,
        ends=14,
    )["station"][0]

    assert found["busy_time"] == (12 - 6 + 14 - 10) * HOUR
    assert found["served"] == 1  # the first was taken before the time that counts


def test_the_wait_of_a_group_is_that_of_each_of_its_units():
    found = run_both(
        flow(serve("gate", 2), flow_id="one"),
        flow(serve("gate", 1), units=3, flow_id="lot"),
        stations=(Station(station_id="gate", servers=1),),
    )["station"][0]

    assert found["wait_time"] / found["served"] == 3 * 2 * HOUR / 4


@pytest.mark.parametrize(
    "windows",
    [
        [(0, 5), (3, 9)],
        [(3, 9), (-2, 3)],
        [(-9, -1), (-30, -20), (-5, 9)],
        [(-1, 4), (4, 4), (4, 9)],
        [(0, 9), (2, 3)],
    ],
)
def test_closures_may_overlap_touch_and_begin_before_the_start(windows):
    found = run_both(
        flow(serve("gate", 1)),
        flow(serve("gate", 1), every=4, flow_id="late"),
        stations=(Station(station_id="gate", calendar_id="c"),),
        calendars=("c",),
        windows={"c": windows},
    )

    assert exits(found, 0) == [9]  # came at 1, could start at 9, left at 10
    assert exits(found, 1) == [6]
    assert found["calendar"][0]["shut_total"] == 9 * HOUR


def test_a_time_beyond_all_bits_never_comes():
    """A lot after sixty years does not come before one after an hour."""
    years = 60 * 365 * 24
    rare = flow(move(1), every=years, flow_id="rare")
    long = flow(move(years), flow_id="long")
    plant = Plant(flows=(rare, flow(move(1)), long), month_ends_s=(1 << 36,))

    found = fast(Case(plant=plant, ends_s=2 * DAY))

    assert found["clock"]["born"] == 2
    assert [row["came"] for row in found["flow"]] == [0, 1, 1]
    assert [row["left"] for row in found["flow"]] == [0, 1, 0]


@pytest.mark.parametrize("seed", range(6 if config.DISABLE_JIT else 30))
def test_a_run_with_too_few_rows_ends_and_says_so(seed):
    """The same answer with just enough rows, an end and no answer with fewer."""
    case = random_case(seed)
    plenty, _ = simulate(case)
    needed = int(plenty.clock[0].most_units)

    enough, status = simulate(case, most_units=needed)

    assert status == FINISHED
    assert enough.flow.tolist() == plenty.flow.tolist()
    for most_units in {1, 2, 3, 5, needed // 2, needed - 1} - {0, needed}:
        if most_units < needed:
            assert simulate(case, most_units=most_units)[1] == TOO_FEW_ROWS


def test_tables_can_be_used_for_many_runs():
    """What a run changes is a copy."""
    case = random_case(7)
    tables = Tables(case.plant)
    before = tables._call_rows.copy(), tables._vessel_rows.copy()

    simulate(case)

    assert tables._call_rows.tolist() == before[0].tolist()
    assert tables._vessel_rows.tolist() == before[1].tolist()


def test_a_way_longer_than_a_turn_of_the_wheel_takes_its_time():
    """Events more than 12 days off share a span with nearer ones, and stay in it."""
    slow = [
        flow(move(24 * days), every=24 * 3, lots=5, flow_id=f"{days} days")
        for days in (13, 20, 40)
    ]
    found = run_both(*slow, ends=24 * 80)["flow"]

    assert [row["left"] for row in found] == [5, 5, 5]
    assert [row["lead"] for row in found] == [5 * n * DAY for n in (13, 20, 40)]
