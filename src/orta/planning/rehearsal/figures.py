"""What a replication came to: tonnes by week, waits, losses and money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Corridor
from orta.planning.flows.study import Demand, Leg, Store, Study
from orta.planning.rehearsal.assumptions import Assumptions
from orta.planning.rehearsal.chains import Way
from orta.planning.rehearsal.compile import (
    AT_SOURCE,
    LOADED,
    STORED,
    RehearsalPlant,
)
from orta.planning.rehearsal.plan import Hire
from orta.planning.rehearsal.policy import Release
from orta.planning.simulation import Journeys
from orta.vocabulary import StageCause

Floats = NDArray[np.float64]
_DAY_S: Final = 24 * 60 * 60
_DAYS: Final = 7
_WEEK_S: Final = _DAYS * _DAY_S
_CAUSE: Final = {cause: number for number, cause in enumerate(StageCause)}


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcome:
    """One replication. Tonnes are those that arrive, or would have.

    arrived_t: shape (n_demands, n_weeks), weeks of the study and of the run-out.
    sent_t = arrived_t + lost_t + under_way_t, but for what is lost at destinations.
    """

    arrived_t: Floats
    sent_t: float
    lost_t: float
    under_way_t: float
    lost_usd: float
    wagon_days: float  # loaded and waiting, beyond the free days
    demurrage_usd: float
    storage_usd: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Figures:
    """One value for each replication; every field is a figure that is compared."""

    arrived_t: Floats
    met_t: Floats
    unmet_t: Floats
    late_t_weeks: Floats  # behind the plan, week by week
    under_way_t: Floats
    lost_on_way_t: Floats  # up to the destination
    lost_t: Floats
    wagon_days: Floats  # loaded and waiting, beyond the free days
    demurrage_usd: Floats
    lost_usd: Floats
    demurrage_and_loss_usd: Floats
    storage_usd: Floats
    freight_usd: Floats
    purchase_usd: Floats
    unmet_usd: Floats
    total_usd: Floats

    def items(self) -> Sequence[tuple[str, Floats]]:
        """Names with values, in order."""
        return [(field.name, getattr(self, field.name)) for field in fields(self)]


@dataclass(frozen=True, eq=False, kw_only=True)
class _Rates:
    """What a parcel of each flow costs and loses; arrays of one value a flow."""

    demand: NDArray[np.int64]
    delivered_t: Floats
    kept_at_source: Floats
    kept_per_week: Floats
    lost_usd_per_t: Floats
    demurrage_usd: Floats  # a day of a parcel's wagons
    wagons: Floats
    source_usd: Floats  # a parcel a week at its source
    stored_usd: Floats  # a parcel a week in store on its way


class Accounts:
    """Turns journeys into outcomes, and outcomes into figures."""

    def __init__(
        self,
        corridor: Corridor,
        study: Study,
        compiled: RehearsalPlant,
        *,
        hires: Sequence[Hire] = (),
        assumed: Assumptions,
    ) -> None:
        self._corridor, self._study, self._compiled = corridor, study, compiled
        self._assumed = assumed
        self.n_weeks = compiled.days // _DAYS
        self._rates = self._of_flows(compiled.releases)
        self._sent_t = np.array([release.t.sum() for release in compiled.releases])
        self.freight_usd = sum(self._freight_usd(r) for r in compiled.releases)
        self.freight_usd += sum(self._hire_usd(hire) for hire in hires)
        self.purchase_usd = sum(self._purchase_usd(r) for r in compiled.releases)
        self.source_usd = sum(
            _held_t_weeks(release)
            * _usd(self._store(release.way.node_id, release.way.goods_id))
            for release in compiled.releases
        )

    def outcome(self, journeys: Journeys, station_ids: Sequence[str]) -> Outcome:
        """What one replication came to."""
        rates, flow = self._rates, journeys.flow
        at_sink = np.array([name in self._compiled.sinks for name in station_ids])
        has_arrived = (journeys.place >= 0) & at_sink[journeys.place]
        source_weeks = journeys.spent_s[:, _CAUSE[AT_SOURCE]] / _WEEK_S
        stored_weeks = journeys.spent_s[:, _CAUSE[STORED]] / _WEEK_S
        loaded_days = journeys.spent_s[:, _CAUSE[LOADED]] / _DAY_S
        sent_t = rates.delivered_t[flow]
        # A wagon that stands is no better a store than a silo.
        lying_weeks = source_weeks + stored_weeks + loaded_days / _DAYS
        kept = rates.kept_per_week[flow] ** lying_weeks
        kept_t = sent_t * kept * rates.kept_at_source[flow]
        arrived_t = np.zeros((len(self._study.demands), self.n_weeks))
        np.add.at(
            arrived_t,
            (
                rates.demand[flow],
                np.minimum(journeys.since_s // _WEEK_S, self.n_weeks - 1),
            ),
            np.where(has_arrived, kept_t, 0.0),
        )
        beyond_days = np.maximum(loaded_days - self._assumed.free_days, 0.0)
        return Outcome(
            arrived_t=arrived_t,
            sent_t=float(sent_t.sum()),
            lost_t=float((sent_t - kept_t).sum()),
            under_way_t=float(kept_t[~has_arrived].sum()),
            lost_usd=float(((sent_t - kept_t) * rates.lost_usd_per_t[flow]).sum()),
            wagon_days=float((beyond_days * rates.wagons[flow]).sum()),
            demurrage_usd=float((beyond_days * rates.demurrage_usd[flow]).sum()),
            storage_usd=float(
                (source_weeks * rates.source_usd[flow]).sum()
                + (stored_weeks * rates.stored_usd[flow]).sum()
            ),
        )

    def figures(self, outcomes: Sequence[Outcome], promised_t: Floats) -> Figures:
        """All figures of all replications.

        `promised_t` is what the plan delivers, shape (n_demands, n_weeks).
        """
        arrived = np.array([one.arrived_t for one in outcomes])
        behind = promised_t.cumsum(axis=1) - arrived.cumsum(axis=2)
        met_t = np.zeros(len(outcomes))
        unmet_t, unmet_usd, lost_t, lost_usd, storage = (
            np.zeros(len(outcomes)) for _ in range(5)
        )
        for number, demand in enumerate(self._study.demands):
            met, unmet, stock = self._meet(demand, arrived[:, number])
            met_t += met
            unmet_t += unmet
            unmet_usd += unmet * (demand.outside_usd_per_t or 0.0)
            lost = stock * self._loss(demand.goods_id)
            lost_t += lost
            lost_usd += lost * self._value_at(number)
            storage += stock * _usd(self._store(demand.node_id, demand.goods_id))
        demurrage = _all(outcomes, "demurrage_usd")
        lost_usd += _all(outcomes, "lost_usd")
        storage += _all(outcomes, "storage_usd") + self.source_usd
        freight = np.full(len(outcomes), self.freight_usd)
        purchase = np.full(len(outcomes), self.purchase_usd)
        return Figures(
            arrived_t=arrived.sum(axis=(1, 2)),
            met_t=met_t,
            unmet_t=unmet_t,
            late_t_weeks=np.maximum(behind, 0.0).sum(axis=(1, 2)),
            under_way_t=_all(outcomes, "under_way_t"),
            lost_on_way_t=_all(outcomes, "lost_t"),
            lost_t=_all(outcomes, "lost_t") + lost_t,
            wagon_days=_all(outcomes, "wagon_days"),
            demurrage_usd=demurrage,
            lost_usd=lost_usd,
            demurrage_and_loss_usd=demurrage + lost_usd,
            storage_usd=storage,
            freight_usd=freight,
            purchase_usd=purchase,
            unmet_usd=unmet_usd,
            # What is lost has been bought, and is missed: its value is in both already.
            total_usd=demurrage + storage + freight + purchase + unmet_usd,
        )

    def _value_at(self, number: int) -> float:
        """What a tonne that lies at a demand was bought for, on average, USD."""
        rates, t = self._rates, self._sent_t
        here = rates.demand == number
        if not t[here].any():
            return 0.0
        return float((rates.lost_usd_per_t * t)[here].sum() / t[here].sum())

    def _meet(self, demand: Demand, arrived_t: Floats) -> tuple[Floats, Floats, Floats]:
        """Tonnes met and unmet, and tonne-weeks in stock, for each replication.

        What is wanted is met oldest first, from what has come and was kept.
        """
        wanted_in = set(demand.weeks(self._study.weeks))
        stock, met, unmet, lying = (np.zeros(len(arrived_t)) for _ in range(4))
        open_t: list[Floats] = []
        kept = 1.0 - self._loss(demand.goods_id)
        for week in range(1, self.n_weeks + 1):
            stock = stock * kept + arrived_t[:, week - 1]
            wanted = demand.t_per_week if week in wanted_in else 0.0
            open_t.append(np.full(len(arrived_t), wanted))
            for number, want in enumerate(open_t):
                given = np.minimum(want, stock)
                stock = stock - given
                met += given
                open_t[number] = want - given
            if len(open_t) > demand.may_lag_weeks:
                unmet += open_t.pop(0)
            lying += stock
        for want in open_t:
            unmet += want
        return met, unmet, lying

    def _of_flows(self, releases: Sequence[Release]) -> _Rates:
        demands = {d.demand_id: n for n, d in enumerate(self._study.demands)}
        parcel_t = self._compiled.parcel_t
        rows = []
        for release, delivered_t in zip(
            releases, self._compiled.delivered_t, strict=True
        ):
            way = release.way
            loss = self._loss(way.goods_id)
            held = _held_t_weeks(release) / float(release.t.sum())
            wagons, usd_per_day = self._wagons(way, parcel_t)
            rows.append(
                (
                    *(demands[way.demand_id], delivered_t, (1 - loss) ** held),
                    *(1 - loss, self._value_usd_per_t(way)),
                    *(wagons * usd_per_day, wagons),
                    parcel_t * _usd(self._store(way.node_id, way.goods_id)),
                    parcel_t * self._stored_usd(way),
                )
            )
        columns = np.array(rows, np.float64).T
        return _Rates(
            demand=columns[0].astype(np.int64),
            **{
                field.name: column
                for field, column in zip(fields(_Rates)[1:], columns[1:], strict=True)
            },
        )

    def _loss(self, goods_id: str) -> float:
        return self._study.goods_by_id[goods_id].loss_share_per_week

    def _store(self, node_id: str, goods_id: str) -> Store | None:
        for store in self._study.stores:
            if store.node_id == node_id and (
                not store.goods_ids or goods_id in store.goods_ids
            ):
                return store
        return None

    def _stored_usd(self, way: Way) -> float:
        """A tonne a week in the dearest store on the way."""
        found = [0.0]
        for part in way.parts[:-1]:
            if part.leg_id:
                node_id = self._study.leg_by_id[part.leg_id].to_node_id
                found.append(_usd(self._store(node_id, part.goods_id)))
        return max(found)

    def _wagons(self, way: Way, parcel_t: float) -> tuple[float, float]:
        """Wagons of a parcel where they are first counted, and USD a day of one."""
        for leg_id in way.leg_ids:
            leg = self._study.leg_by_id[leg_id]
            payload_t = self._payload_t(leg)
            if not payload_t:
                continue
            hire = None
            if leg.pool_id:
                hire = self._study.pool_by_id[leg.pool_id].hire_usd_per_unit_week
            usd_per_day = (
                self._assumed.demurrage_usd_per_wagon_day
                if hire is None
                else hire / _DAYS
            )
            return parcel_t / payload_t, usd_per_day
        return 0.0, 0.0

    def _payload_t(self, leg: Leg) -> float | None:
        known = self._corridor.equipment_by_code.get(leg.equipment_code)
        return leg.payload_t or (known.max_payload_t if known else None)

    def _value_usd_per_t(self, way: Way) -> float:
        """What a lost tonne was worth: at its source, or else to the buyer."""
        for supply in self._study.supplies:
            if supply.supply_id == way.origin_id and supply.usd_per_t > 0:
                return supply.usd_per_t
        demands = {demand.demand_id: demand for demand in self._study.demands}
        return demands[way.demand_id].outside_usd_per_t or 0.0

    def _purchase_usd(self, release: Release) -> float:
        for supply in self._study.supplies:
            if supply.supply_id == release.way.origin_id:
                return float(release.t.sum()) * supply.usd_per_t
        return 0.0

    def _hire_usd(self, hire: Hire) -> float:
        """Units of the plan beyond its pools; both policies have them."""
        leg = self._study.leg_by_id[hire.leg_id]
        weeks = (leg.days + (leg.empty_days or 0.0)) / _DAYS
        rate = self._study.pool_by_id[hire.pool_id].hire_usd_per_unit_week
        return hire.units * weeks * (rate or 0.0)

    def _freight_usd(self, release: Release) -> float:
        """Legs, empty ways back and conversions, for all that is let go."""
        t, usd = float(release.t.sum()), 0.0
        made = {one.conversion_id: one for one in self._study.conversions}
        for part in release.way.parts:
            if part.conversion_id:
                conversion = made[part.conversion_id]
                usd += t * conversion.usd_per_t
                product = next(
                    p for p in conversion.products if p.to_goods_id == part.goods_id
                )
                t *= product.yield_share
                continue
            leg = self._study.leg_by_id[part.leg_id]
            per_t = leg.usd_per_t + leg.usd_per_lot / (leg.lot_t or np.inf)
            co2e_usd = (
                leg.kg_co2e_per_t / 1000 * self._study.carbon_price_usd_per_t_co2e
            )
            if leg.usd_per_empty_unit:
                per_t += leg.usd_per_empty_unit / (self._payload_t(leg) or np.inf)
            usd += t * (per_t + co2e_usd)
            t *= 1 - leg.lost_share
        return usd


def _held_t_weeks(release: Release) -> float:
    """Tonne-weeks between being bought and being let go."""
    return float((release.bought_t.cumsum() - release.t.cumsum()).clip(0).sum()) / _DAYS


def _usd(store: Store | None) -> float:
    return store.usd_per_t_week if store else 0.0


def _all(outcomes: Sequence[Outcome], name: str) -> Floats:
    return np.array([getattr(one, name) for one in outcomes], np.float64)
