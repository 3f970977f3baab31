"""A simulation as files: whole or not at all, whenever the program is ended."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

from orta.planning import results
from orta.planning.results import (
    Provenance,
    Table,
    Write,
    write_csv,
    write_folder,
    write_json,
    write_parquet,
)
from orta.planning.simulation.answer import SimulationAnswer
from orta.planning.simulation.compare import Comparison
from orta.planning.simulation.report.content import comparison_dict, simulation_dict
from orta.planning.simulation.report.tables import (
    assets_table,
    differences_table,
    flows_table,
    series_table,
)

_SUFFIXES: Final = (".json", ".csv", ".parquet")


def check_output(path: str | Path, *, needs_parquet: bool = True) -> None:
    """Nothing, if a result can be put there: asked before a long run, not after it.

    Raises
    ------
    UsageError
        If the suffix is unknown, the folder above is not there, a results folder is
        there already, or the library that writes Parquet is missing.
    """
    path = Path(path)
    results.check_output(path, suffixes=_SUFFIXES)
    is_parquet = path.suffix.lower() == ".parquet" or not path.suffix
    if needs_parquet and is_parquet:
        results.check_library("pyarrow", "Parquet", instead="write a .json file")


def export_simulation(answer: SimulationAnswer, path: str | Path) -> Path:
    """The file or folder written.

    `.json` is the answer, `.csv` its assets, `.parquet` the time series. Without an
    ending it is a folder with `answer.json`, `flows.csv`, `assets.csv` and
    `series.parquet`.

    Raises
    ------
    UsageError
        As `check_output`, or if it cannot be written.
    """
    about = answer.provenance
    return _export(
        Path(path),
        {
            "answer.json": partial(write_json, simulation_dict(answer)),
            "flows.csv": partial(_write_csv, flows_table(answer), about),
            "assets.csv": partial(_write_csv, assets_table(answer), about),
            "series.parquet": partial(_write_parquet, series_table(answer), about),
        },
        {".json": "answer.json", ".csv": "assets.csv", ".parquet": "series.parquet"},
    )


def export_comparison(comparison: Comparison, path: str | Path) -> Path:
    """The file or folder written.

    `.json` is the comparison, `.csv` and `.parquet` its differences. Without an
    ending it is a folder with `comparison.json` and `differences.csv`.

    Raises
    ------
    UsageError
        As `check_output`, or if it cannot be written.
    """
    about, path = comparison.provenance, Path(path)
    table = differences_table(comparison)
    if path.suffix.lower() == ".parquet":
        check_output(path)
        _write_parquet(table, about, path)
        return path
    return _export(
        path,
        {
            "comparison.json": partial(write_json, comparison_dict(comparison)),
            "differences.csv": partial(_write_csv, table, about),
        },
        {".json": "comparison.json", ".csv": "differences.csv"},
    )


def _export(
    path: Path, files: Mapping[str, Write], by_suffix: Mapping[str, str]
) -> Path:
    check_output(path, needs_parquet="series.parquet" in files)
    if path.suffix:
        files[by_suffix[path.suffix.lower()]](path)
    else:
        write_folder(path, files)
    return path


def _write_csv(table: Table, provenance: Provenance, path: Path) -> None:
    write_csv(table, path, provenance=provenance)


def _write_parquet(table: Table, provenance: Provenance, path: Path) -> None:
    write_parquet(table, path, provenance=provenance)
