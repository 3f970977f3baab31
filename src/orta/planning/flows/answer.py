"""The plan of a season: what goes which way in which week, what is missing and why."""

from __future__ import annotations

from dataclasses import dataclass

from orta.planning.optimum import Status
from orta.planning.results import Provenance

# A plan that was stopped, or has none, has no gap; JSON knows no infinity.
NO_FIGURE = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Tonnes of goods that depart on a leg in a week, and in how many units."""

    scenario_id: str
    leg_id: str
    from_node_id: str
    to_node_id: str
    goods_id: str
    week: int
    t: float
    units: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Tonnes of one kind in one week: bought, kept, converted, delivered, missed.

    `kind` is the word of the column, `row_id` the supply, store, conversion or demand.
    Empty units and hired ones are amounts in units.
    """

    scenario_id: str
    kind: str
    row_id: str
    detail: str
    week: int
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """What a demand does not get in a week, what that costs, and why."""

    scenario_id: str
    demand_id: str
    goods_id: str
    node_id: str
    week: int
    t: float
    outside_usd_per_t: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottleneck:
    """What one more unit a week of something scarce would save, in which weeks.

    `usd_by_week` are (week, USD) of the weeks in which it binds; `words` says it to a
    reader. Prices hold for small changes and while whole trains and ships stay as
    they are.
    """

    scenario_id: str
    kind: str
    row_id: str
    name: str
    unit: str
    usd_by_week: tuple[tuple[int, float], ...]
    words: str

    @property
    def total_usd(self) -> float:
        """What one more unit in every week would save over the season."""
        return sum(usd for _, usd in self.usd_by_week)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """The objective by what is paid for, USD."""

    usd_by_kind: tuple[tuple[str, float], ...]

    @property
    def total_usd(self) -> float:
        """All of it."""
        return sum(usd for _, usd in self.usd_by_kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowsAnswer:
    """What came out of a study, with its proof.

    `conflict` names limits that cannot hold together, where there is no plan at all;
    everything else is empty then.
    """

    title: str
    status: Status
    objective_usd: float | None
    bound_usd: float | None
    gap: float | None
    costs: Costs
    flows: tuple[Flow, ...]
    amounts: tuple[Amount, ...]
    unmet: tuple[Unmet, ...]
    bottlenecks: tuple[Bottleneck, ...]
    conflict: tuple[str, ...]
    provenance: Provenance

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan."""
        return self.objective_usd is not None
