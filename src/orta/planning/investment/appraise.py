"""A study and a corridor in, the answer out: the parts in the order they run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orta.corridor import Corridor
from orta.planning.investment.answer import InvestAnswer, Limit
from orta.planning.investment.compile import Compiled, compile_study
from orta.planning.investment.portfolio import (
    Aim,
    Case,
    Chosen,
    Portfolio,
    choose_portfolio,
    prove_portfolio,
    weigh_portfolio,
)
from orta.planning.investment.study import Decide, InvestStudy, Near
from orta.planning.investment.worth import (
    Alternatives,
    Gains,
    Robustness,
    Stability,
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
    futures = _Futures.of(compiled)
    on_step("choosing")
    aim, deciding = _aim(study.decide, futures)
    chosen = prove_portfolio(
        deciding,
        aim=aim,
        statement=_statement(study, corridor),
        most_nodes=study.proof_nodes,
    )
    on_step("weighing futures")
    gross = with_unpriced(futures.cases[0], chosen.portfolio)
    aim_usd, bound_usd = _reached(study.decide, futures, chosen)
    robustness = futures.compared(chosen.portfolio)
    alternatives = futures.near_best(study.near)
    on_step("asking what may be paid")
    limits = futures.limits(chosen.portfolio, gross)
    on_step("varying inputs")
    bars = tornado(compiled.case, study.uncertain, chosen.portfolio, study.middle)
    on_step("drawing inputs")
    return InvestAnswer(
        study=study,
        compiled=compiled,
        chosen=chosen,
        npv_usd=futures.npv_usd(chosen.portfolio),
        aim_usd=aim_usd,
        bound_usd=bound_usd,
        gains=futures.gains(chosen.portfolio),
        gross_gains=futures.gains(gross),
        gross_portfolio=gross,
        limits=limits,
        robustness=robustness,
        alternatives=alternatives,
        bars=bars,
        stability=_stability(compiled, chosen.portfolio, alternatives),
        provenance=_provenance(study, corridor),
    )


@dataclass(frozen=True, slots=True)
class _Futures:
    """The cases of the futures and their weights."""

    cases: list[Case]
    weights: tuple[float, ...]

    @classmethod
    def of(cls, compiled: Compiled) -> _Futures:
        """Those of a study."""
        futures = compiled.study.futures
        return cls(
            [compiled.case_of(future) for future in futures],
            tuple(future.weight for future in futures),
        )

    def loss_usd(self, portfolio: Portfolio) -> float:
        """The loss of a portfolio, on average."""
        losses = [weigh_portfolio(case, portfolio).loss_usd for case in self.cases]
        return sum(w * usd for w, usd in zip(self.weights, losses, strict=True))

    def npv_usd(self, portfolio: Portfolio) -> float:
        """What a portfolio is worth against doing nothing, on average."""
        return self.loss_usd({}) - self.loss_usd(portfolio)

    def gains(self, portfolio: Portfolio) -> Gains:
        """Who gains by a portfolio, on average."""
        shared = [
            share_gains(weigh_portfolio(case, portfolio), weigh_portfolio(case, {}))
            for case in self.cases
        ]
        return Gains.mean(shared, self.weights)

    def compared(self, chosen: Portfolio) -> Robustness:
        """The chosen portfolio beside those that are best in a future."""
        return compare_futures(self.cases, self.weights, others={"chosen": chosen})

    def near_best(self, near: Near) -> Alternatives:
        """Sets of options that are nearly as good, on average."""
        return near_best(
            self.cases,
            aim=Aim(weights=self.weights),
            loss_of_nothing_usd=self.loss_usd({}),
            share=near.share,
            most=near.most,
        )

    def limits(self, chosen: Portfolio, gross: Portfolio) -> tuple[Limit, ...]:
        """What each option may cost beside the chosen ones, and beside all."""
        alone = zip(*(break_evens(c, chosen) for c in self.cases), strict=True)
        beside = zip(*(break_evens(c, gross) for c in self.cases), strict=True)
        return tuple(
            Limit.of(each, there, self.weights)
            for each, there in zip(alone, beside, strict=True)
        )


def _stability(
    compiled: Compiled, chosen: Portfolio, others: Alternatives
) -> Stability | None:
    study = compiled.study
    if not study.drawn.count:
        return None
    return stability(
        compiled.case,
        study.uncertain,
        chosen,
        study.middle,
        others=[other.portfolio for other in others.found],
        draws=study.drawn.count,
        seed=study.drawn.seed,
    )


def _aim(decide: Decide, futures: _Futures) -> tuple[Aim, list[Case]]:
    """What is to be best, and in which futures."""
    cases, weights = futures.cases, futures.weights
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


def _reached(decide: Decide, futures: _Futures, chosen: Chosen) -> tuple[float, float]:
    """How good the chosen portfolio is in what was asked, and the bound of that."""
    if decide is Decide.REGRET:
        return chosen.loss_usd, chosen.bound_usd
    if decide is Decide.BASE:
        nothing = weigh_portfolio(futures.cases[0], {}).loss_usd
    else:
        nothing = futures.loss_usd({})
    return nothing - chosen.loss_usd, nothing - chosen.bound_usd


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
        draws=str(study.drawn.count),
        seed=str(study.drawn.seed),
    )
