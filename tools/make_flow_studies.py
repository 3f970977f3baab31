"""Write the tables of the pages of the three flow studies.

The text of a page is written by hand; what stands between `<!-- name -->` marks comes
from here. Each study is solved as it is written, and in each of its scenarios:

    python tools/make_flow_studies.py [grain] [petrochemicals] [machinery]
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

import orta
from orta.corridor import Corridor
from orta.planning.flows.answer import Season, Unmet
from orta.planning.flows.compile import Weekly
from orta.planning.flows.describe import describe
from orta.planning.flows.scarcity import say_weeks
from orta.planning.flows.solve import Future, solve_study
from orta.planning.flows.study import Risk, RiskForm, Scenario, Study, read_study

ROOT = Path(__file__).parent.parent
NAMES = ("grain", "petrochemicals", "machinery")
MOST_S = 60.0
SHOWN = 12
LEAST_T = 0.5

Run = tuple[Future, Season, float]


def main() -> int:
    """Run the studies that were asked for, and put their tables into their pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="grain, petrochemicals, machinery")
    corridor = orta.load().corridor
    for name in parser.parse_args().names or NAMES:
        study = read_study(ROOT / "examples" / "flows" / f"{name}.toml", corridor)
        tables = make_tables(study, corridor)
        page = ROOT / "docs" / "studies" / f"{name}.md"
        text = page.read_text("utf-8")
        for mark, table in tables.items():
            text = _put(text, mark, table)
        page.write_text(text, "utf-8")
    return 0


def _put(text: str, mark: str, table: str) -> str:
    """The page with a table between its marks."""
    between = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
    return between.sub(lambda found: f"{found[1]}\n{table}\n\n{found[2]}", text)


def make_tables(study: Study, corridor: Corridor) -> dict[str, str]:
    """Every table of a page by its mark."""
    runs = {one.name: _run(study, corridor, one) for one in study.scenarios}
    planned = runs[study.scenarios[0].name]
    return {
        "solved": _solved(study, planned),
        "demands": _demands(study, planned[1]),
        "legs": _legs(study, planned[1]),
        "scarce": _scarce(planned[1]),
        "wagons": _wagons(study, corridor, planned[0]),
        "scenarios": _scenarios(study, runs),
        "reasons": _reasons(planned[1]),
    }


def _run(study: Study, corridor: Corridor, scenario: Scenario) -> Run:
    """The plan where one scenario is sure to come, known from the first week on."""
    print(study.title, "-", scenario.name, file=sys.stderr, flush=True)
    sure = replace(
        study,
        scenarios=(replace(scenario, probability=1.0),),
        risk=Risk(form=RiskForm.EXPECTED),
    )
    # A proof by a tree is not needed for a page: the prices prove a bound.
    solved = solve_study(sure, corridor, time_limit_s=MOST_S, proof_nodes=0)
    season = describe(sure, corridor, solved).seasons[0]
    return solved.futures[0], season, solved.bound


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    first, *rest = head
    lines = [(first, *rest), ("---", *("---:" for _ in rest)), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _kt(t: float) -> str:
    return f"{t / 1000:,.1f}"


def _solved(study: Study, run: Run) -> str:
    future, season, bound = run
    programme = future.compiled.programme
    cost = season.cost_usd
    return (
        f"{len(programme.cost):,} columns ({int(programme.whole.sum()):,} of them "
        f"whole), {len(programme.limit):,} rows. The plan costs {cost / 1e6:,.2f} "
        f"million USD; no plan costs less than {bound / 1e6:,.2f} million, so it is "
        f"within {(cost - bound) / cost:.2%} of the best. It was asked to be within "
        f"{study.gap:.0%}."
    )


def _wanted(study: Study) -> dict[str, float]:
    return {
        d.demand_id: d.t_per_week * len(d.weeks(study.weeks)) for d in study.demands
    }


def _missed(season: Season) -> dict[str, float]:
    missed: dict[str, float] = defaultdict(float)
    for one in season.unmet:
        missed[one.demand_id] += one.t
    return missed


def _demands(study: Study, season: Season) -> str:
    missed = _missed(season)
    rows = (
        (name, _kt(t), _kt(t - missed[name]), f"{1 - missed[name] / t:.0%}")
        for name, t in _wanted(study).items()
    )
    return _table(("demand", "wanted, kt", "comes, kt", "share"), rows)


def _by_leg(season: Season) -> dict[tuple[str, str], float]:
    moved: dict[tuple[str, str], float] = defaultdict(float)
    for flow in season.flows:
        moved[flow.leg_id, flow.goods_id] += flow.t
    return moved


def _legs(study: Study, season: Season) -> str:
    moved = _by_leg(season)
    rows = (
        (leg.leg_id, goods_id, _kt(moved[leg.leg_id, goods_id]))
        for leg in study.legs
        for goods_id in leg.goods_ids
        if moved.get((leg.leg_id, goods_id), 0.0) > LEAST_T
    )
    return _table(("leg", "goods", "kt"), rows)


def _scarce(season: Season) -> str:
    rows = []
    for one in season.bottlenecks[:SHOWN]:
        week, most = max(one.usd_by_week, key=lambda pair: pair[1])
        weeks = say_weeks([number for number, _ in one.usd_by_week])
        rows.append(
            (
                one.name,
                one.unit,
                weeks,
                f"{most:,.2f} ({week})",
                f"{one.total_usd:,.0f}",
            )
        )
    head = ("what is scarce", "one more", "binds in", "USD at most (week)", "USD, all")
    return _table(head, rows)


def _wagons(study: Study, corridor: Corridor, future: Future) -> str:
    """What one more unit of each pool would save, there from the first week on."""
    rows = []
    for pool in study.pools:
        for place in pool.places:
            group = Weekly("units at", (pool.pool_id, place.node_id))
            prices = future.prices[future.compiled.rows[group]]
            busy = np.flatnonzero(prices > 1).tolist()
            rows.append(
                (
                    pool.pool_id,
                    corridor.node_by_id[place.node_id].name,
                    f"{place.units:,.0f}",
                    f"{prices[0]:,.0f}",
                    say_weeks([week + 1 for week in busy]) if busy else "none",
                )
            )
    head = (
        "pool",
        "place",
        "units",
        "USD for one more in week 1",
        "worth over 1 USD in",
    )
    return _table(head, rows)


def _scenarios(study: Study, runs: dict[str, Run]) -> str:
    total = sum(_wanted(study).values())
    (_, first, _), *_ = runs.values()
    came_first = total - sum(_missed(first).values())
    rows = []
    for name, (_, season, _) in runs.items():
        came = total - sum(_missed(season).values())
        best = season.bottlenecks[0] if season.bottlenecks else None
        rows.append(
            (
                name,
                f"{season.cost_usd / 1e6:,.1f}",
                _kt(came),
                f"{came / came_first - 1:+.0%}",
                f"{best.name}: {best.total_usd:,.0f}" if best else "nothing",
            )
        )
    head = (
        "scenario",
        "cost, million USD",
        "comes, kt",
        "against the plan",
        "worth most, USD for one more in every week",
    )
    return _table(head, rows)


def _reasons(season: Season) -> str:
    largest: dict[str, Unmet] = {}
    for one in season.unmet:
        so_far = largest.get(one.demand_id)
        if one.t > (so_far.t if so_far else LEAST_T):
            largest[one.demand_id] = one
    return "\n".join(
        f"- {one.demand_id}, week {one.week}: {one.t:,.0f} t do not come, {one.reason}."
        for one in largest.values()
    )


if __name__ == "__main__":
    sys.exit(main())
