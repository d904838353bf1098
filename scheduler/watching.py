"""When a pass has to look at an event again, so that it needs not look at all of them.

Two days are kept of each: its nearest day, which is true whatever the settings are, and the day on which it wakes, which
is told by the leads of those settings. Both may lie too early and never too late: to look in vain costs little.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from calendars.events import Entry, Event, Lead
from calendars.leads import lead_day, longest_way
from rules import LAST_DAY, Occurrence, Reckoning, Recurrence, Span, shift

from .reminders import CHINA, LOOK_BACK, horizon, leads_of
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


@dataclass(frozen=True, slots=True)
class View:
    """What all events of one recurrence, kind and leads have in common at a moment."""

    occurrences: Sequence[Occurrence]
    """Those in the window, by the day that matters."""
    leads: tuple[Lead, ...]
    window: Span
    nearest: date
    wakes: date


class Watch:
    """Tells for the events of one pass what is in view of each, and when to look at it again.

    Many events have the same dates: what is told of one is told of all. The recurrences are compared by identity, since
    the store hands out one for all that are alike; they are kept here, so that none takes the place of another.
    """

    def __init__(
        self,
        now: datetime,
        at: time,
        reckoning: Reckoning,
        leads: Mapping[str, tuple[Lead, ...]],
        *,
        by_minute: bool,
    ) -> None:
        self.now, self.at, self.reckoning, self.by_minute = now, at, reckoning, by_minute
        self.leads = leads
        self.today = now.date()
        self._views: dict[tuple[int, str, tuple[Lead, ...] | None], View] = {}
        self._kept: list[Recurrence] = []

    def view(self, event: Event) -> View:
        """What is in view of the event."""
        key = id(event.recurrence), event.kind, event.leads
        found = self._views.get(key)
        if found is None:
            found = self._views[key] = self._view(event)
            self._kept.append(event.recurrence)
        return found

    def _view(self, event: Event) -> View:
        chosen = event.leads if event.leads is not None else self.leads.get(event.kind, ())
        window = horizon(self.today, chosen)
        entries = [
            Entry(event, occurrence)
            for occurrence in event.recurrence.between(window.first, window.last, self.reckoning)
        ]
        entries.sort(key=lambda entry: entry.due)
        following = event.recurrence.next(window.last, self.reckoning)
        dues = [entry.due for entry in entries] + ([following.span.first] if following else [])
        floor, own = shift(self.today, -LOOK_BACK), way(event.leads or ())
        wakes = min(self._moments(entries, chosen, event.leads is None), default=LAST_DAY)
        if following:  # it comes into view
            soon = max(shift(following.span.first, -way(chosen) - 1), self.today + timedelta(1))
            wakes = min(wakes, soon)
        return View(
            [entry.occurrence for entry in entries],
            leads_of(entries, self.leads) if entries else (),
            window,
            min((shift(due, -own) for due in dues if due >= floor), default=LAST_DAY),
            wakes,
        )

    def _moments(self, entries: Sequence[Entry], leads: tuple[Lead, ...], usual: bool) -> Iterator[date]:
        for entry in entries:
            if entry.due >= self.today:
                yield shift(entry.due, 1)  # it has passed
                days = ((lead_day(lead, entry.due, self.reckoning)[0], lead.at) for lead in leads)
                yield from (day for day, at in days if not self._has_come(day, at))
            if usual and entry.span.last < self.today:
                yield shift(entry.span.last, LOOK_BACK + 1)  # it is out of sight: the others may have other leads

    def _has_come(self, day: date, at: time | None) -> bool:
        if not self.by_minute:
            return day <= self.today
        return datetime.combine(day, at or self.at, CHINA) <= self.now
