"""Whether ships on Aktau – Alat should leave by the clock, and what one more is worth.

Covers
------
`CorridorModel.simulate` and `compare` with policies as data: rules of departure,
fleets, the level of the sea, more cargo than there is.

Scenario
--------
A ministry asks for a timetable. With ships, closures and cargo of 2025: how long do
boxes wait, how full do ships leave, and what would a ship or a metre of water change?
A short version, eight years each, of the study in docs/studies/aktau-alat.md.
"""

from __future__ import annotations

import orta
from orta.planning.simulation import Scenario
from orta.planning.simulation.scenario import (
    DemandPolicy,
    FleetPolicy,
    ServicePolicy,
)

WEST, EAST = "FEEDER-AAU-BAK", "FEEDER-BAK-AAU"
YEARS = 8
WEEK_H, YEAR_H = 168, 8760

model = orta.load()
clock = ServicePolicy(fill=False, headway_h=24, max_lay_h=YEAR_H)
today = Scenario(name="as today")
full = ServicePolicy(min_load_teu=225, max_lay_h=WEEK_H)
by_friday = ServicePolicy(min_load_share=0.8, weekdays=("FR",), max_lay_h=WEEK_H)
rules = (
    today,
    Scenario(name="only when full", services={WEST: full}),
    Scenario(name="at 80 %, or by Friday", services={WEST: by_friday}),
    Scenario(name="daily from Aktau", services={WEST: clock}),
    Scenario(name="daily, both ways", services={WEST: clock, EAST: clock}),
)

print("rule                   wait h at Aktau  load  sailings  days from China")
for rule in rules:
    answer = model.simulate(rule, replications=YEARS)
    feeder = next(asset for asset in answer.assets if asset.asset_id == WEST)
    train = next(flow for flow in answer.flows if flow.demand_id == "CN-AZ-import-25")
    wait = feeder.wait_mean_h
    print(
        f"{rule.name:22}{wait.value:>9.0f} ± {wait.high - wait.value:<3.0f}"
        f"{feeder.load_factor.value:>6.0%}{feeder.departures.value:>10.0f}"
        f"{train.mean_days.value:>17.1f}"
    )

one_more = FleetPolicy(vessels_more=1)
changes = (
    Scenario(
        name="one ship more",
        fleets={"FLEET-AAU-BAK": one_more, "FLEET-BAK-AAU": one_more},
    ),
    Scenario(name="sea one metre lower", sea_level_change_m=-1.0),
)
print("\nagainst today, same storms and trains    wait h at Aktau, 95 % interval")
for change in changes:
    found = model.compare((today, change), replications=YEARS)
    waits = next(
        pair.difference
        for pair in found.differences
        if (pair.metric, pair.asset_id) == ("wait_mean_h", WEST)
    )
    print(f"{change.name:41}{waits.value:+.0f} ({waits.low:+.0f} to {waits.high:+.0f})")

boxes = {
    demand.demand_id: DemandPolicy(factor=2)
    for demand in model.corridor.demands
    if demand.is_simulated and "KZAAU" in demand.via_node_ids
    if demand.equipment_code == "40ft"
}
answer = model.simulate(
    Scenario(name="twice the boxes", demands=boxes), replications=YEARS
)
feeder = next(asset for asset in answer.assets if asset.asset_id == WEST)
carried = feeder.served_teu
print(
    f"\nwith twice the boxes six ships carry {carried.value:,.0f} TEU a year to Alat "
    f"({carried.low:,.0f} to {carried.high:,.0f}); their lines say 89,000"
)
