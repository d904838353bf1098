"""What each notice says of an event, and what the event is after all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from rules import Recurrence

from .civil import day_of
from .events import CANCELLED, WAITING, Event, Reading, Source

MOVES, CANCELS, WAITS, STAYS = "moves", "cancels", "waits", "stays"
ACTS = (MOVES, CANCELS, WAITS, STAYS)
"""What a notice may do with what was set before."""
STATUS_OF = {CANCELS: CANCELLED, WAITS: WAITING}
"""What becomes of an event of which a notice says that; every other one takes place as dated."""


LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one notice says of one event."""

    uid: str
    quote: str | None
    source: Source
    reading: Reading
    dates: Recurrence | None
    """Its dates as the notice has them; None where it only cancels or halts."""
    added: datetime | None = None
    """When it was stored; UTC, set by the store."""

    @property
    def issued(self) -> date:
        """The day by which it is placed among the others: of its notice, else that on which it was read."""
        return self.source.issued or (day_of(self.added) if self.added else date.max)

    def of(self, event: Event) -> Event:
        """The event as this notice was read, by which the notice is known again."""
        return replace(event, quote=self.quote, source=self.source, reading=self.reading)


def statement_of(draft: Event, uid: str) -> Statement | None:
    """What a draft says of the event with the UID; None for what no notice gave."""
    if not draft.source or not draft.reading or not draft.source.digest:
        return None
    says = draft.reading.act not in STATUS_OF
    return Statement(uid, draft.quote, draft.source, draft.reading, draft.recurrence if says else None)


def leading(statements: Iterable[Statement]) -> Statement | None:
    """The statement that holds: of the notice that was issued last, of several of one day the one that was read last."""
    return max(statements, key=lambda one: (one.issued, one.added is None, one.added or LONG_AGO), default=None)
