"""Instants and deadlines as people write them, read as aware UTC times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from orta.errors import UsageError

# Years that a consignment may be planned for; far dates would overflow instants.
_YEARS = range(1970, 2200)


def this_minute() -> datetime:
    """Now, to the whole minute, UTC."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


def read_deadline(text: str | datetime) -> datetime:
    """A deadline; a bare date means the last minute of that day."""
    instant = read_instant(text, "by")
    if isinstance(text, str) and _is_date(text):
        return instant + timedelta(days=1) - timedelta(minutes=1)
    return instant


def _is_date(text: str) -> bool:
    """Whether an ISO text has no time of day: 2026-12-01, 20261201, 2026-W49-2."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def read_instant(text: str | datetime | None, where: str) -> datetime:
    """A date or time as an aware UTC instant; a date means its midnight UTC.

    None is now. An empty text is not: it comes from a variable that nobody set.
    """
    if text is None:
        return this_minute()
    if isinstance(text, datetime):
        instant = text
    else:
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            raise UsageError(
                f"cannot read the date “{text}”",
                where=where,
                hint="write it as 2026-12-01 or 2026-12-01T06:00",
            ) from None
    if instant.year not in _YEARS:
        raise UsageError(
            f"the year {instant.year} is out of reach",
            where=where,
            hint=f"dates lie from {_YEARS.start} to {_YEARS.stop - 1}",
        )
    if instant.tzinfo is None:
        return instant.replace(tzinfo=UTC)
    return instant.astimezone(UTC)
