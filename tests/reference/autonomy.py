"""Transit autonomy from the CSV files of a bundle alone, as its read-me tells.

It shares no line with Orta: costs are added up again from their parts, cheapest ways
are found by a heap, and the programme is written row by row for HiGHS.
"""

from __future__ import annotations

import csv
import heapq
from collections import defaultdict
from pathlib import Path

import highspy

INFINITE = float("inf")


def read(folder, name):
    with (Path(folder) / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    return None if text == "" else float(text)


class Bundle:
    """The rows of a folder, and the shares that follow from them."""

    def __init__(self, folder):
        self.arcs = {row["arc"]: row for row in read(folder, "arc")}
        self.demands = read(folder, "demand")
        self.goods = {row["goods"]: row for row in read(folder, "goods")}
        self.weights = {r["name"]: float(r["value"]) for r in read(folder, "parameter")}
        self.origins = defaultdict(list)
        for row in read(folder, "origin"):
            self.origins[row["demand_id"]].append(row)
        self.avoided = {(r["demand_id"], r["arc"]) for r in read(folder, "avoid")}
        self.uses = defaultdict(list)
        for row in read(folder, "use"):
            key = (row["asset_id"], row["lane"])
            self.uses[row["arc"]].append((key, float(row["per_t"])))
        self.limits = read(folder, "limit")
        self.results = read(folder, "result")
        self.total_t = sum(
            float(d["amount_t_per_week"])
            for d in self.demands
            if d["is_empty"] == "false"
        )

    def cost(self, arc):
        """Generalised cost of a tonne on an arc, from its parts."""
        goods = self.goods[arc["goods"]]
        carbon = self.weights["carbon_price_usd_per_t_co2e"]
        return round(
            float(arc["tariff_usd_per_t"])
            + float(goods["day_usd_per_t"]) * float(arc["days"])
            + float(goods["spread_day_usd_per_t"]) * float(arc["deviation_days"])
            + carbon * float(arc["co2e_kg_per_t"]) / 1000,
            6,
        )

    def arcs_of(self, demand, closed=()):
        return {
            key: arc
            for key, arc in self.arcs.items()
            if arc["goods"] == demand["goods"]
            and (demand["demand_id"], key) not in self.avoided
            and not set(closed) & set(arc["states"].split(";"))
        }

    def cheapest(self, demand):
        """c0: the least of price and way over the origins, infinite without a way."""
        onward = defaultdict(list)
        for arc in self.arcs_of(demand).values():
            onward[arc["tail"]].append((arc["head"], self.cost(arc)))
        heap, best = [], {}
        for origin in self.origins[demand["demand_id"]]:
            if number(origin["supply_t_per_week"]) != 0:
                heapq.heappush(
                    heap, (float(origin["price_usd_per_t"]), origin["origin"])
                )
        while heap:
            so_far, state = heapq.heappop(heap)
            if state in best:
                continue
            best[state] = so_far
            for head, cost in onward[state]:
                heapq.heappush(heap, (so_far + cost, head))
        return best.get(demand["destination"], INFINITE)

    def share(self, state, bound):
        """A_s within a column of limits, and the mean extra cost of what moves."""
        closed = () if not state else tuple(state.split("+"))
        model = Model()
        c0 = {d["demand_id"]: self.cheapest(d) for d in self.demands}
        for demand in self.demands:
            self._add(model, demand, c0[demand["demand_id"]], closed)
        for row in self.limits:
            limit = number(row[bound])
            entries = model.taken[row["asset_id"], row["lane"]]
            if limit is not None and entries:
                model.row(entries, -INFINITE, limit)
        goods = [model.arrived[d["demand_id"]] for d in self.demands if self._laden(d)]
        most = model.maximise(dict.fromkeys(goods, 1.0))
        extra = {}
        for demand in self.demands:
            finite = c0[demand["demand_id"]] < INFINITE
            reference = c0[demand["demand_id"]] if finite else 0.0
            extra[model.arrived[demand["demand_id"]]] = reference
        for column, cost in model.costs.items():
            extra[column] = -cost
        model.row(dict.fromkeys(goods, 1.0), most - 1e-9 * self.total_t, INFINITE)
        saved = model.maximise(extra)
        mean = sum(
            c * float(d["amount_t_per_week"])
            for d in self.demands
            if (c := c0[d["demand_id"]]) < INFINITE
        ) / sum(float(d["amount_t_per_week"]) for d in self.demands)
        rise = -saved / most / mean if most > 1e-9 * self.total_t else 0.0
        return most / self.total_t, rise

    @staticmethod
    def _laden(demand):
        return demand["is_empty"] == "false"

    def _add(self, model, demand, c0, closed):
        name, amount = demand["demand_id"], float(demand["amount_t_per_week"])
        balance = defaultdict(dict)
        spent = {}
        for key, arc in self.arcs_of(demand, closed).items():
            if arc["tail"] == demand["destination"]:
                continue
            column = model.column(INFINITE)
            balance[arc["tail"]][column] = balance[arc["tail"]].get(column, 0.0) - 1
            balance[arc["head"]][column] = balance[arc["head"]].get(column, 0.0) + 1
            spent[column] = self.cost(arc)
            for row, per_t in self.uses[key]:
                model.taken[row][column] = per_t
        for origin in self.origins[name]:
            supply = number(origin["supply_t_per_week"])
            column = model.column(INFINITE if supply is None else supply)
            balance[origin["origin"]][column] = 1.0
            spent[column] = float(origin["price_usd_per_t"])
        arrived = model.column(amount)
        model.arrived[name] = arrived
        balance[demand["destination"]][arrived] = -1.0
        for entries in balance.values():
            model.row(entries, 0.0, 0.0)
        model.costs |= spent
        if c0 < INFINITE:
            most = (1 + self.weights["cost_rise"]) * c0
            model.row({**spent, arrived: -most}, -INFINITE, 0.0)


class Model:
    """A linear programme by columns and rows, for HiGHS."""

    def __init__(self):
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        self.n_columns = 0
        self.taken = defaultdict(dict)
        self.arrived = {}
        self.costs = {}

    def column(self, most):
        self.highs.addVar(0.0, highspy.kHighsInf if most == INFINITE else most)
        self.n_columns += 1
        return self.n_columns - 1

    def row(self, entries, least, most):
        low = -highspy.kHighsInf if least == -INFINITE else least
        high = highspy.kHighsInf if most == INFINITE else most
        self.highs.addRow(
            low, high, len(entries), list(entries), list(entries.values())
        )

    def maximise(self, gains):
        for column in range(self.n_columns):
            self.highs.changeColCost(column, -gains.get(column, 0.0))
        self.highs.run()
        assert self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return -self.highs.getInfo().objective_function_value
