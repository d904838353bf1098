"""Which stored events a calendar means: those of its UIDs, also after it was given another name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rules import Message

from ..events import CANCELLED, Event, Origin, uid_of
from .calendar_file import OURS
from .ours import own_uid
from .records import CalledOff, Incoming

Key = tuple[str, str]
"""A calendar's name and a UID in it."""


def key_of(origin: Origin) -> Key:
    """What is one object in the calendar: all components of a UID."""
    return origin.calendar, origin.uid


def of_uid(stored: Iterable[Event], origin: Origin) -> list[Event]:
    """What is stored of a UID of a calendar; our own event, where it is one of ours."""
    own = own_uid(origin.uid)
    return [event for event in stored if event.uid == own or (event.origin and key_of(event.origin) == key_of(origin))]


def whole_of(event: Event, known: Mapping[str, Event]) -> Event | None:
    """The event of ours of which a calendar that we, or an organisation that shares the database, handed out has one date.

    Its UID begins with that of the event; behind it stand the key of the date, and the number of the organisation.
    """
    name = event.origin.uid.removesuffix(OURS) if event.origin and event.origin.uid.endswith(OURS) else ""
    begins = (name[: match.start()] for match in re.finditer(r"[-.]", name))
    found = (known[begin] for begin in begins if begin in known)
    return next((one for one in found if one.origin is None and event.uid not in known), None)


def called_off(event: Event, off: CalledOff) -> Event:
    """The event as it is once it, or some of its instances, are called off."""
    recurrence = event.recurrence
    if not off.days:
        event = replace(event, status=CANCELLED)
    elif days := [day for day in off.days if any(o.span.first == day for o in recurrence.between(day, day))]:
        without = tuple(sorted({*recurrence.without, *days}))
        moved = tuple(move for move in recurrence.moved if move.day not in days)
        event = replace(event, recurrence=replace(recurrence, without=without, moved=moved))
    if not event.origin:
        return event
    stamp = off.origin.modified or event.origin.modified
    number = max(event.origin.sequence, off.origin.sequence)
    digest = event.origin.digest if off.days else off.origin.digest
    return replace(event, origin=replace(event.origin, sequence=number, modified=stamp, digest=digest))


def ended(event: Event, off: CalledOff) -> Event | None:
    """The task of one date as it is once it is done and has none any more: the one that it had; None for every other event."""
    if not off.report or not event.origin or not event.recurrence.rule.single_span():
        return None
    origin = replace(off.origin, lines=event.origin.lines, task=event.origin.task, progress=(off.report,))
    return replace(event, origin=origin)


def as_stored(found: Sequence[Incoming], stored: Sequence[Event]) -> tuple[list[Incoming], list[Incoming]]:
    """The events of a file under the UIDs that they have here, and what is to be said of calendars with new names.

    A calendar that is stored under another name is known by its UIDs: at least half of its events are stored under that one
    name, with the same title or the same dates. It keeps the name under which it is stored.
    """
    known = {event.origin.calendar for event in stored if event.origin}
    names = dict.fromkeys(name for each in found if (name := _calendar(each)) is not None and name not in known)
    renamed: dict[str, str] = {}
    said: list[Incoming] = []
    for name in names if known else ():
        own = [each for each in found if _calendar(each) == name]
        others = known - {_calendar(each) for each in found}
        votes = Counter(_votes(own, stored, others))
        if not votes:
            continue
        (old, most), *behind = votes.most_common(2)
        if 2 * most >= len(own) and not (behind and behind[0][1] == most):
            renamed[name] = old
            words = Message(
                "the calendar “{name}” is stored as “{old}”: its events stay the same", name=name or "-", old=old or "-"
            )
        else:
            words = Message("{n} of its events have UIDs that are stored from other calendars; they are taken as others",
                            n=sum(votes.values()))  # fmt: skip
        said.append(Incoming(1, "", "", note=words))
    return [_renamed(each, renamed) for each in found], said


def _calendar(found: Incoming) -> str | None:
    """The name of the calendar of which something stands in a file; None for what is ours."""
    origin = found.off.origin if found.off else found.event.origin if found.event else None
    return origin.calendar if origin else None


def _votes(found: Iterable[Incoming], stored: Iterable[Event], names: set[str]) -> Iterator[str]:
    """The names under which the events of a calendar are stored."""
    by_uid: dict[str, list[Event]] = {}
    for event in stored:
        if event.origin and event.origin.calendar in names:
            by_uid.setdefault(event.origin.uid, []).append(event)
    for each in found:
        uid = each.off.origin.uid if each.off else each.event.origin.uid if each.event and each.event.origin else ""
        alike = (old for old in by_uid.get(uid, ()) if each.off or _is_alike(each.event, old))
        yield from {old.origin.calendar for old in alike if old.origin}


def _is_alike(event: Event | None, old: Event) -> bool:
    return event is not None and (event.title == old.title or event.recurrence == old.recurrence)


def _renamed(found: Incoming, names: dict[str, str]) -> Incoming:
    """The same under the name by which its calendar is stored."""
    name = _calendar(found)
    if name not in names:
        return found
    if found.off:
        return replace(found, off=replace(found.off, origin=replace(found.off.origin, calendar=names[name])))
    event = found.event
    if not event or not event.origin:
        return found
    origin = replace(event.origin, calendar=names[name])
    own = own_uid(origin.uid) if not found.part else None
    return replace(
        found,
        event=replace(event, uid=own or uid_of("imported", origin.calendar, origin.uid, *found.part), origin=origin),
    )
