"""What an event piles up week by week, and when that is gone again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orta.planning.simulation import Estimate

Floats = NDArray[np.float64]
WEEK_DAYS: Final = 7
# Of the peak: less than this is no backlog any more.
_NEARLY_NOTHING: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekOfRecovery:
    """A week: TEU under way on average, in ordinary time and under stress.

    `more` is the second less the first, pair by pair.
    """

    starts: date
    ordinary: float
    stressed: float
    more: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What is under way more than in ordinary time, week by week.

    `owner` is a demand, a state (of origin or destination), or "" for the corridor.
    `peak` is the week in which most is under way more. It has recovered in the first
    week that begins when the event is over, and after the peak, in which the interval
    holds zero or less than 5 % of the peak is left; `weeks_after` counts the weeks from
    the end of the event to that week. Both are None if that does not come in the run,
    or the event does not end in it. `during` is what is under way more on average while
    the event lasts. Where neither that nor the peak is surely above zero (`is_hurt`),
    nothing is piled up, and there is nothing to recover from.
    """

    owner: str
    weeks: tuple[WeekOfRecovery, ...]
    peak: WeekOfRecovery
    during: Estimate
    ends: date | None
    recovered: date | None
    weeks_after: int | None

    @property
    def is_hurt(self) -> bool:
        """Whether more is surely under way, at the peak or while the event lasts."""
        return self.peak.more.low > 0 or self.during.low > 0


def recovery_of(  # noqa: PLR0913 - all by name
    owner: str,
    *,
    start: date,
    begins: date | None,
    ends: date | None,
    ordinary: Floats,
    stressed: Floats,
) -> Recovery:
    """The recovery curve of two runs with the same luck.

    Parameters
    ----------
    ordinary, stressed
        What is under way at the end of each day, shape (replications, days).
    begins, ends
        The first day of the event, and the day after its last; None if it lasts.

    Examples
    --------
    Ten are piled up in the second week, and gone two weeks later:

    >>> usual = np.full((2, 35), 50.0)
    >>> more = np.repeat([0.0, 10.0, 4.0, 0.0, 0.0], 7)
    >>> found = recovery_of("", start=date(2026, 1, 1), begins=date(2026, 1, 8),
    ...     ends=date(2026, 1, 15), ordinary=usual, stressed=usual + more)
    >>> found.peak.more.value, str(found.recovered), found.weeks_after
    (10.0, '2026-01-22', 1)
    """
    weeks = tuple(_weeks(start, ordinary, stressed))
    days = slice(
        None if begins is None else max((begins - start).days, 0),
        None if ends is None else (ends - start).days,
    )
    peak = max(weeks, key=lambda week: week.more.value)
    recovered = next(
        (
            week.starts
            for week in weeks
            if ends is not None
            and week.starts >= ends
            and week.starts > peak.starts
            and _is_over(week, peak)
        ),
        None,
    )
    return Recovery(
        owner=owner,
        weeks=weeks,
        peak=peak,
        during=Estimate.of((stressed - ordinary)[:, days].mean(axis=1)),
        ends=ends,
        recovered=recovered,
        weeks_after=(
            (recovered - ends).days // WEEK_DAYS if recovered and ends else None
        ),
    )


def _weeks(start: date, ordinary: Floats, stressed: Floats) -> list[WeekOfRecovery]:
    count = ordinary.shape[1] // WEEK_DAYS
    weekly = [
        runs[:, : count * WEEK_DAYS].reshape(len(runs), count, WEEK_DAYS).mean(axis=2)
        for runs in (ordinary, stressed)
    ]
    return [
        WeekOfRecovery(
            starts=start + timedelta(weeks=number),
            ordinary=float(weekly[0][:, number].mean()),
            stressed=float(weekly[1][:, number].mean()),
            more=Estimate.of(weekly[1][:, number] - weekly[0][:, number]),
        )
        for number in range(count)
    ]


def _is_over(week: WeekOfRecovery, peak: WeekOfRecovery) -> bool:
    holds_zero = week.more.low <= 0 <= week.more.high or week.more.high < 0
    return holds_zero or week.more.value < _NEARLY_NOTHING * peak.more.value
