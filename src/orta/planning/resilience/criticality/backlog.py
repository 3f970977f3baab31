"""The queue that a closure leaves, as water in a basin: it fills, then it drains.

Goods that wait come at a steady rate and stand at the closed gate; when it opens, they
leave with the room that those who come every day leave. Of the limits on their usual
ways that with the least room for all that waits for it decides how long it takes.
"""

from __future__ import annotations

import numpy as np

from orta.planning.optimum import FloatArray
from orta.planning.resilience.criticality.answer import Recovery

DAYS_PER_WEEK = 7.0


def recovery(  # noqa: PLR0913  a keyword for each array
    held_t_per_week: FloatArray,
    days: float,
    *,
    use_per_t: FloatArray,
    room_per_week: FloatArray,
    day_usd_per_t: FloatArray,
    limit_assets: tuple[str, ...],
) -> Recovery:
    """How long the queue of a closure lasts, and what is waited in it.

    Parameters
    ----------
    held_t_per_week
        What waits of each demand in a week of closure, shape (demands,).
    days
        How long it is closed.
    use_per_t
        What a tonne of each demand takes of each limit on its usual ways, shape
        (limits, demands).
    room_per_week
        What a usual week leaves of each limit, shape (limits,).
    day_usd_per_t
        What a day is worth to a tonne of each demand, shape (demands,).
    limit_assets
        What each limit is of.

    Notes
    -----
    Source: the deterministic queue of Newell (1982), *Applications of Queueing Theory*.
    With a queue of B when it opens after D days, and R days until it is gone, first
    come, first served, tonne-days of waiting are B (D + R) / 2.

    Examples
    --------
    70 t a week wait for a fortnight: 140 t. A usual week leaves room for 40 t, so they
    are gone after 24.5 days, and 140 x (14 + 24.5) / 2 tonne-days were waited:

    >>> import numpy as np
    >>> recovery(
    ...     np.array([70.0]), 14, use_per_t=np.ones((1, 1)),
    ...     room_per_week=np.array([40.0]), day_usd_per_t=np.array([2.0]),
    ...     limit_assets=("node:PORT",),
    ... )
    Recovery(days=24.5, asset_id='node:PORT', unknown_t=0.0, wait_t_days=2695.0,
        after_usd=3430.0)
    """
    queue_t = held_t_per_week * days / DAYS_PER_WEEK
    if not queue_t.sum() > 0:
        return Recovery(
            days=0.0, asset_id="", unknown_t=0.0, wait_t_days=0.0, after_usd=0.0
        )
    needs, room = use_per_t @ queue_t, np.maximum(room_per_week, 0.0)
    of_limits = np.where(needs > 0, np.inf, 0.0)
    np.divide(needs, room, out=of_limits, where=(needs > 0) & (room > 0))
    meets = (use_per_t > 0) & (queue_t > 0)
    after = np.where(meets, of_limits[:, None], 0.0).max(axis=0, initial=0.0)
    after_days = after * DAYS_PER_WEEK
    is_known = meets.any(axis=0)
    longest = np.where(meets.any(axis=1), of_limits, -1.0)
    worst = int(np.argmax(longest)) if is_known.any() else -1
    told = np.where(np.isfinite(after_days), after_days, 0.0)
    return Recovery(
        days=float(longest[worst]) * DAYS_PER_WEEK if worst >= 0 else None,
        asset_id=limit_assets[worst] if worst >= 0 else "",
        unknown_t=float(queue_t[~is_known].sum()),
        wait_t_days=float(queue_t @ (days + told)) / 2,
        after_usd=float((queue_t * day_usd_per_t) @ told) / 2,
    )
