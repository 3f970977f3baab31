"""How boxes choose between the routes, and what a change on one does to another."""

from orta.planning.choice.answer import (
    ChoiceModel,
    Coefficient,
    PredictedRow,
    Span,
    Swing,
)
from orta.planning.choice.estimate import estimate_choice
from orta.planning.choice.prior import (
    GOODS_VALUE_USD_PER_FEU,
    PRIORS,
    Prior,
)
from orta.planning.choice.report import (
    choice_dict,
    coefficient_table,
    elasticity_table,
    shock_table,
    swing_table,
    write_choice,
)
from orta.planning.choice.request import (
    ATTRIBUTES,
    DECLARED,
    OTHERS,
    ROUTES,
    Change,
    Specification,
    parse_shock,
)
from orta.planning.choice.substitution import (
    Diversion,
    Elasticity,
    RouteAfter,
    Shock,
    diversion,
    elasticities,
    shock,
)

__all__ = [
    "ATTRIBUTES",
    "DECLARED",
    "GOODS_VALUE_USD_PER_FEU",
    "OTHERS",
    "PRIORS",
    "ROUTES",
    "Change",
    "ChoiceModel",
    "Coefficient",
    "Diversion",
    "Elasticity",
    "PredictedRow",
    "Prior",
    "RouteAfter",
    "Shock",
    "Span",
    "Specification",
    "Swing",
    "choice_dict",
    "coefficient_table",
    "diversion",
    "elasticities",
    "elasticity_table",
    "estimate_choice",
    "parse_shock",
    "shock",
    "shock_table",
    "swing_table",
    "write_choice",
]
