"""What flows over the links of a plan comes to, demand by demand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orta.planning.optimum import FloatArray
from orta.planning.optimum.removal import Outcome
from orta.planning.resilience.criticality.compile import Compiled


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Carriage:
    """Sums of a week by demand, shape (demands,); `used` by limit and demand.

    `t` are tonnes that arrive, `cost_usd` what they cost in all, `tariff_usd` in
    money, `t_days` the days they are on the way. `crossing_t` (demands, states) are
    tonnes through each state, `used` (limits, demands) what they take.
    """

    t: FloatArray
    unmet_t: FloatArray
    cost_usd: FloatArray
    tariff_usd: FloatArray
    t_days: FloatArray
    crossing_t: FloatArray
    used: FloatArray


class Reader:
    """Reads plans of one compiled network."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        arcs = compiled.network.arcs
        self.cost = compiled.problem.cost
        self.tariff = compiled.of_links(arc.tariff_usd_per_t for arc in arcs)
        self.days = compiled.of_links(arc.days for arc in arcs)
        codes = {code for arc in arcs for code in arc.country_codes}
        self.states = tuple(sorted(codes))
        place = {code: number for number, code in enumerate(self.states)}
        self.states_of = [
            [place[code] for code in arcs[arc].country_codes] if arc >= 0 else []
            for arc in compiled.arc.tolist()
        ]
        shared = compiled.shared
        self.rows_of: list[list[tuple[int, float]]] = [[] for _ in self.cost]
        for row, link, use in zip(
            shared.row.tolist(), shared.link.tolist(), shared.use.tolist(), strict=True
        ):
            self.rows_of[link].append((row, use))

    def carriage(self, outcome: Outcome) -> Carriage:
        """The sums of a plan."""
        n = self.compiled.problem.n_commodities
        owner = np.repeat(outcome.commodity, np.diff(outcome.start))
        flow = np.repeat(outcome.flow, np.diff(outcome.start))

        def summed(of_links: FloatArray) -> FloatArray:
            weights = flow * of_links[outcome.link]
            return np.bincount(owner, weights, n).astype(np.float64)

        used = np.zeros((len(self.compiled.shared.limit), n))
        for k, link, t in zip(
            owner.tolist(), outcome.link.tolist(), flow.tolist(), strict=True
        ):
            for row, use in self.rows_of[link]:
                used[row, k] += use * t
        return Carriage(
            t=np.bincount(outcome.commodity, outcome.flow, n).astype(np.float64),
            unmet_t=outcome.unmet,
            cost_usd=summed(self.cost),
            tariff_usd=summed(self.tariff),
            t_days=summed(self.days),
            crossing_t=self._crossing(outcome),
            used=used,
        )

    def _crossing(self, outcome: Outcome) -> FloatArray:
        """Tonnes of each demand through each state; a way counts once in each."""
        found = np.zeros((self.compiled.problem.n_commodities, len(self.states)))
        for path, t in enumerate(outcome.flow.tolist()):
            links = outcome.link[outcome.start[path] : outcome.start[path + 1]]
            crossed = {state for link in links for state in self.states_of[link]}
            found[outcome.commodity[path], sorted(crossed)] += t
        return found
