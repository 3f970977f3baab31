"""Simulated figures between the vectors that were run: a polynomial of degree two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from calibration.design import Floats

FOLDS: Final = 8


@dataclass(frozen=True, eq=False, kw_only=True)
class Emulator:
    """Logarithms of figures as polynomials of the parameters.

    Attributes
    ----------
    spread
        Standard deviation of its error for each figure, on vectors that it had not
        seen.
    explained
        Share of the variance of each figure that it finds on such vectors.
    """

    weights: Floats
    spread: Floats
    explained: Floats

    @classmethod
    def of(cls, points: Floats, log_figures: Floats) -> Emulator:
        """The emulator of runs: vectors down; parameters and figures across."""
        terms = polynomial(points)
        fold = np.arange(len(points)) % FOLDS
        errors = np.empty_like(log_figures)
        for number in range(FOLDS):
            kept, left = fold != number, fold == number
            errors[left] = log_figures[left] - terms[left] @ _least_squares(
                terms[kept], log_figures[kept]
            )
        variance = (errors**2).mean(axis=0)
        whole = log_figures.var(axis=0)
        explained = 1 - variance / np.where(whole > 0, whole, np.inf)
        return cls(
            weights=_least_squares(terms, log_figures),
            spread=np.sqrt(variance),
            explained=explained,
        )

    def log_figures(self, points: Floats) -> Floats:
        """Logarithms of figures at points of the cube."""
        return np.asarray(polynomial(points) @ self.weights, np.float64)


def polynomial(points: Floats) -> Floats:
    """Constant, linear, square and mixed terms of points of the unit cube.

    >>> polynomial(np.array([[1.0, 0.5]])).tolist()
    [[1.0, 1.0, 0.0, 1.0, 0.0, 0.0]]
    """
    centred = 2 * points - 1
    one, other = np.triu_indices(points.shape[1])
    ones = np.ones((len(points), 1))
    return np.hstack([ones, centred, centred[:, one] * centred[:, other]])


def _least_squares(terms: Floats, log_figures: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(terms, log_figures)[0], np.float64)
