"""What a chart shows, before anybody draws it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row of a chart: a value, and the interval around it if it has one."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChart:
    """Values side by side, a row for each.

    `from_zero` draws bars, whose lengths can be compared; without it there are dots
    with intervals on a scale of their own.
    """

    title: str
    unit: str
    bars: tuple[Bar, ...]
    from_zero: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a chart: a value for each place on the scale below."""

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """Lines over a common scale, as days: `places` are its labels, left to right."""

    title: str
    unit: str
    places: tuple[str, ...]
    lines: tuple[Line, ...]


Chart = RowChart | LineChart
