"""What is scarce, and what one more unit of it would save, in plain words."""

from __future__ import annotations

import numpy as np

from orta.corridor import Corridor
from orta.planning.flows.answer import Bottleneck
from orta.planning.flows.compile import Compiled, Weekly
from orta.planning.flows.study import Measure, Study
from orta.planning.optimum import FloatArray

_LEAST_USD = 0.005  # half a cent is nothing
_MEASURES = {
    Measure.T: "tonne a week",
    Measure.UNITS: "unit a week",
    Measure.LOTS: "departure a week",
}


def find_bottlenecks(
    study: Study, compiled: Compiled, *, prices: FloatArray, names: dict[Weekly, str]
) -> tuple[Bottleneck, ...]:
    """Everything of which more would save money, the most valuable first.

    `prices` (rows,) say what one more unit of each row saves, USD; `names` are those
    of `name_scarce`.
    """
    # Of what cannot be had in a week at all, more is no question.
    is_had = compiled.programme.upper > 0
    spare = np.maximum(0.0, -compiled.programme.reduced_costs(prices)) * is_had
    units = _units(study, compiled)
    worth = [(group, prices[numbers]) for group, numbers in compiled.rows.items()] + [
        (group, spare[numbers]) for group, numbers in compiled.columns.items()
    ]
    found = [
        _bottleneck(group, names[group], units[group], usd)
        for group, usd in worth
        if group in names and usd.max() >= _LEAST_USD
    ]
    return tuple(sorted(found, key=lambda one: (-one.total_usd, one.row_id)))


def name_scarce(
    study: Study, corridor: Corridor, compiled: Compiled
) -> dict[Weekly, str]:
    """What readers call everything that can be scarce."""
    return {group: _name(study, corridor, group) for group in _units(study, compiled)}


# Rows and columns of which there could be more, and of what.
_UNITS = {
    "room in": "tonne of room",
    "buy": "tonne a week",
    "convert": "tonne a week",
    "depart": "departure a week",
}


def _units(study: Study, compiled: Compiled) -> dict[Weekly, str]:
    """What one more is, for every group that can be scarce."""
    measures = {limit.limit_id: limit.measure for limit in study.limits}
    units = {
        group: _UNITS[group.kind]
        for group in (*compiled.rows, *compiled.columns)
        if group.kind in _UNITS
    }
    limits = (group for group in compiled.rows if group.kind == "limit")
    return units | {group: _MEASURES[measures[group.key[0]]] for group in limits}


def _bottleneck(group: Weekly, name: str, unit: str, usd: FloatArray) -> Bottleneck:
    by_week = tuple(
        (number, round(value, 2))
        for number, value in enumerate(usd.tolist(), start=1)
        if value >= _LEAST_USD
    )
    most_week, most = max(by_week, key=lambda one: one[1])
    total = sum(value for _, value in by_week)
    words = (
        f"One more {unit} of {name} would save up to {most:,.2f} USD "
        f"(week {most_week}); {total:,.0f} USD over "
        f"{say_weeks([number for number, _ in by_week])}."
    )
    return Bottleneck(
        kind=group.kind,
        row_id=group.key[0],
        name=name,
        unit=unit,
        usd_by_week=by_week,
        words=words,
    )


def say_weeks(weeks: list[int]) -> str:
    """Weeks in words, runs of them drawn together.

    >>> say_weeks([1, 2, 3, 7])
    'weeks 1-3 and 7'
    """
    runs: list[list[int]] = []
    for week in weeks:
        if runs and week == runs[-1][-1] + 1:
            runs[-1].append(week)
        else:
            runs.append([week])
    texts = [f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs]
    noun = "week" if len(weeks) == 1 else "weeks"
    if len(texts) == 1:
        return f"{noun} {texts[0]}"
    return f"{noun} {', '.join(texts[:-1])} and {texts[-1]}"


def _name(study: Study, corridor: Corridor, group: Weekly) -> str:
    """What a group of rows or columns is to a reader."""
    row_id = group.key[0]
    match group.kind:
        case "limit":
            return next(x.name for x in study.limits if x.limit_id == row_id)
        case "room in":
            store = next(x for x in study.stores if x.store_id == row_id)
            return f"{row_id} at {_place(corridor, store.node_id)}"
        case "buy":
            supply = next(x for x in study.supplies if x.supply_id == row_id)
            goods = study.goods_by_id[supply.goods_id].name
            return f"{goods} at {_place(corridor, supply.node_id)} ({row_id})"
        case "convert":
            mill = next(x for x in study.conversions if x.conversion_id == row_id)
            return f"{row_id} at {_place(corridor, mill.node_id)}"
        case _:
            leg = study.leg_by_id[row_id]
            ends = (_place(corridor, n) for n in (leg.from_node_id, leg.to_node_id))
            return f"{row_id} ({' - '.join(ends)})"


def _place(corridor: Corridor, node_id: str) -> str:
    return corridor.node_by_id[node_id].name
