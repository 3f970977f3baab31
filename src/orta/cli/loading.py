"""`orta loading`: whether a wagon may be loaded, and if not, when."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime

import click

from orta.cli.options import data_option, json_option
from orta.cli.output import print_json
from orta.corridor import Corridor
from orta.errors import UsageError
from orta.model import load
from orta.planning.loading import LoadingAnswer

FORBIDDEN = 4


@click.command()
@click.argument("station")
@click.argument("destination")
@click.option("--goods", default="", help="Harmonized System code, 2, 4 or 6 digits.")
@click.option("--on", "day", help="Day of loading. [default: today]")
@click.option(
    "--owner", default="own", show_default=True, help="Whose wagon: own or foreign."
)
@click.option("--via", multiple=True, help="Place the way leads by, such as a port.")
@data_option
@json_option
def loading(
    station: str,
    destination: str,
    goods: str,
    day: str | None,
    owner: str,
    via: tuple[str, ...],
    data: str,
    as_json: bool,
) -> None:
    """Say whether a wagon may be loaded at STATION for DESTINATION on a day.

    The answer cites the orders of the railway behind it. Exits with 4 if
    loading is forbidden.

    \b
        orta loading Kostanay Aktau --goods 1001 --on 2025-10-10
        orta loading Atyrau Baku --via Kuryk --goods 2902 --on 2025-06-10
    """
    model = load(data)
    answer = model.loading(
        station,
        destination,
        on=datetime.now(UTC).date() if day is None else _day(day),
        goods=goods,
        owner=owner,
        via=via,
    )
    if as_json:
        print_json(answer.to_dict())
    else:
        for line in (*_lines(answer), *_by_other_ways(answer, model.corridor)):
            click.echo(line)
    if not answer.allowed:
        sys.exit(FORBIDDEN)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"cannot read the date “{text}”", where="on", hint="write it as 2026-12-01"
        ) from None


def _lines(answer: LoadingAnswer) -> Iterator[str]:
    day = answer.request.day
    if answer.allowed:
        quota = answer.quota_per_day
        limit = f", at most {quota:g} wagons a day" if quota is not None else ""
        yield f"yes: loading is allowed on {day}{limit}"
    elif answer.earliest:
        yield f"no: not on {day}; the earliest day is {answer.earliest}"
    else:
        yield f"no: not on {day}, and no order says when it ends"
    for order in answer.orders:
        period = f"{order.valid_from} to {order.valid_to or 'open'}"
        yield (
            f"  {order.effect}: order {order.order_no} of {order.issuer}, {period} "
            f"({order.evidence.source_id})"
        )
    if not answer.orders:
        yield "  no order of the dataset stands against it"


def _by_other_ways(answer: LoadingAnswer, corridor: Corridor) -> Iterator[str]:
    for order in answer.orders_by_other_ways:
        names = [corridor.node_by_id[n].name for n in order.exit_node_ids]
        yield (
            f"  but not by way of {' or '.join(names)}: order {order.order_no} of "
            f"{order.issuer}; say the way with --via"
        )
