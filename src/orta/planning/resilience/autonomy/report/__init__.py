"""Autonomy as JSON and as a bundle of files from which anybody recomputes it."""

from orta.planning.resilience.autonomy.report.bundle import check_output, write_bundle
from orta.planning.resilience.autonomy.report.content import autonomy_dict
from orta.planning.resilience.autonomy.report.outputs import output_tables

__all__ = ["autonomy_dict", "check_output", "output_tables", "write_bundle"]
