"""The tables of the study, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from orta.planning.simulation import Estimate
from studies.measure import Floats, Years
from studies.money import SAILING_SHARE, SHIP_FACTORS, USD_PER_TEU_DAY, Prices
from studies.policies import KINDS

TOP = 3


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the others are figures."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def with_interval(values: Floats, digits: int = 1, *, scale: float = 1.0) -> str:
    """A mean and half of its 95 % interval."""
    found = Estimate.of(values * scale)
    half = (found.high - found.low) / 2
    return f"{found.value:,.{digits}f} ± {half:,.{digits}f}"


def change(values: Floats, digits: int = 1, *, scale: float = 1.0) -> str:
    """A paired difference with its sign."""
    found = Estimate.of(values * scale)
    half = (found.high - found.low) / 2
    return f"{found.value:+,.{digits}f} ± {half:,.{digits}f}"


def rules_table(found: Sequence[Years], prices: Prices) -> str:
    """Wait against load against cost, for each rule; the first is today's."""
    today = found[0]
    header = (
        *("rule at Aktau", "hours at Aktau", "against today", "hours at Alat"),
        *("load", "sailings", "days, all boxes", "days, China", "p95"),
        *("ships, USD a TEU", "ships and time"),
    )
    rows = [
        (
            years.scenario.name,
            with_interval(years.west_wait_h, 0),
            "" if years is today else change(years.west_wait_h - today.west_wait_h),
            f"{years.east_wait_h.mean():.0f}",
            f"{years.load.mean():.0%}",
            f"{years.sailings.mean():.0f}",
            f"{years.days.mean():.1f}",
            f"{years.china_days.mean():.1f}",
            f"{years.china_p95_days.mean():.0f}",
            f"{prices.per_teu_usd(years).mean():.0f}",
            "0"
            if years is today
            else change(prices.all_in_usd(years) - prices.all_in_usd(today), 0),
        )
        for years in found
    ]
    return table(header, rows)


def best_table(found: Sequence[Years], prices: Prices) -> str:
    """The rule that costs least under each pair of prices."""
    header = ("a ship costs USD a day", *(f"time {name}" for name in USD_PER_TEU_DAY))
    rows = []
    for share in (SAILING_SHARE, 1.0):
        for factor in SHIP_FACTORS:
            day_usd = factor * prices.ship_usd_per_day
            cells = [
                min(found, key=lambda years: tried.all_in_usd(years).mean())
                for usd in USD_PER_TEU_DAY.values()
                for tried in [
                    Prices(
                        ship_usd_per_day=day_usd,
                        teu_usd_per_day=usd,
                        sailing_share=share,
                    )
                ]
            ]
            names = [years.scenario.name for years in cells]
            rows.append((f"{day_usd:,.0f}, {share:.0%} of it by sailing", *names))
    return table(header, rows)


def ranks(found: Sequence[Years], prices: Prices, draws: int) -> Iterator[list[int]]:
    """The order of the rules by cost with time, in each draw of some years."""
    costs = np.array([prices.all_in_usd(years) for years in found])
    for part in np.split(costs, draws, axis=1):
        yield [int(n) for n in np.argsort(part.mean(axis=1), kind="stable")]


def stability_table(found: Sequence[Years], prices: Prices, draws: int) -> str:
    """In how many draws the best three of all years are the best three."""
    costs = np.array([prices.all_in_usd(years).mean() for years in found])
    best = [int(n) for n in np.argsort(costs, kind="stable")]
    orders = list(ranks(found, prices, draws))
    first, last = best[:TOP], best[-TOP:]
    counts = (
        ("the same rule is best", sum(o[0] == best[0] for o in orders)),
        ("the same three, in this order", sum(o[:TOP] == first for o in orders)),
        (
            "the same three, in any order",
            sum(set(o[:TOP]) == set(first) for o in orders),
        ),
        (
            f"all three among the best {2 * TOP}",
            sum(set(first) <= set(o[: 2 * TOP]) for o in orders),
        ),
        ("the same rule is worst", sum(o[-1] == last[-1] for o in orders)),
    )
    names = "; ".join(found[n].scenario.name for n in first)
    rows = [(what, f"{count} of {draws}") for what, count in counts]
    return f"Best three: {names}. Worst: {found[last[-1]].scenario.name}.\n\n" + table(
        ("what holds", "draws"), rows
    )


def kinds_table(found: Sequence[Years], prices: Prices, draws: int) -> str:
    """In how many draws one rule of a kind is better than that of another."""
    kinds = [years for years in found if years.scenario.name in KINDS]
    rows = []
    for first, second in combinations(kinds, 2):
        less = prices.all_in_usd(second) - prices.all_in_usd(first)
        parts = [part.mean() for part in np.split(less, draws)]
        rows.append(
            (
                f"{first.scenario.name}: better than {second.scenario.name}",
                f"{sum(part > 0 for part in parts)} of {draws}",
                change(less, 0),
            )
        )
    orders = list(ranks(kinds, prices, draws))
    same = sum(order == list(range(len(kinds))) for order in orders)
    rows.append(("all three in this order", f"{same} of {draws}", ""))
    return table(("what holds", "draws", "USD a TEU"), rows)


def changes_table(
    today: Years,
    changed: Sequence[Years],
    full: tuple[Years, Sequence[Years]],
    prices: Prices,
) -> str:
    """What each change is worth: hours, days, room, money; against today, in pairs."""
    header = (
        *("change", "hours at Aktau", "days, all boxes", "TEU a year if full"),
        *("time, USD m a year", "low to high", "ships, USD m a year"),
    )
    rows = []
    for years, room in zip(changed, full[1], strict=True):
        saved = -(years.days - today.days) * today.teu.mean() / 1e6
        low, high = (USD_PER_TEU_DAY[key] * saved.mean() for key in ("low", "high"))
        ships = (prices.ships_usd(years) - prices.ships_usd(today)).mean() / 1e6
        rows.append(
            (
                years.scenario.name,
                change(years.west_wait_h - today.west_wait_h),
                change(years.days - today.days, 2),
                change(room.west_teu - full[0].west_teu, 0),
                change(saved, 1, scale=prices.teu_usd_per_day),
                f"{low:+.1f} to {high:+.1f}",
                f"{-ships:+.1f}",
            )
        )
    return table(header, rows)


def room_table(found: Sequence[Years]) -> str:
    """What the feeders carry when boxes never run out."""
    header = ("scenario", "Aktau – Alat, TEU a year", "load", "sailings")
    rows = [
        (
            years.scenario.name,
            with_interval(years.west_teu, 0),
            f"{years.load.mean():.0%}",
            f"{years.sailings.mean():.0f}",
        )
        for years in found
    ]
    return table(header, rows)
