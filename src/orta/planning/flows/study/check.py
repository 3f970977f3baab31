"""Whether the rows of a study go together: what no single row can see."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Protocol

from orta.planning.flows.study.checked import Checked, find_broken_figure
from orta.planning.flows.study.schema import read_study_schema
from orta.planning.flows.study.values import (
    EVERY_ROW,
    Change,
    Conversion,
    Demand,
    Goods,
    Leg,
    Limit,
    Measure,
    Pool,
    Risk,
    RiskForm,
    Scenario,
    Store,
    Supply,
)

_SUM_OF_PROBABILITIES: Final = 1e-6  # they are written with a few digits
_SHOWN: Final = 3


class Rows(Protocol):
    """What is checked: a study, or the rows of its tables before they become one."""

    @property
    def weeks(self) -> int: ...  # noqa: D102 # named as in Study, all of them
    @property
    def risk(self) -> Risk: ...  # noqa: D102
    @property
    def goods(self) -> tuple[Goods, ...]: ...  # noqa: D102
    @property
    def supplies(self) -> tuple[Supply, ...]: ...  # noqa: D102
    @property
    def demands(self) -> tuple[Demand, ...]: ...  # noqa: D102
    @property
    def stores(self) -> tuple[Store, ...]: ...  # noqa: D102
    @property
    def conversions(self) -> tuple[Conversion, ...]: ...  # noqa: D102
    @property
    def pools(self) -> tuple[Pool, ...]: ...  # noqa: D102
    @property
    def legs(self) -> tuple[Leg, ...]: ...  # noqa: D102
    @property
    def limits(self) -> tuple[Limit, ...]: ...  # noqa: D102
    @property
    def scenarios(self) -> tuple[Scenario, ...]: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A figure that does not fit the others.

    `key` are the ids of its row, those of a change its scenario and its place among
    the changes of that; it is empty for the table as a whole.
    """

    table: str
    key: tuple[str, ...]
    column: str
    value: str
    expected: str
    hint: str = ""

    def __str__(self) -> str:
        place = " ".join((self.table, *self.key))
        text = f"{place}: {self.column} is {self.value!r}, expected {self.expected}"
        return f"{text} ({self.hint})" if self.hint else text


def find_faults(rows: Rows) -> Iterator[Fault]:
    """What does not go together; what refers to nothing is passed over."""
    yield from _outside_of_horizon(rows)
    yield from _uncountable_limits(rows)
    yield from _mixed_pools(rows)
    yield from _odd_probabilities(rows)
    by_table = rows_by_table(rows)
    for scenario in rows.scenarios:
        yield from _changes_at_once(scenario, rows.weeks)
        for number, change in enumerate(scenario.changes):
            key = (scenario.scenario_id, str(number))
            yield from _impossible_change(change, key, by_table)


def find_dangling(rows: Rows) -> Iterator[Fault]:
    """Ids that stand twice, and references to what the study does not have."""
    by_table = rows_by_table(rows)
    for table, of_table in _tables(rows).items():
        if len(by_table[table]) < len(of_table):
            counts = Counter(row.label for row in of_table)
            for one in (key for key, count in counts.items() if count > 1):
                yield Fault(
                    table=table, key=(one,), column="", value=one, expected="each once"
                )
        for row in of_table:
            yield from _broken_references(table, row, by_table)
    for scenario in rows.scenarios:
        for number, change in enumerate(scenario.changes):
            known = by_table[change.table]
            if change.row_id not in (EVERY_ROW, *known):
                yield Fault(
                    table="change",
                    key=(scenario.scenario_id, str(number)),
                    column="row_id",
                    value=change.row_id,
                    expected=f"a row of {change.table}",
                )


def rows_by_table(rows: Rows) -> dict[str, dict[str, Checked]]:
    """Rows under their id, those under the name of their table."""
    return {
        table: {row.label: row for row in of_table}
        for table, of_table in _tables(rows).items()
    }


def _tables(rows: Rows) -> dict[str, tuple[Checked, ...]]:
    return {
        "goods": rows.goods,
        "supply": rows.supplies,
        "demand": rows.demands,
        "store": rows.stores,
        "conversion": rows.conversions,
        "pool": rows.pools,
        "leg": rows.legs,
        "limit": rows.limits,
        "scenario": rows.scenarios,
    }


def _broken_references(
    table: str, row: Checked, by_table: Mapping[str, Mapping[str, Checked]]
) -> Iterator[Fault]:
    parts = row.products if isinstance(row, Conversion) else ()
    for column in read_study_schema()[table].columns:
        target = column.reference.partition(".")[0]
        if target not in by_table:
            continue
        for one in (row, *parts):
            said: Any = getattr(one, column.name, None) or ()
            for key in (said,) if isinstance(said, str) else said:
                if key not in by_table[target]:
                    yield Fault(
                        table=table,
                        key=(row.label,),
                        column=column.name,
                        value=key,
                        expected=f"a {column.reference}",
                    )


def _outside_of_horizon(rows: Rows) -> Iterator[Fault]:
    dated: list[tuple[tuple[str, ...], Any]] = [
        ((row.label,), row)
        for of_table in (rows.supplies, rows.demands, rows.legs, rows.limits)
        for row in of_table
    ]
    for scenario in rows.scenarios:
        for number, change in enumerate(scenario.changes):
            dated.append(((scenario.scenario_id, str(number)), change))
    for key, row in dated:
        for column in ("first_week", "last_week"):
            week = getattr(row, column)
            if week is not None and week > rows.weeks:
                yield Fault(
                    table=row.TABLE,
                    key=key,
                    column=column,
                    value=str(week),
                    expected=f"a week of the study, 1 to {rows.weeks}",
                )


def _uncountable_limits(rows: Rows) -> Iterator[Fault]:
    """Departures are those of legs with lots, units those of legs with equipment."""
    legs = {leg.leg_id: leg for leg in rows.legs}
    needs = {Measure.LOTS: "lot_t", Measure.UNITS: "equipment_code"}
    for limit in rows.limits:
        needed = needs.get(limit.measure)
        if needed is None:
            continue
        for leg in (legs[key] for key in limit.leg_ids if key in legs):
            if not getattr(leg, needed):
                yield Fault(
                    table="limit",
                    key=(limit.limit_id,),
                    column="measure",
                    value=limit.measure,
                    expected=f"legs that have a {needed}",
                    hint=f"{leg.leg_id} has none",
                )


def _mixed_pools(rows: Rows) -> Iterator[Fault]:
    pools = {pool.pool_id: pool for pool in rows.pools}
    for leg in rows.legs:
        pool = pools.get(leg.pool_id)
        if pool is not None and pool.equipment_code != leg.equipment_code:
            yield Fault(
                table="leg",
                key=(leg.leg_id,),
                column="equipment_code",
                value=leg.equipment_code,
                expected=f"{pool.equipment_code}, which is in pool {pool.pool_id}",
            )


def _odd_probabilities(rows: Rows) -> Iterator[Fault]:
    total = math.fsum(scenario.probability for scenario in rows.scenarios)
    if rows.scenarios and abs(total - 1) > _SUM_OF_PROBABILITIES:
        parts = " + ".join(f"{one.probability:g}" for one in rows.scenarios[:_SHOWN])
        more = " + …" if len(rows.scenarios) > _SHOWN else ""
        yield Fault(
            table="scenario",
            key=(),
            column="probability",
            value=f"{parts}{more} = {total:.6g}",
            expected="a sum of 1",
        )
    if not rows.scenarios and rows.risk.form is not RiskForm.DETERMINISTIC:
        yield Fault(
            table="scenario",
            key=(),
            column="",
            value="",
            expected=f"scenarios, since the form of the risk is {rows.risk.form}",
            hint='add rows, or write form = "deterministic"',
        )


def _changes_at_once(scenario: Scenario, horizon: int) -> Iterator[Fault]:
    """Two changes of one figure in one week leave open which of them counts."""
    by_figure: dict[tuple[str, str, str], list[tuple[range, int]]] = defaultdict(list)
    for number, change in enumerate(scenario.changes):
        figure = (change.table, change.column, change.row_id)
        by_figure[figure].append((change.weeks(horizon), number))
    for (table, column, row_id), own in by_figure.items():
        general = by_figure.get((table, column, EVERY_ROW), [])
        spans = own if row_id == EVERY_ROW else [*own, *general]
        ordered = sorted(spans, key=lambda span: (span[0].start, span[0].stop, span[1]))
        for (before, first), (after, second) in pairwise(ordered):
            if after.start < before.stop:
                later, earlier = max(first, second), min(first, second)
                said = scenario.changes[earlier]
                yield Fault(
                    table="change",
                    key=(scenario.scenario_id, str(later)),
                    column="row_id",
                    value=scenario.changes[later].row_id,
                    expected="one change of a figure in a week",
                    hint=f"{said.table} {said.row_id} {said.column} is changed "
                    f"in week {after.start} already",
                )


def _impossible_change(
    change: Change,
    key: tuple[str, ...],
    by_table: Mapping[str, Mapping[str, Checked]],
) -> Iterator[Fault]:
    """A factor of what is empty, or one that makes a figure that may not be."""
    if change.factor is None:
        return
    known = by_table[change.table]
    is_one = change.row_id != EVERY_ROW
    row_ids = [change.row_id] if is_one else known
    rule = read_study_schema()[change.table].column_by_name[change.column]
    for row in (known[row_id] for row_id in row_ids if row_id in known):
        before = getattr(row, change.column)
        after = change.of(before)
        expected = ""
        if after is None and is_one:
            expected = "a value, for a figure that is empty"
        elif after is not None and rule.type != "integer":
            expected = find_broken_figure(float(after), rule)
        if expected:
            yield Fault(
                table="change",
                key=key,
                column="factor",
                value=f"{change.factor:g}",
                expected=expected,
                hint=f"{change.column} of {row.label} is {before}",
            )
            return
