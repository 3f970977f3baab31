"""The results folder of a study: whole or not there, and the same bytes each time."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from orta.planning import results
from orta.planning.results import (
    Provenance,
    Table,
    Write,
    provenance_json,
    write_bytes,
    write_csv,
    write_folder,
    write_json,
    write_xlsx,
)
from orta.planning.studies.answer import RunResult, StudyAnswer
from orta.planning.studies.charts import draw
from orta.planning.studies.report.page import page
from orta.planning.studies.report.readme import readme

_MOST_SHEET_ROWS: Final = 100_000  # more is for a CSV file: nobody scrolls so far
_LONGEST_SHEET: Final = 31


def check_folder(path: Path) -> None:
    """Nothing, if a results folder can be put there: asked before a long run.

    Raises
    ------
    UsageError
        If the folder above is not there, or something is there already.
    """
    results.check_output(path, suffixes=())


def export_study(answer: StudyAnswer, path: str | Path) -> Path:
    """The folder written.

    `README.md` and `report.html` are for readers, `study.json` for programs; `tables`
    has a CSV file for each table, `figures` the charts, `runs` what each point found
    as its own command prints it, `inputs` the files that were read, and
    `provenance.json` says what it all was made from. `tables.xlsx` is there if the
    library that writes it is.

    Raises
    ------
    UsageError
        If something is there already, or it cannot be written.
    """
    path = Path(path)
    check_folder(path)
    write_folder(path, dict(_files(answer)))
    return path


def tables_of(result: RunResult) -> dict[str, Table]:
    """All tables of a run, the headline first; empty ones are left out."""
    found = {"headline": result.found.headline, **result.found.tables}
    return {name: table for name, table in found.items() if table.rows}


def _files(answer: StudyAnswer) -> Iterator[tuple[str, Write]]:
    about = answer.provenance
    yield "README.md", partial(_write_text, readme(answer))
    yield "report.html", partial(_write_text, page(answer))
    yield "study.json", partial(write_json, answer.to_dict())
    yield "provenance.json", partial(_write_text, provenance_json(about))
    for name, content in answer.study.inputs.items():
        yield f"inputs/{name}", partial(_write_content, content)
    for result in answer.results:
        yield from _run_files(result, about)
    if importlib.util.find_spec("xlsxwriter") is not None:
        yield "tables.xlsx", partial(_write_book, answer)


def _run_files(result: RunResult, about: Provenance) -> Iterator[tuple[str, Write]]:
    run, found = result.run, result.found
    for name, table in tables_of(result).items():
        yield (
            f"tables/{run.run_id}-{name}.csv",
            partial(_write_csv, table, about),
        )
    for name, chart in found.charts.items():
        yield f"figures/{run.run_id}-{name}.svg", partial(_write_text, draw(chart))
    for number, point_answer in found.answers.items():
        yield (
            f"runs/{run.run_id}/point-{number}.json",
            partial(_write_json, point_answer),
        )
    for name, text in found.files.items():
        yield f"runs/{run.run_id}/{name}", partial(_write_text, text)


def _write_book(answer: StudyAnswer, path: Path) -> None:
    sheets = {}
    for result in answer.results:
        for name, table in tables_of(result).items():
            if len(table.rows) <= _MOST_SHEET_ROWS:
                sheets[f"{result.run.run_id} {name}"[:_LONGEST_SHEET]] = table
    write_xlsx(sheets, path, provenance=answer.provenance)


def _made(path: Path) -> Path:
    """The path, once the folder that it lies in is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _write_text(text: str, path: Path) -> None:
    write_bytes(text.encode(), _made(path))


def _write_content(content: bytes, path: Path) -> None:
    write_bytes(content, _made(path))


def _write_json(content: Mapping[str, Any], path: Path) -> None:
    write_json(content, _made(path))


def _write_csv(table: Table, about: Provenance, path: Path) -> None:
    write_csv(table, _made(path), provenance=about)
