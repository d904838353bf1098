"""What of an event is on another date by now, called off, or takes place again, in words."""

from __future__ import annotations

from rules import Message, tell

from ..events import CONFIRMED, Event
from ..views import STATUS_WORDS, printable

LONGEST_TITLE = 60


def redated_line(old: Event, new: Event, lang: str) -> Message:
    """What became of one: its status where that is another one, else its dates from when to when."""
    title = printable(new.title)[:LONGEST_TITLE]
    before, after = tell(old.recurrence, lang), tell(new.recurrence, lang)
    if new.status not in (old.status, CONFIRMED):
        return Message("{status}: {title}: {date}", status=STATUS_WORDS[new.status], title=title, date=before)
    if new.status != old.status:
        return Message("takes place again: {title}: {date}", title=title, date=after)
    return Message("another date: {title}: {before} → {after}", title=title, before=before, after=after)
