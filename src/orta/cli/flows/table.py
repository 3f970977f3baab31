"""A plan of a season, printed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import click

from orta.cli.output import print_table
from orta.corridor import Corridor
from orta.planning.flows import FlowsAnswer, Season, Unmet
from orta.planning.flows.scarcity import say_weeks
from orta.planning.optimum import Status

if TYPE_CHECKING:
    from orta.planning.rehearsal import PolicyComparison

_FEW = 8
_LEAST_SHOWN_T = 0.5
_WORDS = {
    "buy": "goods bought",
    "move": "moving them",
    "depart": "departures",
    "keep": "keeping them",
    "convert": "milling and refining",
    "move hired": "moving them in hired wagons",
    "return": "empty wagons",
    "miss": "bought elsewhere",
}
_STATUS = {
    Status.OPTIMAL: "optimal",
    Status.FEASIBLE: "stopped early: the best plan so far",
}


def print_plan(answer: FlowsAnswer, corridor: Corridor, *, show_all: bool) -> None:
    """The plan, or why there is none."""
    click.echo(click.style(answer.study.title, bold=True))
    if not answer.seasons:
        _print_conflict(answer)
        return
    _print_proof(answer)
    for season in answer.seasons:
        if season.scenario_id:
            click.echo()
            name = f"if {season.scenario_id} ({season.probability:.0%})"
            click.echo(click.style(name, bold=True))
        _print_season(answer, corridor, season, most=None if show_all else _FEW)


def _print_proof(answer: FlowsAnswer) -> None:
    assert answer.certificate is not None  # noqa: S101 - a plan has one
    proved = answer.certificate
    click.echo(
        f"{answer.study.weeks} weeks from {answer.study.start}: "
        f"{proved.objective_usd:,.0f} USD, {_STATUS[answer.status]}; no plan is below "
        f"{proved.bound_usd:,.0f} USD (gap {float(proved.gap):.2g}, proved)"
    )


def _print_conflict(answer: FlowsAnswer) -> None:
    if answer.status is Status.STOPPED:
        click.echo("no plan was found in the time given")
        return
    click.echo("there is no plan: these cannot hold together")
    for label in answer.conflict:
        click.echo(f"  {label}")


def _print_season(
    answer: FlowsAnswer, corridor: Corridor, season: Season, *, most: int | None
) -> None:
    _print_costs(season)
    _print_legs(answer, corridor, season, most)
    _print_unmet(answer, corridor, season, most)
    _print_scarce(season, most)


def _print_costs(season: Season) -> None:
    costs = sorted(season.usd_by_kind, key=lambda one: -one[1])
    texts = [f"{_WORDS.get(kind, kind)} {usd:,.0f}" for kind, usd in costs]
    click.echo(f"USD: {', '.join(texts)}")


def _print_legs(
    answer: FlowsAnswer, corridor: Corridor, season: Season, most: int | None
) -> None:
    tonnes: dict[tuple[str, str], float] = defaultdict(float)
    weeks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for flow in season.flows:
        tonnes[flow.leg_id, flow.goods_id] += flow.t
        weeks[flow.leg_id, flow.goods_id].append(flow.week)
    largest = sorted(tonnes, key=lambda one: (-tonnes[one], one))
    legs, names = answer.study.leg_by_id, corridor.node_by_id
    rows = [
        (
            leg_id,
            names[legs[leg_id].from_node_id].name,
            names[legs[leg_id].to_node_id].name,
            answer.study.goods_by_id[goods_id].name,
            f"{tonnes[leg_id, goods_id]:,.0f}",
            say_weeks(sorted(set(weeks[leg_id, goods_id]))),
        )
        for leg_id, goods_id in largest[:most]
    ]
    click.echo()
    header = ("leg", "from", "to", "goods", "t", "in")
    print_table(header, rows, right=frozenset({4}))
    _say_more(len(largest), most, "legs")


def _print_unmet(
    answer: FlowsAnswer, corridor: Corridor, season: Season, most: int | None
) -> None:
    """Missed tonnes by demand, with the reason of the week that misses most."""
    missed: dict[str, float] = defaultdict(float)
    weeks: dict[str, list[int]] = defaultdict(list)
    worst: dict[str, Unmet] = {}
    for one in season.unmet:
        missed[one.demand_id] += one.t
        weeks[one.demand_id].append(one.week)
        if one.demand_id not in worst or one.t >= worst[one.demand_id].t:
            worst[one.demand_id] = one
    if not missed:
        click.echo("\nnothing is missed")
        return
    click.echo("\nmissed, and bought elsewhere:")
    shown = [one for one in missed if missed[one] >= _LEAST_SHOWN_T]
    order = sorted(shown, key=lambda one: (-missed[one], one))
    for demand_id in order[:most]:
        one = worst[demand_id]
        goods = answer.study.goods_by_id[one.goods_id].name
        place = corridor.node_by_id[one.node_id].name
        click.echo(
            f"  {missed[demand_id]:,.0f} t of {goods} at {place} in "
            f"{say_weeks(weeks[demand_id])}; in week {one.week}: {one.reason}"
        )
    _say_more(len(order), most, "demands")


def _print_scarce(season: Season, most: int | None) -> None:
    if season.bottlenecks:
        click.echo("\nscarce:")
    for one in season.bottlenecks[:most]:
        click.echo(f"  {one.words}")
    _say_more(len(season.bottlenecks), most, "limits")


def print_rehearsal(found: PolicyComparison) -> None:
    """How the plan fares in the simulator, beside loading when ready."""
    plan, less = found.plan, found.reduction
    kept, demands = plan.kept, sorted({p.promise.demand_id for p in plan.kept.promises})
    click.echo(
        f"\nrehearsed {plan.replications} times with weather: all promises kept in "
        f"{kept.all_kept.value:.0%} ({kept.all_kept.low:.0%} to "
        f"{kept.all_kept.high:.0%}) of the runs, {kept.part_80:.0%} of each in eight "
        "runs of ten"
    )
    for demand_id in demands:
        own = [one for one in kept.promises if one.promise.demand_id == demand_id]
        last = max(own, key=lambda one: one.promise.last_week)
        click.echo(
            f"  {demand_id}: {last.promise.t:,.0f} t planned by week "
            f"{last.promise.last_week}; safe to promise in eight runs of ten: "
            f"{last.safe_80_t:,.0f} t"
        )
    click.echo(
        f"demurrage and loss are {less.value:.1%} ({less.low:.1%} to {less.high:.1%}) "
        "lower than when loading as soon as goods are ready, under the same luck"
    )
    for warning in plan.warnings:
        click.echo(f"note: {warning}")


def _say_more(count: int, most: int | None, noun: str) -> None:
    if most is not None and count > most:
        click.echo(f"  … and {count - most} more {noun}: --all")
