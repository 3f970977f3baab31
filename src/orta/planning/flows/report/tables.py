"""A plan of flows as tables, for spreadsheets and pages."""

from __future__ import annotations

from orta.planning.flows.answer import FlowsAnswer
from orta.planning.results import Table


def flows_table(answer: FlowsAnswer) -> Table:
    """Tonnes by scenario, leg, goods and week."""
    legs = answer.study.leg_by_id
    return Table(
        columns=(
            "scenario_id",
            "leg_id",
            "from_node_id",
            "to_node_id",
            "mode",
            "goods_id",
            "week",
            "week_begins",
            "t",
            "units",
        ),
        rows=tuple(
            (
                season.scenario_id,
                flow.leg_id,
                legs[flow.leg_id].from_node_id,
                legs[flow.leg_id].to_node_id,
                str(legs[flow.leg_id].mode),
                flow.goods_id,
                flow.week,
                answer.study.first_day(flow.week).isoformat(),
                flow.t,
                flow.units,
            )
            for season in answer.seasons
            for flow in season.flows
        ),
    )


def amounts_table(answer: FlowsAnswer) -> Table:
    """What else is done: bought, kept, converted, delivered, sent back empty."""
    return Table(
        columns=("scenario_id", "kind", "id", "detail", "week", "amount"),
        rows=tuple(
            (
                season.scenario_id,
                one.kind,
                one.row_id,
                one.detail,
                one.week,
                one.amount,
            )
            for season in answer.seasons
            for one in season.amounts
        ),
    )


def unmet_table(answer: FlowsAnswer) -> Table:
    """What demands do not get, and why."""
    return Table(
        columns=(
            "scenario_id",
            "demand_id",
            "goods_id",
            "node_id",
            "week",
            "t",
            "outside_usd_per_t",
            "reason",
        ),
        rows=tuple(
            (
                season.scenario_id,
                one.demand_id,
                one.goods_id,
                one.node_id,
                one.week,
                one.t,
                one.outside_usd_per_t,
                one.reason,
            )
            for season in answer.seasons
            for one in season.unmet
        ),
    )


def bottlenecks_table(answer: FlowsAnswer) -> Table:
    """What is scarce, and what one more unit of it would save by week."""
    return Table(
        columns=("scenario_id", "kind", "id", "name", "unit", "week", "usd"),
        rows=tuple(
            (season.scenario_id, one.kind, one.row_id, one.name, one.unit, week, usd)
            for season in answer.seasons
            for one in season.bottlenecks
            for week, usd in one.usd_by_week
        ),
    )


def costs_table(answer: FlowsAnswer) -> Table:
    """The cost of each season by what is paid for."""
    return Table(
        columns=("scenario_id", "kind", "usd"),
        rows=tuple(
            (season.scenario_id, kind, usd)
            for season in answer.seasons
            for kind, usd in season.usd_by_kind
        ),
    )
