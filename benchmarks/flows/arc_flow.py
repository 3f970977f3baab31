"""The same problem with one column for each origin and link, for HiGHS."""

from __future__ import annotations

import time

import highspy
import numpy as np

from orta.planning.optimum.paths import FlowProblem


def build(problem: FlowProblem) -> highspy.HighsLp:
    """Balances of each origin at each node, then capacities; arrays handed over."""
    roots, which = np.unique(problem.origin, return_inverse=True)
    n, m, k, r = (
        problem.n_nodes,
        problem.n_links,
        problem.n_commodities,
        len(roots),
    )
    first = np.repeat(np.arange(r), m) * n
    tails, heads = np.tile(problem.tail, r), np.tile(problem.head, r)
    rows = np.empty((r * m, 3), np.int32)
    rows[:, 0], rows[:, 1] = first + tails, first + heads
    rows[:, 2] = r * n + np.tile(np.arange(m), r)
    unmet = np.empty((k, 2), np.int32)
    unmet[:, 0] = which * n + problem.origin
    unmet[:, 1] = which * n + problem.destination
    supply = np.zeros(r * n)
    np.add.at(supply, unmet[:, 0], problem.amount)
    np.add.at(supply, unmet[:, 1], -problem.amount)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = r * m + k, r * n + m
    lp.col_cost_ = np.concatenate([np.tile(problem.cost, r), problem.unmet_cost])
    lp.col_lower_ = np.zeros(r * m + k)
    lp.col_upper_ = np.concatenate([np.full(r * m, np.inf), problem.amount])
    lp.row_lower_ = np.concatenate([supply, np.full(m, -np.inf)])
    lp.row_upper_ = np.concatenate([supply, problem.capacity])
    lp.a_matrix_.start_ = np.concatenate(
        [np.arange(0, 3 * r * m, 3), 3 * r * m + np.arange(0, 2 * k + 1, 2)]
    ).astype(np.int32)
    lp.a_matrix_.index_ = np.concatenate([rows.ravel(), unmet.ravel()])
    lp.a_matrix_.value_ = np.concatenate(
        [np.tile([1.0, -1.0, 1.0], r * m), np.tile([1.0, -1.0], k)]
    )
    return lp


def solve(problem: FlowProblem, solver: str, time_limit_s: float) -> dict[str, float]:
    """Seconds to build and to solve, and the objective."""
    began = time.perf_counter()
    lp = build(problem)
    model = highspy.Highs()
    model.silent()
    model.setOptionValue("threads", 1)
    model.setOptionValue("solver", solver)
    model.setOptionValue("time_limit", time_limit_s)
    if solver == "ipm":
        model.setOptionValue("run_crossover", "off")
    model.passModel(lp)
    built = time.perf_counter()
    model.run()
    done = time.perf_counter()
    is_done = model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return {
        "build_s": built - began,
        "solve_s": done - built,
        "objective": model.getObjectiveValue() if is_done else float("nan"),
        "columns": lp.num_col_,
        "rows": lp.num_row_,
    }
