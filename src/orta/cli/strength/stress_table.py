"""What `orta stress` prints: losses, who is hurt, the recovery, and what helps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from orta.cli.output import print_table
from orta.corridor import Corridor

if TYPE_CHECKING:
    from orta.planning.resilience.stress import (
        Help,
        Measure,
        Recovery,
        StressAnswer,
        StressScenario,
        WeekOfRecovery,
    )
    from orta.planning.simulation import Estimate, PairedDifference

_MOST_ROWS = 8
_MOST_WEEKS = 26
_BAR = 24
_PERCENT = 100.0
# Metric: the words of its row, and the digits behind the point.
_WORDS = {
    "offered_teu": ("offered, TEU", 0),
    "delivered_teu": ("carried, TEU", 0),
    "delivered_t": ("carried, t", 0),
    "mean_days": ("days, mean", 2),
    "p50_days": ("days, half of it within", 2),
    "p80_days": ("days, 80 % within", 2),
    "p95_days": ("days, 95 % within", 2),
    "late_share": ("tail: % beyond the ordinary 95 %", 2),
    "left_teu": ("still under way at the end, TEU", 0),
    "delay_teu_days": ("delay, TEU-days", 0),
    "delay_t_days": ("delay, t-days", 0),
    "delay_usd": ("delay, USD", 0),
    "freight_usd": ("freight, USD", 0),
    "co2e_t": ("CO2e, t", 0),
}


def print_library(
    scenarios: Sequence[StressScenario], measures: Sequence[Measure]
) -> None:
    """Print what can be run, and what can be tried against it."""
    click.echo(click.style("Scenarios", bold=True))
    print_table(
        ("id", "version", "what", "measures"),
        [
            (
                *(one.scenario_id, str(one.version), one.title),
                ", ".join(one.measure_ids),
            )
            for one in scenarios
        ],
        right=frozenset({1}),
    )
    click.echo()
    click.echo(click.style("Measures", bold=True))
    print_table(
        ("id", "version", "what", "USD a year"),
        [
            (
                *(one.measure_id, str(one.version), one.title),
                "not published"
                if one.cost_usd_per_year is None
                else f"{one.cost_usd_per_year:,.0f} ({one.cost.confidence})"
                if one.cost
                else "",
            )
            for one in measures
        ],
        right=frozenset({1, 3}),
    )


def print_stress(answer: StressAnswer, corridor: Corridor, *, show_all: bool) -> None:
    """Print the answer; every change with its 95 % interval, * where it is sure."""
    head = (
        f"{answer.stress.title} · {answer.days} days from {answer.start}, after "
        f"{answer.warm_up_days} of warm-up · {answer.replications} replications, "
        f"seed {answer.seed}"
    )
    click.echo(click.style(head, bold=True))
    for part in answer.stress.parts:
        click.echo(f"{part.scenario_id}: {part.happened}")
    for one in answer.stress.diverted:
        room = (
            ""
            if one.room_factor is None
            else f"; there is room for {one.room_factor:.2f}"
        )
        click.echo(
            f"“{one.shock.shock}” brings {one.factor:g} times the boxes, by the model "
            f"of route choice ({one.low:g} to {one.high:g}{room})"
        )
    click.echo()
    print_table(
        ("", "ordinary", "stressed", "change", "95 % interval", ""),
        [_total_row(row) for row in answer.totals],
        right=frozenset({1, 2, 3, 4}),
    )
    _print_owners(answer, corridor, show_all=show_all)
    _print_recovery(answer.recovery, show_all=show_all)
    _print_helps(answer)
    _print_notes(answer)


def _total_row(row: PairedDifference) -> tuple[str, ...]:
    words, digits = _WORDS[row.metric]
    scale = _PERCENT if row.metric == "late_share" else 1.0
    return (words, *_change(row, digits, scale=scale))


def _change(
    row: PairedDifference, digits: int, *, scale: float = 1.0
) -> tuple[str, ...]:
    change = row.difference
    return (
        _value(row.first.value * scale, digits),
        _value(row.second.value * scale, digits),
        _signed(change.value * scale, digits),
        _interval(change, digits, scale=scale),
        "*" if row.is_sure else "",
    )


def _print_owners(answer: StressAnswer, corridor: Corridor, *, show_all: bool) -> None:
    """Demands by their delay, and states."""
    found: dict[str, dict[str, PairedDifference]] = {}
    for row in (*answer.by_demand, *answer.by_state):
        found.setdefault(row.asset_id, {})[row.metric] = row
    demands = sorted(
        answer.recovery_by_demand,
        key=lambda one: -found[one.owner]["delay_teu_days"].difference.value,
    )
    states = sorted(
        answer.recovery_by_state,
        key=lambda one: -found[one.owner]["delay_t_days"].difference.value,
    )
    click.echo()
    print_table(
        ("hurt most", "from", "to", "days", "delay, TEU-days", "", "gone again"),
        [
            _demand_row(one, found[one.owner], corridor)
            for one in (demands if show_all else demands[:_MOST_ROWS])
        ],
        right=frozenset({3, 4}),
    )
    click.echo()
    print_table(
        ("state", "carried, t", "days", "delay, t-days", "", "gone again"),
        [_state_row(one, found[one.owner]) for one in states],
        right=frozenset({1, 2, 3}),
    )


def _demand_row(
    one: Recovery, rows: Mapping[str, PairedDifference], corridor: Corridor
) -> tuple[str, ...]:
    demand = next(d for d in corridor.demands if d.demand_id == one.owner)
    ends = (demand.origin_node_id, demand.destination_node_id)
    return (
        one.owner,
        *(corridor.node_by_id[end].name for end in ends),
        _signed(rows["mean_days"].difference.value, 2),
        *_with_interval(rows["delay_teu_days"], 0),
        _gone(one),
    )


def _state_row(one: Recovery, rows: Mapping[str, PairedDifference]) -> tuple[str, ...]:
    return (
        one.owner,
        _signed(rows["delivered_t"].difference.value, 0),
        _signed(rows["mean_days"].difference.value, 2),
        *_with_interval(rows["delay_t_days"], 0),
        _gone(one),
    )


def _with_interval(row: PairedDifference, digits: int) -> tuple[str, str]:
    change = row.difference
    text = f"{_signed(change.value, digits)} ({_interval(change, digits)})"
    return text, "*" if row.is_sure else ""


def _gone(one: Recovery) -> str:
    if not one.is_hurt:
        return "not hurt"
    if one.ends is None:
        return "it lasts"
    if one.recovered is None:
        return "not in the run"
    weeks = "week" if one.weeks_after == 1 else "weeks"
    return f"{one.recovered}, {one.weeks_after} {weeks} after"


def _print_recovery(one: Recovery, *, show_all: bool) -> None:
    """The curve: TEU under way more than in ordinary time, week by week."""
    click.echo()
    weeks = [week for week in one.weeks if show_all or _is_near(one, week)]
    step = 1 if show_all else -(-len(weeks) // _MOST_WEEKS)
    top = max(*(week.more.value for week in weeks), 1.0)
    print_table(
        ("week from", "TEU under way", "more", "95 % interval", ""),
        [
            (
                str(week.starts),
                f"{week.ordinary:,.0f}",
                _signed(week.more.value, 0),
                _interval(week.more, 0),
                "█" * round(_BAR * max(week.more.value, 0.0) / top),
            )
            for week in weeks[::step]
        ],
        right=frozenset({1, 2, 3}),
    )
    peak = f"most in the week from {one.peak.starts}"
    click.echo(click.style(f"{peak}; gone again: {_gone(one)}", dim=True))


def _is_near(one: Recovery, week: WeekOfRecovery) -> bool:
    """From the first week in which more is under way to some after the recovery."""
    first = next((w.starts for w in one.weeks if w.more.value), one.weeks[0].starts)
    last = one.weeks[-1].starts
    if one.recovered is not None:
        after = [w.starts for w in one.weeks if w.starts > one.recovered]
        last = after[min(2, len(after) - 1)] if after else last
    return first <= week.starts <= last


def _print_helps(answer: StressAnswer) -> None:
    if not answer.helps:
        return
    click.echo()
    click.echo(
        click.style(
            "What helps, USD a year: in one with the event, and in an ordinary one",
            bold=True,
        )
    )
    print_table(
        (
            *("measure", "saves t-days", "gain", "95 % interval", ""),
            *("ordinary", "cost"),
        ),
        [_help_row(one) for one in answer.helps],
        right=frozenset({1, 2, 3, 5}),
    )
    for one in answer.helps:
        if one.refused:
            click.echo(f"note: {one.measure.measure_id} was not tried: {one.refused}")
        if one.unknown_freight:
            left_out = ", ".join(one.unknown_freight)
            click.echo(
                f"note: {one.measure.measure_id}: no freight is known of {left_out} on "
                "the other way: what that costs more is left out"
            )


def _help_row(one: Help) -> tuple[str, ...]:
    gain, saved = one.gain_usd_per_year, one.saved_t_days
    ordinary = one.ordinary_gain_usd_per_year
    if gain is None or saved is None or ordinary is None:
        return (one.measure.title, "", "", "", "", "", "not tried")
    return (
        one.measure.title,
        _signed(saved.value, 0),
        _signed(gain.value, 0),
        _interval(gain, 0),
        "*" if one.is_sure else "",
        _signed(ordinary.value, 0),
        _cost(one),
    )


def _cost(one: Help) -> str:
    cost, gain = one.measure.cost_usd_per_year, one.gain_usd_per_year
    if cost is not None and one.measure.cost is not None:
        return (
            f"{cost:,.0f} a year ({one.measure.cost.confidence}): "
            f"{one.gain_per_dollar or 0.0:.2f} for a dollar"
        )
    if gain is None or gain.low <= 0:
        return "not published; no gain is sure"
    return f"not published; pays below {gain.value:,.0f} a year"


def _print_notes(answer: StressAnswer) -> None:
    click.echo()
    click.echo(
        click.style(
            "change: stressed less ordinary, replication by replication under the same "
            "luck   *: the interval leaves zero out",
            dim=True,
        )
    )
    days = answer.weights.value_of_day_usd_per_t
    click.echo(f"a day under way is worth {days:g} USD a tonne (--value-of-day)")
    for demand_id, services in answer.unpriced:
        click.echo(
            f"note: no freight of {demand_id}: no price by {', '.join(services)}"
        )
    if answer.unpriced:
        click.echo(
            f"note: freight is that of {answer.priced_share:.0%} of the TEU, CO2e of "
            f"{answer.emission_share:.0%}"
        )
    for warning in answer.warnings:
        click.echo(f"note: {warning}")
    count = len(answer.stress.figures)
    click.echo(f"next: --json has the evidence of all {count} figures", err=True)


def _interval(estimate: Estimate, digits: int, *, scale: float = 1.0) -> str:
    low, high = estimate.low * scale, estimate.high * scale
    return f"{_signed(low, digits)} to {_signed(high, digits)}"


def _value(value: float, digits: int) -> str:
    return "" if math.isnan(value) else f"{round(value, digits) + 0.0:,.{digits}f}"


def _signed(value: float, digits: int) -> str:
    return "" if math.isnan(value) else f"{round(value, digits) + 0.0:+,.{digits}f}"
