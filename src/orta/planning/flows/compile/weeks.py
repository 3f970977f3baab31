"""The weeks of a study: when they are, what is shut, when a departure arrives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from orta.corridor import Corridor
from orta.planning.loading import LoadingRequest, find_bans
from orta.planning.optimum import BoolArray, FloatArray, IntArray
from orta.vocabulary.quantities import DAYS_PER_WEEK

_ROUNDING = 1e-9  # of sums of shares


def arrivals(days: FloatArray) -> Iterator[tuple[IntArray, IntArray, FloatArray]]:
    """Weeks of departure, weeks of arrival, and the share of goods this holds for.

    `days` (weeks,) are those a departure of each week takes. Departures are spread
    evenly over their week, so of a way of d days the share d/7 - floor(d/7) comes a
    week later than the rest. What would come after the last week does not come.

    Examples
    --------
    >>> for leaves, comes, share in arrivals(np.full(4, 8.75)):
    ...     print(leaves.tolist(), comes.tolist(), share.tolist())
    [0, 1, 2] [1, 2, 3] [0.75, 0.75, 0.75]
    [0, 1] [2, 3] [0.25, 0.25]
    """
    every = np.arange(len(days), dtype=np.int32)
    whole, rest = np.divmod(days / DAYS_PER_WEEK, 1)
    for later, share in ((whole, 1 - rest), (whole + 1, rest)):
        comes = every + later.astype(np.int32)
        is_seen = (share > 0) & (comes < len(days))
        if is_seen.any():
            yield every[is_seen], comes[is_seen], share[is_seen]


def first_days(start: date, weeks: int) -> tuple[date, ...]:
    """First day of each week."""
    return tuple(start + timedelta(weeks=number) for number in range(weeks))


def open_share(corridor: Corridor, node_id: str, days: tuple[date, ...]) -> FloatArray:
    """Expected share of each week that the weather leaves a port open, shape (weeks,).

    A week has the share of the month in which its middle lies.
    """
    closed = {
        c.month: c.closed_share for c in corridor.closures if c.node_id == node_id
    }
    middle = [day + timedelta(days=DAYS_PER_WEEK // 2) for day in days]
    return np.array([1 - closed.get(day.month, 0.0) for day in middle])


def whole_a_week(per_week: FloatArray) -> FloatArray:
    """Whole departures of each week that are as many in the long run, shape (weeks,).

    Ships and trains are whole: of 0.85 a week there would never be one.

    Examples
    --------
    >>> whole_a_week(np.full(6, 0.75)).tolist()
    [1.0, 1.0, 0.0, 1.0, 1.0, 1.0]
    """
    by_now = np.floor(np.cumsum(per_week) + 0.5 + _ROUNDING)
    return np.diff(by_now, prepend=0.0)


def banned_weeks(
    corridor: Corridor,
    *,
    station_id: str,
    exit_node_ids: tuple[str, ...],
    goods_code: str,
    days: tuple[date, ...],
) -> BoolArray:
    """Weeks in which orders forbid to load on most days, shape (weeks,)."""
    banned = []
    for monday in days:
        requests = (
            LoadingRequest(
                station_id=station_id,
                exit_node_ids=exit_node_ids,
                day=monday + timedelta(days=day),
                goods_code=goods_code,
            )
            for day in range(DAYS_PER_WEEK)
        )
        bans = sum(bool(find_bans(corridor, request)) for request in requests)
        banned.append(bans > DAYS_PER_WEEK / 2)
    return np.array(banned)
