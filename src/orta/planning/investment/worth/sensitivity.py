"""How the answer changes with what is not known: one input at a time, and all at once.

A study states for every uncertain input a value, a low and a high one. The tornado
sets one after the other to its ends; the draws take all of them at random at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from orta.planning.investment.portfolio import (
    Case,
    Portfolio,
    choose_portfolio,
    weigh_portfolio,
)
from orta.planning.investment.worth.breakeven import break_evens

Values = Mapping[str, float]
MakeCase = Callable[[Values], Case]


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """An input whose value is uncertain, and how far it may lie on either side."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a tornado: the chosen portfolio's value at both ends of an input.

    `added` and `dropped` are the options by which the best portfolio at that end
    differs from the chosen one, low end first; `best_usd` is what that one is worth.
    `gross_usd` is what the chosen options and all without a published cost would gain
    together, before these are paid for.
    """

    name: str
    ends: tuple[float, float]
    npv_usd: tuple[float, float]
    best_usd: tuple[float, float]
    gross_usd: tuple[float, float]
    added: tuple[tuple[str, ...], tuple[str, ...]]
    dropped: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def span_usd(self) -> tuple[float, float]:
        """How much the value of the chosen portfolio moves, and the gross gain."""
        npv, gross = self.npv_usd, self.gross_usd
        return abs(npv[1] - npv[0]), abs(gross[1] - gross[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """How often each option is chosen when all inputs are drawn at random.

    `kept_share` is the share of draws in which the chosen set is the best one,
    `loses_share` that in which it is worth less than nothing; `npv_usd` is its value in
    each draw, and `break_even_usd` the most that each option without a published cost
    may cost in each. `first_share` says in how many draws each of the other portfolios
    that were looked at is the best of these: how stable their order is.
    """

    draws: int
    seed: int
    chosen_share: Mapping[str, float]
    kept_share: float
    loses_share: float
    npv_usd: tuple[float, ...]
    break_even_usd: Mapping[str, tuple[float, ...]]
    first_share: tuple[float, ...]


def tornado(
    make_case: MakeCase,
    inputs: Sequence[Uncertain],
    chosen: Portfolio,
    middle: Values,
) -> tuple[Bar, ...]:
    """Every uncertain input at its low and its high end, the widest bar first.

    `middle` has the value of all inputs, also of those that are sure.
    """
    bars = [
        _bar(make_case, each, middle, chosen) for each in inputs if each.low < each.high
    ]
    return tuple(sorted(bars, key=lambda bar: bar.span_usd, reverse=True))


def _bar(
    make_case: MakeCase, each: Uncertain, middle: Values, chosen: Portfolio
) -> Bar:
    ends = (each.low, each.high)
    npv, best, gross, added, dropped = [], [], [], [], []
    for end in ends:
        case = make_case({**middle, each.name: end})
        found = choose_portfolio([case])
        assert found is not None  # noqa: S101  nothing is forbidden
        nothing = weigh_portfolio(case, {}).loss_usd
        npv.append(nothing - weigh_portfolio(case, chosen).loss_usd)
        best.append(nothing - found.loss_usd)
        gross.append(
            nothing - weigh_portfolio(case, with_unpriced(case, chosen)).loss_usd
        )
        added.append(tuple(sorted(found.portfolio.keys() - chosen.keys())))
        dropped.append(tuple(sorted(chosen.keys() - found.portfolio.keys())))
    return Bar(
        name=each.name,
        ends=ends,
        npv_usd=(npv[0], npv[1]),
        best_usd=(best[0], best[1]),
        gross_usd=(gross[0], gross[1]),
        added=(added[0], added[1]),
        dropped=(dropped[0], dropped[1]),
    )


def with_unpriced(case: Case, chosen: Portfolio) -> dict[str, int]:
    """The portfolio and every option without a published cost, as early as may be.

    Left out are those that something chosen excludes, or that need what is not there;
    of two that exclude each other the first is taken.
    """
    taken = dict(chosen)
    waiting = [o for o in case.options if o.cost_usd is None]
    while True:
        fitting = [
            option
            for option in waiting
            if option.option_id not in taken
            and all(needed in taken for needed in option.requires)
            and not any(
                option.option_id in group and group & taken.keys()
                for group in case.exclusions
            )
        ]
        if not fitting:
            return taken
        taken[fitting[0].option_id] = fitting[0].starts[0]


def draw_inputs(
    inputs: Sequence[Uncertain], *, draws: int, seed: int
) -> list[dict[str, float]]:
    """Values of all inputs, each between its low and its high, likeliest its own.

    The numbers of a draw depend on the seed, on the input's name order and on the draw
    alone, so that two studies that differ in one value share their luck.
    """
    # Philox is the same on every platform, and cheap to start at a place.
    uniform = np.random.Generator(np.random.Philox(seed)).random((draws, len(inputs)))
    return [
        {
            each.name: _triangular(each, float(share))
            for each, share in zip(inputs, row, strict=True)
        }
        for row in uniform
    ]


def _triangular(each: Uncertain, share: float) -> float:
    """The value below which a share of a triangular distribution lies."""
    span = each.high - each.low
    if span == 0:
        return each.value
    at_mode = (each.value - each.low) / span
    if share < at_mode:
        return float(each.low + span * np.sqrt(share * at_mode))
    return float(each.high - span * np.sqrt((1 - share) * (1 - at_mode)))


def stability(  # noqa: PLR0913  what is drawn, and how often
    make_case: MakeCase,
    inputs: Sequence[Uncertain],
    chosen: Portfolio,
    middle: Values,
    *,
    others: Sequence[Portfolio] = (),
    draws: int,
    seed: int,
) -> Stability:
    """How often each option is in the best portfolio, over draws of all inputs."""
    counts: Counter[str] = Counter()
    limits: dict[str, list[float]] = defaultdict(list)
    kept, npv, first = 0, [], [0] * len(others)
    for values in draw_inputs(inputs, draws=draws, seed=seed):
        case = make_case({**middle, **values})
        found = choose_portfolio([case])
        assert found is not None  # noqa: S101  nothing is forbidden
        counts.update(found.portfolio.keys())
        kept += found.portfolio.keys() == chosen.keys()
        nothing = weigh_portfolio(case, {}).loss_usd
        npv.append(nothing - weigh_portfolio(case, chosen).loss_usd)
        if others:
            losses = [weigh_portfolio(case, other).loss_usd for other in others]
            first[losses.index(min(losses))] += 1
        unpriced = {o.option_id for o in case.options if o.cost_usd is None}
        for each in break_evens(case, chosen, unpriced):
            limits[each.option_id].append(each.cost_usd)
    names = [option.option_id for option in make_case(middle).options]
    return Stability(
        draws=draws,
        seed=seed,
        chosen_share={name: counts[name] / draws for name in names},
        kept_share=kept / draws,
        loses_share=sum(usd < 0 for usd in npv) / draws,
        npv_usd=tuple(npv),
        break_even_usd={name: tuple(usd) for name, usd in limits.items()},
        first_share=tuple(count / draws for count in first),
    )


def quantile(numbers: Sequence[float], share: float) -> float:
    """The value below which a share of numbers lies, between two if need be."""
    return float(np.quantile(np.array(numbers), share))
