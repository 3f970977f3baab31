"""The settings of a study from its TOML file, or what is wrong and in which line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from orta.datasets import (
    Column,
    Lines,
    TableSchema,
    TomlError,
    nearest,
    read_toml,
)
from orta.errors import BadCell, UsageError
from orta.planning.flows.study.checked import find_broken_rule
from orta.planning.flows.study.schema import SETTINGS, read_whole_schema

_MOST_BYTES: Final = 100_000
_LONGEST_TEXT: Final = 1000
_WIDEST: Final = 60  # characters of a value in a message
_HINT: Final = 'a study begins with schema = "orta.flows-study/1"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The usable entries of a study file, and what is wrong with the others.

    An entry that nobody gave is left out; `table_line` is where `tables` stands.
    """

    study: Mapping[str, Any]
    risk: Mapping[str, Any]
    problems: tuple[BadCell, ...]
    table_line: int = 0


def read_settings(path: Path) -> Settings:
    """What the TOML file of a study says.

    Raises
    ------
    UsageError
        If there is no such file.
    """
    try:
        content, text = read_toml(path, most_bytes=_MOST_BYTES)
    except TomlError as error:
        bad = _bad(
            path,
            error.line,
            "",
            value="",
            expected=f"TOML: {error.problem}",
            hint=error.hint,
        )
        return Settings(study={}, risk={}, problems=(bad,))
    except (OSError, ValueError) as problem:  # ValueError: a name that cannot be one
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UsageError(
            f"cannot read the study {path}: {reason}",
            where=str(path),
            hint="name a TOML file; `orta data new --xlsx study.xlsx` makes one",
        ) from None
    lines = Lines.of(text)
    study, risk = _Reader(path, lines, ("study",)), _Reader(path, lines, ("risk",))
    own = {key: value for key, value in content.items() if key != "risk"}
    values = dict(study.values(own))
    about_risk = content.get("risk", {})
    if isinstance(about_risk, dict):
        risks = dict(risk.values(about_risk))
    else:
        risks = {}
        study.complain("risk", _shown(about_risk), "a table", "write [risk]")
    problems = sorted((*study.problems, *risk.problems), key=lambda bad: bad.row)
    return Settings(
        study=values,
        risk=risks,
        problems=tuple(problems),
        table_line=lines.of_entry(("tables",)),
    )


class _Reader:
    """Entries of one table of the file, held against its schema."""

    def __init__(self, path: Path, lines: Lines, table: tuple[str]) -> None:
        self.path, self.lines = path, lines
        self.schema: TableSchema = read_whole_schema()[table[0]]
        self.prefix = () if table == ("study",) else table
        self.problems: list[BadCell] = []

    def complain(self, key: str, value: str, expected: str, hint: str = "") -> None:
        line = self.lines.of_entry((*self.prefix, key))
        self.problems.append(
            _bad(self.path, line, key, value=value, expected=expected, hint=hint)
        )

    def values(self, content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        known = self.schema.column_by_name
        for key, value in content.items():
            if key not in known:
                words = [*known, *(SETTINGS[1:] if not self.prefix else ())]
                hint = nearest(key, words) or f"there are {', '.join(words)}"
                self.complain(_name(key), _shown(value), "a key of a study", hint)
            elif expected := _broken(value, known[key]):
                self.complain(key, _shown(value), expected, _hint(value, known[key]))
            else:
                yield key, value
        for column in self.schema.columns:
            if column.is_needed and column.name not in content:
                expected = f"a value: {column.meaning}"
                hint = _HINT if column.name == "schema" else ""
                self.complain(column.name, "", expected, hint)


def _broken(value: object, column: Column) -> str:
    """What was expected instead of an entry, or nothing."""
    if column.type == "date":
        # A datetime is a date to Python, not to us.
        return "" if type(value) is date else "a day such as 2026-09-01, without quotes"
    if column.type == "text" and isinstance(value, str):
        is_fine = value.isprintable() and 0 < len(value.strip()) <= _LONGEST_TEXT
        if not is_fine:
            return f"a text of 1 to {_LONGEST_TEXT} characters on one line"
    return find_broken_rule(value, column)


def _hint(value: object, column: Column) -> str:
    if isinstance(value, str) and column.type in ("number", "integer", "date"):
        return "write it without quotes, point for decimals and no unit"
    if isinstance(value, str) and column.alternatives:
        return nearest(value, column.alternatives)
    return ""


def _bad(path: Path, line: int, key: str, **said: str) -> BadCell:
    return BadCell(file=path.name, row=line, column=key, **said)


def _name(key: str) -> str:
    """The key; signs that would steer a terminal are spelled out."""
    text = key[:_WIDEST]
    return text if text.isprintable() else repr(text)[1:-1]


def _shown(value: object) -> str:
    """The value as it would stand in the file, shortened; of nests, what they are."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, date | datetime):
        return str(value)
    try:
        text = str(value).lower() if isinstance(value, bool) else str(value)
    except ValueError:  # Python spells out no integer of thousands of digits
        return "a number of thousands of digits"
    return _name(text)
