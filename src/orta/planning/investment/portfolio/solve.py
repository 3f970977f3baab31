"""Cases in, the best portfolio out, with a bound that anybody can check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from orta.planning.investment.portfolio.case import Case, Portfolio
from orta.planning.investment.portfolio.formulation import (
    Aim,
    Formulation,
    formulate,
    formulate_flows,
)
from orta.planning.optimum import FloatArray, Solution
from orta.planning.optimum.certificate import Certificate, certify, search

GAP: Final = 1e-7
PROOF_NODES: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """A case under a portfolio: tonnes a year on each way, and the loss in all.

    `moved_t` has shape (ways, periods). `loss_usd`, discounted, is what moving and
    building cost less what moved goods are worth: the less, the better.
    """

    case: Case
    portfolio: Portfolio
    moved_t: FloatArray
    loss_usd: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chosen:
    """The portfolio with the least loss, and what no other loses less than."""

    portfolio: dict[str, int]
    loss_usd: float
    bound_usd: float
    certificate: Certificate | None = None


def choose_portfolio(
    cases: Sequence[Case],
    *,
    aim: Aim | None = None,
    without: Sequence[Portfolio] = (),
) -> Chosen | None:
    """The best portfolio, or None if every one is forbidden."""
    made = formulate(cases, aim=aim, without=without)
    found = _solve(made)
    if not len(found.x):
        return None
    return Chosen(
        portfolio=made.portfolio(found.x),
        loss_usd=found.objective,
        bound_usd=found.bound,
    )


def prove_portfolio(
    cases: Sequence[Case],
    *,
    statement: Mapping[str, str],
    aim: Aim | None = None,
    most_nodes: int = PROOF_NODES,
    gap: float = GAP,
) -> Chosen:
    """The best portfolio with a certificate of its loss and of a bound.

    The bound comes from our own branch and bound, of at most `most_nodes` linear
    programmes; it may be lower than what the solver says, but anybody can check it.
    """
    made = formulate(cases, aim=aim)
    programme = made.programme
    found = _solve(made)
    proof = None
    if programme.bound(found.prices) < found.objective - gap * abs(found.objective):
        proof = search(programme, found.objective, gap=gap, most_nodes=most_nodes)
    certificate = certify(
        programme,
        found.x if proof is None or proof.plan is None else proof.plan,
        found.prices,
        statement=statement,
        elastic=made.elastic,
        branches=() if proof is None else proof.tree,
    )
    return Chosen(
        portfolio=made.portfolio(certificate.plan),
        loss_usd=float(certificate.objective_usd),
        bound_usd=float(certificate.bound_usd),
        certificate=certificate,
    )


def weigh_portfolio(case: Case, portfolio: Portfolio) -> Outcome:
    """How goods move in a case, and what is lost, once a portfolio is begun."""
    made = formulate_flows(case, portfolio)
    if not len(made.programme.cost):
        moved, loss = np.zeros((len(case.ways), len(case.periods))), 0.0
    else:
        found = _solve(made)
        moved, loss = made.moved(found.x)[0], found.objective
    spent = [case.cost_usd(case.option_by_id[o], s) for o, s in portfolio.items()]
    return Outcome(
        case=case,
        portfolio=dict(portfolio),
        moved_t=moved,
        loss_usd=loss + sum(spent),
    )


def _solve(made: Formulation) -> Solution:
    from orta.planning.optimum import solve  # no solver before somebody solves

    return solve(made.programme, gap=GAP)
