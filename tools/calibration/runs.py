"""The simulator, run once for each vector of parameters, all under the same luck."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.design import Floats
from orta.corridor import Corridor, Target
from orta.errors import ModelError
from orta.planning.simulation.observed import hold_against_targets

DIGITS: Final = 6
_ABOUT: Final = ("wave", "expected_misfit")
_TARGET: Final = "target:"


@dataclass(frozen=True, eq=False, kw_only=True)
class Runs:
    """Vectors of parameters and the figures that the simulator gave for each.

    A vector under which the plant jams has figures that are not a number.

    Attributes
    ----------
    wave
        In which wave each vector was run; those of wave 0 cover the bounds evenly.
    expected
        The misfit that was expected of each vector when it was chosen; nan in wave 0.
    values
        One row for each vector, one column for each parameter.
    figures
        One row for each vector, one column for each target.
    """

    parameter_ids: tuple[str, ...]
    target_ids: tuple[str, ...]
    wave: Floats
    expected: Floats
    values: Floats
    figures: Floats

    def figure(self, target_id: str) -> Floats:
        """The figure of a target, one for each vector."""
        found = self.figures[:, self.target_ids.index(target_id)]
        return np.asarray(found, np.float64)

    def only(self, kept: NDArray[np.bool_]) -> Runs:
        """Some of the vectors."""
        return replace(
            self,
            wave=self.wave[kept],
            expected=self.expected[kept],
            values=self.values[kept],
            figures=self.figures[kept],
        )

    def joined(self, later: Runs) -> Runs:
        """These vectors and those of a later wave."""
        return replace(
            self,
            wave=np.concatenate([self.wave, later.wave]),
            expected=np.concatenate([self.expected, later.expected]),
            values=np.vstack([self.values, later.values]),
            figures=np.vstack([self.figures, later.figures]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulator:
    """What is run for every vector: always the same year and the same luck."""

    corridor: Corridor
    targets: tuple[Target, ...]
    replications: int
    seed: int

    def run(
        self,
        values: Floats,
        *,
        wave: int = 0,
        expected: Floats | None = None,
        on_vector: Callable[[], None] | None = None,
    ) -> Runs:
        """The runs of some vectors.

        Values and figures are rounded as the file of runs holds them, so that a fit
        does not depend on whether it was read from there.
        """
        values = _rounded(values)
        figures = np.empty((len(values), len(self.targets)))
        for number, vector in enumerate(values):
            figures[number] = self.figures(vector)
            if on_vector is not None:
                on_vector()
        unknown = np.full(len(values), np.nan)
        return Runs(
            parameter_ids=tuple(p.parameter_id for p in self.corridor.parameters),
            target_ids=tuple(target.target_id for target in self.targets),
            wave=np.full(len(values), float(wave)),
            expected=unknown if expected is None else _rounded(expected),
            values=values,
            figures=figures,
        )

    def figures(self, vector: Floats) -> Floats:
        """The figures of one vector, one for each target; nan if the plant jams."""
        ids = [parameter.parameter_id for parameter in self.corridor.parameters]
        try:
            held = hold_against_targets(
                self.corridor,
                self.targets,
                parameters=dict(zip(ids, vector.tolist(), strict=True)),
                replications=self.replications,
                seed=self.seed,
                workers=1,
            )
        except ModelError:
            return np.full(len(self.targets), np.nan)
        return _rounded(np.array([one.simulated.value for one in held]))


def read_runs(path: Path) -> Runs:
    """The runs of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    names = head[len(_ABOUT) :]
    parameter_ids = tuple(name for name in names if not name.startswith(_TARGET))
    target_ids = (name.removeprefix(_TARGET) for name in names[len(parameter_ids) :])
    cells = np.array(rows, np.float64)
    about, values, figures = np.split(
        cells, [len(_ABOUT), len(_ABOUT) + len(parameter_ids)], axis=1
    )
    return Runs(
        parameter_ids=parameter_ids,
        target_ids=tuple(target_ids),
        wave=about[:, 0],
        expected=about[:, 1],
        values=values,
        figures=figures,
    )


def runs_text(runs: Runs) -> str:
    """The runs as a file: a column for each parameter, then one for each target."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = (*runs.parameter_ids, *(_TARGET + name for name in runs.target_ids))
    writer.writerow([*_ABOUT, *names])
    about = np.stack([runs.wave, runs.expected], axis=1)
    for row in np.hstack([about, runs.values, runs.figures]):
        writer.writerow([f"{cell:.{DIGITS}g}" for cell in row])
    return text.getvalue()


def _rounded(cells: Floats) -> Floats:
    """Numbers with as many digits as the file of runs has."""
    rounded = [float(f"{cell:.{DIGITS}g}") for cell in cells.ravel()]
    return np.array(rounded).reshape(cells.shape)
