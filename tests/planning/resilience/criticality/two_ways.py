"""A corridor of two ways, drawn so that everything about it can be said by hand.

    A ---- direct, 10 USD, 2 days, room for 90 t a week ---- B
     \\--- 15 USD, 3 days, room for 20 t --- C --- 15 USD, 3 days ---/

70 t of grain a week go from A (KZ) to B (AZ); C lies in GE. A day is worth 4 USD.
"""

from corridors.build import DRAWN, corridor, node

from orta.planning.assignment import (
    Arc,
    Asset,
    AssetKind,
    FreightDemand,
    FreightNetwork,
    GoodsClass,
    Origin,
    Use,
    Weights,
)
from orta.planning.network import HopKind
from orta.vocabulary import TransportMode

DAY_USD = 4.0
KINDS = ("node:A", "node:B", "node:C", "service:s", "border:b", "border:c")
ASSETS = (*KINDS, "fleet:direct", "fleet:round")
NUMBER = {key: number for number, key in enumerate(ASSETS)}
ENDS = {"A": 0, "B": 1, "C": 2}


def arc(start, end, *, usd, days, touches, uses=()):
    return Arc(
        goods=0,
        tail=ENDS[start],
        head=ENDS[end],
        kind=HopKind.MOVE,
        mode=TransportMode.RAIL,
        from_node_id=start,
        to_node_id=end,
        link_id=start + end,
        service_id="s",
        cost_usd_per_t=usd,
        tariff_usd_per_t=usd / 2,
        days=days,
        deviation_days=0.0,
        co2e_kg_per_t=1.0,
        length_km=100.0,
        country_codes={"AB": ("KZ", "AZ"), "AC": ("KZ", "GE"), "CB": ("GE", "AZ")}[
            start + end
        ],
        touches=frozenset(
            NUMBER[key] for key in (f"node:{start}", f"node:{end}", *touches)
        ),
        uses=uses,
    )


def demand(t=70.0, *, commodity="1001", origins=None, avoid=()):
    return FreightDemand(
        demand_id=f"{commodity}-{t:g}",
        origins=origins or (Origin(node_id="A"),),
        destination_node_id="B",
        equipment_code="40ft",
        unit_mass_t=10.0,
        amount_t_per_week=t,
        commodity_code=commodity,
        avoid=avoid,
    )


def two_ways(*demands, direct_room=90.0, round_room=20.0):
    """The network; room None is a limit that nobody knows."""
    limits = {
        (NUMBER["fleet:direct"], ""): direct_room,
        (NUMBER["fleet:round"], ""): round_room,
    }
    kinds = [key.partition(":")[0] for key in ASSETS]
    return FreightNetwork(
        corridor=corridor(nodes=[node("A"), node("B", "AZ"), node("C", "GE")]),
        weights=Weights(value_of_time_usd_per_t_day=DAY_USD),
        assets=tuple(
            Asset(asset_id=key, kind=AssetKind(kind), evidence=DRAWN)
            for key, kind in zip(ASSETS, kinds, strict=True)
        ),
        goods=(
            GoodsClass(
                equipment_code="40ft", unit_mass_t=10.0, teu_per_unit=2.0, is_box=True
            ),
        ),
        arcs=(
            arc(
                "A", "B", usd=10.0, days=2.0, touches=["fleet:direct"],
                uses=(Use(NUMBER["fleet:direct"], "", 1.0),),
            ),
            arc(
                "A", "C", usd=15.0, days=3.0, touches=["fleet:round"],
                uses=(Use(NUMBER["fleet:round"], "", 1.0),),
            ),
            arc("C", "B", usd=15.0, days=3.0, touches=[]),
        ),
        ground=({"A": 0, "B": 1, "C": 2},),
        n_states=(3,),
        demands=demands or (demand(),),
        demand_goods=(0,) * max(len(demands), 1),
        limits={row: room for row, room in limits.items() if room is not None},
    )  # fmt: skip
