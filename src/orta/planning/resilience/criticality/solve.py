"""Closures solved: each alone, all from one plan; the worst together, with proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fnmatch import fnmatchcase

import numpy as np

from orta.corridor import Corridor
from orta.errors import UsageError
from orta.planning.assignment import FreightNetwork, build_network, demands_of_year
from orta.planning.optimum import FloatArray, IntArray
from orta.planning.optimum.interdiction import check_proof, worst_sets
from orta.planning.optimum.removal import Targets, Warm
from orta.planning.resilience.criticality.answer import (
    Closure,
    CriticalityAnswer,
    Proof,
)
from orta.planning.resilience.criticality.compile import (
    Compiled,
    compile_network,
    same_links,
)
from orta.planning.resilience.criticality.request import RIVALS, CriticalityRequest
from orta.planning.resilience.criticality.weigh import Weigher
from orta.planning.results import Provenance

GAP = 1e-9
Step = Callable[[str, int, int], None]


def rank_closures(
    corridor: Corridor,
    request: CriticalityRequest | None = None,
    *,
    on_progress: Step | None = None,
) -> CriticalityAnswer:
    """What each closure of a corridor costs under the demands of its year.

    `on_progress` is told what is done, how much of it and of how much.

    Examples
    --------
    >>> import orta
    >>> request = CriticalityRequest(kinds=("service",), days=7)
    >>> answer = rank_closures(orta.load().corridor, request)
    >>> answer.closures[0].loss_usd > 0
    True
    """
    asked = request or CriticalityRequest()
    network = build_network(corridor, demands_of_year(corridor), asked.weights)
    avoid = _avoided(network, asked.avoid)
    demands = [
        replace(
            demand,
            avoid=avoid,
            value_usd_per_t=asked.value_of(demand.commodity_code),
        )
        for demand in network.demands
    ]
    network = build_network(corridor, demands, asked.weights)
    return rank_closures_of(
        network, replace(asked, avoid=avoid), on_progress=on_progress
    )


def rank_closures_of(
    network: FreightNetwork,
    request: CriticalityRequest,
    *,
    on_progress: Step | None = None,
) -> CriticalityAnswer:
    """What each closure of a network costs, its demands as they are.

    `avoid` and `values` of the request are only told of: here demands have their own.
    See `rank_closures`.
    """
    compiled = compile_network(network, request.kinds)
    solver = _Solver(compiled, request, on_progress)
    closures = solver.alone()
    combinations: tuple[Closure, ...] = ()
    proof = None
    if request.together > 1:
        combinations, proof = solver.together()
    weigher = solver.weigher
    return CriticalityAnswer(
        request=request,
        goods_t_per_week=weigher.goods_t(weigher.wanted_t),
        unmet_t_per_week=weigher.goods_t(weigher.usual.unmet_t),
        closures=closures,
        n_without_loss=len(compiled.closables) - len(closures),
        combinations=combinations,
        proof=proof,
        left_out=network.left_out,
        provenance=Provenance.of(network.corridor, **_parameters(request)),
    )


def _avoided(network: FreightNetwork, avoid: tuple[str, ...] | None) -> tuple[str, ...]:
    """What is avoided; words that name no asset would change nothing, unnoticed."""

    def is_there(word: str) -> bool:
        return any(fnmatchcase(key, word) for key in network.asset_number)

    if avoid is None:
        return tuple(word for word in RIVALS if is_there(word))
    for word in avoid:
        if not is_there(word):
            raise UsageError(
                f"{word} names nothing that could be avoided",
                where="avoid",
                hint="write kind:id, as in state:RU or service:OCEAN-*",
            )
    return avoid


class _Solver:
    """Two plans of the usual week: one to wait, one without a choice."""

    def __init__(
        self, compiled: Compiled, request: CriticalityRequest, on_progress: Step | None
    ) -> None:
        self.compiled, self.request = compiled, request
        self.on_progress = on_progress
        self.strict = Warm(compiled.problem, shared=compiled.shared, gap=GAP)
        patient = patience_costs(compiled, self.strict, request.days)
        problem = replace(compiled.problem, unmet_cost=patient)
        self.warm = Warm(problem, shared=compiled.shared, gap=GAP)
        self.weigher = Weigher(compiled, self.warm, request.days)

    def alone(self) -> tuple[Closure, ...]:
        """Everything that costs something when it closes, worst first."""
        found, n = [], len(self.compiled.closables)
        for target in range(n):
            closure = self.close((target,))
            if self.on_progress is not None:
                self.on_progress("closing one", target + 1, n)
            if closure is not None:
                found.append(closure)
        return tuple(sorted(found, key=_worst_first))

    def together(self) -> tuple[tuple[Closure, ...], Proof]:
        """The worst combinations, and how it is known that none is worse."""
        kept = self.distinct()
        targets = self.compiled.targets
        some = Targets.of([targets.links([t]).tolist() for t in kept.tolist()])

        def say(done: int, of: int) -> None:
            if self.on_progress is not None:
                self.on_progress("ruling out combinations", done, of)

        found = worst_sets(
            self.warm,
            some,
            size=self.request.together,
            n_worst=self.request.top,
            progress=say,
        )
        closures = [
            self.close(tuple(kept[list(each.targets)].tolist())) for each in found.sets
        ]
        single = worst_sets(
            self.warm, some, size=self.request.together, with_witnesses=True
        )
        checked = check_proof(
            self.warm.problem, some, single, shared=self.compiled.shared
        )
        proof = Proof(
            names=tuple(self.compiled.closables[t].closure_id for t in kept.tolist()),
            n_sets=found.n_sets,
            n_solved=found.n_solved,
            gap=GAP,
            base_usd_per_week=found.base,
            checked_usd_per_week=checked,
            families=found.families,
        )
        return tuple(each for each in closures if each is not None), proof

    def distinct(self) -> IntArray:
        """Targets without those that take away the same links as an earlier one."""
        first = same_links(self.compiled.targets)
        return np.flatnonzero(first == np.arange(len(first))).astype(np.int32)

    def close(self, targets: tuple[int, ...]) -> Closure | None:
        """What some things cost when they close; None if nothing uses them."""
        links = self.compiled.targets.links(targets)
        outcome = self.warm.without(links)
        if not outcome.rounds:
            return None
        closed = tuple(self.compiled.closables[t] for t in targets)
        return self.weigher.closure(closed, outcome, self.strict.without(links))


def patience_costs(compiled: Compiled, strict: Warm, days: float) -> FloatArray:
    """What a tonne of each demand costs that waits until a closure is over.

    As much as it costs in a usual week, scarcity included, and half of the closure in
    days: who comes first waits all of it, who comes last nothing. So the usual plan
    stays the best as long as nothing is closed. Never more than to be unmet.
    """
    network = compiled.network
    day_usd = np.array(
        [network.weights.day_usd_per_t(d.value_usd_per_t) for d in network.demands]
    )
    waits = strict.least_of_commodities() + day_usd * days / 2
    cost: FloatArray = np.minimum(waits, compiled.problem.unmet_cost)
    return cost


def _worst_first(closure: Closure) -> tuple[float, str]:
    return -round(closure.loss_usd, 2), closure.closed[0].closure_id


def _parameters(request: CriticalityRequest) -> dict[str, str]:
    weights = request.weights
    return {
        "kinds": ",".join(request.kinds),
        "days": f"{request.days:g}",
        "together": str(request.together),
        "top": str(request.top),
        "avoid": ",".join(request.avoid or ()),
        "values": ",".join(f"{k}={v:g}" for k, v in sorted(request.values.items())),
        "value_of_time_usd_per_t_day": f"{weights.value_of_time_usd_per_t_day:g}",
        "unmet_usd_per_t": f"{weights.unmet_usd_per_t:g}",
    }
