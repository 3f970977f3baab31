"""What makes an option late, and which other one is better in all but one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from orta.corridor import Corridor
from orta.planning.routing.choose import Choice
from orta.planning.routing.options import Option, Step
from orta.vocabulary import StageCause

_WORTH_NAMING: Final = 0.2  # of the variance
_OFTEN_SHUT: Final = 0.1  # of a month


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakPoint:
    """What an option's lead time is most uncertain about.

    `variance_share` is its part of the variance of the lead time, 0 to 1.
    """

    cause: StageCause
    where: str
    variance_share: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NearRival:
    """Another shown option that is at least as good in every count but one."""

    label: str
    but_for: str


def weak_points(option: Option, corridor: Corridor) -> tuple[WeakPoint, ...]:
    """What makes the option late: causes with a fifth of its variance, largest first.

    The largest is always named; an option that is certain has none.
    """
    found: dict[tuple[StageCause, str, str], float] = defaultdict(float)
    for step in option.steps:
        for cause, where, what, variance_min2 in _parts(step, option, corridor):
            found[cause, where, what] += variance_min2
    moves_min = sum(step.hop.spread_min for step in option.steps)
    found[StageCause.MOVE, "", "slow trains, trucks or ships on the way"] = moves_min**2
    total = sum(found.values())
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        WeakPoint(
            cause=cause,
            where=where,
            variance_share=variance / total,
            text=f"{what} ({variance / total:.0%} of its spread)",
        )
        for place, ((cause, where, what), variance) in enumerate(ranked)
        if variance > 0 and (place == 0 or variance >= _WORTH_NAMING * total)
    )


def shut_ports(option: Option, corridor: Corridor) -> tuple[str, ...]:
    """Ports on the way that weather often shuts in the month they are reached.

    The share is that of the dataset. Of the cargo more may find the port shut: it
    comes to the berth while ships are held.
    """
    shares = {(c.node_id, c.month): c.closed_share for c in corridor.closures}
    found = []
    for step in option.steps:
        if step.wait is None or not any(step.wait.closed_share):
            continue
        node_id, moment = step.hop.to_node_id, _moment(step, option)
        share = shares.get((node_id, moment.month), 0.0)
        if share >= _OFTEN_SHUT:
            name = corridor.node_by_id[node_id].name
            found.append(f"{name} is shut {share:.0%} of {moment:%B}")
    return tuple(dict.fromkeys(found))


def near_rivals(choice: Choice, choices: Sequence[Choice]) -> tuple[NearRival, ...]:
    """Shown options that are no worse than a choice in all counts but one."""
    found = []
    for other in choices:
        counts = _worse(other.option, choice.option)
        worse = [count for count, is_worse in counts if is_worse]
        if len(worse) == 1:
            found.append(NearRival(label=other.label, but_for=worse[0]))
    return tuple(found)


def _worse(one: Option, other: Option) -> Iterator[tuple[str, bool]]:
    """The five counts, and whether the one option is worse than the other in each."""
    yield "days", one.minutes > other.minutes
    yield "spread", one.variance_min2 > other.variance_min2
    yield "price", one.cost_cents > other.cost_cents
    yield "CO2e", one.emission_g > other.emission_g
    yield "states crossed", not one.transit_areas <= other.transit_areas


def _parts(
    step: Step, option: Option, corridor: Corridor
) -> Iterator[tuple[StageCause, str, str, float]]:
    """Cause, node, words and variance (square minutes) of all but the moves."""
    hop, names = step.hop, corridor.node_by_id
    start, end = names[hop.from_node_id].name, names[hop.to_node_id].name
    service = corridor.service_by_id[hop.service_id].name
    for cause, duration in hop.stages:
        if cause is not StageCause.MOVE:
            what = (
                f"the border {start} – {end}" if start != end else f"handling {start}"
            )
            yield cause, hop.to_node_id, what, duration.variance_h2 * 3600
    if step.wait is not None:
        month = _moment(step, option).month - 1
        both_h2 = step.wait.variance_h2[month]
        weather_h2 = step.wait.weather_variance_h2[month]
        cause = StageCause.WAIT_SERVICE
        what = f"the wait at {end} for {service}"
        yield cause, hop.to_node_id, what, (both_h2 - weather_h2) * 3600
        cause, what = StageCause.WEATHER, f"weather at {end}"
        yield cause, hop.to_node_id, what, weather_h2 * 3600


def _moment(step: Step, option: Option) -> datetime:
    return option.ready_at + timedelta(minutes=step.began_min)
