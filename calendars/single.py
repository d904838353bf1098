"""One occurrence of an event, apart from the others: at another time, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from rules import REMARKS, Clock, Message, Move, Reckoning, Recurrence, Rule, Sort, Span, YuelingError, parse, shift
from rules.kinds import Due, Fixed

from .events import Event


def moved(event: Event, day: date, to: Span, clock: Clock | None, reckoning: Reckoning) -> Recurrence:
    """The recurrence whose occurrence of the day takes place at another time, under the key that it had.

    A clock of None keeps the time of day.

    Raises YuelingError where there is none on that day.
    """
    first = _first_day(event, day, reckoning)
    return _changed(event.recurrence, first, Move(first, to, clock))


def remarks(event: Event, to: Span, today: date, reckoning: Reckoning) -> Iterator[Message]:
    """What somebody may not have meant who moves an occurrence to those days: they are over, or it has one there already."""
    if to.last < today:
        yield Message("{day} is over; nobody is reminded of it", day=to.last.isoformat())
    if event.recurrence.between(to.first, to.last, reckoning):
        yield Message("“{title}” takes place on {day} already", title=event.title, day=to.first.isoformat())


def cancelled(event: Event, day: date, reckoning: Reckoning) -> Recurrence:
    """The recurrence without the occurrence of the day; raises YuelingError where there is none."""
    return _changed(event.recurrence, _first_day(event, day, reckoning), None)


class IsSeries(YuelingError):
    """A series that is to become a single day."""

    def __init__(self, event: Event) -> None:
        super().__init__(
            Message("“{title}” takes place more than once; one day would end the series", title=event.title),
            Message(
                "move one of its dates: `yueling move {uid} DATE NEW`; or write another rule with --rule", uid=event.uid
            ),
        )


def on_day(event: Event, day: date) -> Recurrence:
    """The recurrence of a single event that begins on another day, at its time and as long as before.

    What waits for the day of something else (会议前3天) takes place on that day.

    Raises IsSeries.
    """
    old = event.recurrence
    span = Span(day, day) if old.rule.sort is Sort.OFFSET else old.rule.single_span()
    if span is None or old.then or old.extra:
        raise IsSeries(event)
    due = old.rule.deadline()
    if due:  # the day before is the last where the day itself is left out
        start = shift(day, 1) if due == "excluded" else day
        rule: Rule = Due(Fixed(start, start), due)
    else:
        rule = Fixed(day, shift(day, span.days - 1))
    return Recurrence(rule, clock=old.clock, notes=tuple(note for note in old.notes if note in REMARKS))


def as_long(event: Event, first: date, day: date, reckoning: Reckoning) -> Span:
    """The days of the occurrence that holds the first day, begun on the other; raises YuelingError where none holds it."""
    start = _first_day(event, first, reckoning)
    found = next(iter(event.recurrence.between(first, first, reckoning)), None)
    return Span(day, shift(day, (found.span.days if found and start else 1) - 1))


def read_time(text: str, today: date, day: date | None = None) -> tuple[Span, Clock | None]:
    """The days and the time of day that a text says, told on the day; without a time None.

    A time of day alone is one of `day`, which is to take place at another time.

    >>> read_time("2026年12月15日上午10点", date(2026, 11, 30))
    (Span(first=datetime.date(2026, 12, 15), last=datetime.date(2026, 12, 15)), Clock(start=600, end=None))

    Raises UnreadRule where the text is no rule, YuelingError where it says no single time.
    """
    found = parse(text, reference=today)
    if day and "today" in found.notes:
        found = parse(text, reference=day)
    span = found.rule.single_span()
    if not span:  # 12月15日, of every year: the next one is meant
        coming = found.next(shift(today, -1))
        span = coming.span if coming and coming.span.days == 1 else None
    if not span:
        said = Message("“{text}” is no single day", text=text)
        raise YuelingError(said, Message("write the new day as 2026-12-15 or 12月15日上午10点"))
    return span, found.clock


def carried(old: Recurrence, new: Recurrence) -> tuple[Recurrence, int]:
    """The new recurrence with what was changed and cancelled of single dates of the old one, and how much does not fit it.

    A new rule that says itself what is changed or cancelled keeps that alone.
    """
    if new.without or new.moved or new.extra or new.suspended or new.then:
        return new, 0
    without = tuple(day for day in old.without if new.between(day, day))
    moved = tuple(move for move in old.moved if new.between(move.day, move.day))
    whole = replace(new, without=without, moved=moved, extra=old.extra, suspended=old.suspended)
    return whole, len(old.without) + len(old.moved) - len(without) - len(moved)


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
