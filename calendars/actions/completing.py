"""What was done: one occurrence of an event, as far as somebody says it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from ..completions import WHOLE, Completion
from ..doing import occurrence_on
from ..events import Entry
from ..store import Store
from ..store.changing import Changing
from .deciding import as_seen


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of an occurrence of which somebody said how far it is."""

    entry: Entry
    """As it stands now."""
    changed: bool
    """Whether that is another state than before."""


def complete(
    store: Store,
    uid: str,
    day: date,
    now: datetime,
    *,
    key: str | None = None,
    percent: int = WHOLE,
    done: datetime | None = None,
    by: str | None = None,
    seen: int | None = None,
) -> Progress:
    """The occurrence of that day, so far done; nobody is reminded any more of one that is done whole.

    Of several on the day `key` names one. `done` is the moment at which it was done whole, by default now. What was said
    before stays where it is the same.

    Raises UnknownEvent, AmbiguousUid, Stale, NotThen, WhichDate; ValueError for a percentage that is none.
    """
    if not 0 <= percent <= WHOLE:
        raise ValueError(f"no percentage: {percent}")
    reckoning = store.reckoning()
    with store.changing(now, "complete" if percent == WHOLE else "progress") as change:
        event = as_seen(change, uid, seen)
        entry = Entry(event, occurrence_on(event, day, reckoning, key))
        return completed(change, entry, percent, done=done, by=by)


def completed(
    change: Changing, entry: Entry, percent: int = WHOLE, *, done: datetime | None = None, by: str | None = None
) -> Progress:
    """The entry, so far done, inside a step that somebody began."""
    old = entry.completion
    moment = (done or change.moment).replace(microsecond=0) if percent == WHOLE else None
    if old and old.percent == percent and (done is None or old.done == moment):
        return Progress(entry, changed=False)
    counts = (old.part, old.whole) if old and percent == WHOLE else (None, None)
    return put(change, entry, Completion(entry.occurrence.key, percent, moment, by, change.moment, *counts))


def reopen(
    store: Store, uid: str, day: date, now: datetime, *, key: str | None = None, seen: int | None = None
) -> Progress:
    """The occurrence of that day, which is not done after all: as far as it was before that was said, else not begun.

    Raises UnknownEvent, AmbiguousUid, Stale, NotThen, WhichDate.
    """
    reckoning = store.reckoning()
    with store.changing(now, "reopen") as change:
        event = as_seen(change, uid, seen)
        entry = Entry(event, occurrence_on(event, day, reckoning, key))
        if not entry.completion:
            return Progress(entry, changed=False)
        before = change.part_done(event.uid, entry.occurrence.key) if entry.is_done else None
        return put(change, entry, replace(before, changed=change.moment) if before else None)


def put(change: Changing, entry: Entry, completion: Completion | None) -> Progress:
    """The entry with what was said of it, inside a step that somebody began."""
    event, key = entry.event, entry.occurrence.key
    change.about = f"{event.title} {entry.due}"
    change.put_completion(event.uid, key, completion)
    others = [one for one in event.completions if one.key != key]
    said = sorted(filter(None, (*others, completion)), key=lambda one: one.key)
    return Progress(replace(entry, event=replace(event, completions=tuple(said))), changed=True)
