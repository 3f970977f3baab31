"""Runs in waves: first all over the bounds, then where the figures are met better."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from calibration.design import latin_hypercube, to_values
from calibration.posterior import Calibration
from calibration.rows import Row
from calibration.runs import Runs, Simulator

Progress = Callable[[int, int], None]


def run_waves(
    simulator: Simulator,
    rows: Sequence[Row],
    sizes: Sequence[int],
    *,
    on_progress: Progress | None = None,
) -> Runs:
    """The runs of all waves.

    The first is a Latin hypercube in the bounds. Each further one is drawn from the
    posterior as the runs before let it be known, so that the emulator becomes good
    where it matters.
    """
    parameters, seed = simulator.corridor.parameters, simulator.seed
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        if on_progress is not None:
            on_progress(done, sum(sizes))

    points = latin_hypercube(sizes[0], len(parameters), seed=seed)
    runs = simulator.run(to_values(points, parameters), on_vector=tell)
    for wave, size in enumerate(sizes[1:], 1):
        sample = Calibration(runs, rows, parameters).sample(seed=seed + wave)
        later = simulator.run(
            to_values(sample.points[:size], parameters),
            wave=wave,
            expected=sample.misfits[:size],
            on_vector=tell,
        )
        runs = runs.joined(later)
    return runs
