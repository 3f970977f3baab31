"""Options that every command takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import click

from orta.datasets import SHIPPED
from orta.vocabulary import LoadProfile

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

_load_options = (
    click.option(
        "--size",
        default="",
        metavar="LxWxHm",
        help="Length, width and height of the piece, as in 12.0x3.4x3.8m.",
    ),
    click.option(
        "--gross-mass", default="", metavar="T", help="Mass of one loaded unit, tonnes."
    ),
    click.option(
        "--axle-load",
        default="",
        metavar="T",
        help="Greatest axle load of the wagon or truck, tonnes.",
    ),
    click.option(
        "--dangerous",
        default="",
        metavar="CLASS",
        help="UN class or division of dangerous goods, as in 3 or 4.1.",
    ),
)


def load_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with options that say what is out of the ordinary about a load.

    It gets them as one argument, `profile`.
    """

    @wraps(command)
    def with_load(
        *, size: str, gross_mass: str, axle_load: str, dangerous: str, **others: object
    ) -> None:
        profile = LoadProfile.parse(
            size=size, gross_mass=gross_mass, axle_load=axle_load, dangerous=dangerous
        )
        command(profile=profile, **others)

    decorated: Callable[..., None] = with_load
    for option in reversed(_load_options):
        decorated = option(decorated)
    return decorated
