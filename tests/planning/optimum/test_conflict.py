"""FEATURE: where no plan is possible, a few limits that contradict each other."""

from dataclasses import replace

import numpy as np
import pytest
from planning.optimum.programmes import programme, random_table

from orta.planning.optimum import Status, find_conflict, solve

FAR = 1e6  # a bound that binds nobody in these programmes


def is_possible(problem, rows, uppers):
    """Whether some plan keeps just these rows and upper bounds."""
    limit = np.full(len(problem.limit), 1e9)
    upper = np.full(len(problem.cost), FAR)
    limit[list(rows)] = problem.limit[list(rows)]
    upper[list(uppers)] = problem.upper[list(uppers)]
    return solve(replace(problem, limit=limit, upper=upper)).status is Status.OPTIMAL


def check(problem, conflict):
    """No plan with all of them, and one as soon as any one is dropped."""
    assert conflict.is_irreducible
    assert not is_possible(problem, conflict.rows, conflict.uppers)
    for row in conflict.rows:
        rest = [other for other in conflict.rows if other != row]
        assert is_possible(problem, rest, conflict.uppers)
    for column in conflict.uppers:
        rest = [other for other in conflict.uppers if other != column]
        assert is_possible(problem, conflict.rows, rest)


def test_an_order_that_no_berth_can_serve_names_both_and_nothing_else():
    problem = programme(
        [
            [1.0, 0.0, 0.0],
            [-1.0, 0.0, -1.0],
            [0.0, 1.0, 1.0],
            [0.0, -1.0, 0.0],
        ],
        [4.0, -7.0, 3.0, -1.0],
        [1.0, 1.0, 1.0],
        [9.0, 9.0, 9.0],
        rows=["berth", "order of the mill", "second berth", "order of the town"],
    )
    conflict = find_conflict(problem)

    check(problem, conflict)
    assert conflict.labels == (
        "limit berth",
        "limit order of the mill",
        "limit second berth",
        "limit order of the town",
    )
    assert find_conflict(replace(problem, limit=np.array([4.0, -6.0, 3, -1]))) is None


def test_an_upper_bound_takes_part_by_name_and_size():
    problem = programme([[-1.0]], [-3.0], [1.0], [2.5], columns=["ships"])

    assert find_conflict(problem).labels == ("limit 0", "buy ships at most 2.5")


def test_whole_numbers_may_be_what_makes_it_impossible():
    """Half a shipload to each of two towns would do; a whole one is too much."""
    problem = programme(
        [[2.0, -2.0], [-2.0, 2.0], [1.0, 1.0], [-1.0, -1.0], [1.0, 0.0]],
        [0.0, 0.0, 3.0, -3.0, 7.0],
        [1.0, 1.0],
        [9.0, 9.0],
        whole=[True, True],
    )
    conflict = find_conflict(problem)

    assert conflict.rows == (0, 1, 2, 3)
    check(problem, conflict)
    assert find_conflict(replace(problem, whole=np.array([False, False]))) is None


def test_a_conflict_of_whole_numbers_is_found_among_many_limits():
    """Sixty other trains run, each with a limit of its own, and have no part in it."""
    matrix = np.zeros((64, 62))
    matrix[:4, :2] = [[2.0, -2.0], [-2.0, 2.0], [1.0, 1.0], [-1.0, -1.0]]
    matrix[4:, 2:] = np.eye(60)
    problem = programme(
        matrix,
        [0.0, 0.0, 3.0, -3.0, *[5.0] * 60],
        np.ones(62),
        np.full(62, 9.0),
        whole=[True] * 62,
    )
    conflict = find_conflict(problem)

    assert conflict.rows == (0, 1, 2, 3)
    assert conflict.uppers == ()
    assert conflict.is_irreducible


@pytest.mark.parametrize("whole_share", [0.0, 0.5])
def test_conflicts_of_random_programmes_are_conflicts_and_have_nothing_to_spare(
    whole_share,
):
    impossible = by_whole_numbers = larger = 0
    for seed in range(60):
        table = random_table(
            seed, n_rows=12, n_columns=8, whole_share=whole_share, density=0.4
        )
        problem = programme(*table[:4], whole=table[4])
        conflict = find_conflict(problem)
        if conflict is None:
            assert solve(problem).status is Status.OPTIMAL
            continue
        check(problem, conflict)
        impossible += 1
        larger += len(conflict.labels) > 2
        relaxed = replace(problem, whole=np.zeros(8, np.bool_))
        by_whole_numbers += is_possible(relaxed, conflict.rows, conflict.uppers)
    assert impossible > 20
    assert larger > 5
    assert bool(by_whole_numbers) == bool(whole_share)


def test_a_search_that_is_ended_says_that_it_may_name_too_much():
    problem = programme(
        [[2.0, -2.0], [-2.0, 2.0], [1.0, 1.0], [-1.0, -1.0], [1.0, 0.0]],
        [0.0, 0.0, 3.0, -3.0, 7.0],
        [1.0, 1.0],
        [9.0, 9.0],
        whole=[True, True],
    )
    conflict = find_conflict(problem, most_solves=2)

    assert not conflict.is_irreducible
    assert not is_possible(problem, conflict.rows, conflict.uppers)
