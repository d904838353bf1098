"""Events written, put right and taken away, each by one action; whoever changes an event says which sequence was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules import Message, Recurrence, YuelingError, write

from .. import actions, catalogue
from ..decided_words import fates_of
from ..events import Event
from ..one_line_event import checked_fields, checked_kind, checked_tags, checked_title, read_event, read_leads
from ..past import step_record
from ..records import outcome_record, reference
from ..single import as_long, called_otherwise, carried, occasion, on_day, read_time, remarks, unkept
from ..typed_line import TypedRule, read_rule
from .inquiry import Inquiry, reply

MOST_STEPS = 100
"""Steps of the history that are shown or taken back at once."""
MORE = ("place", "contact", "url", "note")
"""What stands beside the dates and may be taken away again."""


class NothingGiven(YuelingError):
    """A change of nothing, or of what cannot be changed together."""


@dataclass(frozen=True, slots=True)
class Line:
    """An event as somebody writes it."""

    event: Event
    other: Recurrence | None
    given: Mapping[str, Any]
    """The fields that were given expressly."""


def line_of(
    inquiry: Inquiry,
    text: str,
    title: str | None = None,
    kind: str | None = None,
    tags: Sequence[str] = (),
    leads: Sequence[str] = (),
    **more: str | None,
) -> Line:
    """The event of a line (每年5月30日 全国科技工作者日), nothing stored; with a title the line is the rule alone.

    Raises UnreadRule, BadField, BadKind, BadLead, YuelingError.
    """
    fields = checked_fields(more)
    given: dict[str, Any] = {"kind": checked_kind(kind)} if kind else {}
    given |= ({"tags": checked_tags(tags)} if tags else {}) | ({"leads": read_leads(leads)} if leads else {})
    found = read_event(text, inquiry.today, title=title, **given, **fields)
    return Line(found.event, found.other, given | fields)


def add(inquiry: Inquiry, *, dry_run: bool = False, **written: Any) -> dict[str, Any]:
    """The event of a line as it is stored now, and what became of it; a dry run says what it would be."""
    line = line_of(inquiry, **written)
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
    dates = [name for name in ("rule", "date", "announce") if name in given]
    if not given:
        raise NothingGiven(Message("nothing is said that would change"), Message("name a field with what it is to be"))
    if len(dates) > 1:
        said = Message("{names} are given together, and each sets the dates", names=", ".join(dates))
        raise NothingGiven(said, Message("give one of them"))
    old = inquiry.event(uid)
    changes = _fields(given)
    rule: TypedRule | None = None
    remarked: tuple[Message, ...] = ()
    if dates:
        changes["recurrence"], rule, remarked = _dates(inquiry, old, dates[0], given[dates[0]])
    act = "announce" if "announce" in given else "edit"
    outcome = actions.edit(inquiry.store, old.uid, inquiry.stamp, seen=seen, act=act, **changes)
    return _single(inquiry, outcome.events[0], outcome, rule.other if rule else None, *remarked)


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """The given fields as an event holds them, but for its dates."""
    checks: dict[str, Callable[[Any], Any]] = {
        "title": checked_title,
        "kind": checked_kind,
        "tags": checked_tags,
        "leads": lambda leads: None if leads is None else read_leads(leads or ["none"]),
    }
    changes = {name: check(given[name]) for name, check in checks.items() if name in given}
    more = {name: given[name] for name in MORE if name in given}
    return changes | dict.fromkeys(more) | checked_fields(more)


def _dates(
    inquiry: Inquiry, old: Event, name: str, content: str | date
) -> tuple[Recurrence, TypedRule | None, tuple[Message, ...]]:
    """The recurrence in place of the old one, how its words were read, and which single dates do not fit it."""
    if isinstance(content, date):
        return on_day(old, content), None, ()
    if name == "announce":
        return catalogue.announce(old, catalogue.read_days(content)), None, ()
    rule = read_rule(content, inquiry.today)
    new, dropped = carried(old.recurrence, rule.recurrence)
    if not dropped:
        return new, rule, ()
    lost = "; ".join(one.say(inquiry.lang) for one in dropped)
    return new, rule, (Message("these single dates do not fit the new rule and are left out: {dates}", dates=lost),)


def cancel(inquiry: Inquiry, uid: str, day: date, *, seen: int | None) -> dict[str, Any]:
    """The event without its date on that day; raises UnknownEvent, Stale, YuelingError where it has none."""
    event = inquiry.event(uid)
    found = occasion(event, day, inquiry.reckoning)
    outcome = actions.cancel_one(inquiry.store, uid, day, inquiry.stamp, seen=seen)
    return _single(inquiry, outcome.events[0], outcome, None, *called_otherwise(found, day))


def move(inquiry: Inquiry, uid: str, day: date, to: str, *, seen: int | None) -> dict[str, Any]:
    """The event whose date on that day takes place at another time (2026-12-15, 12月15日上午10点, 上午10点), as long as before.

    Raises UnknownEvent, Stale, UnreadRule, YuelingError.
    """
    told = read_time(to, inquiry.today, day)
    event, reckoning = inquiry.event(uid), inquiry.reckoning
    found = occasion(event, day, reckoning)
    span, clock = as_long(event, day, None if told.alone else told.span, told.clock, reckoning)
    said = [*called_otherwise(found, day)]
    if span != found.span:
        said += remarks(event, day, span, inquiry.today, reckoning)
    said += filter(None, [unkept(to, told, event, clock or found.clock)])
    outcome = actions.move_one(inquiry.store, uid, day, span, clock, inquiry.stamp, seen=seen)
    return _single(inquiry, outcome.events[0], outcome, None, *said)


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
