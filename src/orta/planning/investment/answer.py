"""What a study of investments answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orta.planning.investment.compile import Compiled
from orta.planning.investment.portfolio import Chosen
from orta.planning.investment.study import InvestStudy
from orta.planning.investment.worth import (
    Alternatives,
    Bar,
    BreakEven,
    Gains,
    Robustness,
    Stability,
)
from orta.planning.optimum.certificate import Certificate
from orta.planning.results import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The most that an option may cost, on average over the futures and in each.

    `cost_usd` is undiscounted, from its start; `gain_usd`, discounted, what it adds on
    average to the chosen portfolio. `beside_all_usd` is the most it may cost where all
    options without a published cost are there as well: what it is worth to them.
    """

    option_id: str
    is_chosen: bool
    published_usd: float | None
    gain_usd: float
    cost_usd: float
    by_future_usd: tuple[float, ...]
    beside_all_usd: float
    with_options: tuple[str, ...]

    @property
    def range_usd(self) -> tuple[float, float]:
        """The least and the most of all futures."""
        return min(self.by_future_usd), max(self.by_future_usd)

    @classmethod
    def of(
        cls,
        each: Sequence[BreakEven],
        beside_all: Sequence[BreakEven],
        weights: Sequence[float],
    ) -> Limit:
        """One option's break-evens in all futures together."""
        first = each[0]
        pairs = list(zip(weights, each, strict=True))
        return cls(
            option_id=first.option_id,
            is_chosen=first.is_chosen,
            published_usd=first.published_usd,
            gain_usd=sum(w * b.gain_usd for w, b in pairs),
            cost_usd=sum(w * b.cost_usd for w, b in pairs),
            by_future_usd=tuple(b.cost_usd for b in each),
            beside_all_usd=sum(
                w * b.cost_usd for w, b in zip(weights, beside_all, strict=True)
            ),
            with_options=first.with_options,
        )


@dataclass(frozen=True, kw_only=True)
class InvestAnswer:
    """The portfolio that is best in what the study asks, and all about it.

    `aim_usd` is how good it is in what was asked: its value, on average or in the first
    future, or its greatest regret; `bound_usd` is what no portfolio does better than.
    `gains` are those of the chosen portfolio, `gross_gains` those of it and all options
    without a published cost, unpaid; both on average over the futures.
    """

    study: InvestStudy
    compiled: Compiled
    chosen: Chosen
    npv_usd: float
    aim_usd: float
    bound_usd: float
    gains: Gains
    gross_gains: Gains
    gross_portfolio: Mapping[str, int]
    limits: tuple[Limit, ...]
    robustness: Robustness
    alternatives: Alternatives
    bars: tuple[Bar, ...]
    stability: Stability | None
    provenance: Provenance

    @property
    def certificate(self) -> Certificate:
        """The plan, the bound and the proof of it."""
        assert self.chosen.certificate is not None  # noqa: S101  it was asked for
        return self.chosen.certificate

    @property
    def is_proved(self) -> bool:
        """Whether the bound shows that none is better, but for a few dollars."""
        return abs(self.bound_usd - self.aim_usd) < max(5.0, 1e-6 * abs(self.aim_usd))

    @property
    def portfolio(self) -> Mapping[str, int]:
        """The options that are begun, and in which year."""
        return self.chosen.portfolio
