"""`orta verify`: whether a certificate proves what it states, without a solver."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from orta.cli.options import json_option
from orta.cli.output import BAD_DATA, print_json
from orta.errors import CertificateError
from orta.planning.optimum.certificate import Verification, verify_file

_SCHEMA = "orta.verification/1"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def verify(file: Path, as_json: bool) -> None:
    """Check the certificate in FILE, or in a folder of results.

    Every row of the plan, its cost and the bound under which no plan can come are
    computed anew in whole numbers, without a solver. Exits with 3 if anything is not
    as stated.

    \b
        orta verify season/certificate.json
        orta verify season
    """
    try:
        found = verify_file(file)
    except CertificateError as error:
        if as_json:
            print_json(_refused(file, error))
        else:
            where = f" ({error.where})" if error.where else ""
            click.echo(f"refused: {error.message}{where}")
            if error.hint:
                click.echo(f"help: {error.hint}", err=True)
        sys.exit(BAD_DATA)
    if as_json:
        print_json(_verified(file, found))
    else:
        for line in _lines(found):
            click.echo(line)


def _lines(found: Verification) -> Iterator[str]:
    unit = dict(found.about).get("unit", "USD")  # what its maker counts in
    cost, bound = _money(found.objective_usd), _money(found.bound_usd)
    yield "verified in exact arithmetic, without a solver"
    yield f"  the plan costs    {cost} {unit} and keeps every limit"
    yield f"  no plan is below  {bound} {unit}"
    yield f"  gap               {found.gap}"
    for key, count in found.sizes:
        yield f"  {key.replace('_', ' '):16}  {count:,}"
    yield f"  problem           {found.problem_sha256}"
    yield f"  certificate       {found.sha256}"
    if found.about:
        yield "its maker says, and this is not proved"
    for key, text in found.about:
        yield f"  {key.replace('_', ' '):16}  {text}"


def _money(text: str) -> str:
    """The figure to the digit, with its thousands apart."""
    before, point, behind = text.partition(".")
    return f"{int(before):,}{point}{behind}" if int(before) else text


def _verified(file: Path, found: Verification) -> dict[str, object]:
    return {
        "schema": _SCHEMA,
        "file": str(file),
        "ok": True,
        "certificate": found.schema,
        "objective_usd": found.objective_usd,
        "bound_usd": found.bound_usd,
        "gap": found.gap,
        "sizes": dict(found.sizes),
        "about": dict(found.about),
        "problem_sha256": found.problem_sha256,
        "sha256": found.sha256,
    }


def _refused(file: Path, error: CertificateError) -> dict[str, object]:
    return {
        "schema": _SCHEMA,
        "file": str(file),
        "ok": False,
        "problem": error.message,
        "where": error.where,
        "hint": error.hint,
    }
