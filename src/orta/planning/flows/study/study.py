"""A study: everything a plan of flows is made from, as one value."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, ClassVar, Final

from orta.corridor import Source
from orta.planning.flows.study.check import find_dangling, find_faults
from orta.planning.flows.study.checked import Checked
from orta.planning.flows.study.values import (
    Conversion,
    Demand,
    Goods,
    Leg,
    Limit,
    Pool,
    Risk,
    Scenario,
    Store,
    Supply,
)

DEFAULT_GAP: Final = 1e-6
_AS_PLANNED: Final = Risk()


@dataclass(frozen=True, kw_only=True)
class Study(Checked):
    """What there is, what is wanted and how it may move, week by week.

    Raises
    ------
    ModelError
        With every contradiction.
    """

    TABLE: ClassVar[str] = "study"

    title: str
    start: date  # first day of week 1
    weeks: int
    goods: tuple[Goods, ...]
    supplies: tuple[Supply, ...]
    demands: tuple[Demand, ...]
    legs: tuple[Leg, ...]
    question: str = ""
    stores: tuple[Store, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    limits: tuple[Limit, ...] = ()
    pools: tuple[Pool, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    sources: tuple[Source, ...] = ()
    carbon_price_usd_per_t_co2e: float = 0.0
    gap: float = DEFAULT_GAP
    risk: Risk = _AS_PLANNED

    @cached_property
    def goods_by_id(self) -> dict[str, Goods]:
        """Goods under their id."""
        return {one.goods_id: one for one in self.goods}

    @cached_property
    def leg_by_id(self) -> dict[str, Leg]:
        """Legs under their id."""
        return {leg.leg_id: leg for leg in self.legs}

    @cached_property
    def pool_by_id(self) -> dict[str, Pool]:
        """Pools under their id."""
        return {pool.pool_id: pool for pool in self.pools}

    @cached_property
    def node_ids(self) -> tuple[str, ...]:
        """Nodes that something of the study is at, sorted."""
        return tuple(sorted(set(self._node_ids())))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what the study says, the same for equal studies."""
        text = json.dumps(
            _alike(self.to_dict()),
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def first_day(self, week: int) -> date:
        """The day that a week, counted from 1, begins on."""
        return self.start + timedelta(weeks=week - 1)

    def to_dict(self) -> dict[str, Any]:
        """Everything that is said, as JSON has it."""
        content = asdict(self)
        content["start"] = self.start.isoformat()
        return content

    def weekly(
        self, row: Checked, column: str, *, scenario: Scenario | None = None
    ) -> tuple[float | None, ...]:
        """A figure of one of its rows in each week, as it is in a scenario.

        What is empty stays None, unless the scenario gives a value.
        """
        figure: float | None = getattr(row, column)
        figures = [figure] * self.weeks
        for change in scenario.changes if scenario else ():
            if change.applies_to(row.TABLE, row.label, column):
                for week in change.weeks(self.weeks):
                    figures[week - 1] = change.of(figure)
        return tuple(figures)

    def _problems(self) -> Iterator[str]:
        if type(self.start) is not date:
            yield f"start is {self.start!r}, expected a date"
        broken = [self._said(*one) for one in self._broken_rules()]
        yield from broken
        if not broken:
            yield from map(str, list(find_dangling(self)) or find_faults(self))

    def _node_ids(self) -> Iterator[str]:
        for leg in self.legs:
            yield from (leg.from_node_id, leg.to_node_id)
        for rows in (self.supplies, self.demands, self.stores, self.conversions):
            yield from (row.node_id for row in rows)
        for pool in self.pools:
            yield from (place.node_id for place in pool.places)


def _alike(content: Any) -> Any:  # noqa: ANN401 # whatever JSON has
    """The content with every number as a decimal one: 100 and 100.0 are equal."""
    if isinstance(content, dict):
        return {key: _alike(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_alike(value) for value in content]
    is_whole = isinstance(content, int) and not isinstance(content, bool)
    return float(content) if is_whole else content
