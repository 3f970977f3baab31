"""What every value of a study does: it checks itself against the schema."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import ClassVar, Final

from orta.datasets import CellError, Column, check_value
from orta.errors import ModelError
from orta.planning.flows.study.schema import read_whole_schema

_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "list": (tuple,),
}


_WORDS: Final = {
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "list": "a tuple of texts",
}


class Checked:
    """A value whose fields follow the rules of their columns in `schema.csv`.

    `TABLE` is the table they stand in, `KEY` the field that tells its rows apart, if
    there is one.

    Raises
    ------
    ModelError
        With every field that breaks its rule, or else every contradiction, each as
        `column is value, expected …` after the name of the row.
    """

    __slots__ = ()
    TABLE: ClassVar[str]
    KEY: ClassVar[str] = ""

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            name = f"{self.TABLE} {self.label}".rstrip()
            raise ModelError(*(f"{name}: {problem}" for problem in problems))

    @property
    def label(self) -> str:
        """What tells it apart from the others of its table, or nothing."""
        return str(getattr(self, self.KEY)) if self.KEY else ""

    def _problems(self) -> Iterator[str]:
        found = list(self._broken_rules()) or self._contradictions()
        yield from (self._said(*one) for one in found)

    def _said(self, column: str, expected: str) -> str:
        return f"{column} is {getattr(self, column, '')!r}, expected {expected}"

    def _broken_rules(self) -> Iterator[tuple[str, str]]:
        for column in _columns_of(type(self)):  # type: ignore[arg-type] # classes have a hash
            if expected := find_broken_rule(getattr(self, column.name), column):
                yield column.name, expected

    def _contradictions(self) -> Iterator[tuple[str, str]]:
        """Columns that do not go together, and what was expected there."""
        yield from ()


@cache
def _columns_of(kind: type[Checked]) -> tuple[Column, ...]:
    """The columns of its table that a value has a field for."""
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type] # each is one
    columns = read_whole_schema()[kind.TABLE].columns
    return tuple(c for c in columns if c.name in names and c.type != "date")


def find_broken_rule(value: object, column: Column) -> str:
    """What was expected instead of a value, or nothing."""
    if value is None or value in ("", ()):
        return f"a value: {column.meaning}" if column.is_needed else ""
    kinds = _TYPES.get(column.type, (str,))
    if not isinstance(value, kinds) or (isinstance(value, bool) != (bool in kinds)):
        return _WORDS.get(column.type, "a text")
    if isinstance(value, float) and not math.isfinite(value):
        return "a finite number"
    if isinstance(value, tuple) and not all(isinstance(item, str) for item in value):
        return _WORDS["list"]
    try:
        check_value(value, column)  # type: ignore[arg-type] # its type was looked at
    except CellError as problem:
        return problem.expected
    return ""


class Dated(Checked):
    """A value that holds from one week to another; weeks are counted from 1."""

    __slots__ = ()
    first_week: int
    last_week: int | None

    def weeks(self, horizon: int) -> range:
        """The weeks it holds in, of a study of so many weeks.

        >>> from orta.corridor import Evidence
        >>> from orta.planning.flows.study import Supply
        >>> from orta.vocabulary import Confidence
        >>> said = Evidence(
        ...     source_id="x", as_of="2026", confidence=Confidence.PUBLISHED)
        >>> harvest = Supply(supply_id="S", goods_id="grain", node_id="KZNQZ",
        ...     first_week=9, t_per_week=100, usd_per_t=180, evidence=said)
        >>> list(harvest.weeks(12))
        [9, 10, 11, 12]
        """
        last = horizon if self.last_week is None else min(self.last_week, horizon)
        return range(self.first_week, last + 1)

    def _contradictions(self) -> Iterator[tuple[str, str]]:
        yield from self._order_of_weeks()

    def _order_of_weeks(self) -> Iterator[tuple[str, str]]:
        if self.last_week is not None and self.last_week < self.first_week:
            yield "last_week", f"a week from first_week, {self.first_week}, on"


def find_broken_figure(figure: float, column: Column) -> str:
    """What was expected instead of a figure that a scenario makes, or nothing."""
    # A figure of a whole-number column stands as a decimal one in a change.
    is_whole = column.type == "integer" and figure.is_integer()
    return find_broken_rule(int(figure) if is_whole else figure, column)
