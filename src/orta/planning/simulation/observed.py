"""A simulated year held against published figures: the targets of a dataset."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from orta.corridor import Corridor, Target
from orta.errors import ModelError
from orta.planning.network import HopKind
from orta.planning.simulation.compile import (
    CompiledPlant,
    FlowMeaning,
    Stage,
    compile_plant,
)
from orta.planning.simulation.estimate import Estimate
from orta.planning.simulation.scenario import Scenario
from orta.planning.simulation.solve import run_replications
from orta.planning.simulation.summary import (
    Figures,
    Floats,
    asset_figures,
    flow_figures,
)
from orta.planning.simulation.tables import Tables
from orta.vocabulary import TargetMetric, TransportMode

_HOUR_S: Final = 3600
_DAY_H: Final = 24
_MONTH_DAYS: Final = 365 / 12
_M = TargetMetric


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A target, what was published and what the simulation says."""

    target: Target
    published: float
    simulated: Estimate

    @property
    def error_share(self) -> float:
        """How far the simulation is off, as a share of what was published."""
        return self.simulated.value / self.published - 1


def hold_against_targets(  # noqa: PLR0913 - all by name
    corridor: Corridor,
    targets: Sequence[Target],
    *,
    parameters: Mapping[str, float] | None = None,
    replications: int = 20,
    seed: int = 0,
    workers: int | None = None,
) -> tuple[Held, ...]:
    """Each target beside the same figure of a simulated year.

    A target of some months of the year gets a run of those months.
    """
    spans = sorted({(target.first_month, target.last_month) for target in targets})
    found: dict[str, Held] = {}
    for first, last in spans:
        scenario = replace(_months(first, last), parameters=dict(parameters or {}))
        year = _Year.simulated(corridor, scenario, replications, seed, workers)
        for target in targets:
            if (target.first_month, target.last_month) == (first, last):
                found[target.target_id] = Held(
                    target=target,
                    published=published_figure(corridor, target),
                    simulated=Estimate.of(year.figure(target)),
                )
    return tuple(found[target.target_id] for target in targets)


def published_figure(corridor: Corridor, target: Target) -> float:
    """The published figure in the unit of the metric."""
    for volume in corridor.volumes:
        if volume.volume_id == target.volume_id:
            return volume.volume * target.scale
    for observation in corridor.observations:
        if observation.observation_id == target.observation_id:
            return observation.centre * target.scale
    raise ModelError(f"target {target.target_id} names no figure")


def _months(first: int, last: int) -> Scenario:
    start = date(2025, first, 1)
    end = (date(2025, last, 28) + timedelta(days=4)).replace(day=1)
    return Scenario(
        name=f"months {first} to {last}", start=start, days=(end - start).days
    )


class _Year:
    """Replications of some months, and how to read a metric off them."""

    def __init__(
        self, corridor: Corridor, compiled: CompiledPlant, flows: Mapping[str, Figures],
        assets: Mapping[str, Figures],
    ) -> None:  # fmt: skip
        self._corridor, self._compiled = corridor, compiled
        self._flows, self._assets = flows, assets
        self._meanings = {m.demand.demand_id: m for m in compiled.meanings}
        self._days = (compiled.ends_s - compiled.starts_s) / _HOUR_S / _DAY_H

    @classmethod
    def simulated(
        cls,
        corridor: Corridor,
        scenario: Scenario,
        replications: int,
        seed: int,
        workers: int | None,
    ) -> _Year:
        """The months of a scenario, lived through."""
        compiled = compile_plant(corridor, scenario)
        found = run_replications(
            compiled, replications=replications, seed=seed, workers=workers
        )
        flows = flow_figures(compiled, found)
        return cls(
            corridor,
            compiled,
            flows,
            asset_figures(compiled, Tables(compiled.plant), found),
        )

    def figure(self, target: Target) -> Floats:
        """The metric of a target, one value for each replication."""
        readers: dict[TargetMetric, Callable[[Target], Floats]] = {
            _M.DELIVERED_TEU: self._delivered,
            _M.DELIVERED_UNITS: self._delivered,
            _M.DELIVERED_T: self._delivered,
            _M.SERVED_TEU: self._served,
            _M.SERVED_UNITS: self._served,
            _M.DEPARTURES: self._departures,
            _M.CALLS: self._calls,
            _M.VOYAGES_PER_VESSEL_MONTH: self._voyages,
            _M.LOAD_TEU: self._load_teu,
            _M.LOAD_SHARE: lambda t: self._mean(t, "load_factor"),
            _M.WAIT_H: lambda t: self._mean(t, "wait_mean_h"),
            _M.HANDLING_H: lambda t: 2 * self._mean(t, "busy_mean_h"),
            _M.CLOSED_DAYS: self._closed_days,
            _M.DWELL_H: self._dwell_h,
            _M.LEAD_DAYS: lambda t: self._lead_days(t.demand_ids),
            _M.TRANSIT_DAYS: self._transit_days,
            _M.SECTION_DAYS: self._section_days,
        }
        return readers[target.metric](target)

    def _delivered(self, target: Target) -> Floats:
        return _sum([self._flows[d][str(target.metric)] for d in target.demand_ids])

    def _served(self, target: Target) -> Floats:
        """What went over the quay of a place, over a link, or by a service."""
        name = "delivered" + str(target.metric).removeprefix("served")
        parts: list[Floats] = []
        for asset_id in target.asset_ids:
            if asset_id in self._assets:
                parts.append(self._assets[asset_id][str(target.metric)])
                continue
            passes = (
                self._over_link if asset_id in self._corridor.link_by_id else _at_quay
            )
            demand_ids = target.demand_ids or tuple(self._boxes())
            parts += [
                self._flows[demand_id][name]
                for demand_id in demand_ids
                if passes(self._meanings[demand_id], asset_id)
            ]
        return _sum(parts)

    def _boxes(self) -> list[str]:
        """Demands in boxes: what the container counts of ports and lines hold."""
        equipment = self._corridor.equipment_by_code
        return [
            demand_id
            for demand_id, meaning in self._meanings.items()
            if equipment[meaning.demand.equipment_code].iso_size_type
        ]

    def _over_link(self, meaning: FlowMeaning, link_id: str) -> bool:
        return any(hop.link_id == link_id for hop in meaning.way)

    def _departures(self, target: Target) -> Floats:
        return _sum([self._assets[s]["departures"] for s in target.asset_ids])

    def _calls(self, target: Target) -> Floats:
        """Departures of ships from a port: each call ends with one."""
        plant = self._compiled.plant
        services = self._corridor.service_by_id
        lines = {call.line_id for fleet in plant.fleets for call in fleet.calls}
        return _sum(
            [
                self._assets[line_id]["departures"]
                for line_id in sorted(lines)
                if line_id in services
                and services[line_id].calls[0].node_id in target.asset_ids
            ]
        )

    def _voyages(self, target: Target) -> Floats:
        """One-way voyages of a vessel in a month."""
        lanes = {s.service_id for s in self._corridor.services for f in s.fleets
                 if f.fleet_id in target.asset_ids}  # fmt: skip
        fleet = next(
            fleet
            for fleet in self._compiled.plant.fleets
            if lanes & {call.line_id for call in fleet.calls}
        )
        departures = _sum([self._assets[c.line_id]["departures"] for c in fleet.calls])
        return departures / fleet.count / (self._days / _MONTH_DAYS)

    def _load_teu(self, target: Target) -> Floats:
        served = _sum([self._assets[s]["served_teu"] for s in target.asset_ids])
        return served / self._departures(target)

    def _mean(self, target: Target, name: str) -> Floats:
        return _mean([self._assets[asset_id][name] for asset_id in target.asset_ids])

    def _closed_days(self, target: Target) -> Floats:
        """Days a port is shut, from any asset that its wind shuts."""
        plant = self._compiled.plant
        shares = []
        for node_id in target.asset_ids:
            line_id = next(
                call.line_id
                for fleet in plant.fleets
                for call in fleet.calls
                if call.calendar_id == f"wind:{node_id}"
                and call.line_id in self._assets
            )
            shares.append(self._assets[line_id]["closed_share"])
        return _mean(shares) * self._days

    def _dwell_h(self, target: Target) -> Floats:
        """Waiting and work at borders, mean of those named."""
        borders = {b.border_id: b for b in self._corridor.borders}
        found = []
        for border_id in target.asset_ids:
            border = borders[border_id]
            stages = [
                stage
                for meaning in self._meanings.values()
                for stage in meaning.stages
                if stage.kind is HopKind.MOVE
                and (stage.from_node_id, stage.to_node_id)
                == (border.from_node_id, border.to_node_id)
            ]
            if stages:
                link = self._corridor.link_by_id[border.link_id]
                found.append(self._hours(stages[0]) - link.move_h)
        return _mean(found)

    def _lead_days(self, demand_ids: Sequence[str]) -> Floats:
        return _mean([self._flows[d]["mean_days"] for d in demand_ids])

    def _transit_days(self, target: Target) -> Floats:
        """From the first departure to the last arrival: without the terminals there."""
        found = []
        for demand_id in target.demand_ids:
            stages = self._meanings[demand_id].stages
            ends = (stages[0], stages[-1])
            hours = _sum([self._hours(stage) for stage in ends])
            found.append(self._flows[demand_id]["mean_days"] - hours / _DAY_H)
        return _mean(found)

    def _section_days(self, target: Target) -> Floats:
        """From the departure at one place to the arrival at another."""
        start, end = target.asset_ids
        found = []
        for demand_id in target.demand_ids:
            stages = self._meanings[demand_id].stages
            first = next(
                n for n, s in enumerate(stages)
                if s.kind is HopKind.MOVE and s.from_node_id == start
            )  # fmt: skip
            last = max(
                n for n, s in enumerate(stages)
                if s.kind is HopKind.MOVE and s.to_node_id == end
            )  # fmt: skip
            hours = [self._hours(stage) for stage in stages[first : last + 1]]
            found.append(_sum(hours) / _DAY_H)
        return _mean(found)

    def _hours(self, stage: Stage) -> Floats:
        """Mean hours of a stage with its waits, one for each replication."""
        any_figure = next(iter(self._flows.values()))["offered_teu"]
        hours = np.full(any_figure.size, stage.mean_s / _HOUR_S)
        for place_id in stage.place_ids:
            waits = self._assets.get(place_id, {}).get("wait_mean_h")
            if waits is not None:
                hours += np.nan_to_num(waits)
        return hours


def _at_quay(meaning: FlowMeaning, node_id: str) -> bool:
    """Whether a demand goes on or off a ship at a place."""
    return any(
        hop.mode is TransportMode.SEA
        and hop.kind is not HopKind.MOVE
        and hop.from_node_id == node_id
        for hop in meaning.way
    )


def _sum(parts: Sequence[Floats]) -> Floats:
    return np.asarray(np.sum(parts, axis=0), np.float64)


def _mean(parts: Sequence[Floats]) -> Floats:
    return np.asarray(np.mean(parts, axis=0), np.float64)
