"""What the dates of an event become: the same as others, put off by so long, at another time, one of many moved."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import rules
from rules import Clock, Recurrence, Span, YuelingError
from rules.kinds import Fixed

from ..events import DUE_KINDS, Event
from ..single import cancelled, moved

LENGTH = re.compile(r"(-?)P(\d{1,4})([WD])")
MINUTES = re.compile(r"(-?)PT(\d{1,4})M")
DAY = 24 * 60
DAYS = {"W": 7, "D": 1}
NEARBY = 14
"""Days between an event and the day to which it may be moved, where its name is not said."""


def days_of(dates: Recurrence) -> Span | None:
    """Its days where it is one span; of what is due the last one."""
    rule = dates.rule.subject() if dates.rule.deadline() else dates.rule
    return rule.single_span()


def are_same(one: Recurrence, other: Recurrence) -> bool:
    """Whether two have the same days, and no times that differ."""
    ours, theirs = days_of(one), days_of(other)
    if ours is None or theirs is None:
        return one.rule == other.rule and (one.clock == other.clock or not (one.clock and other.clock))
    if one.rule.deadline() or other.rule.deadline():
        if ours.last != theirs.last:
            return False
    elif ours != theirs:
        return False
    mine, yours = one.clock, other.clock
    if not mine or not yours:
        return True
    if one.rule.deadline() and other.rule.deadline():
        return (mine.end or mine.start) == (yours.end or yours.start)
    return mine.start is None or yours.start is None or mine.start == yours.start


def is_rough(dates: Recurrence) -> bool:
    """Whether dates are a third of a month or whole months, within which the day is still to be told: 4月下旬, 9月."""
    days = dates.rule.single_span()
    if dates.rule.deadline() or days is None or dates.clock:
        return False
    return dates.rule.is_third() or (days.first.day == 1 and (days.last + timedelta(days=1)).day == 1)


def begins_on(former: Recurrence, dates: Recurrence) -> bool:
    """Whether a single day is the first of several: 3月21日夜间."""
    ours, theirs = days_of(former), dates.rule.single_span()
    if ours is None or theirs is None or dates.rule.deadline():
        return False
    return ours.first == ours.last == theirs.first


def is_among(former: Recurrence, dates: Recurrence) -> bool:
    """Whether a day is one of those of a rule that recurs."""
    days = days_of(former)
    if days is None or dates.rule.single_span() is not None:
        return False
    return any(True for _ in dates.between(days.first, days.last))


def moved_by(dates: Recurrence, by: str, *, ends: bool = False) -> Recurrence | None:
    """The dates put off by so many weeks, days or minutes (P1W, -P2D, PT60M); of what runs until then only its end.

    None for dates that are no one span, and for another length.
    """
    if minutes := MINUTES.fullmatch(by):
        return _later_by(dates, int(f"{minutes[1]}{minutes[2]}"))
    span, length = days_of(dates), LENGTH.fullmatch(by)
    if span is None or length is None:
        return None
    sign, count, unit = length.groups()
    step = timedelta(days=int(f"{sign}{count}") * DAYS[unit])
    put_off = Fixed(span.first if ends else span.first + step, span.last + step)
    due = dates.rule.deadline() is not None
    return replace(dates, rule=dates.rule.with_inner(lambda _: put_off) if due else put_off)


def _later_by(dates: Recurrence, minutes: int) -> Recurrence | None:
    """The dates at a time of day so much later; None where they have none, or not on the same day."""
    clock = dates.clock
    times = [time + minutes for time in (clock.start, clock.end) if time is not None] if clock else []
    if clock is None or not times or min(times) < 0 or max(times) > DAY:
        return None
    start, end = (None if time is None else time + minutes for time in (clock.start, clock.end))
    return replace(dates, clock=Clock(start, end))


def at_time(dates: Recurrence, clock: Clock) -> Recurrence | None:
    """The dates at another time of day: as long as before where no end is said."""
    if dates.rule.single_span() is None or dates.rule.deadline():
        return None
    old = dates.clock
    if clock.end is None and old and old.start is not None and old.end is not None and clock.start is not None:
        clock = Clock(clock.start, min(old.end - old.start + clock.start, DAY))
    return replace(dates, clock=clock)


def at_other_time(dates: Recurrence, by: str) -> Recurrence | None:
    """The dates at another time of their days (@15:30/, PT60M); None for what changes the days."""
    if by.startswith("@"):
        return at_time(dates, Clock.read(by[1:]))
    return moved_by(dates, by) if MINUTES.fullmatch(by) else None


def keeps_clock(old: Recurrence, new: Recurrence) -> bool:
    """Whether a new day without a time keeps the old time: 地点、时间不变."""
    return old.clock is not None and new.rule.single_span() is not None and old.rule.single_span() is not None


def without_one(event: Event, former: Recurrence | None) -> Recurrence | None:
    """The dates of what recurs without the one that is called off; None where the whole event is."""
    days = days_of(former) if former else None
    if (
        days is None
        or event.recurrence.rule.single_span() is not None
        or not is_among(former or event.recurrence, event.recurrence)
    ):
        return None
    try:
        return cancelled(event, days.first, rules.RECKONING)
    except YuelingError:
        return None  # no date of it begins then


def with_one_moved(event: Event, former: Recurrence, new: Recurrence) -> Recurrence | None:
    days, to = days_of(former), days_of(new)
    if days is None or to is None:
        return None
    try:
        return moved(event, days.first, to, new.clock, rules.RECKONING)
    except YuelingError:
        return None  # no date of it begins then


def is_due(event: Event) -> bool:
    """Whether something is to be done by then, and nothing happens."""
    return event.kind in DUE_KINDS or bool(event.recurrence.rule.deadline())


def dates_after(event: Event, draft: Event, *, runs_on: bool = False) -> Recurrence | None:
    """What the dates of an event become: those of the draft, the old ones moved by so long, or one of many moved.

    None where that cannot be reckoned. `runs_on`: the day right after that of the draft belongs to it.
    """
    reading, old = draft.reading, event.recurrence
    if reading and reading.by:
        return _put_off(event, draft, reading.by)
    former = days_of(reading.former) if reading and reading.former else None
    new = _in_full(draft, former, runs_on=runs_on)
    if _is_of_hours(old) and not new.rule.deadline() and not new.clock and _takes_days(new):
        return None  # a test of an hour does not take three days
    if begin := _begins_otherwise(event, draft):
        return begin
    if _keeps_length(event, former) and days_of(new):
        if _is_too_long(old, new):
            return None  # no day: 七十周年
        if begun := _begun_then(old, new):
            return begun
    if reading and reading.former and old.rule.single_span() is None and days_of(old) is None:
        return with_one_moved(event, reading.former, new)
    if ends := _ends_then(event, new):
        return ends
    if days_of(old) and not days_of(new):
        return None  # what has one date does not recur then
    return _at_old_time(old, new, draft.quote or "")


def _begins_otherwise(event: Event, draft: Event) -> Recurrence | None:
    """A period whose first day alone is another one: 报名开始日期提前至9月8日; None for everything else."""
    long, day = event.recurrence.rule.single_span(), days_of(draft.recurrence)
    if not long or not day or long.first == long.last or not rules.is_of_beginning(draft.title):
        return None
    return replace(event.recurrence, rule=Fixed(day.last, long.last)) if day.last <= long.last else None


def _is_of_hours(dates: Recurrence) -> bool:
    """Whether something takes part of one day, from when until when."""
    days, clock = dates.rule.single_span(), dates.clock
    return bool(days and days.first == days.last and clock and clock.start is not None and clock.end is not None)


def _takes_days(dates: Recurrence) -> bool:
    days = dates.rule.single_span()
    return days is not None and days.first < days.last


def _put_off(event: Event, draft: Event, by: str) -> Recurrence | None:
    """The dates of an event moved by so long, or at another time of day."""
    if by.startswith("@"):
        return at_time(event.recurrence, Clock.read(by[1:]))
    base = draft.reading.former if draft.reading and draft.reading.former else event.recurrence
    moved_on = moved_by(base, by, ends=event.kind == "window" and rules.ends_later(draft.quote or ""))
    if moved_on and not moved_on.clock and keeps_clock(event.recurrence, moved_on):
        return replace(moved_on, clock=event.recurrence.clock)
    return moved_on


def _in_full(draft: Event, former: Span | None, *, runs_on: bool) -> Recurrence:
    """The dates of a draft, for as many days as those that gave way, or with the day that goes on."""
    new, end = draft.recurrence, days_of(draft.recurrence)
    if not end:
        return new
    single = end.first == end.last and not new.rule.deadline()
    if former and single and former.first < former.last:  # 4月16日至17日推后一周
        return replace(new, rule=Fixed(end.first, end.first + (former.last - former.first)))
    return replace(new, rule=Fixed(end.first, end.last + timedelta(days=1))) if runs_on else new


def _keeps_length(event: Event, former: Span | None) -> bool:
    """Whether an event goes on for as long as before: what happens, and a period of which the first day is named."""
    long = event.recurrence.rule.single_span()
    begins = event.kind != "window" or bool(former and long and former.last == long.first < long.last)
    begins = begins or _is_overnight(event.recurrence)
    return begins and not is_due(event) and long is not None


def _is_overnight(dates: Recurrence) -> bool:
    """Whether something begins in the evening and ends on the day after: 22:00至次日6:00."""
    long, clock = dates.rule.single_span(), dates.clock
    return bool(long and clock and clock.end is not None and (long.last - long.first).days == 1)


def _is_too_long(old: Recurrence, new: Recurrence) -> bool:
    long, end = old.rule.single_span(), days_of(new)
    return bool(long and end and end.last - end.first > (long.last - long.first) + timedelta(days=NEARBY))


def _begun_then(old: Recurrence, new: Recurrence) -> Recurrence | None:
    """An event of several days that begins on another day; None where the new dates say all."""
    long, end = old.rule.single_span(), days_of(new)
    if not long or not end or not (new.rule.deadline() or (end.first == end.last and long.first < long.last)):
        return None
    clock = new.clock if new.clock and new.clock.start is not None else None
    begin = Clock(new.clock.end, old.clock.end if old.clock else None) if new.clock and not clock else clock
    return replace(old, rule=Fixed(end.first, end.first + (long.last - long.first)), clock=begin or old.clock)


def _ends_then(event: Event, new: Recurrence) -> Recurrence | None:
    """What is due by another day, and a period that ends on another day; None for everything else."""
    old, window, end = event.recurrence, event.recurrence.rule.single_span(), days_of(new)
    if end and is_due(event) and not new.rule.deadline() and old.rule.deadline():
        day = Fixed(end.last, end.last)
        clock = Clock(end=new.clock.end or new.clock.start) if new.clock else old.clock
        return replace(old, rule=old.rule.with_inner(lambda _: day), clock=clock)
    if end and event.kind == "window" and new.rule.deadline() and window and end.last >= window.first:
        since = old.clock.start if old.clock else None
        clock = Clock(since, new.clock.end) if new.clock and new.clock.start is None else new.clock
        return replace(old, rule=Fixed(window.first, end.last), clock=clock or old.clock)
    return None


def _at_old_time(old: Recurrence, new: Recurrence, quote: str) -> Recurrence | None:
    """New days at the old time, where they have none; None where they are in another half of the day."""
    if new.clock is not None or not keeps_clock(old, new):
        return new
    start, half = old.clock.start if old.clock else None, rules.half_of_day(quote)
    if half is not None and start is not None and half != (start >= DAY // 2):
        return None  # 由4月24日下午调至25日上午: at which time, another clause says
    return replace(new, clock=old.clock)
