"""`orta replan`: what to do now with goods whose plan is disturbed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from orta.cli.options import (
    data_option,
    draw_options,
    journey_options,
    json_option,
)
from orta.cli.output import patience, print_json
from orta.cli.replan.table import print_actions
from orta.model import load

if TYPE_CHECKING:
    from orta.planning.replanning import ReplanAnswer

IMPOSSIBLE = 4


@click.command()
@click.argument("place")
@click.argument("destination")
@click.option("--at", help="The present instant, UTC. [default: now]")
@click.option(
    "--aboard",
    default="",
    metavar="SERVICE",
    help="Service the goods are aboard of; PLACE is then its next call.",
)
@click.option(
    "--planned",
    multiple=True,
    metavar="SERVICE",
    help="Service the plan goes by. [default: the earliest expected arrival]",
)
@click.option(
    "--planned-via", multiple=True, metavar="PLACE", help="Place the plan goes by."
)
@click.option(
    "--came-by",
    multiple=True,
    metavar="PLACE",
    help="Place the goods came through, to tell what leads back.",
)
@click.option(
    "--closed",
    multiple=True,
    metavar="WHAT[:UNTIL]",
    help="Place, link, border or service that is shut: until an instant, for "
    "24/72/200h (least, mean, most hours from now), or nobody says until when.",
)
@journey_options
@click.option(
    "--storage-usd-per-day",
    type=click.FloatRange(min=0),
    help="Price of storage for one unit; the dataset has none.",
)
@click.option("--show", metavar="LETTER", help="Another action than A in detail.")
@click.option("--all", "show_all", is_flag=True, help="Every action that was drawn.")
@draw_options
@data_option
@json_option
def replan(
    place: str,
    destination: str,
    at: str | None,
    aboard: str,
    planned: tuple[str, ...],
    planned_via: tuple[str, ...],
    came_by: tuple[str, ...],
    closed: tuple[str, ...],
    journey: dict[str, Any],
    storage_usd_per_day: float | None,
    show: str | None,
    show_all: bool,
    draws: int,
    seed: int,
    data: str,
    as_json: bool,
) -> None:
    """Rank what can be done now with goods at PLACE that must go to DESTINATION.

    Wait, another port, another mode, store: each with its delay against the
    plan, what it costs more, and who must agree. Exits with 4 if nothing can be
    done.

    \b
        orta replan Aktau Poti --at 2026-12-04T06:00 --closed Aktau:2026-12-09
        orta replan Alat Poti --aboard FEEDER-AAU-BAK --closed Alat:24/72/200h
    """
    model = load(data)
    with patience("first use: compiling the router, about ten seconds …"):
        answer = model.replan(
            place,
            destination,
            at=at,
            aboard=aboard,
            planned=planned,
            planned_via=planned_via,
            came_by=came_by,
            closed=closed,
            storage_usd_per_day=storage_usd_per_day,
            limit=None if show_all else 8,
            draws=draws,
            seed=seed,
            **journey,
        )
    label = _checked_letter(answer, show)
    if as_json:
        print_json(answer.to_dict())
    else:
        print_actions(answer, label)
    if not answer.actions:
        sys.exit(IMPOSSIBLE)


def _checked_letter(answer: ReplanAnswer, show: str | None) -> str:
    letters = [action.label for action in answer.actions]
    if show is None or not letters:
        return "A"
    if show.upper() not in letters:
        raise click.BadParameter(
            f"no action {show}; there are {', '.join(letters)}", param_hint="--show"
        )
    return show.upper()
