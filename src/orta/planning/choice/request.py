"""What is asked: how the model is made, and what changes on which route."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from orta.errors import UsageError

ROUTES: Final = ("ocean", "northern", "middle", "southern")
LAND: Final = ROUTES[1:]
ATTRIBUTES: Final = ("price", "days", "deviation", "exposure")

_AMOUNT = re.compile(r"(?P<number>[+-]?\d+(?:\.\d+)?)\s*(?P<unit>%|usd|days?|)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """How the rows are read and how routes stand to each other.

    The default was declared before the first fit; the others show what hangs on it.
    `is_nested` puts the land routes into a nest of their own;
    `posted_prices` takes tariffs instead of spot rates on land; `days_before` takes
    the days of land routes from the year before.
    """

    name: str = "nested"
    is_nested: bool = True
    posted_prices: bool = True
    days_before: bool = True


DECLARED: Final = Specification()
OTHERS: Final = (
    Specification(name="plain", is_nested=False),
    Specification(name="days-of-the-year", days_before=False),
    Specification(name="spot-prices", posted_prices=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is different on one route.

    `by` is added, in the unit of the attribute; with `in_percent` it is a percentage
    of what was there. A route that is `closed` takes nothing.

    Examples
    --------
    >>> Change.parse("ocean price +100%")
    Change(route='ocean', attribute='price', by=100.0, in_percent=True)
    >>> print(Change.parse("middle days -3"), "·", Change.parse("northern closed"))
    middle days -3 · northern closed
    """

    route: str
    attribute: str
    by: float = 0.0
    in_percent: bool = False

    def __post_init__(self) -> None:
        if self.route not in ROUTES:
            raise UsageError(
                f"no route called “{self.route}”",
                where="shock",
                hint=f"routes are {', '.join(ROUTES)}",
            )
        if self.attribute not in {*ATTRIBUTES, "closed"}:
            raise UsageError(
                f"a route has no “{self.attribute}”",
                where="shock",
                hint=f"say {', '.join(ATTRIBUTES)} or closed",
            )
        if self.in_percent and self.by < -100:  # noqa: PLR2004 - a per cent
            raise UsageError(
                f"“{self}” takes away more than there is",
                where="shock",
                hint="the least change is -100%",
            )

    @classmethod
    def parse(cls, text: str) -> Change:
        """The change that a text such as `ocean price +100%` asks for.

        Raises
        ------
        UsageError
            If it asks for nothing that a route can do.
        """
        words = text.strip().lower().split(maxsplit=2)
        if len(words) == 2 and words[1] == "closed":  # noqa: PLR2004 - ROUTE closed
            return cls(route=words[0], attribute="closed")
        found = _AMOUNT.fullmatch(words[2]) if len(words) > 2 else None  # noqa: PLR2004
        if found is None:
            raise UsageError(
                f"“{text}” is no change of a route",
                where="shock",
                hint="say ROUTE price|days|deviation|exposure +AMOUNT[%], as in "
                "“ocean price +100%” or “middle days -3”; or “northern closed”",
            )
        cls._check_unit(text, attribute=words[1], unit=found["unit"])
        return cls(
            route=words[0],
            attribute=words[1],
            by=float(found["number"]),
            in_percent=found["unit"] == "%",
        )

    @staticmethod
    def _check_unit(text: str, *, attribute: str, unit: str) -> None:
        expected = {"usd": ("price",), "day": ("days", "deviation")}
        fits = expected.get(unit.removesuffix("s"), ATTRIBUTES)
        if attribute in ATTRIBUTES and attribute not in fits:
            raise UsageError(
                f"“{text}”: {attribute} is not in {unit}",
                where="shock",
                hint="price is in USD, days and deviation are in days",
            )

    def __str__(self) -> str:
        if self.attribute == "closed":
            return f"{self.route} closed"
        unit = "%" if self.in_percent else ""
        return f"{self.route} {self.attribute} {self.by:+g}{unit}"

    def applied(self, value: float) -> float:
        """The figure after the change; neither price nor days fall below nothing."""
        after = value * (1 + self.by / 100) if self.in_percent else value + self.by
        return max(after, 0.0)


def parse_shock(text: str) -> tuple[Change, ...]:
    """The changes of a text, between commas.

    >>> [str(change) for change in parse_shock("ocean price +100%, ocean days +12")]
    ['ocean price +100%', 'ocean days +12']
    """
    return tuple(Change.parse(part) for part in text.split(","))
