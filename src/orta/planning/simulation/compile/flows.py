"""Demands as flows of the plant: the steps of their ways, and how often lots come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from orta.corridor import Corridor, TransportDemand
from orta.planning.network import Hop, HopKind
from orta.planning.simulation import plant as p
from orta.planning.simulation.compile.knobs import Knobs
from orta.planning.simulation.compile.laws import (
    HOUR_S,
    law_of,
    shorter,
    slower,
    uniform_law,
)
from orta.planning.simulation.compile.places import TRAIN_TEU, Places, is_carried
from orta.vocabulary import FacilityType, StageCause, TransportMode

_WAGON = "wagon"  # what a ship with rails carries
_LONG_LOT = 0.5  # of a full train: lots this large go as a train of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One hop of a way: where it leads, what it takes on average, what it waits for.

    `mean_s` is without queueing; whoever waits does so at `place_ids`.
    """

    kind: HopKind
    from_node_id: str
    to_node_id: str
    mean_s: int
    place_ids: tuple[str, ...]


class WaySteps:
    """The steps of one demand along its way."""

    def __init__(
        self,
        corridor: Corridor,
        knobs: Knobs,
        places: Places,
        demand: TransportDemand,
        way: Sequence[Hop],
    ) -> None:
        self._corridor, self._knobs, self._places = corridor, knobs, places
        self._demand, self._way = demand, way
        self.stages: list[Stage] = []

    def steps(self) -> tuple[p.Step, ...]:
        """From ready to available; steps at a quay let trains go unit by unit."""
        made: list[p.Step] = []
        self.stages = []
        pool = self._places.pool(
            self._demand.origin_node_id, self._demand.equipment_code
        )
        if pool:
            made.append(self._step(p.StepKind.TAKE, pool[0], "pool"))
        for number, hop in enumerate(self._way):
            of_hop = {
                HopKind.LOAD: self._load,
                HopKind.MOVE: self._move,
                HopKind.DISCHARGE: self._discharge,
            }[hop.kind]
            steps = list(of_hop(number, hop))
            self.stages.append(self._stage(hop, steps))
            made += steps
            if pool and self._is_unloaded(number):
                made.append(self._step(p.StepKind.GIVE, pool[0], "pool", law=pool[1]))
                pool = None
        made.append(p.Step(kind=p.StepKind.EXIT, dissolves=True))
        return tuple(_joined(made))

    def _load(self, number: int, hop: Hop) -> Iterator[p.Step]:
        service = self._corridor.service_by_id[hop.service_id]
        if not self._is_shipped(hop):
            yield self._handling(hop)
        if hop.mode is TransportMode.ROAD:
            most_s = round((service.headway_h or 0) * HOUR_S)
            yield p.Step(
                kind=p.StepKind.MOVE,
                law=uniform_law(most_s),
                cause=StageCause.WAIT_SERVICE,
                stream=_stream(f"truck:{hop.from_node_id}"),
            )
            return
        is_first = number == 0
        if is_first and hop.mode is TransportMode.RAIL and self._is_train:
            return  # the lot is a train and goes when it is ready
        onward = next(
            later.to_node_id
            for later in self._way[number:]
            if later.kind is HopKind.DISCHARGE
        )
        line_id = self._places.line(service, hop.from_node_id, onward)
        yield self._step(p.StepKind.BOARD, line_id, line_id, dissolves=True)

    def _move(self, number: int, hop: Hop) -> Iterator[p.Step]:
        del number
        if self._is_shipped(hop):
            return  # the ship moves, and the cargo with it
        gate = self._places.link_gate(hop.link_id, hop.from_node_id)
        if gate:
            yield held_at(gate)
        on_paths_s = 0
        for station_id, law in self._places.servers_on(hop.link_id, hop.from_node_id):
            if self._places.kinds[station_id] == FacilityType.TRAIN_PATH:
                on_paths_s += law.mean_s  # while on a path the train runs
            yield self._step(
                p.StepKind.SERVE,
                station_id,
                station_id,
                law=law,
                cause=StageCause.BORDER if self._has_border(hop) else StageCause.MOVE,
                wait_cause=(
                    StageCause.BORDER
                    if self._has_border(hop)
                    else StageCause.WAIT_SERVICE
                ),
            )
        for cause, duration in hop.stages:
            border = cause is StageCause.BORDER
            scale = self._knobs.border(hop) if border else self._pace(hop)
            law = law_of(duration, scale=scale)
            yield p.Step(
                kind=p.StepKind.MOVE,
                law=law if border else shorter(law, on_paths_s),
                cause=cause,
                stream=_stream(f"border:{hop.link_id}" if border else "move"),
            )

    def _discharge(self, number: int, hop: Hop) -> Iterator[p.Step]:
        del number
        service = self._corridor.service_by_id[hop.service_id]
        if self._is_shipped(hop):
            yield from self._cranes(hop)
            return
        roads = self._places.roads(service, hop.from_node_id)
        if roads:
            yield self._step(
                p.StepKind.SERVE, roads, roads, wait_cause=StageCause.WEATHER
            )
        track = self._places.servers_at(
            hop.from_node_id,
            FacilityType.TRACK,
            TransportMode.RAIL,
            self._demand.equipment_code,
        )
        if track and hop.mode is TransportMode.RAIL:
            # What a train takes on its track is its unloading.
            terminal = self._places.terminal(hop.from_node_id, hop.mode)
            yield self._step(
                p.StepKind.SERVE,
                track,
                track,
                law=slower(self._places.law(track), self._knobs.handling(terminal)),
                cause=StageCause.HANDLE,
                wait_cause=StageCause.HANDLE,
            )
        else:
            yield self._handling(hop)
        yield from self._cranes(hop)

    def _cranes(self, hop: Hop) -> Iterator[p.Step]:
        """Unit by unit off the train or the ship."""
        crane = self._places.servers_at(
            hop.from_node_id, FacilityType.CRANE, hop.mode, self._demand.equipment_code
        )
        if crane:
            yield self._step(
                p.StepKind.SERVE,
                crane,
                crane,
                law=self._places.law(crane),
                cause=StageCause.HANDLE,
                wait_cause=StageCause.HANDLE,
                dissolves=True,
            )
        elif self._is_shipped(hop):
            yield p.Step(kind=p.StepKind.MOVE, dissolves=True)

    def _handling(self, hop: Hop) -> p.Step:
        """On or off a train, truck or ship by the clock."""
        terminal = self._places.terminal(hop.from_node_id, hop.mode)
        durations = [d for cause, d in hop.stages if cause is StageCause.HANDLE]
        return p.Step(
            kind=p.StepKind.MOVE,
            law=law_of(*durations, scale=self._knobs.handling(terminal)),
            cause=StageCause.HANDLE,
            stream=_stream(f"{hop.kind}:{terminal.terminal_id}"),
        )

    def _step(
        self, kind: p.StepKind, place_id: str, luck: str, **rest: object
    ) -> p.Step:
        made: p.Step = p.Step(
            kind=kind,
            place_id=place_id,
            stream=_stream(luck),
            **rest,  # type: ignore[arg-type]
        )
        return made

    def _is_unloaded(self, number: int) -> bool:
        """Whether a hop is the end of the leg that a wagon of the origin serves.

        That is where the goods go over to another mode, or are available. A wagon
        goes on with its goods aboard a ship that takes wagons; a box does not need it.
        """
        hop, later = self._way[number], self._way[number + 1 :]
        if hop.kind is not HopKind.DISCHARGE or not later:
            return not later
        onward = later[0]
        if onward.mode is hop.mode:
            return False
        codes = self._corridor.service_by_id[onward.service_id].equipment_codes
        is_box = self._corridor.equipment_by_code[
            self._demand.equipment_code
        ].iso_size_type
        return bool(is_box) or _WAGON not in codes

    def _stage(self, hop: Hop, steps: Sequence[p.Step]) -> Stage:
        """What a hop takes; aboard a ship that fills and goes, what the ship takes."""
        mean_s = sum(step.law.mean_s for step in steps)
        place_ids = tuple(step.place_id for step in steps if step.place_id)
        if self._is_shipped(hop):
            service = self._corridor.service_by_id[hop.service_id]
            if hop.kind is HopKind.MOVE:
                mean_s += sum(law_of(d).mean_s for _, d in hop.stages)
            else:
                berths, handling = self._places.at_quay(service, hop.from_node_id)
                mean_s += handling.mean_s
                if hop.kind is HopKind.DISCHARGE:  # before loading the line counts it
                    place_ids = (berths, *place_ids)
        return Stage(
            kind=hop.kind,
            from_node_id=hop.from_node_id,
            to_node_id=hop.to_node_id,
            mean_s=mean_s,
            place_ids=place_ids,
        )

    def _pace(self, hop: Hop) -> float:
        return self._knobs.moving(hop) if hop.mode is TransportMode.RAIL else 1.0

    def _is_shipped(self, hop: Hop) -> bool:
        """Whether a fleet of vessels carries the cargo on this hop."""
        service = self._corridor.service_by_id[hop.service_id]
        return is_carried(service)

    def _has_border(self, hop: Hop) -> bool:
        return any(cause is StageCause.BORDER for cause, _ in hop.stages)

    @property
    def _is_train(self) -> bool:
        return (self._demand.lot_teu or 0) >= _LONG_LOT * TRAIN_TEU


def _joined(steps: Sequence[p.Step]) -> Iterator[p.Step]:
    """Moves in a row that share cause and luck as one step: fewer events."""
    waiting: list[p.Step] = []
    for step in steps:
        if waiting and not _continues(waiting[-1], step):
            yield _sum(waiting)
            waiting = []
        waiting.append(step)
    if waiting:
        yield _sum(waiting)


def _continues(before: p.Step, step: p.Step) -> bool:
    return (
        before.kind is step.kind is p.StepKind.MOVE
        and not step.dissolves
        and (before.cause, before.stream) == (step.cause, step.stream)
    )


def _sum(steps: Sequence[p.Step]) -> p.Step:
    if len(steps) == 1:
        return steps[0]
    tables = [_table(step.law) for step in steps]
    law = p.Law(
        sum(step.law.mean_s for step in steps),
        quantiles_s=tuple(map(sum, zip(*tables, strict=True))),
    )
    first = steps[0]
    return p.Step(
        kind=first.kind,
        law=law,
        cause=first.cause,
        stream=first.stream,
        dissolves=first.dissolves,
    )


def _table(law: p.Law) -> tuple[int, ...]:
    return law.quantiles_s or (law.mean_s,) * (p.SLICES + 1)


def _stream(luck: str) -> int:
    """The number of a stream of chance, from what it is for."""
    return crc32(luck.encode())


def held_at(station_id: str) -> p.Step:
    """The step of passing a place that takes no time unless it is shut by order."""
    return p.Step(
        kind=p.StepKind.SERVE,
        place_id=station_id,
        wait_cause=StageCause.EMBARGO,
        cause=StageCause.EMBARGO,
    )


def lot_rates(
    per_year: float, month_shares: Sequence[float], months: Sequence[int]
) -> tuple[float, ...]:
    """Lots a second in each period of a run, by the months that they lie in, from 1.

    Months count as twelfths of a year, so that an even season is an even stream.

    >>> lot_rates(365, [1 / 12] * 12, [12, 1])[0] * 86400
    1.0
    """
    month_s = 365 * 24 * HOUR_S / 12
    return tuple(per_year * month_shares[month - 1] / month_s for month in months)
