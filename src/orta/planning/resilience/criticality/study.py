"""A TOML file that says what closes for how long, and what a day is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from math import isfinite
from pathlib import Path
from typing import Any, Final

from orta.datasets import Lines, TomlError, nearest, read_toml
from orta.errors import BadCell, StudyError, UsageError
from orta.planning.assignment import Weights
from orta.planning.resilience.criticality.request import (
    VALUES_SOURCES,
    ClosureKind,
    CriticalityRequest,
)

FORM: Final = "orta.criticality-study/1"
_MOST_BYTES: Final = 100_000
_WIDEST: Final = 60
_WEIGHTS: Final = tuple(
    each.name for each in fields(Weights) if each.name != "stand_in_usd_per_tkm"
)
_KEYS: Final[Mapping[str, str]] = {
    "schema": "text",
    "title": "text",
    "days": "number",
    "together": "whole number",
    "top": "whole number",
    "kinds": "list",
    "avoid": "list",
    "weights": "table",
    "value_usd_per_t": "table",
}


def read_study(path: str | Path) -> CriticalityRequest:
    """What a study file asks.

    Raises
    ------
    UsageError
        If there is no such file, or a number makes no sense.
    StudyError
        If entries cannot be used; names all of them, with their lines.
    """
    path = Path(path)
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
        raise StudyError(str(path), (bad,)) from None
    except (OSError, ValueError) as problem:  # ValueError: a name that cannot be one
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UsageError(
            f"cannot read the study {path}: {reason}",
            where=str(path),
            hint=f'name a TOML file that begins with schema = "{FORM}"',
        ) from None
    return _Reader(path, content, Lines.of(text)).request()


class _Reader:
    """Collects what is wrong with a file, entry by entry."""

    def __init__(self, path: Path, content: dict[str, Any], lines: Lines) -> None:
        self.path, self.content, self.lines = path, content, lines
        self.problems: list[BadCell] = []

    def request(self) -> CriticalityRequest:
        """The request, or all that is wrong."""
        found = {
            key: value
            for key, value in self.content.items()
            if self._is_usable((key,), value, _KEYS)
        }
        if found.get("schema", FORM) != FORM or "schema" not in self.content:
            self._add(("schema",), found.get("schema", ""), f'"{FORM}"')
        kinds = self._kinds(found.get("kinds"))
        weights, sources = self._weighed("weights", found, _WEIGHTS)
        values, more = self._weighed("value_usd_per_t", found, None)
        if self.problems:
            by_line = sorted(self.problems, key=lambda bad: (bad.row, bad.column))
            raise StudyError(str(self.path), tuple(by_line))
        plain = {key: found[key] for key in _KEYS if key in found}
        for key in ("schema", "kinds", "weights", "value_usd_per_t"):
            plain.pop(key, None)
        if kinds:
            plain["kinds"] = kinds
        if "avoid" in plain:
            plain["avoid"] = tuple(plain["avoid"])
        weighed = replace(Weights(), **weights)  # type: ignore[arg-type] # numbers
        if "value_usd_per_t" in found:
            plain["values"] = values
        sources |= more if "value_usd_per_t" in found else VALUES_SOURCES
        return CriticalityRequest(**plain, weights=weighed, sources=sources)

    def _kinds(self, words: list[str] | None) -> tuple[ClosureKind, ...]:
        known = [str(kind) for kind in ClosureKind]
        for word in words or ():
            if word not in known:
                hint = nearest(word, known)
                self._add(("kinds",), word, f"some of {', '.join(known)}", hint)
        return tuple(ClosureKind(word) for word in words or () if word in known)

    def _weighed(
        self, table: str, found: Mapping[str, Any], names: tuple[str, ...] | None
    ) -> tuple[dict[str, float], dict[str, str]]:
        """Numbers of a table, and where each was read; None stands for any names."""
        weights, sources = {}, {}
        entries = found.get(table, {})
        for key, entry in entries.items():
            place = (table, key)
            known = dict.fromkeys(names or entries, "table")
            if not self._is_usable(place, entry, known):
                continue
            kinds = {"value": "number", "source": "text"}
            usable = [
                self._is_usable((*place, name), each, kinds)
                for name, each in entry.items()
            ]
            for name in kinds.keys() - entry.keys():
                self._add((*place, name), "", f"a {kinds[name]}: each weight has one")
            if all(usable) and entry.keys() == kinds.keys():
                weights[key], sources[key] = float(entry["value"]), entry["source"]
        return weights, sources

    def _is_usable(
        self, place: tuple[str, ...], value: object, kinds: Mapping[str, str]
    ) -> bool:
        key = place[-1]
        if key not in kinds:
            hint = nearest(key, kinds) or f"there are {', '.join(kinds)}"
            self._add(place, value, "an entry of a study of criticality", hint=hint)
            return False
        if not _fits(value, kinds[key]):
            self._add(place, value, _EXPECTED[kinds[key]])
            return False
        return True

    def _add(
        self, place: tuple[str, ...], value: object, expected: str, hint: str = ""
    ) -> None:
        bad = BadCell(
            file=self.path.name,
            row=self.lines.of_entry(place),
            column=".".join(place)[:_WIDEST],
            value=str(value)[:_WIDEST],
            expected=expected,
            hint=hint,
        )
        self.problems.append(bad)


_EXPECTED: Final = {
    "text": "a text in quotes",
    "number": "a number, without quotes",
    "whole number": "a whole number, without quotes",
    "list": "a list of texts in brackets",
    "table": "a table",
}


def _fits(value: object, kind: str) -> bool:
    match kind:
        case "text":
            return isinstance(value, str) and bool(value.strip())
        case "number":
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            return is_number and isfinite(value)  # type: ignore[arg-type] # a number
        case "whole number":
            return isinstance(value, int) and not isinstance(value, bool)
        case "list":
            return isinstance(value, list) and all(
                isinstance(each, str) for each in value
            )
        case _:
            return isinstance(value, dict)
