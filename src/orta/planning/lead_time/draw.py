"""Thousands of lead times of one itinerary, each with its causes.

Every draw walks through the same stages: borders and handling take what their
distributions say, trains and ships leave when they leave, ports are shut or
not. Means are those the router expects; the spread is what it cannot see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from orta.planning.lead_time.quantiles import at_share, beta_quantiles
from orta.planning.lead_time.stages import Stage, Until, Wait
from orta.vocabulary import StageCause
from orta.vocabulary.quantities import (
    HOURS_PER_DAY,
    MINUTES_PER_DAY,
    MINUTES_PER_HOUR,
    MINUTES_PER_WEEK,
)

Hours = NDArray[np.float64]

_MONTHS = 12
_YEAR_H = 365 * HOURS_PER_DAY
_WEEK_H = MINUTES_PER_WEEK / MINUTES_PER_HOUR
_CAUSES = tuple(StageCause)


@dataclass(frozen=True, eq=False)
class LeadTimes:
    """Drawn lead times: hours by cause, shape (n_causes, n_draws).

    Causes are in the order of `StageCause`. The lead time of a draw is the sum
    of its causes, whatever the draw.
    """

    hours_by_cause: Hours
    ready_at: datetime

    @property
    def days(self) -> Hours:
        """Lead time of every draw, shape (n_draws,), days."""
        total: Hours = self.hours_by_cause.sum(axis=0) / HOURS_PER_DAY
        return total

    @property
    def mean_days(self) -> float:
        """Mean of the drawn lead times."""
        return float(self.days.mean())

    def quantile_days(self, share: float) -> float:
        """The days that this share of the draws does not exceed."""
        return float(np.quantile(self.days, share))

    def on_time(self, deadline_at: datetime) -> float:
        """Share of the draws that arrive by the deadline."""
        allowed = (deadline_at - self.ready_at) / timedelta(days=1)
        return float((self.days <= allowed).mean())

    def causes_days(self) -> dict[StageCause, float]:
        """Mean days of each cause; they sum to the mean lead time."""
        means = self.hours_by_cause.mean(axis=1) / HOURS_PER_DAY
        return dict(zip(_CAUSES, means.tolist(), strict=True))


def draw_lead_times(
    parts: Sequence[Stage | Until | Wait],
    *,
    ready_at: datetime,
    n_draws: int,
    rng: np.random.Generator,
) -> LeadTimes:
    """Lead times of goods that go through the parts in order.

    Parameters
    ----------
    parts
        Stages and waits, in order, from ready to available.
    ready_at
        Aware instant at which the goods are ready; seasons and timetables
        follow from it.
    n_draws
        How many lead times to draw.
    rng
        Where chance comes from; the same state gives the same draws.

    Notes
    -----
    A unit comes at a random moment between two departures, so its wait is
    uniform over the interval; where ships fill and go it follows the quantiles
    of the draw's own time of year; a timetable is caught or missed by each draw
    for itself. A port is shut with the probability of the draw's own time of
    year, for an exponential time.
    """
    ready = ready_at.astimezone(UTC)
    clock = np.zeros(n_draws)
    hours = np.zeros((len(_CAUSES), n_draws))
    luck = _Luck(n_draws, rng)

    def spend(cause: StageCause, taken: Hours | float) -> None:
        hours[_CAUSES.index(cause)] += taken
        np.add(clock, taken, out=clock)

    for part in parts:
        if isinstance(part, Stage):
            spend(part.cause, _stage_hours(part, luck))
        elif isinstance(part, Until):
            left_h = np.where(clock < part.shuts_h, 0.0, part.opens_h - clock)
            spend(part.cause, np.maximum(left_h, 0.0))
        else:
            spend(StageCause.WAIT_SERVICE, _service_hours(part, clock, ready, rng))
            spend(StageCause.WEATHER, _weather_hours(part, clock, ready, rng))
    return LeadTimes(hours_by_cause=hours, ready_at=ready)


class _Luck:
    """Where in its range each draw of a duration falls, 0 to 1.

    Stages that share their luck and a shape share the very positions.
    """

    def __init__(self, n_draws: int, rng: np.random.Generator) -> None:
        self._n_draws, self._rng = n_draws, rng
        self._shares: dict[int, Hours] = {}
        self._positions: dict[tuple[int, float, float], Hours] = {}

    def positions(self, luck: int | None, alpha: float, beta: float) -> Hours:
        """Positions for a beta distribution, shape (n_draws,)."""
        if luck is None:
            share = self._rng.random(self._n_draws)
            return at_share(beta_quantiles(alpha, beta), share)
        if luck not in self._shares:
            self._shares[luck] = self._rng.random(self._n_draws)
        key = (luck, alpha, beta)
        if key not in self._positions:
            table = beta_quantiles(alpha, beta)
            self._positions[key] = at_share(table, self._shares[luck])
        return self._positions[key]


def _stage_hours(stage: Stage, luck: _Luck) -> Hours | float:
    duration = stage.duration
    if duration.min_h == duration.max_h:
        return duration.mean_h
    alpha, beta = (round(value, 6) for value in duration.shape)
    position = luck.positions(stage.luck, alpha, beta)
    return duration.min_h + (duration.max_h - duration.min_h) * position


def _service_hours(
    wait: Wait, clock: Hours, ready: datetime, rng: np.random.Generator
) -> Hours:
    if wait.quantiles_h:
        return _quantile_hours(wait, _months(clock, ready), rng)
    if not wait.departures_min:
        return rng.uniform(0.0, wait.interval_h, clock.size)
    monday_min = ready.weekday() * MINUTES_PER_DAY + ready.hour * 60 + ready.minute
    now = clock + monday_min / MINUTES_PER_HOUR
    departures = np.array(wait.departures_min)[:, None] / MINUTES_PER_HOUR
    until: Hours = ((departures - now) % _WEEK_H).min(axis=0)
    return until


def _quantile_hours(wait: Wait, months: Hours, rng: np.random.Generator) -> Hours:
    """The same share of the quantiles of both months a draw lies between."""
    tables = np.array(wait.quantiles_h)
    slices = tables.shape[1] - 1
    place = rng.random(months.size) * slices
    low = place.astype(np.int64)  # a random number stays below 1
    above = place - low
    month = np.floor(months).astype(np.int64)

    def at(month: NDArray[np.int64]) -> Hours:
        below_h, above_h = (
            tables[month % _MONTHS, low],
            tables[month % _MONTHS, low + 1],
        )
        hours: Hours = below_h + (above_h - below_h) * above
        return hours

    past = months - month
    drawn: Hours = at(month) * (1 - past) + at(month + 1) * past
    return drawn


def _months(clock: Hours, ready: datetime) -> Hours:
    """The time of year in months, whole at the middle of each."""
    january = datetime(ready.year, 1, 1, tzinfo=UTC)
    of_year = (ready - january) / timedelta(hours=1) + clock
    return of_year / _YEAR_H * _MONTHS - 0.5


def _weather_hours(
    wait: Wait, clock: Hours, ready: datetime, rng: np.random.Generator
) -> Hours:
    if not any(wait.closed_share):
        return np.zeros(clock.size)
    months = _months(clock, ready)
    whole = np.floor(months)
    month, past = whole.astype(np.int64) % _MONTHS, months - whole

    def between(monthly: tuple[float, ...]) -> Hours:
        circle = np.array([*monthly, monthly[0]])
        value: Hours = circle[month] + (circle[month + 1] - circle[month]) * past
        return value

    share = between(wait.closed_share)
    is_shut = rng.random(clock.size) < share
    # Few meet a shut port; the mean of an episode is only needed for them.
    weather_h = between(wait.mean_weather_h)[is_shut]
    waited = np.zeros(clock.size)
    episode_h = weather_h / share[is_shut]
    waited[is_shut] = rng.exponential(1.0, episode_h.size) * episode_h
    return waited
