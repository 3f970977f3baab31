"""The corridor as a network of queues: places, what moves between them, and how.

Frozen values without arrays: `tables` turns them into rows for the kernel, and the
slow twin in `tests/reference` walks through them as they are. Times are whole seconds,
weights are TEU.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Self

from orta.errors import ModelError
from orta.vocabulary import StageCause

SLICES = 1024  # of a table of quantiles
PRIORITIES = 3


@dataclass(frozen=True, slots=True)
class Law:
    """How long something takes, seconds: always the same, exponential, or a table.

    `quantiles_s` are the values at evenly spaced shares from 0 to 1, linear between
    them.

    Examples
    --------
    >>> Law.constant(3600)
    Law(mean_s=3600, is_exponential=False, quantiles_s=())
    """

    mean_s: int
    is_exponential: bool = False
    quantiles_s: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.mean_s < 0 or len(self.quantiles_s) not in {0, SLICES + 1}:
            raise ModelError("a duration is not negative; a table has 1,025 values")

    @classmethod
    def constant(cls, seconds: int) -> Self:
        """A duration that never varies."""
        return cls(seconds)

    @classmethod
    def exponential(cls, mean_s: int) -> Self:
        """A duration without memory."""
        return cls(mean_s, is_exponential=True)


NOTHING = Law(0)


class StepKind(IntEnum):
    """What a step does with a unit; the numbers are those of the kernel."""

    MOVE = 0  # takes time, whoever else is there
    SERVE = 1  # wait for a server, then be served
    BOARD = 2  # wait for a train or a ship, and go with it
    TAKE = 3  # wait for a wagon or a box of a pool
    GIVE = 4  # give it back; it is free again after its empty return
    EXIT = 5  # has arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a way.

    `place_id` is the station, line or pool it needs. `stream` says whose luck a draw
    is: steps with the same stream are lucky together. Before a step that `dissolves`
    a group is let go, and its members take the step one by one.
    """

    kind: StepKind
    place_id: str = ""
    law: Law = NOTHING
    cause: StageCause = StageCause.MOVE
    wait_cause: StageCause = StageCause.WAIT_SERVICE
    stream: int = 0
    dissolves: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """Servers with one queue; None means without limit.

    `room_teu` counts who waits and who is served; who finds no room stays where it is
    and holds what it holds there, and nobody who comes later gets in before. A group
    gets in as a whole, one larger than the room when nobody is there. Nobody starts
    while the calendar is shut. Who starts while the slow calendar is shut takes
    `slow_per_mille` thousandths of the time.
    """

    station_id: str
    servers: int | None = None
    room_teu: int | None = None
    calendar_id: str = ""
    slow_calendar_id: str = ""
    slow_per_mille: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Wagons or boxes that units take along and give back, one for each unit."""

    pool_id: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where units wait for the departures of one service, and when it departs.

    It departs once `min_load_teu` waits, or the oldest unit has waited `max_wait_s`,
    or at `due_s` (seconds after the start of every cycle of `cycle_s`): whichever of
    those it has comes first. One that has neither a least load nor a timetable departs
    when it is full. A departure takes at most `payload_teu`, in order; a group larger
    than that goes alone. A line that calls of a fleet refer to departs with vessels of
    that fleet, one without always has a train at hand. While the calendar is shut no
    train departs; one that was due meanwhile departs when it opens. A train that is
    due when nobody waits is gone; a vessel that is due leaves empty.
    """

    line_id: str
    min_load_teu: int | None = None
    max_wait_s: int | None = None
    payload_teu: int | None = None
    cycle_s: int = 0
    due_s: tuple[int, ...] = ()
    room_teu: int | None = None
    calendar_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """Berths that vessels share; None means without limit."""

    port_id: str
    berths: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call in the round of a fleet: discharge, lie idle, load, sail on.

    The berth is free again once the cargo has found room ashore.
    A vessel that has lain idle for `max_lay_s` leaves with whatever is there.
    """

    line_id: str
    port_id: str
    payload_teu: int
    sail: Law
    discharge: Law = NOTHING
    load: Law = NOTHING
    calendar_id: str = ""
    max_lay_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Vessels of one kind that go round the same calls, spread over them at first.

    `away` names a calendar for each of its first vessels, or "": while that is shut the
    vessel is out of service. It goes out when it lies idle, its cargo ashore, and comes
    back to the same place.
    """

    fleet_id: str
    count: int
    calls: tuple[Call, ...]
    away: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Lots of one cargo, how often they come, and the way they take.

    `lots_per_s` holds a rate for each month of the run. Lots have exactly `lot_units`,
    or that many on average (geometric). `more_lots_per_s` are further streams of the
    same lots, each with luck of its own: with one of them shut off the others stay as
    they are, lot by lot.
    """

    flow_id: str
    steps: tuple[Step, ...]
    lots_per_s: tuple[float, ...]
    teu: int = 1
    lot_units: float = 1.0
    is_geometric: bool = False
    is_regular: bool = False
    priority: int = 1
    most_lots: int | None = None
    more_lots_per_s: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """All of it. `calendars` are shut only in the windows that a run is given.

    Raises
    ------
    ModelError
        If two things have one id, a step or a call refers to nothing, a way does not
        end with its one exit, or a timetable is not in order within its cycle.
    """

    flows: tuple[Flow, ...]
    month_ends_s: tuple[int, ...]
    stations: tuple[Station, ...] = ()
    pools: tuple[Pool, ...] = ()
    lines: tuple[Line, ...] = ()
    ports: tuple[Port, ...] = ()
    fleets: tuple[Fleet, ...] = ()
    calendars: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        wrong = [*_named_twice(self), *_missing(self), *_impossible(self)]
        if wrong:
            raise ModelError(f"the plant cannot be run: {wrong[0]}")


def _named_twice(plant: Plant) -> Iterator[str]:
    stations = [s.station_id for s in plant.stations]
    pools = [p.pool_id for p in plant.pools]
    lines = [line.line_id for line in plant.lines]
    kinds: dict[str, Iterable[str]] = {
        "places": (*stations, *pools, *lines),
        "ports": (p.port_id for p in plant.ports),
        "fleets": (f.fleet_id for f in plant.fleets),
        "flows": (f.flow_id for f in plant.flows),
        "calendars": plant.calendars,
    }
    for kind, ids in kinds.items():
        seen: set[str] = set()
        for name in ids:
            if name in seen:
                yield f"two {kind} are called {name!r}"
            seen.add(name)


def _missing(plant: Plant) -> Iterator[str]:
    pools = {p.pool_id for p in plant.pools}
    lines = {line.line_id for line in plant.lines}
    known = {
        StepKind.MOVE: {""},
        StepKind.SERVE: {s.station_id for s in plant.stations},
        StepKind.BOARD: lines,
        StepKind.TAKE: pools,
        StepKind.GIVE: pools,
        StepKind.EXIT: {""},
    }
    for flow in plant.flows:
        for step in flow.steps:
            if step.place_id not in known[step.kind]:
                yield f"{flow.flow_id}: no {step.place_id!r} to {step.kind.name} at"
    ports = {p.port_id for p in plant.ports}
    calls = [call for fleet in plant.fleets for call in fleet.calls]
    for call in calls:
        if call.line_id not in lines or call.port_id not in ports:
            yield f"a call at {call.port_id!r} for {call.line_id!r}, but one is missing"
    used = {
        *(s.calendar_id for s in plant.stations),
        *(s.slow_calendar_id for s in plant.stations),
        *(calendar_id for fleet in plant.fleets for calendar_id in fleet.away),
        *(line.calendar_id for line in plant.lines),
        *(call.calendar_id for call in calls),
    }
    for calendar_id in sorted(used - {"", *plant.calendars}):
        yield f"there is no calendar {calendar_id!r}"


def _impossible(plant: Plant) -> Iterator[str]:
    for flow in plant.flows:
        if [s.kind is StepKind.EXIT for s in flow.steps[-1:]] != [True] or any(
            s.kind is StepKind.EXIT for s in flow.steps[:-1]
        ):
            yield f"{flow.flow_id}: a way ends with its one exit"
        rates = flow.lots_per_s, *flow.more_lots_per_s
        if any(len(row) != len(plant.month_ends_s) for row in rates):
            yield f"{flow.flow_id}: one rate for each month is needed"
        if flow.priority not in range(PRIORITIES) or flow.teu < 1:
            yield f"{flow.flow_id}: priorities are 0 to 2, and a unit has TEU"
    for line in plant.lines:
        dues = (-1, *line.due_s, line.cycle_s)
        if line.due_s and any(a >= b for a, b in pairwise(dues)):
            yield f"{line.line_id}: its timetable is not in order within its cycle"
    for fleet in plant.fleets:
        if not fleet.calls:
            yield f"{fleet.fleet_id}: its vessels go nowhere"
        if len(fleet.away) > fleet.count:
            yield f"{fleet.fleet_id}: more vessels are out of service than it has"
