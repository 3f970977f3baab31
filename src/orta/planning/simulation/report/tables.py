"""A simulation as labelled tables: flows, assets, time series, differences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from orta.planning.results import Table
from orta.planning.results.table import Value
from orta.planning.simulation.answer import AssetResult, FlowResult, SimulationAnswer
from orta.planning.simulation.compare import Comparison
from orta.planning.simulation.estimate import Estimate
from orta.vocabulary import StageCause

_FLOW = ("demand_id", "from_node_id", "to_node_id", "goods", "unit")
_FLOW_ESTIMATES = (
    "offered_teu",
    "delivered_units",
    "delivered_teu",
    "delivered_t",
    "backlog_teu",
    "mean_days",
    "p50_days",
    "p80_days",
    "p95_days",
)
_FLOW_MEANS = ("cost_usd", "co2e_kg")
_ASSET = ("asset_id", "kind")
_ASSET_ESTIMATES = (
    "utilisation",
    "load_factor",
    "queue_mean_teu",
    "queue_p95_teu",
    "wait_mean_h",
    "busy_mean_h",
    "closed_share",
    "departures",
    "served_units",
    "served_teu",
)
_NOTHING = Estimate(float("nan"), float("nan"), float("nan"))


def flows_table(answer: SimulationAnswer) -> Table:
    """One row for each demand; an estimate has its value, `_low` and `_high`."""
    causes = [f"{cause.value}_days" for cause in StageCause]
    return Table(
        columns=(
            *_FLOW,
            *_estimate_columns(_FLOW_ESTIMATES),
            *_estimate_columns(causes),
            *_FLOW_MEANS,
        ),
        rows=tuple(_flow_row(flow) for flow in answer.flows),
    )


def assets_table(answer: SimulationAnswer) -> Table:
    """One row for each asset; an estimate has its value, `_low` and `_high`."""
    return Table(
        columns=(*_ASSET, *_estimate_columns(_ASSET_ESTIMATES)),
        rows=tuple(_asset_row(asset) for asset in answer.assets),
    )


def series_table(answer: SimulationAnswer) -> Table:
    """What waited at each asset at the end of each measured day.

    `queue_teu` is the mean over replications, `queue_high_teu` what nine in ten of
    them do not exceed.
    """
    means = answer.series_teu.tolist()
    highs = answer.series_high_teu.tolist()
    rows = (
        (str(answer.start + timedelta(days=day)), asset_id, mean, high)
        for day in range(len(means))
        for asset_id, mean, high in zip(
            answer.series_ids, means[day], highs[day], strict=True
        )
    )
    return Table(
        columns=("day", "asset_id", "queue_teu", "queue_high_teu"), rows=tuple(rows)
    )


def differences_table(comparison: Comparison) -> Table:
    """One row for each figure of two scenarios: the second less the first."""
    return Table(
        columns=(
            *("metric", "asset_id"),
            *_estimate_columns(("first", "second", "difference")),
            *("pairs", "is_sure"),
        ),
        rows=tuple(
            (
                *(row.metric, row.asset_id),
                *_cells(row.first),
                *_cells(row.second),
                *_cells(row.difference),
                *(row.pairs, str(row.is_sure).lower()),
            )
            for row in comparison.differences
        ),
    )


def _flow_row(flow: FlowResult) -> tuple[Value, ...]:
    estimates = [getattr(flow, name) for name in _FLOW_ESTIMATES]
    estimates += [flow.causes_days.get(cause) for cause in StageCause]
    return (
        *(getattr(flow, name) for name in _FLOW),
        *(cell for estimate in estimates for cell in _cells(estimate)),
        *(getattr(flow, name) for name in _FLOW_MEANS),
    )


def _asset_row(asset: AssetResult) -> tuple[Value, ...]:
    estimates = [getattr(asset, name) for name in _ASSET_ESTIMATES]
    return (
        *(getattr(asset, name) for name in _ASSET),
        *(cell for estimate in estimates for cell in _cells(estimate)),
    )


def _estimate_columns(names: tuple[str, ...] | list[str]) -> Iterator[str]:
    for name in names:
        yield from (name, f"{name}_low", f"{name}_high")


def _cells(estimate: Estimate | None) -> tuple[float, float, float]:
    found = estimate or _NOTHING
    return found.value, found.low, found.high
