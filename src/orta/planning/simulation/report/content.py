"""A simulation as one JSON object: the promise of `orta.simulation/1`."""

from __future__ import annotations

import math
from typing import Any, Final

from orta.planning.simulation.answer import (
    AssetResult,
    Backlog,
    FlowResult,
    SimulationAnswer,
)
from orta.planning.simulation.compare import Comparison, PairedDifference
from orta.planning.simulation.estimate import Estimate

SCHEMA: Final = "orta.simulation/1"
COMPARISON_SCHEMA: Final = "orta.comparison/1"
_DIGITS: Final = 6  # behind the point, far beyond what replications can tell


def simulation_dict(answer: SimulationAnswer) -> dict[str, Any]:
    """The answer as `--json` prints it; every estimate has value, low and high."""
    return {
        "schema": SCHEMA,
        "scenario": answer.scenario_name,
        "start": str(answer.start),
        "seed": answer.seed,
        "days": answer.days,
        "replications": answer.replications,
        "warm_up": {
            "days": answer.warm_up.days,
            "mser5_days": answer.warm_up.mser5_days,
            "method": answer.warm_up.method,
        },
        "throughput": [_throughput(flow) for flow in answer.flows],
        "lead_times": [_lead_time(flow) for flow in answer.flows],
        "assets": [_asset(asset) for asset in answer.assets],
        "backlogs": [_backlog(backlog) for backlog in answer.backlogs],
        "checks": dict(answer.checks),
        "events": answer.events,
        "warnings": list(answer.warnings),
        "provenance": answer.provenance.to_dict(),
    }


def comparison_dict(comparison: Comparison) -> dict[str, Any]:
    """The comparison as `--json` prints it."""
    return {
        "schema": COMPARISON_SCHEMA,
        "first": comparison.first_name,
        "second": comparison.second_name,
        "start": str(comparison.start),
        "seed": comparison.seed,
        "days": comparison.days,
        "replications": comparison.replications,
        "warm_up_days": comparison.warm_up_days,
        "differences": [_difference(row) for row in comparison.differences],
        "warnings": list(comparison.warnings),
        "provenance": comparison.provenance.to_dict(),
    }


def _throughput(flow: FlowResult) -> dict[str, Any]:
    return {
        **_which(flow),
        "equipment": flow.unit,
        "offered_teu": _estimate(flow.offered_teu),
        "delivered_units": _estimate(flow.delivered_units),
        "delivered_teu": _estimate(flow.delivered_teu),
        "delivered_t": _estimate(flow.delivered_t),
        "backlog_teu": _estimate(flow.backlog_teu),
        "cost_usd": _number(flow.cost_usd),
        "co2e_kg": _number(flow.co2e_kg),
    }


def _lead_time(flow: FlowResult) -> dict[str, Any]:
    return {
        **_which(flow),
        "days": {
            "mean": _estimate(flow.mean_days),
            "p50": _estimate(flow.p50_days),
            "p80": _estimate(flow.p80_days),
            "p95": _estimate(flow.p95_days),
        },
        "causes_days": {
            cause.value: _estimate(days) for cause, days in flow.causes_days.items()
        },
    }


def _backlog(backlog: Backlog) -> dict[str, Any]:
    return {
        "node_id": backlog.node_id,
        "starts": str(backlog.starts),
        "ban_days": backlog.ban_days,
        "held_teu": _estimate(backlog.held_teu),
        "clear_days": _estimate(backlog.clear_days),
        "cleared_share": backlog.cleared_share,
    }


def _which(flow: FlowResult) -> dict[str, str]:
    return {
        "demand_id": flow.demand_id,
        "from": flow.from_node_id,
        "to": flow.to_node_id,
        "goods": flow.goods,
    }


def _asset(asset: AssetResult) -> dict[str, Any]:
    return {
        "asset_id": asset.asset_id,
        "kind": asset.kind,
        "utilisation": _estimate(asset.utilisation),
        "load_factor": _estimate(asset.load_factor),
        "queue_mean": _estimate(asset.queue_mean_teu),
        "queue_p95": _estimate(asset.queue_p95_teu),
        "wait_mean_h": _estimate(asset.wait_mean_h),
        "busy_mean_h": _estimate(asset.busy_mean_h),
        "closed_share": _estimate(asset.closed_share),
        "departures": _estimate(asset.departures),
        "served_units": _estimate(asset.served_units),
        "served_teu": _estimate(asset.served_teu),
    }


def _difference(row: PairedDifference) -> dict[str, Any]:
    return {
        "metric": row.metric,
        "asset_id": row.asset_id,
        "first": _estimate(row.first),
        "second": _estimate(row.second),
        "difference": _estimate(row.difference),
        "pairs": row.pairs,
        "is_sure": row.is_sure,
    }


def _estimate(estimate: Estimate | None) -> dict[str, float | None] | None:
    if estimate is None:
        return None
    return {
        "value": _number(estimate.value),
        "low": _number(estimate.low),
        "high": _number(estimate.high),
    }


def _number(value: float | None) -> float | None:
    """JSON knows no nan: what was not seen is null."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), _DIGITS)
