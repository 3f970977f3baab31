"""From the tables of a scenario file to a scenario, with every entry that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any, Final

from orta.corridor import Corridor
from orta.errors import BadEntry, ModelError
from orta.planning.simulation.scenario.alike import did_you_mean
from orta.planning.simulation.scenario.allowed import TEXT, Allowed
from orta.planning.simulation.scenario.check import find_bad_entries
from orta.planning.simulation.scenario.policies import Dated, Policy
from orta.planning.simulation.scenario.scenario import (
    LISTS,
    PARAMETER,
    TABLES,
    Scenario,
)

Path = tuple[str | int, ...]

_HEAD: Final = Scenario.ALLOWED
_WORDS: Final = (*_HEAD, *TABLES, "parameter", *LISTS)
_WIDEST: Final = 40  # characters of a value in a message


class Reading:
    """A file on its way to a scenario: what could be read, and what could not.

    What is wrong is left out, so that all the rest is looked at, too.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.problems: list[BadEntry] = []
        self._unknown_words(content)
        head = self._head(content)
        dated = {
            table: self._list(table, kind, content.get(table, []))
            for table, (_, kind) in LISTS.items()
        }
        rows: dict[str, Any] = {
            field: self._rows(table, kind, content.get(table, {}))
            for table, (field, kind) in TABLES.items()
        }
        parameters = self._parameters(content.get("parameter", {}))
        frame = Scenario(**head)
        met: dict[str, Any] = {
            LISTS[table][0]: tuple(self._met(listed, frame))
            for table, listed in dated.items()
        }
        self.scenario = Scenario(
            **head,
            **rows,
            parameters=parameters,
            **met,
        )

    def check(self, corridor: Corridor) -> None:
        """Add what the corridor has not, or cannot follow."""
        self.problems += find_bad_entries(self.scenario, corridor)

    def _bad(self, path: Path, problem: str, hint: str = "") -> None:
        self.problems.append(BadEntry(path=path, problem=problem, hint=hint))

    def _unknown_words(self, content: Mapping[str, Any]) -> None:
        for word in content:
            if word in _WORDS:
                continue
            homes = [
                table for table, (_, kind) in TABLES.items() if word in kind.ALLOWED
            ]
            hint = did_you_mean(word, _WORDS) or f"there are {', '.join(_WORDS)}"
            if homes:
                hint = f"it belongs into a table such as [{homes[0]}.ID]"
            self._bad((word,), f"a scenario has no {_quoted(word)}", hint)

    def _head(self, content: Mapping[str, Any]) -> dict[str, Any]:
        if "name" not in content:
            self._bad(
                (), "the scenario has no name", 'begin with name = "what is tried"'
            )
        given = {word: content[word] for word in _HEAD if word in content}
        return {"name": "?", **self._values((), given, _HEAD)}

    def _rows(
        self, table: str, kind: type[Policy], content: object
    ) -> dict[str, Policy]:
        if not isinstance(content, dict):
            self._bad((table,), f"{table} is no table", f"write [{table}.ID]")
            return {}
        rows = {}
        for key, row in content.items():
            path = (table, key)
            if not TEXT.takes(key):
                self._bad(path, f"{_quoted(key)} is no id, which is {TEXT}")
            elif isinstance(row, dict):
                rows[key] = self._row(path, kind, row)
            elif key in kind.ALLOWED:
                self._bad(
                    path,
                    f"{key} belongs to one {table}",
                    f"write it under [{table}.ID]",
                )
            else:
                self._bad(
                    path,
                    f"{_quoted(key)} is {_shown(row)}, expected a table",
                    f"write [{table}.{key}]",
                )
        return rows

    def _row(self, path: Path, kind: type[Policy], row: dict[str, Any]) -> Policy:
        before = len(self.problems)
        values = self._values(path, row, kind.ALLOWED)
        if len(self.problems) == before:
            try:
                return kind(**values)
            except ModelError as error:
                for problem in error.problems:
                    self._bad(path, problem.removeprefix(f"{kind.__name__}: "))
        return kind()  # so that its id is looked at

    def _parameters(self, content: object) -> dict[str, float]:
        if not isinstance(content, dict):
            self._bad(
                ("parameter",),
                "parameter is no table",
                "write [parameter] above ID = 1.2",
            )
            return {}
        found = {}
        for key, value in content.items():
            if not TEXT.takes(key):
                self._bad(("parameter", key), f"{_quoted(key)} is no id")
            elif PARAMETER.takes(value):
                found[key] = float(value)
            else:
                self._wrong(("parameter", key), value, PARAMETER)
        return found

    def _list(
        self, table: str, kind: type[Dated], content: object
    ) -> Iterator[tuple[Path, Dated]]:
        if not isinstance(content, list) or not all(
            isinstance(b, dict) for b in content
        ):
            word = table.replace("_", " ")
            self._bad(
                (table,),
                f"{table} is no list of tables",
                f"write [[{table}]] for each {word}",
            )
            return
        needed = [f.name for f in fields(kind) if f.default is MISSING]  # type: ignore[arg-type]
        for number, row in enumerate(content):
            path = (table, number)
            before = len(self.problems)
            values = self._values(path, row, kind.ALLOWED)
            missing = [name for name in needed if name not in row]
            for name in missing:
                self._bad(
                    path,
                    f"the {table.replace('_', ' ')} has no {name}",
                    f"add {name}, {kind.ALLOWED[name]}",
                )
            if all(name in values for name in needed):
                one = self._dated(path, kind, values, is_whole=before)
                if one is not None:
                    yield path, one

    def _dated(
        self, path: Path, kind: type[Dated], values: dict[str, Any], *, is_whole: int
    ) -> Dated | None:
        """One entry of a list; none if it contradicts itself."""
        try:
            return kind(**values)
        except ModelError as error:
            if len(self.problems) == is_whole:  # else it was said already
                for problem in error.problems:
                    self._bad(path, problem.removeprefix(f"{kind.__name__}: "))
            return None

    def _met(
        self, dated: Iterable[tuple[Path, Dated]], frame: Scenario
    ) -> Iterator[Dated]:
        """Those that the run meets; another date than was meant, most likely."""
        for path, one in dated:
            if one.meets(frame.warm_up_start, frame.end):
                yield one
            else:
                self._bad(
                    (*path, "starts"),
                    f"the {str(path[0]).replace('_', ' ')} lies outside of the run, "
                    f"{frame.warm_up_start} to {frame.end}",
                )

    def _values(
        self, path: Path, row: Mapping[str, Any], allowed: Mapping[str, Allowed]
    ) -> dict[str, Any]:
        """The values of known keys that are what they may be."""
        values = {}
        for key, value in row.items():
            if key not in allowed:
                hint = did_you_mean(key, allowed) or f"there are {', '.join(allowed)}"
                self._bad((*path, key), f"{path[0]} has no key {_quoted(key)}", hint)
                continue
            found = tuple(value) if isinstance(value, list) else value
            if allowed[key].takes(found):
                values[key] = found
            else:
                self._wrong((*path, key), value, allowed[key])
        return values

    def _wrong(self, path: Path, value: object, allowed: Allowed) -> None:
        self._bad(path, f"{path[-1]} is {_shown(value)}, expected {allowed}")


def _quoted(word: str) -> str:
    """The word in quotes; signs that would steer a terminal are spelled out."""
    text = word[:_WIDEST]
    return f"“{text if text.isprintable() else repr(text)[1:-1]}”"


def _shown(value: object) -> str:
    """The value as it would stand in the file, shortened."""
    try:
        text = str(value).lower() if isinstance(value, bool) else repr(value)
    except ValueError:  # Python spells out no integer of thousands of digits
        return "a number of thousands of digits"
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
