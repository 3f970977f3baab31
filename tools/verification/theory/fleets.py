"""Ships: fleets that fill and go, by the clock, through berths; storms."""

from __future__ import annotations

from collections.abc import Iterator

from orta.planning.simulation.compile.laws import law_of
from orta.planning.simulation.compile.weather import Storms, draw_closures
from orta.planning.simulation.plant import Call, Fleet, Law, Line, Plant, Port
from verification import queueing as q
from verification.theory import readings as read
from verification.theory.case import (
    HOUR_S,
    Case,
    Closures,
    Figure,
    Run,
    flow_of,
    plant_of,
)
from verification.theory.lines import BOARD
from verification.theory.servers import (
    EXPONENTIAL,
    MEAN_H,
    PERT,
    of_one,
    turning,
    waiting,
)

UNIT_S = 3600  # between two units that want a ship, on average
UNIT_H = UNIT_S / HOUR_S
_RATE_PER_H = 1 / UNIT_H
HARBOUR = q.Calendar(open_mean=16 * UNIT_H, shut_mean=4 * UNIT_H)


def fleet_cases() -> Iterator[Case]:
    """Lines with a fleet, and the weather of ports."""
    yield from _fill_and_go()
    yield _ships_of_one()
    yield from _ferries()
    yield _berths()
    yield _storms()


def _plant(  # noqa: PLR0913 - what a fleet is
    line: Line,
    *,
    ships: int,
    payload: int,
    sail: Law,
    rate_per_s: float = 1 / UNIT_S,
    calendar: str = "",
    max_lay_s: int | None = None,
    work: Law | None = None,
    berths: int | None = None,
) -> Plant:
    handle = work or Law.constant(0)
    call = Call(
        line_id="line",
        port_id="port",
        payload_teu=payload,
        sail=sail,
        load=handle,
        discharge=handle,
        calendar_id=calendar,
        max_lay_s=max_lay_s,
    )
    return plant_of(
        flow_of(rate_per_s, BOARD),
        lines=(line,),
        ports=(Port(port_id="port", berths=berths),),
        fleets=(Fleet(fleet_id="fleet", count=ships, calls=(call,)),),
        calendars=(calendar,) if calendar else (),
    )


def _fill_and_go() -> Iterator[Case]:
    ships, least, most = 2, 6, 10
    round_s = 10 * UNIT_S  # with 10 aboard, ships are away for half the time
    fleet = q.Fleet(ships=ships, least=least, most=most, rotation_mean=round_s / HOUR_S)
    source = q.source_of(q.fleet_means)
    for calendar, name in (
        (None, ""),
        (HARBOUR, ", port shut for a fifth of the time"),
    ):
        means = q.fleet_means(_RATE_PER_H, fleet=fleet, calendar=calendar)
        yield Case(
            name=f"{ships} ships leave with {least} to {most}{name}",
            plant=_plant(
                Line(line_id="line", min_load_teu=least),
                ships=ships,
                payload=most,
                sail=Law.exponential(round_s),
                calendar="port" if calendar else "",
            ),
            figures=(
                waiting(means.wait, q.fleet_means),
                Figure(
                    what="mean load",
                    theory=means.load,
                    source=source,
                    read=read.load_teu(),
                ),
            ),
            runs=64,
            weather=turning(HARBOUR) if calendar else None,
        )


def _ships_of_one() -> Case:
    """Ships that take one unit and are away for a fixed time are servers."""
    ships = 2
    wait = q.mdc_wait(0.4 * ships / UNIT_H, servers=ships, service_time=UNIT_H)
    return Case(
        name="2 ships for one unit each, away for a fixed time: M/D/2, load 0.4",
        plant=_plant(
            Line(line_id="line", min_load_teu=1),
            ships=ships,
            payload=1,
            sail=Law.constant(UNIT_S),
            rate_per_s=0.4 * ships / UNIT_S,
        ),
        figures=(waiting(wait, q.mdc_wait),),
        runs=48,
    )


def _ferries() -> Iterator[Case]:
    wait = q.bailey_wait(_RATE_PER_H, interval=10 * UNIT_H, room=12)
    yield Case(
        name="a ferry that never lies idle, away 10 h, room for 12 where 10 come",
        plant=_plant(
            Line(line_id="line"),
            ships=1,
            payload=12,
            sail=Law.constant(10 * UNIT_S),
            max_lay_s=0,
        ),
        figures=(waiting(wait, q.bailey_wait),),
        runs=24,
    )
    wait = q.bailey_wait(_RATE_PER_H, interval=5 * UNIT_H, room=7)
    yield Case(
        name="ships by the clock every 5 h, room for 7 where 5 come",
        plant=_plant(
            Line(line_id="line", cycle_s=5 * UNIT_S, due_s=(0,)),
            ships=3,
            payload=7,
            sail=law_of(PERT, scale=15),
        ),
        figures=(waiting(wait, q.bailey_wait),),
        runs=24,
    )


def _berths() -> Case:
    """Discharging and loading are two visits to the same berths."""
    ships, berths = 6, 2
    away_h = 4 * MEAN_H
    ring = [
        q.Station(service_mean=2 * MEAN_H, servers=berths),
        q.Station(service_mean=away_h, servers=None),
    ]
    means = q.pool_means(ships, stations=ring)
    source = q.source_of(q.pool_means)
    return Case(
        name="6 ships that are never short of cargo share 2 berths",
        plant=_plant(
            Line(line_id="line", min_load_teu=1),
            ships=ships,
            payload=1,
            sail=law_of(PERT, scale=away_h / MEAN_H),
            rate_per_s=1.05 * means.throughput / HOUR_S,
            work=EXPONENTIAL,
            berths=berths,
        ),
        figures=(
            Figure(
                what="departures in an hour",
                theory=means.throughput,
                source=source,
                read=read.departures_per_h(),
            ),
        ),
        runs=8,
        share=0.1,
    )


def _storms() -> Case:
    per_h, mean_h = 0.2, 2.0
    storms = Storms(area="sea", per_h=(per_h,) * 12, mean_h=(mean_h,) * 12)

    def drawn(number: int, ends_s: int) -> Closures:
        return {
            "port": draw_closures(
                storms,
                seed=1,
                replication=number,
                month_ends_s=(ends_s,),
                first_month=1,
            )
        }

    def length(run: Run) -> tuple[float, float]:
        windows = run.closures["port"]
        return sum(b - a for a, b in windows) / HOUR_S, len(windows)

    return Case(
        name="storms, one in 5 h, of 2 h",
        plant=of_one(0.25, None, EXPONENTIAL, "port"),
        figures=(
            Figure(
                what="share of time the port is shut",
                theory=q.storm_closed_share(per_h, storm_mean=mean_h),
                source=q.source_of(q.storm_closed_share),
                read=lambda run: (run.kept.shut_s["port"], run.measured_s),
            ),
            Figure(
                what="mean length of a closure, h",
                theory=q.storm_closure_mean(per_h, storm_mean=mean_h),
                source=q.source_of(q.storm_closure_mean),
                read=length,
            ),
            waiting(q.storm_wait(per_h, storm_mean=mean_h), q.storm_wait),
        ),
        runs=64,
        weather=drawn,
    )
