"""FEATURE: a solver's plan made one that keeps every row exactly."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from planning.optimum.programmes import programme

from orta.errors import CertificateError
from orta.planning.optimum import solve
from orta.planning.optimum.certificate import certify, tighten, verify_bytes


def mended(problem, x, *, elastic=None):
    prices = np.zeros(len(problem.limit))
    certificate = certify(problem, np.array(x), prices, statement={}, elastic=elastic)
    verify_bytes(certificate.to_bytes())
    return certificate.plan.tolist()


# Grain is bought, railed, shipped and delivered; what is missing is missed.
CHAIN = programme(
    [
        [-1.0, 1.0, 0.0, 0.0, 0.0],  # what is railed was bought
        [0.0, -1.0, 1.0, 0.0, 0.0],  # what is shipped was railed
        [0.0, 0.0, -1.0, 1.0, 0.0],  # what is delivered was shipped
        [0.0, 0.0, 0.0, -1.0, -1.0],  # what is wanted is delivered or missed
        [0.0, 0.0, 1.0, 0.0, 0.0],  # the berth
    ],
    [0.0, 0.0, 0.0, -10.0, 10.0],
    [1.0, 1.0, 1.0, 0.0, 100.0],
    [20.0, 20.0, 20.0, 20.0, 10.0],
)
MISSED = np.array([False, False, False, False, True])


def test_noise_of_the_solver_is_gone():
    noisy = [10.000000004, 9.999999997, 10.0, 10.00000000002, 3e-9]

    assert mended(CHAIN, noisy) == [10.0, 10.0, 10.0, 10.0, 0.0]


def test_a_shortage_runs_on_along_the_chain_until_it_is_missed():
    plan = mended(CHAIN, [10.0, 9.9, 10.0, 10.0, 0.0], elastic=MISSED)

    assert plan == [10.0, 9.9, 9.9, 9.9, pytest.approx(0.1)]


def test_a_berth_that_is_exceeded_lets_less_ashore():
    plan = mended(CHAIN, [11.0, 11.0, 11.0, 11.0, 0.0], elastic=MISSED)

    assert plan == [11.0, 11.0, 10.0, 10.0, 0.0]


def test_where_nothing_may_be_missed_what_was_made_rises_along_the_chain():
    short = [9.5, 9.5, 9.5, 9.5, 0.0]

    assert mended(CHAIN, short) == [10.0, 10.0, 10.0, 10.0, 0.0] or (
        sum(mended(CHAIN, short)[3:]) == 10.0
    )


def test_whole_numbers_are_rounded_and_then_left_alone():
    lots = programme([[1.0, -3.0]], [0.0], [-1.0, 1.0], [9.0, 2.0], whole=[False, True])

    assert mended(lots, [6.0, 1.9999999]) == [6.0, 2.0]
    assert mended(lots, [6.0, 1.2]) == [3.0, 1.0]


def test_what_cannot_be_mended_is_named_with_how_much_is_lacking():
    order = programme([[-1.0]], [-3.0], [1.0], [2.0], rows=["order of the mill"])

    with pytest.raises(CertificateError) as refused:
        mended(order, [2.0])
    assert refused.value.where == "row “limit order of the mill”, exceeded by 1"


def test_a_bound_finer_than_the_grid_is_kept_from_below():
    two_thirds = programme([[1.0]], [2 / 3], [-1.0], [2 / 3])

    assert mended(two_thirds, [2 / 3]) == [0.666666666]


def test_two_rows_that_pull_a_column_up_and_down_end():
    between = programme(
        [[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0]],
        [5.0, -5.0, 0.0],
        [1.0, 1.0],
        [9.0, 9.0],
    )
    x, y = mended(between, [2.4999999, 2.4999999])

    assert x + y == 5.0
    with pytest.raises(CertificateError):
        mended(
            programme([[1.0], [-1.0]], [1.0, -2.0], [1.0], [9.0]),
            [1.5],
        )


def test_only_rows_that_may_not_be_mended_are_made_tighter():
    problem = programme(
        [
            [1.0, 0.0, 0.0],  # a capacity: less may be used
            [-1.0, 0.0, -1.0],  # a demand that may be missed
            [-1.0, 0.0, 0.0],  # an order that may not
            [0.0, 1.0, 0.0],  # whole numbers only: exact as they are
        ],
        [4.0, -3.0, -2.0, 5.0],
        [1.0, 1.0, 9.0],
        [9.0, 9.0, 9.0],
        whole=[False, True, False],
    )
    elastic = np.array([False, False, True])
    limit = tighten(problem, elastic=elastic, margin=1e-6).limit

    assert limit.tolist() == [4.0, -3.0, pytest.approx(-2.000001), 5.0]
    assert limit[2] > -2.000002
    assert limit[2] != -2.0


@pytest.mark.parametrize("seed", range(40))
def test_chains_with_rates_that_no_decimal_divides_are_mended(seed):
    """Nearly every row is exceeded at first; a tonne missed costs 100 dollars."""
    rng = np.random.default_rng(seed)
    problem = replace(
        CHAIN, values=CHAIN.values * rng.uniform(0.3, 1.7, 9), upper=CHAIN.upper * 3
    )
    found = solve(problem)
    noisy = np.clip(found.x + rng.uniform(-1e-4, 1e-4, 5), 0, problem.upper)
    certificate = certify(problem, noisy, found.prices, statement={}, elastic=MISSED)

    verify_bytes(certificate.to_bytes())
    assert certificate.objective_usd - certificate.bound_usd < Decimal("0.2")


def test_a_large_season_is_mended_row_by_row_in_little_time():
    """200 chains side by side share one berth."""
    n = 200
    rng = np.random.default_rng(7)
    matrix = np.zeros((4 * n + 1, 5 * n))
    for chain in range(n):
        block = np.zeros((5, 5))
        block[CHAIN.rows, CHAIN.entry_columns()] = CHAIN.values
        matrix[4 * chain : 4 * chain + 4, 5 * chain : 5 * chain + 5] = block[:4]
        matrix[-1, 5 * chain + 2] = rng.uniform(0.9, 1.1)
    problem = programme(
        matrix,
        [*np.tile(CHAIN.limit[:4], n), 1000.0],
        np.tile(CHAIN.cost, n) + rng.uniform(0, 1, 5 * n),
        np.tile(CHAIN.upper, n),
    )
    found = solve(problem)
    certificate = certify(
        problem,
        found.x,
        found.prices,
        statement={},
        elastic=np.tile(MISSED, n),
    )

    verify_bytes(certificate.to_bytes())
    assert certificate.gap < Decimal("1e-9")
