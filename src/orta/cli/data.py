"""`orta data`: look at datasets, check them, convert them."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click

from orta.cli.convert import convert
from orta.cli.options import data_option, json_option
from orta.cli.output import BAD_DATA, print_bad_cells, print_json, print_table
from orta.datasets import (
    check_dataset,
    find_dataset,
    list_shipped,
    read_corridor,
    read_schema,
)

_WIDEST_CELL = 40


@click.group()
def data() -> None:
    """Look at datasets, check them, convert them."""


data.add_command(convert)


@data.command("list")
@json_option
def list_datasets(as_json: bool) -> None:
    """List the datasets that come with Orta.

    \b
        orta data list
    """
    corridors = [read_corridor(find_dataset(name)) for name in list_shipped()]
    if as_json:
        print_json(
            {
                "schema": "orta.datasets/1",
                "datasets": [
                    {
                        "name": c.name,
                        "version": c.version,
                        "nodes": len(c.nodes),
                        "links": len(c.links),
                        "services": len(c.services),
                        "digest": c.digest,
                    }
                    for c in corridors
                ],
            }
        )
        return
    print_table(
        ("name", "version", "nodes", "links", "services"),
        [
            (
                c.name,
                c.version,
                str(len(c.nodes)),
                str(len(c.links)),
                str(len(c.services)),
            )
            for c in corridors
        ],
        right=frozenset({2, 3, 4}),
    )


@data.command()
@click.argument("folder")
@json_option
def check(folder: str, as_json: bool) -> None:
    """Name every value of the dataset in FOLDER that cannot be used.

    Exits with 3 if there is one.

    \b
        orta data check my-corridor
    """
    bad_cells = check_dataset(find_dataset(folder))
    if as_json:
        print_json(
            {
                "schema": "orta.check/1",
                "folder": folder,
                "ok": not bad_cells,
                "bad_cells": [asdict(cell) for cell in bad_cells],
            }
        )
    elif bad_cells:
        print_bad_cells(bad_cells)
        by_file = Counter(cell.file for cell in bad_cells)
        summary = ", ".join(f"{count} in {name}" for name, count in by_file.items())
        click.echo(f"{len(bad_cells)} values cannot be used: {summary}", err=True)
    else:
        click.echo(f"{folder}: every value can be used")
    if bad_cells:
        sys.exit(BAD_DATA)


@data.command()
@click.option(
    "--xlsx",
    "file",
    required=True,
    metavar="FILE",
    help="The workbook to write; the study file is put beside it.",
)
@data_option
def new(file: str, data: str) -> None:
    """Write a workbook to fill in, with an example: the tables of a study of flows.

    Beside it stands the study file, of the same name and ending in .toml.

    \b
        orta data new --xlsx grain.xlsx
        orta flows grain.toml
    """
    from orta.planning.flows.study import write_template

    book, study = write_template(Path(file), read_corridor(find_dataset(data)))
    click.echo(f"{book}: fill in its sheets; “columns” says what each column means")
    click.echo(f"{study}: say title, question, first day and weeks")
    click.echo(f"then: orta flows {study}")


@data.command()
@click.argument("table", required=False)
@data_option
@json_option
def show(table: str | None, data: str, as_json: bool) -> None:
    """Show the tables of a dataset, or the columns and rows of one TABLE.

    \b
        orta data show
        orta data show service --json
    """
    folder = find_dataset(data)
    if table is None:
        _show_tables(folder, as_json=as_json)
    elif table in read_schema():
        _show_rows(folder, table, as_json=as_json)
    else:
        raise click.BadParameter(
            f"no table “{table}”; there are {', '.join(read_schema())}",
            param_hint="TABLE",
        )


def _show_tables(folder: Path, *, as_json: bool) -> None:
    read_corridor(folder)  # a broken dataset is not shown as if it were whole
    counts = {name: len(_rows(folder, name)) for name in read_schema()}
    if as_json:
        print_json({"schema": "orta.dataset/1", "folder": str(folder), "rows": counts})
        return
    print_table(
        ("table", "rows", "columns"),
        [
            (name, str(counts[name]), ", ".join(c.name for c in schema.columns))
            for name, schema in read_schema().items()
        ],
        right=frozenset({1}),
    )


def _show_rows(folder: Path, name: str, *, as_json: bool) -> None:
    rows = _rows(folder, name)
    columns = [column.name for column in read_schema()[name].columns]
    if as_json:
        print_json({"schema": "orta.table/1", "table": name, "rows": rows})
        return
    print_table(
        columns,
        [[_short(row.get(column)) for column in columns] for row in rows],
        right=frozenset(),
    )


def _rows(folder: Path, name: str) -> list[dict[str, object]]:
    from orta.datasets.tables import read_table

    return [dict(row.cells) for row in read_table(folder, read_schema()[name]).rows]


def _short(value: object) -> str:
    text = (
        ";".join(value)
        if isinstance(value, tuple)
        else str("" if value is None else value)
    )
    return text if len(text) <= _WIDEST_CELL else text[: _WIDEST_CELL - 1] + "…"
