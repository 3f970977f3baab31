"""A plan of flows as files: a folder with everything, or one file."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from orta.corridor import Corridor
from orta.errors import UsageError
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
    taken,
    write_bytes,
    write_csv,
    write_folder,
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
    if path.suffix and path.suffix.lower() not in _SUFFIXES:
        raise UsageError(
            f"cannot write a “{path.suffix}” file",
            where="output",
            hint=f"give it one of these endings: {', '.join(_SUFFIXES)}; "
            "or none, for a folder with everything",
        )
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise UsageError(
            f"cannot write {path}: {path.parent} is no folder that can be written to",
            where="output",
            hint="make the folder first, or name another",
        )
    if path.exists() and (path.is_dir() or not path.suffix):
        raise taken(path)
    if path.suffix.lower() == ".xlsx" and not _can_write_xlsx():
        raise UsageError(
            "XLSX files need the library xlsxwriter",
            where="output",
            hint="install it with `pip install 'orta[export]'`, or name a folder",
        )


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
            _write_json(flows_dict(answer), path)
        case ".xlsx":
            _write_book(answer, path)
        case _:
            write_folder(path, _files(answer, corridor))
    return path


def _files(
    answer: FlowsAnswer, corridor: Corridor
) -> dict[str, Callable[[Path], object]]:
    about = answer.provenance
    files: dict[str, Callable[[Path], object]] = {
        "answer.json": partial(_write_json, flows_dict(answer)),
        "map.geojson": partial(_write_json, flows_map(answer, corridor)),
    }
    for name, table in _tables(answer).items():
        files[f"{name}.csv"] = partial(write_csv, table, provenance=about)
    if _can_write_xlsx():
        files["plan.xlsx"] = partial(_write_book, answer)
    if answer.certificate:
        files["certificate.json"] = answer.certificate.write
    return files


def _tables(answer: FlowsAnswer) -> dict[str, Any]:
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


def _write_json(content: dict[str, Any], path: Path) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2)
    write_bytes(f"{text}\n".encode(), path)
