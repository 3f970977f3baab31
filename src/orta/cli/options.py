"""Options that every command takes."""

from __future__ import annotations

import click

from orta.datasets import SHIPPED

data_option = click.option(
    "--data",
    default=SHIPPED,
    show_default=True,
    envvar="ORTA_DATA",
    help="A shipped dataset or a dataset folder.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="One JSON object on stdout."
)
past_option = click.option(
    "--past",
    is_flag=True,
    help="Let the goods be ready before the dataset's time, at its prices.",
)
