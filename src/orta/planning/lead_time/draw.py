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
    luck: dict[int, Hours] = {}

    def spend(cause: StageCause, taken: Hours) -> None:
        hours[_CAUSES.index(cause)] += taken
        np.add(clock, taken, out=clock)

    for part in parts:
        if isinstance(part, Stage):
            spend(part.cause, _stage_hours(part, n_draws, rng, luck))
        elif isinstance(part, Until):
            left_h = np.where(clock < part.shuts_h, 0.0, part.opens_h - clock)
            spend(part.cause, np.maximum(left_h, 0.0))
        else:
            spend(StageCause.WAIT_SERVICE, _service_hours(part, clock, ready, rng))
            spend(StageCause.WEATHER, _weather_hours(part, clock, ready, rng))
    return LeadTimes(hours_by_cause=hours, ready_at=ready)


def _stage_hours(
    stage: Stage,
    n_draws: int,
    rng: np.random.Generator,
    luck: dict[int, Hours],
) -> Hours:
    duration = stage.duration
    if duration.min_h == duration.max_h:
        return np.full(n_draws, duration.mean_h)
    if stage.luck is None:
        share = rng.random(n_draws)
    else:
        if stage.luck not in luck:
            luck[stage.luck] = rng.random(n_draws)
        share = luck[stage.luck]
    alpha, beta = (round(value, 6) for value in duration.shape)
    position = at_share(beta_quantiles(alpha, beta), share)
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
    month = _months(clock, ready)
    middles = np.arange(_MONTHS)
    share = np.interp(month, middles, wait.closed_share, period=_MONTHS)
    weather_h = np.interp(month, middles, wait.mean_weather_h, period=_MONTHS)
    episode_h = np.divide(weather_h, share, out=np.zeros(clock.size), where=share > 0)
    is_shut = rng.random(clock.size) < share
    waited: Hours = np.where(is_shut, rng.exponential(1.0, clock.size) * episode_h, 0.0)
    return waited
