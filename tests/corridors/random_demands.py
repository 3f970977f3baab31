"""Random corridors with capacities and demands, small enough for slow twins."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from corridors.build import BOX, DRAWN
from corridors.random_corridors import random_corridor

from orta.planning.assignment import FreightDemand, Origin, Way
from orta.vocabulary import TransportMode


def random_capacities(rng: Random):
    """A random corridor some of whose links and terminals have a capacity."""
    drawn = random_corridor(rng)
    units = ("t/day", "TEU/week", "wagons/day")
    return replace(
        drawn,
        equipment=tuple(replace(e, iso_size_type="42G1") for e in drawn.equipment),
        links=tuple(
            replace(
                one, capacity=rng.choice((1, 5, 20)), capacity_unit=rng.choice(units)
            )
            if rng.random() < 0.5
            else one
            for one in drawn.links
        ),
        terminals=tuple(
            replace(one, capacity=rng.choice((5, 30)), capacity_unit="TEU/week")
            if rng.random() < 0.3
            else one
            for one in drawn.terminals
        ),
    )


def random_demands(rng: Random, drawn, *, most=3):
    """One to three demands, some with two origins, some worth more by the day."""
    names = [node.node_id for node in drawn.nodes]
    found = []
    for number in range(rng.randint(1, most)):
        end, *others = rng.sample(names, rng.choice((2, 2, 3)))
        found.append(
            FreightDemand(
                demand_id=f"D{number}",
                origins=tuple(
                    Origin(
                        node_id=place,
                        supply_t_per_week=rng.choice((None, 40.0)),
                        price_usd_per_t=rng.choice((0.0, 25.0)),
                    )
                    for place in others
                ),
                destination_node_id=end,
                equipment_code=BOX,
                unit_mass_t=rng.choice((10.0, 20.0)),
                amount_t_per_week=rng.choice((30.0, 100.0, 250.5)),
                group=rng.choice(("ore", "grain")),
                direction=rng.choice(("west", "east")),
                value_usd_per_t=rng.choice((None, 500.0)),
            )
        )
    return tuple(found)


def random_way(rng: Random, drawn, way_id="NEW"):
    """A way between two nodes, through at most one state more."""
    start, end = rng.sample([node.node_id for node in drawn.nodes], 2)
    return Way(
        way_id=way_id,
        from_node_id=start,
        to_node_id=end,
        mode=TransportMode.RAIL,
        equipment_codes=(BOX,),
        length_km=100,
        tariff_usd_per_t=rng.choice((0.0, 10.0, 80.0)),
        days=rng.choice((0.0, 3.0)),
        country_codes=rng.choice(((), ("KZ",))),
        capacity_t_per_week=rng.choice((None, 20.0, 500.0)),
        evidence=DRAWN,
    )
