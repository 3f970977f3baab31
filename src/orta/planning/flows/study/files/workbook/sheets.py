"""The sheets of a workbook as the texts that a CSV file would hold.

A workbook comes from anybody. One of a few kilobytes can unfold to gigabytes, and one
cell in the last row of a sheet makes the library that reads it ask for more memory than
there is, which ends the program. So every part is unfolded up to a limit first, and the
place of every cell is looked at, before that library sees the file.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from orta.planning.flows.study.files.workbook.library import import_library

_MOST_BYTES: Final = 32 * 2**20  # of the file
_MOST_UNFOLDED_BYTES: Final = 64 * 2**20
_MOST_PARTS: Final = 1000
_MOST_CELLS: Final = 5_000_000  # of a sheet, empty ones between others included
_CHUNK_BYTES: Final = 2**20
_PLACE: Final = re.compile(r"([A-Za-z]{0,3})(\d{1,7})")
_LETTERS: Final = 26

Sheet = list[list[str]]


class SheetError(Exception):
    """A workbook that cannot be read: on which sheet, why, and a hint."""

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.hint = hint


def read_sheets(path: Path) -> dict[str, Sheet]:
    """The sheets of a workbook by name, each as records of texts.

    Raises
    ------
    SheetError
        If the file is no workbook, or larger than anybody fills in.
    UsageError
        If the library that reads workbooks is not installed.
    """
    calamine = import_library(
        "python_calamine", where="tables", instead="name a folder of CSV files"
    )
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SheetError(f"it is larger than {_MOST_BYTES // 2**20} MiB")
        content = path.read_bytes()
    except OSError as problem:
        raise SheetError(str(problem.strerror)) from None
    _look_through(content)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {
            name: _texts(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        }
    except BaseException as problem:
        # A panic of the library is no Exception to Python.
        if not _is_from_library(problem):
            raise
        raise SheetError(
            "it cannot be read", "open it in a spreadsheet program and save it again"
        ) from None


def _is_from_library(problem: BaseException) -> bool:
    is_panic = type(problem).__name__ == "PanicException"
    return is_panic or isinstance(problem, Exception)


def _look_through(content: bytes) -> None:
    """Unfold every part up to the limit, and look where the cells of sheets are."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            if "xl/workbook.xml" not in names or len(names) > _MOST_PARTS:
                raise SheetError("it is no .xlsx workbook", "save it as .xlsx")
            left = _MOST_UNFOLDED_BYTES
            for part in parts.infolist():
                text = _unfold(parts, part, left)
                left -= len(text)
                if b"sheetData" in text:
                    _look_for_far_cells(text)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as problem:
        raise SheetError("it is no .xlsx workbook", str(problem)) from None
    except (OSError, RuntimeError, ValueError) as problem:  # encrypted, odd names
        raise SheetError("it cannot be read", str(problem)) from None


def _unfold(parts: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    chunks = []
    with parts.open(part) as file:
        # What the file says of its own size is not believed.
        while chunk := file.read(_CHUNK_BYTES):
            chunks.append(chunk)
            most -= len(chunk)
            if most < 0:
                raise SheetError(
                    f"it unfolds to more than {_MOST_UNFOLDED_BYTES // 2**20} MiB",
                    "a study is some thousands of rows",
                )
    return b"".join(chunks)


class _Extent:
    """How far the cells of a sheet reach, said or counted."""

    def __init__(self) -> None:
        self.row = self.column = self.last_row = self.last_column = 0
        self.elements = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        found = _PLACE.fullmatch(attributes.get("r", ""))
        name = tag.rpartition(":")[2]
        if name == "row":
            self.row, self.column = int(found[2]) if found else self.row + 1, 0
        elif name == "c":
            self.column = _number(found[1]) if found else self.column + 1
            self.row = int(found[2]) if found else self.row
        else:
            return
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        if (
            self.elements > _MOST_CELLS
            or self.last_row * self.last_column > _MOST_CELLS
        ):
            raise SheetError(
                f"a sheet of it reaches to row {self.row}, column {self.last_column}",
                "delete all rows and columns that are not filled in",
            )


def _look_for_far_cells(text: bytes) -> None:
    def refuse(*_: object) -> None:
        raise SheetError("it declares entities", "save it again as .xlsx")

    parser = expat.ParserCreate()
    parser.StartElementHandler = _Extent().start
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, LookupError) as problem:  # of no known encoding
        raise SheetError("it is no .xlsx workbook", str(problem)) from None


def _number(letters: str) -> int:
    """The number of a column by its letters: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _texts(rows: list[list[Any]]) -> Sheet:
    """The cells as texts, without the columns right of the last header."""
    records = [[_text(cell) for cell in row] for row in rows]
    width = max(_widths(records), default=0)
    return [record[:width] for record in records]


def _widths(records: Sheet) -> Iterator[int]:
    for record in records:
        yield max((n for n, cell in enumerate(record, start=1) if cell), default=0)


def _text(cell: object) -> str:
    """The cell as a CSV file would hold it.

    >>> _text(2.0), _text(0.1), _text(True), _text(datetime(2026, 9, 1))
    ('2', '0.1', 'true', '2026-09-01')
    """
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return str(cell.date() if cell.time() == time() else cell)
    return str(cell)
