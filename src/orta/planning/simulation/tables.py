"""A plant as tables of rows, ready for one run of the kernel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orta.planning.simulation.exponential import waited
from orta.planning.simulation.kernel import world as w
from orta.planning.simulation.plant import (
    SLICES,
    Flow,
    Law,
    Plant,
    Step,
    StepKind,
)
from orta.vocabulary import StageCause

Windows = Sequence[tuple[int, int]]  # shut from, open again
_WHEEL_BITS = 20  # of the seconds in which the wheel turns: 12 days
_LONGEST_SPAN_BITS = 12  # an hour and more: few events, none of them in a hurry
_THOUSAND = 1000
_CAUSE = {cause: number for number, cause in enumerate(StageCause)}


class Tables:
    """The rows of a plant, made once; `world` copies what a run changes.

    `most_units` is how many can be under way at once.
    """

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.station_ids = [
            *(s.station_id for s in plant.stations),
            *(p.pool_id for p in plant.pools),
            *(line.line_id for line in plant.lines),
        ]
        self._station = _numbers(self.station_ids)
        self._line = _numbers(line.line_id for line in plant.lines)
        self._port = _numbers(port.port_id for port in plant.ports)
        self._calendar = {"": w.NOBODY, **_numbers(plant.calendars)}
        self._laws: dict[Law, int] = {}
        self._steps, self._first_step = self._all_steps()
        self._calls = [call for fleet in plant.fleets for call in fleet.calls]
        for call in self._calls:
            for law in (call.discharge, call.load, call.sail):
                self._laws.setdefault(law, len(self._laws))

    def world(  # noqa: PLR0913
        self,
        *,
        key: int,
        windows: Mapping[str, Windows],
        starts_s: int,
        ends_s: int,
        most_units: int,
        n_traced: int = 0,
    ) -> w.World:
        """All tables of a run that is measured from `starts_s` to `ends_s`."""
        clock = w.rows(w.CLOCK, 1)
        clock.key, clock.starts, clock.ends = key, starts_s, ends_s
        clock.free_unit = w.NOBODY
        clock.area_at = 0
        clock.free_later, clock.span_bits = w.NOBODY, self._span_bits
        unit = w.rows(w.UNIT, most_units)
        n_flows, n_stations = len(self.plant.flows), len(self.station_ids)
        n_events = most_units + self._n_timers
        tasks = 1 << (2 * most_units + 64).bit_length()
        return w.World(
            clock=clock,
            events=w.rows(w.EVENT, n_events),
            later=w.rows(w.LATER, n_events),
            wheel=np.full(1 << (_WHEEL_BITS - self._span_bits), w.NOBODY, np.int32),
            tasks=np.zeros(tasks, np.int64),
            unit=unit,
            spent=np.zeros((most_units, w.CAUSES), np.int32),
            step=self._step_rows,
            duration=self._duration_rows[0],
            quantile=self._duration_rows[1],
            station=self._station_rows.copy(),
            slow=self._slow_rows,
            queue=_filled(w.QUEUE, n_stations * w.PRIORITIES),
            line=self._line_rows[0].copy(),
            due=self._line_rows[1],
            vessel=self._vessel_rows.copy(),
            call=self._call_rows.copy(),
            port=self._port_rows.copy(),
            **self._calendar_rows(windows),
            source=self._source_rows[0].copy(),
            rate=self._source_rows[1],
            month_at=np.array([0, *self.plant.month_ends_s], np.int64),
            flow=w.rows(w.FLOW, n_flows),
            cause=np.zeros((n_flows, w.CAUSES), np.int64),
            lead=np.zeros((n_flows, w.LEAD_BINS), np.int32),
            series=np.zeros((-(-ends_s // 86400), n_stations + 1), np.int32),
            daily=np.zeros((-(-ends_s // 86400), n_flows, 2), np.int32),
            trace=np.zeros((n_traced, 4), np.int64),
        )

    @cached_property
    def _span_bits(self) -> int:
        """A span of about as many seconds as lie between two steps of lots.

        Speed alone depends on it, and little: eight times as long is as good.
        """
        flows = self.plant.flows
        per_s = sum(max(rates) * len(flows[n].steps) for n, rates in self._sources)
        seconds = int(1 / per_s) if per_s * (1 << _LONGEST_SPAN_BITS) > 1 else 1 << 60
        return min(seconds.bit_length(), _LONGEST_SPAN_BITS)

    @property
    def _n_timers(self) -> int:
        """Events that can be pending besides those of units."""
        plant, vessels = self.plant, sum(fleet.count for fleet in self.plant.fleets)
        tokens = sum(pool.count for pool in plant.pools)
        things = (self._sources, plant.lines, plant.calendars, self._calls)
        return 4 * (vessels + sum(map(len, things))) + tokens + 64

    @cached_property
    def _sources(self) -> list[tuple[int, tuple[float, ...]]]:
        """The flow and the rates of each source: first one for each flow, then others.

        So that another stream of one flow changes the luck of no other.
        """
        flows = list(enumerate(self.plant.flows))
        firsts = [(number, flow.lots_per_s) for number, flow in flows]
        return firsts + [
            (number, rates) for number, flow in flows for rates in flow.more_lots_per_s
        ]

    def _all_steps(self) -> tuple[list[tuple[Step, int]], list[int]]:
        """Steps of all flows in a row, each with the step its group is dissolved at."""
        steps: list[tuple[Step, int]] = []
        first = []
        for flow in self.plant.flows:
            start = len(steps)
            first.append(start)
            for number, step in enumerate(flow.steps):
                self._laws.setdefault(step.law, len(self._laws))
                steps.append((step, start + _dissolved_at(flow, number + 1)))
        return steps, first

    @cached_property
    def _step_rows(self) -> w.Rows:
        rows = w.rows(w.STEP, len(self._steps))
        for row, (step, resume) in zip(rows, self._steps, strict=True):
            row.kind, row.place = step.kind, self._station.get(step.place_id, w.NOBODY)
            row.duration, row.stream = self._laws[step.law], step.stream
            row.cause, row.wait_cause = _CAUSE[step.cause], _CAUSE[step.wait_cause]
            row.resume = resume
            row.dissolves = step.dissolves or step.kind == StepKind.EXIT
        return rows

    @cached_property
    def _duration_rows(self) -> tuple[w.Rows, NDArray[np.float64]]:
        rows = w.rows(w.DURATION, len(self._laws))
        tables: list[tuple[int, ...]] = []
        for row, law in zip(rows, self._laws, strict=True):
            row.seconds, row.table = law.mean_s, len(tables)
            if law.quantiles_s:
                row.kind = w.QUANTILES
                tables.append(law.quantiles_s)
            else:
                row.kind = w.EXPONENTIAL if law.is_exponential else w.CONSTANT
        return rows, np.array(tables, np.float64).reshape(len(tables), SLICES + 1)

    @cached_property
    def _station_rows(self) -> w.Rows:
        rows = w.rows(w.STATION, len(self.station_ids))
        rows.line = rows.blocked = rows.last_blocked = w.NOBODY
        rows.calendar, rows.servers = w.NOBODY, w.UNLIMITED
        rows.room = w.UNLIMITED
        for station in self.plant.stations:
            row = rows[self._station[station.station_id]]
            row.servers = _limit(station.servers)
            row.room = _limit(station.room_teu)
            row.calendar = self._calendar[station.calendar_id]
        for pool in self.plant.pools:
            rows[self._station[pool.pool_id]].servers = pool.count
        for line in self.plant.lines:
            row = rows[self._station[line.line_id]]
            row.room, row.line = _limit(line.room_teu), self._line[line.line_id]
        return rows

    @cached_property
    def _slow_rows(self) -> w.Rows:
        rows = w.rows(w.SLOW, len(self.station_ids))
        rows.calendar = w.NOBODY
        for row, station in zip(rows, self.plant.stations, strict=False):
            row.calendar = self._calendar[station.slow_calendar_id]
            row.per_mille = station.slow_per_mille
        return rows

    @cached_property
    def _line_rows(self) -> tuple[w.Rows, NDArray[np.int64]]:
        rows = w.rows(w.LINE, len(self.plant.lines))
        due: list[int] = []
        with_fleet = {call.line_id for call in self._calls}
        for row, line in zip(rows, self.plant.lines, strict=True):
            row.station = self._station[line.line_id]
            row.calendar = self._calendar[line.calendar_id]
            row.has_fleet = line.line_id in with_fleet
            row.min_load, row.payload = (
                _limit(line.min_load_teu),
                _limit(line.payload_teu),
            )
            payloads = [c.payload_teu for c in self._calls if c.line_id == line.line_id]
            row.threshold = min(row.min_load, row.payload, *payloads)
            if line.min_load_teu is None and line.due_s:
                row.threshold = w.UNLIMITED  # only the timetable counts
            row.max_wait = w.FOREVER if line.max_wait_s is None else line.max_wait_s
            row.cycle, row.first_due, row.n_due = (
                line.cycle_s,
                len(due),
                len(line.due_s),
            )
            row.idle, row.last_idle, row.timer_at = w.NOBODY, w.NOBODY, w.NOBODY
            due += line.due_s
        return rows, np.array(due, np.int64)

    @cached_property
    def _call_rows(self) -> w.Rows:
        rows = w.rows(w.CALL, len(self._calls))
        for row, call in zip(rows, self._calls, strict=True):
            row.line, row.port = self._line[call.line_id], self._port[call.port_id]
            row.calendar = self._calendar[call.calendar_id]
            row.discharge, row.load = self._laws[call.discharge], self._laws[call.load]
            row.sail, row.lay_at = self._laws[call.sail], w.NOBODY
            line_payload = self.plant.lines[row.line].payload_teu
            row.payload = min(call.payload_teu, _limit(line_payload))
            row.max_lay = w.FOREVER if call.max_lay_s is None else call.max_lay_s
        return rows

    @cached_property
    def _vessel_rows(self) -> w.Rows:
        rows = w.rows(w.VESSEL_ROW, sum(fleet.count for fleet in self.plant.fleets))
        rows.cargo = rows.next = rows.away_calendar = w.NOBODY
        first_call = number = 0
        for fleet in self.plant.fleets:
            for vessel in range(fleet.count):
                row = rows[number]
                row.first_call, row.n_calls = first_call, len(fleet.calls)
                row.call = vessel % len(fleet.calls)
                # Its own, so that one vessel more changes the luck of no other.
                row.luck = (first_call << w.FLEET_BITS) | vessel
                if vessel < len(fleet.away):
                    row.away_calendar = self._calendar[fleet.away[vessel]]
                number += 1
            first_call += len(fleet.calls)
        return rows

    @cached_property
    def _port_rows(self) -> w.Rows:
        rows = w.rows(w.PORT, len(self.plant.ports))
        rows.first = rows.last = rows.ready = rows.last_ready = w.NOBODY
        for row, port in zip(rows, self.plant.ports, strict=True):
            row.berths = _limit(port.berths)
        return rows

    def _calendar_rows(self, windows: Mapping[str, Windows]) -> dict[str, Any]:
        rows = w.rows(w.CALENDAR_ROW, len(self.plant.calendars))
        spans: list[tuple[int, int]] = []
        dependents: list[int] = []
        for row, calendar_id in zip(rows, self.plant.calendars, strict=True):
            own = _united(windows.get(calendar_id, ()))
            row.next, row.end = len(spans), len(spans) + len(own)
            spans += own
            tasks = self._dependents[calendar_id]
            row.first_dependent, row.n_dependents = len(dependents), len(tasks)
            dependents += tasks
        at = np.array(spans, np.int64).reshape(len(spans), 2)
        return {
            "calendar": rows,
            "shut_at": np.ascontiguousarray(at[:, 0]),
            "open_at": np.ascontiguousarray(at[:, 1]),
            "dependent": np.array(dependents, np.int64),
        }

    @cached_property
    def _dependents(self) -> dict[str, list[int]]:
        """What to do when a calendar opens: queues, berths, lines, then vessels."""
        found: dict[str, list[int]] = {c: [] for c in self.plant.calendars}

        def add(calendar_id: str, kind: int, number: int) -> None:
            task = (kind << w.INDEX_BITS) | number
            if calendar_id and task not in found[calendar_id]:
                found[calendar_id].append(task)

        for station in self.plant.stations:
            add(station.calendar_id, w.FREED, self._station[station.station_id])
        for call in self._calls:
            add(call.calendar_id, w.BERTHS, self._port[call.port_id])
        for line in self.plant.lines:
            add(line.calendar_id, w.CHECK, self._line[line.line_id])
        vessels = [
            fleet.away[vessel] if vessel < len(fleet.away) else ""
            for fleet in self.plant.fleets
            for vessel in range(fleet.count)
        ]
        for number, calendar_id in enumerate(vessels):
            add(calendar_id, w.BACK, number)
        return found

    @cached_property
    def _source_rows(self) -> tuple[w.Rows, NDArray[np.float64]]:
        rows = w.rows(w.SOURCE_ROW, len(self._sources))
        for row, (number, _) in zip(rows, self._sources, strict=True):
            flow = self.plant.flows[number]
            first = self._first_step[number]
            row.flow, row.step = number, first
            row.resume = first + _dissolved_at(flow, 0)
            row.lot_kind = w.GEOMETRIC_LOT if flow.is_geometric else w.FIXED_LOT
            row.lot = round(flow.lot_units)
            row.lot_wait = _lot_wait(flow)
            row.teu, row.priority = flow.teu, flow.priority
            row.regular, row.limit = flow.is_regular, _limit(flow.most_lots)
        rates = np.array([rates for _, rates in self._sources], np.float64)
        return rows, rates.reshape(len(self._sources), -1)


def _dissolved_at(flow: Flow, start: int) -> int:
    """The first step from `start` on that dissolves a group; the last if none does."""
    for number in range(start, len(flow.steps)):
        if flow.steps[number].dissolves:
            return number
    return len(flow.steps) - 1


def _lot_wait(flow: Flow) -> float:
    """The time of mean 1 that a unit more in a lot is worth; 0 if there is one only."""
    thousandths = round(flow.lot_units * _THOUSAND)
    if not flow.is_geometric or thousandths <= _THOUSAND:
        return 0.0
    return waited(_THOUSAND, thousandths)


def _united(windows: Windows) -> list[tuple[int, int]]:
    """Closures in order, apart from each other, without what is over at the start.

    >>> _united([(20, 30), (-9, -5), (0, 5), (25, 40), (5, 5)])
    [(0, 5), (20, 40)]
    """
    united: list[tuple[int, int]] = []
    for shut_s, open_s in sorted(windows):
        if united and shut_s <= united[-1][1]:
            united[-1] = united[-1][0], max(open_s, united[-1][1])
        elif open_s > max(shut_s, 0):
            united.append((shut_s, open_s))
    return united


def _numbers(ids: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(ids)}


def _limit(value: int | None) -> int:
    return w.UNLIMITED if value is None else value


def _filled(row: np.dtype[Any], count: int) -> w.Rows:
    rows = w.rows(row, count)
    rows.first = rows.last = w.NOBODY
    return rows
