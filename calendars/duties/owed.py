"""Who owes what: what is overdue, what is coming, and what was said of it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rules import RECKONING, Reckoning, Span, fold, shift

from ..civil import day_of
from ..events import CONFIRMED, DUE_KINDS, Entry, Event, agenda
from .states import NOTHING_SAID, Acknowledgement, DutyState

BACK, AHEAD = 92, 30
"""Days for which what was not done is still owed, and for which what is coming is shown."""
YEAR = 366
OVERDUE, TODAY, COMING = "overdue", "today", "coming"


@dataclass(frozen=True, slots=True)
class Duty:
    """One date of an event that somebody owes, with what was said of it."""

    entry: Entry
    state: DutyState = NOTHING_SAID
    missed: int = 0
    """How many dates of the event before this one were not done either."""

    @property
    def due(self) -> date:
        """The day that matters: the end of the period within which it is to be done so often, else that of the entry."""
        return self.entry.span.last if self.state.quota else self.entry.due

    @property
    def acknowledgement(self) -> Acknowledgement | None:
        """Who has taken it on."""
        return self.state.acknowledgement(self.entry.occurrence.key)

    @property
    def owner(self) -> str | None:
        """Who owes it: who has taken it on, else who has to act; None where nobody is named."""
        taken = self.acknowledgement
        return (taken.by if taken else None) or self.entry.event.actor

    @property
    def snoozed_until(self) -> date | None:
        """The first day on which it is told again, where it was put off for everybody."""
        return self.state.snoozed_until(self.entry.occurrence.key, due=self.due)

    def days(self, today: date) -> int:
        """How many days are left; less than none where it is overdue."""
        return (self.due - today).days

    def when(self, today: date) -> str:
        """OVERDUE, TODAY or COMING."""
        days = self.days(today)
        return OVERDUE if days < 0 else COMING if days else TODAY

    def concerns(self, people: Sequence[str]) -> bool:
        """Whether one of the names is a part of that of who has taken it on, has to act or can be asked; all do for none."""
        if not people:
            return True
        event, taken = self.entry.event, self.acknowledgement
        named = [fold(name) for name in (event.actor, event.contact, taken and taken.by) if name]
        return any(fold(part) in name for part in people for name in named)


def owed(
    events: Iterable[Event],
    states: Mapping[str, DutyState],
    today: date,
    reckoning: Reckoning = RECKONING,
    *,
    ahead: int = AHEAD,
    back: int = BACK,
    people: Sequence[str] = (),
) -> list[Duty]:
    """What is not done: what is overdue, the longest first, then what is due within so many days, and counts that go on.

    Of each event the last date that was missed is shown, which says how many before it were. What passed before the event
    was known here is owed by nobody.
    """
    concerned = [one for one in events if one.status == CONFIRMED and _is_duty(one, states.get(one.uid, NOTHING_SAID))]
    window, groups = Span(shift(today, -back), shift(today, ahead)), defaultdict[str, list[Entry]](list)
    for entry in agenda(concerned, window, reckoning):
        groups[entry.event.uid].append(entry)
    found = [
        duty
        for uid, entries in groups.items()
        for duty in _of_event(entries, states.get(uid, NOTHING_SAID), today, window)
        if duty.concerns(people)
    ]
    return sorted(found, key=in_order)


def in_order(duty: Duty) -> tuple[str, ...]:
    """Where the duty stands in a list: by its day, then by the beginning of its title."""
    return duty.due.isoformat(), duty.entry.event.title[:40], duty.entry.uid


def _is_duty(event: Event, state: DutyState) -> bool:
    return event.kind in DUE_KINDS or state.quota is not None


def _of_event(entries: Sequence[Entry], state: DutyState, today: date, window: Span) -> Iterator[Duty]:
    event = entries[0].event
    floor = day_of(event.created) if event.created else window.first
    left = [Duty(one, state) for one in entries if not one.is_done]
    if len(left) > 1:
        left.sort(key=in_order)
    days = [one.due for one in left]
    passed = [one for one, due in zip(left, days, strict=True) if max(floor, window.first) <= due < today]
    if passed:
        yield replace(passed[-1], missed=len(passed) - 1) if len(passed) > 1 else passed[-1]
    for one, due in zip(left, days, strict=True):
        if due < today:
            continue
        begun = one.entry.span.first <= today and (state.quota is not None or one.entry.completion is not None)
        if due <= window.last or begun:
            yield one


def done_since(
    events: Iterable[Event], first: date, today: date, reckoning: Reckoning = RECKONING
) -> list[tuple[datetime, Entry]]:
    """What somebody said was done on that day or after it, with when, the last first; dates of a year to each side."""

    def since(entry: Entry) -> datetime | None:
        done = entry.completion.done if entry.completion else None
        return done if done and day_of(done) >= first else None

    said = [event for event in events if any(one.done for one in event.completions)]
    entries = agenda(said, Span(shift(today, -YEAR), shift(today, YEAR)), reckoning)
    found = [(moment, entry) for entry in entries if (moment := since(entry))]
    return sorted(found, key=lambda pair: (pair[0], pair[1].uid), reverse=True)
