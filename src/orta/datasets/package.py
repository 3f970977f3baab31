"""`datapackage.json` of a dataset, written from `schema.csv`.

The form is the Frictionless Data Package: any tool that knows it can read and
check a dataset of Orta without Orta.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from orta.datasets.schema import Column, TableSchema, read_schema

# Everything that is not a number or a truth value is text; lists are joined by ;
_FRICTIONLESS_TYPES = {
    "number": "number",
    "decimal": "number",
    "integer": "integer",
    "boolean": "boolean",
    "text": "string",
    "code": "string",
    "date": "string",
    "list": "string",
}


def data_package(
    head: dict[str, Any], *, tables: Iterable[str], extra: Iterable[dict[str, Any]] = ()
) -> dict[str, Any]:
    """The package with one tabular resource for each table and the extra ones.

    `head` holds what the schema cannot know: name, version, title, licences.

    Examples
    --------
    >>> package = data_package({"name": "mine", "version": "1"}, tables=["call"])
    >>> package["resources"][0]["schema"]["primaryKey"]
    ['service_id', 'call_sequence']
    """
    schema = read_schema()
    return {
        "profile": "data-package",
        **head,
        "resources": [*(_resource(schema[name]) for name in tables), *extra],
    }


def _resource(table: TableSchema) -> dict[str, Any]:
    references = [_foreign_key(c) for c in table.columns if _is_foreign_key(c)]
    return {
        "name": table.name.replace("_", "-"),
        "path": table.file_name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            **({"foreignKeys": references} if references else {}),
        },
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _FRICTIONLESS_TYPES[column.type],
        "description": column.meaning,
    }
    if column.type == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.unit:
        field["unit"] = column.unit
    constraints = _constraints(column)
    if constraints:
        field["constraints"] = constraints
    return field


def _constraints(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.is_needed:
        constraints["required"] = True
    if column.type == "list":
        return constraints  # a rule of a list is a rule of its items
    if column.alternatives:
        numeric = column.type == "integer"
        constraints["enum"] = [int(a) if numeric else a for a in column.alternatives]
    if column.pattern:
        constraints["pattern"] = column.pattern.pattern
    if column.bounds:
        low, high, _ = column.bounds
        constraints |= {"minimum": low, "maximum": high}
        if column.type == "integer":
            constraints |= {"minimum": int(low), "maximum": int(high)}
    return constraints


def _is_foreign_key(column: Column) -> bool:
    return bool(column.reference) and column.type != "list"


def _foreign_key(column: Column) -> dict[str, Any]:
    table, _, field = column.reference.partition(".")
    return {
        "fields": column.name,
        "reference": {"resource": table.replace("_", "-"), "fields": field},
    }
