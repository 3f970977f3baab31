"""A stress test as one object and as files: whole or not at all."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from orta.planning import results
from orta.planning.resilience.stress.answer import Help, StressAnswer
from orta.planning.resilience.stress.diverted import Diverted
from orta.planning.resilience.stress.recovery import Recovery
from orta.planning.resilience.stress.values import Figure, StressScenario
from orta.planning.results import Table, write_csv, write_folder, write_json
from orta.planning.results.table import Value
from orta.planning.simulation import Estimate, PairedDifference

SCHEMA: Final = "orta.stress/1"
_DIGITS: Final = 6
_SUFFIXES: Final = (".json",)
_EMPTY: Final = (None, None, None)


def stress_dict(answer: StressAnswer) -> dict[str, Any]:
    """The answer as `--json` prints it."""
    return {
        "schema": SCHEMA,
        "scenarios": [_scenario(part) for part in answer.stress.parts],
        "asked": [scenario.scenario_id for scenario in answer.stress.asked],
        "diverted": [_diverted(one) for one in answer.stress.diverted],
        "start": str(answer.start),
        "days": answer.days,
        "warm_up_days": answer.warm_up_days,
        "replications": answer.replications,
        "seed": answer.seed,
        "value_of_day_usd_per_t": answer.weights.value_of_day_usd_per_t,
        "begins": None if answer.begins is None else str(answer.begins),
        "ends": None if answer.ends is None else str(answer.ends),
        "totals": {row.metric: _difference(row) for row in answer.totals},
        "demands": _by_owner("demand_id", answer.by_demand),
        "states": _by_owner("country_code", answer.by_state),
        "recovery": _recovery(answer.recovery, with_weeks=True),
        "recovery_by_demand": [_recovery(one) for one in answer.recovery_by_demand],
        "recovery_by_state": [_recovery(one) for one in answer.recovery_by_state],
        "measures": [_help(one) for one in answer.helps],
        "priced_share": _number(answer.priced_share),
        "emission_share": _number(answer.emission_share),
        "without_price": [
            {"demand_id": demand_id, "service_ids": list(services)}
            for demand_id, services in answer.unpriced
        ],
        "warnings": list(answer.warnings),
        "provenance": answer.provenance.to_dict(),
    }


def check_output(path: str | Path) -> None:
    """Nothing, if a result can be put there: asked before a long run, not after it.

    Raises
    ------
    UsageError
        If the ending is unknown, the folder above is not there, or something is there.
    """
    results.check_output(Path(path), suffixes=_SUFFIXES)


def export_stress(answer: StressAnswer, path: str | Path) -> Path:
    """The file or folder written.

    `.json` is the answer; without an ending it is a folder with `answer.json`,
    `figures.csv`, `recovery.csv`, `measures.csv` and `evidence.csv`.

    Raises
    ------
    UsageError
        As `check_output`, or if it cannot be written.
    """
    check_output(path)
    path, about = Path(path), answer.provenance
    content = partial(write_json, stress_dict(answer))
    if path.suffix:
        content(path)
        return path
    tables = {
        "figures.csv": figures_table(answer),
        "recovery.csv": recovery_table(answer),
        "measures.csv": measures_table(answer),
        "evidence.csv": evidence_table(answer),
    }
    writes = {name: partial(_write_csv, table, about) for name, table in tables.items()}
    write_folder(path, {"answer.json": content, **writes})
    return path


def figures_table(answer: StressAnswer) -> Table:
    """One row for each figure: in ordinary time, under stress, and the change."""
    return Table(
        columns=(
            *("metric", "owner"),
            *_estimate_columns("ordinary"),
            *_estimate_columns("stressed"),
            *_estimate_columns("change"),
            "is_sure",
        ),
        rows=tuple(
            (
                *(row.metric, row.asset_id),
                *_cells(row.first),
                *_cells(row.second),
                *_cells(row.difference),
                str(row.is_sure).lower(),
            )
            for row in (*answer.totals, *answer.by_demand, *answer.by_state)
        ),
    )


def recovery_table(answer: StressAnswer) -> Table:
    """One row for each week and owner: TEU under way in ordinary time and more."""
    recoveries = (
        answer.recovery,
        *answer.recovery_by_demand,
        *answer.recovery_by_state,
    )
    return Table(
        columns=(
            *("owner", "week", "ordinary_teu", "stressed_teu"),
            *_estimate_columns("more_teu"),
        ),
        rows=tuple(
            (
                *(one.owner, str(week.starts), week.ordinary, week.stressed),
                *_cells(week.more),
            )
            for one in recoveries
            for week in one.weeks
        ),
    )


def measures_table(answer: StressAnswer) -> Table:
    """One row for each measure: what it saves, and what it costs."""
    return Table(
        columns=(
            *("measure_id", "title", "refused"),
            *_estimate_columns("saved_t_days"),
            *_estimate_columns("saved_p95_days"),
            *_estimate_columns("gain_usd"),
            *_estimate_columns("gain_usd_per_year"),
            *_estimate_columns("ordinary_gain_usd_per_year"),
            *("cost_usd_per_year", "cost_confidence", "gain_per_dollar"),
        ),
        rows=tuple(
            (
                *(one.measure.measure_id, one.measure.title, one.refused),
                *_cells(one.saved_t_days),
                *_cells(one.saved_p95_days),
                *_cells(one.gain_usd),
                *_cells(one.gain_usd_per_year),
                *_cells(one.ordinary_gain_usd_per_year),
                one.measure.cost_usd_per_year,
                one.measure.cost.confidence if one.measure.cost else None,
                one.gain_per_dollar,
            )
            for one in answer.helps
        ),
    )


def evidence_table(answer: StressAnswer) -> Table:
    """One row for each figure of the scenarios and measures, with its sources."""
    owners = [
        *((part.scenario_id, part.figures) for part in answer.stress.parts),
        *((one.measure.measure_id, one.measure.figures) for one in answer.helps),
    ]
    return Table(
        columns=(
            *("owner", "what", "value", "source_ids"),
            *("as_of", "confidence", "method"),
        ),
        rows=tuple(
            (
                *(owner, figure.what, figure.value, ";".join(figure.source_ids)),
                *(figure.as_of, figure.confidence, figure.method),
            )
            for owner, figures in owners
            for figure in figures
        ),
    )


def _write_csv(table: Table, about: results.Provenance, path: Path) -> None:
    write_csv(table, path, provenance=about)


def _scenario(part: StressScenario) -> dict[str, Any]:
    return {
        "id": part.scenario_id,
        "version": part.version,
        "title": part.title,
        "happened": part.happened,
        "includes": list(part.includes),
        "figures": [_figure(figure) for figure in part.figures],
    }


def _diverted(one: Diverted) -> dict[str, Any]:
    return {
        "change": one.shock.shock,
        "year": one.shock.year,
        "factor": one.factor,
        "middle": one.middle,
        "low": one.low,
        "high": one.high,
        "room_factor": _number(one.room_factor),
    }


def _by_owner(word: str, rows: tuple[PairedDifference, ...]) -> list[dict[str, Any]]:
    """One object for each demand or state, with a difference for each figure."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        own = found.setdefault(row.asset_id, {word: row.asset_id})
        own[row.metric] = _difference(row)
    return list(found.values())


def _difference(row: PairedDifference) -> dict[str, Any]:
    return {
        "ordinary": _estimate(row.first),
        "stressed": _estimate(row.second),
        "change": _estimate(row.difference),
        "is_sure": row.is_sure,
    }


def _recovery(one: Recovery, *, with_weeks: bool = False) -> dict[str, Any]:
    content: dict[str, Any] = {
        "owner": one.owner,
        "is_hurt": one.is_hurt,
        "peak_week": str(one.peak.starts),
        "peak_teu": _estimate(one.peak.more),
        "during_teu": _estimate(one.during),
        "recovered": None if one.recovered is None else str(one.recovered),
        "weeks_after": one.weeks_after,
    }
    if with_weeks:
        content["weeks"] = [
            {
                "starts": str(week.starts),
                "ordinary_teu": _number(week.ordinary),
                "stressed_teu": _number(week.stressed),
                "more_teu": _estimate(week.more),
            }
            for week in one.weeks
        ]
    return content


def _help(one: Help) -> dict[str, Any]:
    measure = one.measure
    return {
        "id": measure.measure_id,
        "version": measure.version,
        "title": measure.title,
        "refused": one.refused,
        "saved_t_days": _estimate(one.saved_t_days),
        "saved_p95_days": _estimate(one.saved_p95_days),
        "gain_usd": _estimate(one.gain_usd),
        "gain_usd_per_year": _estimate(one.gain_usd_per_year),
        "ordinary_gain_usd_per_year": _estimate(one.ordinary_gain_usd_per_year),
        "unknown_freight": list(one.unknown_freight),
        "cost_usd_per_year": measure.cost_usd_per_year,
        "cost": None if measure.cost is None else _figure(measure.cost),
        "gain_per_dollar": _number(one.gain_per_dollar),
        "figures": [_figure(figure) for figure in measure.figures],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "what": figure.what,
        "value": figure.value,
        "source_ids": list(figure.source_ids),
        "as_of": figure.as_of,
        "confidence": figure.confidence,
        "method": figure.method,
    }


def _estimate(estimate: Estimate | None) -> dict[str, float | None] | None:
    if estimate is None:
        return None
    return {
        "value": _number(estimate.value),
        "low": _number(estimate.low),
        "high": _number(estimate.high),
    }


def _number(value: float | None) -> float | None:
    """JSON knows no nan: what was not seen is null."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), _DIGITS)


def _estimate_columns(name: str) -> Iterator[str]:
    yield from (name, f"{name}_low", f"{name}_high")


def _cells(estimate: Estimate | None) -> tuple[Value, Value, Value]:
    if estimate is None:
        return _EMPTY
    return estimate.value, estimate.low, estimate.high
