"""Easter by the Gregorian and the Julian reckoning, and days of the Julian calendar."""

from __future__ import annotations

from datetime import date, timedelta

JULIAN_DAY_ONE = date(1, 1, 3)
"""The civil (Gregorian) day that the Julian calendar calls 5 January of the year 1, so that the offset there is −2 days."""


def easter(year: int) -> date:
    """Easter Sunday of the western churches in a civil year, from 1583 on the one that was kept.

    >>> easter(2026)
    datetime.date(2026, 4, 5)
    """
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(moon - weekday)


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the eastern churches, reckoned by the Julian calendar, as a civil day.

    >>> orthodox_easter(2026)
    datetime.date(2026, 4, 12)
    """
    moon = (19 * (year % 19) + 15) % 30
    weekday = (year + year // 4 + moon) % 7
    return civil_of_julian(year, 3, 28) + timedelta(moon - weekday)


def civil_of_julian(year: int, month: int, day: int) -> date:
    """The civil day of a date in the Julian calendar.

    >>> civil_of_julian(2025, 12, 25)
    datetime.date(2026, 1, 7)

    Raises ValueError where the Julian calendar lacks the day, OverflowError beyond the years 1 to 9999.
    """
    longest = (31, 28 + (year % 4 == 0), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not (1 <= month <= 12 and 1 <= day <= longest[month - 1]):
        raise ValueError(f"the Julian year {year} has no {month}-{day}")
    past = 365 * (year - 1) + (year - 1) // 4 + sum(longest[: month - 1]) + day - 1
    return date(1, 1, 1) + timedelta(past - 2)
