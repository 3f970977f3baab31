"""A study and a corridor in, the answer out: the parts in the order they run."""

from __future__ import annotations

from collections.abc import Callable

from orta.corridor import Corridor
from orta.planning.investment.answer import InvestAnswer, Limit
from orta.planning.investment.compile import compile_study
from orta.planning.investment.portfolio import (
    Aim,
    Case,
    Portfolio,
    choose_portfolio,
    prove_portfolio,
    weigh_portfolio,
)
from orta.planning.investment.study import Decide, InvestStudy
from orta.planning.investment.worth import (
    Gains,
    break_evens,
    compare_futures,
    near_best,
    share_gains,
    stability,
    tornado,
    with_unpriced,
)
from orta.planning.results import Provenance


def appraise(
    study: InvestStudy,
    corridor: Corridor,
    *,
    on_step: Callable[[str], None] = lambda _: None,
) -> InvestAnswer:
    """The best portfolio of a study, proved, with who gains by it and how sure that is.

    Raises
    ------
    StudyError
        If the study names what the corridor does not have.
    """
    on_step("listing ways")
    compiled = compile_study(study, corridor)
    cases = [compiled.case_of(future) for future in study.futures]
    weights = tuple(future.weight for future in study.futures)
    on_step("choosing")
    aim, deciding = _aim(study.decide, cases, weights)
    chosen = prove_portfolio(
        deciding,
        aim=aim,
        statement=_statement(study, corridor),
        most_nodes=study.proof_nodes,
    )
    assert chosen.certificate is not None  # noqa: S101  a proof has one
    on_step("weighing futures")
    mean = Aim(weights=weights)
    nothing = _expected(cases, weights, {})
    gross = with_unpriced(cases[0], chosen.portfolio)
    alternatives = near_best(
        cases,
        aim=mean,
        loss_of_nothing_usd=nothing,
        share=study.near_share,
        most=study.near_most,
    )
    others = {"chosen": chosen.portfolio}
    robustness = compare_futures(cases, weights, others=others)
    on_step("asking what may be paid")
    limits = _limits(cases, weights, chosen.portfolio, gross)
    on_step("varying inputs")
    bars = tornado(compiled.case, study.uncertain, chosen.portfolio, study.middle)
    drawn = None
    if study.draws:
        on_step("drawing inputs")
        drawn = stability(
            compiled.case,
            study.uncertain,
            chosen.portfolio,
            study.middle,
            draws=study.draws,
            seed=study.seed,
        )
    npv = nothing - _expected(cases, weights, chosen.portfolio)
    return InvestAnswer(
        study=study,
        compiled=compiled,
        chosen=chosen,
        certificate=chosen.certificate,
        npv_usd=npv,
        bound_usd=npv + chosen.loss_usd - chosen.bound_usd,
        gains=_gains(cases, weights, chosen.portfolio),
        gross_gains=_gains(cases, weights, gross),
        gross_portfolio=gross,
        limits=limits,
        robustness=robustness,
        alternatives=alternatives,
        bars=bars,
        stability=drawn,
        provenance=_provenance(study, corridor),
    )


def _aim(
    decide: Decide, cases: list[Case], weights: tuple[float, ...]
) -> tuple[Aim, list[Case]]:
    """What is to be best, and in which futures."""
    match decide:
        case Decide.EXPECTED:
            return Aim(weights=weights), cases
        case Decide.BASE:
            return Aim(), cases[:1]
        case Decide.REGRET:
            best = []
            for each in cases:
                found = choose_portfolio([each])
                assert found is not None  # noqa: S101  nothing is forbidden
                best.append(weigh_portfolio(each, found.portfolio).loss_usd)
            return Aim(weights=weights, best_usd=tuple(best)), cases


def _expected(
    cases: list[Case], weights: tuple[float, ...], portfolio: Portfolio
) -> float:
    losses = [weigh_portfolio(case, portfolio).loss_usd for case in cases]
    return sum(w * usd for w, usd in zip(weights, losses, strict=True))


def _gains(
    cases: list[Case], weights: tuple[float, ...], portfolio: Portfolio
) -> Gains:
    """Who gains, on average over the futures."""
    shared = [
        share_gains(weigh_portfolio(case, portfolio), weigh_portfolio(case, {}))
        for case in cases
    ]
    return Gains.mean(shared, weights)


def _limits(
    cases: list[Case],
    weights: tuple[float, ...],
    chosen: Portfolio,
    gross: Portfolio,
) -> tuple[Limit, ...]:
    alone = zip(*(break_evens(case, chosen) for case in cases), strict=True)
    beside_all = zip(*(break_evens(case, gross) for case in cases), strict=True)
    return tuple(
        Limit.of(each, there, weights)
        for each, there in zip(alone, beside_all, strict=True)
    )


def _statement(study: InvestStudy, corridor: Corridor) -> dict[str, str]:
    """Whose problem the certificate is about."""
    return {
        "title": study.title,
        "reading": "costs less worth: below zero goods are worth more than they cost",
        "decide": study.decide.value,
        "study_sha256": study.digest,
        "dataset": corridor.name,
        "dataset_version": corridor.version,
        "dataset_digest": corridor.digest,
    }


def _provenance(study: InvestStudy, corridor: Corridor) -> Provenance:
    return Provenance.of(
        corridor,
        study=study.title,
        study_sha256=study.digest,
        decide=study.decide.value,
        changed="; ".join(study.changed),
        budget_usd="" if study.budget_usd is None else repr(study.budget_usd),
        draws=str(study.draws),
        seed=str(study.seed),
    )

