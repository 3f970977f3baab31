"""A study and a corridor in, the cheapest plan of the season out, with its proof."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from orta.corridor import Corridor
from orta.planning.flows.compile import Compiled, Futures, compile_futures
from orta.planning.flows.study import Scenario, Study
from orta.planning.optimum import (
    BoolArray,
    FloatArray,
    Programme,
    Progress,
    Solution,
    Status,
)
from orta.planning.optimum.certificate import (
    Certificate,
    Search,
    certify,
    search,
    tighten,
)

PROOF_NODES: Final = 100
# Columns that can make good what another had to give up: what is short can be missed.
_ELASTIC = ("miss",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Future:
    """A plan in one scenario: the compiled study and its part of the plan.

    `x` (columns,) is what the plan does, `prices` (rows,) what one more unit of each
    limit would save in this future if trains and ships could be parts of one.
    """

    scenario: Scenario | None
    compiled: Compiled
    x: FloatArray
    prices: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """How the search ended, the plan in each future, and the certificate of it all.

    Without a plan there are no futures and no certificate, and `conflict` names limits
    that cannot hold together.
    """

    status: Status
    futures: tuple[Future, ...]
    bound: float  # USD; as the search says it
    certificate: Certificate | None
    conflict: tuple[str, ...]


def solve_study(
    study: Study,
    corridor: Corridor,
    *,
    time_limit_s: float = np.inf,
    proof_nodes: int = PROOF_NODES,
    on_progress: Callable[[Progress], None] | None = None,
) -> Solved:
    """The cheapest plan, or the best that was found in the time given.

    Where trains and ships are whole, the solver's search finds the plan, and a tree of
    at most `proof_nodes` linear programmes proves a bound that anybody can check.

    Raises
    ------
    RunInterruptedError
        On Ctrl C.
    """
    # No solver is loaded before somebody solves: who only verifies needs none.
    from orta.planning.optimum import find_conflict

    ends_at = time.monotonic() + time_limit_s
    futures = compile_futures(study, corridor)
    programme, elastic = futures.programme, _elastic(futures)
    found = _find(
        programme, elastic, gap=study.gap, ends_at=ends_at, on_progress=on_progress
    )
    if not len(found.x):
        is_impossible = found.status is Status.INFEASIBLE
        conflict = find_conflict(programme) if is_impossible else None
        return Solved(
            status=found.status,
            futures=(),
            bound=found.bound,
            certificate=None,
            conflict=conflict.labels if conflict else (),
        )
    proof = _prove(
        programme, found, gap=study.gap, most_nodes=proof_nodes, ends_at=ends_at
    )
    certificate = certify(
        programme,
        found.x if proof is None or proof.plan is None else proof.plan,
        found.prices,
        statement=_statement(study, corridor),
        elastic=elastic,
        branches=() if proof is None else proof.tree,
    )
    return Solved(
        status=found.status,
        futures=tuple(_cut(futures, certificate.plan, found.prices)),
        bound=found.bound,
        certificate=certificate,
        conflict=(),
    )


def _find(
    programme: Programme,
    elastic: BoolArray,
    *,
    gap: float,
    ends_at: float,
    on_progress: Callable[[Progress], None] | None,
) -> Solution:
    """The solver's plan, with a little room to mend it if there is any."""
    from orta.planning.optimum import solve

    for tried in (tighten(programme, elastic=elastic), programme):
        found = solve(
            tried,
            gap=gap,
            time_limit_s=max(0.0, ends_at - time.monotonic()),
            on_progress=on_progress,
        )
        # What must be met may take all there is, and leave no room to mend.
        if found.status is not Status.INFEASIBLE:
            return found
    return found


def _prove(
    programme: Programme,
    found: Solution,
    *,
    gap: float,
    most_nodes: int,
    ends_at: float,
) -> Search | None:
    """A search whose tree proves a bound for whole numbers; None where prices do.

    They do where nothing must be whole, and often where it makes no difference.
    """
    proved = programme.bound(found.prices)
    if most_nodes == 0 or proved >= found.objective - gap * abs(found.objective):
        return None
    return search(
        programme,
        found.objective,
        gap=gap,
        most_nodes=most_nodes,
        stop=lambda: time.monotonic() > ends_at,
    )


def _statement(study: Study, corridor: Corridor) -> dict[str, str]:
    """Whose problem the certificate is about."""
    return {
        "title": study.title,
        "study_sha256": study.digest,
        "dataset": corridor.name,
        "dataset_version": corridor.version,
        "dataset_digest": corridor.digest,
    }


def _elastic(futures: Futures) -> BoolArray:
    """Columns that may rise to mend a row, shape (columns,)."""
    elastic = np.zeros(len(futures.programme.cost), np.bool_)
    for future, own in zip(futures.compiled, futures.columns, strict=True):
        for group, numbers in future.columns.items():
            if group.kind in _ELASTIC:
                elastic[own[numbers]] = True
    # Behind the futures' columns there are only sums of cost, which must follow.
    elastic[int(max(own.max() for own in futures.columns)) + 1 :] = True
    return elastic


def _cut(futures: Futures, plan: FloatArray, prices: FloatArray) -> Iterator[Future]:
    """The joint plan cut apart.

    In the joint programme a dollar of a future counts as much as the future weighs;
    by that weight its prices are divided, and nothing is worth anything in one that
    counts for nothing.
    """
    weights, n_rows = futures.weights(prices), futures.n_rows
    for number, scenario in enumerate(futures.scenarios):
        of_rows = prices[number * n_rows : (number + 1) * n_rows]
        # Under the weight of the dearest futures, others may count for nothing.
        weight = weights[number] or 1.0
        yield Future(
            scenario=scenario,
            compiled=futures.compiled[number],
            x=plan[futures.columns[number]],
            prices=of_rows / weight,
        )
