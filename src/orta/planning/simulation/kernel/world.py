"""What the kernel works on: rows of whole numbers, and how its code is compiled.

Every table is a record array, so that a row reads as `station.busy` both here and in
compiled code. Times are whole seconds since the start of a run, weights are TEU,
indices point into the tables of the same name and NOBODY is none of them.

Nothing in the kernel allocates an array, so numba needs no reference counts: left in,
they cost more than the simulation, since every call counts every table up and down.
Functions that every event passes through are put where they are called. An index is
never negative here: said to be unsigned, it spares the check for Python's negative
indices at every access, an eighth of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

import numba
import numpy as np

NOBODY: Final = -1
FOREVER: Final = 1 << 40  # seconds; more than any run lasts
UNLIMITED: Final = 1 << 40  # servers or TEU

# What a step does with a unit.
MOVE, SERVE, BOARD, TAKE, GIVE, EXIT = range(6)
# What an event is about; its index says of what.
SOURCE, DONE, CALENDAR, DUE, TIMER, VESSEL, LAY, RETURN, DAY = range(9)
# What is left to do at this very instant, in the order it came up.
GO, FREED, CHECK, BERTHS, DISCHARGED, BACK = range(6)
# What a vessel is doing: underway, at the roads or at a berth for one or the other, or
# out of service.
SAILING, DISCHARGING, IDLE, LOADING, AWAY = range(5)
# How many units a lot of a source has.
FIXED_LOT, GEOMETRIC_LOT = range(2)
# What a duration is.
CONSTANT, EXPONENTIAL, QUANTILES = range(3)
# How a run ended.
FINISHED, TOO_FEW_ROWS = range(2)

PRIORITIES: Final = 3  # 0 goes first
CAUSES: Final = 6
LEAD_BINS: Final = 4096  # of one hour each; the last one holds all that took longer
BIN_S: Final = 3600
SLICES: Final = 1024  # of a table of quantiles
INDEX_BITS: Final = 40  # of an event or a task, below its kind
FLEET_BITS: Final = 12  # of a vessel's number within its fleet, in its luck

Rows = np.recarray[Any, Any]


def _row(*fields: str) -> np.dtype[Any]:
    """A row of whole numbers: 8 bytes each."""
    return np.dtype([(field, np.int64) for field in fields])


CLOCK = _row(
    "now", "sequence", "heap_size", "is_hole", "opened", "span_bits", "free_later",
    "most_later", "free_unit", "n_free", "most_units",
    "task_first", "task_last", "key", "starts", "ends", "month", "day", "status",
    "events", "aboard_teu", "area", "area_at", "stay", "born", "gone", "traced",
)  # fmt: skip
EVENT = _row("key", "what")
LATER = _row("key", "what", "next")
UNIT = np.dtype(
    [
        *((name, np.int64) for name in ("uid", "born", "since")),
        *((name, np.int32) for name in ("flow", "step", "teu", "count", "priority")),
        *((name, np.int32) for name in ("next", "members", "held", "vessel", "room")),
    ],
    align=True,
)
STEP = _row(
    "kind", "place", "duration", "cause", "wait_cause", "stream", "resume", "dissolves"
)
DURATION = _row("kind", "seconds", "table")
STATION = _row(
    "servers", "room", "calendar", "line", "busy", "occupied", "waiting",
    "blocked", "last_blocked", "wait_area", "busy_time", "blocked_time", "served",
    "served_teu", "most_waiting", "wait_time",
)  # fmt: skip
# Apart from its station, whose row is two cache lines long and not longer.
SLOW = _row("calendar", "per_mille")
QUEUE = _row("first", "last")
LINE = _row(
    "station", "calendar", "has_fleet", "min_load", "threshold", "max_wait", "payload",
    "cycle", "first_due", "n_due", "next_due", "due_at", "is_due",
    "committed", "idle", "last_idle", "timer_at",
    "departures", "loaded", "offered",
)  # fmt: skip
VESSEL_ROW = _row(
    "first_call", "n_calls", "call", "state", "next", "cargo", "voyages",
    "idle_since", "must_go", "roads_at", "berth_at", "closed_before", "luck",
    "away_calendar",
)  # fmt: skip
CALL = _row(
    "line", "port", "calendar", "discharge", "load", "sail", "payload", "max_lay",
    "lay_at",
)  # fmt: skip
PORT = _row(
    "berths", "busy", "first", "last", "ready", "last_ready", "busy_time",
    "roads_time", "calls",
)  # fmt: skip
CALENDAR_ROW = _row(
    "is_shut", "next", "end", "shut_total", "shut_since", "first_dependent",
    "n_dependents",
)  # fmt: skip
SOURCE_ROW = np.dtype(
    [
        *((name, np.int64) for name in ("flow", "step", "resume", "lot", "lot_kind")),
        *((name, np.int64) for name in ("teu", "priority", "regular", "starts")),
        *((name, np.int64) for name in ("limit", "count", "next_at")),
        ("lot_wait", np.float64),
    ]
)
FLOW = _row("came", "came_teu", "left", "left_teu", "lead", "aboard_teu")


class World(NamedTuple):
    """All tables of one run.

    clock: one row. events: a heap of shape (most_units + …,), as long as `later`, whose
    rows are linked from `wheel`: those of units by their number, then others. tasks: a
    ring.
    spent: (most_units, CAUSES), seconds of each unit.
    queue: shape (n_stations × PRIORITIES,). quantile: (n_tables, SLICES + 1), seconds.
    shut_at, open_at: the closures of all calendars. due: seconds after the start of a
    cycle. rate: (n_sources, n_months), lots a second. month_at: (n_months + 1,).
    cause: (n_flows, CAUSES), TEU seconds. lead: (n_flows, LEAD_BINS), TEU.
    series: (n_days, n_stations + 1), TEU that wait at the end of a day, and last the
    TEU that are under way at all. daily: (n_days, n_flows, 2), TEU of each flow that
    are under way at the end of a day, and that have arrived while measured.
    trace: (n, 4).
    """

    clock: Rows
    events: Rows
    later: Rows
    wheel: Any
    tasks: Any
    unit: Rows
    spent: Any
    step: Rows
    duration: Rows
    quantile: Any
    station: Rows
    slow: Rows
    queue: Rows
    line: Rows
    due: Any
    vessel: Rows
    call: Rows
    port: Rows
    calendar: Rows
    shut_at: Any
    open_at: Any
    dependent: Any
    source: Rows
    rate: Any
    month_at: Any
    flow: Rows
    cause: Any
    lead: Any
    series: Any
    daily: Any
    trace: Any


def rows(row: np.dtype[Any], count: int) -> Rows:
    """That many rows of zeros."""
    return np.zeros(count, row).view(np.recarray)


_Function = TypeVar("_Function", bound=Callable[..., object])
_njit: Any = numba.njit  # its annotations do not name the options used here


def compiled(function: _Function) -> _Function:
    """A function that is called as a function."""
    made: _Function = _njit(_nrt=False, nogil=True)(function)
    return made


def inlined(function: _Function) -> _Function:
    """A function that is put into its callers."""
    made: _Function = _njit(_nrt=False, nogil=True, forceinline=True)(function)
    return made


def entry(function: _Function) -> _Function:
    """A function that Python calls; the compiled code of it and all others is kept."""
    made: _Function = _njit(_nrt=False, nogil=True, cache=True)(function)
    return made


@inlined
def unit_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a unit."""
    return world.unit[np.uint64(index)]


@inlined
def step_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a step."""
    return world.step[np.uint64(index)]


@inlined
def station_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a station, pool or line's queue."""
    return world.station[np.uint64(index)]


@inlined
def slow_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """When a station is slow, and by how much."""
    return world.slow[np.uint64(index)]


@inlined
def queue_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of the queue of a station and priority."""
    return world.queue[np.uint64(index)]


@inlined
def line_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a line."""
    return world.line[np.uint64(index)]


@inlined
def calendar_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a calendar."""
    return world.calendar[np.uint64(index)]


@inlined
def vessel_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a vessel."""
    return world.vessel[np.uint64(index)]


@inlined
def call_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a call."""
    return world.call[np.uint64(index)]


@inlined
def port_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a port."""
    return world.port[np.uint64(index)]


@inlined
def source_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a source."""
    return world.source[np.uint64(index)]


@inlined
def flow_at(world: World, index: int) -> Any:  # noqa: ANN401 - numpy knows no type of a row
    """The row of a flow."""
    return world.flow[np.uint64(index)]


@inlined
def event_at(world: World, index: int) -> Any:  # noqa: ANN401
    """The row of an event in the heap."""
    return world.events[np.uint64(index)]


@inlined
def later_at(world: World, index: int) -> Any:  # noqa: ANN401
    """The row of an event that is put off."""
    return world.later[np.uint64(index)]
