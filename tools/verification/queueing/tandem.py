"""One station after the other, with and without room between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verification.queueing.chain import State, mean_of, refuse_overload, stationary
from verification.queueing.servers import Station, mean_wait


@dataclass(frozen=True, kw_only=True)
class TandemMeans:
    """Means of two stations of which the second has little room.

    `sojourn` runs from arrival to the end of the second service; `first_wait`
    and `second_wait` end where a service starts; `held` is the mean time that
    one who is served at the first station stands there until there is room.
    """

    sojourn: float
    first_wait: float
    held: float
    second_wait: float


def tandem_sojourn(rate: float, *, stations: Sequence[Station]) -> float:
    """Mean time from arrival to the end of the last service, endless room between.

    Notes
    -----
    Source: Burke, Operations Research 4 (1956): what leaves M/M/c is Poisson;
    Jackson, Operations Research 5 (1957).

    Examples
    --------
    Two stations, half busy, each keeps its customers for 2.

    >>> tandem_sojourn(0.5, stations=[Station(service_mean=1.0)] * 2)
    4.0
    """
    sojourn = 0.0
    for station in stations:
        sojourn += station.service_mean
        if station.servers is not None:
            sojourn += mean_wait(
                rate, servers=station.servers, service_mean=station.service_mean
            )
    return sojourn


def blocking_tandem_throughput(
    *, first: Station, second: Station, places: int
) -> float:
    """What passes two stations before which there are always some waiting.

    At the second there are `places`, served ones included. Who is served at the
    first and finds them taken stays on its server (blocking after service).

    Notes
    -----
    Source: Hunt, Operations Research 4 (1956), for one server each; otherwise
    the Markov chain itself, solved by elimination.

    Examples
    --------
    Two alike servers and no room between them pass 2/3 of what one can.

    >>> one = Station(service_mean=1.0)
    >>> round(blocking_tandem_throughput(first=one, second=one, places=1), 9)
    0.666666667
    """
    c1 = _count(first)

    def moves(state: State) -> Iterator[tuple[State, float]]:
        there, blocked = state
        if there < places:
            yield (there + 1, 0), c1 / first.service_mean
        elif blocked < c1:
            yield (there, blocked + 1), (c1 - blocked) / first.service_mean
        served = second.busy(there) / second.service_mean
        if there:
            yield ((there, blocked - 1) if blocked else (there - 1, 0)), served

    _check_places(second, places)
    chances = stationary((0, 0), moves)
    return mean_of(chances, lambda s: second.busy(s[0])) / second.service_mean


def blocking_tandem_means(
    rate: float, *, first: Station, second: Station, places: int
) -> TandemMeans:
    """Means of M/M/c -> ./M/c/K with blocking after service.

    Notes
    -----
    Source: the Markov chain itself, solved by elimination; its states are
    (at the first, at the second, blocked). Rule as in Hunt, Operations Research
    4 (1956).

    Examples
    --------
    With much room it is Jackson's tandem.

    >>> one = Station(service_mean=1.0)
    >>> means = blocking_tandem_means(0.5, first=one, second=one, places=50)
    >>> round(means.sojourn, 6), round(means.held, 6)
    (4.0, 0.0)
    """
    c1 = _count(first)
    most = blocking_tandem_throughput(first=first, second=second, places=places)
    refuse_overload(rate / most)

    def moves(state: State) -> Iterator[tuple[State, float]]:
        here, there, blocked = state
        yield (here + 1, there, blocked), rate
        working = (min(here, c1) - blocked) / first.service_mean
        if there < places:
            yield (here - 1, there + 1, 0), working
        else:
            yield (here, there, blocked + 1), working
        if there:
            served = second.busy(there) / second.service_mean
            if blocked:
                yield (here - 1, there, blocked - 1), served
            else:
                yield (here, there - 1, 0), served

    chances = stationary((0, 0, 0), moves)
    return TandemMeans(
        sojourn=mean_of(chances, lambda s: s[0] + s[1]) / rate,
        first_wait=mean_of(chances, lambda s: max(s[0] - c1, 0)) / rate,
        held=mean_of(chances, lambda s: s[2]) / rate,
        second_wait=mean_of(chances, lambda s: s[1] - second.busy(s[1])) / rate,
    )


def _count(station: Station) -> int:
    if station.servers is None:
        raise ValueError("a first station that blocks has a number of servers")
    return station.servers


def _check_places(second: Station, places: int) -> None:
    if places < (second.servers or 1):
        raise ValueError(f"{places} places are fewer than the second has servers")
