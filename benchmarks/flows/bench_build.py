"""How long it takes to say the same programme: arrays, ours, linopy, PuLP, Pyomo.

One column for each origin and link and one for what stays unmet; handed over to HiGHS,
not solved by all: each layer's objective is compared once with `--check`.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import arc_flow
import highspy
import linopy
import numpy as np
import pandas as pd
import pulp
import pyomo.environ as pyo
import xarray as xr
from instances import drawn, read_tntp

from orta.planning.optimum import Block, Entries, Programme
from orta.planning.optimum.highs import load_model
from orta.planning.optimum.paths import FlowProblem


class Grid(NamedTuple):
    """Origins times nodes and links, with what each origin sends and gets."""

    roots: np.ndarray
    which: np.ndarray  # (commodities,) the place of the origin
    supply: np.ndarray  # (origins, nodes)


def grid_of(problem: FlowProblem) -> Grid:
    """The origins of a problem and their balances."""
    roots, which = np.unique(problem.origin, return_inverse=True)
    supply = np.zeros((len(roots), problem.n_nodes))
    np.add.at(supply, (which, problem.origin), problem.amount)
    np.add.at(supply, (which, problem.destination), -problem.amount)
    return Grid(roots, which, supply)


def by_arrays(problem: FlowProblem) -> highspy.Highs:
    """Arrays by hand."""
    model = highspy.Highs()
    model.silent()
    model.setOptionValue("threads", 1)  # the first run decides for the whole process
    model.passModel(arc_flow.build(problem))
    return model


def by_orta(problem: FlowProblem) -> highspy.Highs:
    """Entries and labelled blocks, checked, sorted and handed over."""
    grid = grid_of(problem)
    n, m, k, r = (
        problem.n_nodes,
        problem.n_links,
        problem.n_commodities,
        len(grid.roots),
    )
    column = np.arange(r * m, dtype=np.int32)
    first = np.repeat(np.arange(r, dtype=np.int32), m) * n
    link = np.tile(np.arange(m, dtype=np.int32), r)
    ones, unmet = np.ones(r * m), r * m + np.arange(k, dtype=np.int32)
    base = (grid.which * n).astype(np.int32)
    has_limit = np.isfinite(problem.capacity)
    total = problem.amount.sum()
    programme = Programme.from_entries(
        cost=np.concatenate([np.tile(problem.cost, r), problem.unmet_cost]),
        upper=np.concatenate([np.full(r * m, total), problem.amount]),
        whole=np.zeros(r * m + k, bool),
        limit=np.concatenate(
            [grid.supply.ravel(), np.where(has_limit, problem.capacity, total)]
        ),
        entries=[
            Entries(first + problem.tail[link], column, ones),
            Entries(first + problem.head[link], column, -ones),
            Entries(r * n + link, column, ones),
            Entries(base + problem.origin, unmet, np.ones(k)),
            Entries(base + problem.destination, unmet, -np.ones(k)),
        ],
        column_blocks=[
            Block("flow", _words(r, m), (column // m, link)),
            Block("unmet", _words(k), (unmet - r * m,)),
        ],
        row_blocks=[
            Block("balance", _words(r, n), _places(r, n)),
            Block("capacity", _words(m), _places(m)),
        ],
    )
    return load_model(programme)


def _words(*sizes: int) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(str, range(size))) for size in sizes)


def _places(*sizes: int) -> tuple[np.ndarray, ...]:
    grids = np.indices(sizes).reshape(len(sizes), -1)
    return tuple(grids.astype(np.int32))


def by_linopy(problem: FlowProblem) -> highspy.Highs:
    """Labelled arrays of variables; what is unmet by origin and node, not in a list."""
    grid = grid_of(problem)
    origin = pd.RangeIndex(len(grid.roots), name="origin")
    link = pd.RangeIndex(problem.n_links, name="link")
    node = pd.RangeIndex(problem.n_nodes, name="node")
    asked = np.zeros((len(origin), len(node)))
    np.add.at(asked, (grid.which, problem.destination), problem.amount)
    penalty = np.zeros_like(asked)
    penalty[grid.which, problem.destination] = problem.unmet_cost
    is_root = xr.DataArray(
        (grid.roots[:, None] == np.asarray(node)).astype(float), coords=[origin, node]
    )
    model = linopy.Model()
    flow = model.add_variables(lower=0, coords=[origin, link], name="flow")
    unmet = model.add_variables(
        lower=0, upper=xr.DataArray(asked, coords=[origin, node]), name="unmet"
    )
    tail = xr.DataArray(problem.tail, coords=[link], name="node")
    head = xr.DataArray(problem.head, coords=[link], name="node")
    out = (1 * flow).groupby(tail).sum() - (1 * flow).groupby(head).sum()
    balance = out + is_root * unmet.sum("node") - unmet
    supply = xr.DataArray(grid.supply, coords=[origin, node])
    model.add_constraints(balance == supply, name="balance")
    capacity = xr.DataArray(room(problem), coords=[link])
    model.add_constraints(flow.sum("origin") <= capacity, name="capacity")
    cost = xr.DataArray(problem.cost, coords=[link])
    worth = xr.DataArray(penalty, coords=[origin, node])
    model.add_objective((flow * cost).sum() + (unmet * worth).sum())
    return linopy.io.to_highspy(model)


def room(problem: FlowProblem) -> np.ndarray:
    """Capacities, where there is none all that is asked, shape (links,)."""
    has_limit = np.isfinite(problem.capacity)
    return np.where(has_limit, problem.capacity, problem.amount.sum())


class Lists(NamedTuple):
    """The programme as lists, for layers that take one variable at a time."""

    r: int
    n: int
    m: int
    k: int
    tail: list[int]
    head: list[int]
    cost: list[float]
    which: list[int]
    origin: list[int]
    destination: list[int]
    amount: list[float]
    unmet_cost: list[float]
    supply: list[list[float]]
    capacity: list[float]

    @classmethod
    def of(cls, problem: FlowProblem) -> Lists:
        """The lists of a problem."""
        grid = grid_of(problem)
        return cls(
            len(grid.roots),
            problem.n_nodes,
            problem.n_links,
            problem.n_commodities,
            *(
                array.tolist()
                for array in (
                    problem.tail,
                    problem.head,
                    problem.cost,
                    grid.which,
                    problem.origin,
                    problem.destination,
                    problem.amount,
                    problem.unmet_cost,
                    grid.supply,
                    room(problem),
                )
            ),
        )

    def terms(self, flow: Any, unmet: Any) -> tuple[Any, Any]:  # noqa: ANN401
        """Terms of each balance: with plus and with minus."""
        plus = [[[] for _ in range(self.n)] for _ in range(self.r)]
        minus = [[[] for _ in range(self.n)] for _ in range(self.r)]
        for o in range(self.r):
            for e in range(self.m):
                plus[o][self.tail[e]].append(flow[o, e])
                minus[o][self.head[e]].append(flow[o, e])
        for c in range(self.k):
            plus[self.which[c]][self.origin[c]].append(unmet[c])
            minus[self.which[c]][self.destination[c]].append(unmet[c])
        return plus, minus


def by_pulp(problem: FlowProblem) -> highspy.Highs:
    """One object for each variable and sum."""
    lists = Lists.of(problem)
    model = pulp.LpProblem("flows", pulp.LpMinimize)
    flow = {
        (o, e): pulp.LpVariable(f"x{o}_{e}", 0)
        for o in range(lists.r)
        for e in range(lists.m)
    }
    unmet = [
        pulp.LpVariable(f"u{c}", 0, amount) for c, amount in enumerate(lists.amount)
    ]
    plus, minus = lists.terms(flow, unmet)
    model += pulp.LpAffineExpression(
        [(flow[o, e], lists.cost[e]) for o in range(lists.r) for e in range(lists.m)]
        + list(zip(unmet, lists.unmet_cost, strict=True))
    )
    for o in range(lists.r):
        for node in range(lists.n):
            terms = [(x, 1) for x in plus[o][node]] + [(x, -1) for x in minus[o][node]]
            model += pulp.LpAffineExpression(terms) == lists.supply[o][node]
    for e in range(lists.m):
        terms = [(flow[o, e], 1) for o in range(lists.r)]
        model += pulp.LpAffineExpression(terms) <= lists.capacity[e]
    solver = pulp.HiGHS(msg=False)
    solver.createAndConfigureSolver(model)
    solver.buildSolverModel(model)
    return model.solverModel


def by_pyomo(problem: FlowProblem) -> highspy.Highs:
    """One object for each variable and sum, read by its own interface to HiGHS."""
    from pyomo.contrib.appsi.solvers import Highs

    lists = Lists.of(problem)
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(lists.r), range(lists.m), bounds=(0, None))
    model.u = pyo.Var(range(lists.k), bounds=lambda _, c: (0, lists.amount[c]))
    plus, minus = lists.terms(model.x, model.u)
    model.cost = pyo.Objective(
        expr=pyo.quicksum(
            lists.cost[e] * model.x[o, e]
            for o in range(lists.r)
            for e in range(lists.m)
        )
        + pyo.quicksum(lists.unmet_cost[c] * model.u[c] for c in range(lists.k))
    )
    model.balance = pyo.Constraint(
        range(lists.r),
        range(lists.n),
        rule=lambda _, o, i: (
            pyo.quicksum(plus[o][i]) - pyo.quicksum(minus[o][i]) == lists.supply[o][i]
        ),
    )
    model.capacity = pyo.Constraint(
        range(lists.m),
        rule=lambda _, e: (
            pyo.quicksum(model.x[o, e] for o in range(lists.r)) <= lists.capacity[e]
        ),
    )
    solver = Highs()
    solver.set_instance(model)
    return solver._solver_model  # noqa: SLF001  there is no other way to it


LAYERS: dict[str, Callable[[FlowProblem], highspy.Highs]] = {
    "arrays": by_arrays,
    "orta": by_orta,
    "linopy": by_linopy,
    "pulp": by_pulp,
    "pyomo": by_pyomo,
}


def seconds(
    build: Callable[[FlowProblem], highspy.Highs], problem: FlowProblem
) -> float:
    """Processor time of one building."""
    gc.collect()
    began = time.process_time()
    build(problem)
    return time.process_time() - began


def main() -> None:
    """Print one row for each layer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--zip", default="")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    path = Path(asked.zip)
    problem = read_tntp(path, "Anaheim") if asked.zip else drawn(416, 914, 1406, seed=1)
    times: dict[str, list[float]] = {name: [] for name in LAYERS}
    for _ in range(asked.rounds):
        for name, build in LAYERS.items():
            times[name].append(seconds(build, problem))
    least = statistics.median(times["arrays"])
    print(f"{'layer':8} {'ms':>8} {'over arrays':>12}  objective")
    for name, build in LAYERS.items():
        median = statistics.median(times[name])
        cost = ""
        if asked.check:
            model = build(problem)
            model.setOptionValue("output_flag", False)
            model.run()
            cost = f"{model.getObjectiveValue():.4f}"
        print(f"{name:8} {1000 * median:8.1f} {median / least:12.2f}  {cost}")


if __name__ == "__main__":
    main()
