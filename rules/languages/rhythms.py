"""What people say of single times of a rule, behind a comma: how often it takes place at all, when it does not, when it moves.

The dates in such words have no year; they are the next ones from the day of reference on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from ..clock import Clock
from ..kinds import filtered
from ..kinds.civil import month_days
from ..messages import Message
from ..recurrence import Move, Recurrence
from ..spans import Span, shift
from .meanings import DAY, MONTH, YEAR, Bounded, Kept, Point, Range
from .points import Frame, Unclear
from .resolve import coming, recurrence

__all__ = ["Dropped", "Limited", "Put", "Spanned"]


@dataclass(frozen=True, slots=True)
class Limited:
    """A rule that takes place so many times from its beginning on: 每周四，一共两次，12月10号开始."""

    base: Bounded
    count: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """A rule without one of its times, or without those of a month or a span: 每周六，12月12日停一次."""

    base: object
    by: Point | Range
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Put:
    """A rule one of whose times takes place on another day: 每周二，12月8日那次挪到12月10日; a weekday is one of that week."""

    base: object
    day: Point
    to: Point | int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Spanned:
    """What recurs within a span of days: the next one from the day of reference on, without such a day that of every year."""

    base: object
    span: Range
    note: str | None = None


@recurrence.register
def _(meaning: Limited, frame: Frame) -> Recurrence:
    base = recurrence(meaning.base, frame)
    if not base.since or base.until:
        raise Unclear(Message("so many times are counted from a beginning"))
    found = list(islice(base.upcoming(base.since, meaning.count), meaning.count))
    if len(found) < meaning.count:
        raise Unclear(Message("the rule does not take place so often"))
    return replace(base, until=found[-1].span.first)


@recurrence.register
def _(meaning: Dropped, frame: Frame) -> Recurrence:
    base, by = recurrence(meaning.base, frame), _next(meaning.by, frame)
    days = recurrence(by, frame).rule
    span = days.single_span()
    if span and span.days == 1:
        _held(base, span.first)
        return replace(base, without=tuple(sorted({*base.without, span.first})))
    rule = filtered(base.rule, days, inside=False)
    return replace(base, rule=rule.from_day(base.since) if base.since else rule)


@recurrence.register
def _(meaning: Put, frame: Frame) -> Recurrence:
    base, point = recurrence(meaning.base, frame), _next(meaning.day, frame)
    days = recurrence(point, frame).rule.single_span()
    if not days:
        raise Unclear(Message("a time that moves is told by its day or its month"))
    was = _only(base, days)
    to = _moved_to(was, meaning.to, frame)
    moves = (move for move in base.moved if move.day != was)
    return replace(base, moved=(*moves, Move(was, Span(to[0], to[0]), to[1])))


def _moved_to(was: date, to: Point | int, frame: Frame) -> tuple[date, Clock | None]:
    """The day instead, in the month of the first where it has none, and its time."""
    if isinstance(to, int):
        return shift(was, to - was.weekday()), None
    if to.year is None and to.year_shift is None and to.day_shift is None and to.month_shift is None:
        month = to.month or was.month
        to = replace(to, month=month, year=was.year + (month < was.month - 6) - (month > was.month + 6))
    found = recurrence(to, frame)
    span = found.rule.single_span()
    if not span or span.days > 1:
        raise Unclear(Message("the words do not say to which day it moves"))
    return span.first, found.clock


@recurrence.register
def _(meaning: Spanned, frame: Frame) -> Recurrence:
    span = meaning.span
    if frame.day is None or span.first.grains[0] == YEAR or span.first.monthly or not span.last:
        return recurrence(Kept(meaning.base, span), frame)
    last = span.last if span.last.month else replace(span.last, month=span.first.month)
    end = coming(last, frame.day)
    begin = coming(
        span.first, date(end.year or 1, end.month or 1, month_days(end.year or 1, end.month or 1)), past=True
    )
    found = recurrence(Bounded(meaning.base, begin, end), frame)
    return replace(found, notes=(*found.notes, "next"))


def _next(by: Point | Range, frame: Frame) -> Point | Range:
    """The next such day, month or span from the day of reference on, where no year is stated."""
    if not lacks_year(by):
        return by
    if not frame.day:
        raise Unclear(Message("the words lean on a day of reference"), Message("say from which day they are told"))
    if isinstance(by, Point):
        return coming(by, frame.day)
    return replace(by, first=coming(by.first, frame.day))


def _only(base: Recurrence, days: Span) -> date:
    """The first day of the only time that begins on these days."""
    found = base.days(days.first, days.last)
    if days.days == 1:
        return _held(base, days.first)
    if len(found) != 1:
        raise Unclear(Message("the rule does not take place just once then"), Message("name the day that moves"))
    return found[0]


def _held(base: Recurrence, day: date) -> date:
    """The day itself; refused where the rule does not take place on it."""
    if day not in base.days(day, day):
        said = Message("the rule does not take place on {day}", day=str(day))
        raise Unclear(said, Message("name a day on which it does"))
    return day


def lacks_year(by: Any) -> bool:
    """Whether it is a date without its year, which is the next one."""
    return any(one.grains[0] in (MONTH, DAY) and not (one.yearly or one.monthly) for one in _points(by))


def _points(by: Any) -> Iterator[Point]:
    if isinstance(by, Range):
        yield by.first
    elif isinstance(by, Point):
        yield by
