"""Who ended his messages by the link in one: he is not told, and a check-up says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from calendars.lines import one_line
from rules import Message

from .checks import Check
from .recipients import Recipient

if TYPE_CHECKING:
    from calendars.store import Store

READERS = Message("readers")
SHOWN = 5
"""How many of them a check-up names."""


def still_told(store: Store, recipients: Sequence[Recipient]) -> tuple[Recipient, ...]:
    """The recipients without those who ended their messages by that channel; raises StoreError."""
    stops = store.stops()
    return tuple(one for one in recipients if (one.id, one.channel) not in stops)


def check_stops(store: Store) -> Iterator[Check]:
    """What a check-up says of who ended his messages; raises StoreError."""
    found = store.stops()
    remedy = Message("`yueling links stopped` lists them, `yueling links resume NAME` sends messages again")
    for (reader, channel), since in islice(found.items(), SHOWN):
        facts = {"name": one_line(reader, 60), "channel": channel, "day": since.date().isoformat()}
        yield Check(READERS, "note", Message("{name} ended the messages by {channel} on {day}", **facts), remedy)
    if len(found) > SHOWN:
        yield Check(READERS, "note", Message("{n} more ended theirs", n=len(found) - SHOWN), remedy)
