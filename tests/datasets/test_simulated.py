"""Rows that only a simulation reads, where they contradict other tables."""

import pytest
from datasets.planting import change, only_problem, places, remove, row_of

from orta.corridor import Corridor
from orta.datasets import check_dataset, read_corridor


def test_a_fleet_comes_back_to_where_it_began(folder):
    number = change(folder, "fleet", "FLEET-KYK-BAK", return_service_id="FERRY-BAK-KRW")

    problem = only_problem(folder)

    place = (problem.file, problem.row, problem.column)
    assert place == ("fleet.csv", number, "return_service_id")
    assert problem.expected.startswith("a service from the last call")


def test_a_direction_of_a_link_leaves_one_of_its_ends(folder):
    number = change(folder, "facility", "L015-gauge-west", from_node_id="KZDYK")

    problem = only_problem(folder)

    place = (problem.file, problem.row, problem.column)
    assert place == ("facility.csv", number, "from_node_id")
    assert problem.expected == "an end of the link: CNHRG or KZALK"


@pytest.mark.parametrize(
    ("table", "key", "column", "told"),
    [
        ("parameter", "LAY-FEEDER-AAU", "target_ids", "one of the fleets"),
        ("parameter", "DWELL-CN-KZ", "target_ids", "one of the crossings"),
        ("parameter", "RAIL-KZ", "target_ids", "one of the states"),
        ("parameter", "HANDLING-FERRY", "target_ids", "one of the terminals"),
        ("parameter", "PATHS-MANGYSTAU", "target_ids", "one of the facilities"),
        ("target", "T201", "asset_ids", "one of the nodes, links"),
    ],
)
def test_an_id_that_nothing_has_is_named_with_what_was_meant(
    folder, table, key, column, told
):
    number = change(folder, table, key, **{column: "NOBODY"})

    problem = only_problem(folder)

    place = (problem.file, problem.row, problem.column)
    assert place == (f"{table}.csv", number, column)
    assert problem.value == "NOBODY"
    assert problem.expected.startswith(told)


def test_a_misspelled_id_has_the_nearest_one_as_a_hint(folder):
    change(folder, "parameter", "LAY-FEEDER-AAU", target_ids="FLEET-AAU-BAC")

    assert only_problem(folder).hint == "nearest is FLEET-AAU-BAK"


def test_every_id_of_a_list_is_looked_at(folder):
    number = change(folder, "target", "T204", asset_ids="FERRY-KYK-BAK;NO;NEITHER")

    assert places(folder) == [("target.csv", number, "asset_ids")] * 2


def test_an_id_of_a_row_that_cannot_be_read_is_not_a_second_fault(folder):
    number = change(folder, "border", "CNALA-KZDYK-rail", dwell_mean_h="long")

    assert places(folder) == [("border.csv", number, "dwell_mean_h")]


def test_an_id_of_a_row_that_is_gone_is_named(folder):
    remove(folder, "terminal", "KZKYK-sea")
    named = {(cell.file, cell.value) for cell in check_dataset(folder)}

    assert ("parameter.csv", "KZKYK-sea") in named


def test_a_season_that_does_not_make_a_year_is_named_with_its_sum(folder):
    number = row_of(folder, "season", "CHINA-TRAINS-25")
    change(folder, "season", "CHINA-TRAINS-25", share_01="0.2")

    problem = only_problem(folder)

    assert (problem.file, problem.row) == ("season.csv", number)
    assert "its shares sum to" in problem.expected


def test_a_quarter_of_what_proves_something_is_held_out(folder):
    corridor = read_corridor(folder)
    assert isinstance(corridor, Corridor)

    proofs = sorted(
        (target for target in corridor.targets if not target.is_input),
        key=lambda target: target.target_id,
    )
    held_out = [target.held_out for target in proofs]
    assert held_out == [number % 4 == 0 for number in range(1, len(proofs) + 1)]
