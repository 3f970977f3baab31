"""A solved programme read back into weeks, tonnes, dollars and words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

import numpy as np

from orta.corridor import Corridor
from orta.planning.flows.answer import Amount, Flow, FlowsAnswer, Season, Unmet
from orta.planning.flows.compile import Weekly, payload_t
from orta.planning.flows.reasons import Reasons
from orta.planning.flows.scarcity import find_bottlenecks, name_scarce
from orta.planning.flows.solve import PROOF_NODES, Future, Solved, solve_study
from orta.planning.flows.study import Study
from orta.planning.optimum import Progress
from orta.planning.results import Provenance

_LEAST_AMOUNT = 1e-6  # a gram is nothing


def plan_season(
    study: Study,
    corridor: Corridor,
    *,
    time_limit_s: float = np.inf,
    proof_nodes: int = PROOF_NODES,
    on_progress: Callable[[Progress], None] | None = None,
) -> FlowsAnswer:
    """The cheapest plan of a season, with its proof, or why there is none.

    Parameters
    ----------
    time_limit_s
        After so long the best plan so far is the answer; only then do the bytes of
        the answer depend on the machine.
    proof_nodes
        Linear programmes for the proof where trains and ships are whole.

    Raises
    ------
    RunInterruptedError
        On Ctrl C.
    """
    solved = solve_study(
        study,
        corridor,
        time_limit_s=time_limit_s,
        proof_nodes=proof_nodes,
        on_progress=on_progress,
    )
    return describe(study, corridor, solved)


def describe(study: Study, corridor: Corridor, solved: Solved) -> FlowsAnswer:
    """The answer to a study: every future's plan, and what is scarce in it."""
    return FlowsAnswer(
        study=study,
        status=solved.status,
        seasons=tuple(_season(study, corridor, future) for future in solved.futures),
        certificate=solved.certificate,
        search_bound_usd=solved.bound if np.isfinite(solved.bound) else None,
        conflict=solved.conflict,
        provenance=Provenance.of(
            corridor, study=study.title, study_digest=study.digest
        ),
    )


def _season(study: Study, corridor: Corridor, future: Future) -> Season:
    names = name_scarce(study, corridor, future.compiled)
    scenario = future.scenario
    return Season(
        scenario_id=scenario.scenario_id if scenario else "",
        probability=scenario.probability if scenario else 1.0,
        usd_by_kind=_costs(future),
        flows=tuple(_flows(study, corridor, future)),
        amounts=tuple(_amounts(study, corridor, future)),
        unmet=tuple(_unmet(study, future, names)),
        bottlenecks=find_bottlenecks(
            study, future.compiled, prices=future.prices, names=names
        ),
    )


def _done(future: Future) -> Iterator[tuple[Weekly, int, float]]:
    """Every group, week from 1, and amount that is not nothing."""
    for group, numbers in future.compiled.columns.items():
        for week, amount in enumerate(future.x[numbers].tolist(), start=1):
            if amount > _LEAST_AMOUNT:
                yield group, week, amount


def _costs(future: Future) -> tuple[tuple[str, float], ...]:
    """USD by what is paid for."""
    costs: dict[str, float] = defaultdict(float)
    for group, numbers in future.compiled.columns.items():
        cost = future.compiled.programme.cost[numbers] @ future.x[numbers]
        costs[group.kind] += float(cost)
    return tuple((kind, usd) for kind, usd in costs.items() if usd)


def _flows(study: Study, corridor: Corridor, future: Future) -> Iterator[Flow]:
    tonnes: dict[tuple[str, str, int], float] = defaultdict(float)
    for group, week, t in _done(future):
        if group.kind in ("move", "move hired"):
            leg_id, goods_id = group.key
            tonnes[leg_id, goods_id, week] += t
    for (leg_id, goods_id, week), t in tonnes.items():
        leg = study.leg_by_id[leg_id]
        in_units = t / payload_t(corridor, leg) if leg.equipment_code else 0.0
        yield Flow(leg_id=leg_id, goods_id=goods_id, week=week, t=t, units=in_units)


def _amounts(study: Study, corridor: Corridor, future: Future) -> Iterator[Amount]:
    for group, week, amount in _done(future):
        if group.kind not in ("move", "move hired", "miss"):
            row_id, *detail = group.key
            yield Amount(
                kind=group.kind,
                row_id=row_id,
                detail=" ".join(detail),
                week=week,
                amount=amount,
            )
    yield from _hired(study, corridor, future)


def _hired(study: Study, corridor: Corridor, future: Future) -> Iterator[Amount]:
    """Units hired for a leg: what is in them is a column of its own for each goods."""
    tonnes: dict[tuple[str, int], float] = defaultdict(float)
    for group, week, t in _done(future):
        if group.kind == "move hired":
            tonnes[group.key[0], week] += t
    for (leg_id, week), t in tonnes.items():
        leg = study.leg_by_id[leg_id]
        yield Amount(
            kind="hire",
            row_id=leg.pool_id,
            detail=leg_id,
            week=week,
            amount=t / payload_t(corridor, leg),
        )


def _unmet(study: Study, future: Future, names: dict[Weekly, str]) -> Iterator[Unmet]:
    reasons = Reasons(compiled=future.compiled, prices=future.prices, names=names)
    demands = {demand.demand_id: demand for demand in study.demands}
    cost = future.compiled.programme.cost
    for group, week, t in _done(future):
        if group.kind == "miss":
            demand = demands[group.key[0]]
            usd_per_t = float(cost[future.compiled.columns[group][week - 1]])
            yield Unmet(
                demand_id=demand.demand_id,
                goods_id=demand.goods_id,
                node_id=demand.node_id,
                week=week,
                t=t,
                outside_usd_per_t=usd_per_t,
                reason=reasons.find(
                    demand.node_id, demand.goods_id, week - 1, elsewhere=usd_per_t
                ),
            )
