"""The text of one cell as a value, or why it cannot be one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from rapidfuzz import process

from orta.datasets.schema import Column

Cell = str | int | float | Decimal | bool | tuple[str, ...] | None

# Digits of other scripts are not read: people would not see what went in.
_DATE_FORM = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_NUMBER_FORM = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_COMMA_DECIMAL = re.compile(
    r"[+-]?\d{1,3}([ \u00a0\u202f]\d{3})+(,\d+)?|[+-]?\d+,\d+", re.ASCII
)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_NUMBER_WITH_UNIT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*[A-Za-z%/°]+\.?", re.ASCII)
_COMPARED = 100  # characters of a text that are held against the known values


class CellError(Exception):
    """A cell that cannot be used: what was expected, and a hint."""

    def __init__(self, expected: str, hint: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.hint = hint


def parse_cell(text: str, column: Column) -> Cell:
    """The cell as the type its column says; None where an optional one is empty.

    Raises
    ------
    CellError
        If the cell is empty but needed, of another type, or breaks the rule.
    """
    text = text.strip()
    if not text:
        if column.is_needed:
            raise CellError(f"a value: {column.meaning}")
        return None
    value = _PARSERS[column.type](text, column)
    check_value(value, column)
    return value


def check_value(value: Cell, column: Column) -> None:
    """Nothing, if a value of the right type follows the rule of its column.

    Raises
    ------
    CellError
        If it does not.
    """
    if isinstance(value, tuple):
        for item in value:
            _check_text(item, column)
    elif isinstance(value, bool):
        pass
    elif isinstance(value, int | float | Decimal):
        _check_number(value, column)
    elif column.type != "date" or column.pattern:
        _check_text(value, column)


def nearest(text: str, known: Iterable[str]) -> str:
    """`nearest is X` for the known value most like the text, or nothing."""
    found = process.extractOne(
        text[:_COMPARED], list(known), processor=str.casefold, score_cutoff=50
    )
    return f"nearest is {found[0]}" if found else ""


def _parse_number(text: str, column: Column) -> float:
    if _NUMBER_FORM.fullmatch(text):
        return float(text)
    raise CellError(
        f"a number{_unit(column, before=' in ')}", _number_hint(text, column)
    )


def _parse_decimal(text: str, column: Column) -> Decimal:
    """The number as it is written: amounts of money are no binary fractions."""
    _parse_number(text, column)
    return Decimal(text)


def _number_hint(text: str, column: Column) -> str:
    """How to write what looks like a number, or nothing."""
    readings = []
    if _COMMA_DECIMAL.fullmatch(text):
        readings.append(re.sub(r"[ \u00a0\u202f]", "", text).replace(",", "."))
    if _THOUSANDS.fullmatch(text):
        readings.append(text.replace(",", ""))
    if readings:
        return f"write {' or '.join(readings)}: decimal point, no spaces"
    if found := _NUMBER_WITH_UNIT.fullmatch(text):
        condition = f" if it is{_unit(column, before=' in ')}" if column.unit else ""
        return f"write {found[1]}{condition}: the unit belongs to the column"
    return ""


def _unit(column: Column, *, before: str) -> str:
    """The unit after a number; a share has none, some have it in another column."""
    if column.unit in ("", "1"):
        return ""
    is_elsewhere = column.unit.startswith("see ")
    return f"{', ' if is_elsewhere else before}{column.unit}"


def _parse_integer(text: str, column: Column) -> int:
    value = _parse_number(text, column)
    if not value.is_integer():  # infinity is not one either
        raise CellError("a whole number")
    return int(value)


def _parse_boolean(text: str, _: Column) -> bool:
    if text not in ("true", "false"):
        raise CellError("true or false")
    return text == "true"


def _parse_date(text: str, _: Column) -> str:
    expected = "a date like 2026-03-01, 2026-03 or 2026"
    if not _DATE_FORM.fullmatch(text):
        raise CellError(expected)
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    try:
        date(year, month, day)
    except ValueError as problem:
        raise CellError(expected, str(problem)) from None
    return text


def _parse_list(text: str, _: Column) -> tuple[str, ...]:
    items = tuple(item.strip() for item in text.split(";"))
    if not all(items):
        raise CellError("values separated by ;", "there is an empty one")
    return items


def _parse_text(text: str, _: Column) -> str:
    return text


_PARSERS: dict[str, Callable[[str, Column], Cell]] = {
    "number": _parse_number,
    "decimal": _parse_decimal,
    "integer": _parse_integer,
    "boolean": _parse_boolean,
    "date": _parse_date,
    "list": _parse_list,
    "text": _parse_text,
    "code": _parse_text,
}


def _check_number(value: float | Decimal, column: Column) -> None:
    if column.alternatives and str(value) not in column.alternatives:
        raise CellError(f"one of {', '.join(column.alternatives)}")
    if column.bounds is None:
        return
    low, high, is_open = column.bounds
    if not low <= value <= high or (is_open and value == low):
        at_least = f"more than {low:.12g}" if is_open else f"at least {low:.12g}"
        raise CellError(
            f"{at_least} and at most {high:.12g}{_unit(column, before=' ')}",
            "check the unit" if column.unit else "",
        )


def _check_text(value: Cell, column: Column) -> None:
    text = str(value)
    if column.alternatives and text not in column.alternatives:
        raise CellError(
            f"one of {', '.join(column.alternatives)}",
            nearest(text, column.alternatives),
        )
    if column.pattern and not column.pattern.fullmatch(text):
        raise CellError(f"{column.meaning} ({column.pattern.pattern})")
