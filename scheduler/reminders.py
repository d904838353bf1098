"""A reminder, and what was told before: the values that a plan is made of and gives (`planning`)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

from calendars.events import Entry, Lead
from rules import Message

from .recipients import Recipient

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The time zone of every civil date here; it has known no summer time since 1991."""
LOOK_BACK = 31
"""For how many days what passed unsaid is still told."""
MOVED, PASSED, CALLED_OFF, ESCALATED = "moved", "passed", "called off", "escalated"
NAMES = (MOVED, PASSED, CALLED_OFF, ESCALATED)
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
    before: date | None = None
    """The other day that was named before, where the entry has moved."""
    moves: int = 0
    """How often the day that was named changed, or was called off."""
    sent: datetime | None = field(default=None, compare=False)
    """When it was told."""
    times: int = field(default=1, compare=False)
    """How often anything was told of the entry."""

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

    @property
    def channel(self) -> str:
        """The name of the channel by which it goes out."""
        return self.recipient.channel

    @property
    def late(self) -> bool:
        """Whether its day lies before the day of the run, as when no run took place on it."""
        return self.due_on.date() < self.today

    @property
    def moved_from(self) -> date | None:
        """The day that the recipient was told last, where it is another one now."""
        return self.told.due if self.told and self.told.due != self.entry.due else None

    @property
    def lead_name(self) -> str:
        """The lead as it is written, or one of NAMES."""
        if self.lead:
            return self.lead.write()
        if self.called_off or self.principals:
            return CALLED_OFF if self.called_off else ESCALATED
        return PASSED if self.passed else MOVED

    @property
    def key(self) -> str:
        """The same for the same message, 32 hex digits: entry, its day, recipient, channel, lead, number of moves."""
        moves = (self.told.moves if self.told else 0) + bool(self.moved_from)
        facts = (
            self.entry.uid,
            self.entry.due.isoformat(),
            self.recipient.id,
            self.channel,
            self.lead_name,
            str(moves),
        )
        return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()[:32]


def event_uid(entry_uid: str) -> str:
    """The UID of the event in that of an entry, whose key may hold hyphens itself.

    >>> event_uid("edc20de4ef3f2fe7-2026-04-15")
    'edc20de4ef3f2fe7'
    """
    return entry_uid.partition("-")[0]
