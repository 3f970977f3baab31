"""Who gains and who pays, in which year, and by what: sums are the gain of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from orta.planning.investment.portfolio import (
    PARTS,
    Case,
    Conditions,
    Outcome,
    Portfolio,
)
from orta.planning.investment.worth.money import (
    benefit_cost_ratio,
    present_value,
    rates_of_return,
)
from orta.planning.optimum import FloatArray

# What a gain is made of. `goods`: what goods are worth that move only now.
GAIN_PARTS: Final = ("goods", *PARTS, "carriers")
_FLOWS: Final = ("users_usd", "carriers_usd", "payments_usd")


@dataclass(frozen=True, kw_only=True)
class Account:
    """What one state, or one payer that is none, gains and pays.

    Flows are USD of each year, not discounted, from the base year to the horizon;
    payments are positive.
    """

    who: str
    users_usd: FloatArray
    carriers_usd: FloatArray
    payments_usd: FloatArray
    discount_rate: float

    @cached_property
    def users_pv_usd(self) -> float:
        """Discounted gains of owners of goods."""
        return self._value(self.users_usd)

    @cached_property
    def carriers_pv_usd(self) -> float:
        """Discounted gains of carriers and places."""
        return self._value(self.carriers_usd)

    @property
    def gains_usd(self) -> float:
        """Discounted gains of both."""
        return self.users_pv_usd + self.carriers_pv_usd

    @cached_property
    def costs_usd(self) -> float:
        """Discounted payments for options."""
        return self._value(self.payments_usd)

    @cached_property
    def npv_usd(self) -> float:
        """Net present value."""
        return self.gains_usd - self.costs_usd

    @cached_property
    def bcr(self) -> float | None:
        """Gains for a dollar paid; None for who pays nothing."""
        return benefit_cost_ratio(self.gains_usd, self.costs_usd)

    @cached_property
    def irr(self) -> tuple[float, ...]:
        """Every rate of return there is: none, one, or several, which say nothing.

        Who pays nothing has none.
        """
        if not self.payments_usd.any():
            return ()
        net = self.users_usd + self.carriers_usd - self.payments_usd
        return rates_of_return(net.tolist())

    def _value(self, flows_usd: FloatArray) -> float:
        return present_value(flows_usd.tolist(), self.discount_rate)


@dataclass(frozen=True, kw_only=True)
class Gains:
    """A portfolio against none: accounts of all, and what their gains are made of.

    `parts_usd` holds discounted USD for each of `GAIN_PARTS`; together with the costs
    they are the net present value. `saved_usd` is what options cut of money, time and
    risk for all goods that then move, discounted: the value of reliability is that of
    `risk`. `moved_t` and `moved_before_t` are tonnes a year of
    all markets in each period; `revenue_usd` what each state's carriers and places take
    more, margin or not, discounted.
    """

    accounts: tuple[Account, ...]
    total: Account
    parts_usd: Mapping[str, float]
    saved_usd: Mapping[str, float]
    moved_t: tuple[float, ...]
    moved_before_t: tuple[float, ...]
    revenue_usd: Mapping[str, float]

    @property
    def npv_usd(self) -> float:
        """Net present value for all together."""
        return self.total.npv_usd

    @classmethod
    def mean(cls, each: Sequence[Gains], weights: Sequence[float]) -> Gains:
        """The average of the gains in several futures that share a discount rate."""
        names = sorted({a.who for gains in each for a in gains.accounts})
        return cls(
            accounts=tuple(_mean_account(who, each, weights) for who in names),
            total=_mean_account("all", each, weights),
            parts_usd={
                part: _dot(weights, [g.parts_usd[part] for g in each])
                for part in GAIN_PARTS
            },
            saved_usd={
                part: _dot(weights, [g.saved_usd[part] for g in each]) for part in PARTS
            },
            moved_t=_mean_of(weights, [g.moved_t for g in each]),
            moved_before_t=_mean_of(weights, [g.moved_before_t for g in each]),
            revenue_usd={
                who: _dot(weights, [g.revenue_usd.get(who, 0.0) for g in each])
                for who in sorted({w for g in each for w in g.revenue_usd})
            },
        )


def share_gains(after: Outcome, before: Outcome) -> Gains:
    """How the difference of two outcomes of one case is shared."""
    case = after.case
    yearly = _Yearly(case)
    users = _minus(yearly.users(after), yearly.users(before))
    revenue = _minus(yearly.revenue(after), yearly.revenue(before))
    paid = _minus(yearly.payments(after), yearly.payments(before))
    names = sorted(users.keys() | revenue.keys() | paid.keys())
    none = np.zeros(len(case.years))
    accounts = tuple(
        Account(
            who=who,
            users_usd=users.get(who, none),
            carriers_usd=case.margin * revenue.get(who, none),
            payments_usd=paid.get(who, none),
            discount_rate=case.discount_rate,
        )
        for who in names
    )
    return Gains(
        accounts=accounts,
        total=Account(
            who="all",
            users_usd=sum((a.users_usd for a in accounts), none),
            carriers_usd=sum((a.carriers_usd for a in accounts), none),
            payments_usd=sum((a.payments_usd for a in accounts), none),
            discount_rate=case.discount_rate,
        ),
        parts_usd=_parts(after, before),
        saved_usd=_saved(after),
        moved_t=tuple(after.moved_t.sum(axis=0).tolist()),
        moved_before_t=tuple(before.moved_t.sum(axis=0).tolist()),
        revenue_usd={
            who: present_value(flows.tolist(), case.discount_rate)
            for who, flows in sorted(revenue.items())
        },
    )


def _mean_account(who: str, each: Sequence[Gains], weights: Sequence[float]) -> Account:
    """The average of one party's accounts; in a future without it, it has none."""
    first = each[0].total
    sums = {name: np.zeros(len(first.users_usd)) for name in _FLOWS}
    for weight, gains in zip(weights, each, strict=True):
        for account in (*gains.accounts, gains.total):
            if account.who == who:
                for name in _FLOWS:
                    sums[name] += weight * getattr(account, name)
    return Account(who=who, discount_rate=first.discount_rate, **sums)


def _dot(weights: Sequence[float], numbers: Sequence[float]) -> float:
    return sum(w * number for w, number in zip(weights, numbers, strict=True))


def _mean_of(
    weights: Sequence[float], rows: Sequence[Sequence[float]]
) -> tuple[float, ...]:
    return tuple(_dot(weights, column) for column in zip(*rows, strict=True))


class _Yearly:
    """USD of each year from what moves in the periods."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.period_of_year = np.concatenate(
            [np.full(len(case.years_of(p)), p) for p in range(len(case.periods))]
        )

    def users(self, outcome: Outcome) -> dict[str, FloatArray]:
        """What owners of goods of each state have of moving them."""
        case = self.case
        here = Conditions.of(case, outcome.portfolio)
        left = here.reservation_usd[:, None] - here.cost_usd.sum(axis=0)
        worth = left * outcome.moved_t
        found: dict[str, FloatArray] = {}
        for at, market in enumerate(case.markets):
            of_market = worth[here.market_of == at].sum(axis=0)[self.period_of_year]
            for who, share in market.shares.items():
                found[who] = found.get(who, 0.0) + share * of_market
        return found

    def revenue(self, outcome: Outcome) -> dict[str, FloatArray]:
        """What carriers and places of each state take."""
        found: dict[str, FloatArray] = {}
        for way, moved in zip(self.case.ways, outcome.moved_t, strict=True):
            for who, usd in way.revenue_usd.items():
                found[who] = found.get(who, 0.0) + usd * moved[self.period_of_year]
        return found

    def payments(self, outcome: Outcome) -> dict[str, FloatArray]:
        """What each payer spends on the portfolio."""
        return payments_by_year(self.case, outcome.portfolio)


def payments_by_year(case: Case, portfolio: Portfolio) -> dict[str, FloatArray]:
    """USD of each year that each payer spends on a portfolio."""
    found: dict[str, FloatArray] = {}
    for option_id, start in portfolio.items():
        option = case.option_by_id[option_id]
        for year, usd in option.spending(start, last_year=case.last_year):
            for who, share in option.payers.items():
                flows = found.setdefault(who, np.zeros(len(case.years)))
                flows[year - case.base_year] += share * usd
    return found


def _parts(after: Outcome, before: Outcome) -> dict[str, float]:
    a, b = _sums(after), _sums(before)
    return {part: a[part] - b[part] for part in GAIN_PARTS}


def _saved(after: Outcome) -> dict[str, float]:
    """What the goods that move would lose more if no option had cut it."""
    here = Conditions.of(after.case, after.portfolio)
    cut = Conditions.of(after.case, {}).cost_usd - here.cost_usd
    saved = (cut * (after.moved_t * here.weight)).sum(axis=(1, 2))
    return dict(zip(PARTS, saved.tolist(), strict=True))


def _sums(outcome: Outcome) -> dict[str, float]:
    """Discounted USD of an outcome, by what they are made of."""
    case = outcome.case
    here = Conditions.of(case, outcome.portfolio)
    moved = outcome.moved_t * here.weight
    sums = {"goods": float((here.reservation_usd[:, None] * moved).sum())}
    for number, part in enumerate(PARTS):
        sums[part] = -float((here.cost_usd[number] * moved).sum())
    carriers = case.margin * here.revenue_usd[:, None] * moved
    return {**sums, "carriers": float(carriers.sum())}


def _minus(
    after: Mapping[str, FloatArray], before: Mapping[str, FloatArray]
) -> dict[str, FloatArray]:
    """What is more, by name; who is in one of them only has nothing in the other."""
    names = {**after, **before}
    none = np.zeros(len(next(iter(names.values()), np.zeros(0))))
    return {who: after.get(who, none) - before.get(who, none) for who in names}
