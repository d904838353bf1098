"""Events whose dates follow those of another one: earlier deadlines for the level below, and what counts from an event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from rules import (
    RECKONING,
    SURE,
    Message,
    Move,
    Reckoning,
    Recurrence,
    Span,
    YuelingError,
    alike,
    ends_after,
    is_general,
)
from rules.kinds import ahead_of, ahead_span, anchor_of, anchored_on, rebased, unanchored

from .events import CANCELLED, CONFIRMED, BadLead, Event, Lead, uid_of
from .single import standing_rule
from .statements import STATUS_OF, Statement, leading

COUNTED = "offset"
"""The kind of what counts from a named event."""


class NoDates(YuelingError):
    """An event without dates, which nothing can be due before."""

    def __init__(self, title: str) -> None:
        super().__init__(
            Message("“{title}” has no dates, so nothing can be due before it", title=title),
            Message("give it a date first: yueling edit UID --rule …"),
        )


class IsCalledOff(YuelingError):
    """An event that does not take place, which nobody has to do anything for."""

    def __init__(self, title: str) -> None:
        super().__init__(
            Message("“{title}” is called off, so nothing is due before it", title=title),
            Message("choose another event: yueling list"),
        )


class TooEarly(YuelingError):
    """A deadline for the level below that is over, or that no calendar has."""

    def __init__(self, title: str, day: date | None) -> None:
        said = Message("the deadline before “{title}” would lie beyond the years that are reckoned", title=title)
        if day:
            said = Message(
                "the deadline before “{title}” would be {day}, which is over", title=title, day=day.isoformat()
            )
        super().__init__(said, Message("nothing was stored; give a shorter --before"))


class NotCounted(YuelingError):
    """An event that counts from no other one."""

    def __init__(self, title: str) -> None:
        super().__init__(
            Message("“{title}” counts from no named event", title=title),
            Message("what does is read as in 会议结束后30个工作日内"),
        )


def is_counted(event: Event) -> bool:
    """Whether an event counts from a named one, or from one that it was joined to."""
    return anchor_of(event.recurrence.rule) is not None or event.parent is not None


def earlier(
    parent: Event, lead: Lead, recipient: str, title: str | None = None, reckoning: Reckoning = RECKONING
) -> Event:
    """The deadline for the level below, so long before the parent is due; it is its parent's from now on.

    Raises NoDates, IsCalledOff; BadLead for hours, which make no other day.
    """
    if lead.unit == "hours":
        raise BadLead(lead.write())
    base = standing_rule(parent)
    if parent.status == CANCELLED or base is None:
        raise IsCalledOff(parent.title)
    if anchor_of(parent.recurrence.rule) or parent.recurrence.never():
        raise NoDates(parent.title)
    rule = ahead_of(base, -lead.amount, lead.unit)
    recurrence = _in_step(replace(parent.recurrence, rule=rule, clock=None, then=None), parent, reckoning)
    return replace(
        parent,
        uid=uid_of("cascade", parent.uid, recipient),
        title=title or parent.title,
        kind="deadline",
        recurrence=recurrence,
        actor=recipient,
        recipient=None,
        parent=parent.uid,
        leads=None,
        origin=None,
        reading=None,
        sequence=0,
        created=None,
        updated=None,
    )


def check_ahead(child: Event, today: date, reckoning: Reckoning = RECKONING) -> None:
    """Raises TooEarly where none of the dates of a deadline is today or later."""
    dates = child.recurrence
    if not dates.between(today, today, reckoning) and not dates.next(today, reckoning):
        last = dates.previous(today, reckoning)
        raise TooEarly(child.title, last.span.last if last else None)


def follow(
    child: Event, parent: Event, reckoning: Reckoning = RECKONING, statements: Iterable[Statement] = ()
) -> Event:
    """The child after its parent changed, or one date of that; called off with it.

    `statements` are what notices say of the child: what they call off stays so, whatever becomes of its parent.
    """
    base = standing_rule(parent)
    status = CANCELLED if base is None else parent.status
    own = leading(statements)
    if own and own.reading.act in STATUS_OF:
        status = STATUS_OF[own.reading.act]
    base = base or parent.recurrence.rule
    rule = rebased(anchored_on(child.recurrence.rule, base), base)
    return replace(child, recurrence=_in_step(replace(child.recurrence, rule=rule), parent, reckoning), status=status)


def left_behind(child: Event, gone: Event, statements: Iterable[Statement] = ()) -> Event:
    """The child after its parent was taken away: a deadline for the level below is called off.

    What counts from a named event has no date again, until there is one of that name; as its notice has it, where one does.
    """
    own = leading(one for one in statements if one.dates and anchor_of(one.dates.rule))
    if own and own.dates:
        return replace(child, recurrence=own.dates, status=CONFIRMED)
    if child.kind != COUNTED:
        return replace(child, status=CANCELLED)
    rule = unanchored(child.recurrence.rule, gone.title)
    return replace(child, recurrence=replace(child.recurrence, rule=rule, without=(), moved=(), extra=()))


def _in_step(recurrence: Recurrence, parent: Event, reckoning: Reckoning) -> Recurrence:
    """The recurrence of a child with those of its dates moved, cancelled and added of which the parent's are."""
    old, rule = parent.recurrence, recurrence.rule
    series = old.rule.single_span() is None or bool(old.extra)
    if not series:  # its one date is in the rule itself
        return replace(recurrence, without=(), moved=(), extra=())

    def of(span: Span) -> Span | None:
        return ahead_span(rule, old.rule, span, reckoning)

    def own(day: date) -> Span | None:
        found = (o.span for o in Recurrence(old.rule).between(day, day, reckoning) if o.span.first == day)
        return next((of(span) for span in found), None)

    moves = ((own(move.day), of(move.span)) for move in old.moved)
    return replace(
        recurrence,
        without=tuple(sorted(span.first for span in map(own, old.without) if span)),
        moved=tuple(Move(one.first, other) for one, other in moves if one and other),
        extra=tuple(sorted(filter(None, map(of, old.extra)))),
    )


def anchors(event: Event, others: Iterable[Event]) -> list[Event]:
    """The events from which an event may count that names one (会议结束后30个工作日内): those of its own notice first.

    Empty where it counts from none, or nothing stored has that name.
    """
    anchor = anchor_of(event.recurrence.rule)
    if anchor is None:
        return []
    name = ends_after(anchor)
    happening = [one for one in others if one.uid != event.uid and not anchor_of(one.recurrence.rule) and not _due(one)]
    own = [one for one in happening if event.source and one.source and one.source.digest == event.source.digest]
    named = [one for one in own if alike(name, one.title) >= SURE] or [
        one for one in happening if alike(name, one.title) >= SURE and not is_general(name)
    ]
    return named or (own if is_general(name) else [])


def _due(event: Event) -> bool:
    return event.recurrence.rule.deadline() is not None
