"""Which arcs can lie on a way of a demand, and what its cheapest way costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orta.planning.assignment.arc import COST_PLACES
from orta.planning.assignment.network import FreightNetwork
from orta.planning.graph import UNREACHED, Csr, build_csr, distances
from orta.planning.optimum import BoolArray, FloatArray, IntArray

_MICRO = 10**COST_PLACES


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassArrays:
    """The arcs of one class of goods as arrays.

    `arcs`, `tail`, `head` and `cost` have shape (n_arcs of the class,); a use is an
    entry of the three that follow: place of its arc in the class, asset row, per tonne.
    """

    arcs: IntArray
    tail: IntArray
    head: IntArray
    cost: FloatArray
    use_arc: IntArray
    use_row: IntArray
    use_per_t: FloatArray
    n_states: int

    def forward(self) -> Csr:
        """Arcs by the state they leave."""
        return build_csr(self.tail, self.head, n_vertices=self.n_states)

    def backward(self) -> Csr:
        """Arcs by the state they lead to."""
        return build_csr(self.head, self.tail, n_vertices=self.n_states)


def class_arrays(network: FreightNetwork, goods: int) -> ClassArrays:
    """The arcs of a class; uses of what has no limit are left out."""
    numbers = network.arcs_of_goods[goods]
    arcs = [network.arcs[number] for number in numbers]
    row_of = {row: number for number, row in enumerate(network.limits)}
    uses = [
        (place, row_of[use.asset, use.lane], use.per_t)
        for place, arc in enumerate(arcs)
        for use in arc.uses
        if (use.asset, use.lane) in row_of
    ]
    use_arc, use_row, per_t = zip(*uses, strict=True) if uses else ((), (), ())
    return ClassArrays(
        arcs=np.array(numbers, np.int32),
        tail=np.array([arc.tail for arc in arcs], np.int32),
        head=np.array([arc.head for arc in arcs], np.int32),
        cost=np.array([arc.cost_usd_per_t for arc in arcs], np.float64),
        use_arc=np.array(use_arc, np.int32),
        use_row=np.array(use_row, np.int32),
        use_per_t=np.array(per_t, np.float64),
        n_states=network.n_states[goods],
    )


def arcs_on_ways(
    arrays: ClassArrays, is_open: BoolArray, sources: list[int], sink: int
) -> BoolArray:
    """Which arcs of a class lie on an open way from a source to the sink.

    None leaves the sink: goods that pass it would have to come back.
    `is_open` and the result have shape (n_arcs of the class,).
    """
    is_open = is_open & (arrays.tail != sink)
    ones = np.ones(len(arrays.arcs), np.int64)
    back = distances(arrays.backward(), ones, sink, is_open)
    reached = np.zeros(arrays.n_states, np.bool_)
    forward = arrays.forward()
    for source in sources:
        reached |= distances(forward, ones, source, is_open) < UNREACHED
    leads_on = back < UNREACHED
    found: BoolArray = is_open & reached[arrays.tail] & leads_on[arrays.head]
    return found


def cheapest_usd_per_t(network: FreightNetwork, is_open: BoolArray) -> FloatArray:
    """Generalised cost of the cheapest way of each demand, as if there were room.

    The price of the goods at the origin counts. Infinite where no open way leads;
    shape (n_demands,), `is_open` (n_arcs,).
    """
    found = np.full(len(network.demands), np.inf)
    for goods in range(len(network.goods)):
        arrays = class_arrays(network, goods)
        micro = np.rint(arrays.cost * _MICRO).astype(np.int64)
        backward = arrays.backward()
        ground = network.ground[goods]
        for number, demand in enumerate(network.demands):
            if network.demand_goods[number] != goods:
                continue
            sink = ground[demand.destination_node_id]
            opened = network.open_to(number, is_open)[arrays.arcs]
            least = distances(backward, micro, sink, opened)
            for origin in demand.origins:
                cost = least[ground[origin.node_id]]
                if cost < UNREACHED and origin.supply_t_per_week != 0:
                    usd = int(cost) / _MICRO + origin.price_usd_per_t
                    found[number] = min(found[number], usd)
    return found
