"""A reminder, and what was told before: the values that a plan is made of and gives (`planning`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

from calendars.events import DUE_KINDS, Entry, Lead
from rules import Clock, Message, shift

from .particulars import Particulars, written
from .recipients import Recipient

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The time zone of every civil date here; it has known no summer time since 1991."""
MOVED, PASSED, CALLED_OFF, ESCALATED, AGAIN = "moved", "passed", "called off", "escalated", "again"
NAMES = (MOVED, PASSED, CALLED_OFF, ESCALATED, AGAIN)
"""What a reminder without a lead is called where leads are written."""

Reader = tuple[str, str]
"""A recipient's id and a channel: to whom something was told."""


def civil(now: datetime) -> datetime:
    """The moment on the clocks of Asia/Shanghai; a moment without time zone is one already.

    >>> from datetime import UTC
    >>> civil(datetime(2026, 4, 7, 23, tzinfo=UTC)).isoformat()
    '2026-04-08T07:00:00+08:00'
    """
    return now.replace(tzinfo=CHINA) if now.tzinfo is None else now.astimezone(CHINA)


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was last told of an entry."""

    due: date
    """The day that was named."""
    planned_for: date
    """The day of the nearest reminder that named it."""
    lead: str
    """The lead of that reminder as it is written, or one of NAMES."""
    moves: int = 0
    """How often the day that was named changed, or what was named beside it, or it was called off."""
    sent: datetime | None = field(default=None, compare=False)
    """When it was told."""
    times: int = field(default=1, compare=False)
    """How often anything was told of the entry."""
    beside: Particulars | None = None
    """What was named beside the day: hour, place, last day; None where nobody knows."""

    @property
    def last(self) -> date:
        """The last day of what was told: the one that matters, or where it lasts the last of several."""
        return max(self.due, (self.beside and self.beside.last_day) or self.due)

    @property
    def called_off(self) -> bool:
        """Whether what was told last is that it does not take place."""
        return self.lead == CALLED_OFF

    def moment(self, at: time) -> datetime:
        """When that reminder was due; `at` stands for the time of day where the lead has none."""
        own = Lead.read(self.lead).at if self.lead not in NAMES else time.min
        return datetime.combine(self.planned_for, own or at, CHINA)


History = Mapping[tuple[str, str, str], Told]
"""What was told, by entry UID, recipient id and channel."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to tell one recipient."""

    entry: Entry
    lead: Lead | None
    """How long before; None where no lead asks for it: what moved, passed, was called off or not done."""
    recipient: Recipient
    due_on: datetime
    """When it is to be told, Asia/Shanghai."""
    today: date
    """The day of the run that planned it."""
    passed: bool = False
    """Whether the entry's day has passed and nobody was told."""
    told: Told | None = None
    doubts: tuple[Message, ...] = ()
    """Why the day of the lead is not certain."""
    hold: datetime | None = None
    """Until when it waits: the end of quiet hours, the next day of work, the next digest; None for not at all."""
    called_off: bool = False
    """Whether it was told before and does not take place, or not any more on that day."""
    principals: tuple[str, ...] = ()
    """The names of those who did not do it, where it is told to their deputy."""
    again: date | None = None
    """The day until which it was put off though its own had come; None where it was not."""

    @property
    def channel(self) -> str:
        """The name of the channel by which it goes out."""
        return self.recipient.channel

    @property
    def day(self) -> date:
        """The day by which it is called: the one that matters; of what has begun and is not over the last one."""
        return self.entry.span.last if self.running else self.entry.due

    @property
    def running(self) -> bool:
        """Whether it has begun and is not over, though the day that matters has passed."""
        return self.entry.due < self.today <= self.entry.span.last

    @property
    def late(self) -> bool:
        """Whether its day lies before the day of the run, as when no run took place on it."""
        return self.due_on.date() < self.today

    @property
    def moved_from(self) -> date | None:
        """The day that the recipient was told last, where it is another one now."""
        return self.told.due if self.told and self.told.due != self.entry.due else None

    @property
    def beside(self) -> Particulars:
        """What is named beside the day; of what is called off what was told."""
        return Particulars.read(self.written)

    @property
    def written(self) -> str:
        """What is named beside the day, as it is kept."""
        told = self.told.beside if self.told and self.called_off else None
        return told.write() if told else written(self.entry)

    @property
    def was_beside(self) -> Particulars | None:
        """What the recipient was told last beside the day, where it is another one now."""
        if not self.told or not self.told.beside or self.called_off or self.told.beside == self.beside:
            return None
        return self.told.beside

    @property
    def lead_name(self) -> str:
        """The lead as it is written, or one of NAMES."""
        if self.lead:
            return self.lead.write()
        if self.called_off or self.principals:
            return CALLED_OFF if self.called_off else ESCALATED
        if self.again:
            return AGAIN
        return PASSED if self.passed else MOVED

    @property
    def key(self) -> str:
        """The same for the same message, 32 hex digits: entry, its day, recipient, channel, lead, number of changes told."""
        moves = (self.told.moves if self.told else 0) + bool(self.moved_from or self.was_beside)
        facts = (
            self.entry.uid,
            self.entry.due.isoformat(),
            self.recipient.id,
            self.channel,
            self.lead_name,
            str(moves),
            *((self.again.isoformat(),) if self.again else ()),
        )
        return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()[:32]


def minutes_of(entry: Entry) -> int | None:
    """The minute, after midnight of the day that matters, at which it begins (what is due: at which it ends); None for none."""
    return _minutes(entry.occurrence.clock, entry.event.kind)


def _minutes(clock: Clock | None, kind: str) -> int | None:
    if clock is None:
        return None
    both = (clock.end, clock.start) if kind in DUE_KINDS else (clock.start, clock.end)
    return next((minutes for minutes in both if minutes is not None), None)


def ends_of(reminder: Reminder) -> Iterator[datetime]:
    """The moments behind which it is too late to speak of something that a reminder names, Asia/Shanghai.

    The hour that its entry has, the end of the day that matters, of the last one of several, and of the one told before.
    """
    entry, told = reminder.entry, reminder.told
    yield first_end(entry)
    days = {entry.due, entry.span.last}
    if told:
        days.add(told.due)
        yield _end(told.due, told.beside.clock if told.beside else None, entry.event.kind)
    yield from (midnight(shift(day, 1)) for day in days)


def first_end(entry: Entry) -> datetime:
    """When it is too late for a reminder of an entry: the hour that it has, else the end of the day that matters."""
    return _end(entry.due, entry.occurrence.clock, entry.event.kind)


def _end(day: date, clock: Clock | None, kind: str) -> datetime:
    minutes = _minutes(clock, kind)
    return midnight(shift(day, 1)) if minutes is None else midnight(day) + timedelta(minutes=minutes)


def midnight(day: date) -> datetime:
    """When the day begins."""
    return datetime.combine(day, time(), CHINA)


def event_uid(entry_uid: str) -> str:
    """The UID of the event in that of an entry, whose key may hold hyphens itself.

    >>> event_uid("edc20de4ef3f2fe7-2026-04-15")
    'edc20de4ef3f2fe7'
    """
    return entry_uid.partition("-")[0]
