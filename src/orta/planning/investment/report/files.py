"""An answer as files: a folder with everything, or one file."""

from __future__ import annotations

import importlib.util
from functools import partial
from pathlib import Path
from typing import Final

from orta.planning import results
from orta.planning.investment.answer import InvestAnswer
from orta.planning.investment.report.content import invest_dict
from orta.planning.investment.report.page import html, markdown
from orta.planning.investment.report.tables import all_tables
from orta.planning.results import (
    Write,
    write_bytes,
    write_csv,
    write_folder,
    write_json,
    write_xlsx,
)

_SUFFIXES: Final = (".json", ".xlsx", ".md", ".html")


def check_output(path: str | Path) -> None:
    """Nothing, if an answer can be put there: asked before the work, not after it.

    Raises
    ------
    UsageError
        If the ending is unknown, the folder above is not there, something is there
        already, or the library that writes XLSX is missing.
    """
    path = Path(path)
    results.check_output(path, suffixes=_SUFFIXES)
    if path.suffix.lower() == ".xlsx":
        results.check_library("xlsxwriter", "XLSX", instead="name a folder")


def export_answer(answer: InvestAnswer, path: str | Path) -> Path:
    """The file or folder written.

    `.json` is the answer, `.xlsx` its tables, `.md` and `.html` the appraisal pack.
    Without an ending it is a folder with all of them, a CSV file for each table, the
    study and `certificate.json`, which `orta verify` checks.

    Raises
    ------
    UsageError
        As `check_output`, or if it cannot be written.
    """
    path = Path(path)
    check_output(path)
    match path.suffix.lower():
        case ".json":
            write_json(invest_dict(answer), path)
        case ".xlsx":
            _write_book(answer, path)
        case ".md":
            write_bytes(markdown(answer).encode(), path)
        case ".html":
            write_bytes(html(answer).encode(), path)
        case _:
            write_folder(path, _files(answer))
    return path


def _files(answer: InvestAnswer) -> dict[str, Write]:
    files: dict[str, Write] = {
        "answer.json": partial(write_json, invest_dict(answer)),
        "appraisal.md": partial(write_bytes, markdown(answer).encode()),
        "appraisal.html": partial(write_bytes, html(answer).encode()),
        "certificate.json": answer.certificate.write,
    }
    for name, table in all_tables(answer).items():
        files[f"{name}.csv"] = partial(write_csv, table, provenance=answer.provenance)
    study = Path(answer.study.path)
    if study.is_file():
        files["study.toml"] = partial(write_bytes, study.read_bytes())
    if importlib.util.find_spec("xlsxwriter") is not None:
        files["appraisal.xlsx"] = partial(_write_book, answer)
    return files


def _write_book(answer: InvestAnswer, path: Path) -> None:
    write_xlsx(all_tables(answer), path, provenance=answer.provenance)
