"""A network as a linear programme: what goes over each arc, demand by demand.

    minimise   cost · x  +  unmet cost · u
    where      what leaves a state is no more than what comes there
               what is delivered and what is not are together what is wanted
               what assets are used is within their limits
               and, if asked for, each demand keeps its mean cost

Columns of a demand: tonnes over each arc that can lie on a way of it, tonnes from each
of its origins, tonnes not delivered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from orta.planning.assignment.network import FreightNetwork, Row
from orta.planning.assignment.ways import ClassArrays, arcs_on_ways, class_arrays
from orta.planning.optimum import (
    Block,
    BoolArray,
    Entries,
    FloatArray,
    IntArray,
    Programme,
)

NO_ARC = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Goal:
    """What is made least, and what must be kept besides the room there is.

    `cost_share` is the part of the cost of arcs and of goods at their origins that
    counts; `unmet_cost` (n_demands,) is that of a tonne not delivered. `most_cost`
    (n_demands,) is what a delivered tonne may cost on average, infinite if it does
    not matter. `most_unmet_t` is what may stay behind of all goods, None for any.
    """

    cost_share: float
    unmet_cost: FloatArray
    most_cost: FloatArray
    most_unmet_t: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draft:
    """A programme, and what its columns and rows mean.

    `arc` (n_columns,) is the arc of a column, or NO_ARC; `demand` (n_columns,) its
    demand; `unmet` (n_demands,) the columns of what is not delivered; `limit_rows`
    leads from limits to rows.
    """

    programme: Programme
    arc: IntArray
    demand: IntArray
    unmet: IntArray
    limit_rows: Mapping[Row, int]
    mean_rows: Mapping[int, int]


def cost_goal(network: FreightNetwork) -> Goal:
    """Least generalised cost, what is not carried at its stated cost."""
    n_demands = len(network.demands)
    return Goal(
        cost_share=1.0,
        unmet_cost=np.full(n_demands, network.weights.unmet_usd_per_t),
        most_cost=np.full(n_demands, np.inf),
    )


def draft_programme(network: FreightNetwork, goal: Goal, is_open: BoolArray) -> Draft:
    """The programme of a network; `is_open` says which arcs may be used, (n_arcs,)."""
    return _Drafter(network, goal, is_open).draft()


class _Drafter:
    """Collects columns and rows, demand by demand."""

    def __init__(self, network: FreightNetwork, goal: Goal, is_open: BoolArray) -> None:
        self.network, self.goal, self.is_open = network, goal, is_open
        self.arrays = [class_arrays(network, g) for g in range(len(network.goods))]
        self.cost: list[FloatArray] = []
        self.upper: list[FloatArray] = []
        self.arc: list[IntArray] = []
        self.demand: list[IntArray] = []
        self.limit: list[float] = []
        self.entries: list[Entries] = []
        self.columns: list[Block] = []
        self.rows: list[Block] = []
        self.n_columns = 0
        self.unmet: list[int] = []
        self.mean_rows: dict[int, int] = {}

    def draft(self) -> Draft:
        network = self.network
        names = tuple(
            f"{network.assets[asset].asset_id} {lane}".rstrip()
            for asset, lane in network.limits
        )
        self._add_rows("room", names, np.array(list(network.limits.values())))
        for number in range(len(network.demands)):
            self._add_demand(number)
        if self.goal.most_unmet_t is not None:
            self._add_floor(self.goal.most_unmet_t)
        return Draft(
            programme=Programme.from_entries(
                cost=np.concatenate(self.cost),
                upper=np.concatenate(self.upper),
                whole=np.zeros(self.n_columns, np.bool_),
                limit=np.array(self.limit),
                entries=self.entries,
                column_blocks=self.columns,
                row_blocks=self.rows,
            ),
            arc=np.concatenate(self.arc),
            demand=np.concatenate(self.demand),
            unmet=np.array(self.unmet, np.int32),
            limit_rows={row: number for number, row in enumerate(network.limits)},
            mean_rows=self.mean_rows,
        )

    def _add_demand(self, number: int) -> None:
        """Columns and rows of a demand: flows first, then origins, then the unmet."""
        network = self.network
        demand = network.demands[number]
        goods = network.demand_goods[number]
        ground, arrays = network.ground[goods], self.arrays[goods]
        sources = [ground[origin.node_id] for origin in demand.origins]
        sink = ground[demand.destination_node_id]
        opened = network.open_to(number, self.is_open)[arrays.arcs]
        on_ways = arcs_on_ways(arrays, opened, sources, sink)
        kept = np.flatnonzero(on_ways).astype(np.int32)
        states = np.union1d(
            np.union1d(arrays.tail[kept], arrays.head[kept]), sources
        ).astype(np.int32)
        states = states[states != sink]
        delivered = self._add_rows(
            "delivered", (demand.demand_id,), np.array([-demand.amount_t_per_week])
        )
        self._add_mean_row(number)
        first = self._add_rows(
            f"balance {demand.demand_id}",
            tuple(map(str, states.tolist())),
            np.zeros(len(states)),
        )
        row_of = np.full(arrays.n_states, delivered, np.int32)
        row_of[states] = first + np.arange(len(states), dtype=np.int32)
        self._add_flows(number, arrays, kept, row_of)
        self._add_origins(number, row_of[sources])
        self._add_unmet(number, delivered)

    def _add_mean_row(self, number: int) -> None:
        """A row that says what a delivered tonne may cost, if anything does.

        It counts in parts of that cost, so that all its numbers are near 1.
        """
        most, demand = float(self.goal.most_cost[number]), self.network.demands[number]
        if np.isfinite(most):
            limit = np.array([demand.amount_t_per_week if most else 0.0])
            self.mean_rows[number] = self._add_rows(
                "mean cost", (demand.demand_id,), limit
            )

    def _enter_mean(self, number: int, columns: IntArray, usd: FloatArray) -> None:
        """What columns cost, in parts of the most that a tonne may cost."""
        if number in self.mean_rows:
            most = float(self.goal.most_cost[number]) or 1.0
            rows = np.full(len(columns), self.mean_rows[number])
            self._enter(rows, columns, usd / most)

    def _add_flows(
        self,
        number: int,
        arrays: ClassArrays,
        kept: IntArray,
        row_of: IntArray,
    ) -> None:
        demand, size = self.network.demands[number], len(kept)
        arcs, cost = arrays.arcs[kept], arrays.cost[kept]
        first = self._add_columns(
            f"flow {demand.demand_id}",
            tuple(map(str, arcs.tolist())),
            cost * self.goal.cost_share,
            np.full(size, demand.amount_t_per_week),
            (arcs, number),
        )
        columns = first + np.arange(size, dtype=np.int32)
        self._enter(row_of[arrays.tail[kept]], columns, np.ones(size))
        self._enter(row_of[arrays.head[kept]], columns, -np.ones(size))
        self._enter_mean(number, columns, cost)
        place = np.full(len(arrays.arcs), NO_ARC, np.int32)
        place[kept] = columns
        used = place[arrays.use_arc] != NO_ARC
        self._enter(
            arrays.use_row[used],
            place[arrays.use_arc[used]],
            arrays.use_per_t[used],
        )

    def _add_origins(self, number: int, rows: IntArray) -> None:
        demand = self.network.demands[number]
        origins = demand.origins
        prices = np.array([origin.price_usd_per_t for origin in origins])
        supplies = [
            demand.amount_t_per_week
            if origin.supply_t_per_week is None
            else min(origin.supply_t_per_week, demand.amount_t_per_week)
            for origin in origins
        ]
        first = self._add_columns(
            f"from {demand.demand_id}",
            tuple(origin.node_id for origin in origins),
            prices * self.goal.cost_share,
            np.array(supplies),
            (np.full(len(origins), NO_ARC, np.int32), number),
        )
        columns = first + np.arange(len(origins), dtype=np.int32)
        self._enter(rows, columns, -np.ones(len(origins)))
        self._enter_mean(number, columns, prices)

    def _add_unmet(self, number: int, delivered: int) -> None:
        demand = self.network.demands[number]
        column = self._add_columns(
            "unmet",
            (demand.demand_id,),
            self.goal.unmet_cost[number : number + 1],
            np.array([demand.amount_t_per_week]),
            (np.array([NO_ARC], np.int32), number),
        )
        self.unmet.append(column)
        one = np.array([column])
        self._enter(np.array([delivered]), one, np.array([-1.0]))
        if self.goal.most_cost[number] != 0:
            self._enter_mean(number, one, self.goal.most_cost[number : number + 1])

    def _add_floor(self, most_unmet_t: float) -> None:
        """No more goods stay behind than that."""
        row = self._add_rows("unmet in all", ("",), np.array([most_unmet_t]))
        of_goods = [
            column
            for column, demand in zip(self.unmet, self.network.demands, strict=True)
            if not demand.is_empty
        ]
        ones = np.ones(len(of_goods))
        self._enter(np.full(len(of_goods), row), np.array(of_goods), ones)

    def _add_rows(self, kind: str, names: tuple[str, ...], limit: FloatArray) -> int:
        first = len(self.limit)
        self.limit += limit.tolist()
        places = (np.arange(len(names), dtype=np.int32),)
        self.rows.append(Block(kind, (names,), places))
        return first

    def _add_columns(
        self,
        kind: str,
        names: tuple[str, ...],
        cost: FloatArray,
        upper: FloatArray,
        meaning: tuple[IntArray, int],
    ) -> int:
        first, size = self.n_columns, len(names)
        arcs, number = meaning
        self.n_columns += size
        self.cost.append(cost)
        self.upper.append(upper)
        self.arc.append(arcs)
        self.demand.append(np.full(size, number, np.int32))
        places = (np.arange(size, dtype=np.int32),)
        self.columns.append(Block(kind, (names,), places))
        return first

    def _enter(self, rows: IntArray, columns: IntArray, values: FloatArray) -> None:
        kept = values != 0
        self.entries.append(
            Entries(
                rows[kept].astype(np.int32),
                columns[kept].astype(np.int32),
                values[kept],
            )
        )
