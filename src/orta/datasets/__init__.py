"""Files in, a `Corridor` out, or every bad row named."""

from orta.datasets.cells import Cell, CellError, check_value, nearest, parse_cell
from orta.datasets.check import check_dataset, check_keys
from orta.datasets.read import (
    SHIPPED,
    dataset_digest,
    find_dataset,
    list_shipped,
    read_corridor,
)
from orta.datasets.schema import Column, TableSchema, parse_schema, read_schema
from orta.datasets.shapes import LinkShape, read_link_shapes
from orta.datasets.tables import Bounds, Row, Table, read_records, read_table
from orta.datasets.toml_lines import Lines, TomlError, read_toml

__all__ = [
    "SHIPPED",
    "Bounds",
    "Cell",
    "CellError",
    "Column",
    "Lines",
    "LinkShape",
    "Row",
    "Table",
    "TableSchema",
    "TomlError",
    "check_dataset",
    "check_keys",
    "check_value",
    "dataset_digest",
    "find_dataset",
    "list_shipped",
    "nearest",
    "parse_cell",
    "parse_schema",
    "read_corridor",
    "read_link_shapes",
    "read_records",
    "read_schema",
    "read_table",
    "read_toml",
]
