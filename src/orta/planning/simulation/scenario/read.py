"""A scenario from a TOML file, or every entry of it that is wrong, with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from orta.corridor import Corridor
from orta.errors import BadEntry, ScenarioError, UsageError
from orta.planning.simulation.scenario.entries import Reading
from orta.planning.simulation.scenario.lines import Lines
from orta.planning.simulation.scenario.scenario import Scenario

_MOST_BYTES: Final = 1_000_000
_AT_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)$")
_SYNTAX: Final = (
    "a line is a [table.ID], or key = value with texts in quotes and lists in brackets"
)


def read_scenario(path: str | Path, corridor: Corridor | None = None) -> Scenario:
    r"""The scenario of a TOML file; with a corridor, about things that it has.

    Raises
    ------
    UsageError
        If there is no such file.
    ScenarioError
        With every entry that is wrong: its line, what was expected, the nearest word.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "more.toml")
    ...     _ = path.write_text(
    ...         'name = "one more"\n[fleet.FLEET-KYK-BAK]\nvessels_more = 1\n')
    ...     read_scenario(path).fleets["FLEET-KYK-BAK"].vessels_more
    1
    """
    text = _read_text(path)
    try:
        content = tomllib.loads(text)
    except RecursionError:
        raise _one(path, 1, "brackets lie too deep in one another") from None
    except ValueError as error:  # TOMLDecodeError, and integers without end
        raise _syntax_error(path, text, str(error)) from None
    reading = Reading(content)
    if corridor is not None:
        reading.check(corridor)
    if reading.problems:
        lines = Lines.of(text)
        raise _error(path, _located(reading.problems, lines, str(path)))
    return reading.scenario


def _read_text(path: str | Path) -> str:
    try:
        with Path(path).open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as problem:  # ValueError: a name that cannot be one
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UsageError(
            f"cannot read the scenario {path}: {reason}",
            where=str(path),
            hint="name a TOML file; docs/guides/simulate.md shows one",
        ) from None
    if len(content) > _MOST_BYTES:
        raise _one(path, 1, f"a scenario is no longer than {_MOST_BYTES:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _one(path, line, "the text is not UTF-8") from None


def _syntax_error(path: str | Path, text: str, message: str) -> ScenarioError:
    found = _AT_LINE.search(message)
    line = int(found[1]) if found else text.count("\n") + 1
    return _one(path, line, f"no TOML: {_AT_LINE.sub('', message).strip()}", _SYNTAX)


def _one(path: str | Path, line: int, problem: str, hint: str = "") -> ScenarioError:
    entry = BadEntry(path=(), problem=problem, hint=hint, file=str(path), line=line)
    return _error(path, (entry,))


def _error(path: str | Path, entries: tuple[BadEntry, ...]) -> ScenarioError:
    return ScenarioError(f"scenario {path}", entries)


def _located(
    problems: Iterable[BadEntry], lines: Lines, file: str
) -> tuple[BadEntry, ...]:
    """The problems with their lines, in the order of the file."""
    located = (
        replace(entry, file=file, line=lines.of_entry(entry.path)) for entry in problems
    )
    return tuple(sorted(located, key=lambda entry: entry.line))
