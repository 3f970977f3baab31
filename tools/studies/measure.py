"""The figures of a scenario, one for each simulated year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Corridor
from orta.planning.simulation import Scenario
from orta.planning.simulation.compile import compile_plant
from orta.planning.simulation.scenario import FleetPolicy
from orta.planning.simulation.solve import run_replications
from orta.planning.simulation.summary import (
    Figures,
    asset_figures,
    flow_figures,
)
from orta.planning.simulation.tables import Tables
from studies.policies import EAST, FLEETS, WEST

Floats = NDArray[np.float64]

# Boxes from China; their lead times are what the corridor is known for.
CHINA = ("CN-AZ-import-25", "CN-GE-transit-25", "CN-TR-transit-25")
FLEET_H_PER_ROUND = 84.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Years:
    """What one scenario did in each of the years.

    `west_wait_h`: mean wait for a ship and for the weather at the quay of Aktau.
    `days`: from ready to delivered, mean over all boxes that the feeders carry.
    `left_teu`: boxes under way at the end less those at the start.
    """

    scenario: Scenario
    west_wait_h: Floats
    east_wait_h: Floats
    load: Floats
    sailings: Floats
    west_teu: Floats
    east_teu: Floats
    days: Floats
    china_days: Floats
    china_p95_days: Floats
    left_teu: Floats
    vessels: int

    @property
    def teu(self) -> Floats:
        """Boxes carried, both ways."""
        return self.west_teu + self.east_teu


def box_demands(corridor: Corridor) -> tuple[str, ...]:
    """Demands in boxes that move in a simulated year and go over Aktau."""
    return tuple(
        demand.demand_id
        for demand in corridor.demands
        if demand.lot_teu is not None
        and demand.equipment_code in ("20ft", "40ft")
        and "KZAAU" in demand.via_node_ids
    )


def run_years(
    corridor: Corridor, scenario: Scenario, *, years: int, seed: int
) -> Years:
    """The figures of so many years; equal seeds have equal trains and storms.

    Uncertain figures stand where a fit would start, so that the study does not change
    with every calibration.
    """
    at_start = {p.parameter_id: p.start for p in corridor.parameters}
    scenario = replace(scenario, parameters={**at_start, **scenario.parameters})
    scenario.check(corridor)
    compiled = compile_plant(corridor, scenario)
    found = run_replications(compiled, replications=years, seed=seed)
    if not all(run.little_holds and run.units_balance for run in found):
        raise AssertionError(f"{scenario.name}: units or time went missing")
    flows = flow_figures(compiled, found)
    assets = asset_figures(compiled, Tables(compiled.plant), found)
    boxes = box_demands(corridor)
    west, east = assets[WEST], assets[EAST]
    return Years(
        scenario=scenario,
        west_wait_h=west["wait_mean_h"],
        east_wait_h=east["wait_mean_h"],
        load=west["load_factor"],
        sailings=west["departures"],
        west_teu=west["served_teu"],
        east_teu=east["served_teu"],
        days=_weighted(flows, boxes, "mean_days"),
        china_days=_weighted(flows, CHINA, "mean_days"),
        china_p95_days=_weighted(flows, CHINA, "p95_days"),
        left_teu=sum((flows[key]["backlog_teu"] for key in boxes), np.zeros(years)),
        vessels=_vessels(corridor, scenario),
    )


def _weighted(flows: Mapping[str, Figures], keys: tuple[str, ...], name: str) -> Floats:
    """The mean of demands, each by what was delivered of it."""
    weights = np.array([flows[key]["delivered_teu"] for key in keys])
    values = np.array([flows[key][name] for key in keys])
    total: Floats = (np.nan_to_num(values) * weights).sum(axis=0) / weights.sum(axis=0)
    return total


def _vessels(corridor: Corridor, scenario: Scenario) -> int:
    (fleet,) = corridor.service_by_id[WEST].fleets
    policy = scenario.fleets.get(FLEETS[0], FleetPolicy())
    return policy.applied_to(fleet).vessel_count
