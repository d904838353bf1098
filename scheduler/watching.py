"""When a pass has to look at an event again, so that it needs not look at all of them.

Two days are kept of each: its nearest day, which is true whatever the settings are, and the day on which it wakes, which
is told by the leads of those settings. Both may lie too early and never too late: to look in vain costs little.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from calendars.events import Entry, Event, Lead
from calendars.leads import lead_day, longest_way
from rules import LAST_DAY, Reckoning, Recurrence, Span, shift

from .reminders import CHINA, LOOK_BACK
from .settings import Settings

VERSION = "1"
"""Of what is told here: a program that tells otherwise looks at everything once."""
MARGIN = 31
"""By so many days working days that were announced anew move a date at most."""


def circumstances(settings: Settings, reckoning: Reckoning) -> str:
    """A hash of everything but the events by which it is told when an event wakes."""
    leads = sorted((kind, *(lead.write() for lead in leads)) for kind, leads in settings.leads.items())
    people = sorted(repr(recipient) for recipient in settings.recipients)
    facts = repr((VERSION, leads, people, reckoning.workdays))
    return hashlib.sha256(facts.encode()).hexdigest()[:32]


def way(leads: Iterable[Lead]) -> int:
    """The most days that one of the leads reaches ahead."""
    return max((longest_way(lead.amount) if lead.unit == "workdays" else lead.amount for lead in leads), default=0)


class Watch:
    """Tells for the events of one pass when to look at each again."""

    def __init__(self, now: datetime, at: time, reckoning: Reckoning, *, by_minute: bool) -> None:
        self.now, self.at, self.reckoning, self.by_minute = now, at, reckoning, by_minute
        self.today = now.date()
        self._beyond: dict[tuple[int, date], Span | None] = {}
        self._lead_days: dict[tuple[date, tuple[Lead, ...]], date | None] = {}

    def days(
        self, event: Event, entries: Sequence[Entry], leads: tuple[Lead, ...], window: Span
    ) -> tuple[str, date, date]:
        """The UID, the nearest day, and the day on which the event wakes, from its entries in the window."""
        beyond = self._next(event.recurrence, window.last)
        dues = [entry.due for entry in entries]
        if beyond:
            dues.append(beyond.first)
        floor = shift(self.today, -LOOK_BACK)
        own = way(event.leads or ())
        nearest = min((shift(due, -own) for due in dues if due >= floor), default=LAST_DAY)
        wakes = min(self._moments(event, entries, leads), default=LAST_DAY)
        if beyond:  # it comes into view
            wakes = min(wakes, max(shift(beyond.first, -way(leads) - 1), self.today + timedelta(1)))
        return event.uid, nearest, wakes

    def _moments(self, event: Event, entries: Sequence[Entry], leads: tuple[Lead, ...]) -> Iterator[date]:
        for entry in entries:
            due = entry.due
            if due >= self.today:
                yield shift(due, 1)  # it has passed
                if moment := self._lead_day(due, leads):
                    yield moment
            if event.leads is None and entry.span.last < self.today:
                yield shift(entry.span.last, LOOK_BACK + 1)  # it is out of sight: the others may have other leads

    def _lead_day(self, due: date, leads: tuple[Lead, ...]) -> date | None:
        """The first day on which one of the leads comes that has not come yet."""
        key = due, leads
        if key not in self._lead_days:
            days = [(lead_day(lead, due, self.reckoning)[0], lead.at) for lead in leads]
            ahead = [day for day, at in days if not self._has_come(day, at)]
            self._lead_days[key] = min(ahead, default=None)
        return self._lead_days[key]

    def _has_come(self, day: date, at: time | None) -> bool:
        if not self.by_minute:
            return day <= self.today
        return datetime.combine(day, at or self.at, CHINA) <= self.now

    def _next(self, recurrence: Recurrence, after: date) -> Span | None:
        key = id(recurrence), after  # events of one pass share the recurrences that are alike, and keep them
        if key not in self._beyond:
            found = recurrence.next(after, self.reckoning)
            self._beyond[key] = found.span if found else None
        return self._beyond[key]
