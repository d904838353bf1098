"""What waits although it is ready: a reader's quiet hours and days of rest, asked once more before anything is sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendars.people import Quiet
from rules import Message, Reckoning, shift

from .outbox import Letter, Outbox
from .planning import free_from, is_pressing
from .recipients import Recipient
from .reminders import Reminder, civil, ends_of, midnight


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


SERVICE = timedelta(minutes=10)
"""After so long without a pass no service runs, which makes one each minute."""
MOST_NAMES = 5
"""People of whom a warning says the names."""


def daily_run(outbox: Outbox, now: datetime) -> datetime | None:
    """When the last pass came to its end, Asia/Shanghai; None where there was none, or a service makes one each minute."""
    ran = outbox.runs()[0]
    return civil(ran) if ran and now - ran > SERVICE else None


def quiet_at(readers: Iterable[Recipient], moment: datetime) -> list[Message]:
    """That a run at the hour of the moment lies in the quiet hours of some of the readers, a line for all of the same hours.

    A daily run comes at the same hour each day, so that they never end before it.
    """
    found: dict[Quiet, dict[str, None]] = defaultdict(dict)
    for reader in readers:
        if reader.quiet and reader.quiet.holds(moment.time()):
            found[reader.quiet][reader.name or reader.id] = None
    return [
        Message(
            "the run at {time} lies in the quiet hours of {names} ({hours}): reminders wait there, at the longest until their "
            "day; let cron run it at another hour",
            time=moment.strftime("%H:%M"),
            names=", ".join([*names][:MOST_NAMES]) + ("…" if len(names) > MOST_NAMES else ""),
            hours=quiet.write(),
        )
        for quiet, names in found.items()
    ]
