"""What is tried on a corridor: policies as data, from Python or from a TOML file."""

from orta.planning.simulation.scenario.dispatch import LAST_MINUTE, Dispatch
from orta.planning.simulation.scenario.policies import (
    FIRST_PRIORITY,
    LAST_PRIORITY,
    ORDINARY_PRIORITY,
    Ban,
    DemandPolicy,
    FacilityPolicy,
    FleetPolicy,
    PortPolicy,
    ServicePolicy,
)
from orta.planning.simulation.scenario.read import read_scenario
from orta.planning.simulation.scenario.rows import Rows
from orta.planning.simulation.scenario.scenario import Scenario

__all__ = [
    "FIRST_PRIORITY",
    "LAST_MINUTE",
    "LAST_PRIORITY",
    "ORDINARY_PRIORITY",
    "Ban",
    "DemandPolicy",
    "Dispatch",
    "FacilityPolicy",
    "FleetPolicy",
    "PortPolicy",
    "Rows",
    "Scenario",
    "ServicePolicy",
    "read_scenario",
]
