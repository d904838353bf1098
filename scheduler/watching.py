"""When a pass has to look at an event again, so that it needs not look at all of them.

Two days are kept of each: its nearest day, which is true whatever the settings are, and the day on which it wakes, which
is told by the leads of those settings. Both may lie too early and never too late: to look in vain costs little.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from calendars.doing import LOOK_BACK
from calendars.events import DUE_KINDS, Entry, Event, Lead
from calendars.leads import farthest, lead_day, reach
from calendars.people import Wishes
from rules import LAST_DAY, Occurrence, Reckoning, Recurrence, Span, shift

from .planning import Reach, free_before, is_rest
from .recipients import Recipient
from .reminders import CHINA, first_end
from .settings import Settings
from .summaries import WEEK, monday_of

VERSION = "3"
"""Of what is told here: a program that tells otherwise looks at everything once."""
RESTING = Recipient(wishes=Wishes(rest=True))
MARGIN = 31
"""By so many days working days that were announced anew move a date at most."""


def fingerprint(settings: Settings, recipients: Iterable[Recipient], reckoning: Reckoning) -> str:
    """A hash of everything but the events by which it is told when an event wakes."""
    leads = sorted((kind, *(lead.write() for lead in leads)) for kind, leads in settings.leads.items())
    facts = repr((VERSION, leads, sorted(map(repr, recipients)), settings.at, reckoning.workdays))
    return hashlib.sha256(facts.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class View:
    """What all events of one recurrence, kind and leads have in common at a moment."""

    occurrences: Sequence[Occurrence]
    """Those in the window, by the day that matters."""
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
        recipients: Collection[Recipient],
        *,
        by_minute: bool,
    ) -> None:
        self.now, self.reckoning, self.by_minute = now, reckoning, by_minute
        self.today = now.date()
        self.at = max((one.at(at) for one in recipients), default=at)
        """When the last of the readers hears of what names no hour."""
        self.leads, self.reach = leads, Reach(leads, recipients)
        self.resting = any(one.rest for one in recipients)
        self._quiet = tuple({(one.quiet, one.at(at)) for one in recipients if one.quiet})
        self.after = {one.wishes.after for one in recipients if one.wishes.deputy}
        self._own = _own_leads(recipients)
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
        window = self.reach.window(event, self.today)
        entries = [
            Entry(event, occurrence)
            for occurrence in event.recurrence.between(window.first, window.last, self.reckoning)
        ]
        entries.sort(key=lambda entry: entry.due)
        following = event.recurrence.next(window.last, self.reckoning)
        dues = [entry.due for entry in entries] + ([following.span.first] if following else [])
        floor, own = shift(self.today, -LOOK_BACK), farthest(event.leads or ())
        wakes = min(self._moments(entries, self._chosen(event), event.leads is None), default=LAST_DAY)
        if following:  # it comes into view
            soon = max(shift(following.span.first, -self.reach.days(event) - 1), self.today + timedelta(1))
            wakes = min(wakes, soon)
        return View(
            [entry.occurrence for entry in entries],
            window,
            min((shift(due, -own) for due in dues if due >= floor), default=LAST_DAY),
            wakes,
        )

    def _chosen(self, event: Event) -> set[Lead]:
        """All leads that any reader may have for the event."""
        usual = (*self.leads.get(event.kind, ()), *self._own.get(event.kind, ()))
        return {*(usual if event.leads is None else event.leads), *(self._own[""] if event.kind in DUE_KINDS else ())}

    def _moments(self, entries: Sequence[Entry], leads: Collection[Lead], usual: bool) -> Iterator[date]:
        for entry in entries:
            if entry.due >= self.today:
                yield shift(entry.due, 1)  # it has passed
                for lead in leads:
                    yield from (day for day, at in self._days(lead, entry) if not self.has_come(day, at))
            elif entry.event.kind in DUE_KINDS:
                # to deputies, of what comes often when its week is over
                told = (
                    day for after in self.after for day in (shift(entry.due, after), shift(monday_of(entry.due), WEEK))
                )
                yield from (day for day in told if not self.has_come(day, None))
            if usual and entry.span.last < self.today:
                yield shift(entry.span.last, LOOK_BACK + 1)  # it is out of sight: the others may have other leads

    def _days(self, lead: Lead, entry: Entry) -> Iterator[tuple[date, time | None]]:
        """The days on which a lead may speak, and at which time; of hours all days that they may lie on."""
        if lead.unit == "hours":
            first = self._brought(shift(entry.due, -reach(lead)), evenings=int(self._quiet != ()))
            yield from ((day, time.max) for day in days_to(max(self.today, first), entry.due))
            return
        day = lead_day(lead, entry.due, self.reckoning)[0]
        yield day, lead.at
        # who sleeps or rests then, or whose hour it is when all is over, may hear before, at whatever hour
        evenings = int(any(quiet.holds(lead.at or usual) for quiet, usual in self._quiet))
        evenings += lead.at is None and first_end(entry) <= datetime.combine(entry.due, self.at, CHINA)
        if evenings or (self.resting and is_rest(day, self.reckoning)):
            yield from ((before, time.max) for before in days_to(self._brought(day, evenings=evenings), day))

    def _brought(self, day: date, *, evenings: int) -> date:
        """The day to which what is said on that day may be brought forward: an evening before, the last day of work."""
        before = shift(day, -evenings)
        noon = datetime.combine(before, time(12), CHINA)
        return free_before(noon, RESTING, self.reckoning).date() if self.resting else before

    def has_come(self, day: date, at: time | None = None) -> bool:
        """Whether the time of the day has come for all readers; without one that at which they are usually told."""
        if not self.by_minute:
            return day <= self.today
        return datetime.combine(day, at or self.at, CHINA) <= self.now


def days_to(first: date, last: date) -> Iterator[date]:
    """The days from the first to the last one, both included."""
    return (shift(first, n) for n in range((last - first).days + 1))


def _own_leads(recipients: Iterable[Recipient]) -> dict[str, set[Lead]]:
    """The leads that readers have for a kind; under "" those with which deadlines are repeated."""
    found: dict[str, set[Lead]] = {"": set()}
    for one in recipients:
        for kind, leads in one.wishes.leads:
            found.setdefault(kind, set()).update(leads)
        found[""].update(Lead(days) for days in range(one.repeat + 1) if one.repeat)
    return found
