"""The workbook that somebody fills in: a sheet a table, with what each column means.

Nothing in it is a clock's: the same version makes the same bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from orta.corridor import Corridor
from orta.datasets import Column, TableSchema
from orta.errors import UsageError
from orta.planning.flows.study.files.workbook.example import ROWS, SETTINGS
from orta.planning.flows.study.files.workbook.library import import_library
from orta.planning.flows.study.schema import NEEDED, read_study_schema
from orta.planning.results import write_bytes

_FIXED_TIME: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - XLSX knows no time zone
_LAST_ROW: Final = 2000  # that has drop-downs
_NUMBERS: Final = ("number", "integer")
_NARROWEST, _WIDEST = 10, 40
_COMMENT: Final = {"x_scale": 2.2, "y_scale": 1.1, "author": "Orta"}
_ABOUT: Final = """\
A study of flows: fill in a row for each thing, on the sheet of its table. The rows that
are there are an example: put your own in their place.

Dark headers are needed, light ones may be left empty. Numbers stand without units; the
unit is that of the column. A list has ; between its values.

Sheets whose name begins with _ are not read, nor is this one.""".split("\n\n")


def write_template(path: Path, corridor: Corridor) -> tuple[Path, Path]:
    """The files written: the workbook, and the study file that names it.

    The ids of places, goods and equipment on its drop-downs are those of the corridor.

    Raises
    ------
    UsageError
        If one of the files is there already, the name does not end in `.xlsx`, it
        cannot be written, or XlsxWriter is not installed.
    """
    beside = path.with_suffix(".toml")
    if path.suffix != ".xlsx":
        raise UsageError(
            f"{path.name} does not end in .xlsx", where="--xlsx", hint="as study.xlsx"
        )
    for file in (path, beside):
        if file.exists():
            raise UsageError(
                f"{file} is there already", where="--xlsx", hint="choose another name"
            )
    content = _workbook(corridor)
    write_bytes(content, path)
    settings = SETTINGS.format(
        name=beside.name, tables=json.dumps(path.name, ensure_ascii=False)
    )
    write_bytes(settings.encode(), beside)
    return path, beside


def _workbook(corridor: Corridor) -> bytes:
    xlsxwriter = import_library(
        "xlsxwriter", where="--xlsx", instead="write CSV files by hand"
    )
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": _FIXED_TIME, "comments": "made by Orta"})
        template = _Template(book, corridor)
        template.add_columns()
        for name, table in read_study_schema().items():
            template.add_table(table, ROWS[name])
        template.add_lists()
        book.get_worksheet_by_name(NEEDED[0]).activate()
    return buffer.getvalue()


class _Template:
    """A workbook on its way, with its formats and the lists that it chooses from."""

    def __init__(self, book: Any, corridor: Corridor) -> None:  # noqa: ANN401 - XlsxWriter has no types
        self.book = book
        head = {"bold": True, "border": 1, "valign": "top"}
        self.needed = book.add_format(
            {**head, "bg_color": "#1F4E79", "font_color": "#FFFFFF"}
        )
        self.optional = book.add_format({**head, "bg_color": "#DDEBF7"})
        self.text = book.add_format({"num_format": "@"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.lists: dict[str, tuple[Sequence[str], list[Sequence[str]]]] = {
            "node": (
                ("node_id", "name", "country_code"),
                [(n.node_id, n.name, n.country_code) for n in corridor.nodes],
            ),
            "commodity": (
                ("commodity_code", "name"),
                [(c.commodity_code, c.name) for c in corridor.commodities],
            ),
            "equipment": (
                ("equipment_code", "name", "max_payload_t"),
                [
                    (e.equipment_code, e.name, f"{e.max_payload_t:g}")
                    for e in corridor.equipment
                ],
            ),
        }

    def add_columns(self) -> None:
        """The sheet that says what every column means."""
        sheet = self.book.add_worksheet("columns")
        sheet.set_column(0, 3, 22, self.wrapped)
        sheet.set_column(4, 5, 60, self.wrapped)
        for number, line in enumerate(_ABOUT):
            sheet.merge_range(
                number, 0, number, 5, line.replace("\n", " "), self.wrapped
            )
            sheet.set_row(number, 32)
        header = ("table", "column", "unit", "needed", "meaning", "what it may be")
        sheet.write_row(len(_ABOUT), 0, header, self.needed)
        sheet.freeze_panes(len(_ABOUT) + 1, 2)
        columns = (c for table in read_study_schema().values() for c in table.columns)
        for number, column in enumerate(columns, start=len(_ABOUT) + 1):
            needed = "yes" if column.is_needed else ""
            cells = (column.table, column.name, _unit(column), needed, column.meaning)
            for place, cell in enumerate((*cells, _allowed(column))):
                sheet.write_string(number, place, cell)

    def add_table(self, table: TableSchema, rows: Iterable[Any]) -> None:
        """The sheet of a table with its example."""
        sheet = self.book.add_worksheet(table.name)
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(table.columns):
            is_number = column.type in _NUMBERS
            width = min(max(len(column.name) + 2, _NARROWEST), _WIDEST)
            sheet.set_column(place, place, width, None if is_number else self.text)
            format_ = self.needed if column.is_needed else self.optional
            sheet.write_string(0, place, column.name, format_)
            sheet.write_comment(0, place, _about(column), _COMMENT)
            if choice := self._choice(column):
                sheet.data_validation(1, place, _LAST_ROW, place, choice)
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(table.columns):
                cell = row.get(column.name, "")
                if column.type in _NUMBERS and cell != "":
                    sheet.write_number(number, place, cell)
                elif cell != "":
                    sheet.write_string(number, place, cell, self.text)

    def add_lists(self) -> None:
        """The sheets that drop-downs take places, goods and equipment from."""
        for name, (header, rows) in self.lists.items():
            sheet = self.book.add_worksheet(f"_{name}")
            sheet.set_column(0, len(header) - 1, 24)
            sheet.write_row(0, 0, header, self.optional)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows, start=1):
                for place, cell in enumerate(row):
                    sheet.write_string(number, place, cell)

    def _choice(self, column: Column) -> dict[str, Any] | None:
        """What a cell may be chosen from; a word of a list only if it is one."""
        if column.type == "boolean":
            return {"validate": "list", "source": ["true", "false"]}
        if column.alternatives:
            return {
                "validate": "list",
                "source": list(column.alternatives),
                "error_title": column.name,
                "error_message": f"One of {', '.join(column.alternatives)}"[:255],
            }
        target = column.reference.partition(".")[0]
        if not target or column.type == "list":
            return None
        last, sheet = _LAST_ROW + 1, target
        if target in self.lists:
            sheet, last = f"_{target}", len(self.lists[target][1]) + 1
        return {
            "validate": "list",
            "source": f"={sheet}!$A$2:$A${last}",
            "error_type": "warning",
            "error_title": column.name,
            "error_message": f"It is not on the sheet {sheet}.",
        }


def _unit(column: Column) -> str:
    return "share" if column.unit == "1" else column.unit


def _about(column: Column) -> str:
    lines = [column.meaning]
    if column.unit:
        lines.append(f"Unit: {_unit(column)}")
    if allowed := _allowed(column):
        lines.append(f"May be: {allowed}")
    lines.append("Needed" if column.is_needed else "May be left empty")
    return "\n".join(lines)


def _allowed(column: Column) -> str:
    """The rule of a column in words."""
    if column.alternatives:
        return ", ".join(column.alternatives)
    if column.bounds:
        low, high, is_open = column.bounds
        least = f"more than {low:.12g}" if is_open else f"{low:.12g}"
        return f"{least} to {high:.12g}"
    if column.reference:
        table = column.reference.partition(".")[0]
        known = read_study_schema()
        where = f"sheet {table}" if table in known else f"sheet _{table}"
        return f"{column.reference} ({where})"
    return {"boolean": "true, false", "date": "2026-09-07, 2026-09 or 2026"}.get(
        column.type, ""
    )
