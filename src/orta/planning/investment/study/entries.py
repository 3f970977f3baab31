"""Entries of a TOML file taken out one by one, each checked, all complaints kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from orta.datasets import Lines, nearest
from orta.errors import BadCell

Path = tuple[str | int, ...]
_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2200
_WIDEST: Final = 60  # characters of a value in a message


@dataclass(slots=True)
class Complaints:
    """What is wrong in a file, with the lines."""

    file: str
    lines: Lines
    found: list[BadCell] = field(default_factory=list)

    def add(self, path: Path, value: object, expected: str, hint: str = "") -> None:
        """Keep one complaint about an entry."""
        self.found.append(
            BadCell(
                file=self.file,
                row=self.lines.of_entry(path),
                column=str(path[-1]) if path else "",
                value=_shown(value),
                expected=expected,
                hint=hint,
            )
        )


@dataclass(slots=True)
class Entries:
    """A table of the file; what is taken out is known, what is left is a mistake."""

    content: dict[str, Any]
    path: Path
    complaints: Complaints
    known: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, content: object, path: Path, complaints: Complaints) -> Entries:
        """The table, or an empty one with a complaint."""
        if not isinstance(content, dict):
            complaints.add(path, content, "a table", "write [name], or name = {…}")
            content = {}
        return cls(content, path, complaints)

    def complain(self, key: str, expected: str, hint: str = "") -> None:
        """Keep a complaint about an entry of this table."""
        value = self.content.get(key, "")
        self.complaints.add((*self.path, key), value, expected, hint)

    def text(self, key: str, default: str | None = "") -> str:
        """A text on one line; needed if the default is None."""
        value = self._take(key, default, "a text")
        if not isinstance(value, str) or not value.isprintable():
            self.complain(key, "a text in quotes on one line")
            return default or ""
        return value

    def number(
        self, key: str, default: float | None, *, low: float, high: float
    ) -> float:
        """A number within bounds; needed if the default is None."""
        value = self._take(key, default, f"a number from {low:g} to {high:g}")
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not low <= value <= high:
            self.complain(key, f"a number from {low:g} to {high:g}, without quotes")
            return low if default is None else default
        return float(value)

    def integer(self, key: str, default: int | None, *, low: int, high: int) -> int:
        """A whole number within bounds; needed if the default is None."""
        value = self._take(key, default, f"a whole number from {low} to {high}")
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if not is_whole or not low <= value <= high:
            self.complain(key, f"a whole number from {low} to {high}, without quotes")
            return low if default is None else default
        return int(value)

    def flag(self, key: str) -> bool:
        """True or false; false if it is not there."""
        value = self._take(key, default=False, expected="true or false")
        if not isinstance(value, bool):
            self.complain(key, "true or false, without quotes")
            return False
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty if it is not there."""
        value = self._take(key, [], "a list of texts")
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self.complain(key, 'a list of texts, as ["a", "b"]')
            return ()
        return tuple(value)

    def years(self, key: str, default: Sequence[int] | None) -> tuple[int, ...]:
        """Years in order, at least one."""
        value = self._take(key, default, "years in order, as [2026, 2030]")
        is_list = isinstance(value, list | tuple) and len(value) > 0
        if (
            not is_list
            or not all(
                type(year) is int and _FIRST_YEAR <= year <= _LAST_YEAR
                for year in value
            )
            or list(value) != sorted(set(value))
        ):
            self.complain(key, "years in order, as [2026, 2030]")
            return tuple(default or (2026,))
        return tuple(value)

    def table(self, key: str) -> Entries:
        """A table inside this one; empty if it is not there."""
        value = self._take(key, {}, "a table")
        return Entries.of(value, (*self.path, key), self.complaints)

    def tables(self, key: str) -> Iterator[Entries]:
        """A list of tables; none if it is not there."""
        value = self._take(key, [], "a list of tables")
        if not isinstance(value, list):
            self.complain(key, f"a list of tables, each under [[{key}]]")
            return
        for number, content in enumerate(value):
            yield Entries.of(content, (*self.path, key, number), self.complaints)

    def names(self) -> tuple[str, ...]:
        """The names of all entries, whatever they are."""
        self.known.update(self.content)
        return tuple(self.content)

    def done(self) -> None:
        """Complain about entries that nobody asked for."""
        for key in self.content:
            if key not in self.known:
                hint = nearest(key, sorted(self.known))
                expected = f"one of {', '.join(sorted(self.known))}"
                self.complaints.add((*self.path, key), key, expected, hint)

    def _take(self, key: str, default: object, expected: str) -> Any:  # noqa: ANN401
        """The entry as it stands, or the default."""
        self.known.add(key)
        if key not in self.content and default is None:
            self.complain(key, expected, "it has to be there")
            raise MissingEntryError(key)
        return self.content.get(key, default)


class MissingEntryError(Exception):
    """What is needed is not there; the complaint is kept already."""


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = text[:_WIDEST]
    return text if text.isprintable() else ascii(text)[1:-1]
