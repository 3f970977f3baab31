"""The tables of a study, cell by cell, from a folder of CSV files or a workbook."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from orta.datasets import Bounds, Cell, Table, nearest, read_records, read_table
from orta.errors import BadCell
from orta.planning.flows.study.files.workbook.sheets import SheetError, read_sheets
from orta.planning.flows.study.schema import NEEDED, read_study_schema

WORKBOOK: Final = ".xlsx"
# Sheets that are not read: the template's own, and all that begin with this sign.
NOTES_SHEET: Final = "columns"
NOTES_SIGN: Final = "_"
_BOUNDS: Final = Bounds(size_bytes=32 * 2**20, rows=200_000, problems=200)


@dataclass(slots=True, kw_only=True)
class Tables:
    """Every table of the schema, an absent one empty, and what is wrong as a whole."""

    by_name: dict[str, Table]
    problems: list[BadCell] = field(default_factory=list)

    def all_problems(self) -> list[BadCell]:
        """Everything that is wrong, table by table, row by row."""
        found = list(self.problems)
        for table in self.by_name.values():
            found += sorted(table.problems, key=lambda bad: bad.row)
        return found


def read_tables(path: Path) -> Tables:
    """The tables in a folder, or on the sheets of a workbook.

    Nothing is raised for what is in them: every fault is in `problems` of the tables.

    Raises
    ------
    UsageError
        If it is a workbook and the library that reads it is not installed.
    """
    if path.suffix.lower() == WORKBOOK:
        return _from_workbook(path)
    tables = Tables(
        by_name={
            name: read_table(path, schema, bounds=_BOUNDS)
            for name, schema in read_study_schema().items()
        }
    )
    present = sorted(file.stem for file in path.glob("*.csv"))
    _look_at_names(tables, present, lambda name: f"{name}.csv")
    return tables


def shown(cell: Cell) -> str:
    """The cell as it would stand in a file."""
    if isinstance(cell, tuple):
        return ";".join(cell)
    if isinstance(cell, bool):
        return str(cell).lower()
    return f"{cell:g}" if isinstance(cell, float) else str("" if cell is None else cell)


def _from_workbook(path: Path) -> Tables:
    def label(name: str) -> str:
        return f"{path.name}[{name}]"

    tables = Tables(
        by_name={
            name: Table(schema, label(name), _BOUNDS)
            for name, schema in read_study_schema().items()
        }
    )
    try:
        sheets = read_sheets(path)
    except SheetError as error:
        tables.problems.append(
            _bad(path.name, error.problem, "a workbook that can be read", error.hint)
        )
        return tables
    for name, table in tables.by_name.items():
        table.is_complete = name in sheets or name not in NEEDED
        read_records(sheets.get(name, []), table)
        if name in sheets and not sheets[name] and table.schema.is_needed:
            table.give_up(0, "", "a header and rows", "the sheet is empty")
    present = [
        name
        for name in sheets
        if name != NOTES_SHEET and not name.startswith(NOTES_SIGN)
    ]
    _look_at_names(tables, present, label)
    return tables


def _look_at_names(
    tables: Tables, present: Collection[str], label: Callable[[str], str]
) -> None:
    """Name tables that are missing, and what would be passed over in silence."""
    known = tables.by_name
    for name in NEEDED:
        if name not in present:
            alike = nearest(name, _others(present, known))
            hint = "; ".join(part for part in ("it is missing", alike) if part)
            tables.problems.append(
                _bad(label(name), "", "a table of every study", hint)
            )
    for name in _others(present, known):
        expected = f"one of the tables {', '.join(known)}"
        begin = f"begin its name with {NOTES_SIGN} to have it left out"
        hint = nearest(name, known) or (begin if label("") != ".csv" else "")
        tables.problems.append(_bad(label(name), name, expected, hint))


def _others(present: Iterable[str], known: Collection[str]) -> list[str]:
    return [name for name in present if name not in known]


def _bad(file: str, value: str, expected: str, hint: str) -> BadCell:
    return BadCell(
        file=file, row=0, column="", value=value, expected=expected, hint=hint
    )
