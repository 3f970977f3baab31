"""FEATURE: what begins and ends: slow places, vessels out of service, more lots."""

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

from orta.planning.simulation.kernel.world import IDLE
from orta.planning.simulation.plant import Line, Station


def test_who_starts_while_a_station_is_slow_takes_longer():
    """Three boxes, an hour each; from 2 to 5 a service takes three times as long."""
    found = run_both(
        flow(serve("gate", 1), lots=3),
        stations=(
            Station(
                station_id="gate",
                servers=1,
                slow_calendar_id="c",
                slow_per_mille=3000,
            ),
        ),
        calendars=("c",),
        windows={"c": [(2, 5)]},
    )

    # They come at 1, 2 and 3 and start at 1, 2 (slow, until 5) and 5 (as usual).
    assert exits(found) == [1, 3, 3]
    assert found["station"][0]["busy_time"] == 5 * HOUR


def test_one_station_is_slow_and_the_other_is_not():
    """From 2 on the second of two takes twice as long."""
    slow = Station(
        station_id="slow", servers=1, slow_calendar_id="c", slow_per_mille=2000
    )
    found = run_both(
        flow(serve("quick", 1), serve("slow", 1), lots=2, every=5),
        stations=(Station(station_id="quick", servers=1), slow),
        calendars=("c",),
        windows={"c": [(2, 90)]},
    )

    assert exits(found) == [3, 3]


def away(fleet, *calendars):
    """The fleet with the first vessels out of service while calendars are shut."""
    return type(fleet)(
        fleet_id=fleet.fleet_id, count=fleet.count, calls=fleet.calls, away=calendars
    )


def ships(count, *calendars, sail=10):
    """Vessels that leave with the first box."""
    there = shuttle("line", count=count, sail=sail, payload=1)
    lines = (Line(line_id="line", min_load_teu=1), *there["lines"])
    fleets = tuple(away(fleet, *calendars) for fleet in there["fleets"])
    names = tuple(dict.fromkeys(name for name in calendars if name))
    return {**there, "lines": lines, "fleets": fleets, "calendars": names}


def test_a_vessel_out_of_service_lets_the_cargo_wait():
    found = run_both(
        flow(board("line"), lots=1), **ships(1, "c"), windows={"c": [(0, 7)]}
    )

    assert exits(found) == [16]  # came at 1, sailed from 7 to 17


def test_a_vessel_that_lies_idle_is_passed_over_while_it_is_out_of_service():
    """The first of three is out from 2 to 50, the second lies at the other end."""
    found = run_both(
        flow(board("line"), every=5, lots=2),
        **ships(3, "c"),
        windows={"c": [(2, 50)]},
    )

    # The third takes the box of 5; that of 10 goes with the second, which has come
    # from the other end, where it left at once, empty.
    assert exits(found) == [10, 10]
    first = found["vessel"][0]
    assert (first["state"], first["voyages"]) == (IDLE, 0)  # back again, never called
    assert found["line"][0]["departures"] == 2


def test_all_that_are_out_of_service_are_passed_over():
    """The first and the third of five are out; the second and fourth lie elsewhere."""
    found = run_both(
        flow(board("line"), every=5, lots=1),
        **ships(5, "c", "", "c"),
        windows={"c": [(2, 50)]},
    )

    assert [vessel["voyages"] for vessel in found["vessel"]] == [0, 1, 0, 1, 2]


def test_a_vessel_lands_its_cargo_before_it_goes_out_of_service():
    found = run_both(
        flow(board("line"), lots=1), **ships(1, "c"), windows={"c": [(5, 60)]}
    )

    # It sails from 1 to 11, is out until 60, and comes home empty by 70.
    assert exits(found) == [10]
    assert found["vessel"][0] == {**found["vessel"][0], "voyages": 2, "call": 0}


def test_a_vessel_out_of_service_from_the_start_of_its_lay_comes_back_where_it_was():
    found = run_both(
        flow(board("line"), lots=2, every=20),
        **ships(1, "c"),
        windows={"c": [(25, 45)]},
        ends=96,
    )

    # The first goes from 20 to 30; out until 45, home at 55, the second to 65.
    assert exits(found) == [10, 25]


def test_another_stream_of_lots_leaves_the_first_as_it_was():
    own = flow(move(1), lots=3)
    both = flow(move(1), lots=3, more_lots_per_s=((1 / (2 * HOUR),),))
    off = flow(move(1), lots=3, more_lots_per_s=((0.0,),))

    alone, shut_off, together = (
        run_both(one, flow(move(2), flow_id="g"), ends=90) for one in (own, off, both)
    )

    assert [one["flow"][0]["left"] for one in (alone, shut_off)] == [3, 3]
    assert together["flow"][0]["left"] == 6  # at 1, 2, 3 and at 2, 4, 6
    firsts = [
        [event for event in one["trace"] if event[1] == "DONE" and event[2] < 1 << 44]
        for one in (alone, together)
    ]
    assert [e[:3] for e in firsts[0]] == [e[:3] for e in firsts[1]]


def test_every_evening_says_what_is_under_way_of_each_flow():
    found = run_both(
        flow(move(30), lots=2, every=10),
        flow(move(1), lots=1, flow_id="g", teu=2),
        starts=24,
        ends=3 * 24 + 1,
    )

    # The first flow comes at 10 and 20 and arrives at 40 and 50; the second before
    # anything is measured.
    assert found["daily"] == [[[2, 0], [0, 0]], [[1, 1], [0, 0]], [[0, 2], [0, 0]]]
