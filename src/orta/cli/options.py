"""Options that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

import click

from orta.datasets import SHIPPED
from orta.vocabulary import Cargo, LoadProfile

Command = Callable[..., None]

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
letter_option = click.option(
    "--route",
    "letter",
    default="A",
    show_default=True,
    metavar="LETTER",
    help="Which route, as `orta route` with the same words letters them.",
)
all_option = click.option(
    "--all", "show_all", is_flag=True, help="The whole Pareto set."
)


def _states(_: click.Context, __: click.Parameter, lists: tuple[str, ...]) -> list[str]:
    """The states of all the lists: an option may be given more than once."""
    codes = (code.strip() for item in lists for code in item.split(","))
    return [code for code in codes if code]


_cargo_options = (
    click.option(
        "--cargo",
        default="1x40ft:18t",
        show_default=True,
        help="COUNTxEQUIPMENT:TONNESt, the mass of goods in each unit.",
    ),
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


_journey_options = (
    click.option("--by", help="Latest expected arrival, UTC."),
    click.option("--goods", default="", help="Harmonized System code, for bans."),
    click.option(
        "--avoid",
        multiple=True,
        callback=_states,
        metavar="CC[,CC]",
        help="States that no leg may touch (ISO 3166).",
    ),
    click.option(
        "--past",
        is_flag=True,
        help="Let the goods be ready before the dataset's time, at its prices.",
    ),
)
_draw_options = (
    click.option(
        "--draws",
        type=click.IntRange(1, 1_000_000),
        default=4000,
        show_default=True,
        help="Lead times drawn for each way.",
    ),
    click.option(
        "--seed",
        type=click.IntRange(min=0),
        default=0,
        show_default=True,
        help="Where chance starts; the same seed gives the same quantiles.",
    ),
)


def journey_options(command: Command) -> Command:
    """The command with what is asked of every search but when it starts.

    It gets cargo, load, deadline, goods and states to avoid as one argument,
    `journey`: keywords of the methods of `CorridorModel`.
    """

    @wraps(command)
    def with_journey(
        *,
        cargo: str,
        size: str,
        gross_mass: str,
        axle_load: str,
        dangerous: str,
        by: str | None,
        goods: str,
        avoid: list[str],
        past: bool,
        **others: Any,  # noqa: ANN401 — the command's own options
    ) -> None:
        load = LoadProfile.parse(
            size=size, gross_mass=gross_mass, axle_load=axle_load, dangerous=dangerous
        )
        journey = {
            "cargo": replace(Cargo.parse(cargo), load=load),
            "by": by,
            "goods": goods,
            "avoid": avoid,
            "past": past,
        }
        command(journey=journey, **others)

    return _with(with_journey, *_cargo_options, *_journey_options)


def draw_options(command: Command) -> Command:
    """The command with the number of draws and the seed."""
    return _with(command, *_draw_options)


def ready_option(command: Command) -> Command:
    """The command with the time at which the goods are ready."""
    ready = click.option("--ready", help="When the goods can be loaded. [default: now]")
    return _with(command, ready)


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
