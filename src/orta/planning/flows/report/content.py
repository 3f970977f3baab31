"""A plan of flows as one JSON object: the promise of `orta.flows/1`."""

from __future__ import annotations

from typing import Any, Final

from orta.planning.flows.answer import Bottleneck, FlowsAnswer, Season, Unmet

SCHEMA: Final = "orta.flows/1"
_USD_DIGITS: Final = 2
_T_DIGITS: Final = 6  # grams


def flows_dict(answer: FlowsAnswer) -> dict[str, Any]:
    """The answer as `--json` prints it.

    `objective_usd`, `bound_usd` and `gap` are those that the certificate proves, as
    decimal texts; null without a plan.
    """
    certificate = answer.certificate
    return {
        "schema": SCHEMA,
        "title": answer.study.title,
        "question": answer.study.question,
        "start": answer.study.start.isoformat(),
        "weeks": answer.study.weeks,
        "status": str(answer.status),
        "objective_usd": f"{certificate.objective_usd:f}" if certificate else None,
        "bound_usd": f"{certificate.bound_usd:f}" if certificate else None,
        "gap": f"{certificate.gap:f}" if certificate else None,
        "search_bound_usd": _rounded(answer.search_bound_usd),
        "unmet": [
            {"scenario": season.scenario_id, **_unmet(one)}
            for season in answer.seasons
            for one in season.unmet
        ],
        "seasons": [_season(season) for season in answer.seasons],
        "conflict": list(answer.conflict),
        "certificate": {
            "schema": certificate.document["schema"],
            "sha256": certificate.sha256,
            "problem_sha256": certificate.problem_sha256,
        }
        if certificate
        else None,
        "provenance": answer.provenance.to_dict(),
    }


def _season(season: Season) -> dict[str, Any]:
    return {
        "scenario": season.scenario_id,
        "probability": season.probability,
        "cost_usd": _rounded(season.cost_usd),
        "costs_usd": {kind: _rounded(usd) for kind, usd in season.usd_by_kind},
        "flows": [
            {
                "leg_id": flow.leg_id,
                "goods_id": flow.goods_id,
                "week": flow.week,
                "t": round(flow.t, _T_DIGITS),
                "units": round(flow.units, _T_DIGITS),
            }
            for flow in season.flows
        ],
        "amounts": [
            {
                "kind": one.kind,
                "id": one.row_id,
                "detail": one.detail,
                "week": one.week,
                "amount": round(one.amount, _T_DIGITS),
            }
            for one in season.amounts
        ],
        "bottlenecks": [_bottleneck(one) for one in season.bottlenecks],
    }


def _unmet(one: Unmet) -> dict[str, Any]:
    return {
        "demand_id": one.demand_id,
        "goods_id": one.goods_id,
        "node_id": one.node_id,
        "week": one.week,
        "t": round(one.t, _T_DIGITS),
        "outside_usd_per_t": _rounded(one.outside_usd_per_t),
        "reason": one.reason,
    }


def _bottleneck(one: Bottleneck) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "id": one.row_id,
        "name": one.name,
        "unit": one.unit,
        "total_usd": _rounded(one.total_usd),
        "by_week": [
            {"week": week, "usd": _rounded(usd)} for week, usd in one.usd_by_week
        ],
        "words": one.words,
    }


def _rounded(usd: float | None) -> float | None:
    return None if usd is None else round(usd, _USD_DIGITS)
