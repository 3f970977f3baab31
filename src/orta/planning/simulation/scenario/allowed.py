"""What a field of a scenario may hold; the value, the file and its messages agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from math import inf
from typing import Final

from orta.corridor import WEEKDAYS

_LONGEST_TEXT = 100
_CODE_LENGTHS = (2, 4, 6)  # chapter, heading and subheading of the Harmonized System
_YEARS = range(1970, 2200)
_LARGEST = 1e300  # keeps out nan, infinity and integers too large for a float


class Kind(Enum):
    """The kinds of value a field may be of."""

    NUMBER = auto()
    WHOLE = auto()
    FLAG = auto()
    TEXT = auto()
    DAY = auto()
    WEEKDAYS = auto()
    CODES = auto()
    IDS = auto()
    STOPS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """A kind of value, and for numbers the range.

    Examples
    --------
    >>> share = Allowed(kind=Kind.NUMBER, above=0, most=1)
    >>> share.takes(0.8), share.takes(80)
    (True, False)
    >>> str(share)
    'a number above 0 and up to 1'
    """

    kind: Kind
    least: float = -inf
    above: float = -inf
    most: float = inf

    def takes(self, value: object) -> bool:
        """Whether the value is one of these."""
        if self.kind in (Kind.NUMBER, Kind.WHOLE):
            return self._takes_number(value)
        if self.kind in _LISTS:
            is_one = _LISTS[self.kind]
            return (
                isinstance(value, tuple)
                and all(map(is_one, value))
                and len(set(value)) == len(value)
            )
        return {Kind.FLAG: _is_flag, Kind.DAY: _is_day, Kind.TEXT: _is_text}[self.kind](
            value
        )

    def canonical(self, value: object) -> object:
        """The value as it stands in provenance, the same for equal meanings."""
        if self.kind is Kind.NUMBER:
            return float(value)  # type: ignore[arg-type]
        if self.kind is Kind.WHOLE:
            return int(value)  # type: ignore[call-overload]
        if self.kind is Kind.DAY:
            return str(value)
        if self.kind is Kind.WEEKDAYS:
            return sorted(value, key=WEEKDAYS.index)  # type: ignore[call-overload]
        if self.kind in (Kind.CODES, Kind.IDS, Kind.STOPS):
            in_order = self.kind is Kind.STOPS  # of others the order says nothing
            return list(value) if in_order else sorted(value)  # type: ignore[call-overload]
        return value

    def __str__(self) -> str:
        if self.kind in (Kind.NUMBER, Kind.WHOLE):
            noun = "a number" if self.kind is Kind.NUMBER else "a whole number"
            return f"{noun}{self._range()}"
        return {
            Kind.FLAG: "true or false",
            Kind.TEXT: f"a text of 1 to {_LONGEST_TEXT} characters on one line",
            Kind.DAY: "a day such as 2025-06-01, without quotes",
            Kind.WEEKDAYS: f"a list of {', '.join(WEEKDAYS)}, each once",
            Kind.CODES: 'a list of Harmonized System codes such as "1001", each once',
            Kind.IDS: "a list of ids, each once",
            Kind.STOPS: "a list of ids in the order of the way, each once",
        }[self.kind]

    def _takes_number(self, value: object) -> bool:
        kinds = (int,) if self.kind is Kind.WHOLE else (int, float)
        if not isinstance(value, kinds) or isinstance(value, bool):
            return False
        return (
            self.above < value
            and self.least <= value <= self.most
            and -_LARGEST < value < _LARGEST
        )

    def _range(self) -> str:
        if self.above > -inf:
            low = f" above {self.above:g}"
            return low if self.most == inf else f"{low} and up to {self.most:g}"
        if self.least > -inf:
            return f" from {self.least:g} to {self.most:g}"
        return ""


def number(*, least: float = -inf, above: float = -inf, most: float = inf) -> Allowed:
    """A number in a range."""
    return Allowed(kind=Kind.NUMBER, least=least, above=above, most=most)


def whole(least: int, most: int) -> Allowed:
    """A whole number in a range."""
    return Allowed(kind=Kind.WHOLE, least=least, most=most)


FLAG = Allowed(kind=Kind.FLAG)
TEXT = Allowed(kind=Kind.TEXT)
DAY = Allowed(kind=Kind.DAY)
DAYS_OF_WEEK = Allowed(kind=Kind.WEEKDAYS)
CODES = Allowed(kind=Kind.CODES)
IDS = Allowed(kind=Kind.IDS)
STOPS = Allowed(kind=Kind.STOPS)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_day(value: object) -> bool:
    # A datetime is a date to Python, not to us.
    return type(value) is date and value.year in _YEARS


def _is_weekday(value: object) -> bool:
    return isinstance(value, str) and value in WEEKDAYS


def _is_text(value: object) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value) <= _LONGEST_TEXT
        and value.isprintable()
        and bool(value.strip())
    )


def _is_code(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) in _CODE_LENGTHS
        and value.isascii()
        and value.isdigit()
    )


_LISTS: Final[Mapping[Kind, Callable[[object], bool]]] = {
    Kind.WEEKDAYS: _is_weekday,
    Kind.CODES: _is_code,
    Kind.IDS: _is_text,
    Kind.STOPS: _is_text,
}
