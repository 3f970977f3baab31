"""A plan of flows as JSON, tables, a map layer, and files."""

from orta.planning.flows.report.content import SCHEMA, flows_dict
from orta.planning.flows.report.files import check_output, export_plan
from orta.planning.flows.report.map import flows_map
from orta.planning.flows.report.tables import (
    bottlenecks_table,
    costs_table,
    flows_table,
    unmet_table,
)

__all__ = [
    "SCHEMA",
    "bottlenecks_table",
    "check_output",
    "costs_table",
    "export_plan",
    "flows_dict",
    "flows_map",
    "flows_table",
    "unmet_table",
]
