"""The figures of every replication, by demand and by asset.

A figure is one value for each replication, nan where it has no meaning there. Names
are those of the fields of `FlowResult` and `AssetResult`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from orta.planning.simulation.compile import CompiledPlant
from orta.planning.simulation.kernel.world import UNLIMITED
from orta.planning.simulation.replication import Replication
from orta.planning.simulation.tables import Tables
from orta.vocabulary import FacilityType, StageCause

Floats = NDArray[np.float64]
Figures = Mapping[str, Floats]

_DAY_S: Final = 24 * 3600
_HOUR_S: Final = 3600
_HIGH: Final = 0.95
_HIDDEN: Final = frozenset({"gate", "ballast"})  # places that are no asset of anybody


def flow_figures(
    compiled: CompiledPlant, found: Sequence[Replication]
) -> dict[str, Figures]:
    """Figures of each demand; the days of a cause are under its name."""
    return {
        meaning.demand.demand_id: _of_flow(compiled, number, found)
        for number, meaning in enumerate(compiled.meanings)
    }


def asset_figures(
    compiled: CompiledPlant, tables: Tables, found: Sequence[Replication]
) -> dict[str, Figures]:
    """Figures of stations and pools, of lines, and of berths."""
    plant = compiled.plant
    lines = {line.line_id: number for number, line in enumerate(plant.lines)}
    figures: dict[str, Figures] = {}
    for number, asset_id in enumerate(tables.station_ids):
        if compiled.kinds[asset_id] in _HIDDEN:
            continue
        own = dict(_of_queue(number, compiled, found))
        if compiled.kinds[asset_id] == FacilityType.WAGON_POOL:
            # Nobody is served by a pool: only who waits for a wagon is counted.
            own = {name: own[name] for name in ("queue_mean_teu", "queue_p95_teu")}
        elif asset_id in lines:
            own |= _of_line(lines[asset_id], compiled, found)
        else:
            own |= _of_servers(number, compiled, found)
        figures[asset_id] = own
    for number, port in enumerate(plant.ports):
        figures[port.port_id] = _of_port(number, compiled, found)
    return figures


def _of_flow(
    compiled: CompiledPlant, number: int, found: Sequence[Replication]
) -> dict[str, Floats]:
    meaning = compiled.meanings[number]
    came = _over(found, lambda run: run.flow[number].came_teu)
    left = _over(found, lambda run: run.flow[number].left_teu)
    lead = _over(found, lambda run: run.flow[number].lead)
    days = _over(found, lambda run: run.quantiles_h[number] / 24)
    causes = _over(found, lambda run: run.causes[number]) / _DAY_S
    units = left / meaning.teu
    mass_t = np.nan if meaning.mass_t is None else meaning.mass_t
    return {
        "offered_teu": came,
        "delivered_units": units,
        "delivered_teu": left,
        "delivered_t": units * mass_t,
        "mean_days": _per(lead, left) / _DAY_S,
        "p50_days": days[:, 0],
        "p80_days": days[:, 1],
        "p95_days": days[:, 2],
        "backlog_teu": came - left,
        **{
            f"{cause}_days": _per(causes[:, place], left)
            for place, cause in enumerate(StageCause)
        },
    }


def _of_queue(
    number: int, compiled: CompiledPlant, found: Sequence[Replication]
) -> Figures:
    """Of whatever has a queue."""
    served = _over(found, lambda run: run.station[number].served_teu)
    area = _over(found, lambda run: run.station[number].wait_area)
    return {
        "queue_mean_teu": area / _span_s(compiled),
        "queue_p95_teu": _over(
            found, lambda run: np.quantile(run.series[:, number], _HIGH)
        ),
        "wait_mean_h": _per(area, served) / _HOUR_S,
        "served_units": _over(found, lambda run: run.station[number].served),
        "served_teu": served,
    }


def _of_servers(
    number: int, compiled: CompiledPlant, found: Sequence[Replication]
) -> Figures:
    servers = int(found[0].station[number].servers)
    busy = _over(found, lambda run: run.station[number].busy_time)
    calendars = {s.station_id: s.calendar_id for s in compiled.plant.stations}
    figures = _closed(calendars.get(_id(compiled, number), ""), compiled, found)
    if servers < UNLIMITED:
        figures["utilisation"] = busy / servers / _span_s(compiled)
    return figures


def _of_line(
    line: int, compiled: CompiledPlant, found: Sequence[Replication]
) -> Figures:
    plant = compiled.plant
    line_id = plant.lines[line].line_id
    calls = [call for fleet in plant.fleets for call in fleet.calls]
    calendars = {call.calendar_id for call in calls if call.line_id == line_id}
    # One at most: all ships of a line meet one port.
    calendar_id = max(calendars, default=plant.lines[line].calendar_id)
    figures = _closed(calendar_id, compiled, found)
    figures["departures"] = _over(found, lambda run: run.line[line].departures)
    if calendars:
        loaded = _over(found, lambda run: run.line[line].loaded)
        offered = _over(found, lambda run: run.line[line].offered)
        figures["load_factor"] = _per(loaded, offered)
    return figures


def _of_port(
    number: int, compiled: CompiledPlant, found: Sequence[Replication]
) -> Figures:
    port = compiled.plant.ports[number]
    numbers = {line.line_id: n for n, line in enumerate(compiled.plant.lines)}
    calls_here = (
        call
        for fleet in compiled.plant.fleets
        for call in fleet.calls
        if call.port_id == port.port_id
    )
    lines = sorted({numbers[call.line_id] for call in calls_here})
    calls = _over(found, lambda run: run.port[number].calls)  # stays, two a departure
    roads = _over(found, lambda run: run.port[number].roads_time)
    busy = _over(found, lambda run: run.port[number].busy_time)
    figures = {
        "wait_mean_h": _per(roads, calls) / _HOUR_S,
        "busy_mean_h": _per(busy, calls) / _HOUR_S,
        "departures": _over(found, lambda run: run.line["departures"][lines].sum()),
    }
    if port.berths is not None:
        figures["utilisation"] = busy / port.berths / _span_s(compiled)
    return figures


def _closed(
    calendar_id: str, compiled: CompiledPlant, found: Sequence[Replication]
) -> dict[str, Floats]:
    if not calendar_id:
        return {}
    shut_s = _over(found, lambda run: run.shut_s[calendar_id])
    return {"closed_share": shut_s / _span_s(compiled)}


def _id(compiled: CompiledPlant, number: int) -> str:
    stations = compiled.plant.stations
    return stations[number].station_id if number < len(stations) else ""


def _span_s(compiled: CompiledPlant) -> int:
    return compiled.ends_s - compiled.starts_s


def _per(amount: Floats, of: Floats) -> Floats:
    """A ratio, nan where there is nothing to divide by."""
    return amount / np.where(of > 0, of, np.nan)


def _over(found: Sequence[Replication], figure: Callable[[Replication], Any]) -> Floats:
    return np.array([figure(run) for run in found], np.float64)
