"""The TOML file of a study, entry by entry, or what is wrong and in which line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import isfinite
from pathlib import Path
from typing import Any, Final

from orta.datasets import (
    CellError,
    Column,
    Lines,
    TableSchema,
    TomlError,
    check_value,
    nearest,
    parse_schema,
    read_toml,
)
from orta.errors import BadCell, UsageError

FORM: Final = "orta.autonomy-study/1"
SETTINGS: Final = ("study", "weights")
_MOST_BYTES: Final = 100_000
_WIDEST: Final = 60


@cache
def read_study_schema() -> dict[str, TableSchema]:
    """The schema of settings and tables, in the order of the file."""
    text = resources.files(__package__).joinpath("schema.csv").read_text("utf-8")
    return parse_schema(text, needed=("demand",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Usable entries of a study file, and what is wrong with the others."""

    study: Mapping[str, Any]
    weights: Mapping[str, Any]
    problems: tuple[BadCell, ...]


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
        bad = BadCell(
            file=path.name,
            row=error.line,
            column="",
            value="",
            expected=f"TOML: {error.problem}",
            hint=error.hint,
        )
        return Settings(study={}, weights={}, problems=(bad,))
    except (OSError, ValueError) as problem:  # ValueError: a name that cannot be one
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UsageError(
            f"cannot read the study {path}: {reason}",
            where=str(path),
            hint=f'name a TOML file that begins with schema = "{FORM}"',
        ) from None
    lines = Lines.of(text)
    own = {key: value for key, value in content.items() if key != "weights"}
    study, problems = _checked(path, lines, own, "study")
    about = content.get("weights", {})
    weights: dict[str, Any] = {}
    if not isinstance(about, dict):
        bad_row = lines.of_entry(("weights",))
        problems.append(_bad(path, bad_row, "weights", _shown(about), "a table"))
    elif about:
        weights, more = _checked(path, lines, about, "weights")
        problems += more
    return Settings(study=study, weights=weights, problems=tuple(problems))


def _checked(
    path: Path, lines: Lines, content: Mapping[str, Any], table: str
) -> tuple[dict[str, Any], list[BadCell]]:
    """Usable entries of one table of the file, and the faults of the others."""
    schema = read_study_schema()[table]
    prefix = () if table == "study" else (table,)
    found: dict[str, Any] = {}
    problems = []
    for key, value in content.items():
        row = lines.of_entry((*prefix, key))
        column = schema.column_by_name.get(key)
        if column is None:
            hint = nearest(key, schema.column_by_name)
            hint = hint or f"there are {', '.join(schema.column_by_name)}"
            expected = f"an entry of {table}"
            problems.append(_bad(path, row, key, _shown(value), expected, hint))
        elif expected := _broken(value, column):
            problems.append(_bad(path, row, key, _shown(value), expected))
        else:
            found[key] = tuple(value) if isinstance(value, list) else value
    for column in schema.columns:
        if column.is_needed and column.name not in content:
            row = lines.of_entry(prefix) if prefix else 1
            expected = f"a value: {column.meaning}"
            problems.append(_bad(path, row, column.name, "", expected))
    return found, problems


def _broken(value: object, column: Column) -> str:
    """What was expected instead of an entry, or nothing."""
    match column.type:
        case "number":
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if not is_number or not isfinite(value):  # type: ignore[arg-type] # a number
                return "a number, without quotes"
        case "list":
            is_list = isinstance(value, list)
            if not is_list or not all(isinstance(item, str) for item in value):  # type: ignore[attr-defined] # a list
                return "a list of texts in brackets"
            value = tuple(value)  # type: ignore[arg-type] # a list
        case _:
            if not isinstance(value, str) or not value.strip():
                return "a text in quotes"
    try:
        check_value(value, column)  # type: ignore[arg-type] # its type was looked at
    except CellError as problem:
        return problem.expected
    return ""


def _bad(  # noqa: PLR0913, PLR0917  the fields of a bad cell
    path: Path, row: int, key: str, value: str, expected: str, hint: str = ""
) -> BadCell:
    return BadCell(
        file=path.name,
        row=row,
        column=key[:_WIDEST],
        value=value,
        expected=expected,
        hint=hint,
    )


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text[:_WIDEST] if text.isprintable() else repr(text)[1:_WIDEST]
