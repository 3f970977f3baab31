"""FEATURE: who finds no room stays where it is, in order, and nobody is lost."""

from planning.simulation.drawn import (
    HOUR,
    board,
    exits,
    flow,
    move,
    run_both,
    serve,
    shuttle,
)

from orta.planning.simulation.plant import Line, Station


def station(name, servers=None, room=None):
    return Station(station_id=name, servers=servers, room_teu=room)


def test_a_full_yard_blocks_the_crane_before_it():
    """The crane takes an hour a box, the gate behind it ten, with room for one."""
    found = run_both(
        flow(serve("crane", 1), serve("gate", 10), units=3),
        flow(serve("crane", 1), serve("gate", 10), lots=3, flow_id="g"),
        stations=(station("crane", 1), station("gate", 1, room=1)),
        ends=40,
    )

    crane = found["station"][0]
    # Came at 1 (three as one), 1, 2, 3: the gate has room at 2, 12, 22, 32.
    assert found["flow"][0]["left"] == 3
    assert crane["blocked_time"] == (9 + 9 + 9) * HOUR


def test_who_still_holds_a_server_at_the_end_counts_as_blocked():
    found = run_both(
        flow(serve("crane", 1), serve("gate", 10), lots=2),
        stations=(station("crane", 1), station("gate", 1, room=1)),
        ends=8,
        starts=5,
    )

    assert found["station"][0]["blocked_time"] == 3 * HOUR


def test_room_is_first_come_first_served():
    """A lot of three waits for room; boxes that come later would fit, but wait."""
    found = run_both(
        flow(serve("yard", 4, dissolves=False), lots=9, flow_id="boxes"),
        flow(move(1.5), serve("yard", 4), units=3, flow_id="lot"),
        stations=(station("yard", None, room=3),),
        ends=30,
    )

    # Boxes of 1 and 2 are in at 2:30; the lot gets in at 6, the boxes of 3 to 5 at
    # 10, those of 6 to 8 at 14, the last one at 18.
    assert exits(found, 1) == [9] * 3
    assert exits(found, 0) == [4, 4, 9, 10, 10, 11, 11, 12, 13]


def test_a_group_gets_in_as_a_whole():
    """Three aboard together find room for three, also while others wait behind."""
    found = run_both(
        flow(serve("yard", 4), lots=3, flow_id="boxes"),
        flow(move(2.5), serve("yard", 4, dissolves=True), units=3, flow_id="lot"),
        flow(move(2.6), serve("yard", 4), flow_id="late"),
        stations=(station("yard", None, room=3),),
        ends=30,
    )

    # Boxes leave at 5, 6, 7; the lot goes in at 7 until 11, and only then the late one.
    assert exits(found, 1) == [10] * 3
    assert exits(found, 2) == [14]


def test_the_same_place_twice_needs_no_more_room():
    found = run_both(
        flow(serve("border", 1), serve("border", 2), lots=2),
        stations=(station("border", 1, room=1),),
        ends=30,
    )

    # The second comes at 2, waits for room until 4, and then takes three hours.
    assert exits(found) == [3, 5]


def test_a_ship_is_free_once_its_cargo_goes_on_as_a_group():
    ship = shuttle("line", payload=2, sail=10)
    lines = (Line(line_id="line", min_load_teu=2), *ship["lines"])

    found = run_both(
        flow(board("line"), move(500), units=2, lots=2),
        ends=100,
        **{**ship, "lines": lines},
    )

    assert found["line"][0]["departures"] == 2  # the second time after 20 hours
    assert found["port"][1]["busy_time"] == 0


def test_a_cargo_without_room_ashore_keeps_the_ship_at_its_berth():
    ship = shuttle("line", payload=2, sail=10)
    lines = (Line(line_id="line", min_load_teu=2), *ship["lines"])

    found = run_both(
        flow(serve("yard", 50), flow_id="before"),
        flow(board("line"), serve("yard", 1, dissolves=True), units=2, flow_id="lot"),
        stations=(station("yard", 1, room=2),),
        ends=100,
        **{**ship, "lines": lines},
    )

    # There at 11; the yard is free at 51.
    assert found["port"][1]["busy_time"] == 40 * HOUR
    assert found["flow"][1]["left"] == 2


def test_a_group_is_let_go_at_its_exit():
    found = run_both(
        flow(board("line"), move(3), lots=3),
        lines=(Line(line_id="line", min_load_teu=3),),
        starts=2,
    )

    assert found["clock"]["gone"] == found["flow"][0]["left"] == 3
    assert found["clock"]["area"] == found["clock"]["stay"] > 0


def test_room_kept_for_one_who_goes_elsewhere_is_there_for_others():
    """A train of two flows comes by ship; one box goes to the yard, the other home."""
    ship = shuttle("ship")
    lines = [Line(line_id=name, min_load_teu=2) for name in ("train", "ship")]

    found = run_both(
        flow(serve("yard", 20), every=0.5, teu=2, flow_id="before"),
        flow(board("train"), board("ship"), serve("yard", 50, dissolves=True)),
        flow(board("train"), every=2, flow_id="home"),
        flow(serve("yard", 1), every=15, flow_id="late"),
        stations=(station("yard", None, room=2),),
        **{**ship, "lines": (*lines, *ship["lines"])},
    )

    # The yard is full until 20:30; the ship has come at 12, the late box at 15.
    assert exits(found, 1) == [69]
    assert exits(found, 2) == [18]
    assert exits(found, 3) == [6]
