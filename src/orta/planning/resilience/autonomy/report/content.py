"""Autonomy as one JSON object: the promise of `orta.autonomy/1`."""

from __future__ import annotations

from typing import Any, Final

from orta.planning.resilience.autonomy.answer import (
    AutonomyAnswer,
    Detour,
    Gain,
    Part,
    StateAutonomy,
)
from orta.planning.resilience.autonomy.share import Binding

SCHEMA: Final = "orta.autonomy/1"
_SHARE_DIGITS: Final = 6
_USD_DIGITS: Final = 2
_AMOUNT_DIGITS: Final = 3


def autonomy_dict(answer: AutonomyAnswer) -> dict[str, Any]:
    """The answer as `--json` prints it."""
    study = answer.study
    return {
        "schema": SCHEMA,
        "study": study.study_id,
        "title": study.title,
        "question": study.question,
        "cost_rise": study.cost_rise,
        "t_per_week": round(study.goods_t_per_week, _AMOUNT_DIGITS),
        "autonomy": _share(answer.autonomy),
        "weakest": answer.weakest or None,
        "open_share": _share(answer.open_share),
        "open_cut": [_binding(one) for one in answer.open_cut],
        "states": [_state(one) for one in answer.states],
        "untouched": list(answer.untouched),
        "demands": [
            {
                "demand_id": demand.demand_id,
                "group": demand.group,
                "direction": demand.direction,
                "t_per_week": round(demand.amount_t_per_week, _AMOUNT_DIGITS),
                "reference_usd_per_t": _usd(reference),
            }
            for demand, reference in zip(
                study.demands, answer.frame.reference_usd_per_t.tolist(), strict=True
            )
        ],
        "provenance": answer.provenance.to_dict(),
    }


def _state(one: StateAutonomy) -> dict[str, Any]:
    return {
        "state": one.state,
        "share": _share(one.share),
        "lower": _share(one.lower),
        "upper": _share(one.upper),
        "at_any_cost": _share(one.at_any_cost),
        "cost_increase": _share(one.cost_increase),
        "extra_usd_per_t": _usd(one.extra_usd_per_t),
        "ends_share": _share(one.ends_share),
        "by_cost_rise": [
            {"cost_rise": step.cost_rise, "share": _share(step.share)}
            for step in one.curve
        ],
        "detours": [_detour(detour) for detour in one.detours],
        "cut": [_binding(binding) for binding in one.cut],
        "cut_at_any_cost": [_binding(binding) for binding in one.cut_at_any_cost],
        "parts": [_part(part) for part in one.parts],
        "gains": [_gain(gain) for gain in one.gains],
        "certificate": {
            "schema": one.certificate.document["schema"],
            "sha256": one.certificate.sha256,
            "unmet_millionths": f"{one.certificate.objective_usd:f}",
            "bound_millionths": f"{one.certificate.bound_usd:f}",
        },
    }


def _detour(one: Detour) -> dict[str, Any]:
    rise = None if one.rise is None else _share(one.rise)
    return {"demand_id": one.demand_id, "rise": rise}


def _part(one: Part) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "name": one.name,
        "t_per_week": round(one.t_per_week, _AMOUNT_DIGITS),
        "share": _share(one.share),
    }


def _gain(one: Gain) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "name": one.name,
        "share": _share(one.share),
        "gain": _share(one.gain),
        "gain_at_any_cost": _share(one.gain_at_any_cost),
    }


def _binding(one: Binding) -> dict[str, Any]:
    limit, gain_t = one.limit_per_week, one.gain_t
    return {
        "kind": one.kind,
        "name": one.name,
        "measure": one.measure,
        "limit_per_week": None if limit is None else round(limit, _AMOUNT_DIGITS),
        "gain_t": None if gain_t is None else round(gain_t, _AMOUNT_DIGITS),
    }


def _share(number: float) -> float:
    return round(number, _SHARE_DIGITS)


def _usd(number: float) -> float | None:
    return round(number, _USD_DIGITS) if number < float("inf") else None
