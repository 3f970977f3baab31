"""`orta data convert`: GTFS feeds and GMNS networks in, GTFS out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orta.cli.options import json_option
from orta.cli.output import BAD_DATA, print_bad_cells, print_json
from orta.errors import DatasetError, UsageError

if TYPE_CHECKING:
    from orta.datasets.sources import Assumptions, GmnsOptions, Report

_DAY = click.DateTime(["%Y-%m-%d"])
_FORMS = ("gtfs", "gmns", "orta")
_MODES = ("rail", "road", "sea", "pipeline")

Options = dict[str, Any]


def _rate(flag: str, text: str) -> Callable[[Any], Any]:
    """An option that takes one number for all modes, or one for each."""
    return click.option(flag, multiple=True, metavar="[MODE=]N", help=text)


@click.command()
@click.argument("source")
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--from", "form", type=click.Choice(_FORMS), help="[default: by its files]"
)
@click.option(
    "--to",
    "to_form",
    type=click.Choice(["orta", "gtfs"]),
    help="[default: orta, and gtfs for a dataset]",
)
@click.option(
    "--country",
    multiple=True,
    metavar="[BEGINNING=]CC",
    help="State of all places, or of those whose id begins so.",
)
@_rate("--usd-per-km", "Freight for a unit and km.")
@_rate("--g-co2e-per-tkm", "Greenhouse gas for a tonne and km, well to wheel.")
@_rate("--handling-h", "Hours to load or to discharge. [default: 2]")
@_rate("--usd-handling", "Price of loading or discharging a unit. [default: 0]")
@click.option("--border-h", type=float, help="Hours at every border. [default: none]")
@click.option("--usd-border", type=float, default=0.0, help="Dues there for a unit.")
@click.option(
    "--equipment",
    default="40ft:2:26.5",
    show_default=True,
    help="CODE:TEU:TONNES of the one unit that is priced.",
)
@click.option("--detour", type=float, default=1.0, help="Factor on straight lines.")
@click.option("--licence", default="", help="Terms of the source.")
@click.option("--week", type=_DAY, help="GTFS: a Monday whose week stands for all.")
@click.option(
    "--skip-bad", is_flag=True, help="GTFS: leave out trips with rows that are wrong."
)
@_rate("--headway-h", "GMNS: hours between departures.")
@_rate("--speed-kmh", "GMNS: speed of links without one.")
@click.option("--length-unit", default="", help="GMNS: km, mi, m or ft.")
@click.option("--speed-unit", default="", help="GMNS: km/h, mph or m/s.")
@click.option("--use", multiple=True, metavar="USE=MODE", help="GMNS: mode of a use.")
@click.option("--default-mode", type=click.Choice(_MODES), help="GMNS: without a use.")
@click.option("--as-of", type=_DAY, help="GMNS: the day it speaks of.")
@click.option("--first-day", type=_DAY, help="To GTFS: first day of the feed.")
@click.option("--last-day", type=_DAY, help="To GTFS: last day of the feed.")
@click.option("--url", default="", help="To GTFS: web page of the publisher.")
@json_option
def convert(
    source: str,
    target: Path,
    form: str | None,
    to_form: str | None,
    *,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - click passes what it parsed
) -> None:
    """Make a dataset in the new folder TARGET of SOURCE, or a GTFS feed of a dataset.

    SOURCE is a GTFS feed (zip or folder), a GMNS network, or a dataset. What it
    does not say has to be given, and is marked as estimated in every row.
    Nothing that exists is overwritten. Exits with 3 if SOURCE has bad rows.

    \b
        orta data convert feed.zip trains --country DE --usd-per-km 1.2 --g-co2e-per-tkm 25
        orta data convert middle-corridor ferries.zip --first-day 2026-01-01 --last-day 2026-12-31
    """  # noqa: E501 - a command is one line
    form = form or _form_of(source)
    wanted = to_form or ("gtfs" if form == "orta" else "orta")
    if (form == "orta") == (wanted == "orta"):
        raise UsageError(
            f"cannot convert {form} to {wanted}",
            where="--to",
            hint="gtfs and gmns become orta, orta becomes gtfs",
        )
    try:
        report = _CONVERTERS[form](source, target, options)
    except DatasetError as error:
        if form == "orta":
            raise
        _print_faults(error, source, as_json=as_json)
        sys.exit(BAD_DATA)
    if as_json:
        head = {"schema": "orta.convert/1", "ok": True, "source": source}
        print_json({**head, "target": str(target), **report.to_dict(), "bad_cells": []})
    else:
        _print_report(report, target, is_dataset=wanted == "orta")


def _from_gtfs(source: str, target: Path, options: Options) -> Report:
    from orta.datasets.sources import convert_gtfs

    return convert_gtfs(
        Path(source),
        target,
        assumptions=_assumptions(options),
        week=_day(options["week"]),
        skip_bad=options["skip_bad"],
        licence=options["licence"],
        progress=_say,
    )


def _from_gmns(source: str, target: Path, options: Options) -> Report:
    from orta.datasets.sources import convert_gmns

    return convert_gmns(
        Path(source),
        target,
        assumptions=_assumptions(options),
        options=_gmns_options(options),
        licence=options["licence"],
        progress=_say,
    )


def _to_gtfs(source: str, target: Path, options: Options) -> Report:
    from orta.datasets import find_dataset, read_corridor
    from orta.datasets.sources import PLACEHOLDER_URL, export_gtfs

    first, last = _day(options["first_day"]), _day(options["last_day"])
    if first is None or last is None or last < first:
        raise UsageError(
            "a GTFS feed has a first and a last day",
            where="--first-day --last-day",
            hint="give both: --first-day 2026-01-01 --last-day 2026-12-31",
        )
    return export_gtfs(
        read_corridor(find_dataset(source)),
        target,
        period=(first, last),
        url=options["url"] or PLACEHOLDER_URL,
    )


_CONVERTERS: dict[str, Callable[[str, Path, Options], Report]] = {
    "gtfs": _from_gtfs,
    "gmns": _from_gmns,
    "orta": _to_gtfs,
}


def _form_of(source: str) -> str:
    """What the files of the source say it is."""
    from orta.datasets import list_shipped

    path = Path(source)
    if source in list_shipped() or (path / "datapackage.json").is_file():
        return "orta"
    if (path / "link.csv").is_file():
        return "gmns"
    if path.is_file() or (path / "stops.txt").is_file():
        return "gtfs"
    raise UsageError(
        f"cannot tell what “{source}” is",
        where="SOURCE",
        hint="a GTFS feed has stops.txt, a GMNS network link.csv; or say --from",
    )


def _assumptions(options: Options) -> Assumptions:
    from orta.datasets.sources import (
        Assumptions,
        parse_countries,
        parse_equipment,
        parse_rates,
    )

    def rates(name: str) -> dict[str, float]:
        return parse_rates(options[name], option=f"--{name.replace('_', '-')}")

    code, teu, payload_t = parse_equipment(options["equipment"])
    given = Assumptions(
        countries=parse_countries(options["country"]),
        usd_per_km=rates("usd_per_km"),
        g_co2e_per_tkm=rates("g_co2e_per_tkm"),
        headway_h=rates("headway_h"),
        speed_kmh=rates("speed_kmh"),
        border_h=options["border_h"],
        border_usd=options["usd_border"],
        detour=options["detour"],
        equipment_code=code,
        equipment_teu=teu,
        equipment_payload_t=payload_t,
    )
    return given.with_handling(rates("handling_h"), rates("usd_handling"))


def _gmns_options(options: Options) -> GmnsOptions:
    from orta.datasets.sources import GmnsOptions, default_uses
    from orta.vocabulary import TransportMode

    uses = default_uses()
    for text in options["use"]:
        use, _, mode = text.rpartition("=")
        if not use or mode not in _MODES:
            raise UsageError(
                f"cannot read “{text}”",
                where="--use",
                hint=f"write --use lorry=road with one of {', '.join(_MODES)}",
            )
        uses[use.strip().lower()] = TransportMode(mode)
    as_of = _day(options["as_of"])
    if as_of is None:
        raise UsageError(
            "a GMNS network has no date",
            where="--as-of",
            hint="say which day it speaks of: --as-of 2026-01-31",
        )
    mode = options["default_mode"]
    return GmnsOptions(
        as_of=as_of.isoformat(),
        length_unit=options["length_unit"],
        speed_unit=options["speed_unit"],
        mode_of_use=uses,
        default_mode=TransportMode(mode) if mode else None,
    )


def _day(parsed: datetime | None) -> date | None:
    return None if parsed is None else parsed.date()


def _say(text: str) -> None:
    if sys.stderr.isatty():
        click.echo(text, err=True)


def _print_faults(error: DatasetError, source: str, *, as_json: bool) -> None:
    if as_json:
        head = {"schema": "orta.convert/1", "ok": False, "source": source}
        print_json({**head, "bad_cells": [asdict(cell) for cell in error.bad_cells]})
        return
    print_bad_cells(error.bad_cells)
    click.echo(f"{len(error.bad_cells)} values cannot be used: {error.hint}", err=True)


def _print_report(report: Report, target: Path, *, is_dataset: bool) -> None:
    counts = [f"{n:,} {name.replace('_', ' ')}" for name, n in report.counts.items()]
    click.echo(f"{target}: {', '.join(counts)}")
    for remark in report.remarks.values():
        click.echo(f"note: {remark}")
    for assumed in report.assumed:
        click.echo(f"assumed: {assumed}")
    if is_dataset:
        click.echo(f"next: orta data check {target}", err=True)
