"""What every command prints with: tables, JSON, errors. Data only on stdout."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click

from orta.errors import BadCell, DatasetError, OrtaError, ScenarioError, StudyError

BAD_DATA = 3
_MOST_PRINTED = 200

# A wait longer than this deserves a word.
_PATIENCE_S = 1.5


def print_json(content: dict[str, Any]) -> None:
    """One JSON object on stdout, keys in the order they were made."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


def print_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, right: frozenset[int]
) -> None:
    """Aligned columns; those in `right` are numbers and end on the same side."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.rjust(width) if n in right else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "  ".join(padded).rstrip()

    click.echo(click.style(line(header), dim=True))
    for row in rows:
        click.echo(line(row))


def print_bad_cells(bad_cells: Sequence[BadCell]) -> None:
    """One line on stdout for each cell that cannot be used, up to a limit."""
    for cell in bad_cells[:_MOST_PRINTED]:
        click.echo(str(cell))
    left = len(bad_cells) - _MOST_PRINTED
    if left > 0:
        click.echo(f"… and {left} more: --json has all of them")


def print_error(error: OrtaError, *, as_json: bool) -> None:
    """The error on stderr: what, where, and what to do."""
    if as_json:
        content: dict[str, Any] = {
            "schema": "orta.error/1",
            "code": error.code,
            "message": error.message,
            "where": error.where,
            "hint": error.hint,
        }
        if isinstance(error, DatasetError):
            content["bad_cells"] = len(error.bad_cells)
        if isinstance(error, StudyError):
            content["cells"] = [asdict(cell) for cell in error.bad_cells]
        if isinstance(error, ScenarioError):
            content["bad_entries"] = [
                {
                    "line": entry.line,
                    "path": list(entry.path),
                    "problem": entry.problem,
                    "hint": entry.hint,
                }
                for entry in error.bad_entries
            ]
        click.echo(json.dumps(content, ensure_ascii=False), err=True)
        return
    click.echo(
        f"{click.style('error:', fg='red', bold=True)} {error.message}", err=True
    )
    if error.where:
        click.echo(f"  ╰─ {error.where}", err=True)
    if error.hint:
        click.echo(f"help: {error.hint}", err=True)


@contextmanager
def patience(message: str) -> Iterator[None]:
    """Say what takes so long, on a terminal, if it does take long."""
    timer = threading.Timer(_PATIENCE_S, lambda: click.echo(message, err=True))
    if sys.stderr.isatty():
        timer.start()
    try:
        yield
    finally:
        timer.cancel()
