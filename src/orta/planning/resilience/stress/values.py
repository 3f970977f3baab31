"""A stress scenario and a measure: what is changed, and the evidence of each figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from orta.errors import ModelError
from orta.planning.simulation import Scenario

# How a figure came to be: read as it stands, worked out of what was read, or assumed.
CONFIDENCES: Final = ("published", "derived", "estimated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of a scenario with where it comes from.

    `value` is as it is said, with its unit; a figure that is not published says in
    `method` how it was made.

    Examples
    --------
    >>> Figure(what="closure", value="13 days", source_ids=("D057",), as_of="2025-09",
    ...        confidence="published").value
    '13 days'
    """

    what: str
    value: str
    source_ids: tuple[str, ...]
    as_of: str
    confidence: str
    method: str = ""

    def __post_init__(self) -> None:
        if self.confidence not in CONFIDENCES:
            known = ", ".join(CONFIDENCES)
            raise ModelError(f"confidence is {self.confidence!r}, expected {known}")
        if not self.source_ids:
            raise ModelError(f"the figure {self.what!r} names no source")
        if self.confidence != "published" and not self.method:
            raise ModelError(
                f"the figure {self.what!r} is {self.confidence}: say in method how it "
                "was made"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteShock:
    """A change on another route, which brings more or less of some demands.

    `shock` is what `orta choice` takes, such as `ocean price +6309, ocean days +12`;
    `year` is that of the shares it starts from, by default the last one known.
    """

    shock: str
    demand_ids: tuple[str, ...]
    starts: date
    days: float
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StressScenario:
    """An event that the corridor shall bear.

    `changes` is what it changes by itself; those of the scenarios it `includes` come
    on top, and what the `shocks` on other routes bring. `measure_ids` are what is tried
    against it unless somebody says otherwise.
    """

    scenario_id: str
    version: int
    title: str
    happened: str
    figures: tuple[Figure, ...]
    changes: Scenario
    shocks: tuple[RouteShock, ...] = ()
    includes: tuple[str, ...] = ()
    measure_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something that may help, as policies over the whole run.

    `cost_usd_per_year` is None where no cost is known: then what it gains is what it
    may cost at most. `cost` is the figure it was read from.
    """

    measure_id: str
    version: int
    title: str
    what: str
    figures: tuple[Figure, ...]
    changes: Scenario
    cost_usd_per_year: float | None = None
    cost: Figure | None = None

    def __post_init__(self) -> None:
        if self.changes.dated:
            raise ModelError(f"measure {self.measure_id} holds for the whole run")
        if (self.cost is None) != (self.cost_usd_per_year is None):
            raise ModelError(f"measure {self.measure_id}: a cost has its evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What the user weighs: the worth of a day for a tonne.

    Notes
    -----
    Source: the default is the cost of time in route choice of an open model of freight
    in Europe and Central Asia (D221), 0.49 USD an hour and tonne. It is a setting of a
    model, not a measurement. By another rule (0.8 % of the price a day, D170) it is
    that of goods of 1,470 USD a tonne; wheat at 215 USD a tonne (D089) would be worth
    1.7.
    """

    value_of_day_usd_per_t: float = 0.49 * 24

    def __post_init__(self) -> None:
        if not 0 <= self.value_of_day_usd_per_t <= 1e6:  # noqa: PLR2004 - keeps out nan
            raise ModelError("the value of a day is from 0 to a million USD a tonne")
