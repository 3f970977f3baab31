"""What a run of a study may say: one table for the check, the template and the docs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum, auto
from math import inf
from typing import Any

_LONGEST_TEXT = 200
_LARGEST = 1e300  # keeps out nan, infinity and integers too large for a float


class Form(Enum):
    """The forms of value that a key may have."""

    TEXT = auto()
    FILE = auto()
    INSTANT = auto()
    TEXTS = auto()
    WHOLE = auto()
    NUMBER = auto()
    FLAG = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of a run: its form, its range, and what it means.

    Examples
    --------
    >>> share = Key(name="share", meaning="…", form=Form.NUMBER, least=0, most=1)
    >>> share.takes(0.5), share.takes(5), share.expected
    (True, False, 'a number from 0 to 1')
    """

    name: str
    meaning: str
    form: Form = Form.TEXT
    least: float = -inf
    most: float = inf
    is_needed: bool = False
    default: str = ""

    def takes(self, value: object) -> bool:
        """Whether the value is one of these."""
        match self.form:
            case Form.TEXT | Form.FILE:
                return is_text(value)
            case Form.TEXTS:
                return isinstance(value, list) and all(map(is_text, value))
            case Form.INSTANT:
                return is_text(value) or isinstance(value, date)
            case Form.FLAG:
                return isinstance(value, bool)
            case Form.WHOLE:
                return isinstance(value, int) and self._is_in_range(value)
            case Form.NUMBER:
                return isinstance(value, int | float) and self._is_in_range(value)

    @property
    def expected(self) -> str:
        """What the value may be, in words."""
        numbers = (
            f" from {self.least:,.10g} to {self.most:,.10g}" if self.most < inf else ""
        )
        if self.least > -inf and not numbers:
            numbers = f" of at least {self.least:,.10g}"
        return {
            Form.TEXT: f"a text of 1 to {_LONGEST_TEXT} characters on one line",
            Form.FILE: "the name of a file, as seen from the study",
            Form.TEXTS: "a list of texts",
            Form.INSTANT: "a day or an instant such as 2026-12-04",
            Form.WHOLE: f"a whole number{numbers}",
            Form.NUMBER: f"a number{numbers}",
            Form.FLAG: "true or false",
        }[self.form]

    def _is_in_range(self, value: float) -> bool:
        is_number = not isinstance(value, bool) and -_LARGEST < value < _LARGEST
        return is_number and self.least <= value <= self.most


def is_text(value: object) -> bool:
    """Whether the value is a text on one line, and not an endless one."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= _LONGEST_TEXT
        and value.isprintable()
        and bool(value.strip())
    )


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever TOML has
    """The value as JSON has it: days and instants become texts.

    >>> plain([date(2026, 12, 4), 1])
    ['2026-12-04', 1]
    """
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value
