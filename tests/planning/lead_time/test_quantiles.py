"""The table of beta quantiles against the random generator and known values."""

import numpy as np
import pytest

from orta.planning.lead_time.quantiles import at_share, beta_quantiles

SHAPES = [(1, 1), (1, 5), (2, 4), (3, 3), (1, 40), (5, 1.2)]


@pytest.mark.parametrize(("alpha", "beta"), SHAPES)
def test_the_table_has_the_moments_of_the_distribution(alpha, beta):
    drawn = at_share(beta_quantiles(alpha, beta), np.linspace(0, 1, 200_001))
    total = alpha + beta

    assert drawn.mean() == pytest.approx(alpha / total, abs=5e-4)
    assert drawn.var() == pytest.approx(
        alpha * beta / (total**2 * (total + 1)), rel=0.01
    )


@pytest.mark.parametrize(("alpha", "beta"), SHAPES)
def test_quantiles_agree_with_a_million_draws(alpha, beta):
    drawn = np.random.default_rng(1).beta(alpha, beta, 1_000_000)
    shares = np.array([0.05, 0.2, 0.5, 0.8, 0.95])

    found = at_share(beta_quantiles(alpha, beta), shares)

    assert found == pytest.approx(np.quantile(drawn, shares), abs=2e-3)


@pytest.mark.parametrize(("alpha", "beta"), SHAPES)
def test_the_ends_are_the_ends(alpha, beta):
    table = beta_quantiles(alpha, beta)

    assert (table[0], table[-1]) == (0.0, 1.0)
    assert (np.diff(table) >= 0).all()
