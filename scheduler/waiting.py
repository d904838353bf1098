"""What waits although it is ready: a reader's quiet hours and days of rest, asked once more before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rules import Reckoning, shift

from .outbox import Letter, Outbox
from .planning import free_from, is_pressing
from .recipients import Recipient
from .reminders import Reminder, ends_of, midnight


@dataclass(frozen=True, slots=True)
class Rest:
    """Tells of what is ready whether it waits for its reader."""

    outbox: Outbox
    reckoning: Reckoning
    by_minute: bool

    def holds(self, letter: Letter, reader: Recipient, known: Mapping[str, Reminder], now: datetime) -> bool:
        """Whether the reader may not be told now and the message can wait; `known` are the reminders of the plan by key."""
        free = free_from(now, reader, self.reckoning)
        if free <= now:
            return False
        found = [known[key] for key in self.outbox.keys_of(letter.key) if key in known]
        ends = [end for reminder in found for end in ends_of(reminder)] or [midnight(shift(letter.due, 1))]
        return not is_pressing(ends, now, free, by_minute=self.by_minute)
