"""What is to be decided, in numbers: options, and the goods that would gain by them.

A *case* is one future. In each period every market's goods choose among its ways; ways
use assets, assets have a capacity; options add capacity, or cut what goods lose there.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

from orta.errors import ModelError

_WITHIN: Final = 1e-9  # shares that are made of decimals sum to one so closely


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """USD for a tonne: what is paid, what the days cost, and what not knowing them."""

    money_usd: float = 0.0
    time_usd: float = 0.0
    risk_usd: float = 0.0

    @property
    def total_usd(self) -> float:
        """All three together."""
        return self.money_usd + self.time_usd + self.risk_usd


_FREE: Final = Part()


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How much of an asset a tonne takes, and what of its cost arises there."""

    asset_id: str
    amount: float = 0.0  # of the asset's unit for each tonne
    cost: Part = _FREE

    def __post_init__(self) -> None:
        """Refuse less than nothing."""
        parts = (self.cost.money_usd, self.cost.time_usd, self.cost.risk_usd)
        if min(self.amount, *parts) < 0:
            raise ModelError(f"a tonne uses less than nothing of {self.asset_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way for the goods of a market: what a tonne costs, uses and pays to whom.

    `revenue_usd` says how much of the money goes to carriers and places of each state.
    """

    way_id: str
    market_id: str
    cost: Part
    revenue_usd: Mapping[str, float]
    uses: tuple[Use, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """Something that ways share; without a capacity it holds what comes."""

    asset_id: str
    capacity: tuple[float, ...] | None = None  # units a year, in each period
    unit: str = "t"
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Goods that want to move: how many in each period, and what they would pay most.

    `shares` says which states their owners belong to; it sums to one.
    """

    market_id: str
    tonnes: tuple[float, ...]  # a year, in each period
    reservation_usd: float  # for a tonne; dearer ways are not taken
    shares: Mapping[str, float]
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse negative tonnes and shares that are none."""
        if min(self.tonnes) < 0:
            raise ModelError(f"market {self.market_id} has negative tonnes")
        if not math.isclose(sum(self.shares.values()), 1.0, abs_tol=_WITHIN):
            raise ModelError(f"the shares of market {self.market_id} do not sum to one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an option does to an asset: more capacity, or shares of its cost cut."""

    asset_id: str
    adds: float = 0.0  # units a year
    money_cut: float = 0.0
    time_cut: float = 0.0
    risk_cut: float = 0.0

    def __post_init__(self) -> None:
        """Refuse shares beyond one, and effects that harm."""
        cuts = (self.money_cut, self.time_cut, self.risk_cut)
        if min(self.adds, *cuts) < 0 or max(cuts) > 1:
            raise ModelError(f"an effect on {self.asset_id} is out of range")

    @property
    def cuts(self) -> tuple[float, float, float]:
        """Shares of money, time and risk that go."""
        return self.money_cut, self.time_cut, self.risk_cut

    def saving(self, use: Use) -> Part:
        """USD that a tonne which uses the asset no longer loses there."""
        return Part(
            money_usd=self.money_cut * use.cost.money_usd,
            time_usd=self.time_cut * use.cost.time_usd,
            risk_usd=self.risk_cut * use.cost.risk_usd,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A project, a phase of one, or a measure that can be decided.

    The cost is spent evenly over the years from the start to the opening; without a
    cost the option can be weighed, but not chosen. `payers` sum to one.
    """

    option_id: str
    cost_usd: float | None
    starts: tuple[int, ...]
    payers: Mapping[str, float]
    lead_years: int = 0
    yearly_usd: float = 0.0  # from the opening on
    effects: tuple[Effect, ...] = ()
    requires: tuple[str, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse options that never start, or whose payers pay not all of it."""
        if not self.starts or self.lead_years < 0:
            raise ModelError(f"option {self.option_id} has no start, or ends before it")
        if any(late <= early for early, late in pairwise(self.starts)):
            raise ModelError(f"the starts of option {self.option_id} are not in order")
        if min(self.cost_usd or 0.0, self.yearly_usd) < 0:
            raise ModelError(f"option {self.option_id} costs less than nothing")
        if not math.isclose(sum(self.payers.values()), 1.0, abs_tol=_WITHIN):
            raise ModelError(f"the payers of option {self.option_id} do not sum to one")

    def opens(self, start: int) -> int:
        """The first year in which it works."""
        return start + self.lead_years

    def spending(self, start: int, *, last_year: int) -> Iterator[tuple[int, float]]:
        """Years and USD, from the start to the horizon; building comes first."""
        building = max(1, self.lead_years)
        for year in range(start, start + building):
            yield year, (self.cost_usd or 0.0) / building
        if self.yearly_usd:
            for year in range(self.opens(start), last_year + 1):
                yield year, self.yearly_usd


# Which options are begun, and in which year.
Portfolio = Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One future: all that the gain of any portfolio follows from.

    `periods` are the years in which the flows are worked out; each stands for the
    years until the next, the last one until `last_year`. Of the options in one of
    `exclusions` at most one may be begun. Budgets are in USD of the base year, not
    discounted; `budget_by_year` holds for the years it names, `budget_usd` for all
    together. `margin` is the share of what is paid that carriers and states keep.
    """

    name: str
    periods: tuple[int, ...]
    last_year: int
    discount_rate: float
    assets: tuple[Asset, ...]
    ways: tuple[Way, ...]
    markets: tuple[Market, ...]
    options: tuple[Option, ...]
    exclusions: tuple[frozenset[str], ...] = ()
    budget_usd: float | None = None
    budget_by_year: Mapping[int, float] = field(default_factory=dict)
    margin: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what does not fit together, all of it at once."""
        problems = [*self._bad_ids(), *self._bad_shapes(), *self._bad_cuts()]
        if problems:
            raise ModelError(*problems)

    @property
    def base_year(self) -> int:
        """The year whose money all figures are in: that of the first period."""
        return self.periods[0]

    @property
    def years(self) -> range:
        """All years from the base year to the horizon."""
        return range(self.base_year, self.last_year + 1)

    @cached_property
    def asset_by_id(self) -> dict[str, Asset]:
        """Assets under their ids."""
        return {asset.asset_id: asset for asset in self.assets}

    @cached_property
    def market_by_id(self) -> dict[str, Market]:
        """Markets under their ids."""
        return {market.market_id: market for market in self.markets}

    @cached_property
    def option_by_id(self) -> dict[str, Option]:
        """Options under their ids."""
        return {option.option_id: option for option in self.options}

    def discount(self, year: int) -> float:
        """What a dollar of a year is worth in the base year."""
        return float((1.0 + self.discount_rate) ** (self.base_year - year))

    def years_of(self, period: int) -> range:
        """The years for which a period, by its number, stands."""
        ends = (*self.periods[1:], self.last_year + 1)
        return range(self.periods[period], ends[period])

    def weight(self, period: int) -> float:
        """What a dollar in each year of a period is worth in the base year."""
        return sum(self.discount(year) for year in self.years_of(period))

    def is_open(self, option: Option, start: int, period: int) -> bool:
        """Whether an option works in a period: from its first year on."""
        return option.opens(start) <= self.periods[period]

    def cost_usd(self, option: Option, start: int) -> float:
        """Discounted USD of an option begun in a year."""
        spent = option.spending(start, last_year=self.last_year)
        return sum(usd * self.discount(year) for year, usd in spent)

    def fits(self, option: Option, start: int) -> bool:
        """Whether all of an option begun in a year is paid for before the horizon."""
        return start + max(1, option.lead_years) - 1 <= self.last_year

    def _needed_by(self, option: Option) -> set[str]:
        """All that an option builds on, directly or not."""
        found: set[str] = set()
        waiting = list(option.requires)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                known = self.option_by_id.get(name)
                waiting += known.requires if known else ()
        return found

    def _bad_ids(self) -> Iterator[str]:
        options, assets = self.option_by_id.keys(), self.asset_by_id.keys()
        yield from _twice("market", (m.market_id for m in self.markets))
        yield from _twice("asset", (a.asset_id for a in self.assets))
        yield from _twice("option", (o.option_id for o in self.options))
        for way in self.ways:
            if way.market_id not in self.market_by_id:
                yield f"way {way.way_id} has no market {way.market_id}"
            yield from _unknown("asset", (u.asset_id for u in way.uses), assets)
        for option in self.options:
            yield from _unknown("asset", (e.asset_id for e in option.effects), assets)
            yield from _unknown("option", option.requires, options)
            if option.option_id in self._needed_by(option):
                yield f"option {option.option_id} requires itself in the end"
        for group in self.exclusions:
            yield from _unknown("option", sorted(group), options)

    def _bad_shapes(self) -> Iterator[str]:
        count = len(self.periods)
        if any(late <= early for early, late in pairwise(self.periods)):
            yield "the periods are not in order"
        if not self.periods or self.last_year < self.periods[-1]:
            yield "the horizon ends before the last period begins"
        if self.discount_rate <= -1 or not 0 <= self.margin <= 1:
            yield "a discount rate is above -1, a margin from 0 to 1"
        for market in self.markets:
            if len(market.tonnes) != count:
                yield f"market {market.market_id} has not a number for each period"
        for asset in self.assets:
            if asset.capacity is not None and len(asset.capacity) != count:
                yield f"asset {asset.asset_id} has not a number for each period"

    def _bad_cuts(self) -> Iterator[str]:
        """Assets of whose cost more could be cut than there is."""
        groups = {option: group for group in self.exclusions for option in group}
        for number, what in enumerate(("money", "time", "risk")):
            most: dict[tuple[str, object], float] = {}
            for option in self.options:
                together = groups.get(option.option_id, option.option_id)
                for effect in option.effects:
                    key = effect.asset_id, together
                    most[key] = max(most.get(key, 0.0), effect.cuts[number])
            sums: Counter[str] = Counter()
            for (asset_id, _), cut in most.items():
                sums[asset_id] += cut  # type: ignore[assignment]
            for asset_id, cut in sums.items():
                if cut > 1 + _WITHIN:
                    yield f"options cut {cut:.0%} of the {what} lost at {asset_id}"


def _twice(noun: str, ids: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(ids).items():
        if count > 1:
            yield f"{noun} {name} stands there {count} times"


def _unknown(noun: str, ids: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    for name in ids:
        if name not in known:
            yield f"there is no {noun} {name}"
