"""The compiled network as arrays, and what a wait is at a moment of the year."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from orta.planning.graph import Csr

Ints = NDArray[np.int64]
Indices = NDArray[np.int32]

MONTHS = 12
MONTH_MIN = 365 * 24 * 60 // MONTHS  # twelve months of equal length
YEAR_MIN = MONTHS * MONTH_MIN
WEEK_MIN = 7 * 24 * 60


class Hops(NamedTuple):
    """Hops in the compiler's order; `csr` groups them by the state they leave.

    minutes, spread, areas, wait: shape (n_hops,); weights: shape
    (n_hops, n_weights), what is added up besides time: cents, grams and, last,
    variance (square minutes). `spread` is the standard deviation of a move, in
    minutes; its square is part of the variance. `areas` is a bit mask of the
    areas touched, `wait` an index into Waits or -1.
    """

    csr: Csr
    minutes: Ints
    weights: Ints
    spread: Ints
    areas: Ints
    wait: Indices


class Waits(NamedTuple):
    """Minutes of waiting at the middle of each month, shape (n_waits, 12).

    `variance` is that of both waits together, square minutes. The timetable of
    wait w is `departures[start[w] : start[w + 1]]`, minutes of the week in
    rising order; a wait without departures is the mean alone. `start` has shape
    (n_waits + 1,).
    """

    service: Ints
    weather: Ints
    variance: Ints
    start: Indices
    departures: Ints


class Clock(NamedTuple):
    """When the goods are ready: minutes of the year and of the week, UTC."""

    ready_minute_of_year: int
    ready_minute_of_week: int


@njit(cache=True, nogil=True)
def month_wait(monthly: Ints, minute_of_year: int) -> int:
    """Minutes at a moment of the year, linear between the middles of months.

    Linear pieces that never fall by more than a month in a month keep the
    order of arrivals: whoever comes first leaves first, or at the same time.
    """
    shifted = (minute_of_year - MONTH_MIN // 2) % YEAR_MIN
    month, past = shifted // MONTH_MIN, shifted % MONTH_MIN
    here, there = monthly[month], monthly[(month + 1) % MONTHS]
    return int((here * (MONTH_MIN - past) + there * past) // MONTH_MIN)


@njit(cache=True, nogil=True)
def service_wait(waits: Waits, wait: int, at: int, clock: Clock) -> int:
    """Minutes until the service leaves, for a consignment loaded at `at`."""
    first, count = waits.start[wait], waits.start[wait + 1] - waits.start[wait]
    if count == 0:
        return month_wait(waits.service[wait], clock.ready_minute_of_year + at)
    minute = (clock.ready_minute_of_week + at) % WEEK_MIN
    departure = first  # halved without a branch, which would be guessed wrong
    while count > 1:
        half = count // 2
        departure += half if waits.departures[departure + half - 1] < minute else 0
        count -= half
    if waits.departures[departure] < minute:  # the last of the week is gone
        return int(waits.departures[first] + WEEK_MIN - minute)
    return int(waits.departures[departure] - minute)


def least_waits(waits: Waits) -> Ints:
    """The least that each wait can be at any time of the year, shape (n_waits,)."""
    has_dates = waits.start[1:] > waits.start[:-1]
    service = np.where(has_dates, 0, waits.service.min(axis=1))
    return np.asarray(waits.weather.min(axis=1) + service)


@njit(cache=True, nogil=True)
def weather_wait(waits: Waits, wait: int, at: int, clock: Clock) -> int:
    """Minutes until the port opens, on average, at `at`."""
    return month_wait(waits.weather[wait], clock.ready_minute_of_year + at)
