"""Rows of good cells that contradict themselves, or each other."""

import pytest
from datasets.planting import change, only_problem, places, remove, repeat, row_of

from orta.datasets import check_dataset, read_corridor
from orta.errors import DatasetError

SHIP = "service FEEDER-AAU-BAK"
LINE = "service FEEDER-AMR-CND-IN"
TRAIN = "service TRAIN-PTI-SUM-E"
TERMINAL = "terminal ATVIE-rail"

CONTRADICTIONS = {
    "least above mean": (
        TERMINAL,
        {"handling_min_h": "13"},
        "hours 13.0 / 12.0 / 48.0 are not in order",
    ),
    "mean above most": (
        "border AZAST-IRAST-rail",
        {"dwell_max_h": "47"},
        "hours 12.0 / 48.0 / 47.0 are not in order",
    ),
    "mean on an end": (
        TERMINAL,
        {"handling_mean_h": "48"},
        "the mean 48.0 h sits on an end",
    ),
    "terminal capacity without its unit": (
        TERMINAL,
        {"capacity": "12"},
        "a capacity comes with its unit",
    ),
    "tariff that ends before it starts": (
        "tariff T001",
        {"valid_to": "2024-12-31"},
        "ends before it starts",
    ),
    "observation out of order": (
        "observation V002",
        {"value_min": "41"},
        "min, mean and max are not in order",
    ),
    "alternative out of order": (
        "alternative ALT001",
        {"value_low": "1624"},
        "low and high are not in order",
    ),
    "exception from no ban": (
        "embargo KTZ-1346",
        {"exempts_from": ""},
        "an exception, and only one, exempts from a ban",
    ),
    "embargo of no station": (
        "embargo KTZ-1327",
        {"loading_states": ""},
        "it says neither state nor station of loading",
    ),
    "embargo from a month on": (
        "embargo KTZ-1327",
        {"valid_from": "2025-04"},
        "its dates are whole days",
    ),
    "embargo that ends before it starts": (
        "embargo KTZ-1327",
        {"valid_to": "2025-04-21"},
        "ends before it starts",
    ),
    "transit out of order": (
        "call FEEDER-AAU-BAK 2",
        {"transit_min_h": "31"},
        "hours 31.0 / 22.0 / 30.0 are not in order",
    ),
    "transit without its least": (
        "call FEEDER-AAU-BAK 2",
        {"transit_min_h": ""},
        "least, mean and most, or none",
    ),
    "transit without its mean": (
        "call FEEDER-AAU-BAK 2",
        {"transit_mean_h": ""},
        "least, mean and most, or none",
    ),
    "estimated without a method": (
        "link L001",
        {"method": ""},
        "a figure that is estimated says how it was made (method)",
    ),
    "derived without a method": (
        "tariff T001",
        {"method": " "},
        "a figure that is derived says how it was made",
    ),
    "link from a place to itself": (
        "link L001",
        {"to_node_id": "CNLYG"},
        "starts and ends at CNLYG",
    ),
    "gauge on a road": (
        "link L191",
        {"gauge_mm": "1520"},
        "1520 is no gauge of a railway",
    ),
    "capacity without a unit": (
        "link L001",
        {"capacity": "12"},
        "a capacity comes with its unit",
    ),
    "unit without a capacity": (
        "link L001",
        {"capacity_unit": "trains/day"},
        "a capacity comes with its unit",
    ),
    "headway without its hours": (
        LINE,
        {"headway_h": ""},
        "a headway service has headway_h above 0",
    ),
    "timetable without a minute": (
        TRAIN,
        {"dispatch_rule": "timetable", "weekdays": "MO"},
        "a timetable service has weekdays and departure_min",
    ),
    "timetable without a day": (
        TRAIN,
        {"dispatch_rule": "timetable", "departure_min": "360"},
        "a timetable service has weekdays and departure_min",
    ),
    "fastest share without its slowest": (
        "service RAIL-KZ",
        {"slowest_share": ""},
        "its fastest share lies below 1 and its slowest above",
    ),
    "fill and go without a longest wait": (
        SHIP,
        {"max_wait_h": ""},
        "has min_load_teu, max_wait_h and",
    ),
    "calls and states": (
        SHIP,
        {"country_codes": "KZ;AZ"},
        "has either calls or country codes",
    ),
    "neither calls nor states": (
        "service RAIL-CN",
        {"country_codes": ""},
        "has either calls or country codes",
    ),
    "observation of nothing": (
        "observation V001",
        {"value_mean": ""},
        "has no value",
    ),
}


@pytest.mark.parametrize("fault", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_row_that_contradicts_itself_is_named_with_the_reason(folder, fault):
    row, cells, reason = fault
    table, _, key = row.partition(" ")
    number = change(folder, table, key, **cells)

    problem = only_problem(folder)

    assert (problem.file, problem.row) == (f"{table}.csv", number)
    assert problem.value == key
    assert reason in problem.expected


def test_a_service_that_is_wrong_in_two_ways_is_named_twice(folder):
    number = change(
        folder, "service", "TRAIN-PTI-SUM-E", headway_h="", country_codes="AZ;GE"
    )

    problems = check_dataset(folder)

    assert [(p.file, p.row) for p in problems] == [("service.csv", number)] * 2
    assert "either calls or country codes" in problems[0].expected
    assert "headway_h above 0" in problems[1].expected


def test_a_line_with_a_single_call_is_named(folder):
    remove(folder, "call", "FEEDER-AMR-CND-IN 2")

    problem = only_problem(folder)

    assert problem.file == "service.csv"
    assert problem.row == row_of(folder, "service", "FEEDER-AMR-CND-IN")
    assert "has a single call" in problem.expected


def test_a_second_call_without_a_transit_time_is_named_at_its_service(folder):
    nothing = dict.fromkeys(("transit_min_h", "transit_mean_h", "transit_max_h"), "")
    change(folder, "call", "FEEDER-AMR-CND-IN 2", **nothing)

    problem = only_problem(folder)

    assert problem.row == row_of(folder, "service", "FEEDER-AMR-CND-IN")
    assert "lacks its transit time" in problem.expected


def test_a_fill_and_go_service_without_its_fleet_is_named(folder):
    remove(folder, "fleet", "FLEET-F-KRW-BAK")

    problem = only_problem(folder)

    assert problem.file == "service.csv"
    assert problem.row == row_of(folder, "service", "FEEDER-KRW-BAK")
    assert "a fill_and_go service has a fleet" in problem.expected


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("node", "KZAAU"),
        ("link", "L001"),
        ("source", "D001"),
        ("border", "AZAST-IRAST-rail"),
        ("terminal", "ATVIE-rail"),
        ("service", "FEEDER-AAU-BAK"),
        ("tariff", "T001"),
        ("call", "FEEDER-AAU-BAK 2"),
    ],
)
def test_the_second_row_with_a_key_is_named_and_points_to_the_first(folder, table, key):
    first = row_of(folder, table, key)
    second = repeat(folder, table, key)

    problem = only_problem(folder)

    assert (problem.file, problem.row) == (f"{table}.csv", second)
    assert problem.value == key
    assert problem.expected == "each key once"
    assert problem.hint == f"it is already in row {first}"


def test_the_same_name_of_a_place_is_a_duplicate_only_in_the_same_language(folder):
    repeat(folder, "name", "AEJEA az Cebel-Ali", language="tr")
    again = repeat(folder, "name", "AEJEA az Cebel-Ali")

    problem = only_problem(folder)

    assert (problem.file, problem.row) == ("name.csv", again)
    assert problem.value == "AEJEA az Cebel-Ali"


def test_a_number_written_in_two_ways_is_still_the_same_key(folder):
    again = repeat(folder, "call", "FEEDER-AAU-BAK 2", call_sequence="2.0")

    assert places(folder) == [("call.csv", again, "service_id")]


def test_faults_in_many_rows_and_files_are_all_named_at_once(folder):
    length = change(folder, "link", "L001", length_km="1 240,5", mode="train")
    source = change(folder, "link", "L002", source_id="")
    loop = change(folder, "link", "L003", to_node_id="CNXIY")
    month = change(folder, "closure", "KZAAU-03", month="0")
    wait = change(folder, "service", "FEEDER-AAU-BAK", max_wait_h="")
    again = repeat(folder, "tariff", "T001")

    with pytest.raises(DatasetError) as caught:
        read_corridor(folder)

    found = {(cell.file, cell.row, cell.column) for cell in caught.value.bad_cells}
    assert found == {
        ("link.csv", length, "length_km"),
        ("link.csv", length, "mode"),
        ("link.csv", source, "source_id"),
        ("link.csv", loop, ""),
        ("closure.csv", month, "month"),
        ("service.csv", wait, ""),
        ("tariff.csv", again, "tariff_id"),
    }
    assert caught.value.bad_cells == check_dataset(folder)
    assert "7 values" in caught.value.message
    assert "… and 2 more" in caught.value.message
    assert str(folder) in caught.value.hint


def test_faults_of_one_file_are_named_from_its_top_to_its_bottom(folder):
    for key in ("L100", "L007", "L050"):
        change(folder, "link", key, length_km="far")
    repeat(folder, "link", "L020")
    change(folder, "link", "L060", to_node_id="NOWHERE")

    rows = [row for _, row, _ in places(folder)]

    assert rows == sorted(rows)
    assert len(rows) == 5


@pytest.mark.parametrize("hours", [("0.8", "0.9", "1.4"), ("500", "528", "900")])
def test_a_sailing_time_in_days_or_in_minutes_is_named(folder, hours):
    names = ("transit_min_h", "transit_mean_h", "transit_max_h")
    cells = dict(zip(names, hours, strict=True))
    number = change(folder, "call", "FEEDER-AAU-BAK 2", **cells)

    problem = only_problem(folder)

    assert (problem.file, problem.row) == ("call.csv", number)
    assert problem.column == "transit_mean_h"
    assert "check unit and ends" in problem.hint
