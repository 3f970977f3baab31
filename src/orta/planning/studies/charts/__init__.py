"""Charts as values, and as SVG: the same chart gives the same bytes."""

from orta.planning.studies.charts.chart import Bar, Chart, Line, LineChart, RowChart
from orta.planning.studies.charts.svg import draw

__all__ = ["Bar", "Chart", "Line", "LineChart", "RowChart", "draw"]
