"""Runs of kind `simulate`: the corridor in motion, point by point, under one luck."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from orta.corridor import Corridor
from orta.datasets import read_toml
from orta.errors import ModelError, UsageError
from orta.planning.results import Table
from orta.planning.results.table import Value
from orta.planning.studies.charts import Bar, Chart, Line, LineChart, RowChart
from orta.planning.studies.kinds.shape import (
    Asked,
    Form,
    Found,
    Gathered,
    Key,
    Piece,
    Prepared,
    Way,
    stacked,
)
from orta.planning.studies.tasks import Call, Once, bundle, unbundle

if TYPE_CHECKING:
    from orta.planning.simulation import Estimate, SimulationAnswer
    from orta.planning.simulation.compare import Comparison
    from orta.planning.simulation.parts import Replicator
    from orta.planning.simulation.scenario import Scenario

_AS_IT_IS: Final = "as the dataset says"
_MOST_BYTES: Final = 1_000_000
_MOST_LINES: Final = 8  # in one chart: more cannot be told apart
_MOST_DAYS: Final = 3660
_KEYS: Final = (
    Key(
        name="scenario",
        form=Form.FILE,
        meaning="What is tried: a scenario file, as `orta simulate` takes it",
        default="the dataset as it is",
    ),
    Key(
        name="replications",
        form=Form.WHOLE,
        least=1,
        most=100_000,
        meaning="Runs with other luck",
        default="20",
    ),
    Key(
        name="days",
        form=Form.WHOLE,
        least=1,
        most=_MOST_DAYS,
        meaning="Days that are measured",
        default="as the scenario says, or 365",
    ),
    Key(
        name="warm_up_days",
        form=Form.WHOLE,
        least=0,
        most=_MOST_DAYS,
        meaning="Days before them that fill the corridor and are left out",
        default="as the scenario says, or 90",
    ),
    Key(
        name="replications_per_task",
        form=Form.WHOLE,
        least=1,
        most=10_000,
        meaning="How many a worker takes at a time; no figure depends on it",
        default="10",
    ),
)
_READY: Final[Once[Replicator]] = Once(most=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A prepared point: what `reduce` has to know of it again."""

    corridor: Corridor
    scenario: Scenario
    needs: tuple[str, str]
    seed: int

    def replicator(self) -> Replicator:
        return _replicator(self.needs, self.corridor, self.scenario)


class Simulate:
    """What happens when capacity is scarce and days are uncertain."""

    name = "simulate"
    about = "What arrives, where it waits and why, over many replications."
    keys = _KEYS
    is_alone = False
    other_ways = (
        "whatever a scenario file may say: `days`, `sea_level_change_m`, "
        "`fleet.ID.vessels_more`, `ban.0.days` …"
    )

    def prepare(self, asked: Asked) -> Prepared:
        """The replications of a point, a few to a task."""
        settings = asked.settings
        scenario = _scenario(asked)
        digest = hashlib.sha256(scenario.canonical().encode()).hexdigest()
        needs = (f"corridor:{asked.corridor.digest}", f"scenario:{digest}")
        count = settings.get("replications", 20)
        step = settings.get("replications_per_task", 10)
        file = settings.get("scenario")
        return Prepared(
            pieces=tuple(
                Piece(
                    parameters={
                        "first": first,
                        "count": min(step, count - first),
                        "seed": asked.seed,
                    },
                    needs=needs,
                )
                for first in range(0, count, step)
            ),
            materials=dict(zip(needs, (asked.corridor, scenario), strict=True)),
            files=() if file is None else (asked.folder / file,),
            context=_Ready(
                corridor=asked.corridor,
                scenario=scenario,
                needs=needs,
                seed=asked.seed,
            ),
        )

    def perform(self, call: Call) -> bytes:
        """Replications of a range, each kept as soon as it is over."""
        corridor, scenario = call.values
        ready = _replicator(call.needs, corridor, scenario)
        first, count = call.parameters["first"], call.parameters["count"]
        kept = call.journal.kept()
        parts = []
        for number in range(first, first + count):
            part = kept.get(number)
            if part is None:
                part = ready.replicate(number, seed=call.parameters["seed"])
                if count > 1:
                    call.journal.keep(number, part)
            parts.append(part)
        return bundle(parts)

    def reduce(self, points: Sequence[Gathered]) -> Found:
        """Answers of all points, and what each changes against the first."""
        simulated = list(_simulate_points(points))
        return Found(
            headline=_headline(simulated),
            tables=_tables(simulated),
            charts=_charts(simulated),
            answers={one.point.number: _dict(one.answer) for one in simulated},
            files={},
            sentences=_sentences(simulated),
            warnings=tuple(
                f"{one.point.name}: {warning}"
                for one in simulated
                for warning in one.answer.warnings
            ),
        )


@dataclass(frozen=True, kw_only=True)
class _Simulated:
    """A point with its answer, and what it changes against the first."""

    point: Gathered
    answer: SimulationAnswer
    change: Comparison


def _scenario(asked: Asked) -> Scenario:
    """The scenario of a point: a file's, with what the point changes."""
    from orta.planning.simulation.scenario import make_scenario, read_scenario

    file = asked.settings.get("scenario")
    content: dict[str, Any] = {"name": _AS_IT_IS}
    if file is not None:
        path = asked.folder / file
        read_scenario(path, asked.corridor)  # says what is wrong, line by line
        content, _ = read_toml(path, most_bytes=_MOST_BYTES)
        content = deepcopy(content)
    for way, value in asked.changes:
        _put(content, way, value)
    scenario = make_scenario(content, asked.corridor)
    said = {
        name: asked.settings[name]
        for name in ("days", "warm_up_days")
        if name in asked.settings
    }
    try:
        return replace(scenario, **said)
    except ModelError as error:
        raise UsageError(error.message, where="days") from None


def _put(content: dict[str, Any], way: Way, value: object) -> None:
    """Put a value where a way leads; tables on it that are not there are made."""
    at: Any = content
    for step, word in enumerate(way):
        is_last = step == len(way) - 1
        if isinstance(at, list):
            if not word.isdigit() or int(word) >= len(at):
                raise _nowhere(way, f"there are {len(at)}, counted from 0")
            place: Any = int(word)
        elif isinstance(at, dict):
            place = word
        else:
            raise _nowhere(way, f"“{way[step - 1]}” holds no others")
        if is_last:
            at[place] = value
        else:
            at = at[place] if isinstance(at, list) else at.setdefault(place, {})


def _nowhere(way: Way, reason: str) -> UsageError:
    return UsageError(f"no way leads to {'.'.join(way)}: {reason}", where=way[0])


def _replicator(
    needs: tuple[str, ...], corridor: Corridor, scenario: Scenario
) -> Replicator:
    from orta.planning.simulation.parts import Replicator  # imports numba

    return _READY.get(needs, lambda: Replicator(corridor, scenario))


def _simulate_points(points: Sequence[Gathered]) -> Iterator[_Simulated]:
    """Point by point, so that the replications of no more than two are in memory."""
    first: Replicator | None = None
    of_first: list[bytes] = []
    for point in points:
        context: _Ready = point.prepared.context
        ready = context.replicator()
        replications = [part for result in point.load() for part in unbundle(result)]
        if first is None:
            first, of_first = ready, replications
        count = min(len(of_first), len(replications))
        yield _Simulated(
            point=point,
            answer=ready.answer(replications, seed=context.seed),
            change=first.compare(
                of_first[:count], ready, replications[:count], seed=context.seed
            ),
        )


def _headline(simulated: Sequence[_Simulated]) -> Table:
    """The whole corridor: what arrives and how long it takes, and what changes."""
    columns = [
        f"{metric}{part}"
        for metric in _WHOLE
        for part in ("", "_low", "_high", "_change", "_change_low", "_change_high")
    ]
    rows: list[tuple[Value, ...]] = []
    for one in simulated:
        cells: list[float] = []
        for metric in _WHOLE:
            estimate, change = _of_corridor(one.change, metric)
            cells += [estimate.value, estimate.low, estimate.high]
            cells += [change.value, change.low, change.high]
        rows.append((one.point.number, one.point.name, *cells))
    return Table(columns=("point", "name", *columns), rows=tuple(rows))


_WHOLE: Final = ("delivered_teu", "mean_days")


def _of_corridor(change: Comparison, metric: str) -> tuple[Estimate, Estimate]:
    """The figure of a point for the whole corridor, and its change."""
    row = next(r for r in change.differences if (r.asset_id, r.metric) == ("", metric))
    return row.second, row.difference


def _tables(simulated: Sequence[_Simulated]) -> dict[str, Table]:
    from orta.planning.simulation.report import (
        assets_table,
        differences_table,
        flows_table,
    )

    points = [(one.point.number, one.point.name) for one in simulated]
    answers = [one.answer for one in simulated]
    return {
        "flows": stacked(points, [flows_table(answer) for answer in answers]),
        "assets": stacked(points, [assets_table(answer) for answer in answers]),
        "changes": stacked(
            points[1:], [differences_table(one.change) for one in simulated[1:]]
        ),
        "backlogs": stacked(points, [_backlogs(answer) for answer in answers]),
        "waiting": stacked(points, [_waiting(answer) for answer in answers]),
    }


def _waiting(answer: SimulationAnswer) -> Table:
    """What waits in the whole corridor at the end of each day, a mean."""
    from datetime import timedelta

    totals = answer.series_teu.sum(axis=1).tolist()
    days = (str(answer.start + timedelta(days=day)) for day in range(len(totals)))
    return Table(
        columns=("day", "queue_teu"), rows=tuple(zip(days, totals, strict=True))
    )


def _backlogs(answer: SimulationAnswer) -> Table:
    """What bans hold back, and how long that takes to clear."""
    return Table(
        columns=(
            *("node_id", "starts", "ban_days"),
            *("held_teu", "held_teu_low", "held_teu_high"),
            *("clear_days", "clear_days_low", "clear_days_high", "cleared_share"),
        ),
        rows=tuple(
            (
                *(one.node_id, str(one.starts), one.ban_days),
                *(one.held_teu.value, one.held_teu.low, one.held_teu.high),
                *(one.clear_days.value, one.clear_days.low, one.clear_days.high),
                one.cleared_share,
            )
            for one in answer.backlogs
        ),
    )


def _charts(simulated: Sequence[_Simulated]) -> dict[str, Chart]:
    charts: dict[str, Chart] = {}
    for metric, title, unit in (
        ("delivered_teu", "What arrives", "TEU"),
        ("mean_days", "How long it takes", "days"),
    ):
        figures = [
            (one.point.name, *_of_corridor(one.change, metric)) for one in simulated
        ]
        charts[metric] = _intervals(
            f"{title}, mean and 95 % interval", unit, [(n, e) for n, e, _ in figures]
        )
        if len(figures) > 1:
            charts[f"{metric}_change"] = _intervals(
                f"{title}: change against {figures[0][0]}, under the same luck",
                unit,
                [(name, change) for name, _, change in figures[1:]],
            )
    waiting = {one.point.name: _waiting(one.answer) for one in simulated[:_MOST_LINES]}
    charts["waiting"] = LineChart(
        title="What waits in the whole corridor at the end of the day, mean",
        unit="TEU",
        places=_longest_days(waiting),
        lines=tuple(
            Line(label=name, values=tuple(float(row[1] or 0) for row in table.rows))
            for name, table in waiting.items()
        ),
    )
    return charts


def _intervals(
    title: str, unit: str, estimates: Sequence[tuple[str, Estimate]]
) -> RowChart:
    return RowChart(
        title=title,
        unit=unit,
        bars=tuple(
            Bar(label=name, value=one.value, low=one.low, high=one.high)
            for name, one in estimates
            if math.isfinite(one.value)
        ),
    )


def _longest_days(waiting: Mapping[str, Table]) -> tuple[str, ...]:
    longest = max(waiting.values(), key=lambda table: len(table.rows))
    return tuple(str(row[0]) for row in longest.rows)


def _sentences(simulated: Sequence[_Simulated]) -> tuple[str, ...]:
    first = simulated[0]
    said = []
    for one in simulated[1:]:
        for metric, noun in (("delivered_teu", "TEU arrive"), ("mean_days", "days")):
            _, change = _of_corridor(one.change, metric)
            is_sure = change.low > 0 or change.high < 0
            doubt = "" if is_sure else "; that may be luck"
            said.append(
                f"{one.point.name}: {change.value:+,.2f} {noun} "
                f"({change.low:+,.2f} to {change.high:+,.2f}) against "
                f"{first.point.name}{doubt}."
            )
    return tuple(said)


def _dict(answer: SimulationAnswer) -> dict[str, Any]:
    from orta.planning.simulation.report import simulation_dict

    return simulation_dict(answer)
