"""An appraisal as JSON, tables, a pack to read, and files."""

from orta.planning.investment.report.content import SCHEMA, invest_dict
from orta.planning.investment.report.files import check_output, export_answer
from orta.planning.investment.report.pack import millions, say_bound, say_rates
from orta.planning.investment.report.page import html, markdown
from orta.planning.investment.report.tables import all_tables, say_portfolio

__all__ = [
    "SCHEMA",
    "all_tables",
    "check_output",
    "export_answer",
    "html",
    "invest_dict",
    "markdown",
    "millions",
    "say_bound",
    "say_portfolio",
    "say_rates",
]
