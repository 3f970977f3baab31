"""A scenario from a TOML file, or every entry of it that is wrong, with its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from orta.corridor import Corridor
from orta.datasets import Lines, TomlError, read_toml
from orta.errors import BadEntry, ScenarioError, UsageError
from orta.planning.simulation.scenario.entries import Reading
from orta.planning.simulation.scenario.scenario import Scenario

_MOST_BYTES: Final = 1_000_000


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
    content, text = _read(path)
    reading = Reading(content)
    if corridor is not None:
        reading.check(corridor)
    if reading.problems:
        lines = Lines.of(text)
        raise _error(path, located(reading.problems, lines, str(path)))
    return reading.scenario


def make_scenario(
    content: Mapping[str, Any], corridor: Corridor | None = None
) -> Scenario:
    """The scenario of entries as a TOML file has them, for those that are made up.

    Raises
    ------
    ScenarioError
        With every entry that is wrong, under its path: there are no lines.

    Examples
    --------
    >>> make_scenario({"name": "low water", "sea_level_change_m": -1}).days
    365
    """
    reading = Reading(content)
    if corridor is not None:
        reading.check(corridor)
    if reading.problems:
        name = f"scenario “{content.get('name', '?')}”"
        raise ScenarioError(name, tuple(reading.problems))
    return reading.scenario


def _read(path: str | Path) -> tuple[dict[str, Any], str]:
    try:
        return read_toml(path, most_bytes=_MOST_BYTES)
    except TomlError as error:
        raise _one(path, error.line, error.problem, error.hint) from None
    except (OSError, ValueError) as problem:  # ValueError: a name that cannot be one
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UsageError(
            f"cannot read the scenario {path}: {reason}",
            where=str(path),
            hint="name a TOML file; docs/guides/simulate.md shows one",
        ) from None


def _one(path: str | Path, line: int, problem: str, hint: str) -> ScenarioError:
    entry = BadEntry(path=(), problem=problem, hint=hint, file=str(path), line=line)
    return _error(path, (entry,))


def _error(path: str | Path, entries: tuple[BadEntry, ...]) -> ScenarioError:
    return ScenarioError(f"scenario {path}", entries)


def located(
    problems: Iterable[BadEntry], lines: Lines, file: str
) -> tuple[BadEntry, ...]:
    """The problems with their lines, in the order of the file."""
    found = (
        replace(entry, file=file, line=lines.of_entry(entry.path)) for entry in problems
    )
    return tuple(sorted(found, key=lambda entry: entry.line))
