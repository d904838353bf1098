"""An event of a file beside the one of its UID that is here: what the file does not say, and what goes with a kept date."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from .events import Event

DATED = ("recurrence", "status")
"""The fields that the words of a notice stand behind."""


def traced(event: Event, old: Event | None) -> Event:
    """The event with what the machine read of it, where the file does not say, and as the calendar's whose it is here."""
    if not old:
        return event
    reading = event.reading or old.reading
    return replace(event, reading=reading, subscription=old.subscription, withheld=old.withheld)


def in_own_words(event: Event, old: Event, kept: Collection[str]) -> Event:
    """The event with the words in which it stands here, where its date or status of these fields was `kept`."""
    if not set(kept).intersection(DATED):
        return event
    return replace(event, quote=old.quote, source=old.source, reading=old.reading)
