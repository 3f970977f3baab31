"""An answer as JSON. Names here are a promise: more may come, none is renamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from orta.planning.investment.answer import InvestAnswer
from orta.planning.investment.worth import Gains, quantile

SCHEMA: Final = "orta.invest/1"
_CENTS: Final = 2


def invest_dict(answer: InvestAnswer) -> dict[str, Any]:
    """What `--json` prints."""
    study, proved = answer.study, answer.certificate
    return {
        "schema": SCHEMA,
        "title": study.title,
        "decide": study.decide.value,
        "budget_usd": study.budget_usd,
        "committed": [
            {"option": o.option_id, "opens": o.starts[0] + o.lead_years}
            for o in study.committed
        ],
        "portfolio": _portfolio(answer.portfolio),
        "npv_usd": _usd(answer.npv_usd),
        "aim_usd": _usd(answer.aim_usd),
        "bound_usd": _usd(answer.bound_usd),
        "proved": answer.is_proved,
        "certificate": proved.sha256,
        "gains": _gains(answer.gains),
        "gains_with_unpriced_unpaid": _gains(answer.gross_gains),
        "options": _options(answer),
        "futures": _futures(answer),
        "alternatives": _alternatives(answer),
        "tornado": _tornado(answer),
        "stability": _stability(answer),
        "inputs": {
            each.name: {
                "value": each.value,
                "low": each.low,
                "high": each.high,
                "source_id": each.source_id,
            }
            for each in study.inputs.values()
        },
        "left_out": list(answer.compiled.left_out),
        "provenance": answer.provenance.to_dict(),
    }


def _usd(number: float) -> float:
    return round(number, _CENTS) + 0.0  # no negative zero


def _portfolio(portfolio: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {"option": option_id, "begun": start}
        for option_id, start in sorted(portfolio.items())
    ]


def _gains(gains: Gains) -> dict[str, Any]:
    return {
        "accounts": [
            {
                "who": account.who,
                "owners_usd": _usd(account.users_pv_usd),
                "carriers_usd": _usd(account.carriers_pv_usd),
                "paid_usd": _usd(account.costs_usd),
                "npv_usd": _usd(account.npv_usd),
                "bcr": None if account.bcr is None else round(account.bcr, 6),
                "irr": [round(rate, 6) for rate in account.irr],
                "turnover_usd": _usd(
                    sum(gains.revenue_usd.values())
                    if account is gains.total
                    else gains.revenue_usd.get(account.who, 0.0)
                ),
            }
            for account in (*gains.accounts, gains.total)
        ],
        "parts_usd": {part: _usd(usd) for part, usd in gains.parts_usd.items()},
        "saved_usd": {part: _usd(usd) for part, usd in gains.saved_usd.items()},
    }


def _options(answer: InvestAnswer) -> list[dict[str, Any]]:
    found = []
    for option, limit in zip(answer.study.options, answer.limits, strict=True):
        cost = option.cost
        found.append(
            {
                "option": option.option_id,
                "name": option.name,
                "project": option.project_id,
                "begun": answer.portfolio.get(option.option_id),
                "cost_usd": None if cost is None else _usd(cost.usd),
                "cost_source_id": "" if cost is None else cost.source_id,
                "rate_id": "" if cost is None else cost.rate_id,
                "break_even_usd": _usd(limit.cost_usd),
                "break_even_beside_all_usd": _usd(limit.beside_all_usd),
                "break_even_by_future_usd": [_usd(usd) for usd in limit.by_future_usd],
                "counted_with": list(limit.with_options),
                "not_on_any_way": list(
                    answer.compiled.unmatched.get(option.option_id, ())
                ),
                "method": option.method,
            }
        )
    return found


def _futures(answer: InvestAnswer) -> dict[str, Any]:
    found = answer.robustness
    return {
        "names": list(found.futures),
        "weights": [round(weight, 6) for weight in found.weights],
        "best_usd": [_usd(usd) for usd in found.best_usd],
        "least_regret_usd": _usd(found.least_regret_usd),
        "portfolios": [
            {
                "why": list(each.reasons),
                "portfolio": _portfolio(each.portfolio),
                "npv_usd": [_usd(usd) for usd in each.npv_usd],
                "expected_usd": _usd(each.expected_usd),
                "regret_usd": [_usd(usd) for usd in each.regret_usd],
            }
            for each in found.candidates
        ],
    }


def _alternatives(answer: InvestAnswer) -> dict[str, Any]:
    return {
        "share": answer.study.near.share,
        "is_all": answer.alternatives.is_all,
        "found": [
            {
                "portfolio": _portfolio(each.portfolio),
                "npv_usd": _usd(each.npv_usd),
                "less_usd": _usd(each.less_usd),
            }
            for each in answer.alternatives.found
        ],
    }


def _tornado(answer: InvestAnswer) -> list[dict[str, Any]]:
    return [
        {
            "input": bar.name,
            "ends": list(bar.ends),
            "npv_usd": [_usd(usd) for usd in bar.npv_usd],
            "best_usd": [_usd(usd) for usd in bar.best_usd],
            "with_unpriced_unpaid_usd": [_usd(usd) for usd in bar.gross_usd],
            "added": [list(names) for names in bar.added],
            "dropped": [list(names) for names in bar.dropped],
        }
        for bar in answer.bars
    ]


def _stability(answer: InvestAnswer) -> dict[str, Any] | None:
    drawn = answer.stability
    if drawn is None:
        return None
    return {
        "draws": drawn.draws,
        "seed": drawn.seed,
        "kept_share": round(drawn.kept_share, 6),
        "loses_share": round(drawn.loses_share, 6),
        "npv_usd": _quantiles(drawn.npv_usd),
        "first_share": [round(share, 6) for share in drawn.first_share],
        "options": [
            {
                "option": name,
                "chosen_share": round(share, 6),
                "break_even_usd": _quantiles(drawn.break_even_usd.get(name, ())),
            }
            for name, share in drawn.chosen_share.items()
        ],
    }


def _quantiles(numbers: Sequence[float]) -> dict[str, float] | None:
    """Three quantiles, or nothing of nothing."""
    if not numbers:
        return None
    return {f"p{100 * q:.0f}": _usd(quantile(numbers, q)) for q in (0.1, 0.5, 0.9)}
