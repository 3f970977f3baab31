"""Bytes of one file in, typed rows out, and every cell that cannot be used."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from orta.datasets.cells import Cell, CellError, nearest, parse_cell
from orta.datasets.schema import Column, TableSchema
from orta.errors import BadCell

_SHOWN = 200  # characters of a cell that are shown
# How Python keeps bytes that are not UTF-8 in a text.
_FOREIGN_BYTES = re.compile("[\udc80-\udcff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row whose cells have their types; unusable cells are left out."""

    number: int  # 1-based with the header, as a spreadsheet shows it
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much of a file is read; None means all of it.

    After `problems` faults no more rows are looked at.
    """

    size_bytes: int = 256 * 2**20
    rows: int | None = None
    problems: int | None = None


_NO_BOUNDS = Bounds()


@dataclass(slots=True)
class Table:
    """The rows of one file, and what is wrong with it.

    Where rows could not be read, what refers to them is not a second fault:
    `is_complete` is False if that may be any row, `unread` has the texts of
    single rows.
    """

    schema: TableSchema
    file: str  # as it stands in complaints
    bounds: Bounds = _NO_BOUNDS
    rows: list[Row] = field(default_factory=list)
    problems: list[BadCell] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    is_complete: bool = True

    @property
    def is_hopeless(self) -> bool:
        """Whether more is wrong than anybody would look at."""
        most = self.bounds.problems
        return most is not None and len(self.problems) >= most

    def complain(
        self, row: int, column: str, value: str, expected: str, hint: str = ""
    ) -> None:
        """Note an unusable cell; row 0 means the whole file or column."""
        self.problems.append(
            BadCell(
                file=self.file,
                row=row,
                column=column,
                value=value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…",
                expected=expected,
                hint=hint,
            )
        )

    def give_up(self, row: int, value: str, expected: str, hint: str = "") -> None:
        """Note why the rows, or those from `row` on, cannot be read."""
        self.complain(row, "", value, expected, hint)
        self.is_complete = False


def read_table(
    folder: Path, schema: TableSchema, *, bounds: Bounds = _NO_BOUNDS
) -> Table:
    """All rows of a table's file that can be used; an absent file has none.

    Nothing is raised for what the file contains: every fault is in `problems`.
    """
    table = Table(schema, schema.file_name, bounds)
    path = folder / schema.file_name
    if not path.is_file():
        table.is_complete = not schema.is_needed
        return table
    if path.stat().st_size > bounds.size_bytes:
        most = f"at most {bounds.size_bytes // 2**20} MiB"
        table.give_up(0, f"{path.stat().st_size} bytes", most)
        return table
    try:
        content = path.read_bytes()
    except OSError as problem:
        table.give_up(0, str(problem.strerror), "a file that can be read")
        return table
    text = _decode(content, table)
    if text is not None:
        read_records(_split(text, table), table)
    return table


def read_records(records: Sequence[Sequence[str]], table: Table) -> None:
    """Add the rows below the header, the first record, to a table of its schema."""
    if not records:
        return
    header = [_readable(name).strip() for name in records[0]]
    if _check_header(header, table):
        for number, record in enumerate(records[1:], start=2):
            if table.is_hopeless:
                hint = "what is below was not looked at"
                table.give_up(number, "", "fewer faults above", hint)
                break
            _read_record(number, record, header, table)
        if len(records) == 1 and table.schema.is_needed:
            table.give_up(0, "", "rows below the header", "the table is empty")


def _decode(content: bytes, table: Table) -> str | None:
    """The content as text, bytes that are not UTF-8 kept; None if it is no text."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        table.give_up(0, "UTF-16", "text in UTF-8", "save the file as UTF-8")
    elif b"\0" in content:
        table.give_up(0, "a zero byte", "text", "is this a spreadsheet file?")
    elif not content.strip():
        table.give_up(0, "", "a header and rows", "the file is empty")
    else:
        return content.decode("utf-8", errors="surrogateescape")
    return None


def _readable(text: str) -> str:
    """The text with foreign bytes as the Cyrillic letters they most often are."""

    def letters(found: re.Match[str]) -> str:
        foreign = found[0].encode("utf-8", errors="surrogateescape")
        return foreign.decode("cp1251", errors="replace")

    return _FOREIGN_BYTES.sub(letters, text)


def _split(text: str, table: Table) -> list[list[str]]:
    """Records of the file; a broken quote ends the reading with a complaint."""
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    most = table.bounds.rows
    try:
        # A blank line is a record, too, and there may be millions of them.
        records.extend(reader if most is None else islice(reader, most + 1))
    except csv.Error as problem:
        table.give_up(
            len(records) + 1,
            str(problem),
            "comma-separated values",
            "look for a quote that is not closed or not doubled",
        )
    if most is not None and len(records) > most:
        table.give_up(0, "more rows", f"at most {most:,} rows")
    return records[:most]


def _check_header(header: list[str], table: Table) -> bool:
    """Whether the rows can be read under this header."""
    known = table.schema.column_by_name
    separators = [mark for mark in (";", "\t") if mark in "".join(header)]
    if len(header) == 1 and separators:
        hint = f"this file uses {separators[0]!r}"
        table.give_up(1, header[0], "columns separated by commas", hint)
        return False
    for name, count in Counter(header).items():
        if table.is_hopeless:
            break
        if count > 1:
            table.complain(1, name, name, "each column once")
        if name not in known:
            hint = nearest(name, known)
            table.complain(1, name, name, "a column of the schema", hint)
    missing = [c for c in table.schema.columns if c.is_needed and c.name not in header]
    for column in missing:
        expected = f"a column “{column.name}”"
        table.complain(1, column.name, "", expected, column.meaning)
    table.is_complete &= not missing
    return not missing


def _read_record(
    number: int, record: Sequence[str], header: list[str], table: Table
) -> None:
    if not any(cell.strip() for cell in record):
        return  # a blank line says nothing
    if len(record) != len(header):
        table.complain(
            number,
            "",
            f"{len(record)} cells",
            f"{len(header)} cells",
            "a text with a comma in it stands in quotes",
        )
        table.unread.update(cell.strip() for cell in record)
        return
    cells: dict[str, Cell] = {}
    for name, text in zip(header, record, strict=True):
        column = table.schema.column_by_name.get(name)
        if column is None:
            continue
        try:
            cells[name] = _parse(text, column)
        except CellError as problem:
            shown = _readable(text)
            table.complain(number, name, shown, problem.expected, problem.hint)
            table.unread.add(shown.strip())
    table.rows.append(Row(number=number, cells=cells))


def _parse(text: str, column: Column) -> Cell:
    if _FOREIGN_BYTES.search(text):
        raise CellError("text in UTF-8", "save the file as UTF-8")
    return parse_cell(text, column)
