"""Events whose dates follow those of another one: earlier deadlines for the level below, and what counts from an event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rules import SURE, Message, YuelingError, alike, ends_after, is_general
from rules.kinds import ahead_of, anchor_of, anchored_on, rebased

from .events import CANCELLED, Event, Lead, uid_of


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


def earlier(parent: Event, lead: Lead, recipient: str, title: str | None = None) -> Event:
    """The deadline for the level below, so long before the parent is due; it is its parent's from now on.

    Raises NoDates, IsCalledOff.
    """
    if parent.status == CANCELLED:
        raise IsCalledOff(parent.title)
    if anchor_of(parent.recurrence.rule) or parent.recurrence.never():
        raise NoDates(parent.title)
    rule = ahead_of(parent.recurrence.rule, -lead.amount, lead.unit)
    recurrence = replace(parent.recurrence, rule=rule, clock=None, moved=(), extra=(), then=None)
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


def follow(child: Event, parent: Event | None) -> Event:
    """The child after its parent changed; called off with it, also where that was removed."""
    if parent is None:
        return replace(child, status=CANCELLED)
    rule = rebased(anchored_on(child.recurrence.rule, parent.recurrence.rule), parent.recurrence.rule)
    return replace(child, recurrence=replace(child.recurrence, rule=rule), status=parent.status)


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
