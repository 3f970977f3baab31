"""`orta emissions`: what a route emits, element by element of its transport chain."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from orta.cli.options import (
    all_option,
    data_option,
    journey_options,
    json_option,
    letter_option,
    ready_option,
)
from orta.cli.output import patience, print_json, print_table
from orta.model import load
from orta.vocabulary.quantities import kg_from_grams

if TYPE_CHECKING:
    from orta.planning.emissions import ChainElement, EmissionReport
    from orta.planning.routing import RouteAnswer

IMPOSSIBLE = 4
_UNKNOWN = "?"
_HEADER = (
    "leg",
    "element",
    "from",
    "to",
    "km",
    "activity",
    "",
    "g/unit",
    "kg CO2e",
    "boundary",
    "data",
    "source",
)
_RIGHT = frozenset({0, 4, 5, 7, 8})


@click.command()
@click.argument("origin")
@click.argument("destination")
@letter_option
@ready_option
@journey_options
@all_option
@data_option
@json_option
def emissions(
    origin: str,
    destination: str,
    letter: str,
    ready: str | None,
    journey: dict[str, Any],
    show_all: bool,
    data: str,
    as_json: bool,
) -> None:
    """Report what a route from ORIGIN to DESTINATION emits, as in ISO 14083.

    Every leg and every handling in a hub is an element with its activity, its
    emission factor, its source and its data quality; their sum is the CO2e
    that `orta route` shows.

    \b
        orta emissions "Xi'an" Duisburg --ready 2026-12-04 --route C
        orta emissions Aktau Poti --cargo 2x40ft:22t --json
    """
    model = load(data)
    with patience("first use: compiling the router, about ten seconds …"):
        answer = model.route(
            origin,
            destination,
            ready=ready,
            limit=None if show_all else 6,
            **journey,
        )
    report = _report(answer, letter)
    if as_json:
        print_json(report.to_dict())
    else:
        _print_report(report, letter)


def _report(answer: RouteAnswer, letter: str) -> EmissionReport:
    from orta.planning.emissions import emission_report

    if not answer.choices:
        for obstacle in answer.blocked_by:
            click.echo(f"no route: {obstacle.detail}", err=True)
        sys.exit(IMPOSSIBLE)
    letters = [choice.label for choice in answer.choices]
    if letter.upper() not in letters:
        raise click.BadParameter(
            f"no route {letter}; there are {', '.join(letters)}", param_hint="--route"
        )
    return emission_report(answer.corridor, answer.request.cargo, answer[letter])


def _print_report(report: EmissionReport, letter: str) -> None:
    names = report.corridor.node_by_id
    start, end = report.elements[0], report.elements[-1]
    head = (
        f"{names[start.from_node_id].name} → {names[end.to_node_id].name}",
        str(report.cargo),
        f"route {letter.upper()}",
    )
    click.echo(click.style(" · ".join(head), bold=True))
    rows = [_row(report, element) for element in report.elements]
    print_table(_HEADER, [*rows, _total(report)], right=_RIGHT)
    click.echo(_totals(report))
    for warning in report.warnings:
        click.echo(f"note: {warning}")


def _row(report: EmissionReport, element: ChainElement) -> tuple[str, ...]:
    names, factor = report.corridor.node_by_id, element.factor
    what = str(element.mode)
    if element.is_hub:
        what = f"{element.operation.replace('_', ' ')} {what}"
    return (
        str(element.leg),
        what,
        names[element.from_node_id].name,
        "" if element.is_hub else names[element.to_node_id].name,
        "" if element.is_hub else f"{element.distance_km:,.0f}",
        f"{element.activity:,.0f}",
        element.basis.activity_unit,
        f"{factor.g_co2e:,.4g}" if factor else _UNKNOWN,
        f"{kg_from_grams(element.emission_g):,.1f}" if factor else _UNKNOWN,
        factor.boundary if factor else _UNKNOWN,
        f"{factor.data_quality}, {factor.evidence.confidence}" if factor else _UNKNOWN,
        factor.evidence.source_id if factor else _UNKNOWN,
    )


def _total(report: EmissionReport) -> tuple[str, ...]:
    return (
        "",
        "in all",
        "",
        "",
        f"{report.distance_km:,.0f}",
        f"{report.activity_tkm:,.0f}",
        "tkm",
        f"{report.intensity_g_per_tkm or 0:,.4g}",
        f"{report.co2e_kg:,.1f}",
        "",
        "",
        "",
    )


def _totals(report: EmissionReport) -> str:
    parts = [f"in hubs {kg_from_grams(report.hub_g):,.1f} kg"]
    by_boundary = report.shares["boundary"]
    parts += [f"{name} {share:.0%}" for name, share in by_boundary.items()]
    return ", ".join(parts)
