"""What ships and days cost: nobody publishes it, so these are estimates, and ranges.

No charter rate, fuel bill or port due of the Caspian feeders is public. What a ship
may cost at most follows from what its cargo pays: today's boxes times the list rate,
over the days of today's ships (break-even). Lines have other expenses, and block
trains pay less than the list, so half of that is taken, and a quarter and the whole
are tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orta.corridor import Corridor
from studies.measure import FLEET_H_PER_ROUND, Floats, Years
from studies.policies import EAST, WEST

DAYS: Final = 365
# Share of a ship's cost that is spent by sailing (fuel, dues): estimate. At 1 a ship
# that is not needed earns elsewhere.
SAILING_SHARE: Final = 0.4
SHIP_FACTORS: Final = (0.5, 1.0, 2.0)

# A TEU of goods is worth so much: estimate, nothing published.
_GOODS_USD: Final = 20_000.0
_T_PER_TEU: Final = 7.5  # 15 t in a box of 40 feet, as the demands from China have it
USD_PER_TEU_DAY: Final = {
    "low": 0.225 / DAYS * _GOODS_USD,  # 20 to 25 % a year: rule of thumb
    "middle": 0.49 * 24 * _T_PER_TEU,  # 0.49 USD an hour and tonne (D221)
    "high": 0.008 * _GOODS_USD,  # 0.8 % of the price a day (D170)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a ship costs a day, and a TEU that waits."""

    ship_usd_per_day: float
    teu_usd_per_day: float = USD_PER_TEU_DAY["middle"]
    sailing_share: float = SAILING_SHARE

    def ships_usd(self, years: Years) -> Floats:
        """A year of the ships: they are there, and they sail."""
        there = years.vessels * DAYS * (1 - self.sailing_share)
        under_way = years.sailings * FLEET_H_PER_ROUND / 24 * self.sailing_share
        total: Floats = self.ship_usd_per_day * (there + under_way)
        return total

    def per_teu_usd(self, years: Years) -> Floats:
        """Cost of the ships for each TEU that they carry."""
        cost: Floats = self.ships_usd(years) / years.teu
        return cost

    def all_in_usd(self, years: Years) -> Floats:
        """Cost of the ships and of the days from ready to delivered, for each TEU."""
        cost: Floats = self.per_teu_usd(years) + self.teu_usd_per_day * years.days
        return cost


def list_rate_usd(corridor: Corridor) -> float:
    """What the list asks for a TEU over the sea, half of a box of 40 feet."""
    (rate,) = {
        float(tariff.amount)
        for tariff in corridor.tariffs
        if tariff.target_id in (WEST, EAST) and tariff.equipment_code == "40ft"
    }
    return rate / 2


def break_even_usd(corridor: Corridor, today: Years) -> float:
    """What a ship and day may cost if every box pays the list rate."""
    earned = list_rate_usd(corridor) * float(today.teu.mean())
    return earned / (today.vessels * DAYS)
