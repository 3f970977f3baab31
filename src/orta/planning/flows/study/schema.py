"""The tables and settings of a study, read from `schema.csv`."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

from orta.datasets import TableSchema, parse_schema

FORM: Final = "orta.flows-study/1"
# Tables a study cannot do without.
NEEDED: Final = ("goods", "supply", "demand", "leg")
MOST_WEEKS: Final = 520
# What stands in the TOML file, not in a table.
SETTINGS: Final = ("study", "risk")
# What a scenario may change: figures that hold week by week.
CHANGEABLE: Final = {
    "supply": ("t_per_week", "usd_per_t"),
    "demand": ("t_per_week", "outside_usd_per_t"),
    "store": ("capacity_t", "usd_per_t_week"),
    "conversion": ("capacity_t_per_week", "usd_per_t"),
    "pool": ("hire_usd_per_unit_week",),
    "leg": ("usd_per_t", "days", "usd_per_lot", "max_lots_per_week"),
    "limit": ("per_week",),
}


@cache
def read_whole_schema() -> dict[str, TableSchema]:
    """The schema of the settings and of every table, in the order of the file."""
    text = resources.files(__package__).joinpath("schema.csv").read_text("utf-8")
    return parse_schema(text, needed=NEEDED)


@cache
def read_study_schema() -> dict[str, TableSchema]:
    """The schema of every table, in an order that puts what is referred to first.

    Examples
    --------
    >>> read_study_schema()["leg"].column_by_name["payload_t"].unit
    't/unit'
    """
    tables = read_whole_schema()
    return {name: table for name, table in tables.items() if name not in SETTINGS}
