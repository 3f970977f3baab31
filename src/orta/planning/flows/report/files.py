"""A plan of flows as files: a folder with everything, or one file."""

from __future__ import annotations

import importlib.util
from functools import partial
from pathlib import Path
from typing import Final

from orta.corridor import Corridor
from orta.planning import results
from orta.planning.flows.answer import FlowsAnswer
from orta.planning.flows.report.content import flows_dict
from orta.planning.flows.report.map import flows_map
from orta.planning.flows.report.tables import (
    amounts_table,
    bottlenecks_table,
    costs_table,
    flows_table,
    unmet_table,
)
from orta.planning.results import (
    Table,
    Write,
    write_csv,
    write_folder,
    write_json,
    write_xlsx,
)

_SUFFIXES: Final = (".json", ".xlsx")


def check_output(path: str | Path) -> None:
    """Nothing, if a plan can be put there: asked before the search, not after it.

    Raises
    ------
    UsageError
        If the suffix is unknown, the folder above is not there, something is there
        already, or the library that writes XLSX is missing.
    """
    path = Path(path)
    results.check_output(path, suffixes=_SUFFIXES)
    if path.suffix.lower() == ".xlsx":
        results.check_library("xlsxwriter", "XLSX", instead="name a folder")


def export_plan(answer: FlowsAnswer, corridor: Corridor, path: str | Path) -> Path:
    """The file or folder written.

    `.json` is the answer, `.xlsx` its tables. Without an ending it is a folder with
    both, a CSV file for each table, the map layer and `certificate.json`, which
    `orta verify` checks.

    Raises
    ------
    UsageError
        As `check_output`, or if it cannot be written.
    """
    path = Path(path)
    check_output(path)
    match path.suffix.lower():
        case ".json":
            write_json(flows_dict(answer), path)
        case ".xlsx":
            _write_book(answer, path)
        case _:
            write_folder(path, _files(answer, corridor))
    return path


def _files(answer: FlowsAnswer, corridor: Corridor) -> dict[str, Write]:
    about = answer.provenance
    files: dict[str, Write] = {
        "answer.json": partial(write_json, flows_dict(answer)),
        "map.geojson": partial(write_json, flows_map(answer, corridor)),
    }
    for name, table in _tables(answer).items():
        files[f"{name}.csv"] = partial(write_csv, table, provenance=about)
    if _can_write_xlsx():
        files["plan.xlsx"] = partial(_write_book, answer)
    if answer.certificate:
        files["certificate.json"] = answer.certificate.write
    return files


def _tables(answer: FlowsAnswer) -> dict[str, Table]:
    return {
        "flows": flows_table(answer),
        "amounts": amounts_table(answer),
        "unmet": unmet_table(answer),
        "bottlenecks": bottlenecks_table(answer),
        "costs": costs_table(answer),
    }


def _can_write_xlsx() -> bool:
    return importlib.util.find_spec("xlsxwriter") is not None


def _write_book(answer: FlowsAnswer, path: Path) -> None:
    write_xlsx(_tables(answer), path, provenance=answer.provenance)
