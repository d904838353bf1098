"""Events put right, taken away, merged and split, as a whole or one occurrence of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ..events import CANCELLED, CONFIRMED, Event, uid_of, uid_of_line
from ..store import Store
from ..store.changing import Changing
from ..store.decided import EVENT, FIELDS, Decision
from ..store.rows import event_text, field_text
from .deciding import as_seen, become, settle
from .outcomes import AllThere, Outcome, SameEvent, outcome_of

if TYPE_CHECKING:  # the reader of notices and the catalogue are slow to load
    from rules import Span


def edit(
    store: Store, uid: str, now: datetime, *, seen: int | None = None, act: str = "edit", **changes: Any
) -> Outcome:
    """The event with other fields; from now on they are a person's, and no reading changes them.

    `seen` is the sequence of the event as whoever decided it saw it.

    Raises UnknownEvent, AmbiguousUid, Stale where it is another by now; ValueError for a field that is not in FIELDS.
    """
    if strange := [name for name in changes if name not in FIELDS]:
        raise ValueError(f"nobody settles {', '.join(strange)}")
    with store.changing(now, act) as change:
        old = as_seen(change, uid, seen)
        return become(change, old, replace(old, **changes))


def remove(store: Store, uid: str, now: datetime, *, seen: int | None = None, fate: str = "removed") -> Event:
    """The event that was taken away; reading its notice again does not revive it. `fate` is one of `decided.FATES`.

    Deadlines for the level below that are tied to it are called off, what counts from it has no date again.

    Raises UnknownEvent, AmbiguousUid, Stale.
    """
    with store.changing(now, "remove") as change:
        event = as_seen(change, uid, seen)
        change.remove(event)
        change.decide([Decision(event.uid, EVENT, fate, event_text(event))])
        return event


def move_one(
    store: Store, uid: str, day: date, to: Span, clock: Any, now: datetime, *, seen: int | None = None
) -> Outcome:
    """The event whose occurrence of that day takes place at another time; the others stay.

    Raises UnknownEvent, AmbiguousUid, Stale; YuelingError where it has none on that day.
    """
    from ..single import moved

    reckoning = store.reckoning()
    with store.changing(now, "move", about=day.isoformat()) as change:
        old = as_seen(change, uid, seen)
        return become(change, old, replace(old, recurrence=moved(old, day, to, clock, reckoning)))


def cancel_one(store: Store, uid: str, day: date, now: datetime, *, seen: int | None = None) -> Outcome:
    """The event without its occurrence of that day.

    Raises UnknownEvent, AmbiguousUid, Stale; YuelingError where it has none on that day.
    """
    from ..single import cancelled

    reckoning = store.reckoning()
    with store.changing(now, "cancel", about=day.isoformat()) as change:
        old = as_seen(change, uid, seen)
        return become(change, old, replace(old, recurrence=cancelled(old, day, reckoning)))


def call_off(store: Store, uid: str, now: datetime, *, off: bool = True, seen: int | None = None) -> Outcome:
    """The event that does not take place at all, or without `off` does after all: it stays, and calendars show it as cancelled.

    What a person said outranks every notice; where he takes it back and the notices say the same, they decide again.
    Deadlines for the level below that are tied to it are called off with it.

    Raises UnknownEvent, AmbiguousUid, Stale.
    """
    with store.changing(now, "call_off" if off else "hold") as change:
        old = as_seen(change, uid, seen)
        new = replace(old, status=CANCELLED if off else CONFIRMED)
        outcome = become(change, old, new)
        decided = change.decisions([old.uid]).get(old.uid, {}).get("status")
        if decided and decided.read == field_text(new, "status"):
            change.forget(old.uid, ["status"])
        return outcome


def merge(store: Store, uid: str, others: Sequence[str], now: datetime) -> Outcome:
    """One event in place of several: the first stays, the others become one with it and are not read in again.

    The first takes on their tags, and what it lacks of action, actor, recipient, place, address, contact and note. What
    followed them follows it.

    Raises UnknownEvent, AmbiguousUid, SameEvent.
    """
    with store.changing(now, "merge") as change:
        old = change.event(uid)
        if old.uid in (event.uid for event in map(change.event, others)):
            raise SameEvent(old.title)
        change.about = old.title
        gone = [event for event in map(change.event, others) if event.uid != old.uid]
        new = replace(old, tags=tuple(dict.fromkeys((*old.tags, *(tag for event in gone for tag in event.tags)))))
        lacking: dict[str, Any] = {}
        for name in ("action", "actor", "recipient", "place", "url", "contact", "note"):
            if not getattr(new, name):
                lacking[name] = next(filter(None, (getattr(event, name) for event in gone)), None)
        change.save(replace(child, parent=old.uid) for child in change.children([event.uid for event in gone]))
        for event in gone:
            change.remove(event)
        change.decide(Decision(event.uid, EVENT, "merged", event_text(event)) for event in gone)
        outcome = become(change, old, replace(new, **lacking))
        change.lead([old.uid])
        return outcome


def part_of(whole: Event, part: Event) -> Event:
    """The event of a line as a part of another one: what the line does not say is as it is in the whole."""
    kept = {
        name: getattr(whole, name)
        for name in ("tags", "leads", "source", "actor", "recipient", "contact", "url", "withheld")
    }
    uid = uid_of("split", whole.uid, part.title, repr(part.recurrence.to_json()))
    return replace(part, uid=uid, quote=whole.quote or part.quote, place=part.place or whole.place, **kept)


def split(store: Store, uid: str, parts: Sequence[Event], now: datetime, *, seen: int | None = None) -> Outcome:
    """Several events in place of one: one part keeps its UID, the others have UIDs of their own.

    It is the part that is as the event was, else the first. A part that is there already, as `add` would say, stays as it is.
    All parts are a person's: no reading changes them.

    Raises UnknownEvent, AmbiguousUid, Stale, SameEvent; ValueError for fewer than two parts.
    """
    if len(parts) < 2:
        raise ValueError("a split has two parts or more")
    lines = [(part.title, part.recurrence) for part in parts]
    if twice := next((line for place, line in enumerate(lines) if line in lines[:place]), None):
        raise SameEvent(twice[0])
    with store.changing(now, "split") as change:
        old = as_seen(change, uid, seen)
        there = _there(change, [part for part in parts if part.uid != old.uid], old)
        new = [part for part in parts if part.uid not in there]
        if not new:
            raise AllThere(parts[0].title)
        same = (part for part in new if (part.title, part.recurrence) == (old.title, old.recurrence))
        first = next((part for part in new if part.uid == old.uid), next(same, new[0]))
        made = {part.uid: _piece(old, part, first) for part in new}
        known = change.decisions(list(made))
        for part in made.values():
            if EVENT in known.get(part.uid, {}):
                change.forget(part.uid)  # it was taken away once, and is wanted again
            _settle_part(change, old, part)
        outcome = outcome_of(change.save(made.values()))
        stored = {event.uid: event for event in outcome.events}
        became = tuple(there[part.uid] if part.uid in there else stored[made[part.uid].uid] for part in parts)
        already = {event.uid: event for event in there.values()}
        return replace(outcome, unchanged=(*outcome.unchanged, *already.values()), before=old, parts=became)


def _there(change: Changing, parts: Sequence[Event], whole: Event) -> dict[str, Event]:
    """The events that the parts are already, by the UID of the part: added from the same line, or by the same split."""
    names = {part.uid: (uid_of_line(part.title, part.recurrence), part.uid) for part in parts}
    stored = {event.uid: event for event in change.events_of([uid for pair in names.values() for uid in pair])}
    stored.pop(whole.uid, None)
    return {part: stored[uid] for part, pair in names.items() for uid in reversed(pair) if uid in stored}


def _settle_part(change: Changing, whole: Event, part: Event) -> None:
    """Keeps that a person settled what the part is, with what the machine had read of the whole."""
    if part.uid == whole.uid:
        return settle(change, whole, part)
    known = change.decisions([whole.uid]).get(whole.uid, {})
    names = [
        name
        for name in FIELDS
        if name in ("title", "kind", "recurrence") or name in known or getattr(whole, name) != getattr(part, name)
    ]
    change.decide(
        Decision(part.uid, name, read=known[name].read if name in known else field_text(whole, name)) for name in names
    )
    return None


def _piece(whole: Event, part: Event, first: Event) -> Event:
    """A part as it is stored: the first is the event that it was, with what was read of it."""
    if part is not first:
        return replace(part, reading=None)
    return replace(part, uid=whole.uid, reading=whole.reading, origin=whole.origin, subscription=whole.subscription)
