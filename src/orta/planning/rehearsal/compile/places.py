"""Places of a plan's plant: what limits goods, made when a way first needs it.

The plant counts in parcels: every unit has one TEU, and all limits are in parcels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from orta.corridor import Corridor
from orta.errors import ModelError
from orta.planning.flows.study import (
    Leg,
    Limit,
    LimitKind,
    Measure,
    Pool,
    Store,
    Study,
)
from orta.planning.loading import LoadingRequest, find_bans
from orta.planning.rehearsal.plan import Plan
from orta.planning.simulation import Law, Line, Station
from orta.planning.simulation import Pool as PlantPool
from orta.vocabulary import TransportMode

DAY_S: Final = 24 * 60 * 60
WEEK_S: Final = 7 * DAY_S
Spans = tuple[tuple[int, int], ...]
# A limit that holds in some weeks only is a server that is so much faster, and shut
# for the rest of every cycle in those weeks.
_FASTER: Final = 8
_FOREVER_WEEKS: Final = 10_000


class Places:
    """Collects stations, pools, lines and calendars, each once.

    `parcel_t` are the tonnes of a parcel on each leg, since it loses some on the way,
    and under no name those it has at its source. The plan says how full departures
    are, and how many units it has hired.
    """

    def __init__(
        self,
        study: Study,
        corridor: Corridor,
        *,
        parcel_t: Mapping[str, float],
        days: int,
        plan: Plan,
    ) -> None:
        self._study, self._corridor, self._days = study, corridor, days
        self._parcel_t, self._plan = parcel_t, plan
        self._hired = plan.most_hired(study)
        self._equipment = corridor.equipment_by_code
        self._ports = {closure.node_id for closure in corridor.closures}
        self.stations: dict[str, Station] = {}
        self.pools: dict[str, PlantPool] = {}
        self.lines: dict[str, Line] = {}
        self.windows: dict[str, Spans] = {}
        self.wind: dict[str, str] = {}  # calendar of storms: the port it is of

    def payload_t(self, leg: Leg) -> float:
        """Tonnes of one unit of a leg's equipment; a parcel if nothing is counted."""
        if leg.payload_t:
            return leg.payload_t
        known = self._equipment.get(leg.equipment_code)
        return (known.max_payload_t if known else 0.0) or self._parcel_t[leg.leg_id]

    def parcel_at(self, leg: Leg | None) -> float:
        """Tonnes of a parcel after a leg; as it left its source if None."""
        return self._parcel_t["" if leg is None else leg.leg_id]

    def parcels_of_lot(self, leg: Leg) -> int:
        """Parcels of one full departure."""
        return max(round((leg.lot_t or 0.0) / self._parcel_t[leg.leg_id]), 1)

    def wagons_of_parcel(self, leg: Leg) -> float:
        """Units of equipment that a parcel fills; below one if it shares one."""
        return self._parcel_t[leg.leg_id] / self.payload_t(leg)

    def parcels_of_load(self, leg: Leg) -> int:
        """Parcels of a departure as the plan loads it: it goes once they are there."""
        load_t = self._plan.load_t(leg)
        return max(round(load_t / self._parcel_t[leg.leg_id]), 1)

    def pool(self, leg: Leg) -> str:
        """The pool of a leg, in parcels that its units hold; empty without one."""
        if not leg.pool_id:
            return ""
        pool: Pool = self._study.pool_by_id[leg.pool_id]
        units = sum(place.units for place in pool.places)
        units += self._hired.get(pool.pool_id, 0.0)
        count = int(units / self.wagons_of_parcel(leg) + 1e-9)
        least = self.parcels_of_lot(leg) if leg.mode is TransportMode.SEA else 1
        if count < least:
            raise ModelError(
                f"pool {pool.pool_id} has {units:g} units, and one departure of leg "
                f"{leg.leg_id} needs more: give the pool more, or the leg smaller lots"
            )
        known = self.pools.get(pool.pool_id)
        if known is None or known.count > count:
            self.pools[pool.pool_id] = PlantPool(pool_id=pool.pool_id, count=count)
        return pool.pool_id

    def room(self, store: Store, leg: Leg) -> str:
        """Room of a store that goods of a leg come to, a token for each parcel."""
        room_id = f"room:{store.store_id}"
        count = max(int(store.capacity_t / self._parcel_t[leg.leg_id] + 1e-9), 1)
        known = self.pools.get(room_id)
        if known is None or known.count > count:
            self.pools[room_id] = PlantPool(pool_id=room_id, count=count)
        return room_id

    def store_at(self, node_id: str, goods_id: str) -> Store | None:
        """The largest store of a node that takes these goods, if there is any."""
        stores = [
            store
            for store in self._study.stores
            if store.node_id == node_id
            and (not store.goods_ids or goods_id in store.goods_ids)
        ]
        return max(stores, key=lambda store: store.capacity_t, default=None)

    def roads(self, node_id: str) -> str:
        """Where ships wait while a port is shut by weather; empty if it never is."""
        if node_id not in self._ports:
            return ""
        calendar_id = self._storms(node_id)
        return self._station(f"roads:{node_id}", None, calendar_id)

    def season(self, leg: Leg) -> str:
        """Where goods wait while a leg does not run; empty if it always does."""
        shut = self._outside(leg.first_week, leg.last_week)
        return self._gate(f"season:{leg.leg_id}", shut)

    def orders(self, leg: Leg, goods_id: str) -> str:
        """Where goods wait while orders forbid to load them; empty if none ever does.

        Orders are those of the corridor, and limits of nothing of the study.
        """
        code = self._study.goods_by_id[goods_id].commodity_code
        request = LoadingRequest(
            station_id=leg.from_node_id,
            exit_node_ids=(leg.to_node_id,),
            day=self._study.start,
            goods_code=code,
        )
        banned = [
            (day * DAY_S, (day + 1) * DAY_S)
            for day in range(self._days)
            if find_bans(
                self._corridor,
                replace(request, day=self._study.start + timedelta(days=day)),
            )
        ]
        for limit in self._study.limits:
            if leg.leg_id in limit.leg_ids and is_order(limit):
                banned += self._within(limit.first_week, limit.last_week)
        return self._gate(f"orders:{leg.leg_id}:{goods_id}", tuple(banned))

    def calls(self, leg: Leg) -> str:
        """The departures that a leg has in a week, a token for each parcel of them."""
        calls_id = f"calls:{leg.leg_id}"
        count = (leg.max_lots_per_week or 0) * self.parcels_of_lot(leg)
        self.pools[calls_id] = PlantPool(pool_id=calls_id, count=count)
        return calls_id

    def mill(self, conversion_id: str) -> str:
        """Where goods are made into others."""
        return self._station(f"mill:{conversion_id}", 1, "")

    def sink(self, demand_id: str) -> str:
        """Where goods are once they have arrived, for ever."""
        return self._station(f"at:{demand_id}", 0, "")

    def line(self, line_id: str, leg: Leg, *, patience_s: int) -> str:
        """Where parcels wait for a departure, as full as planned, or long enough."""
        self.lines[line_id] = Line(
            line_id=line_id,
            min_load_teu=self.parcels_of_load(leg),
            payload_teu=self.parcels_of_lot(leg),
            max_wait_s=patience_s,
        )
        return line_id

    def limit(self, limit: Limit, *, is_lot: bool) -> tuple[str, float]:
        """The station of a limit, and how much faster than the limit it serves.

        0 stands for a station that only shuts.
        """
        station_id = f"limit:{limit.limit_id}"
        if limit.per_week == 0:
            shut = self._within(limit.first_week, limit.last_week)
            return self._gate(station_id, shut), 0.0
        if limit.weather and limit.node_id in self._ports:
            calendar_id = self._storms(limit.node_id)
            return self._station(station_id, 1, calendar_id), 1.0
        if limit.first_week == 1 and limit.last_week is None:
            return self._station(station_id, 1, ""), 1.0
        calendar_id = f"weeks:{limit.limit_id}"
        cycle_s = WEEK_S if is_lot else DAY_S
        first, last = self._weeks(limit.first_week, limit.last_week)
        self.windows[calendar_id] = tuple(
            (start + cycle_s // _FASTER, start + cycle_s)
            for start in range(first, min(last, self._days * DAY_S), cycle_s)
        )
        return self._station(station_id, 1, calendar_id), float(_FASTER)

    def law(self, limit: Limit, leg: Leg, *, is_lot: bool, faster: float) -> Law:
        """How long one parcel, or one departure, keeps a limit busy."""
        if not faster:
            return Law.constant(0)
        parcels = self.parcels_of_load(leg) if is_lot else 1
        t = parcels * self._parcel_t[leg.leg_id]
        share = {
            Measure.T: t,
            Measure.UNITS: t / self.payload_t(leg),
            Measure.LOTS: 1.0 if is_lot else t / (leg.lot_t or t),
        }[limit.measure]
        return Law.constant(round(share / limit.per_week * WEEK_S / faster))

    def _station(self, station_id: str, servers: int | None, calendar_id: str) -> str:
        self.stations.setdefault(
            station_id,
            Station(station_id=station_id, servers=servers, calendar_id=calendar_id),
        )
        return station_id

    def _gate(self, station_id: str, shut: Spans) -> str:
        if not shut:
            return ""
        self.windows[station_id] = shut
        return self._station(station_id, None, station_id)

    def _storms(self, node_id: str) -> str:
        calendar_id = f"wind:{node_id}"
        self.wind[calendar_id] = node_id
        return calendar_id

    def _weeks(self, first_week: int, last_week: int | None) -> tuple[int, int]:
        return (first_week - 1) * WEEK_S, (last_week or _FOREVER_WEEKS) * WEEK_S

    def _within(self, first_week: int, last_week: int | None) -> Spans:
        return (self._weeks(first_week, last_week),)

    def _outside(self, first_week: int, last_week: int | None) -> Spans:
        opens_s, shuts_s = self._weeks(first_week, last_week)
        before = ((0, opens_s),) if opens_s else ()
        after = ((shuts_s, _FOREVER_WEEKS * WEEK_S),) if last_week else ()
        return (*before, *after)


def is_order(limit: Limit) -> bool:
    """Whether a limit forbids to load at all, rather than to pass."""
    is_said = limit.kind in (LimitKind.ORDER, LimitKind.EMBARGO)
    return is_said and limit.per_week == 0
