"""How things stand with an entry: whether a reader hears nothing of it for now, whether somebody has taken it on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from calendars.duties.states import NOTHING_SAID, DutyState
from calendars.events import Entry, Event, Lead
from rules import LAST_DAY, Occurrence

from .recipients import Recipient

if TYPE_CHECKING:
    from calendars.store import Store


@dataclass(frozen=True, slots=True)
class Standing:
    """What was said of duties beside that they are done, by the UID of the event."""

    states: Mapping[str, DutyState] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, store: Store) -> Self:
        """How things stand in the store now; raises StoreError."""
        return cls(store.duty_states())

    def of_event(self, uid: str) -> DutyState:
        """What was said of the event."""
        return self.states.get(uid, NOTHING_SAID)

    def snoozed_until(self, entry: Entry, recipient: Recipient) -> date | None:
        """The first day on which the recipient hears of the entry again, past or to come; None where nobody put it off."""
        said = self.states.get(entry.event.uid)
        return said.snoozed_until(entry.occurrence.key, recipient.id, entry.due) if said else None

    def is_snoozed(self, entry: Entry, recipient: Recipient, today: date) -> bool:
        """Whether the recipient hears nothing of the entry on that day."""
        until = self.snoozed_until(entry, recipient)
        return until is not None and today < until

    def is_acknowledged(self, entry: Entry) -> bool:
        """Whether somebody has taken the entry on: then nobody above him is told, and he still is."""
        return self.of_event(entry.event.uid).acknowledgement(entry.occurrence.key) is not None

    def wakes(self, event: Event, occurrences: Iterable[Occurrence], today: date) -> date:
        """The first day on which something of the event is told again that is put off now; LAST_DAY for none.

        `occurrences` are those of it that are near: what is put off beyond its day is told then.
        """
        snoozes = self.of_event(event.uid).snoozes
        if not snoozes:
            return LAST_DAY
        dues = {one.key: Entry(event, one).due for one in occurrences}
        ends = {end for one in snoozes for end in (one.until, one.ends(dues.get(one.key, LAST_DAY))) if end > today}
        return min(ends, default=LAST_DAY)

    def lead(self, entry: Entry, recipient: Recipient) -> Lead | None:
        """The lead with which the recipient hears of the entry once it is not put off any more; None where there is none.

        It stands beside those of the event: the nearest speaks, though a longer one was told before.
        """
        until = self.snoozed_until(entry, recipient)
        return Lead((entry.due - until).days) if until and until <= entry.due else None


UNDISTURBED = Standing()
"""Where nobody said anything."""
