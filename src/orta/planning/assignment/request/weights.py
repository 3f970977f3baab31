"""What a tonne, a day, a day of uncertainty and a tonne of CO2e are worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from types import MappingProxyType
from typing import Final

from orta.errors import UsageError
from orta.vocabulary import TransportMode

# D143: 0.08 USD/tkm by rail, mean of CAREC in 2022. D205: 0.0945 by road. D221, an
# open corridor model: 0.005 by sea, 0.0005 by pipeline.
STAND_IN_USD_PER_TKM: Final[Mapping[TransportMode, float]] = MappingProxyType(
    {
        TransportMode.RAIL: 0.08,
        TransportMode.ROAD: 0.0945,
        TransportMode.SEA: 0.005,
        TransportMode.PIPELINE: 0.0005,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What makes tariff, days, spread and CO2e one generalised cost.

    Generalised cost of a tonne: tariff + `value_of_time` x days +
    `value_of_reliability` x standard deviation in days + `carbon_price` x CO2e. Where
    the value of the goods is known, a day is worth `share_of_value_per_day` of it
    instead, and a day of spread in the same proportion.

    Sources of the defaults: D221 (0.49 USD an hour and tonne, 0.44 for an hour of
    spread), D170 (0.8 % of the price a day). No carbon price on the way is published
    for the corridor, so none counts unless a study says so.

    `stand_in_usd_per_tkm` is charged only where equipment has no tariff at all in the
    dataset, and `stand_in_handling_usd_per_t` for putting it on or taking it off
    (D221). `unmet_usd_per_t` is what a tonne costs that is not carried: by default so
    much that it happens only where there is no room.

    Examples
    --------
    >>> weights = Weights()
    >>> weights.day_usd_per_t(None), weights.day_usd_per_t(215.0)
    (11.76, 1.72)
    """

    value_of_time_usd_per_t_day: float = 11.76
    value_of_reliability_usd_per_t_day: float = 10.56
    share_of_value_per_day: float = 0.008
    carbon_price_usd_per_t_co2e: float = 0.0
    unmet_usd_per_t: float = 10_000.0
    stand_in_usd_per_tkm: Mapping[TransportMode, float] = field(
        default_factory=lambda: STAND_IN_USD_PER_TKM
    )
    stand_in_handling_usd_per_t: float = 2.2

    def __post_init__(self) -> None:
        """Refuse what is no price."""
        numbers = {
            name: getattr(self, name)
            for name in self.__slots__
            if name != "stand_in_usd_per_tkm"
        }
        numbers |= {
            f"stand_in_usd_per_tkm.{mode}": usd
            for mode, usd in self.stand_in_usd_per_tkm.items()
        }
        for name, number in numbers.items():
            if not isfinite(number) or number < 0:
                raise UsageError(
                    f"{name} is {number}, expected a number of at least 0",
                    where=f"weights.{name}",
                )

    def day_usd_per_t(self, value_usd_per_t: float | None) -> float:
        """What a day is worth to a tonne, by the value of the goods if it is known."""
        if value_usd_per_t is None:
            return self.value_of_time_usd_per_t_day
        return self.share_of_value_per_day * value_usd_per_t

    def spread_day_usd_per_t(self, value_usd_per_t: float | None) -> float:
        """What a day of standard deviation is worth to a tonne."""
        if value_usd_per_t is None or not self.value_of_time_usd_per_t_day:
            return self.value_of_reliability_usd_per_t_day
        ratio = (
            self.value_of_reliability_usd_per_t_day / self.value_of_time_usd_per_t_day
        )
        return ratio * self.day_usd_per_t(value_usd_per_t)
