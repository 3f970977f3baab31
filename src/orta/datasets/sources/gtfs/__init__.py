"""GTFS feeds into datasets and back, with services that leave when full."""

from orta.datasets.sources.gtfs.convert import convert_gtfs, read_gtfs
from orta.datasets.sources.gtfs.export import PLACEHOLDER_URL, export_gtfs

__all__ = ["PLACEHOLDER_URL", "convert_gtfs", "export_gtfs", "read_gtfs"]
