"""Plants drawn by hand: a few words for steps and flows, and a run of both engines."""

from __future__ import annotations

from corridors.random_plants import Case
from planning.simulation.both import differences, fast, slow

from orta.planning.simulation.plant import (
    Call,
    Fleet,
    Flow,
    Law,
    Line,
    Plant,
    Port,
    Step,
    StepKind,
)

HOUR, DAY = 3600, 86400
MOVE_, HANDLE_, BORDER_, SERVICE_, WEATHER_, EMBARGO_ = range(6)


def move(hours, **rest):
    return Step(kind=StepKind.MOVE, law=hours_(hours), **rest)


def serve(place_id, hours, **rest):
    return Step(kind=StepKind.SERVE, place_id=place_id, law=hours_(hours), **rest)


def board(line_id, **rest):
    return Step(kind=StepKind.BOARD, place_id=line_id, **rest)


def take(pool_id):
    return Step(kind=StepKind.TAKE, place_id=pool_id)


def give(pool_id, hours):
    return Step(kind=StepKind.GIVE, place_id=pool_id, law=hours_(hours))


def hours_(hours):
    return Law.constant(round(hours * HOUR))


def flow(*steps, every=1, lots=1, units=1, **rest):
    """So many lots, one every so many hours, the first after one such time."""
    return Flow(
        **{"flow_id": "f", **rest},
        steps=(*steps, Step(kind=StepKind.EXIT)),
        lots_per_s=(1 / (every * HOUR),),
        lot_units=units,
        is_regular=True,
        most_lots=lots,
    )


def shuttle(line_id, *, payload=10, sail=10, count=1, berths=1, lay=None, **rest):
    """Vessels from a port to another and back empty, and all that they need."""
    home = f"{line_id}:home"
    out = Call(
        line_id=line_id,
        port_id=f"{line_id}:port",
        payload_teu=payload,
        sail=hours_(sail),
        max_lay_s=None if lay is None else lay * HOUR,
        **rest,
    )
    back = Call(
        line_id=home,
        port_id=f"{home}:port",
        payload_teu=1,
        sail=hours_(sail),
        max_lay_s=0,
    )
    return {
        "lines": (Line(line_id=home),),
        "ports": (
            Port(port_id=out.port_id, berths=berths),
            Port(port_id=back.port_id, berths=1),
        ),
        "fleets": (Fleet(fleet_id=f"{line_id}:fleet", count=count, calls=(out, back)),),
    }


def run_both(*flows, ends=4 * 24, starts=0, windows=None, **places):
    """The figures of the kernel, the same as those of the twin; hours all along."""
    plant = Plant(flows=flows, month_ends_s=(1000 * DAY,), **places)
    windows = windows or {}
    case = Case(
        plant=plant,
        windows={
            name: [(round(a * HOUR), round(b * HOUR)) for a, b in spans]
            for name, spans in windows.items()
        },
        starts_s=round(starts * HOUR),
        ends_s=round(ends * HOUR),
    )
    found = fast(case)
    assert differences(found, slow(case)[1]) == []
    return found


def exits(found, number=0):
    """Hours that the units of a flow took, rounded down, in order."""
    leads = found["lead"][number]
    return [hour for hour, teu in sorted(leads.items()) for _ in range(teu)]
