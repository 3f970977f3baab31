"""Cheapest paths under prices of capacity, and the bound that the prices give."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from orta.planning.graph import Csr, build_csr
from orta.planning.optimum.paths.kernel import Wanted, cheapest_paths
from orta.planning.optimum.paths.problem import FloatArray, FlowProblem, IntArray

Places = NDArray[np.int64]
_ENOUGH_FOR_THREADS = 1 << 17  # groups times links


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What a round of pricing found.

    No plan costs less than `bound`. The path of commodity k is
    `link[start[k] : start[k + 1]]`, empty unless it is cheaper than was asked.
    """

    bound: float
    start: Places
    link: IntArray


class Pricer:
    """Cheapest paths of a problem whose commodities are sorted by origin."""

    def __init__(self, problem: FlowProblem) -> None:
        self.problem = problem
        self.csr: Csr = build_csr(
            problem.tail, problem.head, n_vertices=problem.n_nodes
        )
        origins, first = np.unique(problem.origin, return_index=True)
        firsts = np.append(first, problem.n_commodities)
        work = len(origins) * problem.n_links
        n_parts = min(os.cpu_count() or 1, len(origins))
        if work < _ENOUGH_FOR_THREADS:
            n_parts = 1
        edges = np.linspace(0, len(origins), n_parts + 1).astype(int)
        self.parts = [
            (
                int(firsts[here]),
                Wanted(
                    origins[here:there].astype(np.int32),
                    (firsts[here : there + 1] - firsts[here]).astype(np.int64),
                    problem.destination[firsts[here] : firsts[there]],
                ),
            )
            for here, there in pairwise(edges)
        ]

    def price(self, price: FloatArray, limit: FloatArray) -> Priced:
        """Paths cheaper than `limit` (commodities,) under prices (links,).

        Notes
        -----
        Source: Lagrange's bound of the capacities: every amount takes its cheapest
        path, or is unmet, and what the capacities are worth is paid back.
        """
        problem = self.problem
        costs = problem.cost + price

        def search(part: tuple[int, Wanted]) -> tuple[FloatArray, Places, IntArray]:
            first, wanted = part
            ends = first + len(wanted.destination)
            limits = limit[first:ends]
            return cheapest_paths(self.csr, problem.tail, costs, wanted, limits)

        if len(self.parts) == 1:
            found = [search(self.parts[0])]
        else:
            with ThreadPoolExecutor(len(self.parts)) as threads:
                found = list(threads.map(search, self.parts))
        distance = np.concatenate([part[0] for part in found])
        sizes = np.concatenate([np.diff(part[1]) for part in found])
        least = np.minimum(distance, problem.unmet_cost)
        has_limit = np.isfinite(problem.capacity)
        worth = float(price[has_limit] @ problem.capacity[has_limit])
        return Priced(
            bound=float(problem.amount @ least) - worth,
            start=np.concatenate([[0], np.cumsum(sizes)]),
            link=np.concatenate([part[2] for part in found]),
        )
