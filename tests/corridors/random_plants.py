"""Small random plants for the simulator, full of ties, closures and tight places."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from random import Random

from orta.planning.simulation.plant import (
    SLICES,
    Call,
    Fleet,
    Flow,
    Law,
    Line,
    Plant,
    Pool,
    Port,
    Station,
    Step,
    StepKind,
)
from orta.vocabulary import StageCause

MINUTE, HOUR, DAY = 60, 3600, 86400
CAUSES = tuple(StageCause)
KINDS = (
    *(StepKind.MOVE, StepKind.TAKE),
    *(StepKind.SERVE, StepKind.SERVE, StepKind.BOARD, StepKind.BOARD),
)
# Whole hours, so that much happens at once.
LENGTHS = (0, 0, 1, HOUR, HOUR, 2 * HOUR, 3 * HOUR, 5 * HOUR)


@dataclass(frozen=True)
class Case:
    """A plant and how it is run."""

    plant: Plant
    key: int = 1
    windows: dict = field(default_factory=dict)
    starts_s: int = 0
    ends_s: int = 4 * DAY


def random_case(seed: int) -> Case:
    """Always the same case for a seed."""
    case = _Builder(Random(f"plant {seed}")).case()
    return _with_dated_changes(case, Random(f"dated changes {seed}"))


def _with_dated_changes(case: Case, rng: Random) -> Case:
    """The case with slow stations, vessels out of service and more streams of lots."""
    plant, calendars = case.plant, case.plant.calendars
    if not calendars:
        return case

    def maybe(often: float) -> str:
        return rng.choice(calendars) if rng.random() < often else ""

    return replace(
        case,
        plant=replace(
            plant,
            stations=tuple(
                replace(
                    station,
                    slow_calendar_id=maybe(0.3),
                    slow_per_mille=rng.choice((500, 1400, 3000)),
                )
                for station in plant.stations
            ),
            fleets=tuple(
                replace(
                    fleet,
                    away=tuple(maybe(0.5) for _ in range(rng.randint(0, fleet.count))),
                )
                for fleet in plant.fleets
            ),
            flows=tuple(
                replace(
                    flow,
                    more_lots_per_s=tuple(
                        tuple(rng.choice((0.0, 0.3 / HOUR)) for _ in plant.month_ends_s)
                        for _ in range(rng.choice((0, 0, 0, 1, 2)))
                    ),
                )
                for flow in plant.flows
            ),
        ),
    )


def random_law(rng: Random, least_s: int = 0) -> Law:
    """A constant, an exponential law or a table; never less than asked on average."""
    length = max(rng.choice(LENGTHS), least_s)
    kind = rng.choice(("constant", "constant", "exponential", "table"))
    if kind == "constant":
        return Law.constant(length)
    if kind == "exponential":
        return Law.exponential(length)
    knots = sorted(length + rng.choice((0, rng.randint(0, 9000))) for _ in range(5))
    table = []
    for low, high in pairwise(knots):
        table += [low + (high - low) * n // 256 for n in range(SLICES // 4)]
    return Law(sum(table) // SLICES, quantiles_s=(*table, knots[-1]))


class _Builder:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.ends_s = rng.choice((2, 4, 6)) * DAY + rng.choice((0, 1, 12345))
        self.calendars = tuple(f"c{n}" for n in range(rng.randint(0, 3)))
        self.stations = self.some(2, 4, self.station)
        self.pools = self.some(1, 2, self.pool)
        self.trains = self.some(1, 3, lambda n: self.line(n, "train"))
        self.shipped = self.some(1, 3, lambda n: self.line(n, "ship"))
        self.ports = self.some(1, 3, self.port)
        self.fleets = self.some(1, 3, self.fleet)
        called = {call.line_id for fleet in self.fleets for call in fleet.calls}
        self.boardable = [
            line.line_id for line in (*self.trains, *self.shipped)
            if line in self.trains or line.line_id in called
        ]  # fmt: skip

    def case(self) -> Case:
        rng = self.rng
        months = sorted(rng.sample(range(HOUR, self.ends_s, HOUR), 2))
        plant = Plant(
            flows=self.some(2, 4, self.flow),
            month_ends_s=(*months, self.ends_s + DAY),
            stations=self.stations,
            pools=self.pools,
            lines=(*self.trains, *self.shipped),
            ports=self.ports,
            fleets=self.fleets,
            calendars=self.calendars,
        )
        return Case(
            plant=plant,
            key=rng.randrange(-(2**63), 2**63),
            windows={c: self.closures() for c in self.calendars},
            starts_s=rng.choice((0, 0, DAY, DAY + 4321, 30 * HOUR)),
            ends_s=self.ends_s,
        )

    def some(self, least, most, make):
        return tuple(make(n) for n in range(self.rng.randint(least, most)))

    def calendar(self, often: float = 0.4) -> str:
        if not self.calendars or self.rng.random() > often:
            return ""
        return self.rng.choice(self.calendars)

    def closures(self):
        """Some before the start, some in one another, some that touch, unsorted."""
        rng = self.rng
        spans = []
        for _ in range(rng.randint(0, 9)):
            shut = rng.choice((rng.randrange(-DAY, self.ends_s, HOUR), -7 * HOUR, 0))
            spans.append((shut, shut + rng.choice((0, 1, HOUR, 3 * HOUR, 9 * HOUR))))
        return spans

    def station(self, number: int) -> Station:
        return Station(
            station_id=f"s{number}",
            servers=self.rng.choice((1, 2, 3, None)),
            room_teu=self.rng.choice((None, None, 3, 5, 9)),
            calendar_id=self.calendar(),
        )

    def pool(self, number: int) -> Pool:
        return Pool(pool_id=f"p{number}", count=self.rng.choice((3, 8, 20)))

    def port(self, number: int) -> Port:
        return Port(port_id=f"q{number}", berths=self.rng.choice((1, 1, 2, None)))

    def line(self, number: int, kind: str) -> Line:
        """A rule of one, two or three parts; ships may also have none."""
        rng = self.rng
        parts = rng.sample(("load", "wait", "due"), rng.choice((1, 1, 2, 3)))
        if kind == "ship" and rng.random() < 0.2:
            parts = []
        cycle_s = rng.choice((6, 10, 24)) * HOUR
        dues = rng.sample(range(0, cycle_s, HOUR), rng.choice((1, 1, 2, 3)))
        return Line(
            line_id=f"{kind}{number}",
            min_load_teu=rng.choice((1, 2, 4, 8)) if "load" in parts else None,
            max_wait_s=rng.choice((0, HOUR, 7 * HOUR)) if "wait" in parts else None,
            payload_teu=rng.choice((None, 2, 3, 6)),
            cycle_s=cycle_s if "due" in parts else 0,
            due_s=tuple(sorted(dues)) if "due" in parts else (),
            room_teu=rng.choice((None, None, None, 3, 8)),
            calendar_id=self.calendar(),
        )

    def fleet(self, number: int) -> Fleet:
        rng = self.rng
        lays = rng.choice(((None,), (None, 0, 6 * HOUR, 25 * HOUR)))
        calls = tuple(
            Call(
                line_id=rng.choice(self.shipped).line_id,
                port_id=rng.choice(self.ports).port_id,
                payload_teu=rng.choice((1, 2, 4, 7)),
                sail=random_law(rng, HOUR),
                discharge=random_law(rng),
                load=random_law(rng),
                calendar_id=self.calendar(0.8),
                max_lay_s=rng.choice(lays),
            )
            for _ in range(rng.choice((1, 2, 2, 3)))
        )
        return Fleet(fleet_id=f"v{number}", count=rng.choice((0, 1, 2, 3)), calls=calls)

    def flow(self, number: int) -> Flow:
        rng = self.rng
        rates = [1 / rng.choice((1, 2, 5, 9)) / HOUR for _ in range(3)]
        if rng.random() < 0.4:
            rates[rng.randrange(3)] = 0.0
        is_geometric = rng.random() < 0.3
        sizes = (0.5, 1.0, 1.7, 3.2) if is_geometric else (1, 1, 1, 2, 3)
        return Flow(
            flow_id=f"f{number}",
            steps=self.way(),
            lots_per_s=tuple(rates),
            teu=rng.choice((1, 1, 2)),
            lot_units=rng.choice(sizes),
            is_geometric=is_geometric,
            is_regular=rng.random() < 0.5,
            priority=rng.randrange(3),
            most_lots=rng.choice((None, 6, 12)),
        )

    def way(self) -> tuple[Step, ...]:
        """Through places that other flows pass, too; a token is always given back."""
        rng = self.rng
        steps: list[Step] = []
        token = None
        for _ in range(rng.randint(2, 7)):
            kind = rng.choice(KINDS)
            if kind is StepKind.TAKE:
                kind = StepKind.TAKE if token is None else StepKind.GIVE
                place = token or rng.choice(self.pools).pool_id
                token = place if kind is StepKind.TAKE else None
            else:
                place = {
                    StepKind.MOVE: "",
                    StepKind.SERVE: rng.choice(self.stations).station_id,
                    StepKind.BOARD: rng.choice(self.boardable),
                }[kind]
            steps.append(self.step(kind, place))
        if token is not None:
            steps.append(self.step(StepKind.GIVE, token))
        steps.append(Step(kind=StepKind.EXIT, dissolves=rng.random() < 0.5))
        return tuple(steps)

    def step(self, kind: StepKind, place: str) -> Step:
        rng = self.rng
        return Step(
            kind=kind,
            place_id=place,
            law=random_law(rng),
            cause=rng.choice(CAUSES),
            wait_cause=rng.choice(CAUSES),
            stream=rng.randrange(4),
            dissolves=rng.random() < (0.6 if kind is StepKind.TAKE else 0.4),
        )
