"""The days of a GTFS service, and the week that stands for them.

A timetable of Orta knows weekdays and no dates. Two rules lead from dates to
weekdays: one dated week as it is, or the days on which a trip usually runs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from orta.corridor import WEEKDAYS
from orta.datasets.sources.feed import Feed, Record
from orta.datasets.sources.gtfs.tables import WEEKDAY_COLUMNS
from orta.errors import UsageError

_LONGEST_PERIOD_DAYS = 3700
_USUAL_SHARE: Final = 0.5
_ADDED, _REMOVED = 1, 2  # exception_type


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPattern:
    """The weekdays a trip is given, and whether they are all of the truth.

    `weekdays` are 0 for Monday to 6, days of the feed's own time zone; `days`
    those dates among them on which it does run.
    """

    weekdays: tuple[int, ...]
    days: tuple[date, ...]
    is_exact: bool
    detail: str = ""


def read_days(feed: Feed) -> dict[str, frozenset[date]]:
    """The days on which each service runs: calendar, then its exceptions."""
    days: dict[str, set[date]] = {}
    for service_id, dates in feed.rows(
        "calendar.txt",
        _calendar_row,
        needed=("service_id", *WEEKDAY_COLUMNS, "start_date", "end_date"),
    ):
        days.setdefault(service_id, set()).update(dates)
    for service_id, day, kind in feed.rows(
        "calendar_dates.txt",
        _exception_row,
        needed=("service_id", "date", "exception_type"),
    ):
        of_service = days.setdefault(service_id, set())
        if kind == _ADDED:
            of_service.add(day)
        else:
            of_service.discard(day)
    if not (feed.has("calendar.txt") or feed.has("calendar_dates.txt")):
        feed.complain(
            "calendar.txt",
            0,
            "",
            "",
            expected="calendar.txt or calendar_dates.txt",
            hint="without one of them no trip has a day",
        )
    return {service_id: frozenset(dates) for service_id, dates in days.items()}


def _calendar_row(record: Record) -> tuple[str, list[date]]:
    runs = [record.whole(column, 0, 1) for column in WEEKDAY_COLUMNS]
    first, last = record.day("start_date"), record.day("end_date")
    if last < first:
        raise record.fault("end_date", "a day not before start_date")
    count = (last - first).days + 1
    if count > _LONGEST_PERIOD_DAYS:
        raise record.fault("end_date", "a period of at most ten years")
    dates = [first + timedelta(days=n) for n in range(count)]
    return record.text("service_id"), [day for day in dates if runs[day.weekday()]]


def _exception_row(record: Record) -> tuple[str, date, int]:
    kind = record.whole("exception_type", _ADDED, _REMOVED)
    return record.text("service_id"), record.day("date"), kind


def feed_period(
    feed: Feed, days: dict[str, frozenset[date]]
) -> tuple[date, date, dict[str, str]]:
    """First and last day the feed speaks of, and what it says of itself."""
    texts = ("feed_publisher_name", "feed_publisher_url", "feed_version")

    def build(record: Record) -> tuple[dict[str, str], tuple[date | None, ...]]:
        ends = tuple(
            record.day(column) if record.cells.get(column) else None
            for column in ("feed_start_date", "feed_end_date")
        )
        return {name: record.text(name, default="") for name in texts}, ends

    rows = feed.rows("feed_info.txt", build, needed=())
    about, (first, last) = rows[0] if rows else ({}, (None, None))
    all_days = [day for dates in days.values() for day in dates]
    # Days beyond the stated period are days all the same.
    known = [day for day in (first, last) if day is not None] + all_days
    if not known:
        feed.complain("calendar.txt", 0, "", "", expected="a day on which a trip runs")
        known = [date.min]
    return min(known), max(known), about


def usual_week(days: frozenset[date], period: tuple[date, date]) -> WeekPattern:
    """The weekdays on which it runs in at least half of the period's weeks."""
    first, last = period
    length = (last - first).days + 1
    whole_weeks = (length - 1) // 7
    rest = (length - 1) % 7 + 1
    possible = {
        (first.weekday() + n) % 7: whole_weeks + (1 if n < rest else 0)
        for n in range(7)
    }
    run = Counter(day.weekday() for day in days)
    usual = tuple(
        n for n in range(7) if possible[n] and run[n] / possible[n] >= _USUAL_SHARE
    )
    is_exact = all(run[n] in (0, possible[n]) for n in range(7))
    counted = [f"{run[n]} of {possible[n]} {WEEKDAYS[n]}" for n in range(7) if run[n]]
    return WeekPattern(
        weekdays=usual,
        days=tuple(sorted(day for day in days if day.weekday() in usual)),
        is_exact=is_exact,
        detail="" if is_exact else f"runs on {', '.join(counted)}",
    )


def dated_week(days: frozenset[date], monday: date) -> WeekPattern:
    """The weekdays on which it runs in the week that begins on a Monday."""
    week = [monday + timedelta(days=n) for n in range(7)]
    run = tuple(day for day in week if day in days)
    return WeekPattern(
        weekdays=tuple(day.weekday() for day in run), days=run, is_exact=True
    )


def get_zone(name: str) -> ZoneInfo:
    """The time zone of that name.

    Raises
    ------
    UsageError
        If this machine knows none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(
            f"no time zone “{name}” is known here",
            where="agency.txt agency_timezone",
            hint="use a name such as Asia/Almaty; on Windows `pip install tzdata`",
        ) from None


def utc_offset_min(days: tuple[date, ...], zone: ZoneInfo) -> int:
    """Minutes ahead of UTC on most of the days; on as many, the smaller one.

    Notes
    -----
    Source: GTFS counts the times of a day from noon less twelve hours, so that
    the day on which clocks change has the offset of its noon.
    """
    noon = time(12)
    offsets = Counter(
        datetime.combine(day, noon, zone).astimezone(UTC).replace(tzinfo=None)
        - datetime.combine(day, noon)
        for day in days
    )
    most = max(offsets.values())
    # What was taken is UTC less local time, hence the sign.
    ahead = [
        -delta // timedelta(minutes=1) for delta, n in offsets.items() if n == most
    ]
    return min(ahead)
