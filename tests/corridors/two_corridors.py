"""A corridor with two ways from its mine to its market, and studies about it.

A (KZ) ──rail── R (RU) ──rail── B (TR)       the cheap way, all that is wanted
A (KZ) ──rail── C (AZ) ──rail── B (TR)       the other one, 7 t a day

By Russia a tonne pays 2 USD, by Azerbaijan 3. Days have no price.
"""

from __future__ import annotations

from corridors.build import (
    BOX,
    FREE_BORDERS,
    FREE_HANDLING,
    border,
    corridor,
    link,
    network,
    node,
    tariff,
    terminal,
)

from orta.planning.assignment import FreightDemand, Origin, Weights
from orta.planning.resilience.autonomy import AutonomyStudy

LINKS = (
    link("A", "R", link_id="AR"),
    link("R", "B", link_id="RB"),
    link("A", "C", link_id="AC", capacity=7, capacity_unit="t/day"),
    link("C", "B", link_id="CB", km=200.0),
)
MONEY = Weights(value_of_time_usd_per_t_day=0, value_of_reliability_usd_per_t_day=0)


def two_corridors(*, links=LINKS, **more):
    crossings = [
        border(over, end, hours=1.0)
        for over in links
        for end in (over.from_node_id, over.to_node_id)
    ]
    parts = {
        "nodes": (node("A"), node("R", "RU"), node("C", "AZ"), node("B", "TR")),
        "links": links,
        "borders": crossings,
        "terminals": [terminal(n) for n in "ARCB"],
        "services": tuple(network(f"RAIL-{c}", c) for c in ("KZ", "RU", "AZ", "TR")),
        # 10 t in a box: a cent a tonne and kilometre.
        "tariffs": (
            *(tariff(f"RAIL-{c}", 0.1) for c in ("KZ", "RU", "AZ", "TR")),
            FREE_HANDLING,
            FREE_BORDERS,
        ),
    }
    return corridor(**{**parts, **more})


def ore(amount_t=98.0, **more):
    return FreightDemand(
        demand_id=more.pop("demand_id", "ore"),
        origins=more.pop("origins", (Origin(node_id="A"),)),
        destination_node_id=more.pop("end", "B"),
        equipment_code=BOX,
        unit_mass_t=10,
        amount_t_per_week=amount_t,
        **{"group": "ore", "direction": "west", **more},
    )


def study(*demands, cost_rise=0.5, **more):
    return AutonomyStudy(
        study_id="drawn",
        title="Ore to the market",
        demands=demands or (ore(),),
        cost_rise=cost_rise,
        weights=more.pop("weights", MONEY),
        **more,
    )
