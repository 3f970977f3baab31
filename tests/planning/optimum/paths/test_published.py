"""Instances whose least cost is printed in a book or a standard.

Sources: the sample of the DIMACS form for minimum-cost flow (first challenge, 1991);
steel of three kinds from three mills to seven works: R. Fourer, D. M. Gay and
B. W. Kernighan, AMPL, second edition (2003), chapter 4, `multi.mod`.
"""

from __future__ import annotations

import numpy as np
import pytest

from orta.planning.optimum.paths import FlowProblem, solve_paths

DEAR = 1e5  # more than any way: all that is asked has to be carried


def test_the_sample_of_the_dimacs_form_costs_14():
    plan = solve_paths(
        FlowProblem.of(
            tail=[0, 0, 1, 1, 2], head=[1, 2, 2, 3, 3], cost=[2, 2, 1, 3, 1],
            capacity=[4, 2, 2, 3, 5], origin=[0], destination=[3], amount=[4],
            unmet_cost=DEAR,
        )
    )  # fmt: skip
    assert plan.objective == pytest.approx(14)
    assert plan.unmet.tolist() == [0]


# Bands, coils and plate: what the mills make, what the works ask, what a ton costs.
MADE = np.array([[400, 700, 800], [800, 1600, 1800], [200, 300, 300]])
ASKED = np.array(
    [
        [300, 300, 100, 75, 650, 225, 250],
        [500, 750, 400, 250, 950, 850, 500],
        [100, 100, 0, 50, 200, 100, 250],
    ]
)
COST = np.array(
    [
        [
            [30, 10, 8, 10, 11, 71, 6],
            [22, 7, 10, 7, 21, 82, 13],
            [19, 11, 12, 10, 25, 83, 15],
        ],
        [
            [39, 14, 11, 14, 16, 82, 8],
            [27, 9, 12, 9, 26, 95, 17],
            [24, 14, 17, 13, 28, 99, 20],
        ],
        [
            [41, 15, 12, 16, 17, 86, 8],
            [29, 9, 13, 9, 28, 99, 18],
            [26, 14, 17, 13, 31, 104, 20],
        ],
    ]
)
FROM_MILL_TO_WORKS = 625  # tons of all kinds together


def steel():
    """A store of each kind, its mills, quays at mills and works, and who asks for it.

    A kind costs differently on the way from one mill to one works: it has its own link
    to a quay, and all kinds share the link from quay to quay.
    """
    nodes: dict[tuple, int] = {}
    links = []

    def node(*name):
        return nodes.setdefault(name, len(nodes))

    kinds, mills, works = COST.shape
    for kind in range(kinds):
        for mill in range(mills):
            links.append((node("store", kind), node(kind, mill), 0, MADE[kind, mill]))
            for to in range(works):
                cost = COST[kind, mill, to]
                links.append((node(kind, mill), node("quay", mill, to), cost, np.inf))
                links.append(
                    (node("there", mill, to), node("works", kind, to), 0, np.inf)
                )
    for mill in range(mills):
        for to in range(works):
            ends = node("quay", mill, to), node("there", mill, to)
            links.append((*ends, 0, FROM_MILL_TO_WORKS))
    tail, head, cost, capacity = zip(*links, strict=True)
    pairs = [(k, w) for k in range(kinds) for w in range(works) if ASKED[k, w]]
    return FlowProblem.of(
        tail=tail, head=head, cost=cost, capacity=capacity,
        origin=[node("store", kind) for kind, _ in pairs],
        destination=[node("works", kind, to) for kind, to in pairs],
        amount=[ASKED[pair] for pair in pairs],
        unmet_cost=DEAR,
    )  # fmt: skip


def test_the_steel_of_three_mills_costs_199_500():
    plan = solve_paths(steel(), gap=1e-9)
    assert plan.objective == pytest.approx(199_500, rel=1e-9)
    assert plan.unmet.sum() == 0
