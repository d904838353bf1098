"""Who asks, when, and what there is to be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rules import Reckoning, write

from ..events import Event, UnknownEvent
from ..known import Named
from ..records import event_record, stamped
from ..selection import EVERYTHING, Selection
from ..store import AmbiguousUid, Store

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question: the store that is asked, the moment (with a time zone), the language of sentences, and whom it is reply.

    `stock` are all events by UID where they are at hand already.
    """

    store: Store
    now: datetime
    lang: str = "zh"
    trusted: bool = False
    """Whether who asks may see what its calendar calls private."""
    stock: Mapping[str, Event] | None = None
    named: tuple[Named, ...] = ()
    """Those whom the settings name to be reminded."""

    @property
    def today(self) -> date:
        """The civil day in Asia/Shanghai."""
        return self.now.astimezone(SHANGHAI).date()

    @property
    def stamp(self) -> datetime:
        """The moment in UTC, for the store."""
        return self.now.astimezone(UTC)

    @property
    def reckoning(self) -> Reckoning:
        """The working days that are known, imported years too."""
        return self.store.reckoning()

    def sees(self, event: Event) -> bool:
        """Whether who asks may see the event."""
        return self.trusted or not event.is_private

    def events(self, selection: Selection = EVERYTHING, since: date | None = None) -> list[Event]:
        """The events that are wanted and may be seen, in the order in which they were stored.

        With `since` those may be left out that have no day on that date or after it.
        """
        every = self.stock.values() if self.stock is not None else self.store.events(ending_from=since)
        return [event for event in every if self.sees(event) and selection.holds(event)]

    def event(self, uid: str) -> Event:
        """The event with that whole UID; raises UnknownEvent, also for what who asks may not see."""
        try:
            found = self.store.event(uid)
        except AmbiguousUid:
            raise UnknownEvent(uid) from None
        if found.uid != uid or not self.sees(found):
            raise UnknownEvent(uid)
        return found

    def record(self, event: Event, reckoning: Reckoning | None = None) -> dict[str, Any]:
        """The event as `show --json` has it, with its next date."""
        known = reckoning or self.reckoning
        return event_record(event, write(event.recurrence), self.today, known, self.lang)


def reply(**content: Any) -> dict[str, Any]:
    """An answer of several fields, with version and time zone."""
    found: dict[str, Any] = stamped(content)
    return found
