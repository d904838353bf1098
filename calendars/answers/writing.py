"""Events written, put right and taken away, each by one action; whoever changes an event says which sequence was seen."""

from __future__ import annotations

from datetime import date
from typing import Any

from rules import Message, Recurrence, write

from .. import actions, inputs
from ..events import Event
from ..one_line_event import checked_text
from ..past import step_record
from ..records import outcome_record, progress_record, reference
from ..words.decided import fates_of
from .inquiry import Inquiry, reply

MOST_STEPS = 100
"""Steps of the history that are shown or taken back at once."""


def add(inquiry: Inquiry, *, dry_run: bool = False, **written: Any) -> dict[str, Any]:
    """The event of a line as it is stored now, and what became of it; a dry run says what it would be."""
    line = inputs.line_of(today=inquiry.today, **written)
    if dry_run:
        return _single(inquiry, line.event, actions.Outcome(added=(line.event,)), line.other)
    outcome = actions.add(inquiry.store, line.event, inquiry.stamp, line.given)
    return _single(inquiry, outcome.events[0], outcome, line.other)


def _single(
    inquiry: Inquiry, event: Event, outcome: actions.Outcome, other: Recurrence | None = None, *said: Message
) -> dict[str, Any]:
    """The event, what became of it, how else its words may be read, and what is to be said besides."""
    rule = write(other) if other and other != event.recurrence else None
    found = {"event": inquiry.record(event), "other": rule, **outcome_record(outcome)}
    return reply(**found, remarks=[one.say(inquiry.lang) for one in said])


def edit(inquiry: Inquiry, uid: str, *, seen: int | None, **given: Any) -> dict[str, Any]:
    """The event with other fields; None takes a field away. Of rule, date and announce one at most is given.

    Raises NothingGiven, UnknownEvent, Stale, UnreadRule, BadField, BadKind, BadLead, IsSeries.
    """
    old = inquiry.event(uid)
    put = inputs.edit_of(old, given, inquiry.today)
    outcome = actions.edit(inquiry.store, old.uid, inquiry.stamp, seen=seen, act=put.act, **put.changes)
    other = put.rule.other if put.rule else None
    return _single(inquiry, outcome.events[0], outcome, other, *put.remarks(inquiry.lang))


def cancel(inquiry: Inquiry, uid: str, day: date, *, seen: int | None) -> dict[str, Any]:
    """The event without its date on that day; raises UnknownEvent, Stale, YuelingError where it has none."""
    outcome, said = inputs.cancel(inquiry.store, _seen(inquiry.event(uid), seen), day, inquiry.stamp)
    return _single(inquiry, outcome.events[0], outcome, None, *said)


def call_off(inquiry: Inquiry, uid: str, *, seen: int | None, off: bool = True) -> dict[str, Any]:
    """The event that does not take place at all, or without `off` does after all; raises UnknownEvent, Stale."""
    event = inquiry.event(uid)
    outcome = actions.call_off(inquiry.store, event.uid, inquiry.stamp, off=off, seen=seen)
    return _single(inquiry, outcome.events[0], outcome)


def done(
    inquiry: Inquiry, uid: str, day: date, *, seen: int | None, done: bool = True, by: str | None = None
) -> dict[str, Any]:
    """The date of an event that was done, or without `done` was not; raises UnknownEvent, Stale, NotThen, WhichDate."""
    event = inquiry.event(uid)
    if done:
        whom = checked_text(by, "by") if by else None
        became = actions.complete(inquiry.store, event.uid, day, inquiry.stamp, by=whom, seen=seen)
    else:
        became = actions.reopen(inquiry.store, event.uid, day, inquiry.stamp, seen=seen)
    return reply(**progress_record(became, inquiry.record(became.entry.event), inquiry.lang))


def move(inquiry: Inquiry, uid: str, day: date, to: str, *, seen: int | None) -> dict[str, Any]:
    """The event whose date on that day takes place at another time (2026-12-15, 12月15日上午10点, 上午10点), as long as before.

    Raises UnknownEvent, Stale, UnreadRule, YuelingError.
    """
    event = _seen(inquiry.event(uid), seen)
    outcome, said = inputs.move(inquiry.store, event, day, to, inquiry.today, inquiry.stamp)
    return _single(inquiry, outcome.events[0], outcome, None, *said)


def _seen(event: Event, seen: int | None) -> Event:
    """The event; raises Stale where another sequence of it was seen."""
    if seen is not None and seen != event.sequence:
        raise actions.Stale(event.title)
    return event


def remove(inquiry: Inquiry, uid: str, *, seen: int | None, unwanted: bool = False) -> dict[str, Any]:
    """The event that was taken away, and what became of those that followed it; `unwanted` says that it never belonged here.

    Raises UnknownEvent, Stale.
    """
    event = inquiry.event(uid)
    tied = inquiry.store.followers(event.uid)
    fate = "unwanted" if unwanted else "removed"
    gone = actions.remove(inquiry.store, event.uid, inquiry.stamp, seen=seen, fate=fate)
    became = fates_of(tied, [inquiry.store.event(one.uid) for one in tied])
    content = {name: [reference(one) for one in found] for name, found in became.items()}
    return reply(event=inquiry.record(gone), removed=[reference(gone)], **content)


def history(inquiry: Inquiry, *, limit: int = 20) -> dict[str, Any]:
    """The last things that were done, the latest first; the number of the first is what `undo` wants to know."""
    steps = inquiry.store.steps(limit)
    return reply(steps=[*map(step_record, steps, inquiry.store.made_by(steps))])


def undo(inquiry: Inquiry, *, seen: int, count: int = 1) -> dict[str, Any]:
    """The steps that were taken back; `seen` is the number of the latest step. Raises NothingToUndo, Stale."""
    steps = actions.undo(inquiry.store, inquiry.stamp, count, seen=seen)
    return reply(steps=[*map(step_record, steps, inquiry.store.made_by(steps))])
