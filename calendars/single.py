"""One occurrence of an event, apart from the others: at another time, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rules import Clock, Message, Move, Reckoning, Recurrence, Span, YuelingError

from .events import Event


def moved(event: Event, day: date, to: Span, clock: Clock | None, reckoning: Reckoning) -> Recurrence:
    """The recurrence whose occurrence of the day takes place at another time, under the key that it had.

    A clock of None keeps the time of day.

    Raises YuelingError where there is none on that day.
    """
    first = _first_day(event, day, reckoning)
    return _changed(event.recurrence, first, Move(first, to, clock))


def cancelled(event: Event, day: date, reckoning: Reckoning) -> Recurrence:
    """The recurrence without the occurrence of the day; raises YuelingError where there is none."""
    return _changed(event.recurrence, _first_day(event, day, reckoning), None)


def _changed(recurrence: Recurrence, first: date, move: Move | None) -> Recurrence:
    """In the version that holds on the day."""
    then = recurrence.then
    if then and then.since and first >= then.since:
        return replace(recurrence, then=_changed(then, first, move))
    if any(span.first == first for span in recurrence.extra):
        others = [span for span in recurrence.extra if span.first != first]
        return replace(recurrence, extra=tuple(sorted([*others, move.span] if move else others)))
    moves = tuple(each for each in recurrence.moved if each.day != first)
    if move:
        return replace(recurrence, moved=tuple(sorted((*moves, move), key=lambda each: each.day)))
    return replace(recurrence, moved=moves, without=tuple(sorted({*recurrence.without, first})))


def _first_day(event: Event, day: date, reckoning: Reckoning) -> date:
    """The day by the rule of the occurrence that the day belongs to, as it takes place now."""
    found = next(iter(event.recurrence.between(day, day, reckoning)), None)
    if not found:
        near = event.recurrence.next(day, reckoning) or event.recurrence.previous(day, reckoning)
        remedy = Message("the nearest date is {when}", when=near.start) if near else Message("it has no dates at all")
        raise YuelingError(Message("{day}: the event does not fall on that day", day=str(day)), remedy)
    versions: list[Recurrence] = [event.recurrence]
    while versions[-1].then:
        versions.append(versions[-1].then)
    for version in versions:
        for move in version.moved:
            if move.span == found.span:
                return move.day
    return found.span.first
