"""Where in the bounds of the parameters the simulator is run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Parameter

Floats = NDArray[np.float64]


def latin_hypercube(count: int, dimensions: int, *, seed: int) -> Floats:
    """Points of the unit cube; of `count` equal slices each axis meets each once.

    Source: McKay, Beckman and Conover (1979), Technometrics 21(2), 239-245.

    Examples
    --------
    >>> points = latin_hypercube(4, 2, seed=0)
    >>> sorted((points[:, 1] * 4).astype(int).tolist())
    [0, 1, 2, 3]
    """
    rng = np.random.default_rng(seed)
    slices = np.stack([rng.permutation(count) for _ in range(dimensions)], axis=1)
    return np.asarray((slices + rng.random(slices.shape)) / count, np.float64)


def to_values(points: Floats, parameters: Sequence[Parameter]) -> Floats:
    """Values of the parameters, uniform in their bounds, of points of the cube."""
    lower = np.array([parameter.lower for parameter in parameters])
    upper = np.array([parameter.upper for parameter in parameters])
    return np.asarray(lower + points * (upper - lower), np.float64)


def to_points(values: Floats, parameters: Sequence[Parameter]) -> Floats:
    """Points of the cube, of values of the parameters."""
    lower = np.array([parameter.lower for parameter in parameters])
    upper = np.array([parameter.upper for parameter in parameters])
    return np.asarray((values - lower) / (upper - lower), np.float64)
