"""The simulator, run once for each vector of parameters, all under the same luck."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from calibration.design import Floats, latin_hypercube, to_values
from orta.corridor import Corridor, Target
from orta.errors import ModelError
from orta.planning.simulation.observed import hold_against_targets

DIGITS = 6


@dataclass(frozen=True, eq=False, kw_only=True)
class Runs:
    """Vectors of parameters and the figures that the simulator gave for each.

    A vector under which the plant jams has figures that are not a number.

    Attributes
    ----------
    values
        One row for each vector, one column for each parameter.
    figures
        One row for each vector, one column for each target.
    """

    parameter_ids: tuple[str, ...]
    target_ids: tuple[str, ...]
    values: Floats
    figures: Floats

    def figure(self, target_id: str) -> Floats:
        """The figure of a target, one for each vector."""
        found = self.figures[:, self.target_ids.index(target_id)]
        return np.asarray(found, np.float64)


def run_design(  # noqa: PLR0913 - all by name
    corridor: Corridor,
    targets: Sequence[Target],
    *,
    vectors: int,
    replications: int,
    seed: int,
    on_progress: Callable[[int, int], None] | None = None,
) -> Runs:
    """The figures of every vector of a Latin hypercube in the bounds.

    Values and figures are rounded as the file of runs holds them, so that a fit
    does not depend on whether it was read from there.
    """
    parameters = corridor.parameters
    points = latin_hypercube(vectors, len(parameters), seed=seed)
    values = _rounded(to_values(points, parameters))
    figures = []
    for number, vector in enumerate(values):
        figures.append(
            figures_of(corridor, targets, vector, replications=replications, seed=seed)
        )
        if on_progress is not None:
            on_progress(number + 1, vectors)
    return Runs(
        parameter_ids=tuple(parameter.parameter_id for parameter in parameters),
        target_ids=tuple(target.target_id for target in targets),
        values=values,
        figures=np.array(figures),
    )


def figures_of(
    corridor: Corridor,
    targets: Sequence[Target],
    vector: Floats,
    *,
    replications: int,
    seed: int,
) -> Floats:
    """The figures of one vector, one for each target; nan if the plant jams."""
    ids = [parameter.parameter_id for parameter in corridor.parameters]
    try:
        held = hold_against_targets(
            corridor,
            targets,
            parameters=dict(zip(ids, vector.tolist(), strict=True)),
            replications=replications,
            seed=seed,
            workers=1,
        )
    except ModelError:
        return np.full(len(targets), np.nan)
    return _rounded(np.array([one.simulated.value for one in held]))


def read_runs(path: Path) -> Runs:
    """The runs of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    parameter_ids = tuple(name for name in head if not name.startswith("target:"))
    cells = np.array(rows, np.float64)
    return Runs(
        parameter_ids=parameter_ids,
        target_ids=tuple(
            name.removeprefix("target:") for name in head[len(parameter_ids) :]
        ),
        values=cells[:, : len(parameter_ids)],
        figures=cells[:, len(parameter_ids) :],
    )


def runs_text(runs: Runs) -> str:
    """The runs as a file: a column for each parameter, then one for each target."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        [*runs.parameter_ids, *(f"target:{name}" for name in runs.target_ids)]
    )
    for row in np.hstack([runs.values, runs.figures]):
        writer.writerow([f"{cell:.{DIGITS}g}" for cell in row])
    return text.getvalue()


def _rounded(cells: Floats) -> Floats:
    """Numbers with as many digits as the file of runs has."""
    rounded = [float(f"{cell:.{DIGITS}g}") for cell in cells.ravel()]
    return np.array(rounded).reshape(cells.shape)
