"""`orta flows`: the cheapest plan of a season, with its certificate."""

from __future__ import annotations

import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orta.cli.flows.table import print_plan
from orta.cli.options import data_option, json_option
from orta.cli.output import patience, print_json
from orta.model import load

if TYPE_CHECKING:
    from orta.planning.optimum import Progress

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
@click.option("--all", "show_all", is_flag=True, help="Every leg, demand and limit.")
@data_option
@json_option
def flows(
    study: Path,
    time_limit_s: float | None,
    output: str | None,
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
    """
    model = load(data)
    with patience("planning"):
        from orta.planning.flows.report import check_output, export_plan, flows_dict

        if output is not None:
            check_output(output)
        answer = model.flows(
            study,
            time_limit_s=math.inf if time_limit_s is None else time_limit_s,
            on_progress=_draw if sys.stderr.isatty() and _is_able() else None,
        )
    if sys.stderr.isatty() and _is_able():
        click.echo(_CLEARED, nl=False, err=True)
    if output is not None:
        click.echo(f"wrote {export_plan(answer, model.corridor, output)}", err=True)
    if as_json:
        print_json(flows_dict(answer))
    else:
        print_plan(answer, model.corridor, show_all=show_all)
    if not answer.seasons:
        sys.exit(IMPOSSIBLE)


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
