"""Datasets from what others publish, and back: GTFS feeds, GMNS networks."""

from orta.datasets.sources.assumptions import Assumptions
from orta.datasets.sources.draft import Remark, Report
from orta.datasets.sources.gtfs import convert_gtfs, read_gtfs

__all__ = ["Assumptions", "Remark", "Report", "convert_gtfs", "read_gtfs"]
