"""What a simulation says: throughput, lead times by cause, assets, backlog, checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from orta.planning.results import Provenance
from orta.planning.simulation.estimate import Estimate
from orta.vocabulary import StageCause


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowResult:
    """One demand: what was offered, what arrived, how long it took and what it cost.

    `backlog_teu` is what was still under way at the end less what was at the start.
    Cost and CO2e are those of one unit, None where no tariff or factor is known.
    """

    demand_id: str
    from_node_id: str
    to_node_id: str
    goods: str
    unit: str  # equipment code
    offered_teu: Estimate
    delivered_units: Estimate
    delivered_teu: Estimate
    delivered_t: Estimate
    mean_days: Estimate
    p50_days: Estimate
    p80_days: Estimate
    p95_days: Estimate
    causes_days: dict[StageCause, Estimate]
    backlog_teu: Estimate
    cost_usd: float | None = None
    co2e_kg: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetResult:
    """One place or service: how busy it was and what waited for it.

    None where a figure has no meaning for the kind: a berth has no load factor.
    `queue_mean_teu` is over time, `queue_p95_teu` over the ends of days; `busy_mean_h`
    is how long a vessel holds a berth. `departures` of berths are those of vessels:
    one for the two stays to discharge and to load.
    """

    asset_id: str
    kind: str  # line, berth, crane, track, border, pool …
    utilisation: Estimate | None = None
    load_factor: Estimate | None = None
    queue_mean_teu: Estimate | None = None
    queue_p95_teu: Estimate | None = None
    wait_mean_h: Estimate | None = None
    busy_mean_h: Estimate | None = None
    closed_share: Estimate | None = None
    departures: Estimate | None = None
    served_units: Estimate | None = None
    served_teu: Estimate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What a ban of the scenario holds back, and how long that takes to clear.

    `held_teu` is the most that is held at its origins at the end of a day. It is
    cleared on the first day after the ban on which no more waits there and at the
    quays of its place than on average in the fortnight before it; `clear_days` counts
    from the end of the ban, over the replications in which that came, `cleared_share`
    of all.
    """

    node_id: str
    starts: date
    ban_days: float
    held_teu: Estimate
    clear_days: Estimate
    cleared_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmUp:
    """How the start was removed: days left out, and what MSER-5 would leave out."""

    days: int
    mser5_days: int
    method: str


@dataclass(frozen=True, eq=False, kw_only=True)
class SimulationAnswer:
    """All that a simulation found.

    `series_teu`: mean over replications of what waited at each asset at the end of
    each measured day, shape (days, n_series); `series_high_teu` the 90th percentile.
    `backlogs` has a row for each ban of the scenario in the measured days. `checks`
    counts replications in which Little's law, and the conservation of units, held
    exactly: they must equal `replications`.
    """

    scenario_name: str
    start: date
    seed: int
    days: int
    replications: int
    warm_up: WarmUp
    flows: tuple[FlowResult, ...]
    assets: tuple[AssetResult, ...]
    backlogs: tuple[Backlog, ...]
    series_ids: tuple[str, ...]
    series_teu: NDArray[np.float64]
    series_high_teu: NDArray[np.float64]
    checks: dict[str, int]
    events: int
    warnings: tuple[str, ...]
    provenance: Provenance
