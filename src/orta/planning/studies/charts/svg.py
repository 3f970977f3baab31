"""Charts as SVG, drawn by hand: no library, no clock, the same bytes each time.

Colours are those of Okabe and Ito, which most colour-blind people can tell apart. A
chart says what it shows in `title` and `desc`, for those who do not see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil, floor, isfinite, log10
from typing import Final

from orta.planning.studies.charts.chart import Bar, Chart, LineChart, RowChart

_WIDTH: Final = 860
_ROW: Final = 26
_TOP: Final = 58
_BOTTOM: Final = 46
_RIGHT: Final = 84
_LETTER: Final = 6.6  # of 12 pixels, about
_WIDEST_LABEL: Final = 46
_PLOT_HEIGHT: Final = 260
_TICKS: Final = 6
_PLACES: Final = 7  # labels below lines
_COLOURS: Final = (
    *("#0072b2", "#d55e00", "#009e73", "#cc79a7"),
    *("#e69f00", "#56b4e9", "#000000", "#8a7500"),
)


def draw(chart: Chart) -> str:
    """The chart as the text of an SVG file.

    >>> chart = RowChart(title="Days", unit="days", bars=(Bar(label="A", value=2.0),))
    >>> draw(chart).startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    True
    """
    if isinstance(chart, LineChart):
        return "\n".join(_drawn_lines(chart)) + "\n"
    return "\n".join(_drawn_rows(chart)) + "\n"


def ticks(low: float, high: float) -> list[float]:
    """Round numbers from about the lowest to about the highest.

    >>> ticks(0, 9.3)
    [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    """
    span = (high - low) or abs(high) or 1.0
    rough = span / (_TICKS - 1)
    unit = 10.0 ** floor(log10(rough))
    step = next(unit * n for n in (1, 2, 2.5, 5, 10) if unit * n >= rough * (1 - 1e-9))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [n * step for n in range(first, max(last, first + 1) + 1)]


class _Scale:
    """From values to pixels."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.ticks = ticks(min(values), max(values))
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self._start + (value - low) / (high - low) * (self._end - self._start)


def _drawn_rows(chart: RowChart) -> Iterator[str]:
    """A row for each value: a bar from zero, or a dot within its interval."""
    bars = [bar for bar in chart.bars if isfinite(bar.value)]
    height = _TOP + _ROW * max(len(bars), 1) + _BOTTOM
    yield from _head(chart, height, _said(bars, chart.unit))
    if not bars:
        yield _text(20, _TOP + 16, "nothing to show")
        yield "</svg>"
        return
    left = 24 + _LETTER * max(len(_cut(bar.label)) for bar in bars)
    ends = [end for bar in bars for end in (bar.value, bar.low, bar.high)]
    values = [end for end in ends if end is not None and isfinite(end)]
    scale = _Scale([*values, 0.0] if chart.from_zero else values, left, _WIDTH - _RIGHT)
    yield from _upright_grid(scale, height - _BOTTOM, chart.unit)
    for number, bar in enumerate(bars):
        middle = _TOP + _ROW * number + _ROW / 2
        yield _text(left - 8, middle + 4, _cut(bar.label), anchor="end")
        if chart.from_zero:
            start, end = sorted((scale(0.0), scale(bar.value)))
            yield (
                f'<rect x="{start:.2f}" y="{middle - 7:.2f}" '
                f'width="{end - start:.2f}" height="14" fill="{_COLOURS[0]}"/>'
            )
        else:
            yield from _interval(scale, bar, middle)
        right = max(scale(v) for v in (bar.value, bar.high, bar.low) if v is not None)
        yield _text(right + 9, middle + 4, _number(bar.value), weight="bold")
    yield "</svg>"


def _interval(scale: _Scale, bar: Bar, middle: float) -> Iterator[str]:
    if bar.low is not None and bar.high is not None:
        low, high = scale(bar.low), scale(bar.high)
        yield _line(low, middle, high, middle, colour=_COLOURS[0], width=2)
        for end in (low, high):
            yield _line(end, middle - 5, end, middle + 5, colour=_COLOURS[0], width=2)
    x = scale(bar.value)
    yield f'<circle cx="{x:.2f}" cy="{middle:.2f}" r="4.5" fill="{_COLOURS[0]}"/>'


def _drawn_lines(chart: LineChart) -> Iterator[str]:
    """Lines over a common scale, with their names below."""
    legend = 20 * len(chart.lines)
    height = _TOP + _PLOT_HEIGHT + _BOTTOM + legend
    said = ", ".join(line.label for line in chart.lines)
    yield from _head(chart, height, said)
    values = [v for line in chart.lines for v in line.values if isfinite(v)]
    if not values:
        yield _text(20, _TOP + 16, "nothing to show")
        yield "</svg>"
        return
    bottom = _TOP + _PLOT_HEIGHT
    upright = _Scale([*values, 0.0], bottom, _TOP)
    left = 20 + _LETTER * max(len(_number(tick)) for tick in upright.ticks)
    step = (_WIDTH - _RIGHT - left) / max(len(chart.places) - 1, 1)
    for tick in upright.ticks:
        yield _line(left, upright(tick), _WIDTH - _RIGHT, upright(tick), colour="#ddd")
        yield _text(left - 8, upright(tick) + 4, _number(tick), anchor="end")
    every = max(1, ceil(len(chart.places) / _PLACES))
    for number in range(0, len(chart.places), every):
        place = escape(chart.places[number])
        yield _text(left + step * number, bottom + 18, place, anchor="middle")
    yield _text(left, bottom + 36, chart.unit)
    for number, line in enumerate(chart.lines):
        colour = _COLOURS[number % len(_COLOURS)]
        points = " ".join(
            f"{left + step * n:.2f},{upright(value):.2f}"
            for n, value in enumerate(line.values)
            if isfinite(value)
        )
        look = f'fill="none" stroke="{colour}" stroke-width="1.8"'
        yield f'<polyline points="{points}" {look}/>'
        y = bottom + _BOTTOM + 20 * number + 8
        yield _line(left, y, left + 24, y, colour=colour, width=3)
        yield _text(left + 32, y + 4, _cut(line.label, widest=100))
    yield "</svg>"


def _head(chart: Chart, height: float, said: str) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" '
        f'width="{_WIDTH}" height="{height:.0f}" role="img" '
        'font-family="sans-serif" font-size="12">'
    )
    yield f"<title>{escape(chart.title)}</title>"
    yield f"<desc>{escape(said)}</desc>"
    yield f'<rect width="{_WIDTH}" height="{height:.0f}" fill="#fff"/>'
    title = escape(chart.title)
    yield f'<text x="20" y="26" font-size="15" font-weight="bold">{title}</text>'


def _upright_grid(scale: _Scale, bottom: float, unit: str) -> Iterator[str]:
    for tick in scale.ticks:
        x = scale(tick)
        colour = "#888" if tick == 0 else "#ddd"  # where nothing has changed
        yield _line(x, _TOP - 6, x, bottom + 4, colour=colour)
        yield _text(x, bottom + 18, _number(tick), anchor="middle")
    yield _text(scale(scale.ticks[0]), bottom + 36, unit)


def _line(  # noqa: PLR0913 - two ends and how it looks
    x1: float, y1: float, x2: float, y2: float, *, colour: str, width: float = 1
) -> str:
    return (
        f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" '
        f'stroke="{colour}" stroke-width="{width:g}"/>'
    )


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}" font-weight="{weight}">'
        f"{escape(text, quote=False)}</text>"
    )


def _cut(text: str, *, widest: int = _WIDEST_LABEL) -> str:
    return text if len(text) <= widest else f"{text[: widest - 1]}…"


def _number(value: float) -> str:
    """The number with four digits that count, thousands apart."""
    if value == 0:
        return "0"
    digits = max(0, 3 - floor(log10(abs(value))))
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _said(bars: Sequence[Bar], unit: str) -> str:
    return "; ".join(f"{bar.label}: {_number(bar.value)} {unit}" for bar in bars)
