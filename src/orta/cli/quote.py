"""`orta quote`: what a route costs, line by line, and whether an old quote agrees."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
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
from orta.errors import UsageError
from orta.model import load

if TYPE_CHECKING:
    from orta.planning.quote import Quote, QuoteCheck, QuoteLine

IMPOSSIBLE = 4
DISAGREES = 3
_UNITS = {
    "per_unit": "{}/unit",
    "per_unit_km": "{}/unit km",
    "per_t": "{}/t",
    "per_t_km": "{}/t km",
    "percent": "% of",
}


@click.command()
@click.argument("origin", required=False)
@click.argument("destination", required=False)
@letter_option
@click.option("--on", "day", help="Day of the prices. [default: the ready day]")
@click.option(
    "--currency",
    default="USD",
    show_default=True,
    metavar="CODE",
    help="Currency of the total (ISO 4217).",
)
@click.option(
    "--estimate",
    is_flag=True,
    help="Fill in what has no valid price by an estimate, marked as one.",
)
@ready_option
@journey_options
@all_option
@click.option(
    "--check",
    "document",
    metavar="FILE",
    help="Check an old quote, the JSON of this command, instead.",
)
@data_option
@json_option
def quote(
    origin: str | None,
    destination: str | None,
    letter: str,
    day: str | None,
    currency: str,
    estimate: bool,
    ready: str | None,
    journey: dict[str, Any],
    show_all: bool,
    document: str | None,
    data: str,
    as_json: bool,
) -> None:
    """Price a route from ORIGIN to DESTINATION, line by line.

    The route is found as `orta route` finds it. What has no valid price is named
    and not in the total; exits with 4 if a price does not hold on that day. With
    --check, exits with 3 if the figures of an old quote do not agree.

    \b
        orta quote Altynkol Poti --ready 2026-12-04 --route B --currency EUR
        orta quote Altynkol Poti --ready 2026-12-04 --json > quote.json
        orta quote --check quote.json
    """
    if document is not None:
        _check(document, data, as_json=as_json)
        return
    if origin is None or destination is None:
        raise click.UsageError("give ORIGIN and DESTINATION, or --check FILE")
    model = load(data)
    with patience("first use: compiling the router, about ten seconds …"):
        answer = model.quote(
            origin,
            destination,
            route=letter,
            on=None if day is None else _day(day),
            currency=currency,
            estimate=estimate,
            ready=ready,
            limit=None if show_all else 6,
            **journey,
        )
    if as_json:
        print_json(answer.to_dict())
    else:
        _print_quote(answer)
    if not answer.legs or answer.refused:
        sys.exit(IMPOSSIBLE)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"cannot read the date “{text}”", where="on", hint="write it as 2026-12-01"
        ) from None


def _check(document: str, data: str, *, as_json: bool) -> None:
    try:
        text = Path(document).read_text(encoding="utf-8")
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "it is not a text in UTF-8"
        raise UsageError(
            f"cannot read “{document}”: {reason}",
            where="check",
            hint="give a file that `orta quote … --json` has written",
        ) from None
    found = load(data).check_quote(text)
    if as_json:
        print_json(found.to_dict())
    else:
        _print_check(found)
    if not found.agrees:
        sys.exit(DISAGREES)


def _print_check(found: QuoteCheck) -> None:
    how = (
        "added up and priced again from the dataset"
        if found.is_same_dataset
        else "added up from its own figures; it was made from another dataset"
    )
    verdict = "agrees to the cent" if found.agrees else "does not agree"
    click.echo(
        f"the quote {verdict}: {found.n_lines} lines, {found.total_usd:,} USD ({how})"
    )
    for difference in found.differences:
        click.echo(f"  {difference}")


def _print_quote(answer: Quote) -> None:
    asked = answer.request
    if not answer.legs:
        for _, detail in answer.blocked_by:
            click.echo(f"no route: {detail}", err=True)
        return
    names = answer.corridor.node_by_id
    ends = (answer.legs[0].from_node_id, answer.legs[-1].to_node_id)
    head = [
        " → ".join(names[end].name for end in ends),
        str(answer.cargo),
        f"route {answer.label}",
        f"prices of {asked.on}",
    ]
    click.echo(click.style(" · ".join(head), bold=True))
    rows = [_row(line) for line in answer.lines]
    in_all = "in all" if answer.is_complete else "in all, not the whole price"
    rows.append(("", in_all, "", "", "", "", "", f"{answer.total_usd:,}", "", ""))
    header = ("leg", "for", "rate", "", "times", "amount", "", "USD", "valid", "source")
    print_table(header, rows, right=frozenset({2, 4, 5, 7}))
    _print_notes(answer)


def _row(line: QuoteLine) -> tuple[str, ...]:
    until = line.valid_to or "not stated"
    marks = [
        *(["estimate"] if line.estimated else []),
        *([] if line.validity == "in_force" else [line.validity.replace("_", " ")]),
    ]
    return (
        str(line.leg),
        line.item,
        f"{line.rate:f}",
        _UNITS[line.basis].format(line.currency),
        f"{line.quantity.normalize():,f}",
        f"{line.amount:,}",
        line.currency,
        f"{line.amount_usd:,}",
        f"{line.valid_from} to {until}",
        ", ".join([line.evidence.source_id, *marks]),
    )


def _print_notes(answer: Quote) -> None:
    """The total in another currency, rates, the router's price, what is missing."""
    rate = answer.exchange_rate
    if rate is not None:
        click.echo(
            f"in all {answer.total:,} {rate.currency} at {rate.usd_per_unit:f} USD "
            f"of {rate.evidence.as_of} ({rate.evidence.source_id})"
        )
    used = {line.exchange_rate for line in answer.lines} - {None}
    for of_line in sorted(used, key=lambda r: r.rate_id if r else ""):
        if of_line is not None:
            click.echo(
                f"1 {of_line.currency} = {of_line.usd_per_unit:f} USD of "
                f"{of_line.evidence.as_of} ({of_line.evidence.source_id})"
            )
    click.echo(
        f"the router reckons {answer.route_cost_usd:,} USD; empty returns add "
        f"{answer.empty_returns_usd:,} USD"
    )
    for missing in answer.missing:
        legs = f" (leg {', '.join(map(str, missing.legs))})" if missing.legs else ""
        click.echo(f"not in it: {missing.item}{legs}: {missing.why}")
    if answer.refused:
        click.echo(
            f"{len(answer.refused)} lines have no price on {answer.request.on}; "
            "--estimate uses the nearest one",
            err=True,
        )
