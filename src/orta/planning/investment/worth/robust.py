"""What each portfolio is worth in each future, and what may be regretted by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orta.planning.investment.portfolio import (
    Aim,
    Case,
    Chosen,
    Portfolio,
    choose_portfolio,
    weigh_portfolio,
)

Key = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A portfolio, why it is looked at, and what it is worth in each future.

    `regret_usd` is what the best portfolio of a future would be worth more.
    """

    reasons: tuple[str, ...]
    portfolio: Mapping[str, int]
    npv_usd: tuple[float, ...]
    regret_usd: tuple[float, ...]
    expected_usd: float

    @property
    def greatest_regret_usd(self) -> float:
        """The regret in the future where it is greatest."""
        return max(self.regret_usd)


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """Candidates against futures, best expectation first.

    `best_usd` is the value of each future's own best portfolio; `least_regret_usd` the
    least greatest regret of all portfolios there are, not only of those in the table.
    """

    futures: tuple[str, ...]
    weights: tuple[float, ...]
    best_usd: tuple[float, ...]
    candidates: tuple[Candidate, ...]
    least_regret_usd: float


@dataclass(slots=True)
class Weighing:
    """Losses of portfolios in cases, each worked out once."""

    cases: Sequence[Case]
    _known: dict[tuple[int, Key], float] = field(default_factory=dict)

    def loss_usd(self, number: int, portfolio: Portfolio) -> float:
        """The loss of a portfolio in a case, by the number of the case."""
        key = number, as_key(portfolio)
        if key not in self._known:
            outcome = weigh_portfolio(self.cases[number], portfolio)
            self._known[key] = outcome.loss_usd
        return self._known[key]

    def npv_usd(self, number: int, portfolio: Portfolio) -> float:
        """What a portfolio is worth in a case, against doing nothing."""
        return self.loss_usd(number, {}) - self.loss_usd(number, portfolio)


def as_key(portfolio: Portfolio) -> Key:
    """The portfolio as something that can be looked up."""
    return tuple(sorted(portfolio.items()))


def compare_futures(
    cases: Sequence[Case],
    weights: Sequence[float],
    *,
    others: Mapping[str, Portfolio],
) -> Robustness:
    """Each future's best portfolio, that of least regret, and others, in all futures.

    The least regret is found over all portfolios, by one programme in which every
    future has its flows; `others` are further candidates under why they are looked at.
    """
    weighing = Weighing(cases)
    best = [_needed(choose_portfolio([case])) for case in cases]
    best_loss = [weighing.loss_usd(n, found.portfolio) for n, found in enumerate(best)]
    aim = Aim(weights=tuple(weights), best_usd=tuple(best_loss))
    calmest = _needed(choose_portfolio(cases, aim=aim))
    reasons: dict[Key, list[str]] = {}
    named = [
        (f"best in {case.name}", b.portfolio)
        for case, b in zip(cases, best, strict=True)
    ]
    for why, portfolio in (
        *others.items(),
        ("least regret", calmest.portfolio),
        *named,
        ("nothing", {}),
    ):
        reasons.setdefault(as_key(portfolio), []).append(why)
    candidates = [
        _candidate(weighing, dict(key), why, weights, best_loss)
        for key, why in reasons.items()
    ]
    return Robustness(
        futures=tuple(case.name for case in cases),
        weights=tuple(weights),
        best_usd=tuple(
            weighing.loss_usd(n, {}) - loss for n, loss in enumerate(best_loss)
        ),
        candidates=tuple(sorted(candidates, key=lambda c: -c.expected_usd)),
        least_regret_usd=min(c.greatest_regret_usd for c in candidates),
    )


def _candidate(
    weighing: Weighing,
    portfolio: dict[str, int],
    why: Sequence[str],
    weights: Sequence[float],
    best_loss: Sequence[float],
) -> Candidate:
    numbers = range(len(weights))
    npv = [weighing.npv_usd(n, portfolio) for n in numbers]
    return Candidate(
        reasons=tuple(why),
        portfolio=portfolio,
        npv_usd=tuple(npv),
        regret_usd=tuple(
            weighing.loss_usd(n, portfolio) - best_loss[n] for n in numbers
        ),
        expected_usd=sum(w * v for w, v in zip(weights, npv, strict=True)),
    )


def _needed(found: Chosen | None) -> Chosen:
    """What is there, since doing nothing always is."""
    if found is None:
        raise AssertionError("no portfolio is allowed, not even that of nothing")
    return found
