"""GTFS feeds into datasets and back, with services that leave when full."""

from orta.datasets.sources.gtfs.convert import convert_gtfs, read_gtfs

__all__ = ["convert_gtfs", "read_gtfs"]
