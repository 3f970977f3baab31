"""A study and a corridor in, the cheapest plan of the season out, with its proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from orta.corridor import Corridor
from orta.planning.flows.compile import Compiled, compile_study, join
from orta.planning.flows.study import RiskForm, Scenario, Study
from orta.planning.optimum import (
    BoolArray,
    FloatArray,
    IntArray,
    Programme,
    Progress,
    Solution,
    Status,
    solve,
)
from orta.planning.optimum.certificate import Certificate, certify, tighten
from orta.planning.optimum.conflict import find_conflict

# Columns that can make good what another had to give up: what is missing can be
# missed, what is short can be hired.
_ELASTIC = ("miss", "hire")


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
    certificate: Certificate | None
    conflict: tuple[str, ...]


def solve_study(
    study: Study,
    corridor: Corridor,
    *,
    time_limit_s: float = np.inf,
    on_progress: Callable[[Progress], None] | None = None,
) -> Solved:
    """The cheapest plan, or the best that was found in the time given.

    Raises
    ------
    RunInterruptedError
        On Ctrl C.
    """
    scenarios = _scenarios(study)
    compiled = tuple(compile_study(study, corridor, one) for one in scenarios)
    if len(compiled) == 1:
        programme, columns = compiled[0].programme, (_all(compiled[0].programme),)
    else:
        joint = join(study, compiled)
        programme, columns = joint.programme, joint.columns
    elastic = _elastic(compiled, columns, len(programme.cost))
    found = solve(
        tighten(programme, elastic=elastic),
        gap=study.gap,
        time_limit_s=time_limit_s,
        on_progress=on_progress,
    )
    if not len(found.x):
        conflict = ()
        if found.status is Status.INFEASIBLE:
            conflict = find_conflict(programme).labels
        return Solved(
            status=found.status, futures=(), certificate=None, conflict=conflict
        )
    certificate = certify(
        programme,
        found.x,
        found.prices,
        statement=_statement(study, corridor),
        elastic=elastic,
    )
    return Solved(
        status=found.status,
        futures=_futures(scenarios, compiled, columns, found, certificate.plan),
        certificate=certificate,
        conflict=(),
    )


def _scenarios(study: Study) -> tuple[Scenario | None, ...]:
    is_one = study.risk.form is RiskForm.DETERMINISTIC or not study.scenarios
    return (None,) if is_one else study.scenarios


def _all(programme: Programme) -> IntArray:
    return np.arange(len(programme.cost), dtype=np.int32)


def _statement(study: Study, corridor: Corridor) -> dict[str, str]:
    """Whose problem the certificate is about."""
    return {
        "title": study.title,
        "study_sha256": study.digest,
        "dataset": corridor.name,
        "dataset_version": corridor.version,
        "dataset_digest": corridor.digest,
    }


def _elastic(
    compiled: tuple[Compiled, ...], columns: tuple[IntArray, ...], n_columns: int
) -> BoolArray:
    elastic = np.zeros(n_columns, np.bool_)
    for future, own in zip(compiled, columns, strict=True):
        for group, numbers in future.columns.items():
            if group.kind in _ELASTIC:
                elastic[own[numbers]] = True
    # Beyond the futures' columns there are only sums of cost, which must follow.
    elastic[int(max(own.max() for own in columns)) + 1 :] = True
    return elastic


def _futures(
    scenarios: tuple[Scenario | None, ...],
    compiled: tuple[Compiled, ...],
    columns: tuple[IntArray, ...],
    found: Solution,
    plan: FloatArray,
) -> tuple[Future, ...]:
    """The joint plan cut apart; prices of a future are those of its rows."""
    n_rows = len(compiled[0].programme.limit)
    return tuple(
        Future(
            scenario=scenario,
            compiled=of_one,
            x=plan[own],
            prices=found.prices[number * n_rows : (number + 1) * n_rows],
        )
        for number, (scenario, of_one, own) in enumerate(
            zip(scenarios, compiled, columns, strict=True)
        )
    )
