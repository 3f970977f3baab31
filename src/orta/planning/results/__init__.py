"""Labelled tables with units and provenance: what every engine returns."""

from orta.planning.results.provenance import Provenance
from orta.planning.results.table import Table

__all__ = ["Provenance", "Table"]
