"""A place that shuts: what is in service is finished, and nothing is started."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from verification.queueing.chain import State, mean_of, refuse_overload, stationary
from verification.queueing.single import ServiceTime


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Open and shut by turns, each for an exponential time of its own mean."""

    open_mean: float
    shut_mean: float

    def __post_init__(self) -> None:
        if self.open_mean <= 0 or self.shut_mean <= 0:
            raise ValueError("a calendar: both means must be positive")

    @property
    def shut_share(self) -> float:
        """Share of all time that the place is shut."""
        return self.shut_mean / (self.open_mean + self.shut_mean)


def mg1_shut_wait(rate: float, *, service: ServiceTime, calendar: Calendar) -> float:
    """Mean wait of M/G/1 where no service starts while the place is shut.

    Notes
    -----
    Source: Welch, Operations Research 12 (1964), M/G/1 whose first customer is
    served otherwise; the two times that go into it are derived here.

    The place is open whenever a service starts. With a and b the rates of
    shutting and opening, it is shut t later with the chance
    a / (a + b) (1 - exp(-(a + b) t)), and then for another 1/b on average. So a
    customer keeps the server for S and, if the place is shut after S, for an
    exponential time more: these times B are independent, as M/G/1 asks. Who
    comes to an empty place finds it shut with the chance p = a / (a + b + rate)
    and waits 1/b, an exceptional time D. Then

        E[wait] = rate E[B²] / (2 (1 - rate E[B]))
                  + (2 E[D] + rate E[D²]) / (2 (1 + rate E[D])).

    Examples
    --------
    Closures that hardly matter leave the wait of M/M/1, which is 1.

    >>> calm = Calendar(open_mean=1e9, shut_mean=1.0)
    >>> round(mg1_shut_wait(0.5, service=ServiceTime.erlang(1.0), calendar=calm), 6)
    1.0
    """
    shuts, opens = 1 / calendar.open_mean, 1 / calendar.shut_mean
    both, shut_mean = shuts + opens, calendar.shut_mean
    caught = shuts / both * (1 - service.transform(both))
    caught_time = shuts / both * (service.mean - service.damped_mean(both))
    kept = service.mean + caught * shut_mean
    kept_2 = service.second_moment + 2 * caught_time * shut_mean
    kept_2 += 2 * caught * shut_mean**2
    refuse_overload(rate * kept)
    first = shuts / (both + rate) * shut_mean
    first_2 = 2 * first * shut_mean
    return rate * kept_2 / (2 * (1 - rate * kept)) + (2 * first + rate * first_2) / (
        2 * (1 + rate * first)
    )


def mmc_shut_wait(
    rate: float, *, servers: int, service_mean: float, calendar: Calendar
) -> float:
    """Mean wait of M/M/c where no service starts while the place is shut.

    Notes
    -----
    Source: the Markov chain itself, solved by elimination; its states are
    (present, in service, shut).

    Examples
    --------
    Of one server it is what the closed form says.

    >>> port = Calendar(open_mean=10.0, shut_mean=4.0)
    >>> by_chain = mmc_shut_wait(0.4, servers=1, service_mean=1.0, calendar=port)
    >>> closed = mg1_shut_wait(0.4, service=ServiceTime.erlang(1.0), calendar=port)
    >>> round(by_chain / closed, 9)
    1.0
    """

    def moves(state: State) -> Iterator[tuple[State, float]]:
        present, served, shut = state
        if shut:
            yield (present + 1, served, 1), rate
            yield (present, min(present, servers), 0), 1 / calendar.shut_mean
            if served:
                yield (present - 1, served - 1, 1), served / service_mean
        else:
            yield (present + 1, min(present + 1, servers), 0), rate
            yield (present, served, 1), 1 / calendar.open_mean
            if served:
                left = present - 1
                yield (left, min(left, servers), 0), served / service_mean

    chances = stationary((0, 0, 0), moves)
    return mean_of(chances, lambda state: state[0] - state[1]) / rate
