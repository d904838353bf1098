"""Where an entry lies on a calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from rules import Span

from ..captions import is_condensed, is_due
from ..events import Entry

BLOCK = timedelta(minutes=30)
"""How long a deadline with a time is on the calendar. It ends at the deadline: zero-length events vanish in some
clients, and a client's own alarm "before the start" comes in time."""
MEETING = timedelta(hours=1)
"""How long something is on the calendar whose end no text states; the description says that the end is not stated."""


def placed(entry: Entry) -> tuple[date, date]:
    """Where the entry lies on a calendar: its first and last day, or from and until what moment (Asia/Shanghai, naive).

    - No time of day: whole days. A long period in which something is due lies on its last day, and so does what is due
      by 24:00, which is that whole day.
    - Due at a time: the half hour that ends then.
    - A start without an end: an hour, or until the end of the last of several days.
    - An end without a start: from the beginning of the first day.
    """
    span, clock, condensed = entry.span, entry.occurrence.clock, is_condensed(entry)
    if condensed:
        span = Span(entry.due, entry.due)
    if not clock or clock.start is clock.end is None or (clock.end == 1440 and not clock.start):
        return span.first, span.last
    begin = _at(span.first, clock.start or 0)
    end = None if clock.end is None else _at(span.last, clock.end)
    if clock.start is None and end and (end <= begin or condensed or (span.days == 1 and is_due(entry.event))):
        return end - BLOCK, end
    if end is None and span.days > 1:
        end = _at(span.last, 1440)
    return begin, end if end and end > begin else begin + MEETING


def _at(day: date, minutes: int) -> datetime:
    try:
        return datetime.combine(day, time()) + timedelta(minutes=minutes)
    except OverflowError:  # midnight after the last day there is
        return datetime.combine(day, time(23, 59))
