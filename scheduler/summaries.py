"""The weekly message to who leads: whose turn it is, and what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from calendars.duties.owed import done_since, owed
from calendars.duties.shown import summary
from rules import Reckoning, shift

from .recipients import Recipient
from .wording import digest_subject

if TYPE_CHECKING:
    from calendars.store import Store

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LEAD = "summary"
"""What stands in place of a lead where it is recorded."""
WEEK = 7


@dataclass(frozen=True, slots=True)
class Summary:
    """One weekly message that is to go out."""

    recipient: Recipient
    monday: date
    """Of its week."""

    @property
    def key(self) -> str:
        """The same for the same reader, channel and week (ISO 8601), 32 hex digits."""
        facts = (LEAD, self.recipient.id, self.recipient.channel, self.monday.isoformat())
        return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()[:32]

    @property
    def sunday(self) -> date:
        """The last day on which it is of use."""
        return shift(self.monday, WEEK - 1)


def monday_of(day: date) -> date:
    """The Monday of the week of the day (ISO 8601).

    >>> monday_of(date(2026, 4, 12))
    datetime.date(2026, 4, 6)
    """
    return shift(day, -day.weekday())


def summaries_due(wanted: Iterable[tuple[Recipient, str]], today: date) -> list[Summary]:
    """The messages of this week whose weekday has come, so that a day without a run loses none; one a week, whenever it runs.

    `wanted` are readers, each with the weekday on which he wants it, as in WEEKDAYS.

    >>> [one.monday for one in summaries_due([(Recipient("张三"), "wed")], date(2026, 4, 9))]
    [datetime.date(2026, 4, 6)]
    >>> summaries_due([(Recipient("张三"), "fri")], date(2026, 4, 9))
    []
    """
    monday = monday_of(today)
    return [Summary(reader, monday) for reader, day in wanted if WEEKDAYS.index(day) <= today.weekday()]


def summary_words(store: Store, today: date, reckoning: Reckoning, lang: str, house: str = "") -> tuple[str, str]:
    """The subject, with whose message it is, and the text of the message of that day; raises StoreError."""
    events = store.events()
    duties = owed(events, store.duty_states(), today, reckoning)
    subject, text = summary(duties, today, lang, done_since(events, shift(today, -WEEK), today, reckoning))
    return digest_subject([subject], lang, house=house), text
