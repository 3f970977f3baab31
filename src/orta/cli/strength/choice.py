"""`orta choice`: how boxes choose between the routes, and what a shock does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orta.cli.options import data_option, json_option
from orta.cli.output import patience, print_json, print_table
from orta.model import load
from orta.planning.results import check_output

if TYPE_CHECKING:
    from orta.planning.choice import ChoiceModel, Elasticity, Shock, Span

_NAMES = ("nested", "plain", "days-of-the-year", "spot-prices")


@click.command()
@click.option(
    "--shock",
    "text",
    metavar="TEXT",
    help="What changes: ROUTE price|days|deviation|exposure +AMOUNT[%], or ROUTE "
    "closed; several between commas.",
)
@click.option("--year", type=int, help="Year that it happens in. [default: the last]")
@click.option(
    "--model",
    "name",
    type=click.Choice(_NAMES),
    default=_NAMES[0],
    show_default=True,
    help="How the rows are read and routes stand to each other.",
)
@click.option(
    "--draws",
    type=click.IntRange(20, 10_000),
    default=200,
    show_default=True,
    help="Draws for the intervals.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Where chance starts; the same seed gives the same intervals.",
)
@click.option(
    "--output",
    "-o",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Write all tables into a new folder.",
)
@data_option
@json_option
def choice(
    text: str | None,
    year: int | None,
    name: str,
    draws: int,
    seed: int,
    output: Path | None,
    data: str,
    as_json: bool,
) -> None:
    """Say how boxes choose between routes from China to Europe, and what moves them.

    A logit between the Middle Corridor, the northern route, the ocean and the southern
    route, fitted on published volumes, prices and days. Years that the fit has not seen
    show how far to trust it. Beside the model stands the plain logit, which knows no
    nest of land routes: where the two differ, the published rows cannot tell which is
    right.

    \b
        orta choice
        orta choice --shock "ocean price +100%"
        orta choice --shock "northern closed" --year 2024
        orta choice --shock "middle days -3, middle price -10%" -o shock
    """
    from orta.planning.choice import (
        DECLARED,
        OTHERS,
        choice_dict,
        elasticities,
        estimate_choice,
        parse_shock,
        shock,
        write_choice,
    )

    if output is not None:
        check_output(output, suffixes=())
    changes = () if text is None else parse_shock(text)
    by_name = {one.name: one for one in (DECLARED, *OTHERS)}
    wanted = dict.fromkeys((name, "plain"))
    corridor = load(data).corridor
    with patience("fitting the choice of route"):
        models = [
            estimate_choice(
                corridor, specification=by_name[one], draws=draws, seed=seed
            )
            for one in wanted
        ]
        elastic = elasticities(models[0], year=year)
        shocks = [shock(model, changes, year=year) for model in models if changes]
    if output is not None:
        write_choice(output, models, elastic=elastic, shocks=shocks)
        click.echo(f"wrote {output}", err=True)
    if as_json:
        print_json(
            choice_dict(models[0], beside=models[1:], elastic=elastic, shocks=shocks)
        )
    elif shocks:
        _print_shocks(shocks)
    else:
        _print_model(models)
        _print_elasticities(elastic, year or models[0].figures.years[-1])


def _print_model(models: list[ChoiceModel]) -> None:
    from orta.planning.choice import GOODS_VALUE_USD_PER_FEU

    years = ", ".join(map(str, models[0].fitted_years))
    name = models[0].specification.name
    click.echo(f"route choice, model {name}, fitted on {years}\n")
    print_table(
        ("coefficient", "value", "90%", "unit"),
        [
            (one.name, _figure(one.span.value), _interval(one.span), one.unit)
            for one in models[0].coefficients
        ],
        right=frozenset({1, 2}),
    )
    click.echo()
    for model in models:
        day = model.value_of_a_day.span
        share = day.value / GOODS_VALUE_USD_PER_FEU
        click.echo(
            f"a day less is worth USD {day.value:,.0f} per FEU ({_interval(day)}), "
            f"{share:.1%} of the goods' value: {model.specification.name}"
        )
    click.echo("\nswings into years that the fit has not seen, per cent")
    header = ["route", "years", "observed"]
    for model in models:
        header += [model.specification.name, "90%", "of observed"]
    rows = []
    for place, seen in enumerate(models[0].swings):
        row = [seen.route, f"{seen.from_year}-{seen.to_year}"]
        row.append(f"{seen.observed_pct:+.0f}")
        for model in models:
            swing = model.swings[place]
            row += [
                f"{swing.predicted.value:+.0f}",
                _interval(swing.predicted, signed=True),
                f"{swing.share:.2f}",
            ]
        rows.append(row)
    print_table(header, rows, right=frozenset(range(2, len(header))))


def _print_elasticities(elastic: tuple[Elasticity, ...], year: int) -> None:
    click.echo(f"\nper cent more boxes in {year} for 1% more price, for a day more")
    print_table(
        ("boxes of", "price or days of", "by price", "90%", "by day", "90%"),
        [
            (
                one.of_route,
                one.on_route,
                f"{one.by_price.value:+.2f}",
                _interval(one.by_price, signed=True),
                f"{one.by_day_pct.value:+.2f}",
                _interval(one.by_day_pct, signed=True),
            )
            for one in elastic
            if "southern" not in {one.of_route, one.on_route}
        ],
        right=frozenset({2, 3, 4, 5}),
    )


def _print_shocks(shocks: list[Shock]) -> None:
    changes = ", ".join(map(str, shocks[0].changes))
    click.echo(f"{changes}, in {shocks[0].year}\n")
    header = ["route", "TEU before"]
    for one in shocks:
        header += [one.specification, "TEU after", "90%"]
    rows = []
    for place, first in enumerate(shocks[0].routes):
        row = [first.route, f"{first.before_teu:,.0f}"]
        for one in shocks:
            after = one.routes[place]
            row += [
                f"{after.change_pct.value:+.1f}%",
                f"{after.after_teu:,.0f}",
                _interval(after.change_pct, signed=True),
            ]
        rows.append(row)
    print_table(header, rows, right=frozenset(range(1, len(header))))
    for one in shocks:
        if one.unserved_teu > 0:
            click.echo(
                f"\nthe Middle Corridor has room for {one.capacity_teu:,.0f} TEU: "
                f"{one.unserved_teu:,.0f} find none ({one.specification})"
            )


def _interval(span: Span, *, signed: bool = False) -> str:
    return f"{_figure(span.low, signed=signed)} to {_figure(span.high, signed=signed)}"


def _figure(value: float, *, signed: bool = False) -> str:
    """Three digits, or whole numbers where there are more."""
    sign = "+" if signed else ""
    size = abs(value)
    if size >= 100:  # noqa: PLR2004 - three digits
        return f"{value:{sign},.0f}"
    return f"{value:{sign}.{1 if size >= 10 else 2 if size >= 1 else 3}f}"  # noqa: PLR2004
