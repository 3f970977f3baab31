"""A few options out of many: really different ones, each with its reason."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from orta.planning.lead_time import LeadTimes, draw_lead_times
from orta.planning.routing.options import Option
from orta.vocabulary.quantities import HOURS_PER_DAY

# Source D221, an open corridor model: 0.49 USD per hour and tonne. It only ranks
# options for display; the Pareto set does not know it.
VALUE_OF_TIME_USD_PER_T_H = 0.49


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An option that is shown, under a letter, and why."""

    label: str
    option: Option
    reasons: tuple[str, ...]

    def lead_times(self, *, n_draws: int, seed: int) -> LeadTimes:
        """Drawn lead times of the option.

        The draws depend on the seed and the way itself, not on what else is
        shown, so that an option keeps its quantiles from answer to answer.
        """
        way = " ".join(step.hop.link_id + step.hop.kind for step in self.option.steps)
        rng = np.random.default_rng([seed, zlib.crc32(way.encode())])
        return draw_lead_times(
            self.option.stages,
            ready_at=self.option.ready_at,
            n_draws=n_draws,
            rng=rng,
        )


def generalised_cost_usd(option: Option, *, mass_t: float) -> float:
    """Price plus the value of the days: tariff + value of time times days."""
    usd_per_day = VALUE_OF_TIME_USD_PER_T_H * HOURS_PER_DAY * mass_t
    return option.cost_usd + usd_per_day * option.days


def choose(
    options: tuple[Option, ...], *, mass_t: float, limit: int | None
) -> tuple[Choice, ...]:
    """At most `limit` options, pairwise different in a service or a border.

    First come the best in each criterion, then options through other states:
    each time the one with the lowest generalised cost for its difference from
    those already there. All options, if there is no limit. Letters follow the
    expected days.
    """
    ranked = sorted(options, key=lambda o: generalised_cost_usd(o, mass_t=mass_t))
    shown = ranked if limit is None else _few(options, ranked, mass_t, limit)
    reasons: dict[int, list[str]] = {id(option): [] for option in shown}
    for reason, key in _CRITERIA.items():
        best = min(options, key=key, default=None)
        if id(best) in reasons:
            reasons[id(best)].append(reason)
    if ranked:
        reasons.get(id(ranked[0]), []).append("best value for time")
    for option in options:
        if not reasons.get(id(option), ["not shown"]):
            reasons[id(option)].append(_difference(option, ranked[0]))
    return tuple(
        Choice(label=_letter(n), option=option, reasons=tuple(reasons[id(option)]))
        for n, option in enumerate(o for o in options if id(o) in reasons)
    )


_CRITERIA: dict[str, Callable[[Option], tuple[int, int, int]]] = {
    "fastest": lambda o: (o.minutes, o.cost_cents, o.emission_g),
    "cheapest": lambda o: (o.cost_cents, o.minutes, o.emission_g),
    "lowest CO2e": lambda o: (o.emission_g, o.cost_cents, o.minutes),
}


def _few(
    options: tuple[Option, ...], ranked: list[Option], mass_t: float, limit: int
) -> list[Option]:
    best = [min(options, key=key) for key in _CRITERIA.values() if options]
    few: list[Option] = []
    for option in (*best, *ranked[:1]):
        if all(option.signature != other.signature for other in few):
            few.append(option)
    few = few[:limit]
    while len(few) < limit:
        rest = [o for o in ranked if _difference_share(o, few) > 0]
        if not rest:
            break
        few.append(
            min(
                rest,
                key=lambda o: (
                    generalised_cost_usd(o, mass_t=mass_t) / _difference_share(o, few)
                ),
            )
        )
    return few


def _difference_share(option: Option, few: list[Option]) -> float:
    """How far its transit states are from the nearest of the few, 0 to 1 (Jaccard)."""

    def distance(one: frozenset[str], other: frozenset[str]) -> float:
        union = one | other
        return 1 - len(one & other) / len(union) if union else 0.0

    return min(distance(option.transit_areas, other.transit_areas) for other in few)


def _difference(option: Option, best: Option) -> str:
    """What tells an option from the best one: the states it does without."""
    without = [c for c in best.transit_codes if c not in option.transit_codes]
    if without:
        return f"does not cross {', '.join(without)}"
    return f"another way, by {', '.join(option.transit_codes) or 'sea alone'}"


def _letter(number: int) -> str:
    """A to Z, then AA, AB and so on."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
