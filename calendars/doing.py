"""Which occurrence of an event somebody means who did it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rules import Message, Occurrence, Reckoning, YuelingError, shift

from .civil import day_of
from .completions import Completion
from .events import Entry, Event

LOOK_BACK = 31
"""Days for which what was not done may still be what is meant, and is still told."""
FAR = 3660
"""Days to each side within which it is known again what was done."""


class NotThen(YuelingError):
    """A day on which an event does not fall."""

    def __init__(self, day: date, near: Occurrence | None) -> None:
        remedy = Message("the nearest date is {when}", when=near.start) if near else Message("it has no dates at all")
        super().__init__(Message("{day}: the event does not fall on that day", day=str(day)), remedy)


class WhichDate(YuelingError):
    """An event of which two occurrences may be meant."""

    def __init__(self, event: Event, first: date, second: date) -> None:
        super().__init__(
            Message("two dates of “{title}” may be meant", title=event.title),
            Message("say it: --date {first} or --date {second}", first=str(first), second=str(second)),
        )


class NothingLeft(YuelingError):
    """An event of which nothing is left to do."""

    def __init__(self, event: Event) -> None:
        super().__init__(
            Message("“{title}” has no date that is left to do", title=event.title),
            Message("name an earlier one: --date 2026-04-15"),
        )


def occurrence_on(event: Event, day: date, reckoning: Reckoning, key: str | None = None) -> Occurrence:
    """The occurrence of the day; of several the one with the key, else the one that is due or begins then.

    Raises NotThen; WhichDate where several are left.
    """
    found = [one for one in event.recurrence.between(day, day, reckoning) if key in (None, one.key)]
    if not found:
        recurrence = event.recurrence
        raise NotThen(day, recurrence.next(day, reckoning) or recurrence.previous(day, reckoning))
    if len(found) > 1:
        own = [one for one in found if Entry(event, one).due == day] or found
        if len(own) > 1:
            raise WhichDate(event, Entry(event, own[0]).due, Entry(event, own[1]).due)
        return own[0]
    return found[0]


def left_to_do(event: Event, today: date, reckoning: Reckoning) -> Occurrence:
    """The occurrence that somebody means who did the event and names no day: the one that goes on or comes next.

    Or the last one, where that alone was not done. One that is done already stays what is meant: whoever says so twice does
    not mean the following one. Raises WhichDate where both are left, NothingLeft for none.
    """
    recurrence = event.recurrence
    now = recurrence.between(today, today, reckoning)
    ahead = now[:1] or recurrence.upcoming(shift(today, 1), 1, reckoning)
    missed = [one for one in _before(event, today, reckoning)[-1:] if not Entry(event, one).is_done]
    if missed and ahead and not Entry(event, ahead[0]).is_done:
        raise WhichDate(event, Entry(event, missed[0]).due, Entry(event, ahead[0]).due)
    if not (missed or ahead):
        raise NothingLeft(event)
    return missed[0] if missed else ahead[0]


def _before(event: Event, today: date, reckoning: Reckoning) -> list[Occurrence]:
    """The occurrences that are over, not for long, and ended since the event is known here."""
    first, yesterday = shift(today, -LOOK_BACK), shift(today, -1)
    if event.created:
        first = max(first, day_of(event.created))
    found = event.recurrence.between(first, yesterday, reckoning) if first <= yesterday else ()
    return [one for one in found if one.span.last < today]


def done_on(event: Event, today: date, reckoning: Reckoning) -> Occurrence:
    """The occurrence that somebody means who takes back that it was done: the one of which that was said last.

    Raises NothingDone.
    """
    said = sorted(event.completions, key=lambda one: one.changed, reverse=True)
    known = _known(event, today, reckoning) if said else {}
    for one in said:
        if one.key in known:
            return known[one.key]
    raise NothingDone(event)


def occurrence_of_key(event: Event, key: str, today: date, reckoning: Reckoning) -> Occurrence | None:
    """The occurrence with that key, wherever it was moved to; None where the event has none within ten years."""
    return _known(event, today, reckoning).get(key)


def _known(event: Event, today: date, reckoning: Reckoning) -> dict[str, Occurrence]:
    window = shift(today, -FAR), shift(today, FAR)
    return {one.key: one for one in event.recurrence.between(*window, reckoning)}


@dataclass(frozen=True, slots=True)
class Redated:
    """What was said to be done of an occurrence whose day is another one now, or none any more."""

    event: Event
    """As it is now."""
    completion: Completion
    before: date
    """When it was due."""
    after: date | None
    """When it is due now: what was done stays done. None where it is no occurrence any more, and those there are now are open."""


def done_and_redated(old: Event, new: Event, today: date, reckoning: Reckoning) -> Iterator[Redated]:
    """What was said to be done of the event as it was, as far as its days are others now; the earliest first.

    What was said belongs to the occurrence, by its key: it goes with it wherever it is moved, whoever moves it, and is said of
    no other one. It is kept where its occurrence is gone: with that it comes back.
    """
    said = sorted(old.completions, key=lambda one: one.key)
    was, now = (_known(event, today, reckoning) if said else {} for event in (old, new))
    for one in said:
        if one.key not in was:
            continue
        before = Entry(old, was[one.key]).due
        after = Entry(new, now[one.key]).due if one.key in now else None
        if before != after:
            yield Redated(new, one, before, after)


class NothingDone(YuelingError):
    """An event of which nothing was done."""

    def __init__(self, event: Event) -> None:
        super().__init__(
            Message("“{title}”: nobody said that it was done", title=event.title),
            Message("`yueling history` shows what was done and taken back"),
        )
