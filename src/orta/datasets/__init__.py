"""Files in, a `Corridor` out, or every bad row named."""

from orta.datasets.check import check_dataset
from orta.datasets.read import (
    SHIPPED,
    dataset_digest,
    find_dataset,
    list_shipped,
    read_corridor,
)
from orta.datasets.schema import Column, TableSchema, read_schema
from orta.datasets.shapes import LinkShape, read_link_shapes

__all__ = [
    "SHIPPED",
    "Column",
    "LinkShape",
    "TableSchema",
    "check_dataset",
    "dataset_digest",
    "find_dataset",
    "list_shipped",
    "read_corridor",
    "read_link_shapes",
    "read_schema",
]
