"""Stations behind each other, with room and without, and closed pools."""

from __future__ import annotations

from collections.abc import Iterator

from orta.planning.simulation.compile.laws import law_of
from orta.planning.simulation.plant import Law, Plant, Pool, Station, Step, StepKind
from verification import queueing as q
from verification.theory import readings as read
from verification.theory.case import (
    HOUR_S,
    Case,
    Figure,
    Run,
    flow_of,
    plant_of,
)
from verification.theory.servers import (
    EXPONENTIAL,
    MEAN_H,
    MEAN_S,
    PERT,
    serve,
)

_HOURLY = 1 / MEAN_H


def network_cases() -> Iterator[Case]:
    """Tandems and pools."""
    yield _jackson()
    yield _blocking()
    yield _finite_queue()
    yield from _pools()


def _tandem(rate: float, *, servers: tuple[int, int], room: int | None) -> Plant:
    first, second = servers
    return plant_of(
        flow_of(
            rate * MEAN_H / MEAN_S,
            serve("first", EXPONENTIAL, stream=1),
            serve("second", EXPONENTIAL, stream=2),
        ),
        stations=(
            Station(station_id="first", servers=first),
            Station(station_id="second", servers=second, room_teu=room),
        ),
    )


def _jackson() -> Case:
    one, two = q.Station(service_mean=MEAN_H), q.Station(service_mean=MEAN_H, servers=2)
    rate = 0.6 * _HOURLY
    return Case(
        name="tandem M/M/1 → M/M/2",
        plant=_tandem(rate, servers=(1, 2), room=None),
        figures=(
            Figure(
                what="mean sojourn, h",
                theory=q.tandem_sojourn(rate, stations=[one, two]),
                source=q.source_of(q.tandem_sojourn),
                read=read.sojourn_h(),
            ),
        ),
        runs=14,
    )


def _blocking() -> Case:
    two, places = q.Station(service_mean=MEAN_H, servers=2), 3
    rate = 1.1 * _HOURLY
    means = q.blocking_tandem_means(rate, first=two, second=two, places=places)
    source = q.source_of(q.blocking_tandem_means)
    return Case(
        name="tandem of two servers each, room for 3 at the second",
        plant=_tandem(rate, servers=(2, 2), room=places),
        figures=(
            Figure(
                what="mean sojourn, h",
                theory=means.sojourn,
                source=source,
                read=read.sojourn_h(),
            ),
            Figure(
                what="mean time held at the first, h",
                theory=means.held,
                source=source,
                read=read.held_h(0),
            ),
            Figure(
                what="mean wait at the second, h",
                theory=means.second_wait,
                source=source,
                read=read.wait_h(1),
            ),
        ),
        runs=14,
    )


def _held_and_waited(run: Run) -> tuple[float, float]:
    """What the first server is held and the second lets wait, of who is served."""
    first, second = run.kept.station[0], run.kept.station[1]
    return (first.blocked_time + second.wait_time) / HOUR_S, second.served


def _finite_queue() -> Case:
    """M/M/c/K: a server that is never idle is a Poisson stream while it is not held.

    Who is held counts as a place, so that there is one more than room.
    """
    servers, room = 2, 4
    rate, places = _HOURLY * 1.6, room + 1
    lost = q.mmck_blocked_share(
        rate, servers=servers, service_mean=MEAN_H, places=places
    )
    wait = q.mmck_wait(rate, servers=servers, service_mean=MEAN_H, places=places)
    source = q.source_of(q.mmck_blocked_share)
    fast = Law.exponential(round(MEAN_S / 1.6))
    plant = plant_of(
        flow_of(
            1 / fast.mean_s,
            serve("first", fast, stream=1),
            serve("second", EXPONENTIAL, stream=2),
        ),
        stations=(
            Station(station_id="first", servers=1),
            Station(station_id="second", servers=servers, room_teu=room),
        ),
    )
    return Case(
        name="M/M/2/5, as a tandem whose first server is never idle",
        plant=plant,
        figures=(
            Figure(
                what="accepted in an hour",
                theory=rate * (1 - lost),
                source=source,
                read=read.served_per_h(1),
            ),
            Figure(
                what="mean wait of the accepted, h",
                theory=wait,
                source=q.source_of(q.mmck_wait),
                read=_held_and_waited,
            ),
        ),
        runs=8,
        share=0.3,
    )


def _pools() -> Iterator[Case]:
    for wagons, servers in ((6, 1), (12, 3)):
        travel_h = 4 * MEAN_H
        stations = [
            q.Station(service_mean=MEAN_H, servers=servers),
            q.Station(service_mean=travel_h, servers=None),
        ]
        means = q.pool_means(wagons, stations=stations)
        source = q.source_of(q.pool_means)
        back = law_of(PERT, scale=travel_h / MEAN_H)
        # More comes than the pool can take, so that a wagon never waits for cargo.
        steps = (
            Step(kind=StepKind.TAKE, place_id="wagons"),
            serve("post", EXPONENTIAL, stream=1),
            Step(kind=StepKind.GIVE, place_id="wagons", law=back, stream=2),
        )
        yield Case(
            name=f"pool of {wagons} wagons, {servers} server{'s' * (servers > 1)}",
            plant=plant_of(
                flow_of(1.1 * means.throughput * MEAN_H / MEAN_S, *steps),
                stations=(Station(station_id="post", servers=servers),),
                pools=(Pool(pool_id="wagons", count=wagons),),
            ),
            figures=(
                Figure(
                    what="rounds in an hour",
                    theory=means.throughput,
                    source=source,
                    read=read.served_per_h(),
                ),
                Figure(
                    what="mean number at the server",
                    theory=means.present[0],
                    source=source,
                    read=read.present(),
                ),
            ),
            runs=8,
            share=0.2,
        )
