"""FEATURE: lines depart by load, clock, wait and lay, and never by accident."""

from dataclasses import replace

import pytest
from planning.simulation.drawn import (
    DAY,
    HOUR,
    board,
    exits,
    flow,
    hours_,
    move,
    run_both,
    shuttle,
)

from orta.planning.simulation.plant import Line

SHUT = {"calendar_id": "c"}


def a_line(**rule):
    return Line(line_id="line", **rule)


def test_a_train_leaves_once_enough_waits():
    found = run_both(flow(board("line"), lots=4), lines=(a_line(min_load_teu=4),))

    assert exits(found) == [0, 1, 2, 3]


def test_a_train_takes_no_more_than_fits_and_the_rest_waits():
    found = run_both(
        flow(board("line"), lots=1, units=5, is_geometric=False),
        flow(board("line", dissolves=True), lots=5, flow_id="g"),
        lines=(a_line(min_load_teu=3, payload_teu=3),),
    )

    # The lot of five is larger than any train: it goes alone, the others by threes.
    assert exits(found, 0) == [0] * 5
    assert found["line"][0]["departures"] == 2
    assert found["station"][0]["waiting"] == 2


def test_a_train_leaves_when_the_oldest_has_waited_long_enough():
    found = run_both(flow(board("line"), lots=3), lines=(a_line(max_wait_s=2 * HOUR),))

    # They come at 1, 2 and 3; trains leave at 3, just before the third, and at 5.
    assert exits(found) == [1, 2, 2]


def test_a_timetable_is_kept():
    """Lots at 5, 10, 15 …; trains at 8 o'clock every day."""
    found = run_both(
        flow(board("line"), every=5, lots=3),
        lines=(a_line(cycle_s=DAY, due_s=(8 * HOUR,)),),
    )

    assert exits(found) == [3, 17, 22]


def test_a_train_that_was_due_when_nobody_waited_is_gone():
    """Trains at 1, 7, 13 …; a lot that comes at 8 waits for that of 13."""
    found = run_both(
        flow(board("line"), every=8),
        lines=(a_line(cycle_s=6 * HOUR, due_s=(HOUR,)),),
    )

    assert exits(found) == [5]


def test_a_full_train_still_waits_for_its_timetable():
    found = run_both(
        flow(board("line"), lots=6),
        lines=(a_line(cycle_s=12 * HOUR, due_s=(8 * HOUR,), payload_teu=2),),
    )

    # Two at 8 o'clock, two at 20 o'clock, two at 8 o'clock of the next day.
    assert exits(found) == [6, 7, 16, 17, 26, 27]


def test_a_line_without_load_and_timetable_departs_full():
    found = run_both(flow(board("line"), lots=5), lines=(a_line(payload_teu=2),))

    assert exits(found) == [0, 0, 1, 1]


def test_a_train_that_was_due_while_its_line_was_shut_departs_when_it_opens():
    found = run_both(
        flow(board("line"), every=2),
        lines=(a_line(cycle_s=DAY, due_s=(3 * HOUR,), calendar_id="c"),),
        calendars=("c",),
        windows={"c": [(1, 9)]},
    )

    assert exits(found) == [7]


def test_a_due_train_is_gone_if_nobody_waits_when_its_line_opens():
    found = run_both(
        flow(board("line"), every=10),
        lines=(a_line(cycle_s=DAY, due_s=(3 * HOUR,), calendar_id="c"),),
        calendars=("c",),
        windows={"c": [(1, 9)]},
    )

    assert exits(found) == [17]


def test_a_ship_that_is_due_leaves_empty():
    ship = shuttle("line", sail=30)
    line = a_line(cycle_s=1000 * HOUR, due_s=(4 * HOUR,))

    found = run_both(
        flow(move(5), board("line")), **{**ship, "lines": (line, *ship["lines"])}
    )

    assert found["line"][0]["departures"] == 1
    assert found["line"][0]["loaded"] == 0
    assert found["flow"][0]["left"] == 0


@pytest.mark.parametrize("ours", [3, 10])
def test_a_ship_takes_no_more_than_its_line_allows(ours):
    ship = shuttle("line", payload=ours)
    line = a_line(payload_teu=3, min_load_teu=8)

    found = run_both(
        flow(board("line", dissolves=True), units=8),
        ends=20,
        **{**ship, "lines": (line, *ship["lines"])},
    )

    assert found["line"][0]["offered"] == found["line"][0]["loaded"] == 3


def test_a_ship_that_has_lain_too_long_leaves_behind_the_back_of_another():
    """The first ship at the roads waits for a full load, the second for six hours."""
    first, second = shuttle("line", count=1), shuttle("line", count=1, lay=6)
    fleets = (first["fleets"][0], replace(second["fleets"][0], fleet_id="other"))
    places = {"lines": (a_line(min_load_teu=5), *first["lines"])}

    found = run_both(
        flow(board("line")), ports=first["ports"], fleets=fleets, **places, ends=20
    )

    assert exits(found) == [15]  # came at 1, left at 6, and sailed for ten
    assert [v["state"] for v in found["vessel"]] == [2, 0]
    assert found["vessel"][1]["voyages"] == 2


def test_lays_that_nobody_waits_for_any_more_do_not_pile_up():
    """A ship with a lay of fifty hours, called every three."""
    ship = shuttle("line", sail=1, lay=50)
    places = {**ship, "lines": (a_line(min_load_teu=1), *ship["lines"])}

    found = run_both(flow(board("line"), every=3, lots=200), ends=700, **places)

    assert found["flow"][0]["left"] == 200
    looks = [who for _, what, who, _ in found["trace"] if what == "LAY"]
    assert looks.count(0) <= 700 / 50 + 2


def test_ships_loaded_while_the_port_is_shut_leave_when_it_opens():
    """Three ships are loaded at 5, 6 and 7; the port is shut from four to nine."""
    ship = shuttle("line", payload=1, count=5, berths=3, load=hours_(4), **SHUT)
    lines = (a_line(min_load_teu=1), *ship["lines"])

    found = run_both(
        flow(board("line"), lots=3),
        calendars=("c",),
        windows={"c": [(4, 9)]},
        **{**ship, "lines": lines},
    )

    # They came at 1, 2 and 3 and all land at 19; five hours each are for the wind.
    assert exits(found) == [16, 17, 18]
    assert [cause // HOUR for cause in found["cause"][0]] == [30, 0, 0, 6, 15, 0]
