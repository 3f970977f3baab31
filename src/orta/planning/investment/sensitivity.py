"""How the answer changes with what is not known: one input at a time, and all at once.

A study states for every uncertain input a value, a low and a high one. The tornado
sets one after the other to its ends; the draws take all of them at random at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from orta.planning.investment.case import Case, Portfolio
from orta.planning.investment.solve import choose_portfolio, weigh_portfolio

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
    """

    name: str
    ends: tuple[float, float]
    npv_usd: tuple[float, float]
    best_usd: tuple[float, float]
    added: tuple[tuple[str, ...], tuple[str, ...]]
    dropped: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def span_usd(self) -> float:
        """How much the value of the chosen portfolio moves."""
        return abs(self.npv_usd[1] - self.npv_usd[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """How often each option is chosen when all inputs are drawn at random.

    `kept_share` is the share of draws in which the chosen set is the best one;
    `npv_usd` has the value of the chosen portfolio in each draw.
    """

    draws: int
    seed: int
    chosen_share: Mapping[str, float]
    kept_share: float
    loses_share: float
    npv_usd: tuple[float, ...]


def tornado(
    make_case: MakeCase, inputs: Sequence[Uncertain], chosen: Portfolio
) -> tuple[Bar, ...]:
    """Every uncertain input at its low and its high end, the widest bar first."""
    middle = {each.name: each.value for each in inputs}
    bars = [
        _bar(make_case, each, middle, chosen) for each in inputs if each.low < each.high
    ]
    return tuple(sorted(bars, key=lambda bar: -bar.span_usd))


def _bar(
    make_case: MakeCase, each: Uncertain, middle: Values, chosen: Portfolio
) -> Bar:
    ends = (each.low, each.high)
    npv, best, added, dropped = [], [], [], []
    for end in ends:
        case = make_case({**middle, each.name: end})
        found = choose_portfolio([case])
        assert found is not None  # noqa: S101  nothing is forbidden
        nothing = weigh_portfolio(case, {}).loss_usd
        npv.append(nothing - weigh_portfolio(case, chosen).loss_usd)
        best.append(nothing - found.loss_usd)
        added.append(tuple(sorted(found.portfolio.keys() - chosen.keys())))
        dropped.append(tuple(sorted(chosen.keys() - found.portfolio.keys())))
    return Bar(
        name=each.name,
        ends=ends,
        npv_usd=(npv[0], npv[1]),
        best_usd=(best[0], best[1]),
        added=(added[0], added[1]),
        dropped=(dropped[0], dropped[1]),
    )


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


def stability(
    make_case: MakeCase,
    inputs: Sequence[Uncertain],
    chosen: Portfolio,
    *,
    draws: int,
    seed: int,
) -> Stability:
    """How often each option is in the best portfolio, over draws of all inputs."""
    counts: dict[str, int] = {}
    kept, npv = 0, []
    for values in draw_inputs(inputs, draws=draws, seed=seed):
        case = make_case(values)
        found = choose_portfolio([case])
        assert found is not None  # noqa: S101  nothing is forbidden
        for option in case.options:
            is_in = option.option_id in found.portfolio
            counts[option.option_id] = counts.get(option.option_id, 0) + is_in
        kept += found.portfolio.keys() == chosen.keys()
        nothing = weigh_portfolio(case, {}).loss_usd
        npv.append(nothing - weigh_portfolio(case, chosen).loss_usd)
    return Stability(
        draws=draws,
        seed=seed,
        chosen_share={name: count / draws for name, count in counts.items()},
        kept_share=kept / draws,
        loses_share=sum(usd < 0 for usd in npv) / draws,
        npv_usd=tuple(npv),
    )
