"""What was told and does not stand any more: called off, put off, removed, not on that day. Told once, to those who were told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from calendars.events import Entry, Event, agenda
from rules import Occurrence, Reckoning, Span, shift

from ..reminders import Reminder, event_uid
from .planner import Planner, Situation

FAR = 730
"""How many days ahead it is looked for what was told; a date that was moved still further is looked for there alone."""


def called_off(
    run: Situation, planner: Planner, entries: Sequence[Entry], former: Mapping[str, Event] = MappingProxyType({})
) -> Iterator[Reminder]:
    """What those hear who were told of a day ahead that is no date of its event now; of what was done nobody hears.

    `former` has the events of which a day ahead was told, as they are, or were last where they are no more, by UID.
    """
    present = {entry.uid for entry in entries}
    days = {(entry.event.uid, entry.due) for entry in entries} | {(entry.event.title, entry.due) for entry in entries}
    events = {entry.event.uid: entry.event for entry in entries}
    readers = {(one.id, one.channel): one for one in run.recipients}
    for (entry_uid, recipient_id, channel), told in run.history.items():
        if told.last < run.today or told.called_off or entry_uid in present:
            continue
        uid, recipient = event_uid(entry_uid), readers.get((recipient_id, channel))
        event = former.get(uid) or events.get(uid)
        if recipient is None or event is None or {(uid, told.due), (event.title, told.due)} & days:
            continue
        clock = told.beside.clock if told.beside else None
        entry = Entry(event, Occurrence(Span(told.due, told.last), entry_uid.partition("-")[2], clock))
        if not entry.is_done and not planner.moved(entry, recipient):
            yield planner.held(Reminder(entry, None, recipient, run.now, run.today, called_off=True, told=told))


def further(
    event: Event, near: Sequence[Entry], told: Collection[str], today: date, reckoning: Reckoning
) -> list[Entry]:
    """The entries beyond `near` that an event may have of what was told of it: a day that was moved is one of them.

    `told` are the UIDs of those of its entries that somebody was told. Where all are near nothing else is looked for.
    """
    known = {entry.uid for entry in near}
    missing = set(told) - known
    if not missing:
        return []
    last = max([shift(today, FAR), *(move.span.last for move in event.recurrence.moved)])
    found = [entry for entry in agenda([event], Span(today, last), reckoning) if entry.due >= today]
    if not found:
        found = [Entry(event, one) for one in event.recurrence.upcoming(shift(last, 1), 1, reckoning)]
    alone = found[0].uid if len(found) == 1 else None
    return [entry for entry in found if entry.uid not in known and (entry.uid in missing or entry.uid == alone)]
