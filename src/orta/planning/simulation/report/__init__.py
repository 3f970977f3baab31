"""What a simulation found, for programs and for files."""

from orta.planning.simulation.report.content import comparison_dict, simulation_dict
from orta.planning.simulation.report.files import (
    check_output,
    export_comparison,
    export_simulation,
)
from orta.planning.simulation.report.tables import (
    assets_table,
    differences_table,
    flows_table,
    series_table,
)

__all__ = [
    "assets_table",
    "check_output",
    "comparison_dict",
    "differences_table",
    "export_comparison",
    "export_simulation",
    "flows_table",
    "series_table",
    "simulation_dict",
]
