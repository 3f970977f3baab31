"""A programme solved by HiGHS: a plan, prices for its rows, and a bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import highspy
import numpy as np

from orta.errors import RunInterruptedError
from orta.planning.optimum.programme import FloatArray, Programme
from orta.planning.optimum.solution import Progress, Solution, Status

_TOLERANCE = 1e-9  # what is left over, the certificate has to mend
_WAIT_S = 0.1  # how long Ctrl C may go unnoticed


class SilentHighs(highspy.Highs):
    """HiGHS that prints nothing: else its first instance greets on stdout."""

    def enableCallbacks(self) -> None:  # noqa: N802  its name in highspy
        """Called first of all in its making, so here silence is in time."""
        self.silent()
        super().enableCallbacks()


def solve(
    programme: Programme,
    *,
    gap: float = 1e-6,
    time_limit_s: float = np.inf,
    on_progress: Callable[[Progress], None] | None = None,
) -> Solution:
    """The cheapest plan, or the best that was found in the time given.

    The bytes of the result depend on the machine only where the time limit ends the
    search.

    Raises
    ------
    RunInterruptedError
        On Ctrl C; nothing has been written by then.

    Examples
    --------
    >>> import numpy as np
    >>> from orta.planning.optimum import Block, Programme
    >>> one = (np.zeros(1, np.int32),)
    >>> buy_three = Programme(
    ...     cost=np.array([2.0]),
    ...     upper=np.array([9.0]),
    ...     whole=np.array([False]),
    ...     limit=np.array([-3.0]),
    ...     starts=np.array([0, 1], np.int32),
    ...     rows=np.array([0], np.int32),
    ...     values=np.array([-1.0]),
    ...     column_blocks=(Block("buy", (("bread",),), one),),
    ...     row_blocks=(Block("need", (("bread",),), one),),
    ... )
    >>> found = solve(buy_three)
    >>> found.objective, found.prices.tolist()
    (6.0, [2.0])
    """
    model = load_model(programme)
    if not programme.whole.any():
        model.setOptionValue("time_limit", time_limit_s)
        run(model)
        return _read(model, prices=_prices(model))
    relaxed = _relaxed(model, time_limit_s=time_limit_s)
    left_s = max(0.0, time_limit_s - relaxed.getRunTime())
    model.setOptionValue("mip_rel_gap", gap)
    model.setOptionValue("time_limit", left_s)
    if on_progress:
        model.cbMipLogging += lambda event: on_progress(_progress(event))
    run(model)
    return _polished(programme, model, relaxed)


def load_model(programme: Programme) -> highspy.Highs:
    """The programme handed over as arrays, to one thread that prints nothing."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(programme.cost), len(programme.limit)
    lp.col_cost_ = programme.cost
    lp.col_lower_ = np.zeros(len(programme.cost))
    lp.col_upper_ = programme.upper
    lp.row_lower_ = np.full(len(programme.limit), -highspy.kHighsInf)
    lp.row_upper_ = programme.limit
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = programme.starts
    lp.a_matrix_.index_ = programme.rows
    lp.a_matrix_.value_ = programme.values
    if programme.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[is_whole] for is_whole in programme.whole.tolist()]
    model = _one_thread()
    model.passModel(lp)
    return model


def _one_thread() -> highspy.Highs:
    """A solver that gives the same bytes on every machine, and keeps rows closely."""
    model = SilentHighs()
    model.setOptionValue("threads", 1)
    model.setOptionValue("primal_feasibility_tolerance", _TOLERANCE)
    model.setOptionValue("dual_feasibility_tolerance", _TOLERANCE)
    return model


def run(model: highspy.Highs) -> None:
    """Solve in a thread of its own, so that Ctrl C is heard.

    HiGHS keeps one number of threads for all runs of a thread: here it is always ours,
    whatever the caller has solved before.

    Raises
    ------
    RunInterruptedError
        On Ctrl C.
    """
    model.HandleUserInterrupt = True
    model.startSolve()
    try:
        while not model.wait(_WAIT_S)[0]:
            pass
    except KeyboardInterrupt:
        model.cancelSolve()
        while not model.wait(_WAIT_S)[0]:
            pass
        raise RunInterruptedError("the search was broken off") from None


def _relaxed(model: highspy.Highs, *, time_limit_s: float) -> highspy.Highs:
    """The same programme without whole numbers, solved."""
    lp = model.getLp()
    lp.integrality_ = []
    relaxed = _one_thread()
    relaxed.passModel(lp)
    relaxed.setOptionValue("time_limit", time_limit_s)
    run(relaxed)
    return relaxed


def _polished(
    programme: Programme, model: highspy.Highs, relaxed: highspy.Highs
) -> Solution:
    """What the search found, all that need not be whole at its best again.

    The search keeps whole numbers up to a tolerance; held at the nearest ones, the
    rest is a linear programme.
    """
    found = _read(model, prices=_prices(relaxed))
    if not len(found.x):
        return found
    info = model.getInfo()
    held = np.flatnonzero(programme.whole).astype(np.int32)
    at = np.round(found.x[held])
    relaxed.changeColsBounds(len(held), held, at, at)
    # Little is left to decide, and without it the plan would not be exact.
    relaxed.setOptionValue("time_limit", np.inf)
    run(relaxed)
    held_at = _read(relaxed, prices=found.prices)
    best = held_at if len(held_at.x) else found
    return replace(
        found,
        x=best.x,
        objective=best.objective,
        bound=info.mip_dual_bound,
        nodes=max(0, info.mip_node_count),
    )


def _read(model: highspy.Highs, *, prices: FloatArray) -> Solution:
    info, status = model.getInfo(), model.getModelStatus()
    feasible = highspy.SolutionStatus.kSolutionStatusFeasible
    has_plan = info.primal_solution_status == feasible
    if status == highspy.HighsModelStatus.kOptimal:
        ended = Status.OPTIMAL
    elif status in _WITHOUT_PLAN:
        ended, has_plan = Status.INFEASIBLE, False
    else:
        ended = Status.FEASIBLE if has_plan else Status.STOPPED
    objective = info.objective_function_value if has_plan else np.inf
    return Solution(
        status=ended,
        x=np.array(model.getSolution().col_value) if has_plan else np.empty(0),
        prices=prices,
        objective=objective,
        bound=objective if ended is Status.OPTIMAL else -np.inf,
    )


# All bounds are finite, so a programme is never unbounded.
_WITHOUT_PLAN = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)


def _prices(model: highspy.Highs) -> FloatArray:
    """What one more unit of each limit saves; nothing below zero, rounding apart."""
    duals = np.array(model.getSolution().row_dual)
    prices: FloatArray = np.maximum(-duals, 0.0)
    return prices


def _progress(event: Any) -> Progress:  # noqa: ANN401  highspy ships no types
    out = event.data_out
    return Progress(
        seconds=out.running_time,
        best=out.mip_primal_bound,
        bound=out.mip_dual_bound,
        nodes=out.mip_node_count,
    )
