"""What assets hold and ways cost in a case, period by period, under a portfolio."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from orta.planning.investment.portfolio.case import Case, Option, Portfolio, Way
from orta.planning.optimum import BoolArray, FloatArray

KILOTONNE: Final = 1000.0  # flows are thousands of tonnes a year: numbers of one size
PARTS: Final = ("money", "time", "risk")


@dataclass(frozen=True, kw_only=True, eq=False)
class Conditions:
    """Arrays of a case under a portfolio.

    Shapes: `cost_usd` (parts, ways, periods), for a tonne; `capacity` (assets,
    periods), infinite where nothing is known to be scarce; `use` (assets, ways), units
    for a tonne; `revenue_usd` (ways,); `reservation_usd` (ways,); `tonnes` (markets,
    periods); `weight` (periods,); `market_of` (ways,); `is_taken` (ways,) where
    somebody would pay for a way as it is before any option opens.
    """

    cost_usd: FloatArray
    capacity: FloatArray
    use: FloatArray
    revenue_usd: FloatArray
    reservation_usd: FloatArray
    tonnes: FloatArray
    weight: FloatArray
    market_of: np.ndarray[tuple[int], np.dtype[np.intp]]
    is_taken: BoolArray

    @classmethod
    def of(cls, case: Case, portfolio: Portfolio) -> Conditions:
        """The conditions once the options of the portfolio open."""
        n_periods = len(case.periods)
        place = {asset.asset_id: at for at, asset in enumerate(case.assets)}
        market = {m.market_id: at for at, m in enumerate(case.markets)}
        use = np.zeros((len(case.assets), len(case.ways)))
        cost = np.zeros((len(PARTS), len(case.ways), n_periods))
        for at, way in enumerate(case.ways):
            parts = (way.cost.money_usd, way.cost.time_usd, way.cost.risk_usd)
            cost[:, at, :] = np.array(parts)[:, None]
            for used in way.uses:
                use[place[used.asset_id], at] += used.amount
        capacity = np.full((len(case.assets), n_periods), np.inf)
        for at, asset in enumerate(case.assets):
            if asset.capacity is not None:
                capacity[at] = asset.capacity
        for option_id, start in portfolio.items():
            option = case.option_by_id[option_id]
            opens = np.array([case.is_open(option, start, p) for p in range(n_periods)])
            for effect in option.effects:
                capacity[place[effect.asset_id]] += effect.adds * opens
            saved = savings(case, option)
            cost -= saved[:, :, None] * opens
        reservation = np.array(
            [case.market_by_id[w.market_id].reservation_usd for w in case.ways]
        )
        return cls(
            cost_usd=np.maximum(cost, 0.0),
            capacity=capacity,
            use=use,
            revenue_usd=np.array([sum(w.revenue_usd.values()) for w in case.ways]),
            reservation_usd=reservation,
            is_taken=np.array([w.cost.total_usd for w in case.ways]) <= reservation,
            tonnes=np.array([m.tonnes for m in case.markets]).reshape(-1, n_periods),
            weight=np.array([case.weight(p) for p in range(n_periods)]),
            market_of=np.array([market[w.market_id] for w in case.ways], np.intp),
        )

    @cached_property
    def may_bind(self) -> BoolArray:
        """Assets that all goods together could fill, shape (assets, periods).

        As if each market took the way that uses most of the asset; the others need no
        limit.
        """
        most = np.zeros((len(self.use), len(self.tonnes)))
        for way, market in enumerate(self.market_of.tolist()):
            most[:, market] = np.maximum(most[:, market], self.use[:, way])
        could: BoolArray = most @ self.tonnes > self.capacity
        return could

    def loss_usd(self, margin: float) -> FloatArray:
        """USD for a tonne that a way costs all of us, less what it is worth.

        Shape (ways, periods); below zero where moving the goods is a gain.
        """
        kept = self.reservation_usd + margin * self.revenue_usd
        lost: FloatArray = self.cost_usd.sum(axis=0) - kept[:, None]
        return lost


def savings(case: Case, option: Option) -> FloatArray:
    """USD that a tonne on each way no longer loses by an option, (parts, ways)."""
    saved = np.zeros((len(PARTS), len(case.ways)))
    effects = [effect for effect in option.effects if any(effect.cuts)]
    if effects:
        for at, way in enumerate(case.ways):
            saved[:, at] = _saved(way, option)
    return saved


def _saved(way: Way, option: Option) -> FloatArray:
    saved = np.zeros(len(PARTS))
    for effect in option.effects:
        for use in way.uses:
            if use.asset_id == effect.asset_id:
                part = effect.saving(use)
                saved += (part.money_usd, part.time_usd, part.risk_usd)
    return saved
