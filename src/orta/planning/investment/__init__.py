"""Which projects, when, and for whose gain."""

from orta.planning.investment.answer import InvestAnswer, Limit
from orta.planning.investment.appraise import appraise
from orta.planning.investment.study import InvestStudy, read_invest_study

__all__ = ["InvestAnswer", "InvestStudy", "Limit", "appraise", "read_invest_study"]
