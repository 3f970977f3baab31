"""What two runs carried, how long that took and what it cost, pair by pair.

Owners of figures are demands, states (of origin or destination) and the corridor, "".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Corridor
from orta.planning.resilience.stress.values import Weights
from orta.planning.simulation import DemandRuns, PairedDifference

Floats = NDArray[np.float64]
_KG_PER_T: Final = 1000.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Units:
    """What one TEU of each demand weighs, costs and emits; nan where nobody says."""

    mass_t: Floats
    freight_usd: Floats
    co2e_t: Floats

    @classmethod
    def of(cls, runs: DemandRuns) -> Units:
        """The figures of the ways that the demands of a run take."""
        teu = np.array([meaning.teu for meaning in runs.meanings], np.float64)

        def per_teu(values: Sequence[float | None]) -> Floats:
            known = [np.nan if value is None else value for value in values]
            return np.array(known, np.float64) / teu

        return cls(
            mass_t=np.nan_to_num(per_teu([m.mass_t for m in runs.meanings])),
            freight_usd=per_teu([m.cost_usd for m in runs.meanings]),
            co2e_t=per_teu([m.co2e_kg for m in runs.meanings]) / _KG_PER_T,
        )


def paired_totals(
    ordinary: DemandRuns, stressed: DemandRuns, weights: Weights
) -> tuple[PairedDifference, ...]:
    """The figures of the whole corridor, the second less the first."""
    late_days = float(np.nanmean(ordinary.quantiles_days()[:, 2]))
    first = dict(_totals(ordinary, ordinary, weights, late_days))
    second = dict(_totals(stressed, ordinary, weights, late_days))
    return tuple(
        PairedDifference.of(metric, "", first=first[metric], second=second[metric])
        for metric in first
    )


def paired_by_demand(
    ordinary: DemandRuns, stressed: DemandRuns
) -> tuple[PairedDifference, ...]:
    """What each demand was carried, how long it took and what it lost."""
    found = []
    for number, meaning in enumerate(ordinary.meanings):
        owner = meaning.demand.demand_id
        pairs = zip(
            _of_demand(ordinary, ordinary, number),
            _of_demand(stressed, ordinary, number),
            strict=True,
        )
        found += [
            PairedDifference.of(metric, owner, first=first, second=second)
            for (metric, first), (_, second) in pairs
        ]
    return tuple(found)


def paired_by_state(
    ordinary: DemandRuns, stressed: DemandRuns, corridor: Corridor
) -> tuple[PairedDifference, ...]:
    """What goods from and to each state were carried, and what they lost.

    A demand counts for the state it starts in and for the one it ends in, so that sums
    over states say nothing.
    """
    found = []
    for state, numbers in states_of(ordinary, corridor).items():
        pairs = zip(
            _of_state(ordinary, ordinary, numbers),
            _of_state(stressed, ordinary, numbers),
            strict=True,
        )
        found += [
            PairedDifference.of(metric, state, first=first, second=second)
            for (metric, first), (_, second) in pairs
        ]
    return tuple(found)


def states_of(runs: DemandRuns, corridor: Corridor) -> dict[str, list[int]]:
    """The numbers of the demands that start or end in each state, by its code."""
    found: dict[str, list[int]] = {}
    for number, meaning in enumerate(runs.meanings):
        demand = meaning.demand
        ends = (demand.origin_node_id, demand.destination_node_id)
        for code in dict.fromkeys(
            corridor.node_by_id[end].country_code for end in ends
        ):
            found.setdefault(code, []).append(number)
    return dict(sorted(found.items()))


def delay_teu_days(runs: DemandRuns, ordinary: DemandRuns) -> Floats:
    """TEU-days that demands are under way beyond ordinary time, (r, f).

    Of as much cargo as there is: where a scenario brings more of a demand, so much more
    is ordinary. What is still under way at the end counts with its days up to then.
    """
    usual = ordinary.under_way_teu.sum(axis=1)
    came = np.where(ordinary.offered_teu > 0, ordinary.offered_teu, 1.0)
    grown = np.where(ordinary.offered_teu > 0, runs.offered_teu / came, 1.0)
    return np.asarray(runs.under_way_teu.sum(axis=1) - usual * grown, np.float64)


def delay_t_days(runs: DemandRuns, ordinary: DemandRuns) -> Floats:
    """The same in tonne-days, (r, f)."""
    mass_t = Units.of(ordinary).mass_t
    return np.asarray(delay_teu_days(runs, ordinary) * mass_t, np.float64)


def known_share(runs: DemandRuns, unit: Floats) -> float:
    """The share of the TEU delivered for which a figure is known."""
    teu = runs.delivered_teu.mean(axis=0)
    return float(teu[~np.isnan(unit)].sum() / max(float(teu.sum()), 1e-9))


def unpriced(runs: DemandRuns) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Demands without a price, each with the services that have no tariff or factor."""
    return tuple(
        (meaning.demand.demand_id, meaning.unpriced_ids)
        for meaning in runs.meanings
        if meaning.unpriced_ids
    )


def _totals(
    runs: DemandRuns, ordinary: DemandRuns, weights: Weights, late_days: float
) -> Iterator[tuple[str, Floats]]:
    units, teu = Units.of(runs), runs.delivered_teu
    delay_t = delay_t_days(runs, ordinary).sum(axis=1)
    quantiles = runs.quantiles_days()
    yield "offered_teu", runs.offered_teu.sum(axis=1)
    yield "delivered_teu", teu.sum(axis=1)
    yield "delivered_t", (teu * units.mass_t).sum(axis=1)
    yield "mean_days", _per(runs.lead_teu_days.sum(axis=1), teu.sum(axis=1))
    for name, place in (("p50_days", 0), ("p80_days", 1), ("p95_days", 2)):
        yield name, quantiles[:, place]
    yield "late_share", runs.longer_than(late_days)
    yield "left_teu", runs.under_way_teu[:, -1].sum(axis=1)
    yield "delay_teu_days", delay_teu_days(runs, ordinary).sum(axis=1)
    yield "delay_t_days", delay_t
    yield "delay_usd", delay_t * weights.value_of_day_usd_per_t
    yield "freight_usd", np.nansum(teu * units.freight_usd, axis=1)
    yield "co2e_t", np.nansum(teu * units.co2e_t, axis=1)


def _of_demand(
    runs: DemandRuns, ordinary: DemandRuns, number: int
) -> Iterator[tuple[str, Floats]]:
    teu = runs.delivered_teu[:, number]
    quantiles = runs.quantiles_days([number])
    yield "offered_teu", runs.offered_teu[:, number]
    yield "delivered_teu", teu
    yield "mean_days", _per(runs.lead_teu_days[:, number], teu)
    yield "p95_days", quantiles[:, 2]
    yield "delay_teu_days", delay_teu_days(runs, ordinary)[:, number]


def _of_state(
    runs: DemandRuns, ordinary: DemandRuns, numbers: Sequence[int]
) -> Iterator[tuple[str, Floats]]:
    teu = runs.delivered_teu[:, numbers]
    mass_t = Units.of(ordinary).mass_t[list(numbers)]
    yield "delivered_t", (teu * mass_t).sum(axis=1)
    yield "mean_days", _per(runs.lead_teu_days[:, numbers].sum(axis=1), teu.sum(axis=1))
    yield "delay_t_days", delay_t_days(runs, ordinary)[:, numbers].sum(axis=1)


def _per(amount: Floats, of: Floats) -> Floats:
    return np.asarray(amount / np.where(of > 0, of, np.nan), np.float64)
