"""Cases as one programme: which options to begin, and how goods then move.

    most  what moved goods are worth, less what moving them and building costs

A column says that an option is begun in a year; others how much moves on a way, and
how much of it gains by an option that is open. With a portfolio given, only flows are
left. Several cases, the futures, share the columns of options.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from orta.planning.investment.portfolio.case import Case, Option, Portfolio
from orta.planning.investment.portfolio.conditions import KILOTONNE, Conditions, savings
from orta.planning.investment.portfolio.draft import Draft
from orta.planning.optimum import BoolArray, FloatArray, IntArray, Programme

NO_COLUMN: Final = -1
_DOLLAR: Final = 1e-6  # of slack, in millions: thirds of a cost do not sum exactly
_SAME_SAVING_DIGITS: Final = 6  # ways whose savings differ less share a column


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What is to be least: loss weighed over futures, or the greatest regret.

    `best_usd` has the least loss of each future by itself; with it the aim is the
    greatest regret, and `weights` do not count.
    """

    weights: tuple[float, ...] = (1.0,)
    best_usd: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Formulation:
    """The programme, and which column is what.

    `builds` has a column for each option and start; `flows` for each case the columns
    of its ways and periods, shape (ways, periods), -1 where nothing can move.
    """

    programme: Programme
    builds: dict[tuple[str, int], int]
    flows: tuple[IntArray, ...]
    regret: int = NO_COLUMN

    @property
    def elastic(self) -> BoolArray:
        """Columns that may rise to mend a plan: the regret alone."""
        elastic = np.zeros(len(self.programme.cost), np.bool_)
        if self.regret != NO_COLUMN:
            elastic[self.regret] = True
        return elastic

    def portfolio(self, x: FloatArray) -> dict[str, int]:
        """The options that a plan begins, and when, by their ids."""
        return {
            option_id: start
            for (option_id, start), column in self.builds.items()
            if round(x[column]) == 1
        }

    def moved(self, x: FloatArray) -> tuple[FloatArray, ...]:
        """Tonnes a year on each way in each period, of each case."""
        padded = np.append(x, 0.0) * KILOTONNE
        return tuple(padded[columns] for columns in self.flows)


def formulate(
    cases: Sequence[Case],
    *,
    aim: Aim | None = None,
    without: Sequence[Portfolio] = (),
) -> Formulation:
    """The programme that begins options for all cases alike.

    Options without a cost are never begun. `without` are sets of options that may not
    be the answer, whenever they would begin: so the next best can be looked for.
    """
    making = _Making(cases, aim or Aim())
    making.add_decisions()
    for number in range(len(cases)):
        making.add_flows(number, {})
    making.add_aim()
    for portfolio in without:
        making.forbid(portfolio)
    return making.result()


def formulate_flows(case: Case, portfolio: Portfolio) -> Formulation:
    """The programme of the flows alone, with a portfolio as it is given."""
    making = _Making([case], Aim())
    making.add_flows(0, portfolio)
    making.add_aim()
    return making.result()


class _Making:
    """Columns of options first, then those of each case."""

    def __init__(self, cases: Sequence[Case], aim: Aim) -> None:
        self.cases, self.aim = cases, aim
        self.draft = Draft()
        self.builds: dict[tuple[str, int], int] = {}
        self.flows: list[IntArray] = []
        self.regret = NO_COLUMN
        self.losses: list[list[tuple[int, float]]] = [[] for _ in cases]

    def add_decisions(self) -> None:
        """Whether to begin each option, in which of its years; and what that needs."""
        case, draft = self.cases[0], self.draft
        for option in case.options:
            if option.cost_usd is None:
                continue
            for start in option.starts:
                if not case.fits(option, start):
                    continue
                name = f"begin {option.option_id} {start}"
                column = draft.add_column(name, cost=0.0, upper=1.0, is_whole=True)
                self.builds[option.option_id, start] = column
                for own, losses in zip(self.cases, self.losses, strict=True):
                    losses.append((column, own.cost_usd(option, start)))
        for option in case.options:
            self._add_rules(option)
        for number, group in enumerate(case.exclusions):
            columns = [c for (name, _), c in self.builds.items() if name in group]
            draft.add_row(f"one-of {number + 1}", dict.fromkeys(columns, 1.0), limit=1)
        self._add_budgets()

    def _add_rules(self, option: Option) -> None:
        """Once at most; and open no earlier than what it builds on."""
        starts = self._starts(option.option_id)
        if not starts:
            return
        once = dict.fromkeys(starts.values(), 1.0)
        self.draft.add_row(f"once {option.option_id}", once, limit=1.0)
        for needed_id in option.requires:
            needed = self.cases[0].option_by_id[needed_id]
            before = self._starts(needed_id)
            for start in starts:
                opens = option.opens(start)
                later = {c: 1.0 for s, c in starts.items() if option.opens(s) <= opens}
                there = {c: -1.0 for s, c in before.items() if needed.opens(s) <= opens}
                name = f"needs {option.option_id} {needed_id} {start}"
                self.draft.add_row(name, {**later, **there}, limit=0.0)

    def _add_budgets(self) -> None:
        case = self.cases[0]
        spent: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for (option_id, start), column in self.builds.items():
            option = case.option_by_id[option_id]
            for year, usd in option.spending(start, last_year=case.last_year):
                spent[year][column] += usd
        if case.budget_usd is not None:
            total: dict[int, float] = defaultdict(float)
            for of_year in spent.values():
                for column, usd in of_year.items():
                    total[column] += usd
            self._add_budget("budget", total, case.budget_usd)
        for year, usd in sorted(case.budget_by_year.items()):
            self._add_budget(f"budget {year}", spent.get(year, {}), usd)

    def _add_budget(self, name: str, spent: dict[int, float], usd: float) -> None:
        # In millions: a row of numbers near one is kept more closely.
        million = {column: value / 1e6 for column, value in spent.items()}
        self.draft.add_row(name, million, limit=usd / 1e6 + _DOLLAR)

    def add_flows(self, number: int, portfolio: Portfolio) -> None:
        """Flows of a case where a portfolio stands, and what other options add."""
        case = self.cases[number]
        here = Conditions.of(case, portfolio)
        columns = self._flow_columns(number, here)
        self.flows.append(columns)
        for period, year in enumerate(case.periods):
            end = f"{year} {case.name}".strip()
            for at, market in enumerate(case.markets):
                ways = np.flatnonzero(here.market_of == at)
                moving = [c for c in columns[ways, period].tolist() if c >= 0]
                if moving:
                    name = f"want {market.market_id} {end}"
                    limit = market.tonnes[period] / KILOTONNE
                    self.draft.add_row(name, dict.fromkeys(moving, 1.0), limit=limit)
            for at in np.flatnonzero(here.may_bind[:, period]).tolist():
                self._add_capacity(number, here, at=at, period=period)
        if self.builds:
            for option in case.options:
                self._add_gains(number, here, option)

    def _flow_columns(self, number: int, here: Conditions) -> IntArray:
        case = self.cases[number]
        loss = here.loss_usd(case.margin)
        columns = np.full(loss.shape, NO_COLUMN, np.int32)
        for at, way in enumerate(case.ways):
            for period, year in enumerate(case.periods):
                most = here.tonnes[here.market_of[at], period] / KILOTONNE
                if not here.is_taken[at] or most == 0:
                    continue
                name = f"move {way.way_id} {year} {case.name}".strip()
                columns[at, period] = self.draft.add_column(name, cost=0.0, upper=most)
                usd = float(loss[at, period] * here.weight[period] * KILOTONNE)
                self.losses[number].append((int(columns[at, period]), usd))
        return columns

    def _add_capacity(
        self, number: int, here: Conditions, *, at: int, period: int
    ) -> None:
        """What uses an asset keeps within what it holds, and what options add."""
        case, columns = self.cases[number], self.flows[number]
        asset = case.assets[at]
        users = np.flatnonzero((here.use[at] > 0) & (columns[:, period] >= 0))
        if not len(users):
            return
        entries = [
            (int(columns[way, period]), float(here.use[at, way] * KILOTONNE))
            for way in users.tolist()
        ]
        for (option_id, start), column in self.builds.items():
            option = case.option_by_id[option_id]
            if case.is_open(option, start, period):
                adds = (e.adds for e in option.effects if e.asset_id == asset.asset_id)
                entries.append((column, -sum(adds)))
        name = f"hold {asset.asset_id} {case.periods[period]} {case.name}".strip()
        self.draft.add_row(name, entries, limit=float(here.capacity[at, period]))

    def _add_gains(self, number: int, here: Conditions, option: Option) -> None:
        """Goods that lose less because an option is open: at most all that move."""
        case, columns = self.cases[number], self.flows[number]
        saved = savings(case, option).sum(axis=0)
        starts = self._starts(option.option_id)
        if not starts or not saved.any():
            return
        for market in np.unique(here.market_of[saved > 0]).tolist():
            ways = np.flatnonzero((here.market_of == market) & (saved > 0))
            for period in range(len(case.periods)):
                is_open = [
                    column
                    for start, column in starts.items()
                    if case.is_open(option, start, period)
                ]
                moving = ways[columns[ways, period] >= 0]
                if is_open and len(moving):
                    self._add_gain(
                        number,
                        here,
                        option,
                        saved[moving],
                        columns[moving, period],
                        is_open=is_open,
                        market=market,
                        period=period,
                    )

    def _add_gain(  # noqa: PLR0913  what the columns are made of
        self,
        number: int,
        here: Conditions,
        option: Option,
        saved: FloatArray,
        moving: IntArray,
        *,
        is_open: list[int],
        market: int,
        period: int,
    ) -> None:
        """One column for each size of saving, and the rows that hold it."""
        case = self.cases[number]
        most = float(here.tonnes[market, period]) / KILOTONNE
        market_id = case.markets[market].market_id
        rounded = [float(f"{usd:.{_SAME_SAVING_DIGITS}g}") for usd in saved.tolist()]
        gaining: list[int] = []
        for usd in sorted(set(rounded)):
            what = f"{option.option_id} {market_id} {len(gaining) + 1}"
            end = f"{case.periods[period]} {case.name}".strip()
            column = self.draft.add_column(f"gain {what} {end}", cost=0.0, upper=most)
            worth = -usd * float(here.weight[period]) * KILOTONNE
            self.losses[number].append((column, worth))
            users = {
                int(m): -1.0
                for m, of_way in zip(moving, rounded, strict=True)
                if of_way == usd
            }
            self.draft.add_row(f"moved {what} {end}", {column: 1.0, **users}, limit=0.0)
            gaining.append(column)
        name = f"open {option.option_id} {market_id} {case.periods[period]} {case.name}"
        entries = {
            **dict.fromkeys(gaining, 1.0),
            **dict.fromkeys(is_open, -most),
        }
        self.draft.add_row(name.strip(), entries, limit=0.0)

    def add_aim(self) -> None:
        """Costs of columns, or one column that is no less than any regret."""
        draft = self.draft
        if self.aim.best_usd is None:
            for weight, losses in zip(self.aim.weights, self.losses, strict=True):
                for column, usd in losses:
                    draft.costs[column] += weight * usd
            return
        most = max(1.0, -min(self.aim.best_usd)) / 1e6
        self.regret = regret = draft.add_column("regret", cost=1e6, upper=most)
        for case, losses, best in zip(
            self.cases, self.losses, self.aim.best_usd, strict=True
        ):
            million = [(column, usd / 1e6) for column, usd in losses]
            entries = [*million, (regret, -1.0)]
            draft.add_row(f"regret {case.name}", entries, limit=best / 1e6)

    def forbid(self, portfolio: Portfolio) -> None:
        """At least one option more or less than these."""
        name = "not " + (" ".join(sorted(portfolio)) or "nothing")
        entries = {
            column: 1.0 if option_id in portfolio else -1.0
            for (option_id, _), column in self.builds.items()
        }
        self.draft.add_row(name, entries, limit=len(portfolio) - 1.0)

    def result(self) -> Formulation:
        """What was made."""
        return Formulation(
            programme=self.draft.programme(),
            builds=self.builds,
            flows=tuple(self.flows),
            regret=self.regret,
        )

    def _starts(self, option_id: str) -> dict[int, int]:
        return {s: c for (name, s), c in self.builds.items() if name == option_id}
