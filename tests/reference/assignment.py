"""Assignment the long way: every simple path is a column, nothing else is known.

For small networks only. `most_cost` binds the mean cost of what a demand sends.
"""

from __future__ import annotations

import highspy


def simple_paths(network, number, is_open, *, most=20_000):
    """Every way of a demand without a loop, as arcs, each with its first state."""
    demand = network.demands[number]
    goods = network.demand_goods[number]
    allowed = network.open_to(number, is_open)
    onward = {}
    for at in network.arcs_of_goods[goods]:
        if allowed[at]:
            onward.setdefault(network.arcs[at].tail, []).append(at)
    end = network.ground[goods][demand.destination_node_id]
    found = []
    for origin in demand.origins:
        stack = [(network.ground[goods][origin.node_id], (), frozenset())]
        while stack:
            state, way, seen = stack.pop()
            if state == end:
                found.append((origin, way))
                assert len(found) <= most, "too many paths for a slow twin"
                continue
            for at in onward.get(state, ()):
                head = network.arcs[at].head
                if head not in seen and head != state:
                    stack.append((head, (*way, at), seen | {state}))
    return found


def best_by_paths(network, is_open, *, gain, cost_share, most_cost):
    """The best of `gain` a delivered tonne less the share of its cost, over all paths.

    `gain` and `most_cost` have one number for each demand.
    """
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    taken, columns = {}, 0
    for number, demand in enumerate(network.demands):
        own, of_origin = {}, {}
        for origin, way in simple_paths(network, number, is_open):
            cost = origin.price_usd_per_t
            cost += sum(network.arcs[at].cost_usd_per_t for at in way)
            highs.addVar(0.0, highspy.kHighsInf)
            highs.changeColCost(columns, cost_share * cost - gain[number])
            own[columns] = cost
            of_origin.setdefault(origin, []).append(columns)
            for at in way:
                for use in network.arcs[at].uses:
                    row = taken.setdefault((use.asset, use.lane), {})
                    row[columns] = row.get(columns, 0.0) + use.per_t
            columns += 1
        _row(highs, dict.fromkeys(own, 1.0), demand.amount_t_per_week)
        for origin, ways in of_origin.items():
            if origin.supply_t_per_week is not None:
                _row(highs, dict.fromkeys(ways, 1.0), origin.supply_t_per_week)
        if most_cost[number] < float("inf"):
            excess = {column: cost - most_cost[number] for column, cost in own.items()}
            _row(highs, excess, 0.0)
    for row, limit in network.limits.items():
        _row(highs, taken.get(row, {}), limit)
    highs.run()
    assert highs.getModelStatus() in (
        highspy.HighsModelStatus.kOptimal,
        highspy.HighsModelStatus.kModelEmpty,
    )
    return -highs.getInfo().objective_function_value


def _row(highs, entries, most):
    if entries:
        highs.addRow(
            -highspy.kHighsInf,
            most,
            len(entries),
            list(entries),
            list(entries.values()),
        )
