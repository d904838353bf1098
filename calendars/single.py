"""One occurrence of an event, apart from the others: at another time, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rules import Clock, Message, Move, Reckoning, Recurrence, Span, YuelingError, parse, shift

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


def read_time(text: str, today: date) -> tuple[Span, Clock | None]:
    """The days and the time of day that a text says, told on the day; without a time None.

    >>> read_time("2026年12月15日上午10点", date(2026, 11, 30))
    (Span(first=datetime.date(2026, 12, 15), last=datetime.date(2026, 12, 15)), Clock(start=600, end=None))

    Raises UnreadRule where the text is no rule, YuelingError where it says no single time.
    """
    found = parse(text, reference=today)
    span = found.rule.single_span()
    if not span:  # 12月15日, of every year: the next one is meant
        coming = found.next(shift(today, -1))
        span = coming.span if coming and coming.span.days == 1 else None
    if not span:
        said = Message("“{text}” is no single day", text=text)
        raise YuelingError(said, Message("write the new day as 2026-12-15 or 12月15日上午10点"))
    return span, found.clock


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
