"""`orta places`: find a place by any name."""

from __future__ import annotations

import click

from orta.cli.options import data_option, json_option
from orta.cli.output import print_json, print_table
from orta.errors import UnknownPlaceError
from orta.model import load


@click.command()
@click.argument("text")
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="Most places to list.",
)
@data_option
@json_option
def places(text: str, limit: int, data: str, as_json: bool) -> None:
    """List the places with a name like TEXT, most alike first.

    Names match in any script and with misspellings.

    \b
        orta places Ақтау
        orta places 阿拉山口
    """
    matches = load(data).places(text, limit=limit)
    if as_json:
        print_json(
            {
                "schema": "orta.places/1",
                "places": [
                    {
                        "node_id": match.node.node_id,
                        "name": match.node.name,
                        "matched": match.name,
                        "likeness": match.likeness,
                        "node_type": match.node.node_type.value,
                        "country_code": match.node.country_code,
                        "longitude_deg": match.node.longitude_deg,
                        "latitude_deg": match.node.latitude_deg,
                    }
                    for match in matches
                ],
            }
        )
        return
    if not matches:
        raise UnknownPlaceError(text, where="text")
    rows = [
        (
            match.node.node_id,
            match.node.name,
            match.node.country_code,
            match.node.node_type.value,
            match.name,
            f"{match.likeness:.0f}",
        )
        for match in matches
    ]
    header = ("id", "name", "state", "kind", "matched", "likeness")
    print_table(header, rows, right=frozenset({5}))
