"""Runs of kind `stress`: what an event does to the corridor, point by point."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from orta.errors import UsageError
from orta.planning.studies.charts import Bar, Chart, Line, LineChart, RowChart
from orta.planning.studies.kinds.shape import (
    Asked,
    Form,
    Found,
    Gathered,
    Key,
    Piece,
    Prepared,
    Single,
    Singles,
)
from orta.planning.studies.tasks import Call

if TYPE_CHECKING:
    from orta.planning.resilience.stress import Measure, Stress, StressAnswer

_KEYS: Final = (
    Key(
        name="scenarios",
        form=Form.TEXTS,
        meaning="What happens, all at once: ids of the library (`orta stress --list`) "
        "or files",
        is_needed=True,
    ),
    Key(
        name="measures",
        form=Form.TEXTS,
        meaning="What is tried against it, each alone; an empty list tries nothing",
        default="those that the scenarios name",
    ),
    Key(
        name="replications",
        form=Form.WHOLE,
        least=2,
        most=100_000,
        meaning="Runs with other luck",
        default="20",
    ),
    Key(
        name="value_of_day_usd_per_t",
        form=Form.NUMBER,
        least=0,
        most=1e6,
        meaning="What a day under way is worth for a tonne",
        default="11.76",
    ),
    Key(
        name="route_choice",
        meaning="Where shocks on other routes bring boxes: low, middle or high end of "
        "the model's interval",
        default="middle",
    ),
)
_MOST_LINES: Final = 8
# Of the whole corridor, what a reader sees first; the table of figures has all.
_FIRST: Final = ("delivered_teu", "mean_days", "p95_days", "freight_usd", "co2e_t")
_CHARTED: Final = (
    ("delivered_teu", "What arrives", "TEU"),
    ("mean_days", "How long it takes", "days"),
)

T = TypeVar("T")


class StressTest:
    """What an event costs, how long it lasts, and what helps."""

    name = "stress"
    about = "What an event does to the corridor, how it recovers, and what helps."
    keys = _KEYS
    is_alone = False
    other_ways = ""

    def prepare(self, asked: Asked) -> Prepared:
        """One event, with and without, under the same luck."""
        stress, measures = _event(asked)
        said = asked.settings
        # Both are dataclasses of texts, numbers and tuples: equal ones read equal.
        digest = hashlib.sha256(repr((stress, measures)).encode()).hexdigest()
        needs = (f"corridor:{asked.corridor.digest}", f"event:{digest}")
        parameters = {
            "replications": said.get("replications", 20),
            "value_of_day_usd_per_t": said.get("value_of_day_usd_per_t"),
            "seed": asked.seed,
        }
        return Prepared(
            pieces=(Piece(parameters=parameters, needs=needs),),
            materials=dict(
                zip(needs, (asked.corridor, (stress, measures)), strict=True)
            ),
            files=_files(asked),
        )

    def perform(self, call: Call) -> bytes:
        """The paired runs, in one thread: others have tasks of their own."""
        from orta.planning.resilience.stress import Weights, stress_dict, stress_test

        corridor, (stress, measures) = call.values
        usd = call.parameters["value_of_day_usd_per_t"]
        answer = stress_test(
            corridor,
            stress,
            measures=measures,
            weights=Weights() if usd is None else Weights(value_of_day_usd_per_t=usd),
            replications=call.parameters["replications"],
            seed=call.parameters["seed"],
            workers=1,
        )
        return Single(
            answer=stress_dict(answer),
            tables=_tables(answer),
            figures=_figures(answer),
            warnings=answer.warnings,
        ).pack()

    def reduce(self, points: Sequence[Gathered]) -> Found:
        """What each event changes, and how long its backlog lasts."""
        found = Singles.of(points)
        return Found(
            headline=found.headline(),
            tables=found.tables(),
            charts=_charts(found),
            answers=found.answers(),
            files={},
            warnings=found.warnings(),
        )


def _event(asked: Asked) -> tuple[Stress, tuple[Measure, ...]]:
    """The scenarios as one, and the measures against it."""
    from orta.planning.resilience.stress import Reading, find_measure, find_stress

    said = asked.settings
    readings = {one.value: one for one in Reading}
    choice = said.get("route_choice", Reading.MIDDLE.value)
    if choice not in readings:
        raise UsageError(
            f"route_choice is “{choice}”",
            where="route_choice",
            hint=f"there are {', '.join(readings)}",
        )
    names = [_seen(name, asked.folder) for name in said["scenarios"]]
    stress = _under(
        "scenarios",
        lambda: find_stress(names, asked.corridor, reading=readings[choice]),
    )
    tried = said.get("measures", stress.measure_ids)
    measures = _under(
        "measures",
        lambda: tuple(
            find_measure(_seen(name, asked.folder), asked.corridor) for name in tried
        ),
    )
    return stress, measures


def _under(key: str, find: Callable[[], T]) -> T:
    """What is found; an error of usage speaks of the key."""
    try:
        return find()
    except UsageError as error:
        raise UsageError(error.message, where=key, hint=error.hint) from None


def _seen(name: str, folder: Path) -> str | Path:
    """An id as it is, a file as seen from the study."""
    return folder / name if name.endswith(".toml") else name


def _files(asked: Asked) -> tuple[Path, ...]:
    said = asked.settings
    named = (*said["scenarios"], *said.get("measures", ()))
    return tuple(asked.folder / name for name in named if name.endswith(".toml"))


def _tables(answer: StressAnswer) -> dict[str, Any]:
    from orta.planning.resilience.stress.report import (
        evidence_table,
        figures_table,
        measures_table,
        recovery_table,
    )

    return {
        "figures": figures_table(answer),
        "recovery": recovery_table(answer),
        "measures": measures_table(answer),
        "evidence": evidence_table(answer),
    }


def _figures(answer: StressAnswer) -> dict[str, float | None]:
    """What the event changes in the whole corridor, with its interval."""
    figures: dict[str, float | None] = {}
    for row in (row for row in answer.totals if row.metric in _FIRST):
        name, change = f"{row.metric}_change", row.difference
        figures |= {
            name: change.value,
            f"{name}_low": change.low,
            f"{name}_high": change.high,
        }
    return {**figures, "weeks_after": answer.recovery.weeks_after}


def _charts(found: Singles) -> dict[str, Chart]:
    charts: dict[str, Chart] = {}
    for metric, title, unit in _CHARTED:
        ends = (found.values(f"{metric}_change{end}") for end in ("", "_low", "_high"))
        bars = tuple(
            Bar(label=label, value=value, low=low, high=high)
            for (label, value), (_, low), (_, high) in zip(*ends, strict=True)
        )
        if bars:
            charts[metric] = RowChart(
                title=f"{title}: change by the event, 95 % interval",
                unit=unit,
                bars=bars,
            )
    charts["backlog"] = _backlogs(found)
    return charts


def _backlogs(found: Singles) -> LineChart:
    """What is under way more than in ordinary time, week by week."""
    weeks = [one.answer["recovery"]["weeks"] for one in found.found[:_MOST_LINES]]
    longest = max(weeks, key=len)
    return LineChart(
        title="The backlog: under way more than in ordinary time, mean by week",
        unit="TEU",
        places=tuple(str(week["starts"]) for week in longest),
        lines=tuple(
            Line(
                label=point.name,
                values=tuple(
                    float(week["more_teu"]["value"] or 0) for week in of_point
                ),
            )
            for point, of_point in zip(found.points, weeks, strict=False)
        ),
    )
