"""Which days a feed holds."""

from __future__ import annotations

from datetime import date

from rules import Span, shift

DAYS_BACK, MONTHS_AHEAD = 90, 24
MOST_BACK = 1100
"""Days before this month that a feed holds where more are asked for: three years."""


def feed_window(today: date, back: int = DAYS_BACK) -> Span:
    """The days that feeds hold: from 90 days before this month to 24 months ahead, widened to whole months.

    Whole months, so that the bytes of an unchanged database stay the same for the whole of a month. `back` takes the place
    of the 90.

    >>> feed_window(date(2026, 11, 20))
    Span(first=datetime.date(2026, 8, 1), last=datetime.date(2028, 11, 30))
    """
    first = shift(today.replace(day=1), -back).replace(day=1)
    months = today.year * 12 + today.month + MONTHS_AHEAD  # the month after the last one, counted from 0
    if months // 12 > date.max.year:
        return Span(first, date.max)
    return Span(first, shift(date(months // 12, months % 12 + 1, 1), -1))
