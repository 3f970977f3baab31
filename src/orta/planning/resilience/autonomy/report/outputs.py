"""The results of a study as tables."""

from __future__ import annotations

from orta.planning.resilience.autonomy.answer import AutonomyAnswer
from orta.planning.results import Table


def output_tables(answer: AutonomyAnswer) -> dict[str, Table]:
    """Shares and bounds of states, their cuts, parts and gains."""
    return {
        "result": _results(answer),
        "cut": _cuts(answer),
        "part": _parts(answer),
        "gain": _gains(answer),
        "curve": _curves(answer),
    }


def _results(answer: AutonomyAnswer) -> Table:
    return Table(
        columns=(
            "state",
            "share",
            "lower",
            "upper",
            "at_any_cost",
            "cost_increase",
            "extra_usd_per_t",
            "ends_share",
        ),
        rows=tuple(
            (
                one.state,
                one.share,
                one.lower,
                one.upper,
                one.at_any_cost,
                one.cost_increase,
                one.extra_usd_per_t,
                one.ends_share,
            )
            for one in answer.states
        ),
    )


def _cuts(answer: AutonomyAnswer) -> Table:
    return Table(
        columns=("state", "kind", "name", "measure", "limit_per_week", "gain_t"),
        rows=tuple(
            (
                state.state,
                one.kind,
                one.name,
                one.measure,
                one.limit_per_week,
                one.gain_t,
            )
            for state in answer.states
            for one in state.cut
        ),
    )


def _parts(answer: AutonomyAnswer) -> Table:
    return Table(
        columns=("state", "kind", "name", "t_per_week", "share"),
        rows=tuple(
            (state.state, one.kind, one.name, one.t_per_week, one.share)
            for state in answer.states
            for one in state.parts
        ),
    )


def _gains(answer: AutonomyAnswer) -> Table:
    return Table(
        columns=("state", "kind", "name", "share", "gain", "gain_at_any_cost"),
        rows=tuple(
            (
                state.state,
                one.kind,
                one.name,
                one.share,
                one.gain,
                one.gain_at_any_cost,
            )
            for state in answer.states
            for one in state.gains
        ),
    )


def _curves(answer: AutonomyAnswer) -> Table:
    return Table(
        columns=("state", "cost_rise", "share"),
        rows=tuple(
            (state.state, step.cost_rise, step.share)
            for state in answer.states
            for step in state.curve
        ),
    )
