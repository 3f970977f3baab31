"""What a portfolio is worth: to whom, in which future, and how sure that is."""

from orta.planning.investment.worth.alternatives import (
    Alternative,
    Alternatives,
    near_best,
)
from orta.planning.investment.worth.breakeven import BreakEven, break_evens
from orta.planning.investment.worth.gains import (
    GAIN_PARTS,
    Account,
    Gains,
    share_gains,
)
from orta.planning.investment.worth.money import (
    benefit_cost_ratio,
    present_value,
    rates_of_return,
)
from orta.planning.investment.worth.robust import (
    Candidate,
    Robustness,
    compare_futures,
)
from orta.planning.investment.worth.sensitivity import (
    Bar,
    Stability,
    Uncertain,
    Values,
    draw_inputs,
    quantile,
    stability,
    tornado,
    with_unpriced,
)

__all__ = [
    "GAIN_PARTS",
    "Account",
    "Alternative",
    "Alternatives",
    "Bar",
    "BreakEven",
    "Candidate",
    "Gains",
    "Robustness",
    "Stability",
    "Uncertain",
    "Values",
    "benefit_cost_ratio",
    "break_evens",
    "compare_futures",
    "draw_inputs",
    "near_best",
    "present_value",
    "quantile",
    "rates_of_return",
    "share_gains",
    "stability",
    "tornado",
    "with_unpriced",
]
