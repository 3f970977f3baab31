"""Conversions between units, and nothing else: every factor lives here once."""

from __future__ import annotations

from typing import Final

DAYS_PER_WEEK: Final = 7
HOURS_PER_DAY: Final = 24
MINUTES_PER_HOUR: Final = 60
MINUTES_PER_DAY: Final = 24 * 60
MINUTES_PER_WEEK: Final = 7 * MINUTES_PER_DAY
CENTS_PER_USD: Final = 100
GRAMS_PER_KG: Final = 1000
KG_PER_TONNE: Final = 1000
KM_PER_NAUTICAL_MILE: Final = 1.852


def minutes_from_hours(hours: float) -> int:
    """Whole minutes, rounded half to even.

    >>> minutes_from_hours(1.5)
    90
    """
    return round(hours * MINUTES_PER_HOUR)


def square_minutes_from_hours(square_hours: float) -> int:
    """Whole square minutes of a variance, rounded half to even.

    >>> square_minutes_from_hours(1.5)
    5400
    """
    return round(square_hours * MINUTES_PER_HOUR**2)


def days_from_minutes(minutes: float) -> float:
    """Days as a decimal number.

    >>> days_from_minutes(2160)
    1.5
    """
    return minutes / MINUTES_PER_DAY


def usd_from_cents(cents: int) -> float:
    """US dollars.

    >>> usd_from_cents(1234)
    12.34
    """
    return cents / CENTS_PER_USD


def kg_from_grams(grams: int) -> float:
    """Kilograms.

    >>> kg_from_grams(2500)
    2.5
    """
    return grams / GRAMS_PER_KG
