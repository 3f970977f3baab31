"""A fault planted in a dataset folder, and what the check says about it."""

import csv
import io
from pathlib import Path

from orta.datasets import check_dataset


def read_rows(folder: Path, table: str) -> list[list[str]]:
    """Header and rows of a table as texts."""
    text = (folder / f"{table}.csv").read_text("utf-8")
    return list(csv.reader(io.StringIO(text, newline="")))


def write_rows(folder: Path, table: str, rows: list[list[str]]) -> None:
    """A table in the way spreadsheets write it: quotes where they are needed."""
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def row_of(folder: Path, table: str, key: str) -> int:
    """The number a spreadsheet shows at the row whose first cells are the key."""
    parts = key.split(" ")
    for number, row in enumerate(read_rows(folder, table), start=1):
        if row[: len(parts)] == parts:
            return number
    raise LookupError(f"{table}.csv has no row {key}")


def change(folder: Path, table: str, key: str, **cells: str) -> int:
    """Other texts in the cells of one row; the row's number."""
    rows = read_rows(folder, table)
    number = row_of(folder, table, key)
    for column, text in cells.items():
        rows[number - 1][rows[0].index(column)] = text
    write_rows(folder, table, rows)
    return number


def remove(folder: Path, table: str, key: str) -> None:
    """The table without one row."""
    rows = read_rows(folder, table)
    del rows[row_of(folder, table, key) - 1]
    write_rows(folder, table, rows)


def repeat(folder: Path, table: str, key: str, **cells: str) -> int:
    """A copy of a row, with some other cells, at the end; its number."""
    rows = read_rows(folder, table)
    again = list(rows[row_of(folder, table, key) - 1])
    for column, text in cells.items():
        again[rows[0].index(column)] = text
    write_rows(folder, table, [*rows, again])
    return len(rows) + 1


def edit_bytes(folder: Path, file: str, edit) -> None:
    """The file with its bytes put through `edit`."""
    path = folder / file
    path.write_bytes(edit(path.read_bytes()))


def places(folder: Path) -> list[tuple[str, int, str]]:
    """File, row and column of everything the check names."""
    return [(cell.file, cell.row, cell.column) for cell in check_dataset(folder)]


def only_problem(folder: Path):
    """What the check names, if that is one thing."""
    problems = check_dataset(folder)
    assert len(problems) == 1, "\n".join(map(str, problems[:10])) or "nothing named"
    return problems[0]
