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
from orta.planning.flows.study.values import (
    Checked,
    Conversion,
    Demand,
    Goods,
    Leg,
    Limit,
    Pool,
    RiskForm,
    Scenario,
    Store,
    Supply,
)

DEFAULT_GAP: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk(Checked):
    """How scenarios count: not at all, by their mean, or by their dear tail, too.

    Under `cvar` the cost is (1 - weight) * mean + weight * mean of the dearest
    `tail_share` of outcomes. What is decided in the first `decided_weeks` weeks is the
    same in all scenarios.
    """

    TABLE: ClassVar[str] = "risk"

    form: RiskForm = RiskForm.DETERMINISTIC
    tail_share: float = 0.1
    weight: float = 0.5
    decided_weeks: int = 4


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
    question: str
    start: date  # first day of week 1
    weeks: int
    goods: tuple[Goods, ...]
    supplies: tuple[Supply, ...]
    demands: tuple[Demand, ...]
    legs: tuple[Leg, ...]
    stores: tuple[Store, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    limits: tuple[Limit, ...] = ()
    pools: tuple[Pool, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    sources: tuple[Source, ...] = ()
    carbon_price_usd_per_t_co2e: float = 0.0
    gap: float = DEFAULT_GAP
    risk: Risk = Risk()

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
