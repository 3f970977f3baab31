"""The largest share that still moves when some assets are shut, and at what cost."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from orta.planning.assignment import Draft, Goal, draft_programme
from orta.planning.optimum import BoolArray, FloatArray, Solution, Status, solve
from orta.planning.resilience.autonomy.frame import Bound, Frame

# The programme counts in millionths of the set, so that shares have six digits in a
# certificate that rounds to hundredths.
MILLION = 1_000_000.0
_DIGITS = 12  # what is left of a sum that ought to be nought lies beyond
_SLACK = 1e-9  # of the set; the cheapest of the best plans may deliver so much less
_LEAST_GAIN = 1e-9  # of the set, for a unit a week


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One thing that holds the share down.

    `kind` is `room` (an asset is full), `cost` (a demand may not cost more) or
    `no_way` (no open way leads there). One more unit a week of the measure lets
    `gain_t` more go, at this margin.
    """

    kind: str
    name: str
    measure: str = ""
    limit_per_week: float | None = None
    gain_t: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shared:
    """A programme of shares that was solved: what moves, and what binds.

    `delivered_t` (n_demands,); `is_open` (n_arcs,).
    """

    share: float
    delivered_t: FloatArray
    cut: tuple[Binding, ...]
    draft: Draft
    solution: Solution
    is_open: BoolArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What those that still move cost, and which states their cheapest plan crosses.

    `extra_usd_per_t` is the mean over the delivered tonnes, `rise` its share of the
    mean cost of the whole set with everything open.
    """

    extra_usd_per_t: float
    rise: float
    touched: frozenset[int]


def find_share(
    frame: Frame,
    bound: Bound,
    closed: Collection[str] = (),
    *,
    at_any_cost: bool = False,
) -> Shared:
    """The largest share of the tonnes of a set that can go with some assets shut.

    Each demand keeps its mean cost, unless it may go `at_any_cost`.
    """
    network = frame.at(bound)
    is_open = network.open_arcs(closed)
    total_t = frame.study.goods_t_per_week
    laden = np.array([not demand.is_empty for demand in network.demands])
    goal = Goal(
        cost_share=0.0,
        unmet_cost=np.where(laden, MILLION / total_t, 0.0),
        most_cost=np.full(len(laden), np.inf) if at_any_cost else frame.most_usd_per_t,
    )
    draft = draft_programme(network, goal, is_open)
    solution = solve(draft.programme)
    if solution.status is not Status.OPTIMAL:  # nothing moves is always possible
        raise RuntimeError(f"the share was not found: {solution.status}")
    wanted = np.array([demand.amount_t_per_week for demand in network.demands])
    delivered_t = np.clip(wanted - solution.x[draft.unmet], 0.0, wanted)
    return Shared(
        share=min(1.0, max(0.0, round(1 - solution.objective / MILLION, _DIGITS))),
        delivered_t=delivered_t,
        cut=_cut(frame, draft, solution),
        draft=draft,
        solution=solution,
        is_open=is_open,
    )


def find_cost(frame: Frame, shared: Shared, bound: Bound = Bound.SHARE) -> Cost:
    """The least that the largest share costs more than the same tonnes do today."""
    network = frame.at(bound)
    reference = np.where(
        np.isfinite(frame.reference_usd_per_t), frame.reference_usd_per_t, 0.0
    )
    total_t = frame.study.goods_t_per_week
    left_t = (1 - shared.share + _SLACK) * total_t
    goal = Goal(
        cost_share=1.0,
        unmet_cost=reference,
        most_cost=frame.most_usd_per_t,
        most_unmet_t=left_t,
    )
    draft = draft_programme(network, goal, shared.is_open)
    solution = solve(draft.programme)
    if solution.status is not Status.OPTIMAL:
        raise RuntimeError(f"the cost was not found: {solution.status}")
    wanted = np.array([demand.amount_t_per_week for demand in network.demands])
    extra_usd = solution.objective - float(reference @ wanted)
    delivered_t = shared.share * total_t
    per_t = extra_usd / delivered_t if delivered_t > _SLACK * total_t else 0.0
    mean = float(reference @ wanted) / float(wanted.sum())
    flows = np.flatnonzero((draft.arc >= 0) & (solution.x > _SLACK * total_t))
    touched = [network.arcs[arc].touches for arc in draft.arc[flows].tolist()]
    return Cost(
        extra_usd_per_t=max(0.0, per_t),
        rise=max(0.0, per_t) / mean if mean > 0 else 0.0,
        touched=frozenset().union(*touched),
    )


def _cut(frame: Frame, draft: Draft, solution: Solution) -> tuple[Binding, ...]:
    """What binds, what lets most go first; then what has no way at all."""
    network, study = frame.network, frame.study
    to_t = study.goods_t_per_week / MILLION
    found = []
    for row, number in draft.limit_rows.items():
        gain_t = float(solution.prices[number]) * to_t
        if gain_t > _LEAST_GAIN:
            asset = network.assets[row[0]]
            found.append(
                Binding(
                    kind="room",
                    name=" ".join(filter(None, (asset.asset_id, row[1]))),
                    measure=str(asset.measure),
                    limit_per_week=float(draft.programme.limit[number]),
                    gain_t=gain_t,
                )
            )
    for demand, number in draft.mean_rows.items():
        if float(solution.prices[number]) * to_t > _LEAST_GAIN:
            found.append(Binding(kind="cost", name=network.demands[demand].demand_id))
    found.sort(key=lambda one: (-(one.gain_t or 0.0), one.name))
    has_way = set(draft.demand[draft.arc >= 0].tolist())
    for number, demand_ in enumerate(network.demands):
        if number not in has_way and demand_.goods_t_per_week > 0:
            found.append(Binding(kind="no_way", name=demand_.demand_id))
    return tuple(found)
