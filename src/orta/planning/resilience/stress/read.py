"""Scenarios and measures from TOML files, or every entry that is wrong with its line.

A file is a scenario of the simulator with a head: what happened, and for each figure
its evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from orta.corridor import Corridor
from orta.datasets import Lines, TomlError, read_toml
from orta.errors import BadEntry, ModelError, ScenarioError, UsageError
from orta.planning.choice import parse_shock
from orta.planning.resilience.stress.values import (
    Figure,
    Measure,
    RouteShock,
    StressScenario,
)
from orta.planning.simulation.scenario import (
    Reading,
    Scenario,
    did_you_mean,
    located,
)

_Value = TypeVar("_Value", StressScenario, Measure)
_MOST_BYTES: Final = 1_000_000
_TEXTS: Final = {
    "scenario": ("id", "title", "happened"),
    "measure": ("id", "title", "what"),
}
_FIGURE_TEXTS: Final = ("what", "value", "as_of", "confidence", "method")
_FIGURE_WORDS: Final = (*_FIGURE_TEXTS, "source_ids")


def read_stress(path: str | Path, corridor: Corridor) -> StressScenario:
    """The stress scenario of a TOML file.

    Raises
    ------
    UsageError
        If there is no such file.
    ScenarioError
        With every entry that is wrong.
    """
    file = _File(path, corridor, kind="scenario")
    file.raise_problems()
    head = file.head
    return file.made(
        lambda: StressScenario(
            scenario_id=head["id"],
            version=head["version"],
            title=head["title"],
            happened=head["happened"],
            figures=file.figures,
            changes=file.changes,
            shocks=file.shocks,
            includes=file.lists["includes"],
            measure_ids=file.lists["measures"],
        )
    )


def read_measure(path: str | Path, corridor: Corridor) -> Measure:
    """The measure of a TOML file.

    Raises
    ------
    UsageError, ScenarioError
        As `read_stress`.
    """
    file = _File(path, corridor, kind="measure")
    costs = [figure for figure in file.figures if figure.what == "cost"]
    cost_usd = file.head.get("cost_usd_per_year")
    if cost_usd is not None and not costs:
        file.bad(
            ("cost_usd_per_year",),
            "no figure is the evidence of the cost",
            'add a [[figure]] with what = "cost"',
        )
    file.raise_problems()
    head = file.head
    return file.made(
        lambda: Measure(
            measure_id=head["id"],
            version=head["version"],
            title=head["title"],
            what=head["what"],
            figures=file.figures,
            changes=file.changes,
            cost_usd_per_year=None if cost_usd is None else float(cost_usd),
            cost=costs[0] if cost_usd is not None else None,
        )
    )


@dataclass
class _File:
    """A file on its way to a value."""

    path: str | Path
    corridor: Corridor
    kind: str

    def __post_init__(self) -> None:
        content, self._text = _read(self.path)
        self.problems: list[BadEntry] = []
        self.head = dict(self._head(content))
        self.lists = {
            name: self._texts((name,), content.get(name, []))
            for name in ("includes", "measures")
            if self.kind == "scenario"
        }
        self.figures = tuple(self._figures(content.get("figure", [])))
        self.shocks = tuple(self._shocks(content.get("shock", [])))
        own = {*_TEXTS[self.kind], *self.lists, "version", "figure"}
        if self.kind == "scenario":
            own.add("shock")
        if self.kind == "measure":
            own.add("cost_usd_per_year")
        rest = {key: value for key, value in content.items() if key not in own}
        self.changes = self._changes(rest)

    def bad(self, path: tuple[str | int, ...], problem: str, hint: str = "") -> None:
        """Keep a problem."""
        self.problems.append(BadEntry(path=path, problem=problem, hint=hint))

    def raise_problems(self) -> None:
        """Nothing, if there is none."""
        if self.problems:
            lines = Lines.of(self._text)
            entries = located(self.problems, lines, str(self.path))
            raise ScenarioError(f"{self.kind} {self.path}", entries)

    def made(self, make: Callable[[], _Value]) -> _Value:
        """What is made, or the contradiction in it as a problem of the file."""
        try:
            return make()
        except ModelError as error:
            for problem in error.problems:
                self.bad((), problem)
            self.raise_problems()
            raise

    def _head(self, content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for word in _TEXTS[self.kind]:
            value = content.get(word)
            if isinstance(value, str) and value.strip():
                yield word, value
            else:
                self.bad((word,), f"the {self.kind} has no {word}", "it is a text")
        version = content.get("version")
        if isinstance(version, int) and not isinstance(version, bool) and version > 0:
            yield "version", version
        else:
            self.bad(("version",), f"the {self.kind} has no version", "begin with 1")
        cost = content.get("cost_usd_per_year")
        if cost is not None and self.kind == "measure":
            if isinstance(cost, int | float) and 0 <= cost < 1e12:  # noqa: PLR2004
                yield "cost_usd_per_year", cost
            else:
                self.bad(("cost_usd_per_year",), "a cost is a number from 0 on")

    def _texts(self, path: tuple[str | int, ...], value: object) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(x, str) and x for x in value):
            return tuple(value)
        self.bad(path, f"{path[-1]} is no list of texts", f'write {path[-1]} = ["…"]')
        return ()

    def _figures(self, content: object) -> Iterator[Figure]:
        if not isinstance(content, list) or not all(
            isinstance(row, dict) for row in content
        ):
            self.bad(("figure",), "figure is no list of tables", "write [[figure]]")
            return
        for number, row in enumerate(content):
            path = ("figure", number)
            before = len(self.problems)
            self._check_figure(path, row)
            ids = self._texts((*path, "source_ids"), row.get("source_ids", []))
            if len(self.problems) > before:
                continue
            texts = {key: row[key] for key in _FIGURE_TEXTS if key in row}
            try:
                yield Figure(**texts, source_ids=ids)
            except ModelError as error:
                self.bad(path, error.message)

    def _check_figure(self, path: tuple[str | int, ...], row: dict[str, Any]) -> None:
        for key, value in row.items():
            if key not in _FIGURE_WORDS:
                hint = did_you_mean(key, _FIGURE_WORDS)
                self.bad((*path, key), f"figure has no key “{key}”", hint)
            elif key in _FIGURE_TEXTS and not (
                isinstance(value, str) and value.strip()
            ):
                self.bad((*path, key), f"{key} is no text", "put it in quotes")
        for key in _FIGURE_TEXTS[:-1]:
            if key not in row:
                self.bad(path, f"the figure has no {key}", f"add {key}")

    def _shocks(self, content: object) -> Iterator[RouteShock]:
        """Changes on other routes, checked as the changes of demand they bring."""
        if not isinstance(content, list) or not all(
            isinstance(row, dict) for row in content
        ):
            self.bad(("shock",), "shock is no list of tables", "write [[shock]]")
            return
        for number, row in enumerate(content):
            path = ("shock", number)
            before = len(self.problems)
            words = row.get("change")
            try:
                parse_shock(words if isinstance(words, str) else "")
            except UsageError as error:
                self.bad((*path, "change"), error.message, error.hint)
            year = row.get("year")
            if year is not None and type(year) is not int:
                self.bad((*path, "year"), "year is no whole number", "such as 2025")
            rest = {k: v for k, v in row.items() if k not in {"change", "year"}}
            as_change = Reading({"name": "x", "demand_change": [{**rest, "factor": 1}]})
            self.problems += [
                replace(one, path=(*path, *one.path[2:]))
                for one in as_change.problems
                if "outside of the run" not in one.problem  # which is another run here
            ]
            if len(self.problems) == before and isinstance(words, str):
                yield RouteShock(
                    shock=words,
                    demand_ids=tuple(row.get("demand_ids", ())),
                    starts=row["starts"],
                    days=row["days"],
                    year=year,
                )

    def _changes(self, rest: dict[str, Any]) -> Scenario:
        """What is left is a scenario of the simulator, with the title as its name."""
        if "name" in rest:
            self.bad(("name",), "it has a title already", "leave name out")
        reading = Reading({**rest, "name": self.head.get("title", "?")})
        reading.check(self.corridor)
        self.problems += reading.problems
        return reading.scenario


def _read(path: str | Path) -> tuple[dict[str, Any], str]:
    try:
        return read_toml(path, most_bytes=_MOST_BYTES)
    except TomlError as error:
        entry = BadEntry(path=(), problem=error.problem, hint=error.hint)
        entry = replace(entry, file=str(path), line=error.line)
        raise ScenarioError(f"scenario {path}", (entry,)) from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UsageError(
            f"cannot read the scenario {path}: {reason}",
            where=str(path),
            hint="name a TOML file; docs/guides/stress.md shows one",
        ) from None
