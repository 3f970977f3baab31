"""A few options out of many: really different ones, each with its reason."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orta.planning.lead_time import LeadTimes, draw_lead_times
from orta.planning.routing.options import Option
from orta.planning.routing.pareto import ParetoSet
from orta.vocabulary.quantities import CENTS_PER_USD, HOURS_PER_DAY, MINUTES_PER_DAY

# Source D221, an open corridor model: 0.49 USD per hour and tonne. It only ranks
# options for display; the Pareto set does not know it.
VALUE_OF_TIME_USD_PER_T_H: Final = 0.49
_FEWEST: Final = 3  # as many are shown even if they cross the same states

Floats = NDArray[np.float64]


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


def choose(
    options: ParetoSet,
    *,
    mass_t: float,
    limit: int | None,
    deadline_at: datetime | None = None,
) -> tuple[Choice, ...]:
    """At most `limit` options, pairwise different in a service or a border.

    First come the best in each criterion, then options through other states:
    each time the one with the lowest generalised cost for its difference from
    those already there; if that gives fewer than three, the next best in
    generalised cost. All options, if there is no limit. Letters follow the
    expected days.
    """
    if not options:
        return ()
    cost_usd = generalised_cost_usd(options, mass_t=mass_t)
    best = dict(_best(options, cost_usd, deadline_at))
    if limit is None:
        shown = list(range(len(options)))
    else:
        shown = _few(options, cost_usd, list(best.values()), limit)
    top = options[int(np.argmin(cost_usd))]
    return tuple(
        Choice(
            label=_letter(place),
            option=options[number],
            reasons=tuple(reason for reason, n in best.items() if n == number)
            or (_difference(options[number], top),),
        )
        for place, number in enumerate(sorted(shown))
    )


def generalised_cost_usd(options: ParetoSet, *, mass_t: float) -> Floats:
    """Price plus value of time times days, for each option, shape (n_options,)."""
    usd_per_day = VALUE_OF_TIME_USD_PER_T_H * HOURS_PER_DAY * mass_t
    price_usd = options.cost_cents / CENTS_PER_USD
    return np.asarray(price_usd + usd_per_day * options.minutes / MINUTES_PER_DAY)


def _best(
    options: ParetoSet, cost_usd: Floats, deadline_at: datetime | None
) -> Iterator[tuple[str, int]]:
    """The number of the best option in each criterion; the price settles ties."""

    def least(criterion: NDArray[np.int64] | Floats) -> int:
        return int(np.lexsort((options.minutes, options.cost_cents, criterion))[0])

    yield "fastest", least(options.minutes)
    yield "cheapest", least(options.cost_cents)
    yield "lowest CO2e", least(options.emission_g)
    if deadline_at is None:
        yield "steadiest", least(options.variance_min2)
    else:
        allowed_min = (deadline_at - options[0].ready_at) / timedelta(minutes=1)
        yield f"surest by {deadline_at:%d %b}", least(_lateness(options, allowed_min))
    yield "best value for time", int(np.argmin(cost_usd))


def _lateness(options: ParetoSet, allowed_min: float) -> Floats:
    """How likely each option is to be late: in what order, not how much.

    By how many standard deviations its mean lies before the deadline. The
    chance that is shown comes from draws.
    """
    deviation_min = np.maximum(np.sqrt(options.variance_min2), 1.0)
    return np.asarray((options.minutes - allowed_min) / deviation_min)


def _few(
    options: ParetoSet, cost_usd: Floats, best: list[int], limit: int
) -> list[int]:
    """Numbers of the options to show."""
    few: list[int] = []
    for number in best:
        _add_if_new(options, few, number)
    few = few[:limit]
    while len(few) < limit:
        differs = _difference_shares(options, few)
        if not differs.any():
            break
        with np.errstate(divide="ignore"):
            few.append(int(np.argmin(cost_usd / differs)))
    for number in np.argsort(cost_usd, kind="stable"):
        if len(few) >= min(limit, _FEWEST):
            break
        _add_if_new(options, few, int(number))
    return few


def _add_if_new(options: ParetoSet, few: list[int], number: int) -> None:
    """Add an option that differs from all of the few in a service or a border."""
    signature = options[number].signature
    if all(signature != options[other].signature for other in few):
        few.append(number)


def _difference_shares(options: ParetoSet, few: list[int]) -> Floats:
    """How far the transit states of each option are from the nearest of the few.

    0 to 1 (Jaccard), shape (n_options,). What all options have in common, the
    ends above all, does not count.
    """
    masks = options.areas & ~np.bitwise_and.reduce(options.areas)
    nearest = np.ones(len(options))
    for number in few:
        union = np.bitwise_count(masks | masks[number])
        common = np.bitwise_count(masks & masks[number])
        share = np.divide(common, union, out=np.ones(len(options)), where=union > 0)
        nearest = np.minimum(nearest, 1 - share)
    return nearest


def _difference(option: Option, best: Option) -> str:
    """What tells an option from the best one: states, else places of change."""
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
