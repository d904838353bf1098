"""Which days and how many entries a feed holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rules import Span, shift

from ..events import Entry

DAYS_BACK, MONTHS_AHEAD, MOST_ENTRIES = 90, 24, 2000


def feed_window(today: date) -> Span:
    """The days that feeds hold: from 90 days before this month to 24 months ahead, widened to whole months.

    Whole months, so that the bytes of an unchanged database stay the same for the whole of a month.

    >>> feed_window(date(2026, 11, 20))
    Span(first=datetime.date(2026, 8, 1), last=datetime.date(2028, 11, 30))
    """
    first = shift(today.replace(day=1), -DAYS_BACK).replace(day=1)
    months = today.year * 12 + today.month + MONTHS_AHEAD  # the month after the last one, counted from 0
    if months // 12 > date.max.year:
        return Span(first, date.max)
    return Span(first, shift(date(months // 12, months % 12 + 1, 1), -1))


def trim_to(entries: Sequence[Entry], today: date, most: int = MOST_ENTRIES) -> list[Entry]:
    """The `most` entries nearest to the month of today, in their order: those to come before those past.

    The month and not the day decides, so that the choice stays the same for a whole month.
    """
    if len(entries) <= most:
        return list(entries)
    pivot = today.replace(day=1)
    ahead = [entry for entry in entries if entry.span.last >= pivot]
    past = [entry for entry in entries if entry.span.last < pivot]
    room = most - len(ahead)
    return past[-room:] + ahead if room > 0 else ahead[:most]
