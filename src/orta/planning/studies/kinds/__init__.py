"""The kinds of run that a study may ask for."""

from collections.abc import Mapping
from typing import Final

from orta.planning.studies.kinds.autonomy import Autonomy
from orta.planning.studies.kinds.choice import Choice
from orta.planning.studies.kinds.criticality import Criticality
from orta.planning.studies.kinds.flows import Flows
from orta.planning.studies.kinds.invest import Invest
from orta.planning.studies.kinds.route import Route
from orta.planning.studies.kinds.shape import (
    Asked,
    Change,
    Form,
    Found,
    Gathered,
    Key,
    Kind,
    Piece,
    Prepared,
    Way,
    is_text,
    plain,
)
from orta.planning.studies.kinds.simulate import Simulate
from orta.planning.studies.kinds.stress import StressTest

# To add a kind: a module here, and a line. What it imports of engines it imports when
# it is asked: `orta study new` needs no solver.
KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (
        Simulate(),
        Route(),
        Flows(),
        StressTest(),
        Criticality(),
        Autonomy(),
        Choice(),
        Invest(),
    )
}

__all__ = [
    "KINDS",
    "Asked",
    "Change",
    "Form",
    "Found",
    "Gathered",
    "Key",
    "Kind",
    "Piece",
    "Prepared",
    "Way",
    "is_text",
    "plain",
]
