"""`orta autonomy`: what still moves when the transit of a state is lost."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING

import click

from orta.cli.options import data_option, json_option
from orta.cli.output import patience, print_json, print_table
from orta.corridor import Corridor
from orta.errors import UsageError
from orta.model import load

if TYPE_CHECKING:
    from orta.planning.resilience.autonomy import (
        AutonomyAnswer,
        AutonomyStudy,
        Binding,
        StateAutonomy,
    )

_DEFAULT = "kazakh-exports"
_FEW = 5
_LEAST_GAIN = 5e-5


@click.command()
@click.argument("study", default=_DEFAULT, metavar="[STUDY]")
@click.option(
    "--state",
    "states",
    multiple=True,
    metavar="CC[+CC]",
    help="A state to look at, or several shut at once; may be given more than once.",
)
@click.option(
    "--cost-rise",
    type=click.FloatRange(min=0),
    metavar="SHARE",
    help="How much more a delivered tonne may cost, instead of what the study says.",
)
@click.option(
    "--output",
    "-o",
    metavar="PATH",
    help="Write a .json file, or without ending a folder to recompute it all from.",
)
@data_option
@json_option
def autonomy(
    study: str,
    states: tuple[str, ...],
    cost_rise: float | None,
    output: str | None,
    data: str,
    as_json: bool,
) -> None:
    """Say how much still moves, and at what cost, when a state's transit is lost.

    STUDY is a TOML file, or one that comes with Orta: kazakh-exports (if none is
    named), azerbaijan-wheat, azerbaijan-wheat-contracts, china-europe-boxes,
    china-europe-rail. The answer is the largest share of the tonnes that can go with
    all of the state closed, within capacities, each demand at a mean generalised cost
    of at most 1 + SHARE times that of today, with bounds, what holds it down and what
    would raise it. `orta verify` proves the share of a folder that was written.

    \b
        orta autonomy
        orta autonomy azerbaijan-wheat --state RU
        orta autonomy china-europe-rail --cost-rise 0.75 -o rail
        orta verify rail
    """
    model = load(data)
    with patience("closing one state after the other"):
        from orta.planning.resilience.autonomy import find_autonomy
        from orta.planning.resilience.autonomy.report import (
            autonomy_dict,
            check_output,
            write_bundle,
        )

        asked = _study(study, model.corridor)
        if cost_rise is not None:
            if not isfinite(cost_rise):
                raise UsageError(
                    "a rise is a number",
                    where="--cost-rise",
                    hint="0.5 for half as much again; “at any cost” is always shown",
                )
            asked = replace(
                asked, cost_rise=cost_rise, cost_rise_source="asked for on the command"
            )
        if output is not None:
            check_output(output)
        answer = find_autonomy(asked, model.corridor, states=states)
    if output is not None:
        click.echo(f"wrote {write_bundle(answer, output)}", err=True)
    if as_json:
        print_json(autonomy_dict(answer))
    else:
        _print(answer)


def _study(text: str, corridor: Corridor) -> AutonomyStudy:
    """A study that comes with Orta, or that of a file."""
    from orta.planning.resilience.autonomy import read_study, shipped_study

    if text.lower().endswith(".toml"):
        return read_study(text, corridor)
    return shipped_study(text, corridor)


def _print(answer: AutonomyAnswer) -> None:
    study = answer.study
    click.echo(click.style(study.title, bold=True))
    weakest = f", by {answer.weakest}" if answer.weakest else ""
    click.echo(
        f"autonomy {answer.autonomy:.4f}{weakest}: {study.goods_t_per_week:,.0f} t a "
        f"week, each demand at most {study.cost_rise:.0%} dearer than today"
    )
    if answer.open_share < 1 - _LEAST_GAIN:
        click.echo(f"with nothing closed {answer.open_share:.4f} moves: room lacks")
        _print_cut(answer.open_cut)
    if answer.states:
        click.echo()
        _print_states(answer)
    for state in answer.states:
        if state.share < 1 - _LEAST_GAIN:
            _print_state(state)
    if answer.untouched:
        click.echo()
        click.echo(f"nothing is lost without {', '.join(answer.untouched)}")


def _print_states(answer: AutonomyAnswer) -> None:
    rows = [
        (
            one.state,
            f"{one.share:.4f}",
            f"{one.lower:.4f}",
            f"{one.upper:.4f}",
            f"{one.at_any_cost:.4f}",
            f"{one.cost_increase:+.1%}" if one.share > 0 else "",
            f"{one.extra_usd_per_t:,.2f}" if one.share > 0 else "",
        )
        for one in answer.states
    ]
    header = ("without", "share", "lower", "upper", "at any cost", "cost", "USD/t more")
    print_table(header, rows, right=frozenset(range(1, 7)))


def _print_state(state: StateAutonomy) -> None:
    click.echo()
    click.echo(click.style(f"without {state.state}", bold=True))
    if state.ends_share:
        click.echo(f"  {state.ends_share:.1%} begins or ends there")
    parts = [f"{one.name} {one.share:.4f}" for one in state.parts]
    click.echo(f"  {', '.join(parts)}")
    _print_cut(state.cut)
    shares = {step.share for step in state.curve}
    if max(shares) - min(shares) > _LEAST_GAIN:
        steps = [f"{step.share:.4f} at +{step.cost_rise:.0%}" for step in state.curve]
        click.echo(f"  by what may be dearer: {', '.join(steps)}")
    too_dear = {one.name for one in state.cut if one.kind == "cost"}
    for detour in state.detours:
        if detour.demand_id in too_dear and detour.rise is not None:
            click.echo(
                f"  {detour.demand_id}: its cheapest way is {detour.rise:.1%} dearer"
            )
    if state.at_any_cost > state.share + _LEAST_GAIN:
        then = ", and then:" if state.cut_at_any_cost else ""
        click.echo(f"  at any cost {state.at_any_cost:.4f} would go{then}")
        _print_cut(state.cut_at_any_cost)
    helps = [
        one for one in state.gains if max(one.gain, one.gain_at_any_cost) > _LEAST_GAIN
    ]
    for one in helps[:_FEW]:
        click.echo(
            f"  {one.gain:+.4f} (at any cost {one.gain_at_any_cost:+.4f}) "
            f"with: {one.name}"
        )
    if not helps and state.gains:
        click.echo("  nothing that was tried raises it")


def _print_cut(cut: tuple[Binding, ...]) -> None:
    for one in cut[:_FEW]:
        match one.kind:
            case "room":
                click.echo(
                    f"  full: {one.name}, {one.limit_per_week or 0:,.0f} "
                    f"{one.measure} a week; one more lets {one.gain_t or 0:,.1f} t go"
                )
            case "cost":
                click.echo(f"  too dear: {one.name}")
            case _:
                click.echo(f"  no way: {one.name}")
    if len(cut) > _FEW:
        click.echo(f"  … and {len(cut) - _FEW} more")
