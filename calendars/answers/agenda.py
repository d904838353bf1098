"""What falls on which days."""

from __future__ import annotations

from datetime import date
from typing import Any

from rules import Message, Span, YuelingError, shift

from ..events import CANCELLED, Entry
from ..folding import bounded_agenda
from ..records import entry_record
from ..selection import Selection
from ..views import ruled
from .inquiry import Inquiry, reply
from .paging import page

MOST_DAYS = 1096
"""Days that a list of dates may span: three years."""
MOST_DATES = 10_000
"""Dates that a list may have, all its pages together."""


class BadWindow(YuelingError):
    """Days that no list of dates is made for."""


def occurrences(
    inquiry: Inquiry, first: date, last: date, *, limit: int, cursor: str | None = None, **wanted: Any
) -> dict[str, Any]:
    """A page of the dates that share a day with first…last, in order; what is called off says so in its `status`.

    Raises BadWindow, BadSelection, BadCursor; TooMuch for more than MOST_DATES.
    """
    return _dates(inquiry, window_of(first, last), wanted, limit, cursor, cancelled=True)


def upcoming(inquiry: Inquiry, days: int, *, limit: int, cursor: str | None = None, **wanted: Any) -> dict[str, Any]:
    """A page of the dates of today and so many days after it, without what is called off; raises as `occurrences`."""
    window = window_of(inquiry.today, shift(inquiry.today, days))
    return _dates(inquiry, window, wanted, limit, cursor, cancelled=False)


def window_of(first: date, last: date) -> Span:
    """The days first…last; raises BadWindow for none or too many."""
    if last < first:
        said = Message("{last} lies before {first}; the earlier day comes first", last=str(last), first=str(first))
        raise BadWindow(said)
    if (last - first).days >= MOST_DAYS:
        said = Message("from {first} to {last} are more than {n} days", first=str(first), last=str(last), n=MOST_DAYS)
        raise BadWindow(said, Message("ask for three years at most, one window after the other"))
    return Span(first, last)


def _dates(
    inquiry: Inquiry, window: Span, wanted: dict[str, Any], limit: int, cursor: str | None, *, cancelled: bool
) -> dict[str, Any]:
    chosen = inquiry.events(Selection.from_json(wanted))
    seen = [event for event in chosen if cancelled or event.status != CANCELLED]
    found = sorted(bounded_agenda(seen, window, inquiry.reckoning, MOST_DATES), key=_order)
    shown, following = page(found, _order, limit, cursor)
    records = [entry_record(entry, rule, inquiry.lang) for entry, rule in ruled(shown)]
    return reply(occurrences=records, total=len(found), next=following) | {
        "from": str(window.first),
        "to": str(window.last),
    }


def _order(entry: Entry) -> tuple[str, ...]:
    return entry.occurrence.start, entry.occurrence.end, entry.uid
