"""What a change on another route brings to the corridor: factors of route choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from orta.corridor import Corridor
from orta.planning.choice import DECLARED, OTHERS, diversion, estimate_choice
from orta.planning.resilience.stress.values import Figure, RouteShock
from orta.planning.simulation.scenario import DemandChange

_DRAWS: Final = 100  # of the model's interval; its middle does not depend on them
_MODELS: Final = (DECLARED, *(one for one in OTHERS if one.name == "plain logit"))
# The fewest digits in which an interval and its middle differ.
_DIGITS: Final = 3


class Reading(StrEnum):
    """Which end of the model's interval is taken."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diverted:
    """A shock on another route, and how many times the boxes come because of it.

    `factor` is what the run takes, `middle` the model's own; `low` and `high` are the
    ends of the 90 % intervals of the models.
    `room_factor` is the most that published capacity lets come, None if unknown.
    """

    shock: RouteShock
    factor: float
    middle: float
    low: float
    high: float
    room_factor: float | None

    @property
    def change(self) -> DemandChange:
        """The change of demand that follows."""
        return DemandChange(
            factor=self.factor,
            starts=self.shock.starts,
            days=self.shock.days,
            demand_ids=self.shock.demand_ids,
        )

    @property
    def figure(self) -> Figure:
        """The factor with its evidence."""
        return Figure(
            what=f"factor of boxes after “{self.shock.shock}”",
            value=f"{self.middle:g} ({self.low:g} to {self.high:g})",
            source_ids=("orta-estimate",),
            as_of=str(self.shock.year or "2025"),
            confidence="derived",
            method="the model of route choice (docs/background/route-choice.md), from "
            "the shares of the year; in brackets the 90 percent interval, over the "
            "nested and the plain logit",
        )


def divert(
    corridor: Corridor,
    shocks: Sequence[RouteShock],
    *,
    reading: Reading = Reading.MIDDLE,
) -> tuple[Diverted, ...]:
    """What the model of route choice says that shocks bring.

    The factor is that of the declared model; the interval reaches over the plain logit,
    too, which the rows cannot tell from it.

    Factors are rounded to thousandths, so that the last digits of a fit do not decide
    when a train comes.

    Raises
    ------
    UsageError
        If a shock asks for nothing that a route can do.
    """
    if not shocks:
        return ()
    models = [
        estimate_choice(corridor, specification=one, draws=_DRAWS) for one in _MODELS
    ]
    found = []
    for shock in shocks:
        result = diversion(models, shock.shock, year=shock.year)
        values = {
            Reading.LOW: round(result.low, _DIGITS),
            Reading.MIDDLE: round(result.factor, _DIGITS),
            Reading.HIGH: round(result.high, _DIGITS),
        }
        found.append(
            Diverted(
                shock=shock,
                factor=values[reading],
                middle=values[Reading.MIDDLE],
                low=values[Reading.LOW],
                high=values[Reading.HIGH],
                room_factor=result.room_factor,
            )
        )
    return tuple(found)
