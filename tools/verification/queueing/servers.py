"""Servers side by side: Erlang's formulas, lost customers, endless servers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from verification.queueing.chain import refuse_overload


@dataclass(frozen=True, kw_only=True)
class Station:
    """Servers and the mean time of one service; `servers=None` is a mere delay."""

    service_mean: float
    servers: int | None = 1

    def __post_init__(self) -> None:
        if self.service_mean <= 0 or (self.servers is not None and self.servers < 1):
            raise ValueError("a station: a positive mean, at least one server")

    def busy(self, present: int) -> int:
        """Servers at work while so many are present."""
        return present if self.servers is None else min(present, self.servers)


def utilisation(rate: float, *, servers: int, service_mean: float) -> float:
    """Share of time a server of M/G/c is busy.

    Notes
    -----
    Source: Little, Operations Research 9 (1961), for the servers alone.

    Examples
    --------
    >>> utilisation(6, servers=3, service_mean=1 / 4)
    0.5
    """
    return rate * service_mean / servers


def loss_chance(offered: float, *, servers: int) -> float:
    """Erlang B: the chance to find all servers busy where nobody waits.

    Notes
    -----
    Source: Erlang (1917); Gross, Shortle, Thompson and Harris, Fundamentals of
    Queueing Theory (2008), chapter 2.

    Examples
    --------
    With two servers and a load of one it is (1/2) / (1 + 1 + 1/2).

    >>> loss_chance(1.0, servers=2)
    0.2
    """
    chance = 1.0
    for server in range(1, servers + 1):
        chance = offered * chance / (server + offered * chance)
    return chance


def delay_chance(rate: float, *, servers: int, service_mean: float) -> float:
    """Erlang C: the chance of M/M/c that a customer must wait.

    Notes
    -----
    Source: Erlang (1917); Gross, Shortle, Thompson and Harris, Fundamentals of
    Queueing Theory (2008), chapter 2.

    Examples
    --------
    Three doctors, six patients an hour, twenty minutes each: 4/9.

    >>> round(delay_chance(6, servers=3, service_mean=1 / 3), 12) == round(4 / 9, 12)
    True
    """
    busy = utilisation(rate, servers=servers, service_mean=service_mean)
    refuse_overload(busy)
    lost = loss_chance(rate * service_mean, servers=servers)
    return lost / (1 - busy * (1 - lost))


def mean_wait(rate: float, *, servers: int, service_mean: float) -> float:
    """Mean wait of M/M/c before service.

    Notes
    -----
    Source: Erlang (1917); Gross, Shortle, Thompson and Harris, Fundamentals of
    Queueing Theory (2008), chapter 2.

    Examples
    --------
    The three doctors again: 8/54 of an hour, 8.9 minutes.

    >>> round(60 * mean_wait(6, servers=3, service_mean=1 / 3), 1)
    8.9
    """
    waits = delay_chance(rate, servers=servers, service_mean=service_mean)
    return waits / (servers / service_mean - rate)


def mean_queue(rate: float, *, servers: int, service_mean: float) -> float:
    """Mean number of M/M/c that wait and are not served yet.

    Notes
    -----
    Source: Little, Operations Research 9 (1961), on the wait of Erlang.

    Examples
    --------
    The three doctors have 8/9 of a patient waiting.

    >>> round(mean_queue(6, servers=3, service_mean=1 / 3), 4)
    0.8889
    """
    return rate * mean_wait(rate, servers=servers, service_mean=service_mean)


def long_wait_chance(
    rate: float, *, servers: int, service_mean: float, longer_than: float
) -> float:
    """The chance of M/M/c to wait longer than a time, first come first served.

    Notes
    -----
    Source: Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory
    (2008), chapter 2.

    Examples
    --------
    With one server it is the busy share times exp(-(1/mean - rate) t).

    >>> round(
    ...     long_wait_chance(1, servers=1, service_mean=0.5, longer_than=1.0), 6
    ... ) == round(exp(-1) / 2, 6)
    True
    """
    waits = delay_chance(rate, servers=servers, service_mean=service_mean)
    return waits * exp(-(servers / service_mean - rate) * longer_than)


def mmck_blocked_share(
    rate: float, *, servers: int, service_mean: float, places: int
) -> float:
    """Share of M/M/c/K turned away where `places` are taken, served ones included.

    Notes
    -----
    Source: Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory
    (2008), chapter 2.

    Examples
    --------
    One server, as much comes as it serves: each of 0 … K is as likely.

    >>> round(mmck_blocked_share(1, servers=1, service_mean=1, places=4), 12)
    0.2
    """
    return _mmck(rate * service_mean, servers=servers, places=places)[-1]


def mmck_wait(rate: float, *, servers: int, service_mean: float, places: int) -> float:
    """Mean wait before service of those whom M/M/c/K accepts.

    Notes
    -----
    Source: Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory
    (2008), chapter 2, with Little's law for those accepted.

    Examples
    --------
    One server, two places, as much comes as is served: half of those accepted
    find nobody, half find one in service.

    >>> round(mmck_wait(1, servers=1, service_mean=1, places=2), 12)
    0.5
    """
    chances = _mmck(rate * service_mean, servers=servers, places=places)
    queue = sum(chance * max(n - servers, 0) for n, chance in enumerate(chances))
    return queue / (rate * (1 - chances[-1]))


def mg_infinity_number(rate: float, *, service_mean: float) -> float:
    """Mean number present in M/G/∞.

    Notes
    -----
    Source: Little, Operations Research 9 (1961).

    Examples
    --------
    >>> mg_infinity_number(3, service_mean=0.5)
    1.5
    """
    return rate * service_mean


def mg_infinity_chances(
    rate: float, *, service_mean: float, most: int
) -> tuple[float, ...]:
    """The chances that 0 … `most` are present in M/G/∞: Poisson, whatever G.

    Notes
    -----
    Source: Takács, Introduction to the Theory of Queues (1962).

    Examples
    --------
    >>> none, one = mg_infinity_chances(2, service_mean=0.5, most=1)
    >>> none == one == exp(-1)
    True
    """
    load, chances = rate * service_mean, [exp(-rate * service_mean)]
    for n in range(1, most + 1):
        chances.append(chances[-1] * load / n)
    return tuple(chances)


def _mmck(offered: float, *, servers: int, places: int) -> Sequence[float]:
    """Chances of 0 … places present."""
    if places < servers:
        raise ValueError(f"{places} places cannot hold {servers} servers' customers")
    weights = [1.0]
    for n in range(1, places + 1):
        weights.append(weights[-1] * offered / min(n, servers))
    whole = sum(weights)
    return [weight / whole for weight in weights]
