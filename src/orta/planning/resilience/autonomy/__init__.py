"""Transit autonomy: what still moves, and at what cost, when a state is lost."""

from orta.planning.resilience.autonomy.answer import (
    AutonomyAnswer,
    Detour,
    Gain,
    Part,
    StateAutonomy,
    Step,
)
from orta.planning.resilience.autonomy.files import (
    list_shipped_studies,
    read_study,
    shipped_study,
)
from orta.planning.resilience.autonomy.frame import Bound, Frame, frame_of
from orta.planning.resilience.autonomy.share import (
    Binding,
    Cost,
    Shared,
    find_cost,
    find_share,
)
from orta.planning.resilience.autonomy.solve import find_autonomy
from orta.planning.resilience.autonomy.study import AutonomyStudy

__all__ = [
    "AutonomyAnswer",
    "AutonomyStudy",
    "Binding",
    "Bound",
    "Cost",
    "Detour",
    "Frame",
    "Gain",
    "Part",
    "Shared",
    "StateAutonomy",
    "Step",
    "find_autonomy",
    "find_cost",
    "find_share",
    "frame_of",
    "list_shipped_studies",
    "read_study",
    "shipped_study",
]
