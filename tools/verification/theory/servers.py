"""Stations: any number of servers, any law, classes, calendars."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import exp, log

import numpy as np

from orta.corridor import Duration
from orta.planning.simulation.compile.laws import law_of
from orta.planning.simulation.plant import Law, Plant, Station, Step, StepKind
from orta.planning.simulation.tables import Windows
from verification import queueing as q
from verification.theory import readings as read
from verification.theory.case import (
    HOUR_S,
    Case,
    Closures,
    Figure,
    Run,
    Weather,
    flow_of,
    plant_of,
)

MEAN_S = 600
MEAN_H = MEAN_S / HOUR_S
EXPONENTIAL, FIXED = Law.exponential(MEAN_S), Law.constant(MEAN_S)
PERT = Duration(min_h=0.06, mean_h=MEAN_H, max_h=0.6)
PORT = q.Calendar(open_mean=8 * MEAN_H, shut_mean=2 * MEAN_H)
_CHANCE = 77  # the branch of chance that calendars are drawn from


def serve(station: str, law: Law, *, stream: int = 1) -> Step:
    """A step at a station."""
    return Step(kind=StepKind.SERVE, place_id=station, law=law, stream=stream)


def of_one(load: float, servers: int | None, law: Law, calendar: str = "") -> Plant:
    """One station, its servers busy for a share of the time."""
    rate = load * (servers or 1) / law.mean_s
    return plant_of(
        flow_of(rate, serve("post", law)),
        stations=(Station(station_id="post", servers=servers, calendar_id=calendar),),
        calendars=(calendar,) if calendar else (),
    )


def turning(calendar: q.Calendar) -> Weather:
    """Open and shut by turns, exponentially, another one for each replication."""
    means_s = (calendar.open_mean * HOUR_S, calendar.shut_mean * HOUR_S)

    def drawn(number: int, ends_s: int) -> Closures:
        rng = np.random.default_rng((_CHANCE, number))
        turns = int(1.2 * ends_s / sum(means_s)) + 100
        lasts = rng.standard_exponential((turns, 2)) * means_s
        at = np.rint(lasts.cumsum().reshape(turns, 2)).astype(int)
        at = at[(at[:, 0] < at[:, 1]) & (at[:, 0] < ends_s)]
        windows: Windows = list(zip(*at.T.tolist(), strict=True))
        return {"port": windows}

    return drawn


def waiting(
    theory: float, function: Callable[..., object], *, station: int = 0
) -> Figure:
    """The mean wait at a station."""
    return Figure(
        what="mean wait, h",
        theory=theory,
        source=q.source_of(function),
        read=read.wait_h(station),
    )


def server_cases() -> Iterator[Case]:
    """Single stations."""
    for servers, load, runs in ((1, 0.6, 18), (3, 0.6, 10)):
        rate = load * servers / MEAN_H
        erlang = q.mean_wait(rate, servers=servers, service_mean=MEAN_H)
        yield Case(
            name=f"M/M/{servers}, load {load}",
            plant=of_one(load, servers, EXPONENTIAL),
            figures=(waiting(erlang, q.mean_wait),),
            runs=runs,
        )
        fixed = q.mdc_wait(rate, servers=servers, service_time=MEAN_H)
        yield Case(
            name=f"M/D/{servers}, load {load}",
            plant=of_one(load, servers, FIXED),
            figures=(waiting(fixed, q.mdc_wait),),
            runs=runs,
        )
    pert = q.mg1_wait(0.6 / MEAN_H, service=q.ServiceTime.of(PERT))
    yield Case(
        name="M/G/1, modified PERT, load 0.6",
        plant=of_one(0.6, 1, law_of(PERT)),
        figures=(waiting(pert, q.mg1_wait),),
        runs=20,
    )
    yield _long_sojourns()
    yield _endless_servers()
    yield from _with_calendar()
    yield from _with_priorities()


def _long_sojourns() -> Case:
    """A quantile; services are long, so that an hour's bin is narrow."""
    load, mean_h = 0.3, 10
    mean_s = mean_h * HOUR_S
    return Case(
        name=f"M/M/1, load {load}, services of {mean_h} h",
        plant=of_one(load, 1, Law.exponential(mean_s)),
        figures=(
            Figure(
                what="95 % stay at most, h",
                theory=-log(0.05) * mean_h / (1 - load),
                source=q.source_of(q.long_wait_chance),
                read=lambda run: (run.kept.quantiles_h[0, 2], 1),
            ),
        ),
        runs=260,
    )


def _endless_servers() -> Case:
    law = law_of(Duration(min_h=0.5, mean_h=1.5, max_h=5))
    load = 1.2

    def none_there(run: Run) -> tuple[float, float]:
        days = run.kept.under_way[-len(run.kept.series) :]
        return int((days == 0).sum()), days.size

    return Case(
        name="M/G/∞, modified PERT, load 1.2",
        plant=of_one(load, None, law),
        figures=(
            Figure(
                what="mean number present",
                theory=q.mg_infinity_number(load, service_mean=1),
                source=q.source_of(q.mg_infinity_number),
                read=read.present(),
            ),
            Figure(
                what="share of days that end with nobody there",
                theory=exp(-load),
                source=q.source_of(q.mg_infinity_chances),
                read=none_there,
            ),
        ),
        runs=68,
    )


def _with_calendar() -> Iterator[Case]:
    three = q.mmc_shut_wait(
        0.6 * 3 / MEAN_H, servers=3, service_mean=MEAN_H, calendar=PORT
    )
    yield Case(
        name="M/M/3 that is shut for a fifth of the time, load 0.6",
        plant=of_one(0.6, 3, EXPONENTIAL, "port"),
        figures=(waiting(three, q.mmc_shut_wait),),
        runs=16,
        weather=turning(PORT),
    )
    one = q.mg1_shut_wait(0.5 / MEAN_H, service=q.ServiceTime.of(PERT), calendar=PORT)
    yield Case(
        name="M/G/1, modified PERT, shut for a fifth of the time, load 0.5",
        plant=of_one(0.5, 1, law_of(PERT), "port"),
        figures=(waiting(one, q.mg1_shut_wait),),
        runs=16,
        weather=turning(PORT),
    )


def _with_priorities() -> Iterator[Case]:
    two = q.mg1_priority_waits(
        [0.25 / MEAN_H, 0.25 / MEAN_H],
        services=[q.ServiceTime.fixed(MEAN_H), q.ServiceTime.erlang(MEAN_H)],
    )
    source = q.source_of(q.mg1_priority_waits)
    yield _classes(
        "M/G/1, fixed before exponential", 1, (FIXED, EXPONENTIAL), two, source
    )
    many = q.mmc_priority_waits(
        [0.75 / MEAN_H, 0.75 / MEAN_H], servers=3, service_mean=MEAN_H
    )
    source = q.source_of(q.mmc_priority_waits)
    yield _classes("M/M/3, two classes", 3, (EXPONENTIAL, EXPONENTIAL), many, source)


def _classes(
    name: str,
    servers: int,
    laws: tuple[Law, Law],
    waits: tuple[float, ...],
    source: str,
) -> Case:
    rate = 0.25 * servers / MEAN_S
    return Case(
        name=f"{name}, load 0.5",
        plant=plant_of(
            *(
                flow_of(rate, serve("post", law), flow_id=f"class {n}", priority=n)
                for n, law in enumerate(laws)
            ),
            stations=(Station(station_id="post", servers=servers),),
        ),
        figures=tuple(
            Figure(
                what=f"mean wait of the {which} class, h",
                theory=wait,
                source=source,
                read=read.flow_wait_h(n),
            )
            for n, (which, wait) in enumerate(
                zip(("first", "second"), waits, strict=True)
            )
        ),
        runs=30,
    )
