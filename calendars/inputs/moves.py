"""One date of an event, at another time or not at all, as somebody says it."""

from __future__ import annotations

from datetime import date, datetime

from rules import Message

from .. import actions
from ..actions import Outcome
from ..events import Event
from ..single import as_long, called_otherwise, next_year, occasion, read_time, remarks, unkept
from ..store import Store


def move(
    store: Store, event: Event, day: date, words: str, today: date, now: datetime
) -> tuple[Outcome, tuple[Message, ...]]:
    """What became of the event whose date on that day takes place as the words say (2026-12-15, 12月15日上午10点, 上午10点), as
    long as before; and what of the words is doubtful or not stored.

    Raises UnknownEvent, Stale, UnreadRule, YuelingError where it has none on that day.
    """
    told = read_time(words, today, day)
    reckoning = store.reckoning()
    found = occasion(event, day, reckoning)
    span, clock = as_long(event, day, None if told.alone else told.span, told.clock, reckoning)
    said = [*called_otherwise(found, day)]
    said += filter(None, [next_year(words, span.first, today)])
    if span != found.span:
        said += remarks(event, day, span, today, reckoning, awaited=store.is_awaited(event.uid, today))
    said += filter(None, [unkept(words, told, event, clock or found.clock)])
    outcome = actions.move_one(store, event.uid, day, span, clock, now, seen=event.sequence)
    return outcome, tuple(said)


def cancel(store: Store, event: Event, day: date, now: datetime) -> tuple[Outcome, tuple[Message, ...]]:
    """What became of the event without its date on that day, and which date was meant where there are several.

    Raises UnknownEvent, Stale; YuelingError where it has none on that day.
    """
    found = occasion(event, day, store.reckoning())
    outcome = actions.cancel_one(store, event.uid, day, now, seen=event.sequence)
    return outcome, tuple(called_otherwise(found, day))
