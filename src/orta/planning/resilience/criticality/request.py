"""What is asked: which kinds of things close, for how long, how many together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite
from types import MappingProxyType
from typing import Final

from orta.errors import UsageError
from orta.planning.assignment import Weights


class ClosureKind(StrEnum):
    """What may close: assets of the dataset, or all railways of a state."""

    NODE = "node"
    LINK = "link"
    SERVICE = "service"
    BORDER = "border"
    TERMINAL = "terminal"
    FLEET = "fleet"
    FACILITY = "facility"
    STATE = "state"
    RAILWAY = "railway"


USUAL_KINDS: Final = (
    ClosureKind.NODE,
    ClosureKind.LINK,
    ClosureKind.SERVICE,
    ClosureKind.BORDER,
)
MOST_TOGETHER: Final = 3
USUAL_DAYS: Final = 14.0
# The dataset counts what takes the corridor; its owners do not go by its rivals.
RIVALS: Final = ("state:RU", "state:IR", "service:OCEAN-*")
# USD a tonne by the first digits of the code of goods, and where that was read.
USUAL_VALUES: Final[Mapping[str, float]] = MappingProxyType(
    {"10": 215.0, "2709": 599.0}
)
VALUES_SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "10": "D089: mean price of wheat that Azerbaijan imported in 2024; other "
        "cereals are taken to be worth the same (estimate)",
        "2709": "14.5 billion USD for 24.2 million t of Kazakhstan's crude oil to "
        "Italy in 2023 (derived)",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalityRequest:
    """Things of some kinds are closed for `days`, up to `together` at once.

    `top` is how many of the worst are told of. Nothing goes by assets that `avoid`
    names, as in `state:RU` or `service:OCEAN-*`, except where it begins or ends; None
    stands for the rivals of the corridor, as far as a dataset has them. `weights` make
    one cost of money, days and spread. `values` (USD a tonne) are of goods by the first
    digits of their code, where a demand has none. `sources` say where each was read.

    Raises
    ------
    UsageError
        If a number makes no sense.

    Examples
    --------
    >>> CriticalityRequest().days
    14.0
    """

    kinds: tuple[ClosureKind, ...] = field(default_factory=lambda: USUAL_KINDS)
    days: float = USUAL_DAYS
    together: int = 1
    top: int = 20
    avoid: tuple[str, ...] | None = None
    weights: Weights = field(default_factory=Weights)
    values: Mapping[str, float] = field(default_factory=lambda: USUAL_VALUES)
    sources: Mapping[str, str] = field(default_factory=lambda: VALUES_SOURCES)
    title: str = ""

    def __post_init__(self) -> None:
        """Refuse numbers that make no sense."""
        if not self.kinds:
            raise UsageError(
                "nothing can close",
                where="kinds",
                hint=f"name some of {', '.join(ClosureKind)}",
            )
        if not (isfinite(self.days) and self.days > 0):
            raise UsageError(
                f"a closure lasts {self.days} days, expected more than 0", where="days"
            )
        if not 1 <= self.together <= MOST_TOGETHER:
            raise UsageError(
                f"{self.together} things close together, expected 1 to {MOST_TOGETHER}",
                where="together",
            )
        for code, usd in self.values.items():
            if not (isfinite(usd) and usd > 0):
                raise UsageError(
                    f"a tonne of {code} is worth {usd} USD, expected more than 0",
                    where=f"value_usd_per_t.{code}",
                )
        if self.top < 1:
            raise UsageError(f"top is {self.top}, expected at least 1", where="top")

    def value_of(self, commodity_code: str) -> float | None:
        """What a tonne of goods is worth, None if nobody says.

        >>> CriticalityRequest().value_of("100199"), CriticalityRequest().value_of("72")
        (215.0, None)
        """
        known = [code for code in self.values if commodity_code.startswith(code)]
        return self.values[max(known, key=len)] if known else None
