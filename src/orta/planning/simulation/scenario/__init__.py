"""What is tried on a corridor: policies as data, from Python or from a TOML file."""

from orta.planning.simulation.scenario.alike import did_you_mean
from orta.planning.simulation.scenario.dated import (
    Absence,
    Closure,
    DemandChange,
    Slowdown,
)
from orta.planning.simulation.scenario.dispatch import LAST_MINUTE, Dispatch
from orta.planning.simulation.scenario.entries import Reading
from orta.planning.simulation.scenario.policies import (
    FIRST_PRIORITY,
    LAST_PRIORITY,
    ORDINARY_PRIORITY,
    Ban,
    Dated,
    DemandPolicy,
    FacilityPolicy,
    FleetPolicy,
    Policy,
    PortPolicy,
    ServicePolicy,
)
from orta.planning.simulation.scenario.read import (
    located,
    make_scenario,
    read_scenario,
)
from orta.planning.simulation.scenario.rows import Rows
from orta.planning.simulation.scenario.scenario import LISTS, TABLES, Scenario

__all__ = [
    "FIRST_PRIORITY",
    "LAST_MINUTE",
    "LAST_PRIORITY",
    "LISTS",
    "ORDINARY_PRIORITY",
    "TABLES",
    "Absence",
    "Ban",
    "Closure",
    "Dated",
    "DemandChange",
    "DemandPolicy",
    "Dispatch",
    "FacilityPolicy",
    "FleetPolicy",
    "Policy",
    "PortPolicy",
    "Reading",
    "Rows",
    "Scenario",
    "ServicePolicy",
    "Slowdown",
    "did_you_mean",
    "located",
    "make_scenario",
    "read_scenario",
]
