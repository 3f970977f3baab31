"""`orta route`: the itineraries between two places."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from orta.cli.options import (
    all_option,
    data_option,
    draw_options,
    journey_options,
    json_option,
    ready_option,
)
from orta.cli.output import patience, print_json, print_table
from orta.datasets import find_dataset, read_link_shapes
from orta.model import load
from orta.vocabulary import StageCause, TransportMode

if TYPE_CHECKING:
    from orta.planning.routing import Choice, Option, PlannedLeg, RouteAnswer

IMPOSSIBLE = 4
_BAR_WIDTH = 24
_WAITING = "░"
_MOST_PLACES = 5
_LEAST_DAYS = 0.05  # less rounds to 0.0
_STROKES = {
    TransportMode.RAIL: "━",
    TransportMode.SEA: "≈",
    TransportMode.ROAD: "═",
    TransportMode.PIPELINE: "─",
}
_SORT_KEYS = {
    "time": lambda option: option.minutes,
    "price": lambda option: option.cost_cents,
    "co2": lambda option: option.emission_g,
    "lateness": lambda option: option.variance_min2,
}


@click.command()
@click.argument("origin")
@click.argument("destination")
@ready_option
@journey_options
@click.option(
    "--sort",
    type=click.Choice(list(_SORT_KEYS)),
    default="time",
    show_default=True,
    help="Order of the table; the letters stay.",
)
@all_option
@click.option("--show", metavar="LETTER", help="One route with all its legs.")
@draw_options
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Also write the routes to a .csv, .xlsx, .geojson or .parquet file.",
)
@data_option
@json_option
def route(
    origin: str,
    destination: str,
    ready: str | None,
    journey: dict[str, Any],
    sort: str,
    show_all: bool,
    show: str | None,
    draws: int,
    seed: int,
    output: str | None,
    data: str,
    as_json: bool,
) -> None:
    """List the itineraries from ORIGIN to DESTINATION worth considering.

    Places go by any of their names, in any script, or by UN/LOCODE. No listed
    itinerary is worse than another in days, lateness, price, CO2e and states
    crossed.

    \b
        orta route "Xi'an" Duisburg --ready 2026-12-04 --avoid RU
        orta route Алтынколь Поти --cargo 2x40ft:22t --by 2027-01-15 --json
        orta route Aktau Poti --cargo 1xwagon:40t --size 12x3.4x3.8m --axle-load 20
    """
    model = load(data)
    with patience("first use: compiling the router, about ten seconds …"):
        answer = model.route(
            origin,
            destination,
            ready=ready,
            limit=None if show_all else 6,
            draws=draws,
            seed=seed,
            **journey,
        )
    if show and answer.choices:
        _check_letter(answer, show)
    if output and answer.choices:
        _write(answer, output, data)
    if as_json:
        print_json(_shown_alone(answer.to_dict(), show))
    elif show and answer.choices:
        _print_legs(answer, show)
    else:
        _print_routes(answer, sort)
    if not answer.choices:
        sys.exit(IMPOSSIBLE)


def _write(answer: RouteAnswer, output: str, data: str) -> None:
    """The shown routes as files, with the shapes of the dataset's links."""
    from orta.planning.routing import export_answer  # it imports numba

    shapes = read_link_shapes(find_dataset(data))
    for path in export_answer(answer, output, shapes=shapes):
        click.echo(f"wrote {path}", err=True)


def _print_routes(answer: RouteAnswer, sort: str) -> None:
    _print_head(answer)
    if not answer.choices:
        for obstacle in answer.blocked_by:
            click.echo(f"no route: {obstacle.detail}", err=True)
        return
    longest = max(choice.option.days for choice in answer.choices)
    in_order = sorted(answer.choices, key=lambda c: _SORT_KEYS[sort](c.option))
    rows = [_route_row(answer, choice, longest) for choice in in_order]
    has_deadline = answer.request.specification.arrival_deadline_at is not None
    times = ("mean", "p50", "p80", *(("by then",) if has_deadline else ()))
    header = ("", "by", "how the days go", *times, "USD", "CO2e t", "why")
    print_table(header, rows, right=frozenset(range(3, len(header) - 1)))
    click.echo(click.style(_legend(answer), dim=True))
    for choice in in_order:
        option = choice.option
        for warning in (
            *answer.ban_warnings(option),
            *answer.capacity_warnings(option),
        ):
            click.echo(f"warning {choice.label}: {warning}")
        doubts = list(answer.limit_warnings(choice.option))
        if doubts:
            click.echo(
                f"warning {choice.label}: {len(doubts)} notes on limits for this load, "
                f"{sum(': unknown:' in doubt for doubt in doubts)} of them unknown: "
                f"see --show {choice.label}"
            )
    click.echo("next: --show A for the legs, --all for every route", err=True)


def _route_row(
    answer: RouteAnswer, choice: Choice, longest_days: float
) -> tuple[str, ...]:
    option, drawn = choice.option, answer.lead_times[choice.label]
    chance = answer.on_time(choice.label)
    return (
        choice.label,
        _shortened(answer.via(option)),
        _bar(option, longest_days),
        f"{option.days:.1f}",
        f"{drawn.quantile_days(0.5):.1f}",
        f"{drawn.quantile_days(0.8):.1f}",
        *(() if chance is None else (f"{chance:.0%}",)),
        f"{option.cost_usd:,.0f}",
        f"{option.co2e_kg / 1000:.2f}",
        "; ".join(choice.reasons),
    )


def _legend(answer: RouteAnswer) -> str:
    used = {mode for c in answer.choices for mode in c.option.mode_chain}
    strokes = [f"{_STROKES[mode]} {mode}" for mode in _STROKES if mode in used]
    return (
        f"{'  '.join(strokes)}  {_WAITING} waiting, handling, border   days: mean, "
        f"half, four of five   {len(answer.options)} Pareto-optimal routes   "
        f"{answer.n_draws:,} draws, seed {answer.seed}   "
        f"data: {answer.corridor.name} {answer.corridor.version}"
    )


def _print_head(answer: RouteAnswer) -> None:
    ends = answer.request.specification
    nodes = answer.corridor.node_by_id
    avoiding = ", ".join(sorted(answer.request.avoid))
    parts = [
        f"{nodes[ends.origin_id].name} → {nodes[ends.destination_id].name}",
        str(answer.request.cargo),
        f"ready {ends.earliest_departure_at:%Y-%m-%d}",
    ]
    if ends.arrival_deadline_at:
        parts.append(f"needed by {ends.arrival_deadline_at:%Y-%m-%d}")
    if avoiding:
        parts.append(f"avoiding {avoiding}")
    click.echo(click.style(" · ".join(parts), bold=True))


def _check_letter(answer: RouteAnswer, label: str) -> None:
    letters = [choice.label for choice in answer.choices]
    if label.upper() not in letters:
        raise click.BadParameter(
            f"no route {label}; there are {', '.join(letters)}", param_hint="--show"
        )


def _shown_alone(content: dict[str, Any], label: str | None) -> dict[str, Any]:
    """The answer with the one itinerary that was asked for, if one was."""
    if label is None:
        return content
    chosen = [i for i in content["itineraries"] if i["label"] == label.upper()]
    return {**content, "itineraries": chosen}


def _print_legs(answer: RouteAnswer, label: str) -> None:
    option = answer[label]
    _print_head(answer)
    header = ("", "from", "to", "service", "start", "end", *_MEASURES)
    total = ("", "", "", f"route {label.upper()} in all", "", "", *_measures(option))
    rows = [*(_leg_row(answer, planned) for planned in option.legs), total]
    numbers = range(len(header) - len(_MEASURES), len(header))
    print_table(header, rows, right=frozenset(numbers))
    drawn = answer.lead_times[label.upper()]
    quantiles = [f"P{q:.0%} {drawn.quantile_days(q):.1f}" for q in (0.5, 0.8, 0.95)]
    click.echo(f"lead time in days: {', '.join(quantiles)}".replace("%", ""))
    spent = option.causes_days
    causes = [
        f"{c.value} {spent[c]:.1f}" for c in StageCause if spent[c] >= _LEAST_DAYS
    ]
    click.echo(f"days by cause: {', '.join(causes)}")
    exposure = [
        f"{code} {shares['km_share']:.0%}"
        for code, shares in option.transit_exposure.items()
    ]
    click.echo(f"transit, share of km: {', '.join(exposure) or 'none'}")
    for weakness in answer.weaknesses(label):
        click.echo(f"what makes it late: {weakness}")
    for rival in answer.rivals(label):
        click.echo(f"route {rival.label} is no worse in all but {rival.but_for}")
    for warning in answer.warnings(option):
        click.echo(f"note: {warning}")


_MEASURES = ("days", "km", "USD", "kg CO2e")


def _measures(whole: PlannedLeg | Option) -> tuple[str, ...]:
    return (
        f"{whole.days:.1f}",
        f"{whole.distance_km:,.0f}",
        f"{whole.cost_usd:,.0f}",
        f"{whole.co2e_kg:,.0f}",
    )


def _leg_row(answer: RouteAnswer, planned: PlannedLeg) -> tuple[str, ...]:
    names, leg = answer.corridor.node_by_id, planned.leg
    return (
        f"{_STROKES[leg.mode]} {leg.mode}",
        names[leg.load_location_id].name,
        names[leg.unload_location_id].name,
        planned.service_name,
        f"{leg.load_at:%d %b}",
        f"{leg.unload_at:%d %b}",
        *_measures(planned),
    )


def _shortened(via: str) -> str:
    """The first and the last two places of a long way."""
    places = via.split(" – ")
    if len(places) <= _MOST_PLACES:
        return via
    return " – ".join(places[:2]) + " … " + " – ".join(places[-2:])


def _bar(option: Option, longest_days: float) -> str:
    """Days from left to right, one stroke a share of the longest route's days."""
    strokes = []
    for step in option.steps:
        moving = step.causes_min.get(StageCause.MOVE, 0)
        strokes.append((_STROKES[step.hop.mode], moving))
        strokes.append((_WAITING, step.ended_min - step.began_min - moving))
    minutes_a_stroke = longest_days * 24 * 60 / _BAR_WIDTH
    text, passed = "", 0.0
    for stroke, minutes in strokes:
        passed += minutes
        text += stroke * (round(passed / minutes_a_stroke) - len(text))
    return text
