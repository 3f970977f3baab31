"""The scenarios and measures that come with Orta, and those of the user beside them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from orta.corridor import Corridor
from orta.errors import ModelError, UsageError
from orta.planning.resilience.stress.combine import combine
from orta.planning.resilience.stress.diverted import Diverted, Reading, divert
from orta.planning.resilience.stress.read import read_measure, read_stress
from orta.planning.resilience.stress.values import Figure, Measure, StressScenario
from orta.planning.simulation.scenario import Scenario, did_you_mean

_DATA: Final = resources.files("orta") / "data"
_SUFFIX: Final = ".toml"
_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a figure of the library comes from, beyond the sources of the dataset."""

    source_id: str
    title: str
    publisher: str
    published: str
    address: str
    trust: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stress:
    """What is asked: scenarios as named, all that they include, and their union."""

    asked: tuple[StressScenario, ...]
    parts: tuple[StressScenario, ...]
    changes: Scenario
    diverted: tuple[Diverted, ...] = ()

    @property
    def title(self) -> str:
        """What is tried, in words."""
        return " + ".join(scenario.title for scenario in self.asked)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The evidence of all parts."""
        own = (figure for part in self.parts for figure in part.figures)
        return (*own, *(one.figure for one in self.diverted))

    @property
    def measure_ids(self) -> tuple[str, ...]:
        """What is tried against it: what those asked for name, else what parts do."""
        named = [i for scenario in self.asked for i in scenario.measure_ids]
        parts = [i for scenario in self.parts for i in scenario.measure_ids]
        return tuple(dict.fromkeys(named or parts))


def list_scenario_ids() -> tuple[str, ...]:
    """Ids of the scenarios that come with Orta.

    >>> "kuryk-ban-2025" in list_scenario_ids()
    True
    """
    return _ids("scenarios")


def list_measure_ids() -> tuple[str, ...]:
    """Ids of the measures that come with Orta."""
    return _ids("measures")


def read_sources() -> Mapping[str, Source]:
    """Sources of the library that the dataset does not have, by id."""
    text = (_DATA / "scenarios" / "source.csv").read_text("utf-8")
    return {
        row["source_id"]: Source(**row) for row in csv.DictReader(text.splitlines())
    }


def find_scenario(name: str | Path, corridor: Corridor) -> StressScenario:
    """A scenario by its id, or of a TOML file.

    Raises
    ------
    UsageError
        If there is neither, with the nearest id.
    ScenarioError
        If the file cannot be used.
    """
    return read_stress(_find("scenarios", name, what="scenario"), corridor)


def find_measure(name: str | Path, corridor: Corridor) -> Measure:
    """A measure by its id, or of a TOML file.

    Raises
    ------
    UsageError, ScenarioError
        As `find_scenario`.
    """
    return read_measure(_find("measures", name, what="measure"), corridor)


def find_stress(
    names: Sequence[str | Path],
    corridor: Corridor,
    *,
    reading: Reading = Reading.MIDDLE,
) -> Stress:
    """Scenarios by ids or files, with all that they include, as one.

    Where a scenario has shocks on other routes, the model of route choice says what
    they bring; `reading` is which end of its interval is taken.

    Raises
    ------
    UsageError, ScenarioError
        As `find_scenario`; also if scenarios include each other in a ring, or say
        different things of the same.

    Examples
    --------
    >>> import orta
    >>> names = ["georgia-main-line", "two-vessels-out"]
    >>> both = find_stress(names, orta.load().corridor)
    >>> len(both.changes.closures), len(both.changes.absences)
    (1, 1)
    """
    if not names:
        raise UsageError(
            "no scenario is named", where="scenario", hint="list them with --list"
        )
    found: dict[str, StressScenario] = {}
    asked = []
    for name in names:
        scenario = find_scenario(name, corridor)
        asked.append(scenario)
        _collect(scenario, corridor, found, ring=())
    parts = tuple(found.values())
    title = " + ".join(scenario.title for scenario in asked)
    shocks = tuple(dict.fromkeys(shock for part in parts for shock in part.shocks))
    diverted = divert(corridor, shocks, reading=reading)
    try:
        # A scenario that only includes others has no days of its own.
        own = [
            p.changes for p in parts if not (p.includes and _says_nothing(p.changes))
        ]
        changes = combine(own, name=title[:_LONGEST_NAME])
        brought = tuple(one.change for one in diverted)
        changes = replace(changes, demand_changes=(*changes.demand_changes, *brought))
        changes.check(corridor)
    except ModelError as error:
        raise UsageError(
            error.message, where="scenario", hint="run them one by one"
        ) from None
    return Stress(asked=tuple(asked), parts=parts, changes=changes, diverted=diverted)


def _says_nothing(changes: Scenario) -> bool:
    return changes.to_dict() == Scenario(name=changes.name).to_dict()


def _collect(
    scenario: StressScenario,
    corridor: Corridor,
    found: dict[str, StressScenario],
    *,
    ring: tuple[str, ...],
) -> None:
    """Add a scenario, and before it what it includes."""
    if scenario.scenario_id in ring:
        chain = " → ".join((*ring, scenario.scenario_id))
        raise UsageError(
            f"scenarios include each other: {chain}",
            where="includes",
            hint="take one of them out of includes",
        )
    for name in scenario.includes:
        part = find_scenario(name, corridor)
        _collect(part, corridor, found, ring=(*ring, scenario.scenario_id))
    found.setdefault(scenario.scenario_id, scenario)


def _find(folder: str, name: str | Path, *, what: str) -> Path:
    known = _ids(folder)
    if str(name) in known:
        return Path(str(_DATA / folder / f"{name}{_SUFFIX}"))
    path = Path(name)
    if path.suffix == _SUFFIX:
        return path
    hint = did_you_mean(str(name), known) or "list them with `orta stress --list`"
    raise UsageError(
        f"there is no {what} “{name}”", where=what, hint=f"{hint}; a file ends in .toml"
    )


@cache
def _ids(folder: str) -> tuple[str, ...]:
    names = (entry.name for entry in (_DATA / folder).iterdir())
    return tuple(
        sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX))
    )
