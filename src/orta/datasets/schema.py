"""The tables of a dataset, read from `schema.csv`.

One table feeds four things: the check of every cell, `datapackage.json`, the
data page of the documentation, and the values a corridor is built from. Other
files of tables, as those of a study, have a schema of the same form.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

# Tables a corridor cannot do without.
REQUIRED_TABLES = ("source", "node", "link")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: `presence` is key, required or optional; the rule is text.

    A rule is a range (`0<..130`, open below), alternatives (`a|b`) or
    `pattern:` and a regular expression that the whole cell must match.
    """

    table: str
    name: str
    type: str
    unit: str
    presence: str
    rule: str
    reference: str
    meaning: str

    @property
    def is_needed(self) -> bool:
        """Whether an empty cell is an error."""
        return self.presence in ("key", "required")

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The expression a cell must match, if the rule is one."""
        prefix, _, expression = self.rule.partition(":")
        return re.compile(expression) if prefix == "pattern" else None

    @cached_property
    def alternatives(self) -> tuple[str, ...]:
        """The values a cell may have, or empty if any."""
        return (
            tuple(self.rule.split("|")) if "|" in self.rule and not self.pattern else ()
        )

    @cached_property
    def bounds(self) -> tuple[float, float, bool] | None:
        """Least, greatest, and whether the least itself is excluded."""
        if ".." not in self.rule or self.pattern:
            return None
        low, high = self.rule.split("..")
        return float(low.rstrip("<")), float(high), low.endswith("<")


@dataclass(frozen=True, kw_only=True)
class TableSchema:
    """A table and its columns in order."""

    name: str
    columns: tuple[Column, ...]
    is_needed: bool = False  # whether nothing can be read without it

    @property
    def file_name(self) -> str:
        """Where the table lies in a dataset folder."""
        return f"{self.name}.csv"

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Names of the columns that together identify a row."""
        return tuple(c.name for c in self.columns if c.presence == "key")

    @cached_property
    def column_by_name(self) -> dict[str, Column]:
        """Columns under their name."""
        return {column.name: column for column in self.columns}


@cache
def read_schema() -> dict[str, TableSchema]:
    """The schema of every table, in an order that puts what is referred to first.

    Examples
    --------
    >>> read_schema()["link"].column_by_name["length_km"].unit
    'km'
    """
    text = resources.files(__package__).joinpath("schema.csv").read_text("utf-8")
    return parse_schema(text, needed=REQUIRED_TABLES)


def parse_schema(text: str, *, needed: Iterable[str] = ()) -> dict[str, TableSchema]:
    """The tables that a schema file speaks of, in its order."""
    columns: dict[str, list[Column]] = {}
    for row in csv.DictReader(text.splitlines()):
        row["name"] = row.pop("column")
        columns.setdefault(row["table"], []).append(Column(**row))
    return {
        name: TableSchema(name=name, columns=tuple(of_table), is_needed=name in needed)
        for name, of_table in columns.items()
    }
