"""Who wants how many tonnes a week from where to where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from orta.corridor import Corridor, TransportDemand
from orta.errors import ModelError

WEEKS_PER_YEAR = 365 / 7
_NOMINAL_T = 1.0  # an empty box: its places count, its tonnes do not


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where goods can be had: how much of them, and what more they cost there.

    `supply_t_per_week` None means as much as is wanted. `price_usd_per_t` counts as
    part of the generalised cost, so that a demand with several origins weighs goods
    and way together.
    """

    node_id: str
    supply_t_per_week: float | None = None
    price_usd_per_t: float = 0.0

    def __post_init__(self) -> None:
        supply = self.supply_t_per_week
        if supply is not None and not (isfinite(supply) and supply >= 0):
            raise ModelError(f"origin {self.node_id}: a supply is not negative")
        if not (isfinite(self.price_usd_per_t) and self.price_usd_per_t >= 0):
            raise ModelError(f"origin {self.node_id}: a price is not negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class FreightDemand:
    """Tonnes a week for one destination, from one origin or whichever of several.

    `group` is what results are broken down by, besides the direction.
    `unit_mass_t` is the mass of goods in one unit of the equipment; what travels
    empty says `is_empty` and counts one tonne a unit, which are no tonnes of goods.
    `value_usd_per_t` is what a tonne of the goods is worth, None if nobody says.
    `avoid` names what its owners do not send it by, whatever it costs: ids of assets,
    or patterns of them as in `service:OCEAN-*`. The states where it begins and ends
    are never avoided.
    """

    demand_id: str
    origins: tuple[Origin, ...]
    destination_node_id: str
    equipment_code: str
    unit_mass_t: float
    amount_t_per_week: float
    commodity_code: str = ""
    direction: str = ""
    group: str = ""
    value_usd_per_t: float | None = None
    is_empty: bool = False
    avoid: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        name = f"demand {self.demand_id}"
        if not self.origins:
            raise ModelError(f"{name}: it comes from nowhere")
        places = [origin.node_id for origin in self.origins]
        if len(set(places)) < len(places):
            raise ModelError(f"{name}: an origin is given twice")
        if self.destination_node_id in places:
            raise ModelError(f"{name}: it stays where it is")
        if not (isfinite(self.amount_t_per_week) and self.amount_t_per_week >= 0):
            raise ModelError(f"{name}: an amount is a number of at least 0")
        if not (isfinite(self.unit_mass_t) and self.unit_mass_t > 0):
            raise ModelError(f"{name}: a unit holds more than nothing")

    @property
    def goods_t_per_week(self) -> float:
        """Tonnes of goods, none if it is empty boxes."""
        return 0.0 if self.is_empty else self.amount_t_per_week


def demands_of_year(
    corridor: Corridor, *, avoid: tuple[str, ...] = ()
) -> tuple[FreightDemand, ...]:
    """The demands that a simulated year lets move, a week's worth of each.

    None of them goes by what `avoid` names: the dataset counts what takes the
    corridor, whose owners have reasons that no tariff shows.

    Of rows that stand for each other, as CN-AZ-import and CN-AZ-import-25 do, that is
    the one with lots: the other is a published count that nobody simulates.

    Examples
    --------
    >>> import orta
    >>> boxes = demands_of_year(orta.load().corridor)[-1]
    >>> boxes.demand_id, round(boxes.amount_t_per_week)
    ('KZ-BTC-oil-25', 24932)
    """
    return tuple(
        freight_demand(corridor, row, avoid=avoid)
        for row in corridor.demands
        if row.is_simulated
    )


def freight_demand(
    corridor: Corridor, row: TransportDemand, *, avoid: tuple[str, ...] = ()
) -> FreightDemand:
    """A row of the dataset as tonnes a week."""
    equipment = corridor.equipment_by_code[row.equipment_code]
    is_empty = row.unit_mass_t == 0
    mass_t = equipment.max_payload_t if row.unit_mass_t is None else row.unit_mass_t
    unit_mass_t = _NOMINAL_T if is_empty else mass_t
    in_t = row.volume_unit == "t"
    per_year_t = row.volume_per_year * (1 if in_t else unit_mass_t / equipment.teu)
    return FreightDemand(
        demand_id=row.demand_id,
        origins=(Origin(node_id=row.origin_node_id),),
        destination_node_id=row.destination_node_id,
        equipment_code=row.equipment_code,
        unit_mass_t=unit_mass_t,
        amount_t_per_week=per_week(per_year_t),
        commodity_code=row.commodity_code,
        direction=direction(corridor, row.origin_node_id, row.destination_node_id),
        is_empty=is_empty,
        avoid=avoid,
    )


def per_week(per_year: float) -> float:
    """A mean week of what is given for a year, to the millionth: grams of tonnes.

    >>> per_week(365_000)
    7000.0
    """
    return round(per_year / WEEKS_PER_YEAR, 6)


def direction(corridor: Corridor, origin_id: str, destination_id: str) -> str:
    """Which way it goes on the map, by longitude.

    >>> import orta
    >>> direction(orta.load().corridor, "CNXIY", "GEPTI")
    'west'
    """
    start, end = (
        corridor.node_by_id[node_id].longitude_deg
        for node_id in (origin_id, destination_id)
    )
    return "west" if end < start else "east"


def total_t(demands: Iterable[FreightDemand]) -> float:
    """Tonnes of goods a week of all of them."""
    return sum(demand.goods_t_per_week for demand in demands)
