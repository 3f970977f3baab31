"""Route choice: our Newton beside scipy's BFGS on the posterior written apart.

The objective below shares no line with the engine; both must find the same top.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

import orta
from orta.planning.choice import DECLARED, OTHERS, PRIORS, Specification
from orta.planning.choice.estimate import offer_of
from orta.planning.choice.figures import Figures
from orta.planning.choice.solve import Posterior, Rows, maximise

Vector = NDArray[np.float64]
ROUNDS = 20


def rows_of(figures: Figures, specification: Specification) -> Rows:
    """The years that the declared model is fitted on."""
    at = [figures.row_of(year) for year in figures.estimation_years]
    attributes = figures.attributes(specification)
    volume = attributes.volume_teu[at, :3]
    offer = offer_of(attributes, at=at, routes=3)
    return Rows(offer=offer, log_odds=np.log(volume[:, 1:] / volume[:, :1]))


def written_apart(rows: Rows, *, is_nested: bool) -> Callable[[Vector], float]:
    """Minus the logarithm of the posterior, from its formula."""
    mean = np.array([prior.mean for prior in PRIORS])
    deviation = np.array([prior.deviation for prior in PRIORS])
    price, days, late, exposure = rows.offer

    def value(theta: Vector) -> float:
        b, w, r, g = np.exp(theta[2:6])
        k = 1 / (1 + np.exp(-theta[6])) if is_nested else 1.0
        utility = -b * (price + w / 1000 * (days + r * late)) - g * exposure
        utility[:, 1:] += theta[:2]
        both = np.logaddexp(utility[:, 1] / k, utility[:, 2] / k)[:, None]
        odds = utility[:, 1:] / k - (1 - k) * both - utility[:, :1]
        missed = (rows.log_odds - odds).ravel() * np.exp(-theta[7])
        gap = (theta - mean) / deviation
        return float(missed @ missed / 2 + missed.size * theta[7] + gap @ gap / 2)

    return value


def main() -> None:
    """Print tops, their distance, and times."""
    figures = Figures.of(orta.load().corridor)
    print("model              value      apart    largest gap   ours ms   BFGS ms")
    for specification in (DECLARED, *OTHERS):
        rows, nested = rows_of(figures, specification), specification.is_nested
        posterior = Posterior(rows, PRIORS, is_nested=nested)
        began = time.perf_counter()
        for _ in range(ROUNDS):
            top = maximise(posterior)
        ours = (time.perf_counter() - began) / ROUNDS
        value = written_apart(rows, is_nested=nested)
        began = time.perf_counter()
        peer = minimize(value, posterior.mean, method="BFGS", options={"gtol": 1e-6})
        theirs = time.perf_counter() - began
        gap = np.abs(peer.x - top.theta).max()
        print(
            f"{specification.name:16s} {value(top.theta):8.5f} {peer.fun:10.5f} "
            f"{gap:14.1e} {1000 * ours:9.1f} {1000 * theirs:9.1f}"
        )


if __name__ == "__main__":
    main()
