"""FEATURE: a plan and a bound that anybody can check without a solver."""

from fractions import Fraction
from itertools import count

import numpy as np
import pytest
from planning.optimum.programmes import programme, random_table
from reference.certificates import is_true
from reference.vertices import least_cost

from orta.errors import CertificateError
from orta.planning.optimum import Status, solve
from orta.planning.optimum.certificate import (
    certify,
    search,
    verify_bytes,
)
from orta.planning.optimum.relaxation import Relaxation

# Two mills share a silo of 10 t; a town must get 8 t and pays 9 for each t missed.
MILLS = programme(
    [
        [1.0, 1.0, 0.0],
        [-1.0, -1.0, -1.0],
        [1.0, 0.0, 0.0],
    ],
    [10.0, -8.0, 3.0],
    [2.0, 4.0, 9.0],
    [8.0, 4.0, 8.0],
    columns=["from the near mill", "from the far mill", "nothing"],
    rows=["silo", "town", "near mill"],
)


def certified(problem, *, found=None, **more):
    found = found or solve(problem)
    return certify(problem, found.x, found.prices, statement={}, **more)


def test_the_known_optimum_of_two_mills_is_proved_to_the_digit():
    """3 t from the near mill, 4 from the far one, 1 missed: 6 + 16 + 9 dollars."""
    certificate = certified(MILLS)
    proved = verify_bytes(certificate.to_bytes())

    assert (proved.objective_usd, proved.bound_usd, proved.gap) == ("31", "31", "0")
    assert certificate.plan.tolist() == [3.0, 4.0, 1.0]
    assert dict(proved.sizes) == {
        "rows": 3,
        "columns": 3,
        "whole_columns": 0,
        "entries": 6,
        "leaves": 1,
    }


def test_the_same_problem_gives_the_same_bytes_and_names_itself():
    one, other = certified(MILLS), certified(MILLS)
    dearer = certified(
        programme([[-1.0]], [-1.0], [5.0], [2.0]),
    )

    assert one.to_bytes() == other.to_bytes()
    assert one.problem_sha256 == other.problem_sha256 != dearer.problem_sha256


def test_another_plan_for_the_same_problem_has_the_same_problem_digest():
    best = certified(MILLS)
    worse = certify(
        MILLS, np.array([0.0, 0.0, 8.0]), np.zeros(3), statement={"title": "lazy"}
    )

    assert worse.problem_sha256 == best.problem_sha256
    assert worse.sha256 != best.sha256
    assert str(worse.objective_usd) == "72"
    assert str(worse.bound_usd) == "0"


def test_what_is_written_is_what_is_verified(tmp_path):
    certificate = certified(MILLS)
    certificate.write(tmp_path / "certificate.json")

    data = (tmp_path / "certificate.json").read_bytes()
    assert data == certificate.to_bytes()
    assert verify_bytes(data).sha256 == certificate.sha256
    assert [p.name for p in tmp_path.iterdir()] == ["certificate.json"]


@pytest.mark.parametrize("seed", range(150))
def test_bound_and_plan_enclose_the_cheapest_vertex(seed):
    table = random_table(seed, n_rows=4, n_columns=3)
    problem = programme(*table[:4])
    found = solve(problem)
    exact = least_cost(*_exact(table))
    if exact is None:
        assert found.status is Status.INFEASIBLE
        return

    certificate = certified(problem, found=found)
    proved = verify_bytes(certificate.to_bytes())

    assert Fraction(proved.bound_usd) <= exact <= Fraction(proved.objective_usd)
    assert Fraction(proved.gap) <= Fraction(1, 10**6)
    assert is_true(certificate.document)


@pytest.mark.parametrize("seed", range(60))
def test_the_tree_proves_the_enumerated_optimum_of_whole_numbers(seed):
    table = random_table(seed, n_rows=4, n_columns=5, whole_share=0.6)
    problem = programme(*table[:4], whole=table[4])
    exact = least_cost(*_exact(table))
    found = solve(problem)
    if exact is None:
        assert found.status is Status.INFEASIBLE
        return

    tree = search(problem, found.objective).tree
    certificate = certified(problem, found=found, branches=tree)
    proved = verify_bytes(certificate.to_bytes())

    assert Fraction(proved.bound_usd) <= exact <= Fraction(proved.objective_usd)
    assert Fraction(proved.gap) <= Fraction(1, 10**6)
    assert is_true(certificate.document)


def _exact(table):
    """The numbers as the certificate reads them: their shortest decimals."""
    matrix, limit, cost, upper, whole = table
    return (
        [[Fraction(repr(a)) for a in row] for row in matrix],
        [Fraction(repr(a)) for a in limit],
        [Fraction(repr(a)) for a in cost],
        [Fraction(repr(a)) for a in upper],
        whole,
    )


def test_a_search_that_is_ended_proves_less_and_nothing_false():
    table = random_table(5, n_rows=6, n_columns=14, whole_share=1.0)
    problem = programme(*table[:4], whole=table[4])
    found = solve(problem)
    bounds = [
        Fraction(
            verify_bytes(
                certified(
                    problem,
                    found=found,
                    branches=search(problem, found.objective, most_nodes=most).tree,
                ).to_bytes()
            ).bound_usd
        )
        for most in (1, 3, 9, 1000)
    ]

    assert bounds == sorted(bounds)
    assert bounds[0] < bounds[-1] <= Fraction(found.objective)
    assert found.objective - bounds[-1] < 1e-5


def test_the_tree_depends_on_the_number_of_nodes_alone():
    table = random_table(5, n_rows=6, n_columns=14, whole_share=1.0)
    problem = programme(*table[:4], whole=table[4])
    found = solve(problem)
    one, other = (
        certified(
            problem,
            found=found,
            branches=search(problem, found.objective, most_nodes=15).tree,
        )
        for _ in range(2)
    )

    assert one.to_bytes() == other.to_bytes()


@pytest.mark.parametrize("without_answer", [0, 1, 4])
def test_where_the_solver_gives_up_the_bound_is_that_of_the_node_above(
    without_answer, monkeypatch
):
    table = random_table(5, n_rows=6, n_columns=14, whole_share=1.0)
    problem = programme(*table[:4], whole=table[4])
    found = solve(problem)
    whole, asked, ask = search(problem, found.objective), count(), Relaxation.solve

    def gives_up(*args, **more):
        return None if next(asked) == without_answer else ask(*args, **more)

    monkeypatch.setattr(Relaxation, "solve", gives_up)
    seen = search(problem, found.objective)
    proved = verify_bytes(
        certified(problem, found=found, branches=seen.tree).to_bytes()
    )

    assert seen.bound < whole.bound
    assert Fraction(proved.bound_usd) < Fraction(whole.bound)
    if without_answer:
        assert float(proved.bound_usd) == pytest.approx(seen.bound, abs=1e-5)


def test_a_search_stops_when_told_to_and_says_how_far_it_came():
    table = random_table(5, n_rows=6, n_columns=14, whole_share=1.0)
    problem = programme(*table[:4], whole=table[4])
    asked = iter([False, False, True])
    seen = search(problem, np.inf, stop=lambda: next(asked))

    assert seen.nodes == 5
    assert seen.bound < solve(problem).objective


def test_a_search_that_knows_no_plan_finds_the_best_one():
    table = random_table(5, n_rows=6, n_columns=14, whole_share=1.0)
    problem = programme(*table[:4], whole=table[4])
    seen = search(problem, np.inf)

    assert seen.plan is not None
    assert problem.cost @ seen.plan == pytest.approx(solve(problem).objective)


def test_a_part_without_any_plan_is_closed_by_a_ray():
    """Two halves of three wagons: x = y and x + y = 3 has no whole answer."""
    problem = programme(
        [[1.0, 1.0, 0.0], [-1.0, -1.0, -3.0], [1.0, -1.0, 0.0], [-1.0, 1.0, 0.0]],
        [3.0, -3.0, 0.0, 0.0],
        [1.0, 1.0, 50.0],
        [3.0, 3.0, 1.0],
        whole=[True, True, True],
    )
    found = solve(problem)
    tree = search(problem, found.objective).tree
    certificate = certified(problem, found=found, branches=tree)

    assert any("ray" in node for node in certificate.document["proof"]["tree"])
    assert verify_bytes(certificate.to_bytes()).bound_usd == "50"


def test_numbers_that_no_decimal_of_forty_digits_holds_are_refused():
    problem = programme([[1e-300]], [1.0], [1.0], [1.0])

    with pytest.raises(CertificateError, match="is no number"):
        certify(problem, np.zeros(1), np.zeros(1), statement={})


def test_arrays_that_do_not_fit_the_programme_are_refused():
    for x, prices in (
        (np.zeros(2), np.zeros(3)),
        (np.zeros(3), np.zeros(2)),
        (np.array([np.nan, 0.0, 8.0]), np.zeros(3)),
    ):
        with pytest.raises(ValueError, match="a number for each"):
            certify(MILLS, x, prices, statement={})
