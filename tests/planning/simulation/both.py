"""One case through the kernel and through the slow twin, in the same words."""

from __future__ import annotations

import numpy as np
from reference.simulation import Simulation

from orta.planning.simulation.kernel import run
from orta.planning.simulation.kernel import world as w
from orta.planning.simulation.tables import Tables

KINDS = ("SOURCE", "DONE", "CALENDAR", "DUE", "TIMER", "VESSEL", "LAY", "RETURN", "DAY")
NAMES = {getattr(w, kind): kind for kind in KINDS}
MOST_UNITS = 1 << 12
MOST_EVENTS = 1 << 14


def simulate(case, *, most_units=MOST_UNITS, n_traced=MOST_EVENTS):
    """The tables after a run, and how it ended."""
    world = Tables(case.plant).world(
        key=case.key,
        windows=case.windows,
        starts_s=case.starts_s,
        ends_s=case.ends_s,
        most_units=most_units,
        n_traced=n_traced,
    )
    # Products of 64-bit numbers are meant to wrap; only plain Python says so.
    with np.errstate(over="ignore"):
        status = run(world)
    return world, status


def fast(case):
    """Figures of the kernel, by table, row and name."""
    world, status = simulate(case)
    assert status == w.FINISHED
    return figures(world)


def figures(world):
    """What the tables say, as the twin says it."""
    assert world.clock[0].traced < MOST_EVENTS
    trace = world.trace[: world.clock[0].traced].tolist()
    return {
        "clock": _rows(world.clock)[0],
        "flow": _rows(world.flow),
        "cause": world.cause.tolist(),
        "lead": [{h: n for h, n in enumerate(f.tolist()) if n} for f in world.lead],
        "station": _rows(world.station),
        "line": _rows(world.line),
        "port": _rows(world.port),
        "vessel": _rows(world.vessel),
        "calendar": _rows(world.calendar),
        "series": world.series[: world.clock[0].day].tolist(),
        "daily": world.daily[: world.clock[0].day].tolist(),
        "trace": [(at, NAMES[kind], who, more) for at, kind, who, more in trace],
    }


def slow(case):
    """The twin after its run, and its figures."""
    twin = Simulation(
        case.plant,
        key=case.key,
        windows=case.windows,
        starts_s=case.starts_s,
        ends_s=case.ends_s,
    )
    return twin, twin.run()


def _rows(table):
    return [dict(zip(table.dtype.names, row, strict=True)) for row in table.tolist()]


def differences(found, expected):
    """Where the kernel says something else than the twin; empty if nowhere."""
    pairs = zip(found["trace"], expected["trace"], strict=False)
    for number, (one, other) in enumerate(pairs):
        if one != other:
            return [f"event {number}: {one}, expected {other}"]
    if len(found["trace"]) != len(expected["trace"]):
        return [f"{len(found['trace'])} events, not {len(expected['trace'])}"]
    return [line for table in expected for line in _unlike(table, found, expected)]


def _unlike(table, found, expected):
    if table in {"cause", "lead", "series", "daily", "trace"}:
        if found[table] != expected[table]:
            yield f"{table}: {found[table]}, expected {expected[table]}"
        return
    ours, theirs = (x[table] for x in (found, expected))
    if table == "clock":
        ours, theirs = [ours], [theirs]
    assert len(ours) == len(theirs)
    for number, (row, wanted) in enumerate(zip(ours, theirs, strict=True)):
        for name, value in wanted.items():
            if row[name] != value:
                yield f"{table} {number}: {name} is {row[name]}, expected {value}"
