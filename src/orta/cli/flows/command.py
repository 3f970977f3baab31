"""`orta flows`: the cheapest plan of a season, with its certificate."""

from __future__ import annotations

import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orta.cli.flows.table import print_plan, print_rehearsal
from orta.cli.options import data_option, json_option
from orta.cli.output import patience, print_json
from orta.corridor import Corridor
from orta.errors import UsageError
from orta.model import load

if TYPE_CHECKING:
    from orta.planning.flows import FlowsAnswer
    from orta.planning.flows.study import Study
    from orta.planning.optimum import Progress
    from orta.planning.rehearsal import PolicyComparison

IMPOSSIBLE = 4
_CLEARED = "\r\x1b[K"


@click.command()
@click.argument("study", type=click.Path(path_type=Path))
@click.option(
    "--time-limit",
    "time_limit_s",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Take the best plan that is found in so long. [default: as long as it takes]",
)
@click.option(
    "--output",
    "-o",
    metavar="PATH",
    help="Write a .json or .xlsx file, or without ending a folder with all.",
)
@click.option(
    "--rehearse",
    "replications",
    type=click.IntRange(1, 100_000),
    metavar="N",
    help="Run the plan N times in the simulator, with weather, and loading when ready.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Where the chance of the rehearsal starts.",
)
@click.option("--all", "show_all", is_flag=True, help="Every leg, demand and limit.")
@data_option
@json_option
def flows(
    study: Path,
    time_limit_s: float | None,
    output: str | None,
    replications: int | None,
    seed: int,
    show_all: bool,
    data: str,
    as_json: bool,
) -> None:
    """Plan a season: what goes which way in which week at least cost.

    STUDY is a TOML file; it names its tables, a folder of CSV files or a workbook.
    `orta data new --xlsx FILE` makes one to fill in. The answer says what is missed
    and why, what is scarce and what more of it is worth, and comes with a certificate
    that `orta verify` checks without a solver.

    \b
        orta flows examples/flows/grain.toml
        orta flows examples/flows/grain.toml -o season
        orta verify season
        orta flows examples/flows/grain.toml --rehearse 40
    """
    model = load(data)
    with patience("planning"):
        from orta.planning.flows.report import check_output, export_plan, flows_dict
        from orta.planning.flows.study import read_study

        asked = read_study(study, model.corridor)
        if output is not None:
            check_output(output)
        if replications is not None:
            _check_rehearsal(asked)
        answer = model.flows(
            asked,
            time_limit_s=math.inf if time_limit_s is None else time_limit_s,
            on_progress=_draw if sys.stderr.isatty() and _is_able() else None,
        )
    if sys.stderr.isatty() and _is_able():
        click.echo(_CLEARED, nl=False, err=True)
    if output is not None:
        click.echo(f"wrote {export_plan(answer, model.corridor, output)}", err=True)
    rehearsed = None
    if replications is not None and _moves(answer):
        with patience("rehearsing"):
            rehearsed = _rehearse(answer, model.corridor, replications, seed)
    if as_json:
        content = flows_dict(answer)
        if rehearsed:
            content["rehearsal"] = rehearsed.to_dict()
        print_json(content)
    else:
        print_plan(answer, model.corridor, show_all=show_all)
        if rehearsed:
            print_rehearsal(rehearsed)
    if not answer.seasons:
        sys.exit(IMPOSSIBLE)


def _moves(answer: FlowsAnswer) -> bool:
    """Whether there is something to rehearse; if there is not, that is said."""
    if any(season.flows for season in answer.seasons):
        return True
    click.echo("nothing moves, so nothing is rehearsed", err=True)
    return False


def _check_rehearsal(study: Study) -> None:
    """Nothing, if the study has one plan that can be rehearsed."""
    if study.risk.form != "deterministic":
        raise UsageError(
            "a study that counts scenarios has a plan for each, and one is rehearsed",
            where="rehearse",
            hint='set form = "deterministic" under [risk]',
        )


def _rehearse(
    answer: FlowsAnswer, corridor: Corridor, replications: int, seed: int
) -> PolicyComparison:
    """The plan and loading when ready, under the same weather and luck."""
    from orta.planning.rehearsal import (
        HowToRun,
        compare_with_load_when_ready,
        plan_of,
    )

    how = HowToRun(replications=replications, seed=seed)
    plan = plan_of(answer.seasons[0])
    return compare_with_load_when_ready(corridor, answer.study, plan, how=how)


def _is_able() -> bool:
    return os.environ.get("TERM") != "dumb"


def _draw(progress: Progress) -> None:
    """How far the search for whole trains and ships has come."""
    best = "none yet" if math.isinf(progress.best) else f"{progress.best:,.0f} USD"
    text = (
        f"searching  {progress.seconds:.0f} s  best {best}  "
        f"none below {progress.bound:,.0f} USD"
    )
    click.echo(f"{_CLEARED}{text}", nl=False, err=True)
