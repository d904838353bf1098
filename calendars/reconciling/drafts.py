"""What is told of drafts and events by themselves: whether one dates what the other is, stands in the clause of the other."""

from __future__ import annotations

from dataclasses import replace

import rules
from rules import Recurrence
from rules.kinds import announcement

from ..events import Event
from ..statements import MOVES
from .known import Known
from .redating import NEARBY, are_same, days_of, is_due

LONGEST_MONTH = 31
"""Days of a month."""


def are_of_one_sort(one: Event, other: Event) -> bool:
    """Whether both are due, or both happen."""
    undated = (
        other.recurrence.rule.extent()[1] is None and other.reading and other.reading.act and not other.reading.former
    )
    ends = other.reading and other.reading.act == MOVES and "window" in (one.kind, other.kind)
    closes = "window" in (one.kind, other.kind) and are_same(one.recurrence, other.recurrence)
    return bool(undated or ends or closes) or is_due(one) == is_due(other)


def is_undated(draft: Event) -> bool:
    """Whether a clause says something of an entry and names no date."""
    return bool(draft.reading and draft.reading.act) and announcement(draft.recurrence.rule) is not None


def is_relative(draft: Event) -> bool:
    """Whether a draft has no dates of its own, and says at most by how much something moves, or at which time of day."""
    return is_undated(draft) or bool(draft.reading and draft.reading.by)


def moves(draft: Event) -> bool:
    """Whether a notice says of a date that something moves to it."""
    return bool(draft.reading and draft.reading.act == MOVES)


def is_nameless(draft: Event) -> bool:
    """Whether a draft has no name but its date, or a general one: 展期没有变化，还是4月17日至19日."""
    return draft.title == draft.quote or rules.is_general(draft.title)


def is_long(event: Event) -> bool:
    """Whether it goes on for several days."""
    days = event.recurrence.rule.single_span()
    return days is not None and days.first < days.last


def is_period(draft: Event) -> bool:
    """Whether a draft is of a quarter or a half year, which no event takes."""
    days = draft.recurrence.rule.single_span()
    return draft.kind == "event" and days is not None and (days.last - days.first).days > LONGEST_MONTH


def begins_alike(event: Event, draft: Event) -> bool:
    """Whether an event of several days begins on the day on which a draft does."""
    ours, theirs = (one.recurrence.rule.single_span() for one in (event, draft))
    return bool(ours and theirs and ours.first == theirs.first and ours.first < ours.last)


def is_near(event: Event, draft: Event) -> bool:
    """Whether an event takes place near the day to which something is moved."""
    here, there = days_of(event.recurrence), days_of(draft.recurrence)
    return here is not None and there is not None and abs((here.first - there.first).days) <= NEARBY


def ends_alike(draft: Event, known: Known) -> bool:
    """Whether both are of one sort by the last word of their names: 培训."""
    return any(name[-2:] == draft.title[-2:] for name in known.names)


def has_dates(known: Known, dates: Recurrence) -> bool:
    """Whether an event has or had these dates."""
    return any(are_same(dates, own) for own in known.dates())


def holds(former: Recurrence, event: Event) -> bool:
    """Whether a date that gives way is a month or a week in which an event takes place."""
    wide, days = days_of(former), days_of(event.recurrence)
    return bool(wide and days and wide != days and wide.first <= days.first and days.last <= wide.last)


def without_former(draft: Event) -> Event:
    """A draft without the date that gave way, which was said less finely than it is kept; it stays by how much it moves."""
    return replace(draft, reading=replace(draft.reading, former=None)) if draft.reading else draft


def stands_within(dated: Event, said: Event) -> bool:
    """Whether a date stands in the clause that says something."""
    if dated.source is None or said.source is None:
        return False
    return said.source.start <= dated.source.start < said.source.end


def starts_before(one: Event, other: Event) -> bool:
    """Whether one stands before another one in the text."""
    ours, theirs = one.source, other.source
    return bool(ours and theirs and ours.start is not None and theirs.start is not None and ours.start <= theirs.start)


def is_said_beside(dated: Event, undated: Event) -> bool:
    """Whether a date stands in the sentence of a clause without one."""
    ours, theirs = (one.source.sentence if one.source else None for one in (dated, undated))
    return bool(ours and theirs and ours.startswith(theirs))


def are_in_one_sentence(one: Event, other: Event) -> bool:
    """Whether two are said in one sentence, and the second one by no name of its own."""
    return other.title != other.quote and is_said_beside(one, other)
