"""A day, month or year as datasets write it, and the days it begins and ends on."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def first_day(period: str) -> date:
    """The first day of a day, month or year.

    >>> first_day("2026-03")
    datetime.date(2026, 3, 1)
    """
    year, month, day = (*map(int, period.split("-")), 1, 1)[:3]
    return date(year, month, day)


def last_day(period: str) -> date:
    """The last day of a day, month or year.

    >>> last_day("2028-02"), last_day("2026")
    (datetime.date(2028, 2, 29), datetime.date(2026, 12, 31))
    """
    parts = [int(part) for part in period.split("-")]
    year, month = (*parts, 12)[:2]
    day = parts[2] if len(parts) == len("ymd") else monthrange(year, month)[1]
    return date(year, month, day)
