"""From many replications to an answer: means with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from orta.corridor import Corridor
from orta.planning.results import Provenance
from orta.planning.simulation.answer import (
    AssetResult,
    FlowResult,
    SimulationAnswer,
    WarmUp,
)
from orta.planning.simulation.compare import Comparison, PairedDifference
from orta.planning.simulation.compile import CompiledPlant, FlowMeaning
from orta.planning.simulation.estimate import Estimate
from orta.planning.simulation.replication import Replication
from orta.planning.simulation.scenario import Scenario
from orta.planning.simulation.summary.backlog import backlogs
from orta.planning.simulation.summary.figures import (
    Figures,
    Floats,
    asset_figures,
    flow_figures,
)
from orta.planning.simulation.tables import Tables
from orta.vocabulary import StageCause

_DAY_S: Final = 24 * 3600
_BATCH_DAYS: Final = 5
_HIGH: Final = 0.9
_METHOD: Final = (
    "a fixed time is left out; MSER-5 (White, Simulation 69, 1997) on the TEU under "
    "way says how much it would leave out"
)
# Of a demand, what two scenarios are compared by; of assets all figures are.
_COMPARED: Final = ("delivered_teu", "mean_days", "p50_days", "p80_days", "p95_days")


def summarise(
    corridor: Corridor,
    scenario: Scenario,
    compiled: CompiledPlant,
    found: Sequence[Replication],
    *,
    seed: int,
) -> SimulationAnswer:
    """The answer that replications of a plant add up to."""
    tables = Tables(compiled.plant)
    flows = flow_figures(compiled, found)
    assets = asset_figures(compiled, tables, found)
    shown = [n for n, asset_id in enumerate(tables.station_ids) if asset_id in assets]
    series = np.array([run.series for run in found], np.float64)[:, :, shown]
    warm_up = _warm_up(compiled, found)
    return SimulationAnswer(
        scenario_name=scenario.name,
        start=scenario.start,
        seed=seed,
        days=scenario.days,
        replications=len(found),
        warm_up=warm_up,
        flows=tuple(
            _flow(meaning, flows[meaning.demand.demand_id])
            for meaning in compiled.meanings
        ),
        assets=tuple(
            AssetResult(
                asset_id=asset_id,
                kind=compiled.kinds[asset_id],
                **{name: Estimate.of(values) for name, values in figures.items()},
            )
            for asset_id, figures in assets.items()
        ),
        series_ids=tuple(tables.station_ids[number] for number in shown),
        series_teu=series.mean(axis=0),
        series_high_teu=np.quantile(series, _HIGH, axis=0),
        backlogs=backlogs(corridor, scenario, compiled, found, tables.station_ids),
        checks=_checks(found),
        events=sum(run.events for run in found),
        warnings=(*compiled.warnings, *_doubts(warm_up)),
        provenance=_provenance(corridor, (scenario,), len(found), seed),
    )


def compare_replications(
    corridor: Corridor,
    scenarios: tuple[Scenario, Scenario],
    plants: tuple[CompiledPlant, CompiledPlant],
    found: tuple[Sequence[Replication], Sequence[Replication]],
    *,
    seed: int,
) -> Comparison:
    """Every figure that both scenarios have, pair by pair."""
    first, second = (
        _all(plant, runs) for plant, runs in zip(plants, found, strict=True)
    )
    one, other = scenarios
    return Comparison(
        first_name=one.name,
        second_name=other.name,
        start=one.start,
        seed=seed,
        days=one.days,
        replications=len(found[0]),
        warm_up_days=one.warm_up_days,
        differences=tuple(
            PairedDifference.of(
                metric, owner, first=values, second=second[owner, metric]
            )
            for (owner, metric), values in first.items()
            if (owner, metric) in second
        ),
        warnings=tuple(dict.fromkeys(w for plant in plants for w in plant.warnings)),
        provenance=_provenance(corridor, scenarios, len(found[0]), seed),
    )


def mser5(daily: Floats) -> int:
    """Days to leave out so that the standard error of the rest is least.

    Means of five days; at most half of them are left out.

    >>> mser5(np.array([0.0] * 10 + [9.0, 10.0, 11.0, 10.0, 10.0] * 20))
    10
    """
    batches = daily[: daily.size // _BATCH_DAYS * _BATCH_DAYS].reshape(-1, _BATCH_DAYS)
    means = batches.mean(axis=1)
    if means.size == 0:
        return 0
    errors = [
        ((means[cut:] - means[cut:].mean()) ** 2).sum() / (means.size - cut) ** 2
        for cut in range(max(means.size // 2, 1))
    ]
    return int(np.argmin(errors)) * _BATCH_DAYS


def _flow(meaning: FlowMeaning, figures: Figures) -> FlowResult:
    by_cause = {cause: f"{cause}_days" for cause in StageCause}
    demand = meaning.demand
    return FlowResult(
        demand_id=demand.demand_id,
        from_node_id=demand.origin_node_id,
        to_node_id=demand.destination_node_id,
        goods=demand.commodity_code,
        unit=demand.equipment_code,
        causes_days={
            cause: Estimate.of(figures[name]) for cause, name in by_cause.items()
        },
        cost_usd=meaning.cost_usd,
        co2e_kg=meaning.co2e_kg,
        **{
            name: Estimate.of(values)
            for name, values in figures.items()
            if name not in by_cause.values()
        },
    )


def _all(
    compiled: CompiledPlant, found: Sequence[Replication]
) -> dict[tuple[str, str], Floats]:
    """Figures of the whole corridor, of demands and of assets, by owner and name."""
    flows = flow_figures(compiled, found)
    teu = sum(figures["delivered_teu"] for figures in flows.values())
    by_teu = [
        np.nan_to_num(figures["mean_days"]) * figures["delivered_teu"]
        for figures in flows.values()
    ]
    whole = np.asarray(teu, np.float64)
    found_figures = {
        ("", "delivered_teu"): whole,
        ("", "mean_days"): np.sum(by_teu, axis=0) / np.where(whole > 0, whole, np.nan),
    }
    for owner, figures in flows.items():
        found_figures |= {(owner, name): figures[name] for name in _COMPARED}
    for owner, figures in asset_figures(
        compiled, Tables(compiled.plant), found
    ).items():
        found_figures |= {(owner, name): values for name, values in figures.items()}
    return found_figures


def _warm_up(compiled: CompiledPlant, found: Sequence[Replication]) -> WarmUp:
    daily = np.mean([run.under_way for run in found], axis=0)
    days = compiled.starts_s // _DAY_S
    return WarmUp(days=days, mser5_days=mser5(daily), method=_METHOD)


def _doubts(warm_up: WarmUp) -> tuple[str, ...]:
    if warm_up.mser5_days <= warm_up.days:
        return ()
    doubt = (
        f"MSER-5 would leave out {warm_up.mser5_days} days instead of {warm_up.days}: "
        "seasons do that, and so does a queue that still grows"
    )
    return (doubt,)


def _checks(found: Sequence[Replication]) -> dict[str, int]:
    return {
        "littles_law": sum(run.little_holds for run in found),
        "units_conserved": sum(run.units_balance for run in found),
    }


def _provenance(
    corridor: Corridor, scenarios: tuple[Scenario, ...], replications: int, seed: int
) -> Provenance:
    names = ("scenario", "compared_with")
    told = dict(zip(names, (s.canonical() for s in scenarios), strict=False))
    return Provenance.of(
        corridor, seed=str(seed), replications=str(replications), **told
    )
