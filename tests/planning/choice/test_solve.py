"""The top of the posterior: by hand, by the slow twin, and from a known truth."""

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest
from reference.choice import minus_log_posterior

from orta.planning.choice import PRIORS
from orta.planning.choice.formulation import Offer
from orta.planning.choice.solve import ERROR, Posterior, Rows, fit, maximise

# Which coefficients a test of coverage looks at; the constants have no real prior.
TASTES = slice(2, 8)


def drawn_offer(random, years):
    """Offers of an ocean with price shocks and two land routes."""
    price = np.column_stack(
        [
            random.uniform(1.5, 11, years),
            random.uniform(4, 8, years),
            random.uniform(5, 9, years),
        ]
    )
    days = np.column_stack(
        [
            random.uniform(32, 48, years),
            random.uniform(14, 22, years),
            random.uniform(25, 65, years),
        ]
    )
    exposure = np.zeros((years, 3))
    exposure[years // 2 :, 1] = 1
    return Offer(price, days, days * random.uniform(0.05, 0.2, (years, 3)), exposure)


def drawn_rows(random, theta, years, *, is_nested=True):
    """Rows that a truth brings forth, with the error it has."""
    empty = Rows(offer=drawn_offer(random, years), log_odds=np.zeros((years, 2)))
    clear, _ = Posterior(empty, PRIORS, is_nested=is_nested).predict(theta)
    error = exp(theta[7]) * random.standard_normal(clear.shape)
    return empty._replace(log_odds=clear + error)


def drawn_truth(random):
    theta = np.array([random.normal(p.mean, p.deviation) for p in PRIORS])
    theta[:2] = random.normal(-4, 1, 2)
    return theta


@pytest.mark.parametrize("is_nested", [True, False])
def test_the_value_is_that_of_the_twin_and_the_gradient_is_its_slope(is_nested):
    random = np.random.default_rng(5)
    for _ in range(20):
        theta = drawn_truth(random)
        rows = drawn_rows(random, theta, 6)
        posterior = Posterior(rows, PRIORS, is_nested=is_nested)
        years = [
            (
                [[part[t, r] for part in rows.offer] for r in range(3)],
                [1.0, *np.exp(rows.log_odds[t])],
            )
            for t in range(6)
        ]
        at = theta + random.normal(0, 0.3, 8)

        twin = minus_log_posterior(at, PRIORS, years, is_nested=is_nested)
        assert posterior.value(at) == pytest.approx(twin, rel=1e-9)
        step = 1e-6 * np.eye(8)
        slope = [
            (posterior.value(at + s) - posterior.value(at - s)) / 2e-6 for s in step
        ]
        assert posterior.gradient(at) == pytest.approx(slope, rel=1e-4, abs=1e-3)


def test_the_constants_are_means_where_all_else_is_known():
    """A plain logit with all but the constants fixed is a mean for each route.

    With five years, an error of 0.2 and a prior of deviation 10 the mean counts
    5 / 0.04 = 125 and the prior 0.01.
    """
    random = np.random.default_rng(2)
    known = {"price": 0.08, "day": 300.0, "reliability": 1.0, "exposure": 0.5}
    fixed = tuple(
        replace(p, mean=log(known.get(p.name, 0.2)), deviation=1e-6)
        if p.name in {*known, "error"}
        else p
        for p in PRIORS
    )
    offer = drawn_offer(random, 5)
    rows = Rows(offer=offer, log_odds=random.normal(-4, 0.5, (5, 2)))

    top = maximise(Posterior(rows, fixed, is_nested=False))

    cost = offer.price_kusd + 0.3 * (offer.days + offer.deviation_days)
    worse = 0.08 * cost + 0.5 * offer.exposure
    left = rows.log_odds + worse[:, 1:] - worse[:, :1]
    by_hand = left.mean(axis=0) * 125 / 125.01
    assert top.theta[:2] == pytest.approx(by_hand, abs=1e-4)
    errors = np.sqrt(np.diag(top.covariance))[:2]
    assert errors == pytest.approx([1 / 125.01**0.5] * 2, rel=1e-4)
    assert top.effective_count == pytest.approx(2, abs=0.01)


def test_a_plain_logit_with_a_known_day_is_a_regression():
    """Coefficients and standard errors are those of ordinary least squares.

    Priors that say nothing, and a known value of a day: log odds are then linear in
    cost and exposure, and the error counts the rows less four coefficients.
    """
    random = np.random.default_rng(4)
    truth = np.array([-3, -4, log(0.15), log(300), log(0.9), log(0.8), 0, log(0.1)])
    wide = tuple(
        replace(prior, mean=value, deviation=1e-6 if place in {3, 4} else 1e4)
        for place, (prior, value) in enumerate(zip(PRIORS, truth, strict=True))
    )
    rows = drawn_rows(random, truth, 12, is_nested=False)
    offer = rows.offer
    cost = offer.price_kusd + 0.3 * (offer.days + 0.9 * offer.deviation_days)

    _, top = fit(Posterior(rows, wide, is_nested=False))

    def behind(values):
        return (values[:, 1:] - values[:, :1]).ravel()

    is_first = np.tile([1.0, 0.0], 12)
    design = np.column_stack(
        [is_first, 1 - is_first, -behind(cost), -behind(offer.exposure)]
    )
    y = rows.log_odds.ravel()
    by_hand, rest, *_ = np.linalg.lstsq(design, y)
    variance = rest[0] / (24 - 4)
    errors = np.sqrt(np.diag(variance * np.linalg.inv(design.T @ design)))
    found, spread = top.theta, np.sqrt(np.diag(top.covariance))
    natural = [*found[:2], exp(found[2]), exp(found[5])]
    assert natural == pytest.approx(by_hand, rel=1e-4)
    assert exp(2 * found[7]) == pytest.approx(variance, rel=1e-4)
    scale = np.array([1, 1, natural[2], natural[3]])
    assert spread[[0, 1, 2, 5]] * scale == pytest.approx(errors, rel=1e-3)


def test_no_neighbour_of_the_top_is_higher():
    random = np.random.default_rng(3)
    for _ in range(10):
        rows = drawn_rows(random, drawn_truth(random), 6)
        posterior = Posterior(rows, PRIORS)

        top = maximise(posterior)

        least = posterior.value(top.theta)
        assert np.abs(posterior.gradient(top.theta)).max() < 1e-4
        for step in (0.01, 0.1, 1.0):
            around = top.theta + step * random.standard_normal((50, 8))
            assert min(map(posterior.value, around)) > least


def test_a_known_truth_is_found_with_many_years():
    """Two hundred years with a small error leave no doubt."""
    random = np.random.default_rng(8)
    truth = np.array(
        [-3.5, -4.5, log(0.1), log(300), log(0.9), log(0.6), 0.2, log(0.1)]
    )

    top = maximise(Posterior(drawn_rows(random, truth, 200), PRIORS))

    errors = np.sqrt(np.diag(top.covariance))
    assert errors[[2, 5, 6, 7]].max() < 0.15
    assert np.abs((top.theta - truth) / errors).max() < 3


@pytest.mark.parametrize(("years", "is_nested"), [(5, True), (5, False), (30, True)])
def test_intervals_of_90_percent_hold_the_truth_nine_times_in_ten(years, is_nested):
    """Truths come from the priors, as the intervals suppose; 150 worlds a case.

    Intervals are Student's, as those of the model are. Over 150 worlds times six
    coefficients, which depend on each other, a true 90% shows as 86% to 94%.
    """
    random = np.random.default_rng(years)
    inside = []
    for _ in range(150):
        truth = drawn_truth(random)
        rows = drawn_rows(random, truth, years, is_nested=is_nested)
        posterior, top = fit(Posterior(rows, PRIORS, is_nested=is_nested))
        wide = np.quantile(random.standard_t(posterior.freedom, 20_000), 0.95)
        errors = np.sqrt(np.diag(top.covariance))
        inside.append(np.abs(top.theta - truth)[TASTES] < wide * errors[TASTES])
    covered = np.array(inside)

    assert 0.86 <= covered.mean() <= 0.95
    assert covered.mean(axis=0).min() >= 0.82


def test_the_error_is_not_made_small_by_coefficients_that_bend_to_the_rows():
    """With five years and seven coefficients the fit alone looks too good."""
    random = np.random.default_rng(1)
    plain, mended = [], []
    for _ in range(60):
        truth = drawn_truth(random)
        posterior = Posterior(drawn_rows(random, truth, 5), PRIORS)
        plain.append(maximise(posterior).theta[ERROR] - truth[ERROR])
        mended.append(fit(posterior)[1].theta[ERROR] - truth[ERROR])

    assert np.mean(plain) < -0.25
    assert abs(np.mean(mended)) < 0.12
