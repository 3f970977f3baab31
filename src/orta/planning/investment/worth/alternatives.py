"""Other portfolios that are nearly as good, best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from orta.planning.investment.portfolio import Aim, Case, choose_portfolio

_NOTHING_USD: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A set of options, each begun when that is best for the set.

    `npv_usd` is against doing nothing, `less_usd` what it is worth less than the best.
    """

    portfolio: Mapping[str, int]
    npv_usd: float
    less_usd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """All sets of options within a share of the best value, or the first of them.

    `is_all` says that no other set is within the share, or that there is no other.
    """

    found: tuple[Alternative, ...]
    is_all: bool


def near_best(
    cases: Sequence[Case],
    *,
    aim: Aim,
    loss_of_nothing_usd: float,
    share: float,
    most: int,
) -> Alternatives:
    """The best set of options and those within a share of its value, one by one.

    Each time the sets that are known are forbidden, and the best of the rest is found.
    Where doing nothing is best there is no share of it: the next ones are listed.
    """
    found: list[Alternative] = []
    while True:
        chosen = choose_portfolio(
            cases, aim=aim, without=[other.portfolio for other in found]
        )
        if chosen is None:
            return Alternatives(found=tuple(found), is_all=True)
        npv = loss_of_nothing_usd - chosen.loss_usd
        best = found[0].npv_usd if found else npv
        if best > _NOTHING_USD and npv < best - share * best:
            return Alternatives(found=tuple(found), is_all=True)
        if len(found) == most:
            return Alternatives(found=tuple(found), is_all=False)
        found.append(
            Alternative(portfolio=chosen.portfolio, npv_usd=npv, less_usd=best - npv)
        )
