"""Fits the uncertain figures of the simulator to published ones.

Runs the simulator for many vectors of the parameters (about five minutes on one
core), writes these runs and what follows from them to `tools/calibration`, the
fitted values into the table `parameter`, and `docs/calibration.md`:

    python tools/calibrate.py              # all of it
    python tools/calibrate.py --from-runs  # the fit anew from the runs of last time
    python tools/calibrate.py --page       # only the page
    python tools/calibrate.py --check      # say whether page and table are current
    python tools/calibrate.py --quick      # a rough fit to look at; writes nothing

Nothing is written before everything is computed, so a run that is ended leaves all
as it was.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from calibration.fit import Fit, make_fit, rows_to_fit
from calibration.page import compare_all, page
from calibration.rows import is_whole_year
from calibration.runs import Runs, Simulator, read_runs, runs_text
from calibration.table import table_text, write_all
from calibration.waves import run_waves

from orta.corridor import Corridor
from orta.datasets import SHIPPED, find_dataset, read_corridor

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "tools" / "calibration"
RUNS: Final = FOLDER / "runs.csv"
FIT: Final = FOLDER / "fit.json"
PAGE: Final = ROOT / "docs" / "calibration.md"
WAVES: Final = (112, 72, 96)
REPLICATIONS: Final = 3
SEED: Final = 1
_QUICK_WAVES: Final = (64, 32)


def main() -> int:
    """Do what the arguments ask for."""
    arguments = _arguments()
    folder = find_dataset(SHIPPED)
    corridor = read_corridor(folder)
    if arguments.check or arguments.page:
        return _page(corridor, folder, is_check=arguments.check)
    replications = 1 if arguments.quick else REPLICATIONS
    try:
        runs = read_runs(RUNS) if arguments.from_runs else _runs(corridor, arguments)
    except KeyboardInterrupt:
        print("\nended; nothing was written", file=sys.stderr)
        return 130
    fit = make_fit(corridor, runs, seed=arguments.seed, replications=replications)
    for row in fit.parameters:
        print(
            f"{row.parameter_id:18} {row.low:g} to {row.high:g}, "
            f"{row.width_share:.0%} of the prior; fitted: {row.fitted}"
        )
    if not arguments.quick:
        wanted = {RUNS: runs_text(runs), FIT: _json(fit)}
        wanted[folder / "parameter.csv"] = table_text(folder / "parameter.csv", fit)
        wanted[PAGE] = _page_text(corridor, fit, runs)
        write_all(wanted)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--from-runs", action="store_true", help="run no design")
    what.add_argument("--page", action="store_true", help="write the page only")
    what.add_argument("--check", action="store_true", help="write nothing, compare")
    what.add_argument("--quick", action="store_true", help="few vectors, no files")
    parser.add_argument("--seed", type=int, default=SEED, help="of design and luck")
    return parser.parse_args()


def _runs(corridor: Corridor, arguments: argparse.Namespace) -> Runs:
    runs = run_waves(
        _simulator(
            corridor,
            replications=1 if arguments.quick else REPLICATIONS,
            seed=arguments.seed,
        ),
        rows_to_fit(corridor),
        _QUICK_WAVES if arguments.quick else WAVES,
        on_progress=_progress(),
    )
    print(file=sys.stderr)
    return runs


def _simulator(corridor: Corridor, *, replications: int, seed: int) -> Simulator:
    return Simulator(
        corridor=corridor,
        targets=tuple(t for t in corridor.targets if is_whole_year(t)),
        replications=replications,
        seed=seed,
    )


def _progress() -> Callable[[int, int], None]:
    """Tells how far a design is and how long it will last, on one line."""
    began = time.monotonic()

    def tell(done: int, of: int) -> None:
        left_s = (time.monotonic() - began) / done * (of - done)
        text = f"\rvector {done} of {of}, {left_s / 60:.1f} min left "
        print(text, end="", file=sys.stderr, flush=True)

    return tell


def _page(corridor: Corridor, folder: Path, *, is_check: bool) -> int:
    """Write page and fitted values, or say whether they are current."""
    fit = Fit.from_json(json.loads(FIT.read_text("utf-8")))
    table = folder / "parameter.csv"
    wanted = {
        table: table_text(table, fit),
        PAGE: _page_text(corridor, fit, read_runs(RUNS)),
    }
    if not is_check:
        write_all(wanted)
        return 0
    stale = [
        path.name
        for path, text in wanted.items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]
    if stale:
        print(f"{', '.join(stale)} not current: run tools/calibrate.py --page")
    return 1 if stale else 0


def _page_text(corridor: Corridor, fit: Fit, runs: Runs) -> str:
    return page(
        corridor,
        fit,
        compare_all(corridor, fit),
        is_current=_is_current(corridor, fit, runs),
    )


def _is_current(corridor: Corridor, fit: Fit, runs: Runs) -> bool:
    """Whether the simulator still gives the figures that the fit was made from."""
    simulator = _simulator(corridor, replications=fit.replications, seed=fit.seed)
    today = simulator.run(runs.values[:1])
    return (today.parameter_ids, today.target_ids) == (
        runs.parameter_ids,
        runs.target_ids,
    ) and np.array_equal(today.figures[0], runs.figures[0], equal_nan=True)


def _json(fit: Fit) -> str:
    return json.dumps(fit.to_json(), indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
