"""One occurrence of an event, apart from the others: at another time, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from rules import (
    REMARKS,
    Clock,
    Message,
    Move,
    Occurrence,
    Reckoning,
    Recurrence,
    Rule,
    Sort,
    Span,
    YuelingError,
    once,
    parse,
    shift,
)
from rules.kinds import Due, Fixed

from .captions import period_of
from .events import Event

MINUTES = 24 * 60
"""Of a day."""


class Occasion(NamedTuple):
    """One occurrence of an event as it takes place now."""

    first: date
    """Its first day by the rule, by which it is called wherever it was moved."""
    span: Span
    clock: Clock | None
    move: Move | None = None
    """How it was moved."""
    original: Occurrence | None = None
    """What it is by the rule, where it was moved."""
    beside: tuple[date, ...] = ()
    """The other ones that take place on the same day, by the days by which they are called."""


class SeveralOccasions(YuelingError):
    """A day on which several occurrences take place, none of them its own."""

    def __init__(self, event: Event, day: date, found: Iterable[Occasion]) -> None:
        days = ", ".join(one.first.isoformat() for one in found)
        super().__init__(
            Message("“{title}” takes place several times on {day}", title=event.title, day=str(day)),
            Message("write the day that it had before it was moved: {days}", days=days),
        )


def occasion(event: Event, day: date, reckoning: Reckoning) -> Occasion:
    """The occurrence that is called by the day: the one that begins then by the rule, else one that takes place then.

    One that was moved away is called by the day that it had, too, where nothing else takes place then.

    Raises SeveralOccasions; YuelingError where there is none on that day.
    """
    rest = _without_moves(event.recurrence).between(day, day, reckoning)
    own = {o.span.first: Occasion(o.span.first, o.span, o.clock) for o in rest}
    moves = [move for version in _versions(event.recurrence) for move in version.moved]
    found = [*own.values(), *(_moved_to(event, move, reckoning) for move in moves if day in move.span)]
    if not found:
        found = [_moved_to(event, move, reckoning) for move in moves if move.day == day]
    if not found:
        near = event.recurrence.next(day, reckoning) or event.recurrence.previous(day, reckoning)
        remedy = Message("the nearest date is {when}", when=near.start) if near else Message("it has no dates at all")
        raise YuelingError(Message("{day}: the event does not fall on that day", day=str(day)), remedy)
    if len(found) > 1 and day not in own and len(own) != 1:
        raise SeveralOccasions(event, day, found)
    meant = own.get(day) or found[0]
    return meant._replace(beside=tuple(one.first for one in found if one != meant))


def called_otherwise(found: Occasion, day: date) -> Iterator[Message]:
    """Which occurrence was taken, where others take place on the same day, and how those are called."""
    for other in found.beside:
        yield Message(
            "two take place on {day}: here the one of {own} is meant; to name the other one write {other}",
            day=day.isoformat(),
            own=found.first.isoformat(),
            other=other.isoformat(),
        )


def moved(event: Event, day: date, to: Span, clock: Clock | None, reckoning: Reckoning) -> Recurrence:
    """The recurrence whose occurrence of the day takes place at another time, under the key that it had.

    A clock of None keeps the time of day at which it takes place now.

    Raises YuelingError where there is none on that day.
    """
    found = occasion(event, day, reckoning)
    clock = clock or (found.move.clock if found.move else None)
    if found.original and to == found.original.span and clock in (None, found.original.clock):
        return _changed(event.recurrence, found.first, None, cancel=False)  # where it belongs by the rule
    return _changed(event.recurrence, found.first, Move(found.first, to, clock))


def remarks(
    event: Event, day: date, to: Span, today: date, reckoning: Reckoning, *, awaited: bool = False
) -> Iterator[Message]:
    """What somebody may not have meant who moves an occurrence to those days: they are over, or hold another one already.

    `awaited` says whether somebody was told of a day of the event that is still to come.
    """
    if to.last < today:
        over = to.last.isoformat()
        if awaited:
            yield Message("{day} is over; whoever was told of another day hears of the move", day=over)
        else:
            yield Message("{day} is over; nobody is reminded of it", day=over)
    if cancelled(event, day, reckoning).between(to.first, to.last, reckoning):
        yield Message("“{title}” takes place on {day} already", title=event.title, day=to.first.isoformat())


def cancelled(event: Event, day: date, reckoning: Reckoning) -> Recurrence:
    """The recurrence without the occurrence of the day; raises YuelingError where there is none."""
    return _changed(event.recurrence, occasion(event, day, reckoning).first, None)


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
    """The recurrence of a single event that begins on another day, as long as now and at the time that it has now.

    What waits for the day of something else (会议前3天) takes place on that day.

    Raises IsSeries.
    """
    old = event.recurrence
    span = Span(day, day) if old.rule.sort is Sort.OFFSET else old.rule.single_span()
    if span is None or old.then or old.extra:
        raise IsSeries(event)
    clock, notes = old.clock, tuple(note for note in old.notes if note in REMARKS)
    for move in old.moved:
        span, clock, notes = move.span, move.clock or clock, () if move.clock else notes
    due = old.rule.deadline()
    if due:  # the day before is the last where the day itself is left out
        start = shift(day, 1) if due == "excluded" else day
        rule: Rule = Due(Fixed(start, start), due)
    else:
        rule = Fixed(day, shift(day, span.days - 1))
    return Recurrence(rule, clock=clock, notes=notes)


def standing_rule(event: Event) -> Rule | None:
    """The rule of an event with its only date where that takes place now; None where that is cancelled, of a series its rule."""
    old = event.recurrence
    span = old.rule.single_span()
    if span is None or old.then or old.extra:
        return old.rule
    if span.first in old.without:
        return None
    move = next((move for move in old.moved if move.day == span.first), None)
    return on_day(event, move.span.first).rule if move else old.rule


def in_place_of(old: Recurrence, new: Recurrence) -> Recurrence:
    """The new day of what was read, in the year that was read where it names none, and due where that was due.

    What was read as a series takes the new rule as it is.
    """
    was, rule = old.rule.single_span(), new.rule
    if was is None or rule.sort is Sort.PERIOD or new.then or new.extra:
        return new
    span = rule.single_span()
    if span is None:
        rule = rule.in_year(was.first.year)
        span = rule.single_span()
    due = old.rule.deadline()
    if span and due and not rule.deadline():
        start = shift(span.last, 1) if due == "excluded" else span.last
        rule = Due(Fixed(start, start), due)
    return replace(new, rule=rule, clock=new.clock or old.clock) if span else new


def as_long(
    event: Event, day: date, to: Span | None, clock: Clock | None, reckoning: Reckoning
) -> tuple[Span, Clock | None]:
    """When the occurrence of the day takes place that is to begin then: as long as it lasts now, unless an end is given.

    Without `to` its days stay. What is due at a time is due at the new one.

    Raises YuelingError where there is none on that day.
    """
    found = occasion(event, day, reckoning)
    begin = to.first if to else found.span.first
    if to and (to.days > 1 or (clock and clock.end is not None)):
        return to, clock
    span, old = Span(begin, shift(begin, found.span.days - 1)), found.clock
    if clock is None or clock.start is None or clock.end is not None:
        return span, clock
    due = next(
        (v for v in reversed(_versions(event.recurrence)) if not v.since or v.since <= found.first), event.recurrence
    )
    if due.rule.deadline() or (old and old.start is None and old.end is not None and span.days == 1):
        return span, Clock(end=clock.start)
    if not old or old.end is None:
        return span, clock
    if old.start is None:
        return span, Clock(clock.start, old.end)
    lasts = (span.days - 1) * MINUTES + old.end - old.start
    if lasts < 0:
        return span, clock
    days, end = divmod(clock.start + lasts, MINUTES)
    if not end and days:
        days, end = days - 1, MINUTES
    return Span(begin, shift(begin, days)), Clock(clock.start, end)


class Told(NamedTuple):
    """What words say of the time of one occurrence."""

    span: Span
    clock: Clock | None
    part: Message | None = None
    """The part of the day that they name without a time, which no single occurrence has."""
    alone: bool = False
    """Whether they name a time of day and no day."""


def unkept(text: str, told: Told, event: Event, clock: Clock | None) -> Message | None:
    """What is not stored of the words; `clock` is the time of day that the occurrence has."""
    parts = () if clock else event.recurrence.remarks()
    if not told.part or told.part in parts:
        return None
    time: Message | str | None = clock.write().strip("/").replace("/", "–") if clock else next(iter(parts), None)
    if time:
        return Message(
            "“{text}”: {part}; the time stays {time}; another one is written as in 上午9点",
            text=text,
            part=told.part,
            time=time,
        )
    return Message(
        "“{text}”: {part}; this is not stored of a single date; write the time, as in 上午9点",
        text=text,
        part=told.part,
    )


def read_time(text: str, today: date, day: date | None = None) -> Told:
    """The days and the time of day that a text says, told on the day; without a time None.

    A time of day alone is one of `day`, which is to take place at another time. A day without its year is the next one.

    >>> read_time("2026年12月15日上午10点", date(2026, 11, 30))[:2]
    (Span(first=datetime.date(2026, 12, 15), last=datetime.date(2026, 12, 15)), Clock(start=600, end=None))

    Raises UnreadRule where the text is no rule, WrongWeekday, YuelingError where it says no single time.
    """
    from .typed_line import check_weekday  # only words need it

    found = parse(text, reference=today)
    alone = "today" in found.notes
    if day and alone:
        found = parse(text, reference=day)
    if not found.rule.single_span():  # 12月15日, of every year: the next one is meant
        coming = once(text, today)
        found = coming.recurrence if coming else found
    span = found.rule.single_span()
    if not span or found.then or found.extra or found.moved or found.without:
        said = Message("“{text}” is no single day", text=text)
        raise YuelingError(said, Message("write the new day as 2026-12-15 or 12月15日上午10点"))
    check_weekday(text, found)
    return Told(span, found.clock, next(iter(found.remarks()), None), alone)


def next_year(text: str, day: date, today: date) -> Message | None:
    """That the words leave the year out and this year's day is over, where the day is therefore next year's.

    >>> next_year("12月1日", date(2027, 12, 1), date(2026, 12, 7)).say()
    "taken as 2027-12-01: this year's, 2026-12-01, is over"
    >>> next_year("2027年12月1日", date(2027, 12, 1), date(2026, 12, 7))
    """
    this = _once(text, today.replace(month=1, day=1))
    if day.year <= today.year or not this or this >= today or _once(text, this + timedelta(1)) != day:
        return None  # 周五, 明天: the next one of many, in a year or the other
    return Message("taken as {day}: this year's, {past}, is over", day=day.isoformat(), past=this.isoformat())


def _once(text: str, today: date) -> date | None:
    coming = once(text, today)
    span = coming.recurrence.rule.single_span() if coming else None
    return span.first if span else None


def carried(old: Recurrence, new: Recurrence) -> tuple[Recurrence, tuple[Message, ...]]:
    """The new recurrence with what was changed and cancelled of single dates of the old one, and what of it does not fit it.

    A new rule that says itself what is changed or cancelled keeps that alone.
    """
    whole = new
    if not (new.without or new.moved or new.extra or new.suspended or new.then):
        versions = _versions(old)
        without = {day for version in versions for day in version.without if _begins(new, day)}
        moves = {move for version in versions for move in version.moved if _begins(new, move.day)}
        whole = replace(
            new,
            without=tuple(sorted(without)),
            moved=tuple(sorted(moves, key=lambda move: move.day)),
            extra=old.extra,
            suspended=old.suspended,
        )
    return whole, tuple(said for _, said in sorted(_apart(old) - _apart(whole), key=lambda each: each[0]))


def apart(old: Recurrence, new: Recurrence) -> tuple[Message, ...] | None:
    """What became of single dates, where the rule is the same but for them; None where it is another."""
    if _bare(old) != _bare(new):
        return None
    before, after = _apart(old), _apart(new)
    again = {(day, Message("{day} as by the rule", day=day.isoformat())) for day, _ in before - after}
    days = {day for day, _ in after - before}
    return tuple(
        said
        for _, said in sorted(
            (after - before) | {each for each in again if each[0] not in days}, key=lambda each: each[0]
        )
    )


def apart_words(recurrence: Recurrence) -> list[Message]:
    """What is said of single dates that are moved, cancelled or added, in the order of their days."""
    return [said for _, said in sorted(_apart(recurrence), key=lambda each: each[0])]


def _bare(recurrence: Recurrence) -> Recurrence:
    then = recurrence.then and _bare(recurrence.then)
    return replace(recurrence, without=(), moved=(), extra=(), then=then)


def _apart(recurrence: Recurrence) -> set[tuple[date, Message]]:
    """What is said of single dates, by day."""
    found = set[tuple[date, Message]]()
    for version in _versions(recurrence):
        for move in version.moved:
            to = period_of(move.span, move.clock, str)
            found.add((move.day, Message("{day} → {to}", day=move.day.isoformat(), to=to)))
        found |= {(day, Message("{day} cancelled", day=day.isoformat())) for day in version.without}
        found |= {(span.first, Message("{day} added", day=span.first.isoformat())) for span in version.extra}
    return found


def _begins(recurrence: Recurrence, day: date) -> bool:
    return any(o.span.first == day for o in recurrence.between(day, day))


def _changed(recurrence: Recurrence, first: date, move: Move | None, *, cancel: bool = True) -> Recurrence:
    """With the move in the version that holds on the day; without one the occurrence is cancelled, or as the rule says."""
    then = recurrence.then
    if then and then.since and first >= then.since:
        return replace(recurrence, then=_changed(then, first, move, cancel=cancel))
    moves = tuple(each for each in recurrence.moved if each.day != first)
    if any(span.first == first for span in recurrence.extra):
        extra = [span for span in recurrence.extra if span.first != first]
        if not move or not move.clock:  # what is added has no time of its own, what is moved may have one
            return replace(recurrence, extra=tuple(sorted([*extra, move.span] if move else extra)))
        recurrence = replace(recurrence, extra=tuple(extra))
    if move:
        return replace(recurrence, moved=tuple(sorted((*moves, move), key=lambda each: each.day)))
    without = tuple(sorted({*recurrence.without, first})) if cancel else recurrence.without
    return replace(recurrence, moved=moves, without=without)


def _versions(recurrence: Recurrence) -> list[Recurrence]:
    """The versions of the rule, the first one first."""
    found = [recurrence]
    while found[-1].then:
        found.append(found[-1].then)
    return found


def _without_moves(recurrence: Recurrence, *, cancel: bool = True) -> Recurrence:
    """The recurrence without what was moved, or with that as the rule has it."""
    without = {*recurrence.without, *(move.day for move in recurrence.moved if cancel)}
    then = recurrence.then and _without_moves(recurrence.then, cancel=cancel)
    return replace(recurrence, moved=(), without=tuple(sorted(without)), then=then)


def _moved_to(event: Event, move: Move, reckoning: Reckoning) -> Occasion:
    rule = _without_moves(event.recurrence, cancel=False)
    original = next((o for o in rule.between(move.day, move.day, reckoning) if o.span.first == move.day), None)
    clock = move.clock or (original.clock if original else rule.clock)
    return Occasion(move.day, move.span, clock, move, original)
