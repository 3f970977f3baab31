"""What is believed before the rows are looked at, with where it was read.

The rows are few, so a sign that everybody agrees on and a value that others measured
are not left to them. Coefficients that have a sign are fitted as logarithms.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import Final

from orta.errors import ModelError

# Mean value of the goods in a container of 40 ft: USD 380 bn in 8.7 million TEU.
GOODS_VALUE_USD_PER_FEU: Final = 2 * 380e9 / 8.7e6
GOODS_VALUE_SOURCE_ID: Final = "menafn-240527"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """A normal distribution of a coefficient, on the scale it is fitted on.

    `scale` says what is fitted: the coefficient itself (`plain`), its logarithm
    (`log`) or its log odds (`logit`).
    """

    name: str
    scale: str
    mean: float
    deviation: float
    unit: str
    why: str
    source_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.scale not in {"plain", "log", "logit"}:
            raise ModelError(f"prior {self.name}: no scale called “{self.scale}”")
        if not self.deviation > 0:
            raise ModelError(f"prior {self.name}: a deviation is above 0")

    @property
    def median(self) -> float:
        """The coefficient in its own unit, in the middle of what is believed."""
        return self.natural(self.mean)

    def natural(self, fitted: float) -> float:
        """A figure on the fitted scale, in the unit of the coefficient."""
        if self.scale == "log":
            return exp(fitted)
        return 1 / (1 + exp(-fitted)) if self.scale == "logit" else fitted


# The value of a day as others have it, USD per FEU and day.
_OF_A_DAY: Final = (
    0.0135 * GOODS_VALUE_USD_PER_FEU,  # 0.6 to 2.1% of the value, D246
    0.008 * GOODS_VALUE_USD_PER_FEU,  # 0.8%, D170
    0.49 * 24 * 15,  # USD an hour and tonne, 15 t to a container, D221
    0.225 / 365 * GOODS_VALUE_USD_PER_FEU,  # 20 to 25% a year, a rule of thumb
)
_MEAN_LOG_DAY: Final = sum(map(log, _OF_A_DAY)) / len(_OF_A_DAY)
_SPREAD_LOG_DAY: Final = (
    sum((log(value) - _MEAN_LOG_DAY) ** 2 for value in _OF_A_DAY) / len(_OF_A_DAY)
) ** 0.5

PRIORS: Final = (
    Prior(
        name="northern",
        scale="plain",
        mean=0.0,
        deviation=10.0,
        unit="utility",
        why="nothing is known of the constant of a route",
    ),
    Prior(
        name="middle",
        scale="plain",
        mean=0.0,
        deviation=10.0,
        unit="utility",
        why="nothing is known of the constant of a route",
    ),
    Prior(
        name="price",
        scale="log",
        mean=log(0.1),
        deviation=1.0,
        unit="utility per USD 1,000",
        why="negative effect; wide: between 0.014 and 0.7 with 95%, which is an "
        "elasticity of a small route between 0.07 and 3.7 at USD 5,000",
    ),
    Prior(
        name="day",
        scale="log",
        mean=_MEAN_LOG_DAY,
        deviation=_SPREAD_LOG_DAY,
        unit="USD per FEU and day",
        why="mean and spread, of logarithms, of four figures: 0.6-2.1% and 0.8% of "
        "the goods' value a day, USD 0.49 an hour for each of 15 t, and 20-25% of "
        "the value a year",
        source_ids=("D246", "D170", "D221", GOODS_VALUE_SOURCE_ID),
    ),
    Prior(
        name="reliability",
        scale="log",
        mean=log(0.44 / 0.49),
        deviation=0.5,
        unit="days per day of standard deviation",
        why="weight of variability beside that of time in an open corridor model",
        source_ids=("D221",),
    ),
    Prior(
        name="exposure",
        scale="log",
        mean=log(0.5),
        deviation=1.0,
        unit="utility of a whole year",
        why="negative effect; wide: between 0.07 and 3.5 with 95%",
    ),
    Prior(
        name="nest",
        scale="logit",
        mean=0.0,
        deviation=1.5,
        unit="share",
        why="between 0 and 1, nearly level; 1 is the plain logit",
    ),
    Prior(
        name="error",
        scale="log",
        mean=log(0.2),
        deviation=0.7,
        unit="log odds",
        why="a year is missed by a fifth, give or take a factor of two",
    ),
)
