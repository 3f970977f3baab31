"""Loads: a ship that leaves with N, or after the longest wait, or when it is back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp

from verification.queueing.chain import State, mean_of, refuse_overload, stationary
from verification.queueing.shut import Calendar


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """Ships that sail with at least `least` and at most `most` when they are in.

    Each is away for an exponential time of mean `rotation_mean`.
    """

    ships: int
    least: int
    most: int
    rotation_mean: float

    def __post_init__(self) -> None:
        if not (1 <= self.least <= self.most and self.ships >= 1):
            raise ValueError("a fleet: at least one ship, 1 <= least <= most")


@dataclass(frozen=True, kw_only=True)
class FleetMeans:
    """Mean wait until one's ship sails, and mean load of a ship that sails."""

    wait: float
    load: float


def n_policy_wait(rate: float, *, least: int) -> float:
    """Mean wait where a ship, always at hand, sails as soon as `least` wait.

    Notes
    -----
    Source: elementary; the n-th of N waits for N - n gaps between arrivals.

    Examples
    --------
    >>> n_policy_wait(1.0, least=3)
    1.0
    """
    return (least - 1) / (2 * rate)


def batch_n_policy_wait(rate: float, *, least: int, batch_mean: float) -> float:
    """Mean wait of a unit where units come in geometric batches, `rate` a time.

    A ship, always at hand and always large enough, sails with all that wait as
    soon as at least `least` do.

    Notes
    -----
    Source: renewal reward, Ross, Stochastic Processes (1996), section 3.6.

    Any unit is the last of its batch with the chance p = 1/m, so 1 … N - 1 units
    are each met in a load with the chance p, and stand for m/rate on average. A
    load is N - 1 + m on average, since what is left of a geometric batch is as
    large as a new one. So the mean wait is N (N - 1) / (2 rate (N - 1 + m)).

    Examples
    --------
    Batches of one are single units.

    >>> batch_n_policy_wait(2.0, least=9, batch_mean=1.0) == n_policy_wait(2.0, least=9)
    True
    """
    units = least * (least - 1) / 2
    return units / (rate * (least - 1 + batch_mean))


def n_or_longest_wait(rate: float, *, least: int, longest: float) -> float:
    """Mean wait where a ship sails with `least`, or when the first waited `longest`.

    Notes
    -----
    Source: Çetinkaya and Bookbinder, Transportation Research B 37 (2003), time
    and quantity policy; renewal reward as in Ross (1996), section 3.6.

    Examples
    --------
    Two or T: the first waits min(T, gap), the second not.

    >>> two = n_or_longest_wait(1.0, least=2, longest=1.5)
    >>> round(two, 9) == round((1 - exp(-1.5)) / (2 - exp(-1.5)), 9)
    True
    """
    reached = _reached(rate * longest, least - 1)
    units = sum(n * chance for n, chance in enumerate(reached, start=1))
    return units / rate / (1 + sum(reached))


def n_or_longest_load(rate: float, *, least: int, longest: float) -> float:
    """Mean load where a ship sails with `least`, or when the first waited `longest`.

    Notes
    -----
    Source: Çetinkaya and Bookbinder, Transportation Research B 37 (2003).

    Examples
    --------
    >>> round(n_or_longest_load(1.0, least=2, longest=1e9), 9)
    2.0
    """
    return 1 + sum(_reached(rate * longest, least - 1))


def fleet_means(
    rate: float, *, fleet: Fleet, calendar: Calendar | None = None
) -> FleetMeans:
    """Wait and load where units come singly and ships of a fleet take them.

    A ship that is in takes what waits, up to `most`, as soon as that is at least
    `least` and, with a calendar, the port is open. Without one and with one
    ship this is the general bulk service rule M/M(a,b)/1.

    Notes
    -----
    Source: Neuts, Annals of Mathematical Statistics 38 (1967), for the rule; the
    Markov chain itself, solved by elimination, for the figures.

    Examples
    --------
    Ships of one are servers: M/M/1, half busy, waits 1.

    >>> one = Fleet(ships=1, least=1, most=1, rotation_mean=1.0)
    >>> means = fleet_means(0.5, fleet=one)
    >>> round(means.wait, 9), round(means.load, 9)
    (1.0, 1.0)
    """
    refuse_overload(rate * fleet.rotation_mean / (fleet.ships * fleet.most))

    def after(waiting: int, away: int, shut: int) -> State:
        while not shut and waiting >= fleet.least and away < fleet.ships:
            waiting -= min(waiting, fleet.most)
            away += 1
        return waiting, away, shut

    def moves(state: State) -> Iterator[tuple[State, float]]:
        waiting, away, shut = state
        yield after(waiting + 1, away, shut), rate
        if away:
            yield after(waiting, away - 1, shut), away / fleet.rotation_mean
        if calendar is not None:
            mean = calendar.shut_mean if shut else calendar.open_mean
            yield after(waiting, away, 1 - shut), 1 / mean

    chances = stationary((0, 0, 0), moves)
    away = mean_of(chances, lambda state: state[1])
    return FleetMeans(
        wait=mean_of(chances, lambda state: state[0]) / rate,
        load=rate * fleet.rotation_mean / away,
    )


def _reached(mean: float, most: int) -> list[float]:
    """The chances that a Poisson number is at least 1 … most."""
    chance = left = exp(-mean)
    reached = []
    for n in range(1, most + 1):
        reached.append(max(1 - left, 0.0))
        chance *= mean / n
        left += chance
    return reached
