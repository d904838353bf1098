"""What people decided, and what is read or typed, put together: a field that a person settled stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ..events import CONFIRMED, Event
from ..statements import STATUS_OF, Statement, leading
from ..store.changing import Changing
from ..store.decided import EVENT, FIELDS, IMPORTED, Decision
from ..store.rows import event_text, field_text
from .outcomes import Difference, Outcome, Stale, outcome_of


@dataclass(slots=True)
class Merged:
    """The wanted events with what people decided of them."""

    wanted: list[Event] = field(default_factory=list)
    decided: list[Decision] = field(default_factory=list)
    """Decisions with what was read now."""
    kept: dict[str, tuple[Event, tuple[str, ...]]] = field(default_factory=dict)
    """What was read of events, and the fields that a person settled otherwise."""
    away: list[Event] = field(default_factory=list)


def merged_with_decisions(
    change: Changing,
    read: Iterable[Event],
    *,
    again: bool = False,
    silent: Sequence[str] = (),
    yielding: str = "",
    settled: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Merged:
    """What is to be stored of what was read: fields that a person settled stay, what was taken away stays away.

    Decisions with the `yielding` fate do not hold against it; fields that are `settled` otherwise, by UID, stay too. Of the
    `silent` fields what is read says nothing, but for a place now and then: what it does not say stays, whoever set it.
    """
    read = list(read)
    uids = [event.uid for event in read]
    stored = {event.uid: event for event in change.events_of(uids)}
    decisions, merged = change.decisions(uids), Merged()
    for event in read:
        decided = {
            name: one for name, one in decisions.get(event.uid, {}).items() if not yielding or one.fate != yielding
        }
        if decided and again:
            gone = [name for name in decided if name == EVENT or says(event, name)]
            change.forget(event.uid, gone)
            decided = {name: one for name, one in decided.items() if name not in gone}
        if EVENT in decided:
            merged.away.append(event)
            merged.decided += _where_it_stands(change, decided[EVENT], event)
            continue
        old = stored.get(event.uid)
        fields = {name: getattr(old, name) for name in {*decided, *settled.get(event.uid, ())}} if old else {}
        if names := tuple(name for name, value in fields.items() if getattr(event, name) != value):
            merged.kept[event.uid] = event, names
        merged.decided += [
            replace(one, read=text)
            for name, one in decided.items()
            if old and (text := field_text(event, name)) != one.read
        ]
        stay = {name: getattr(old, name) for name in silent if not getattr(event, name)} if old else {}
        merged.wanted.append(replace(event, **(stay | fields)))
    return merged


def says(read: Event, name: str) -> bool:
    """Whether anything was read of the field: a notice says nothing of tags and reminders, and what a person set stays."""
    return getattr(read, name) not in (None, ())


def _where_it_stands(change: Changing, decision: Decision, read: Event) -> Iterator[Decision]:
    """The decision that took an event away, with the words in which the notice has it now; none where they are the same."""
    gone = change.removed(decision)
    if gone and read.reading:
        now = replace(gone, quote=read.quote, source=read.source, reading=read.reading)
        if now != gone:
            yield replace(decision, read=event_text(now))


def with_kept(outcome: Outcome, merged: Merged) -> Outcome:
    """The outcome with what was left as people had decided it."""
    kept = tuple(event for event in outcome.events if event.uid in merged.kept)
    differing = []
    for event in kept:
        read, names = merged.kept[event.uid]
        differing += [Difference(event, name, read) for name in FIELDS if name in names and says(read, name)]
    return replace(outcome, kept=kept, stayed_away=tuple(merged.away), differing=tuple(differing))


def become(change: Changing, old: Event, new: Event) -> Outcome:
    """The event as a person wants it from now on."""
    settle(change, old, new)
    return replace(outcome_of(change.save([new])), before=old)


def settle(change: Changing, old: Event, new: Event) -> None:
    """Keeps which fields a person settled, with what the machine had read of them."""
    known = change.decisions([old.uid]).get(old.uid, {})
    names = [name for name in FIELDS if getattr(old, name) != getattr(new, name) and _is_free(known, name)]
    change.decide(Decision(old.uid, name, read=_read(old, name, known)) for name in names)


def _is_free(known: Mapping[str, Decision], name: str) -> bool:
    """Whether nobody here has settled the field."""
    return name not in known or known[name].fate == IMPORTED


def _read(old: Event, name: str, known: Mapping[str, Decision]) -> str | None:
    """What the machine had read of the field."""
    return known[name].read if name in known else field_text(old, name)


def settle_unsaid(change: Changing, old: Event, new: Event, names: Iterable[str], fate: str | None = None) -> None:
    """Keeps as decided what became another of these fields, as far as no notice says it: else reading one again would undo it."""
    changed = [name for name in dict.fromkeys(names) if getattr(old, name) != getattr(new, name)]
    if not changed:
        return
    known = change.decisions([old.uid]).get(old.uid, {})
    said = change.statements_of([old.uid]).get(old.uid, [])
    read = [name for name in changed if _is_said(new, name, said)]
    change.forget(old.uid, read)
    unsaid = [name for name in changed if name not in read and _is_free(known, name)]
    change.decide(Decision(old.uid, name, fate, _read(old, name, known)) for name in unsaid)


def _is_said(event: Event, name: str, said: Sequence[Statement]) -> bool:
    """Whether the notice that holds says the field as the event has it."""
    last = leading(said)
    if last is None:
        return False
    if event.source and event.source.digest not in {one.source.digest for one in said}:
        return name in ("recurrence", "status")  # by a notice that nobody has read here
    if name == "recurrence":
        return last.dates == event.recurrence
    if name == "status":
        return STATUS_OF.get(last.reading.act or "", CONFIRMED) == event.status
    return name in ("title", "kind") and getattr(last.reading, name) == getattr(event, name)


def as_seen(change: Changing, uid: str, seen: int | None) -> Event:
    event = change.event(uid)
    if seen is not None and event.sequence != seen:
        raise Stale(event.title)
    return event
