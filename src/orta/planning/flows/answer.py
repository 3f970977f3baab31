"""The plan of a season: what goes which way in which week, what is missing and why."""

from __future__ import annotations

from dataclasses import dataclass

from orta.planning.flows.study import Study
from orta.planning.optimum import Status
from orta.planning.optimum.certificate import Certificate
from orta.planning.results import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Tonnes of goods that depart on a leg in a week, and in how many units.

    `week` counts from 1; `units` are wagons or boxes, 0 where the leg names none.
    """

    leg_id: str
    goods_id: str
    week: int
    t: float
    units: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much of one thing is done in a week.

    `kind` is what is done: buy, keep, convert, deliver, depart, wait, return, hire;
    `row_id` and `detail` say of what. Tonnes, or units for wagons and departures.
    """

    kind: str
    row_id: str
    detail: str
    week: int
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """What a demand does not get for a week, what that costs, and why."""

    demand_id: str
    goods_id: str
    node_id: str
    week: int
    t: float
    outside_usd_per_t: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottleneck:
    """Something scarce, and what one more unit of it would save.

    `usd_by_week` are (week, USD) of the weeks in which it binds; `words` say it to a
    reader. Prices hold for small changes and where trains and ships may be parts of
    one.
    """

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
class Season:
    """The plan in one future: what is done, missed, and scarce.

    `usd_by_kind` is the cost by what is paid for. `scenario_id` is empty where the
    study counts no scenarios.
    """

    scenario_id: str
    probability: float
    usd_by_kind: tuple[tuple[str, float], ...]
    flows: tuple[Flow, ...]
    amounts: tuple[Amount, ...]
    unmet: tuple[Unmet, ...]
    bottlenecks: tuple[Bottleneck, ...]

    @property
    def cost_usd(self) -> float:
        """What the season costs in this future."""
        return sum(usd for _, usd in self.usd_by_kind)


@dataclass(frozen=True, kw_only=True)
class FlowsAnswer:
    """What came out of a study, with its proof.

    `seasons` has one plan, or one for each scenario. Without a plan it is empty and
    there is no certificate; then `conflict` names limits that cannot hold together.
    `search_bound_usd` is what the solver says that no plan costs less than; the
    certificate proves a bound of its own.
    """

    study: Study
    status: Status
    seasons: tuple[Season, ...]
    certificate: Certificate | None
    search_bound_usd: float | None
    conflict: tuple[str, ...]
    provenance: Provenance
