"""Tables into files that other programs read: CSV, XLSX, Parquet.

The same table and provenance give the same bytes, and a file is there whole or
not at all. Provenance travels with it: in a file beside a CSV, on a sheet of a
workbook, in the schema of a Parquet file.
"""

from __future__ import annotations

import csv
import hashlib
import importlib
import io
import json
import math
import os
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from orta.errors import UsageError
from orta.planning.results.provenance import Provenance
from orta.planning.results.table import Table, Value

PROVENANCE_SUFFIX: Final = ".provenance.json"
_SCHEMA = "orta.provenance/1"
# What makes a spreadsheet take a text for a formula (OWASP, CSV injection).
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
_MOST_XLSX_ROWS = 1_048_576
_LONGEST_XLSX_TEXT = 32_767
_FIXED_TIME = datetime(1980, 1, 1)  # noqa: DTZ001 - XLSX knows no time zone


def safe_text(text: str) -> str:
    """The text, with a quote before it where a spreadsheet would see a formula.

    >>> safe_text("=1+1"), safe_text("Aktau"), safe_text("-5 °C")
    ("'=1+1", 'Aktau', "'-5 °C")
    """
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def provenance_json(provenance: Provenance, **more: object) -> str:
    """The provenance as one JSON object, as it stands in every written file."""
    content = {"schema": _SCHEMA, **provenance.to_dict(), **more}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def write_csv(table: Table, path: Path, *, provenance: Provenance) -> tuple[Path, ...]:
    """The files written: UTF-8 with commas, and its provenance beside it.

    Numbers keep every digit. A text that a spreadsheet would take for a formula
    gets a quote before it.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.rows)
    content = text.getvalue().encode()
    about = provenance_json(
        provenance, file=path.name, sha256=hashlib.sha256(content).hexdigest()
    )
    beside = path.with_name(path.name + PROVENANCE_SUFFIX)
    write_bytes(about.encode(), beside)
    write_bytes(content, path)
    return path, beside


def write_xlsx(
    tables: Mapping[str, Table], path: Path, *, provenance: Provenance
) -> tuple[Path, ...]:
    """The file written: one sheet for each table, and the sheet “provenance”.

    Numbers keep sixteen digits, one more than spreadsheets compute with.

    Raises
    ------
    UsageError
        If XlsxWriter is not installed, or a table is larger than a sheet.
    """
    xlsxwriter = _import_extra("xlsxwriter", "XLSX")
    buffer = io.BytesIO()
    options = {"in_memory": True, "nan_inf_to_errors": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": _FIXED_TIME, "comments": "made by Orta"})
        bold = book.add_format({"bold": True})
        about = _provenance_table(provenance)
        for name, table in {**tables, "provenance": about}.items():
            _fill_sheet(book.add_worksheet(name), table, bold, path)
    write_bytes(buffer.getvalue(), path)
    return (path,)


def write_parquet(
    table: Table, path: Path, *, provenance: Provenance
) -> tuple[Path, ...]:
    """The file written; its schema holds the provenance under `orta.provenance`.

    Raises
    ------
    UsageError
        If pyarrow is not installed.
    """
    pyarrow = _import_extra("pyarrow", "Parquet")
    parquet = _import_extra("pyarrow.parquet", "Parquet")
    columns = [
        _arrow_column(pyarrow, [row[n] for row in table.rows])
        for n in range(len(table.columns))
    ]
    metadata = {"orta.provenance": provenance_json(provenance)}
    arrow = pyarrow.table(columns, names=list(table.columns), metadata=metadata)
    buffer = io.BytesIO()
    parquet.write_table(arrow, buffer, compression="zstd")
    write_bytes(buffer.getvalue(), path)
    return (path,)


def write_bytes(content: bytes, path: Path) -> None:
    """Put the content at the path, whole or not at all; what was there is replaced.

    Raises
    ------
    UsageError
        If it cannot be written there.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as problem:
        raise _unwritable(path, problem) from None
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        part.chmod(0o666 & ~umask())  # mkstemp lets nobody else read
        part.replace(path)
    except OSError as problem:
        raise _unwritable(path, problem) from None
    finally:
        part.unlink(missing_ok=True)


def umask() -> int:
    """The permissions that new files do not get."""
    mask = os.umask(0)  # the only way to ask is to set it
    os.umask(mask)
    return mask


def _unwritable(path: Path, problem: OSError) -> UsageError:
    return UsageError(
        f"cannot write {path}: {problem.strerror}",
        where="output",
        hint="name a file in a folder that exists and may be written to",
    )


def _csv_cell(cell: Value) -> str:
    if isinstance(cell, str):
        return safe_text(cell)
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return ""
    return repr(cell)


def _provenance_table(provenance: Provenance) -> Table:
    fields = provenance.to_dict()
    parameters = fields.pop("parameters")
    assert isinstance(parameters, dict)  # noqa: S101 - as Provenance makes it
    rows = [*fields.items(), *parameters.items()]
    return Table(
        columns=("field", "value"),
        rows=tuple((str(name), str(value)) for name, value in rows),
    )


def _fill_sheet(sheet: Any, table: Table, bold: object, path: Path) -> None:  # noqa: ANN401 - XlsxWriter has no types
    if len(table.rows) >= _MOST_XLSX_ROWS:
        raise UsageError(
            f"{len(table.rows):,} rows do not fit on a sheet",
            where=str(path),
            hint="write a .csv or .parquet file",
        )
    sheet.write_row(0, 0, table.columns, bold)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                # As a string cell, never parsed: no formula, no link.
                sheet.write_string(number, column, cell[:_LONGEST_XLSX_TEXT])
            elif cell is not None and math.isfinite(cell):
                sheet.write_number(number, column, cell)


def _arrow_column(pyarrow: ModuleType, cells: list[Value]) -> object:
    """One column of one type: text if any cell is one, else the wider number."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {int} and kinds:
        return pyarrow.array(cells, pyarrow.int64())
    if kinds <= {int, float} and kinds:
        return pyarrow.array(cells, pyarrow.float64())
    texts = [cell if cell is None else str(cell) for cell in cells]
    return pyarrow.array(texts, pyarrow.string())


def _import_extra(name: str, form: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise UsageError(
            f"{form} files need the library {name.partition('.')[0]}",
            where="output",
            hint="install it with `pip install 'orta[export]'`, or write a .csv file",
        ) from None
