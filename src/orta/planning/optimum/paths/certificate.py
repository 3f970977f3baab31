"""A plan of path flows made exact, with the proof that no other is much cheaper."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from math import floor, frexp, isfinite

from orta.planning.optimum.certificate.exact import (
    Json,
    write_decimal,
    write_float,
)
from orta.planning.optimum.certificate.statement import Figures, seal
from orta.planning.optimum.paths.plan import FlowPlan
from orta.planning.optimum.paths.problem import FlowProblem
from orta.planning.optimum.paths.verify import (
    PATHS,
    bound_of,
    cost_of,
    left_unmet,
    read_flows,
    read_network,
    read_prices,
)

_DIGITS = 13  # of the largest flow or price; doubles have hardly more


def write_paths_certificate(
    problem: FlowProblem, plan: FlowPlan, *, about: Mapping[str, str] | None = None
) -> dict[str, Json]:
    """The certificate of a plan, as `verify_paths` reads it.

    Flows are rounded down to a grid, then cut where doubles exceeded an amount or a
    capacity; what is cut is unmet. Prices are rounded too: every price of at least
    nought gives a bound.

    Examples
    --------
    >>> from orta.planning.optimum.paths import solve_paths, verify_paths
    >>> problem = FlowProblem.of(
    ...     tail=[0], head=[1], cost=[1.5], capacity=[2],
    ...     origin=[0], destination=[1], amount=[3], unmet_cost=10,
    ... )
    >>> document = write_paths_certificate(problem, solve_paths(problem))
    >>> proved = verify_paths(document)
    >>> proved.objective_usd, proved.bound_usd
    ('13', '13')
    """
    of_problem = _problem(problem)
    network = read_network(of_problem)
    of_plan = _exact_flows(problem, plan)
    flows = read_flows(of_plan, network)
    proof = _proof(plan)
    unmet = left_unmet(network, flows)
    prices = read_prices(proof, network)
    return seal(
        schema=PATHS,
        about=about or {},
        figures=Figures.of(cost_of(network, flows, unmet), bound_of(network, prices)),
        parts={"problem": of_problem, "plan": of_plan, "proof": proof},
    )


def _problem(problem: FlowProblem) -> dict[str, Json]:
    return {
        "tail": problem.tail.tolist(),
        "head": problem.head.tolist(),
        "cost": [write_float(cost) for cost in problem.cost.tolist()],
        "capacity": [
            write_float(limit) if isfinite(limit) else None
            for limit in problem.capacity.tolist()
        ],
        "origin": problem.origin.tolist(),
        "destination": problem.destination.tolist(),
        "amount": [write_float(amount) for amount in problem.amount.tolist()],
        "unmet_cost": [write_float(each) for each in problem.unmet_cost.tolist()],
    }


def _places(largest: float) -> int:
    """Decimal places that leave the largest of some numbers its digits."""
    return min(30, max(0, _DIGITS - floor(frexp(largest)[1] * 0.30103)))


def _exact_flows(problem: FlowProblem, plan: FlowPlan) -> dict[str, Json]:
    """The flows on a grid, cut to keep every limit without rounding."""
    values = plan.flow.tolist()
    places = _places(max(values, default=1.0))
    tens = 10**places
    flow = [floor(Fraction(value) * tens) for value in values]
    limits = [floor(Fraction(write_float(a)) * tens) for a in problem.amount.tolist()]
    _cut(flow, limits, [[k] for k in plan.commodity.tolist()])
    link = plan.link.tolist()
    ways = [link[first:end] for first, end in pairwise(plan.start.tolist())]
    capacities = [
        floor(Fraction(write_float(limit)) * tens) if isfinite(limit) else None
        for limit in problem.capacity.tolist()
    ]
    _cut(flow, capacities, ways)
    kept = [path for path, amount in enumerate(flow) if amount > 0]
    starts = [0]
    for path in kept:
        starts.append(starts[-1] + len(ways[path]))
    return {
        "commodity": [int(plan.commodity[path]) for path in kept],
        "start": list(starts),
        "link": [at for path in kept for at in ways[path]],
        "flow": [write_decimal(flow[path], places) for path in kept],
    }


def _cut(
    flow: list[int], limits: list[int] | list[int | None], uses: list[list[int]]
) -> None:
    """Take flow off, path by path, until no limit is exceeded."""
    used = [0] * len(limits)
    for amount, places in zip(flow, uses, strict=True):
        for place in places:
            used[place] += amount
    for path, places in enumerate(uses):
        over = max(
            (
                used[place] - limit
                for place in places
                if (limit := limits[place]) is not None
            ),
            default=0,
        )
        taken = min(flow[path], max(over, 0))
        if taken:
            flow[path] -= taken
            for place in places:
                used[place] -= taken


def _proof(plan: FlowPlan) -> dict[str, Json]:
    """Prices above nought, in decimals."""
    prices = plan.price.tolist()
    places = _places(max(prices, default=1.0))
    listed = [
        (link, rounded)
        for link, price in enumerate(prices)
        if (rounded := round(Fraction(price) * 10**places)) > 0
    ]
    return {
        "link": [link for link, _ in listed],
        "usd": [write_decimal(rounded, places) for _, rounded in listed],
    }
