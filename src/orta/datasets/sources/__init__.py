"""Datasets from what others publish, and back: GTFS feeds, GMNS networks."""

from orta.datasets.sources.assumptions import (
    Assumptions,
    parse_countries,
    parse_equipment,
    parse_rates,
)
from orta.datasets.sources.draft import Remark, Report
from orta.datasets.sources.gmns import GmnsOptions, convert_gmns, default_uses
from orta.datasets.sources.gtfs import (
    PLACEHOLDER_URL,
    convert_gtfs,
    export_gtfs,
    read_gtfs,
)

__all__ = [
    "PLACEHOLDER_URL",
    "Assumptions",
    "GmnsOptions",
    "Remark",
    "Report",
    "convert_gmns",
    "convert_gtfs",
    "default_uses",
    "export_gtfs",
    "parse_countries",
    "parse_equipment",
    "parse_rates",
    "read_gtfs",
]
