"""Charts are SVG that any reader can open, and say in words what they show."""

import math
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orta.planning.studies.charts import Bar, Line, LineChart, RowChart, draw
from orta.planning.studies.charts.svg import ticks

SVG = "{http://www.w3.org/2000/svg}"
FINITE = st.floats(-1e9, 1e9)


def read(chart):
    return ET.fromstring(draw(chart))  # noqa: S314 - we drew it


def test_an_interval_lies_around_its_value():
    chart = RowChart(
        title="Days & nights",
        unit="days",
        bars=(
            Bar(label="A <b>", value=10, low=8, high=14),
            Bar(label="B", value=12, low=11, high=13),
        ),
    )
    drawn = read(chart)

    assert drawn.find(f"{SVG}title").text == "Days & nights"
    assert drawn.find(f"{SVG}desc").text == "A <b>: 10 days; B: 12 days"
    dots = [float(dot.get("cx")) for dot in drawn.iter(f"{SVG}circle")]
    spans = [
        (float(line.get("x1")), float(line.get("x2")))
        for line in drawn.iter(f"{SVG}line")
        if line.get("stroke-width") == "2" and line.get("y1") == line.get("y2")
    ]
    assert len(dots) == len(spans) == 2
    assert all(low < dot < high for dot, (low, high) in zip(dots, spans, strict=True))
    # 2 of the 6 days between 8 and 14.
    (low, high), dot = spans[0], dots[0]
    assert (dot - low) / (high - low) == pytest.approx(2 / 6, abs=1e-3)


def test_bars_are_as_long_as_their_values():
    bars = tuple(Bar(label=str(v), value=v) for v in (10.0, 25.0, 0.0, -5.0))
    drawn = read(RowChart(title="t", unit="USD", bars=bars, from_zero=True))

    widths = [
        float(rect.get("width"))
        for rect in drawn.iter(f"{SVG}rect")
        if rect.get("height") == "14"
    ]
    assert widths[1] / widths[0] == pytest.approx(2.5, abs=1e-3)
    assert widths[2] == 0
    assert widths[3] / widths[0] == pytest.approx(0.5, abs=1e-3)


def test_lines_go_through_their_values_and_leave_unknown_ones_out():
    lines = (
        Line(label="a", values=(0.0, 5.0, 10.0)),
        Line(label="b", values=(10.0, math.nan, 10.0)),
    )
    chart = LineChart(title="t", unit="TEU", places=("d1", "d2", "d3"), lines=lines)
    one, other = (
        [tuple(map(float, point.split(","))) for point in line.get("points").split()]
        for line in read(chart).iter(f"{SVG}polyline")
    )

    assert len(one) == 3
    assert len(other) == 2
    assert one[1][1] == pytest.approx((one[0][1] + one[2][1]) / 2, abs=0.02)
    assert one[2] == other[1]


def test_nothing_to_show_is_said():
    for chart in (
        RowChart(title="t", unit="", bars=()),
        RowChart(title="t", unit="", bars=(Bar(label="a", value=math.nan),)),
        LineChart(title="t", unit="", places=(), lines=()),
    ):
        assert "nothing to show" in draw(chart)


@given(st.lists(FINITE, min_size=1, max_size=6))
def test_any_values_can_be_drawn_within_the_frame(values):
    bars = tuple(
        Bar(label="x" * 80, value=v, low=min(v, 0), high=max(v, 0)) for v in values
    )
    for from_zero in (False, True):
        drawn = read(RowChart(title="t", unit="u", bars=bars, from_zero=from_zero))
        for mark in drawn.iter(f"{SVG}circle"):
            assert 0 <= float(mark.get("cx")) <= 860


@given(FINITE, FINITE)
def test_ticks_are_few_and_hold_the_values(one, other):
    low, high = sorted((one, other))
    found = ticks(low, high)

    slack = 1e-6 * max(abs(low), abs(high), 1e-300)
    assert found[0] <= low + slack
    assert found[-1] >= high - slack
    assert 2 <= len(found) <= 9
    assert found == sorted(set(found))


def test_the_same_chart_has_the_same_bytes():
    chart = RowChart(title="t", unit="u", bars=(Bar(label="a", value=1 / 3),))

    assert draw(chart) == draw(chart)
    assert "0.3333" in draw(chart)
