"""Options, the goods that gain by them, and the best portfolio with its proof."""

from orta.planning.investment.portfolio.case import (
    Asset,
    Case,
    Effect,
    Market,
    Option,
    Part,
    Portfolio,
    Use,
    Way,
)
from orta.planning.investment.portfolio.conditions import PARTS, Conditions
from orta.planning.investment.portfolio.formulation import (
    Aim,
    Formulation,
    formulate,
    formulate_flows,
)
from orta.planning.investment.portfolio.solve import (
    Chosen,
    Outcome,
    choose_portfolio,
    prove_portfolio,
    weigh_portfolio,
)

__all__ = [
    "PARTS",
    "Aim",
    "Asset",
    "Case",
    "Chosen",
    "Conditions",
    "Effect",
    "Formulation",
    "Market",
    "Option",
    "Outcome",
    "Part",
    "Portfolio",
    "Use",
    "Way",
    "choose_portfolio",
    "formulate",
    "formulate_flows",
    "prove_portfolio",
    "weigh_portfolio",
]
