"""A draft as a dataset folder: whole and checked, or not there at all."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orta.datasets.check import check_dataset
from orta.datasets.package import data_package
from orta.datasets.schema import TableSchema, read_schema
from orta.datasets.sources.draft import Cell, Draft
from orta.errors import DatasetError, UsageError

_NOT_A_NAME = re.compile(r"[^a-z0-9._-]+")


def write_dataset(
    draft: Draft, folder: Path, *, version: str, title: str, licence: str
) -> None:
    """Write the tables and the data package of a draft, then check them.

    Raises
    ------
    UsageError
        If something is in the folder's place, or it cannot be written.
    DatasetError
        If the dataset could not be used; then nothing is left behind.
    """
    with new_folder(folder) as part:
        tables = [name for name in read_schema() if draft.tables.get(name)]
        for name in tables:
            _write_table(part, read_schema()[name], draft.tables[name])
        head = {
            "name": _NOT_A_NAME.sub("-", folder.resolve().name.lower()),
            "version": version,
            "title": title,
            **({"licenses": [{"name": licence, "title": licence}]} if licence else {}),
        }
        package = data_package(head, tables=tables)
        text = json.dumps(package, ensure_ascii=False, indent=2)
        (part / "datapackage.json").write_text(f"{text}\n", encoding="utf-8")
        bad_cells = check_dataset(part)
        if bad_cells:
            error = DatasetError(str(folder), bad_cells)
            error.hint = "these rows follow from the source; nothing was written"
            raise error


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into that takes its name only when all went well.

    Raises
    ------
    UsageError
        If something is in its place, or it cannot be written.
    """
    with _beside(folder) as part:
        yield part
        part.chmod(0o777 & ~_umask())  # mkdtemp lets nobody else in
        refuse_existing(folder)
        part.rename(folder)


def write_new_file(content: bytes, path: Path) -> None:
    """Put the content at a path that was free, whole or not at all.

    Raises
    ------
    UsageError
        If something is there, or it cannot be written.
    """
    with _beside(path) as part:
        (part / path.name).write_bytes(content)
        refuse_existing(path)
        (part / path.name).rename(path)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder next to a place that is free; it is gone afterwards."""
    refuse_existing(folder)
    try:
        name = tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.")
    except OSError as problem:
        raise _unwritable(folder, problem) from None
    part = Path(name)
    try:
        yield part
    except OSError as problem:
        raise _unwritable(folder, problem) from None
    finally:
        # Also after Ctrl C; once renamed there is nothing left to remove.
        shutil.rmtree(part, ignore_errors=True)


def refuse_existing(folder: Path) -> None:
    """Refuse a place that is taken.

    Raises
    ------
    UsageError
        If there is a file or folder.
    """
    if folder.exists() or folder.is_symlink():
        raise UsageError(
            f"{folder} is there already",
            where="FOLDER",
            hint="name a folder that does not exist; nothing is ever overwritten",
        )


def _umask() -> int:
    mask = os.umask(0)  # the only way to ask is to set it
    os.umask(mask)
    return mask


def _unwritable(folder: Path, problem: OSError) -> UsageError:
    return UsageError(
        f"cannot write {folder}: {problem.strerror}",
        where="FOLDER",
        hint="name a place in a folder that exists and may be written to",
    )


def _write_table(
    folder: Path, schema: TableSchema, rows: list[dict[str, Cell]]
) -> None:
    """Needed columns and those that have a value, in the order of the schema."""
    filled = {name for row in rows for name, cell in row.items() if cell not in _EMPTY}
    columns = [c.name for c in schema.columns if c.is_needed or c.name in filled]
    with (folder / schema.file_name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_text(row.get(name)) for name in columns] for row in rows)


_EMPTY = (None, "", ())


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, tuple):
        return ";".join(cell)
    return f"{cell:.12g}" if isinstance(cell, float) else str(cell)
