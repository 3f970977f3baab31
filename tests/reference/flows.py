"""Whether a plan of flows can be done: slow, obvious, and without the formulation.

It reads the study and what the answer says is done, week by week, as a dispatcher
would with a ledger. It shares no line with what makes or solves the programme.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

_T = 1e-4  # tonnes by which sums of rounded figures may be off
_USD = 1e-2


def find_faults(study, corridor, season):
    """Everything that a plan says and that cannot be done, as sentences."""
    ledger = _Ledger(study, corridor, season)
    return [
        *ledger.goods(),
        *ledger.supplies(),
        *ledger.stores(),
        *ledger.mills(),
        *ledger.demands(),
        *ledger.trains(),
        *ledger.wagons(),
        *ledger.limits(),
        *ledger.money(),
    ]


class _Ledger:
    def __init__(self, study, corridor, season):
        self.study, self.corridor, self.season = study, corridor, season
        scenarios = {s.scenario_id: s for s in study.scenarios}
        found = scenarios.get(season.scenario_id)
        self.changes = found.changes if found else ()
        self.done = defaultdict(float)
        for one in season.amounts:
            self.done[one.kind, one.row_id, one.detail, one.week] += one.amount
        self.moved = defaultdict(float)
        for flow in season.flows:
            self.moved[flow.leg_id, flow.goods_id, flow.week] += flow.t
        self.missed = defaultdict(float)
        for one in season.unmet:
            self.missed[one.demand_id, one.week] += one.t

    def figure(self, row, column, week):
        value = getattr(row, column) or 0.0
        for change in self.changes:
            last = self.study.weeks if change.last_week is None else change.last_week
            if (
                change.table == row.TABLE
                and change.column == column
                and change.row_id in ("*", row.label)
                and change.first_week <= week <= last
            ):
                value = (
                    change.value if change.value is not None else value * change.factor
                )
        return value

    def holds(self, row, week):
        return row.first_week <= week <= (row.last_week or self.study.weeks)

    def weeks(self):
        return range(1, self.study.weeks + 1)

    def goods_of(self, row):
        return row.goods_ids or [goods.goods_id for goods in self.study.goods]

    def payload(self, leg):
        if leg.payload_t:
            return leg.payload_t
        for equipment in self.corridor.equipment:
            if equipment.equipment_code == leg.equipment_code:
                return equipment.max_payload_t
        return 1.0

    def arriving(self, amount_in_week, days_in_week, week):
        """What comes in a week of what left in earlier ones."""
        total = 0.0
        for left in range(1, week + 1):
            weeks, part = divmod(days_in_week(left) / 7, 1)
            if left + weeks == week:
                total += amount_in_week(left) * (1 - part)
            if left + weeks + 1 == week:
                total += amount_in_week(left) * part
        return total

    def goods(self):
        for node_id in self.study.node_ids:
            for goods in self.study.goods:
                for week in self.weeks():
                    have = self.has(node_id, goods, week)
                    need = self.needs(node_id, goods, week)
                    if need > have + _T:
                        yield (
                            f"{need:.6f} t of {goods.goods_id} leave {node_id} in week "
                            f"{week}, {have:.6f} t are there"
                        )

    def has(self, node_id, goods, week):  # noqa: C901 - one ledger, spelled out
        have = 0.0
        for supply in self.study.supplies:
            if (supply.node_id, supply.goods_id) == (node_id, goods.goods_id):
                have += self.done["buy", supply.supply_id, "", week]
        for store in self.study.stores:
            if store.node_id == node_id and goods.goods_id in self.goods_of(store):
                if week == 1:
                    have += store.opening_t
                else:
                    kept = self.done["keep", store.store_id, goods.goods_id, week - 1]
                    have += kept * (1 - goods.loss_share_per_week)
        for mill in self.study.conversions:
            for product in mill.products:
                if (mill.node_id, product.to_goods_id) == (node_id, goods.goods_id):
                    milled = self.done["convert", mill.conversion_id, "", week]
                    have += milled * product.yield_share
        for leg in self.study.legs:
            if leg.to_node_id == node_id and goods.goods_id in self.goods_of(leg):
                have += (1 - leg.lost_share) * self.arriving(
                    lambda left, leg=leg: self.moved[leg.leg_id, goods.goods_id, left],
                    lambda left, leg=leg: self.figure(leg, "days", left),
                    week,
                )
        return have

    def needs(self, node_id, goods, week):
        need = 0.0
        for leg in self.study.legs:
            if leg.from_node_id == node_id:
                need += self.moved[leg.leg_id, goods.goods_id, week]
        for store in self.study.stores:
            if store.node_id == node_id:
                need += self.done["keep", store.store_id, goods.goods_id, week]
        for mill in self.study.conversions:
            if (mill.node_id, mill.from_goods_id) == (node_id, goods.goods_id):
                need += self.done["convert", mill.conversion_id, "", week]
        for demand in self.study.demands:
            if (demand.node_id, demand.goods_id) == (node_id, goods.goods_id):
                need += sum(
                    self.done[
                        "deliver", demand.demand_id, f"{late} weeks late", week - late
                    ]
                    for late in range(demand.may_lag_weeks + 1)
                )
        return need

    def supplies(self):
        for supply in self.study.supplies:
            for week in self.weeks():
                bought = self.done["buy", supply.supply_id, "", week]
                most = self.figure(supply, "t_per_week", week) * self.holds(
                    supply, week
                )
                if bought > most + _T:
                    yield f"{bought} t of {supply.supply_id} in week {week}, of {most}"

    def stores(self):
        for store in self.study.stores:
            for week in self.weeks():
                kept = sum(
                    self.done["keep", store.store_id, goods_id, week]
                    for goods_id in self.goods_of(store)
                )
                room = self.figure(store, "capacity_t", week)
                if kept > room + _T:
                    yield f"{kept} t in {store.store_id} in week {week}, of {room}"

    def mills(self):
        for mill in self.study.conversions:
            for week in self.weeks():
                milled = self.done["convert", mill.conversion_id, "", week]
                most = self.figure(mill, "capacity_t_per_week", week)
                if milled > most + _T:
                    yield f"{mill.conversion_id} takes {milled} t in week {week}"

    def demands(self):
        for demand in self.study.demands:
            for week in self.weeks():
                asked = self.figure(demand, "t_per_week", week) * self.holds(
                    demand, week
                )
                got = self.missed[demand.demand_id, week] + sum(
                    self.done["deliver", demand.demand_id, f"{late} weeks late", week]
                    for late in range(demand.may_lag_weeks + 1)
                )
                if got < asked - _T:
                    yield f"{demand.demand_id} gets {got} t in week {week}, of {asked}"

    def trains(self):
        for leg in self.study.legs:
            for week in self.weeks():
                moved = sum(
                    self.moved[leg.leg_id, goods.goods_id, week]
                    for goods in self.study.goods
                )
                if moved > _T and not self.holds(leg, week):
                    yield f"{leg.leg_id} carries {moved} t in week {week}, unasked"
                for goods in self.study.goods:
                    if goods.goods_id not in self.goods_of(leg):
                        if self.moved[leg.leg_id, goods.goods_id, week] > _T:
                            yield f"{leg.leg_id} carries {goods.goods_id}"
                    elif self.moved[leg.leg_id, goods.goods_id, week] > _T:
                        yield from self.orders(leg, goods, week)
                if leg.lot_t:
                    yield from self.lots(leg, moved, week)

    def lots(self, leg, moved, week):
        departures = self.done["depart", leg.leg_id, "", week]
        if departures != round(departures):
            yield f"{leg.leg_id} departs {departures} times in week {week}"
        if moved > departures * leg.lot_t + _T:
            yield f"{leg.leg_id} is overloaded in week {week}: {moved} t"
        if moved < departures * leg.lot_t * leg.least_lot_share - _T:
            yield f"{leg.leg_id} is too empty in week {week}: {moved} t"
        most = leg.max_lots_per_week
        if most is not None and departures > self.figure(
            leg, "max_lots_per_week", week
        ):
            yield f"{leg.leg_id} departs {departures} times in week {week}"

    def orders(self, leg, goods, week):
        """No loading in weeks in which the station is banned on most days."""
        banned = 0
        for number in range(7):
            day = self.study.start + timedelta(days=7 * (week - 1) + number)
            banned += any(self.forbids(order, leg, goods, day) for order in self.bans())
        if banned > 3:
            yield f"{leg.leg_id} loads {goods.goods_id} in week {week} against an order"

    def bans(self):
        return [order for order in self.corridor.embargoes if order.effect == "ban"]

    def forbids(self, order, leg, goods, day, *, ignore_exceptions=False):
        state = self.corridor.node_by_id[leg.from_node_id].country_code
        speaks = (
            order.first_day <= day
            and (order.last_day is None or day <= order.last_day)
            and (
                leg.from_node_id in order.loading_node_ids
                or state in order.loading_states
            )
            and leg.to_node_id in order.exit_node_ids
            and leg.from_node_id not in order.exit_node_ids
            and order.wagon_owner in ("any", "", "own")
            and (
                not order.commodity_codes
                or any(
                    goods.commodity_code.startswith(code)
                    or code.startswith(goods.commodity_code)
                    for code in order.commodity_codes
                )
            )
        )
        if not speaks or ignore_exceptions:
            return speaks
        return not any(
            other.exempts_from == order.embargo_id
            and self.forbids(other, leg, goods, day, ignore_exceptions=True)
            for other in self.corridor.embargoes
            if other.effect == "exception"
        )

    def wagons(self):
        for pool in self.study.pools:
            legs = [leg for leg in self.study.legs if leg.pool_id == pool.pool_id]
            places = {place.node_id: place.units for place in pool.places}
            nodes = {leg.from_node_id for leg in legs} | {
                leg.to_node_id for leg in legs
            }
            for node_id in nodes | places.keys():
                stock = places.get(node_id, 0.0)
                for week in self.weeks():
                    stock += self.units_in(pool, legs, node_id, week)
                    stock -= self.units_out(pool, legs, node_id, week)
                    if stock < -_T:
                        yield f"{pool.pool_id} lacks {-stock} at {node_id}, week {week}"

    def loaded(self, leg, week):
        return sum(
            self.moved[leg.leg_id, goods.goods_id, week] for goods in self.study.goods
        ) / self.payload(leg)

    def own(self, pool, leg, week):
        return (
            self.loaded(leg, week) - self.done["hire", pool.pool_id, leg.leg_id, week]
        )

    def units_in(self, pool, legs, node_id, week):
        total = 0.0
        for leg in legs:
            if leg.to_node_id == node_id:
                total += self.arriving(
                    lambda left, leg=leg: self.own(pool, leg, left),
                    lambda left, leg=leg: self.figure(leg, "days", left),
                    week,
                )
            if leg.from_node_id == node_id and leg.empty_days is not None:
                total += self.arriving(
                    lambda left, leg=leg: self.done[
                        "return", pool.pool_id, leg.leg_id, left
                    ],
                    lambda _, leg=leg: leg.empty_days,
                    week,
                )
        return total

    def units_out(self, pool, legs, node_id, week):
        total = 0.0
        for leg in legs:
            if leg.from_node_id == node_id:
                total += self.own(pool, leg, week)
            if leg.to_node_id == node_id:
                total += self.done["return", pool.pool_id, leg.leg_id, week]
        return total

    def limits(self):
        legs = {leg.leg_id: leg for leg in self.study.legs}
        for limit in self.study.limits:
            so_far, called = 0.0, 0
            for week in self.weeks():
                if not self.holds(limit, week):
                    continue
                used = sum(
                    self.counted(limit.measure, legs[leg_id], week)
                    for leg_id in limit.leg_ids
                )
                most = self.figure(limit, "per_week", week) * self.open(limit, week)
                if limit.measure == "lots":
                    # Calls are whole; by each week as many as the sum rounds to.
                    so_far += most
                    most = int(so_far + 0.5 + 1e-9) - called
                    called += most
                if used > most + _T:
                    yield f"{used} of {limit.limit_id} in week {week}, at most {most}"

    def counted(self, measure, leg, week):
        if measure == "lots":
            return self.done["depart", leg.leg_id, "", week]
        tonnes = self.loaded(leg, week) * self.payload(leg)
        return tonnes if measure == "t" else tonnes / self.payload(leg)

    def open(self, limit, week):
        if not limit.weather:
            return 1.0
        month = (self.study.start + timedelta(days=7 * (week - 1) + 3)).month
        return 1 - sum(
            closure.closed_share
            for closure in self.corridor.closures
            if (closure.node_id, closure.month) == (limit.node_id, month)
        )

    def money(self):
        """The cost that the answer states, added up again."""
        total = sum(one.t * one.outside_usd_per_t for one in self.season.unmet)
        rows = {
            "buy": ({s.supply_id: s for s in self.study.supplies}, "usd_per_t"),
            "keep": ({s.store_id: s for s in self.study.stores}, "usd_per_t_week"),
            "convert": (
                {c.conversion_id: c for c in self.study.conversions},
                "usd_per_t",
            ),
            "depart": ({leg.leg_id: leg for leg in self.study.legs}, "usd_per_lot"),
        }
        for (kind, row_id, _, week), amount in self.done.items():
            if kind in rows:
                table, column = rows[kind]
                total += amount * self.figure(table[row_id], column, week)
        for pool in self.study.pools:
            for leg in self.study.legs:
                if leg.pool_id == pool.pool_id:
                    total += self.pool_usd(pool, leg)
        for leg in self.study.legs:
            carbon = self.study.carbon_price_usd_per_t_co2e * leg.kg_co2e_per_t / 1000
            total += sum(
                self.moved[leg.leg_id, goods.goods_id, week]
                * (self.figure(leg, "usd_per_t", week) + carbon)
                for goods in self.study.goods
                for week in self.weeks()
            )
        if abs(total - self.season.cost_usd) > _USD + 1e-9 * abs(total):
            yield f"the plan costs {total} USD, not {self.season.cost_usd}"

    def pool_usd(self, pool, leg):
        total = 0.0
        for week in self.weeks():
            hired = self.done["hire", pool.pool_id, leg.leg_id, week]
            back = self.done["return", pool.pool_id, leg.leg_id, week]
            days = self.figure(leg, "days", week) + (leg.empty_days or 0)
            rate = self.figure(pool, "hire_usd_per_unit_week", week)
            total += hired * rate * days / 7 + back * (leg.usd_per_empty_unit or 0)
        return total
