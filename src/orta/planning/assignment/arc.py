"""A step of one kind of goods: what it costs a tonne, and what it takes up."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from orta.planning.assignment.asset import TRAIN_TEU, Measure
from orta.planning.assignment.request import Weights
from orta.planning.lead_time import Wait
from orta.planning.network import WEEK_MIN, Hop, HopKind, Network
from orta.vocabulary import TransportMode
from orta.vocabulary.quantities import (
    CENTS_PER_USD,
    GRAMS_PER_KG,
    HOURS_PER_DAY,
    KG_PER_TONNE,
    days_from_minutes,
)

COST_PLACES = 6  # least costs are then sums of whole numbers, and exact


class Use(NamedTuple):
    """So much of an asset for each tonne, in a lane of it; "" is the only one."""

    asset: int
    lane: str
    per_t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsClass:
    """Goods that go in the same way at the same cost: demands share its arcs."""

    equipment_code: str
    unit_mass_t: float
    teu_per_unit: float
    is_box: bool
    commodity_code: str = ""
    value_usd_per_t: float | None = None

    @property
    def teu_per_t(self) -> float:
        """Places that a tonne takes."""
        return self.teu_per_unit / self.unit_mass_t

    def per_t(
        self,
        measure: Measure,
        *,
        mode: TransportMode,
        payload_teu: float | None = None,
    ) -> float:
        """What a tonne takes of a measure; nothing if it does not count in it.

        `payload_teu` is what a vessel of the service carries, if it has any.

        >>> grain = GoodsClass(
        ...     equipment_code="wagon", unit_mass_t=68, teu_per_unit=2, is_box=False)
        >>> round(1 / grain.per_t(Measure.TRAINS, mode=TransportMode.RAIL))
        3740
        """
        match measure:
            case Measure.TONNES:
                return 1.0
            case Measure.TEU:
                return self.teu_per_t
            case Measure.BOX_TEU:
                return self.teu_per_t if self.is_box else 0.0
            case Measure.TRAINS:
                is_rail = mode is TransportMode.RAIL
                return self.teu_per_t / TRAIN_TEU if is_rail else 0.0
            case Measure.UNITS:
                return 1 / self.unit_mass_t
            case Measure.CALLS:
                return self.teu_per_t / payload_teu if payload_teu else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """One step: load, move or discharge, for one class of goods.

    `tail` and `head` are states of the class: on the ground at a node, or aboard a
    service there. `cost_usd_per_t` is the generalised cost, made of the parts that
    follow. `touches` are the assets whose closing shuts the arc, by number, `uses`
    what it takes of those with a capacity. Standard deviations of the arcs of a way
    are summed: as if bad luck came together, the worst that it can be.
    """

    goods: int
    tail: int
    head: int
    kind: HopKind
    mode: TransportMode
    from_node_id: str
    to_node_id: str
    link_id: str
    service_id: str
    cost_usd_per_t: float
    tariff_usd_per_t: float
    days: float
    deviation_days: float
    co2e_kg_per_t: float
    length_km: float
    country_codes: tuple[str, ...]
    touches: frozenset[int]
    uses: tuple[Use, ...]
    is_stand_in: bool = False  # the tariff is a stand-in, not one of the dataset


class Step(NamedTuple):
    """The parts of the cost of a hop, a tonne."""

    tariff_usd: float
    days: float
    deviation_days: float
    co2e_kg: float
    is_stand_in: bool

    def cost_usd(self, weights: Weights, value_usd_per_t: float | None) -> float:
        """Generalised cost of a tonne, to the millionth of a dollar."""
        carbon = weights.carbon_price_usd_per_t_co2e * self.co2e_kg / KG_PER_TONNE
        days = weights.day_usd_per_t(value_usd_per_t) * self.days
        spread = weights.spread_day_usd_per_t(value_usd_per_t) * self.deviation_days
        return round(self.tariff_usd + days + spread + carbon, COST_PLACES)


def step_of(network: Network, hop: Hop, weights: Weights, *, has_tariffs: bool) -> Step:
    """What a hop costs a tonne of the goods, on average over the year."""
    mass_t = network.cargo.mass_t
    wait_days, wait_days2 = (
        _wait(network.wait_values[hop.wait]) if hop.wait >= 0 else (0.0, 0.0)
    )
    spread_days = days_from_minutes(sqrt(hop.variance_min2))
    tariff_usd = hop.cost_cents / CENTS_PER_USD / mass_t
    if not has_tariffs:
        tariff_usd = _stand_in(hop, weights)
    return Step(
        tariff_usd=tariff_usd,
        days=days_from_minutes(hop.minutes) + wait_days,
        deviation_days=sqrt(spread_days**2 + wait_days2),
        co2e_kg=hop.emission_g / GRAMS_PER_KG / mass_t,
        is_stand_in=not has_tariffs,
    )


def _wait(wait: Wait) -> tuple[float, float]:
    """Mean and variance of a wait over the year, in days and square days.

    Who comes at any time waits for dated departures, too: half of what lies between
    two of them, longer gaps being met more often.
    """
    months = len(wait.closed_share)
    hours = sum((*wait.mean_service_h, *wait.mean_weather_h)) / months
    square_h2 = sum(wait.variance_h2) / months
    days, days2 = hours / HOURS_PER_DAY, square_h2 / HOURS_PER_DAY**2
    if not wait.departures_min:
        return days, days2
    first, *_ = starts = sorted(wait.departures_min)
    pairs = zip(starts, [*starts[1:], first + WEEK_MIN], strict=True)
    gaps = [days_from_minutes(after - before) for before, after in pairs]
    week = days_from_minutes(WEEK_MIN)
    mean = sum(gap**2 for gap in gaps) / (2 * week)
    second = sum(gap**3 for gap in gaps) / (3 * week)
    return days + mean, days2 + second - mean**2


def _stand_in(hop: Hop, weights: Weights) -> float:
    if hop.kind is HopKind.MOVE:
        return hop.length_km * weights.stand_in_usd_per_tkm.get(hop.mode, 0.0)
    return weights.stand_in_handling_usd_per_t
