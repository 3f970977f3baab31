"""Autonomy as JSON and as a bundle of files from which anybody recomputes it."""

from orta.planning.resilience.autonomy.report.bundle import check_output, write_bundle
from orta.planning.resilience.autonomy.report.content import autonomy_dict

__all__ = ["autonomy_dict", "check_output", "write_bundle"]
