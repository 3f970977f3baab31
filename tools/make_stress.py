"""Write the findings of `docs/studies/stress.md`: every scenario of the library.

The opening of the page is written by hand; what stands between `<!-- findings -->`
marks comes from here. It takes some ten minutes on two cores:

    python tools/make_stress.py [--replications 20] [SCENARIO ...]

With ids of scenarios it prints their findings and leaves the page alone.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import orta
from orta.corridor import Corridor
from orta.planning.resilience.stress import (
    Help,
    Recovery,
    StressAnswer,
    find_measure,
    find_stress,
    list_scenario_ids,
    stress_test,
)
from orta.planning.simulation import Estimate, PairedDifference

PAGE = Path(__file__).parent.parent / "docs" / "studies" / "stress.md"
MARK = re.compile(r"(<!-- findings -->\n).*?(<!-- /findings -->)", re.DOTALL)
SEED = 0
MOST_HURT = 3
PERCENT = 100.0
ROWS = (
    ("delivered_t", "carried, t", 0),
    ("mean_days", "days, mean", 2),
    ("p80_days", "days, 80 % within", 2),
    ("p95_days", "days, 95 % within", 2),
    ("late_share", "tail: % beyond the ordinary 95 %", 2),
    ("delay_t_days", "delay, t-days", 0),
    ("left_teu", "under way at the end, TEU", 0),
    ("freight_usd", "freight, million USD", 1),
    ("co2e_t", "CO2e, t", 0),
)
MILLION = 1e6


def main() -> int:
    """Run the library, and put what it finds into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="*")
    parser.add_argument("--replications", type=int, default=20)
    asked = parser.parse_args()
    corridor = orta.load().corridor
    names = asked.scenarios or list_scenario_ids()
    answers = {}
    for name in names:
        answers[name] = run(name, corridor, asked.replications)
        sys.stderr.write(f"{name}\n")
    text = "\n".join([*summary(answers), "", *details(answers, corridor)])
    if asked.scenarios:
        sys.stdout.write(f"{text}\n")
        return 0
    page = PAGE.read_text("utf-8")
    PAGE.write_text(MARK.sub(lambda m: f"{m[1]}\n{text}\n{m[2]}", page), "utf-8")
    return 0


def run(name: str, corridor: Corridor, replications: int) -> StressAnswer:
    """The answer to one scenario, with the measures that it names."""
    stress = find_stress([name], corridor)
    measures = [find_measure(one, corridor) for one in stress.measure_ids]
    return stress_test(
        corridor, stress, measures=measures, replications=replications, seed=SEED
    )


def summary(answers: dict[str, StressAnswer]) -> Iterator[str]:
    """All scenarios in one table."""
    first = next(iter(answers.values()))
    yield (
        f"{first.replications} replications, seed {SEED}; a change with its 95 % "
        "interval."
    )
    yield ""
    yield (
        "| scenario | delay, t-days | 95 % within, days | most under way more, TEU "
        "| gone again | helps most |"
    )
    yield "| --- | ---: | ---: | ---: | --- | --- |"
    for name, answer in answers.items():
        helps = [one for one in answer.helps if one.gain_usd is not None]
        best = max(helps, key=_gain, default=None)
        is_sure = best is not None and best.is_sure and _gain(best) > 0
        yield (
            f"| [{name}](#{name}) | {_change(answer.total('delay_t_days'), 0)} "
            f"| {_change(answer.total('p95_days'), 1)} "
            f"| {_estimate(answer.recovery.peak.more, 0)} | {_gone(answer.recovery)} "
            f"| {best.measure.title if best and is_sure else '–'} |"
        )


def details(answers: dict[str, StressAnswer], corridor: Corridor) -> Iterator[str]:
    """A section for each scenario."""
    for name, answer in answers.items():
        yield f"({name})="
        yield ""
        yield f"## {answer.stress.title}"
        yield ""
        for part in answer.stress.parts:
            yield part.happened
        yield ""
        yield from _diverted(answer)
        yield from _totals(answer)
        yield from _hurt(answer, corridor)
        yield from _recovery(answer)
        yield from _helps(answer)
        yield from _evidence(answer)


def _diverted(answer: StressAnswer) -> Iterator[str]:
    for one in answer.stress.diverted:
        room = "" if one.room_factor is None else f"; room for {one.room_factor:.2f}"
        yield (
            f"By the model of route choice “{one.shock.shock}” brings {one.factor:g} "
            f"times the boxes ({one.low:g} to {one.high:g}{room})."
        )
        yield ""


def _totals(answer: StressAnswer) -> Iterator[str]:
    yield f"| {answer.days} days from {answer.start} | ordinary | change |"
    yield "| --- | ---: | ---: |"
    for metric, words, digits in ROWS:
        row = answer.total(metric)
        scale = {"late_share": PERCENT, "freight_usd": 1 / MILLION}.get(metric, 1.0)
        ordinary = f"{row.first.value * scale:,.{digits}f}"
        yield f"| {words} | {ordinary} | {_change(row, digits, scale=scale)} |"
    yield ""


def _hurt(answer: StressAnswer, corridor: Corridor) -> Iterator[str]:
    delays = {
        row.asset_id: row
        for row in answer.by_demand
        if row.metric == "delay_teu_days" and row.is_sure and row.difference.low > 0
    }
    gone = {one.owner: _gone(one) for one in answer.recovery_by_demand}
    ends = {d.demand_id: d for d in corridor.demands}
    first = sorted(delays, key=lambda key: -delays[key].difference.value)[:MOST_HURT]
    if not first:
        return
    parts = [
        f"{key} ({_place(corridor, ends[key].origin_node_id)} – "
        f"{_place(corridor, ends[key].destination_node_id)}), "
        f"{_change(delays[key], 0)} TEU-days, {gone[key]}"
        for key in first
    ]
    yield f"Hurt most: {'; '.join(parts)}."
    states = [
        f"{row.asset_id} {row.difference.value:+,.0f}"
        for row in sorted(answer.by_state, key=lambda r: -r.difference.value)
        if row.metric == "delay_t_days" and row.is_sure and row.difference.low > 0
    ]
    if states:
        yield f"By state, t-days: {', '.join(states)}."
    yield ""


def _place(corridor: Corridor, node_id: str) -> str:
    return corridor.node_by_id[node_id].name


def _recovery(answer: StressAnswer) -> Iterator[str]:
    one = answer.recovery
    if not one.is_hurt:
        yield "Nothing is piled up."
    else:
        yield (
            f"Most is under way more in the week from {one.peak.starts}: "
            f"{_estimate(one.peak.more, 0)} TEU. Gone again: {_gone(one)}."
        )
    yield ""


def _helps(answer: StressAnswer) -> Iterator[str]:
    if not answer.helps:
        return
    yield "| measure | gain, million USD a year | in an ordinary year | cost |"
    yield "| --- | ---: | ---: | --- |"
    for one in answer.helps:
        gain, usual = one.gain_usd_per_year, one.ordinary_gain_usd_per_year
        if gain is None or usual is None:
            yield f"| {one.measure.title} | | | not tried: {one.refused} |"
            continue
        yield (
            f"| {one.measure.title} | {_estimate(gain, 1, scale=1 / MILLION)} "
            f"| {_estimate(usual, 1, scale=1 / MILLION)} | {_cost(one)} |"
        )
    yield ""


def _evidence(answer: StressAnswer) -> Iterator[str]:
    for figure in answer.stress.figures:
        method = f": {figure.method}" if figure.method else ""
        yield (
            f"- *{figure.what}*: {figure.value} ({', '.join(figure.source_ids)}; "
            f"{figure.confidence}{method})"
        )
    yield ""


def _cost(one: Help) -> str:
    cost, gain = one.measure.cost_usd_per_year, one.gain_usd_per_year
    if cost is not None and one.measure.cost is not None:
        per_dollar = one.gain_per_dollar or 0.0
        return (
            f"{cost / MILLION:.1f} million a year ({one.measure.cost.confidence}): "
            f"{per_dollar:.1f} for a dollar"
        )
    if gain is None or gain.low <= 0:
        return "not published; no gain is sure"
    return f"not published; pays below {gain.value / MILLION:.1f} million a year"


def _gain(one: Help) -> float:
    return 0.0 if one.gain_usd is None else one.gain_usd.value


def _gone(one: Recovery) -> str:
    if not one.is_hurt:
        return "not hurt"
    if one.ends is None:
        return "it lasts"
    if one.recovered is None:
        return "not in the run"
    weeks = "week" if one.weeks_after == 1 else "weeks"
    return f"{one.weeks_after} {weeks} after its end"


def _change(row: PairedDifference, digits: int, *, scale: float = 1.0) -> str:
    return _estimate(row.difference, digits, scale=scale)


def _estimate(estimate: Estimate, digits: int, *, scale: float = 1.0) -> str:
    values: Sequence[float] = (estimate.value, estimate.low, estimate.high)
    value, low, high = (f"{v * scale + 0.0:+,.{digits}f}" for v in values)
    return value if low == high else f"{value} ({low} to {high})"


if __name__ == "__main__":
    sys.exit(main())
