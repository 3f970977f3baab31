"""The chain in Orta's own kernel, with all its features compiled in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from chain import (
    BORDER_S,
    BORDER_SERVERS,
    CRANE_S,
    CRANES,
    EVENTS_EACH,
    FLEET,
    GAP_S,
    LOAD,
    OPEN_S,
    RAIL_ON_S,
    RAIL_S,
    SAIL_S,
    SHUT_S,
    Replication,
    Result,
    Stopwatch,
    main,
)

from orta.planning.results.provenance import version
from orta.planning.simulation import plant as p
from orta.planning.simulation.kernel import World
from orta.planning.simulation.kernel import run as run_kernel
from orta.planning.simulation.solve import replication_key
from orta.planning.simulation.tables import Tables

_SPARE_S = 120 * 86_400  # after the last arrival: all have gone long before
_MOST_UNITS = 1 << 13


def _plant(n: int) -> p.Plant:
    """Border, rail, crane, ship, crane, rail, crane."""
    serve, move = p.StepKind.SERVE, p.StepKind.MOVE

    def step(kind: p.StepKind, seconds: float, stream: int, place: str = "") -> p.Step:
        law = p.Law.exponential(round(seconds))
        return p.Step(kind=kind, place_id=place, law=law, stream=stream)

    steps = (
        step(serve, BORDER_S, 1, "border"),
        step(move, RAIL_S, 2),
        step(serve, CRANE_S, 3, "crane"),
        p.Step(kind=p.StepKind.BOARD, place_id="ship"),
        p.Step(
            kind=serve,
            place_id="crane there",
            law=p.Law.exponential(round(CRANE_S)),
            stream=4,
            dissolves=True,
        ),
        step(move, RAIL_ON_S, 5),
        step(serve, CRANE_S, 6, "crane last"),
        p.Step(kind=p.StepKind.EXIT),
    )
    sail = p.Law.constant(round(SAIL_S))
    calls = (
        p.Call(
            line_id="ship",
            port_id="port",
            payload_teu=LOAD,
            sail=sail,
            calendar_id="wind",
        ),
        p.Call(line_id="back", port_id="there", payload_teu=1, sail=sail, max_lay_s=0),
    )
    cranes = ("crane", "crane there", "crane last")
    return p.Plant(
        flows=(
            p.Flow(flow_id="goods", steps=steps, lots_per_s=(1 / GAP_S,), most_lots=n),
        ),
        month_ends_s=(round(n * GAP_S) + _SPARE_S,),
        stations=(
            p.Station(station_id="border", servers=BORDER_SERVERS),
            *(p.Station(station_id=name, servers=CRANES) for name in cranes),
        ),
        lines=(p.Line(line_id="ship", min_load_teu=LOAD), p.Line(line_id="back")),
        ports=(p.Port(port_id="port"), p.Port(port_id="there")),
        fleets=(p.Fleet(fleet_id="ships", count=FLEET, calls=calls),),
        calendars=("wind",),
    )


def _windows(rng: np.random.Generator, end_s: int) -> list[tuple[int, int]]:
    """When the port is shut, from open times and closures in turn."""
    count = int(2 * end_s / (OPEN_S + SHUT_S)) + 50
    spans = rng.exponential(1.0, (count, 2)) * (OPEN_S, SHUT_S)
    ends = spans.sum(axis=1).cumsum()
    kept = ends < end_s
    starts = (ends - spans[:, 1])[kept]
    return [(int(a), int(b) + 1) for a, b in zip(starts, ends[kept], strict=True)]


def _replication(world: World, windows: list[tuple[int, int]]) -> Replication:
    flow, ship = world.flow[0], world.line[0]
    waits = world.station[4]  # of the line that the ships serve
    last_exit_s = int(world.clock[0].area_at)  # what is under way changed last
    changes = sum((a < last_exit_s) + (b < last_exit_s) for a, b in windows)
    return Replication(
        events=int(EVENTS_EACH * flow.left + 3 * ship.departures + changes),
        lead_s=flow.lead / flow.left,
        quay_s=waits.wait_time / waits.served,
        ships=int(ship.departures),
    )


def run(n: int, replications: int, workers: int, seed: int) -> Result:
    """The chain in our kernel; its times hold neither import nor compiling."""
    tables = Tables(_plant(n))
    end_s = round(n * GAP_S) + _SPARE_S

    def one(number: int, *, until_s: int = end_s) -> Replication | None:
        windows = _windows(np.random.default_rng((seed, number)), until_s)
        world = tables.world(
            key=replication_key(seed, number),
            windows={"wind": windows},
            starts_s=0,
            ends_s=until_s,
            most_units=_MOST_UNITS,
        )
        run_kernel(world)
        return _replication(world, windows) if until_s == end_s else None

    one(0, until_s=86_400)  # compiles
    watch = Stopwatch()
    with ThreadPoolExecutor(workers) as pool:
        found = [r for r in pool.map(one, range(replications)) if r is not None]
    return Result(
        engine=f"Orta {version('orta')}",
        n=n,
        workers=workers,
        replications=tuple(found),
        **watch.read(),
    )


if __name__ == "__main__":
    main(run)
