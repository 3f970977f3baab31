"""From many replications to the figures of an answer, each with its interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from orta.corridor import Corridor
from orta.planning.results import Provenance
from orta.planning.simulation.answer import (
    AssetResult,
    FlowResult,
    SimulationAnswer,
    WarmUp,
)
from orta.planning.simulation.compile import CompiledPlant, FlowMeaning
from orta.planning.simulation.estimate import Estimate
from orta.planning.simulation.kernel.world import UNLIMITED
from orta.planning.simulation.replication import Replication
from orta.planning.simulation.scenario import Scenario
from orta.planning.simulation.tables import Tables
from orta.vocabulary import StageCause

Floats = NDArray[np.float64]

_DAY_S: Final = 24 * 3600
_HOUR_S: Final = 3600
_BATCH_DAYS: Final = 5
_HIGH: Final = 0.95
_HIGH_SERIES: Final = 0.9
_METHOD: Final = (
    "a fixed time is left out; MSER-5 (White, Simulation 69, 1997) on the TEU under "
    "way says how much it would leave out"
)


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
    series = np.array([run.series for run in found], np.float64)
    shown = [
        number
        for number, asset_id in enumerate(tables.station_ids)
        if compiled.kinds[asset_id] != "ballast"
    ]
    return SimulationAnswer(
        scenario_name=scenario.name,
        start=scenario.start,
        seed=seed,
        days=scenario.days,
        replications=len(found),
        warm_up=warm_up(compiled, found),
        flows=flow_results(compiled, found),
        assets=asset_results(compiled, tables, found),
        series_ids=tuple(tables.station_ids[number] for number in shown),
        series_teu=series.mean(axis=0)[:, shown],
        series_high_teu=np.quantile(series, _HIGH_SERIES, axis=0)[:, shown],
        checks={
            "littles_law": sum(run.little_holds for run in found),
            "units_conserved": sum(run.units_balance for run in found),
        },
        events=sum(run.events for run in found),
        warnings=compiled.warnings,
        provenance=Provenance.of(
            corridor,
            scenario=scenario.canonical(),
            seed=str(seed),
            replications=str(len(found)),
        ),
    )


def flow_results(
    compiled: CompiledPlant, found: Sequence[Replication]
) -> tuple[FlowResult, ...]:
    """One row for every demand."""
    return tuple(
        _flow(number, meaning, found)
        for number, meaning in enumerate(compiled.meanings)
    )


def asset_results(
    compiled: CompiledPlant, tables: Tables, found: Sequence[Replication]
) -> tuple[AssetResult, ...]:
    """Stations and pools, lines, and ports with their berths."""
    span_s = compiled.ends_s - compiled.starts_s
    lines = {line.line_id: n for n, line in enumerate(compiled.plant.lines)}
    rows = [
        _line(asset_id, number, lines[asset_id], compiled, found, span_s)
        if asset_id in lines
        else _station(asset_id, number, compiled, found, span_s)
        for number, asset_id in enumerate(tables.station_ids)
        if compiled.kinds[asset_id] not in {"gate", "ballast"}
    ]
    rows += [
        _port(number, compiled, found, span_s)
        for number in range(len(compiled.plant.ports))
    ]
    return tuple(rows)


def warm_up(compiled: CompiledPlant, found: Sequence[Replication]) -> WarmUp:
    """What was left out, and what MSER-5 says of it."""
    daily = np.mean([run.under_way for run in found], axis=0)
    return WarmUp(
        days=compiled.starts_s // _DAY_S, mser5_days=mser5(daily), method=_METHOD
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


def _flow(
    number: int, meaning: FlowMeaning, found: Sequence[Replication]
) -> FlowResult:
    left_teu = np.array([run.flow[number].left_teu for run in found], np.float64)
    units = left_teu / meaning.teu
    at_least = np.where(left_teu > 0, left_teu, np.nan)
    days = _over(found, lambda run: run.quantiles_h[number] / 24)
    causes = _over(found, lambda run: run.causes[number] / _DAY_S)
    mean = np.array([run.flow[number].lead for run in found]) / at_least / _DAY_S
    demand = meaning.demand
    tonnes = units * (np.nan if meaning.mass_t is None else meaning.mass_t)
    return FlowResult(
        demand_id=demand.demand_id,
        from_node_id=demand.origin_node_id,
        to_node_id=demand.destination_node_id,
        goods=demand.commodity_code,
        unit=demand.equipment_code,
        offered_teu=_each(found, lambda run: run.flow[number].came_teu),
        delivered_units=Estimate.of(units),
        delivered_teu=Estimate.of(left_teu),
        delivered_t=Estimate.of(tonnes),
        mean_days=Estimate.of(mean),
        p50_days=Estimate.of(days[:, 0]),
        p80_days=Estimate.of(days[:, 1]),
        p95_days=Estimate.of(days[:, 2]),
        causes_days={
            cause: Estimate.of(causes[:, place] / at_least)
            for place, cause in enumerate(StageCause)
        },
        backlog_teu=_each(
            found, lambda run: run.flow[number].came_teu - run.flow[number].left_teu
        ),
        cost_usd=meaning.cost_usd,
        co2e_kg=meaning.co2e_kg,
    )


def _station(
    asset_id: str,
    number: int,
    compiled: CompiledPlant,
    found: Sequence[Replication],
    span_s: int,
) -> AssetResult:
    servers = int(found[0].station[number].servers)
    return AssetResult(
        asset_id=asset_id,
        kind=compiled.kinds[asset_id],
        utilisation=None
        if servers >= UNLIMITED
        else _each(found, lambda run: run.station[number].busy_time / servers / span_s),
        closed_share=_closed(_calendar_of(asset_id, compiled), found, span_s),
        **_queue(number, found, span_s),
    )


def _line(  # noqa: PLR0913, PLR0917
    asset_id: str,
    number: int,
    line: int,
    compiled: CompiledPlant,
    found: Sequence[Replication],
    span_s: int,
) -> AssetResult:
    loaded = _over(found, lambda run: run.line[line].loaded)
    offered = _over(found, lambda run: run.line[line].offered)
    calls = [call for fleet in compiled.plant.fleets for call in fleet.calls]
    calendars = {call.calendar_id for call in calls if call.line_id == asset_id}
    calendars.add(compiled.plant.lines[line].calendar_id)
    calendar_id = max(calendars)  # one at most: all ships of a line meet one port
    return AssetResult(
        asset_id=asset_id,
        kind=compiled.kinds[asset_id],
        load_factor=None
        if not offered.any()
        else Estimate.of(loaded / np.where(offered > 0, offered, np.nan)),
        departures=_each(found, lambda run: run.line[line].departures),
        closed_share=_closed(calendar_id, found, span_s),
        **_queue(number, found, span_s),
    )


def _port(
    number: int, compiled: CompiledPlant, found: Sequence[Replication], span_s: int
) -> AssetResult:
    port = compiled.plant.ports[number]
    calls = _over(found, lambda run: run.port[number].calls)
    roads = _over(found, lambda run: run.port[number].roads_time)
    return AssetResult(
        asset_id=port.port_id,
        kind="berth",
        utilisation=None
        if port.berths is None
        else _each(
            found, lambda run: run.port[number].busy_time / (port.berths or 1) / span_s
        ),
        wait_mean_h=Estimate.of(roads / np.where(calls > 0, calls, np.nan) / _HOUR_S),
        departures=Estimate.of(calls),
    )


def _queue(number: int, found: Sequence[Replication], span_s: int) -> dict[str, Any]:
    """The fields of whatever has a queue."""
    served = _over(found, lambda run: run.station[number].served_teu)
    area = _over(found, lambda run: run.station[number].wait_area)
    return {
        "queue_mean_teu": Estimate.of(area / span_s),
        "queue_p95_teu": _each(
            found, lambda run: np.quantile(run.series[:, number], _HIGH)
        ),
        "wait_mean_h": Estimate.of(
            area / np.where(served > 0, served, np.nan) / _HOUR_S
        ),
        "served_units": _each(found, lambda run: run.station[number].served),
        "served_teu": Estimate.of(served),
    }


def _closed(
    calendar_id: str, found: Sequence[Replication], span_s: int
) -> Estimate | None:
    if not calendar_id:
        return None
    return _each(found, lambda run: run.shut_s[calendar_id] / span_s)


def _calendar_of(asset_id: str, compiled: CompiledPlant) -> str:
    for station in compiled.plant.stations:
        if station.station_id == asset_id:
            return station.calendar_id
    return ""


def _over(found: Sequence[Replication], figure: Callable[[Replication], Any]) -> Floats:
    return np.array([figure(run) for run in found], np.float64)


def _each(
    found: Sequence[Replication], figure: Callable[[Replication], Any]
) -> Estimate:
    return Estimate.of(_over(found, figure))
