"""What was entered, or moved to its day, when that was over already: nobody is reminded of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from calendars.events import CONFIRMED, Entry, Event
from rules import Reckoning, shift

from .reminders import Reminder, civil, midnight

if TYPE_CHECKING:
    from calendars.store import Store

Versions = dict[str, list[tuple[datetime, Event | None]]]
"""Of each event what it was before each of its changes, and when that was; None where it was not there."""


def entered_in_time(store: Store, found: Iterable[Reminder], reckoning: Reckoning) -> list[Reminder]:
    """The reminders without those of days that were over when somebody entered them, as the history tells.

    Whoever expects another day of it hears of the move all the same.
    """
    reminders = list(found)
    doubtful = [one for one in reminders if _is_doubtful(one)]
    if not doubtful:
        return reminders  # as nearly always
    versions: Versions = defaultdict(list)
    for uid, at, before in store.versions(sorted({one.entry.event.uid for one in doubtful})):
        versions[uid].append((at, before))
    late = {id(one) for one in doubtful if not _was_there(one.entry, versions[one.entry.event.uid], reckoning)}
    return [one for one in reminders if id(one) not in late]


def _is_doubtful(reminder: Reminder) -> bool:
    """Whether it speaks of a day that is over, of an event that was changed since, to somebody who expects none."""
    updated, told = reminder.entry.event.updated, reminder.told
    if not reminder.passed or reminder.again or updated is None or (told and told.due >= reminder.today):
        return False
    return civil(updated).date() > reminder.entry.span.last


def _was_there(entry: Entry, versions: list[tuple[datetime, Event | None]], reckoning: Reckoning) -> bool:
    """Whether the event had that day when the day ended."""
    end = midnight(shift(entry.span.last, 1))
    event = next((before for at, before in versions if at >= end), entry.event)
    return event is not None and event.status == CONFIRMED and entry.due in _dues(event, entry, reckoning)


def _dues(event: Event, entry: Entry, reckoning: Reckoning) -> set[date]:
    span = entry.span
    return {Entry(event, one).due for one in event.recurrence.between(span.first, span.last, reckoning)}
