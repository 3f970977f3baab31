"""Rows that do not fit to rows of other tables, and where links lie on the globe."""

import re

import pytest
from datasets.planting import (
    change,
    edit_bytes,
    only_problem,
    places,
    read_rows,
    remove,
    repeat,
    row_of,
    write_rows,
)

from orta.datasets import check_dataset, read_corridor
from orta.datasets.check import great_circle_km
from orta.errors import DatasetError


def test_a_border_that_does_not_join_the_ends_of_its_link_is_named(folder):
    number = change(folder, "border", "AZAST-IRAST-rail", link_id="L108")

    problem = only_problem(folder)

    assert (problem.file, problem.row) == ("border.csv", number)
    assert (problem.column, problem.value) == ("link_id", "L108")
    assert problem.expected == "a link between AZAST and IRAST"
    assert problem.hint == "L108 joins AZBKK and GEGDB"
    with pytest.raises(DatasetError):
        read_corridor(folder)


def test_a_border_from_a_place_to_itself_is_named(folder):
    number = change(folder, "border", "AZAST-IRAST-rail", to_node_id="AZAST")

    assert places(folder) == [("border.csv", number, "link_id")]


def test_a_border_may_be_crossed_in_both_directions_of_its_link(folder):
    change(
        folder, "border", "AZAST-IRAST-rail", from_node_id="IRAST", to_node_id="AZAST"
    )

    assert check_dataset(folder) == ()


def test_a_call_of_no_service_is_named(folder):
    number = repeat(folder, "call", "FEEDER-AAU-BAK 1", service_id="FEEDER-AAU-BAQ")

    problem = only_problem(folder)

    place = (problem.file, problem.row, problem.column)
    assert place == ("call.csv", number, "service_id")
    assert problem.hint.startswith("nearest is FEEDER-")


def test_a_fleet_of_no_service_is_named_and_so_is_the_service_it_left(folder):
    fleet = change(folder, "fleet", "FLEET-KYK-BAK", service_id="FERRY-KYK-BAC")
    service = row_of(folder, "service", "FERRY-KYK-BAK")

    assert places(folder) == [
        ("service.csv", service, ""),
        ("fleet.csv", fleet, "service_id"),
    ]


@pytest.mark.parametrize(
    ("charge", "target", "table"),
    [
        ("freight", "KZAAU-sea", "service"),
        ("handling", "RAIL-CN", "terminal"),
        ("border", "RAIL-CN", "border"),
    ],
)
def test_a_tariff_is_held_against_the_table_of_its_charge(
    folder, charge, target, table
):
    number = change(folder, "tariff", "T001", charge_type=charge, target_id=target)

    problem = only_problem(folder)

    place = (problem.file, problem.row, problem.column)
    assert place == ("tariff.csv", number, "target_id")
    assert problem.value == target
    assert problem.expected == f"a {table}.{table}_id"


def test_a_tariff_may_be_for_all_targets(folder):
    change(folder, "tariff", "T001", target_id="")

    assert check_dataset(folder) == ()


def test_every_row_that_refers_to_a_missing_place_is_named(folder):
    remove(folder, "node", "AZAST")
    users = ["name", "link", "terminal", "border"]
    expected = {
        (f"{table}.csv", number, column)
        for table in users
        for number, row in enumerate(read_rows(folder, table), start=1)
        for column, text in zip(read_rows(folder, table)[0], row, strict=True)
        if text == "AZAST"
    }

    found = places(folder)

    assert set(found) == expected
    assert {file for file, _, _ in found} == {f"{table}.csv" for table in users}


# One fault is named once: what depends on an unreadable row is not a second fault.


@pytest.mark.parametrize(
    ("table", "key"),
    [("node", "KZAAU"), ("link", "L107"), ("call", "FEEDER-AMR-CND-IN 2")],
)
def test_nothing_that_refers_to_a_torn_row_is_named_besides_it(folder, table, key):
    rows = read_rows(folder, table)
    number = row_of(folder, table, key)
    rows[number - 1].pop()
    write_rows(folder, table, rows)

    assert places(folder) == [(f"{table}.csv", number, "")]


def test_a_service_is_not_named_for_a_call_that_cannot_be_read(folder):
    number = change(folder, "call", "FEEDER-AMR-CND-IN 2", transit_max_h="soon")

    assert places(folder) == [("call.csv", number, "transit_max_h")]


def test_a_service_is_not_named_for_a_fleet_that_cannot_be_read(folder):
    number = change(folder, "fleet", "FLEET-AAU-BAK", rotation_h="3 days")

    assert places(folder) == [("fleet.csv", number, "rotation_h")]


def test_an_id_that_breaks_its_rule_is_named_once_though_many_rows_use_it(folder):
    change(folder, "node", "KZAAU", un_location_code="")
    for file in folder.glob("*.csv"):
        edit_bytes(
            folder,
            file.name,
            lambda old: re.sub(rb"\bKZAAU([,;])", rb"KZ A\1", old),
        )

    problem = only_problem(folder)

    assert (problem.file, problem.column) == ("node.csv", "node_id")
    assert problem.value == "KZ A"


# Where links lie on the globe.


def test_swapped_coordinates_show_in_the_links_of_the_place(folder):
    change(folder, "node", "KZAAU", x_coord="43.6", y_coord="51.22")
    links = read_rows(folder, "link")

    found = check_dataset(folder)

    assert {(cell.file, cell.column) for cell in found} == {("link.csv", "length_km")}
    assert all("KZAAU" in links[cell.row - 1] for cell in found)
    assert len(found) >= 5
    assert all("check unit and ends" in cell.hint for cell in found)


def test_swapped_coordinates_off_the_globe_show_in_the_place_alone(folder):
    number = change(folder, "node", "CNLYG", x_coord="34.75", y_coord="119.4")

    assert places(folder) == [("node.csv", number, "y_coord")]


def test_a_link_to_a_place_without_a_position_is_not_measured(folder):
    number = change(folder, "node", "KZAAU", x_coord="")

    assert places(folder) == [("node.csv", number, "x_coord")]


def test_a_link_to_an_unknown_place_is_not_measured(folder):
    number = change(folder, "link", "L001", from_node_id="CNLYX", length_km="1")

    assert places(folder) == [("link.csv", number, "from_node_id")]


def test_a_length_is_measured_although_another_cell_of_the_row_is_bad(folder):
    number = change(folder, "link", "L001", length_km="5950", as_of="soon")

    assert set(places(folder)) == {
        ("link.csv", number, "length_km"),
        ("link.csv", number, "as_of"),
    }


@pytest.mark.parametrize(
    ("start", "end", "km"),
    [
        ((0, 0), (0, 0), 0),
        ((0, 0), (180, 0), 20015),
        ((-179.5, 0), (179.5, 0), 111),
        ((0, 90), (123, -90), 20015),
        ((51.22, 43.6), (49.42, 39.98), 429),
    ],
)
def test_distances_over_the_globe_hold_at_its_edges_too(start, end, km):
    assert great_circle_km(start, end) == pytest.approx(km, abs=1)
