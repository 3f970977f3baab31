"""Bytes of one file in, typed rows out, and every cell that cannot be used."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from orta.datasets.cells import Cell, CellProblem, nearest, parse_cell
from orta.datasets.schema import TableSchema
from orta.errors import BadCell

_LARGEST_FILE_BYTES = 256 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row whose cells have their types; unusable cells are left out."""

    number: int  # 1-based with the header, as a spreadsheet shows it
    cells: dict[str, Cell]


@dataclass(slots=True)
class Table:
    """The rows of one file, and what is wrong with it."""

    schema: TableSchema
    rows: list[Row] = field(default_factory=list)
    problems: list[BadCell] = field(default_factory=list)

    def complain(
        self, row: int, column: str, value: str, expected: str, hint: str = ""
    ) -> None:
        """Note an unusable cell; row 0 means the whole file or column."""
        self.problems.append(
            BadCell(
                file=self.schema.file_name,
                row=row,
                column=column,
                value=value,
                expected=expected,
                hint=hint,
            )
        )


def read_table(folder: Path, schema: TableSchema) -> Table:
    """All rows of a table's file that can be used; an absent file has none.

    Nothing is raised for what the file contains: every fault is in `problems`.
    """
    table = Table(schema)
    path = folder / schema.file_name
    if not path.is_file():
        return table
    if path.stat().st_size > _LARGEST_FILE_BYTES:
        table.complain(0, "", f"{path.stat().st_size} bytes", "at most 256 MiB")
        return table
    text = _decode(path.read_bytes(), table)
    if not text.strip():
        table.complain(0, "", "", "a header and rows", "the file is empty")
        return table
    records = _split(text, table)
    header = [name.strip() for name in records[0]] if records else []
    if _check_header(header, table):
        for number, record in enumerate(records[1:], start=2):
            _read_record(number, record, header, table)
    return table


def _decode(content: bytes, table: Table) -> str:
    """The content as text; lines in another encoding are named and left empty."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        table.complain(0, "", "UTF-16", "text in UTF-8", "save the file as UTF-8")
        return ""
    if b"\0" in content:
        table.complain(0, "", "a zero byte", "text", "is this a spreadsheet file?")
        return ""
    lines = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError as problem:
            shown = line.decode("cp1251", errors="replace").strip()
            table.complain(
                number,
                "",
                shown[:60],
                "text in UTF-8",
                f"byte {problem.start + 1} is not; save the file as UTF-8",
            )
            lines.append("")
    return "\n".join(lines)


def _split(text: str, table: Table) -> list[list[str]]:
    """Records of the file; a broken quote ends the reading with a complaint."""
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        records.extend(reader)
    except csv.Error as problem:
        table.complain(
            len(records) + 1,
            "",
            str(problem),
            "comma-separated values",
            "look for a quote that is not closed or not doubled",
        )
    return records


def _check_header(header: list[str], table: Table) -> bool:
    """Whether the rows can be read under this header."""
    known = table.schema.column_by_name
    separators = [mark for mark in (";", "\t") if mark in "".join(header)]
    if len(header) == 1 and separators:
        table.complain(
            1,
            "",
            header[0],
            "columns separated by commas",
            f"this file uses {separators[0]!r}",
        )
        return False
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            table.complain(1, name, name, "each column once")
        if name not in known:
            hint = nearest(name, list(known))
            table.complain(1, name, name, "a column of the schema", hint)
    missing = [c for c in table.schema.columns if c.is_needed and c.name not in header]
    for column in missing:
        table.complain(1, column.name, "", f"a column “{column.name}”", column.meaning)
    return not missing


def _read_record(
    number: int, record: list[str], header: list[str], table: Table
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
        return
    cells: dict[str, Cell] = {}
    for name, text in zip(header, record, strict=True):
        column = table.schema.column_by_name.get(name)
        if column is None:
            continue
        try:
            cells[name] = parse_cell(text, column)
        except CellProblem as problem:
            table.complain(number, name, text, problem.expected, problem.hint)
    table.rows.append(Row(number=number, cells=cells))
