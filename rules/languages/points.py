"""From points to rules: what a date with parts left out names, and what runs from one to another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ..errors import RuleError
from ..kinds import (
    DayOfYear,
    Fixed,
    IsoWeek,
    Lunar,
    Monthly,
    NthWeek,
    NthWeekday,
    NthWorkday,
    Periodic,
    SolarTerm,
    Through,
    Together,
    Yearly,
    filtered,
    through,
)
from ..kinds.civil import LONGEST, PARTS, check_day, check_month, day_of, month_days
from ..kinds.derived import BEYOND
from ..kinds.weeks import WEEKDAYS
from ..messages import Message
from ..reckoning import RECKONING
from ..rule import Rule, Sort
from ..spans import Span, shift
from .meanings import (
    CLOCK,
    DAY,
    YEAR,
    Point,
    combine,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a wording leaves open and its surroundings say: the year, the month, the day of reference.

    Without a year, dates are yearly.
    """

    year: int | None = None
    day: date | None = None
    anchor: str | None = None
    basis: str | None = None
    """Where the year was taken from; nothing here depends on it."""


class Unclear(RuleError):
    """A wording that is understood and still names no rule."""


def point_of(day: date) -> Point:
    """A civil day as a point with its year, month and day.

    >>> point_of(date(2026, 5, 30)).month
    5
    """
    return Point(year=day.year, month=day.month, day=day.day)


def check(point: Point) -> None:
    """Raises RuleError for a month, day or weekday that cannot be."""
    if point.month is not None:
        check_month(point.month)
    if point.day is not None:
        check_day(point.month or 0, point.day)
        if point.month and point.year is not None and not point.nth and not day_of(point.year, point.month, point.day):
            raise RuleError(
                Message("{year}-{month} has no day {day}", year=point.year, month=point.month, day=point.day),
                Message("its last day is {last}", last=month_days(point.year, point.month)),
            )


def filled(point: Point, frame: Frame) -> Point:
    """The point with what the frame knows: relative years and months told, the year and month supplied."""
    day = frame.day
    if point.year_shift is not None:
        if day is None:
            raise Unclear(Message("this year or the next needs a day of reference"))
        point = replace(point, year=day.year + point.year_shift, year_shift=None)
    if day and point.day_shift is not None:
        there = shift(day, point.day_shift)
        year = None if point.yearly else there.year
        point = replace(point, year=year, month=there.month, day=there.day, day_shift=None)
    day_only = point.grains[0] == DAY and not (point.name or point.nth)
    if day and (point.month_shift is not None or day_only):
        year = day.year if point.year is None else point.year  # 去年本月
        months = year * 12 + day.month - 1 + (point.month_shift or 0)
        if day_only and point.year is None and (point.day or 0) > month_days(months // 12, months % 12 + 1):
            months += 1  # 29日, told in a February: the next one; every other month is long enough for it
        point = replace(point, year=months // 12, month=months % 12 + 1, month_shift=None)
    elif point.month_shift is not None or point.day_shift is not None:
        raise Unclear(Message("this month or that day needs a day of reference"))
    if point.year is None and frame.year is not None and not point.yearly and not point.monthly:
        point = replace(point, year=frame.year)
    return point


def inherited(first: Point, last: Point) -> Point:
    """The end of a range with the coarser parts of its beginning: 9月19日至25日."""
    if last.day_shift is not None and first.year and first.month and first.day:
        begin = day_of(first.year, first.month, first.day) or date(first.year, first.month, 1)
        there = shift(begin, last.day_shift)
        if (there - begin).days != last.day_shift:
            raise Unclear(BEYOND)
        return replace(last, year=there.year, month=there.month, day=there.day, day_shift=None)
    if last.year_shift is not None and first.year is not None:
        last = replace(last, year=first.year + last.year_shift, year_shift=None)
    if last.month_shift is not None and first.year is not None and first.month is not None:
        months = first.year * 12 + first.month - 1 + last.month_shift
        last = replace(last, year=months // 12, month=months % 12 + 1, month_shift=None)
    coarsest = last.grains[0]
    outer = Point(
        year=first.year if coarsest > YEAR else None,
        year_shift=first.year_shift if coarsest > YEAR else None,
        month=first.month if coarsest >= DAY else None,
        month_shift=first.month_shift if coarsest >= DAY else None,
        day=first.day if coarsest == CLOCK else None,
        yearly=first.yearly,
        monthly=first.monthly,
    )
    return combine(outer, last)


def bounds(point: Point) -> tuple[tuple[int, int], tuple[int, int]]:
    """The first and last (month, day) of a point within its year; days count from the end where negative."""
    if point.months:
        return (point.months[0], 1), (point.months[1], -1)
    if not point.month:
        if point.day and point.day > 0:
            raise Unclear(Message("the text does not say of which month"), Message("write 每月25日 or 5月25日"))
        if point.part or point.day:
            return _within(12 if point.part != "start" else 1, point)
        return (1, 1), (12, -1)
    return _within(point.month, point)


def _within(month: int, point: Point) -> tuple[tuple[int, int], tuple[int, int]]:
    first, last = PARTS[point.part] if point.part else (point.day, point.day) if point.day else (1, -1)
    return (month, first), (month, last)


THIRDS = ("first", "middle", "last", "start")
"""Parts of a month that are written as its thirds."""


def rule_of(point: Point) -> Rule:
    """The rule of a filled point: dated where it has a year, else yearly, monthly or the nth of a month."""
    if point.among or (point.yearly > 1 and (point.on_other or point.nth or point.monthly)):
        years = point.among or Periodic("year", point.yearly)
        return filtered(rule_of(replace(point, among=None, yearly=1)), years)
    if point.or_last and point.day:
        return _or_last(point)
    if point.other:
        return point.other.in_year(point.year) if point.year else point.other
    if point.lunar:
        return Lunar(*point.lunar, year=point.year or 0)
    if point.term:
        return SolarTerm(point.term, point.year or 0)
    if point.nth:
        return _nth(point)
    if point.monthly or (point.grains[0] == DAY and point.month is None):
        days = PARTS[point.part] if point.part else (point.day or 1, point.day or -1)
        return Monthly(*days, third=point.part in THIRDS)
    begin, end = bounds(point)
    if point.year is not None:
        span = span_of(point.year, begin, end)
        return Fixed(span.first, span.last, point.part in THIRDS)
    if point.grains == (YEAR, YEAR):
        return Periodic("year", point.yearly or 1)
    return Yearly(*begin, *end, interval=point.yearly or 1, third=point.part in THIRDS)


def _or_last(point: Point) -> Rule:
    """每月31日或最后一日: the last day of the months that lack the day."""
    if point.day == 31 or (point.month and point.day == LONGEST[point.month - 1]):
        return rule_of(replace(point, day=-1, or_last=False))
    rule = rule_of(replace(point, or_last=False))
    return Together((rule, Yearly(2, -1))) if not point.month and (point.day or 0) > 28 else rule


def span_of(year: int, first: tuple[int, int], last: tuple[int, int]) -> Span:
    """The span between two (month, day) pairs of a year, over New Year where the second comes first."""
    start, end = day_of(year, *first), day_of(year, *last)
    if start and end and end < start:
        end = day_of(year + 1, *last)
    if not start or not end:
        raise RuleError(Message("{year} has no such day", year=year))
    return Span(start, end)


MOST_WEEKS = 6
"""Weeks that a month may touch."""


def _nth(point: Point) -> Rule:
    count, unit = point.nth or (1, "week")
    if not (point.month or point.monthly or point.period):
        if unit == "week" and abs(count) > MOST_WEEKS:  # 第50周
            raise Unclear(
                Message("the text does not say of which year"),
                Message("write {every} or {one}", every=f"每年第{abs(count)}周", one=f"2026年第{abs(count)}周"),
            )
        raise Unclear(
            Message("the text does not say of which month"), Message("write 每月第二个星期五 or 9月第二个星期五")
        )
    year, month = (point.year or 0), (0 if point.monthly else point.month or 0)
    if unit == "day" or (unit == "week" and point.period == "year"):
        return _of_year(point, count, unit)
    if unit == "week":
        return NthWeek(month, count, point.convention or "monday", year)
    if unit == "workday":
        return NthWorkday(point.period or "month", count, 0 if point.monthly or point.period else month, year)
    if unit == "weekend":
        return NthWeekday(month, count, 5, 2, year, point.period or "month")
    return NthWeekday(month, count, WEEKDAYS.index(unit), 1, year, point.period or "month")


def _of_year(point: Point, count: int, unit: str) -> Rule:
    """Week 12 or day 256 of a year, or of every one."""
    if point.convention not in (None, "iso"):
        raise Unclear(Message("the weeks of a year are counted by ISO 8601 alone"))
    rule = IsoWeek(count, point.weekday) if unit == "week" else DayOfYear(count)
    if point.year is None:
        return rule
    span = rule.of_year(point.year)
    if not span and unit == "week":
        raise RuleError(Message("{year} has no week {n}", year=point.year, n=count))
    if not span:
        raise RuleError(Message("{year} has no day {n}", year=point.year, n=count))
    return Fixed(span.first, span.last)


def range_rule(first: Point, last: Point, *, over_new_year: bool) -> Rule:
    """The rule from one filled point to another; over New Year where the second may lie in the year after."""
    if first.monthly:
        begin, end = first.day or 1, last.day or -1
        return Monthly(begin, end)
    if first.year is None and first.grains[0] == DAY:
        return Monthly(first.day or 1, last.day or -1)
    (start, _), (_, end_day) = bounds(first), bounds(last)
    if first.year is None:
        return Yearly(*start, *end_day, interval=first.yearly or 1)
    begin_day = day_of(first.year, *start)
    year = last.year or first.year
    final = day_of(year, *end_day)
    if begin_day and over_new_year and (final < begin_day if final else end_day < start):  # 9月2日至2月29日
        final = day_of(year + 1, *end_day)
    if not begin_day or not final:
        raise RuleError(Message("{year} has no such day", year=year))
    return Fixed(begin_day, final)


def run_rule(first: Rule, last: Rule, *, over_new_year: bool = False) -> Rule:
    """From one rule's day to the next one of the other: dated where the first is kept to one year, else recurring."""
    if not (first.ends_runs() and last.ends_runs()):
        raise Unclear(Message("a run of days begins and ends with days of the calendar"))
    begin, end = first.single_span(), last.single_span()
    if not begin:
        if end:
            raise Unclear(Message("a beginning without its year names no date"))
        return through(first, last)
    if not end or (over_new_year and end.last < begin.first):
        run = Through(Fixed(begin.first, begin.first), last.every_year())
        end = next(iter(run.spans(begin, RECKONING)), None)
    if not end:
        raise Unclear(Message("the words name no date"))
    return Fixed(begin.first, end.last)


def open_from(point: Point) -> Rule:
    rule = rule_of(point)
    span = rule.single_span()
    if rule.sort is Sort.DATED and span:
        return Fixed(span.first, None)
    raise Unclear(
        Message("a beginning without its year names no date"), Message("add the year, as in 自2026年5月1日起")
    )
