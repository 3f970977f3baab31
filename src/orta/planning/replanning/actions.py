"""What can be done, in order: kinds of action, which to draw, which to recommend."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from orta.planning.lead_time import LeadTimes
from orta.planning.replanning.way import Way
from orta.vocabulary import TransportMode
from orta.vocabulary.quantities import (
    HOURS_PER_DAY,
    kg_from_grams,
    usd_from_cents,
)

# Drawn for ranking; what is expected to come later than all of these does not win.
_EARLIEST, _CHEAPEST, _CLEANEST = 12, 4, 1
# Mean delays that exceed the least by this share are equal: draws tell no better.
_EQUAL = 0.02


class ActionKind(StrEnum):
    """What is done with a consignment whose plan is disturbed.

    `keep`: go on as planned, nothing shut delays it. `wait`: keep to the plan
    and wait until it opens. `other_port`: load or land elsewhere. `other_mode`:
    other modes than planned. `other_way`: the same modes and ports by other
    services, borders or lines. `store`: put the goods down here until it opens, then
    take the way that is best then. `go_back`: through a place they came by.
    """

    KEEP = "keep"
    WAIT = "wait"
    OTHER_PORT = "other_port"
    OTHER_MODE = "other_mode"
    OTHER_WAY = "other_way"
    STORE = "store"
    GO_BACK = "go_back"


@dataclass(frozen=True, kw_only=True, eq=False)
class Action:
    """An action with its figures against the plan.

    Delays are of arrival against the plan's mean arrival had nothing been shut.
    """

    kind: ActionKind
    way: Way
    plan: Way
    times: LeadTimes
    plan_mean_days: float
    unit_count: int
    storage_usd_per_day: float | None = None
    label: str = ""
    reasons: tuple[str, ...] = ()

    @cached_property
    def mean_delay_days(self) -> float:
        """Mean of the drawn delays."""
        return self.times.mean_days - self.plan_mean_days

    def delay_days(self, share: float) -> float:
        """The delay that this share of the draws does not exceed."""
        return self.times.quantile_days(share) - self.plan_mean_days

    @property
    def arrival_at(self) -> datetime:
        """Mean of the drawn arrivals, to the minute."""
        minutes = round(self.times.mean_days * HOURS_PER_DAY * 60)
        return self.way.at + timedelta(minutes=minutes)

    @property
    def stored_days(self) -> float:
        """Expected days of storage on the ground until something opens."""
        return sum(self.way.stored_days.values())

    @property
    def storage_usd(self) -> float | None:
        """Price of storage: 0 if none is needed, None if nobody says what it costs."""
        if not self.stored_days:
            return 0.0
        if self.storage_usd_per_day is None:
            return None
        return self.stored_days * self.storage_usd_per_day * self.unit_count

    @property
    def extra_cost_usd(self) -> float:
        """Freight, handling and borders still to pay, less what the plan would cost.

        With storage where its price is known.
        """
        cents = self.way.cost_cents - self.plan.cost_cents
        return usd_from_cents(cents) + (self.storage_usd or 0.0)

    @property
    def extra_co2e_kg(self) -> float:
        """Greenhouse gas still to come, less that of the plan."""
        return kg_from_grams(self.way.emission_g - self.plan.emission_g)

    @cached_property
    def left_services(self) -> tuple[str, ...]:
        """Services of the plan that it does without."""
        return tuple(s for s in self.plan.service_ids if s not in self.way.service_ids)


def kind_of(way: Way, plan: Way, came_by_ids: tuple[str, ...]) -> ActionKind:
    """What kind of action a way is, against the plan. The first that fits counts."""
    if way.held:
        return ActionKind.STORE
    if way.numbers == plan.numbers:
        return ActionKind.WAIT if way.awaited else ActionKind.KEEP
    if not set(came_by_ids).isdisjoint(way.node_ids):
        return ActionKind.GO_BACK
    by_sea = TransportMode.SEA in way.modes and TransportMode.SEA in plan.modes
    if by_sea and set(way.port_ids) != set(plan.port_ids):
        return ActionKind.OTHER_PORT
    if way.modes != plan.modes:
        return ActionKind.OTHER_MODE
    return ActionKind.OTHER_WAY


def worth_drawing(ways: list[Way], kind: Callable[[Way], ActionKind]) -> Iterator[Way]:
    """The first of each kind, the earliest, the cheapest, the cleanest; each once.

    Of ways with the same services, ports and borders the earliest and the cheapest.
    """
    by_time = sorted(ways, key=lambda way: (way.minutes, way.cost_cents))
    by_price = sorted(ways, key=lambda way: (way.cost_cents, way.minutes))
    by_gas = sorted(ways, key=lambda way: (way.emission_g, way.minutes))
    first = {kind(way): way for way in reversed(by_time)}
    wanted = [
        *(way for way in ways if kind(way) in (ActionKind.KEEP, ActionKind.WAIT)),
        *(first[k] for k in ActionKind if k in first),
        *_distinct(by_time)[:_EARLIEST],
        *_distinct(by_price)[:_CHEAPEST],
        *by_gas[:_CLEANEST],
    ]
    return iter(dict.fromkeys(wanted))


def rank(actions: list[Action], deadline_at: datetime | None) -> list[Action]:
    """The actions, the recommended one first.

    By mean delay; the cheapest of those within 2 % of the least comes first. With
    a deadline, by the chance to meet it, in whole percent, then by mean delay.
    """
    if deadline_at is not None:
        return sorted(
            actions,
            key=lambda action: (
                -round(action.times.on_time(deadline_at), 2),
                action.mean_delay_days,
                action.extra_cost_usd,
            ),
        )
    ranked = sorted(actions, key=lambda a: (a.mean_delay_days, a.extra_cost_usd))
    if not ranked:
        return []
    least = ranked[0].mean_delay_days
    equal = [a for a in ranked if a.mean_delay_days <= least + _EQUAL * max(least, 0.0)]
    first = min(equal, key=lambda action: action.extra_cost_usd)
    return [first, *(action for action in ranked if action is not first)]


def few(ranked: list[Action], limit: int | None) -> list[Action]:
    """The recommended action, the first of each kind, the cheapest, then the next.

    Pairwise different in kind, services, ports or borders, and in order.
    """
    if limit is None or not ranked:
        return ranked
    first = {action.kind: action for action in reversed(ranked)}
    other = first.get(ActionKind.OTHER_WAY)
    if other is not None and any(_is_as_good(action, other) for action in ranked):
        del first[ActionKind.OTHER_WAY]  # it only takes longer and costs more
    best = sorted(first.values(), key=ranked.index)
    cheapest = min(ranked, key=lambda action: action.extra_cost_usd)
    shown: list[Action] = []
    for action in (*best, cheapest, *ranked):
        is_new = all(
            (action.kind, action.way.signature) != (a.kind, a.way.signature)
            for a in shown
        )
        if is_new and len(shown) < limit:
            shown.append(action)
    return sorted(shown, key=ranked.index)


def reasons(
    action: Action, shown: list[Action], deadline_at: datetime | None
) -> tuple[str, ...]:
    """Why an action is shown, or what keeps it from being recommended."""
    found = []
    if deadline_at is not None and action is shown[0]:
        found.append(f"surest by {deadline_at:%d %b}")
    if action is min(shown, key=lambda a: a.mean_delay_days):
        found.append("least mean delay")
    if action is min(shown, key=lambda a: a.delay_days(0.95)):
        found.append("least delay in bad luck")
    if action is min(shown, key=lambda a: a.extra_cost_usd):
        found.append("cheapest")
    if action is min(shown, key=lambda a: a.extra_co2e_kg):
        found.append("lowest CO2e")
    if found:
        return tuple(found)
    best = shown[0]
    late = action.mean_delay_days - best.mean_delay_days
    saved = best.extra_cost_usd - action.extra_cost_usd
    price = f"{abs(saved):,.0f} USD {'less' if saved > 0 else 'more'}"
    time = f"{abs(late):.1f} days {'later' if late > 0 else 'sooner'}"
    return (f"{time} than A, {price}",)


def _is_as_good(one: Action, other: Action) -> bool:
    """Whether another action is no worse in mean delay, price and CO2e."""
    return one is not other and (
        one.mean_delay_days <= other.mean_delay_days
        and one.extra_cost_usd <= other.extra_cost_usd
        and one.extra_co2e_kg <= other.extra_co2e_kg
    )


def label_of(number: int) -> str:
    """A to Z, then AA, AB and so on."""
    text, left = "", number + 1
    while left:
        left, rest = divmod(left - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _distinct(ways: list[Way]) -> list[Way]:
    seen: dict[tuple[object, ...], Way] = {}
    for way in ways:
        seen.setdefault(way.signature, way)
    return list(seen.values())
