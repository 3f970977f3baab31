"""Labelled tables with units and provenance: what every engine returns."""

from orta.planning.results.export import (
    provenance_json,
    write_bytes,
    write_csv,
    write_parquet,
    write_xlsx,
)
from orta.planning.results.folder import (
    Write,
    check_library,
    check_output,
    write_folder,
    write_json,
)
from orta.planning.results.provenance import Provenance
from orta.planning.results.table import Table

__all__ = [
    "Provenance",
    "Table",
    "Write",
    "check_library",
    "check_output",
    "provenance_json",
    "write_bytes",
    "write_csv",
    "write_folder",
    "write_json",
    "write_parquet",
    "write_xlsx",
]
