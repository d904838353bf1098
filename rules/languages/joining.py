"""How meanings join, whatever the language: a period and a day, a first and a last, a note and what it is said of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .meanings import CLOCK, DAY, HALF, YEAR, Frequency, Length, Opening, Point, Range, Timed, Weekdays, combine
from .relative import Seven, Stretch


def dated(point: Point) -> Point | None:
    """A point that names a day, a month or a year: a bare clock names none."""
    return point if point.grains[0] < CLOCK else None


def every(frequency: Frequency, point: Point) -> Point | None:
    """每年5月30日, 每两年9月, 每月10日; None for a day that no such period has: 每周第一个工作日, 每天5日."""
    if point.yearly or point.monthly or point.grains[0] == YEAR or (point.day or 0) < -31:
        return None
    if point.nth and point.nth[1] == "workday" and point.grains[0] == DAY:
        return _nth_workday(frequency, point)
    if frequency.period == "year" and point.nth and point.grains[0] == DAY:
        return combine(Point(yearly=frequency.every, period="year"), point) if not point.period else None
    if frequency.period == "year" and HALF <= point.grains[0] < CLOCK:
        fits = point.grains[0] < DAY or point.part in (None, "start")  # 每年上旬: of which month?
        return combine(Point(yearly=frequency.every), point) if fits else None
    if frequency.period in ("quarter", "half") and frequency.every == 1 and point.nth:
        fits = point.nth[1] not in ("week", "day") and point.grains[0] == DAY and not point.period
        return combine(Point(period=frequency.period), point) if fits else None
    if frequency.period == "month" and frequency.every == 1 and point.grains[0] == DAY and point.day_shift is None:
        return combine(Point(monthly=True), point)
    return None


def _nth_workday(frequency: Frequency, point: Point) -> Point | None:
    """每月, 每季度, 每年最后一个工作日; of other periods it is no kind."""
    if frequency.every > 1:
        return None
    if frequency.period in ("quarter", "half", "year"):
        return combine(Point(period=frequency.period), point)
    return combine(Point(monthly=True), point) if frequency.period == "month" else None


def day_of_year(year: Frequency | Point, count: int) -> Point | None:
    """每年第256天, 2026年第100天; the days of January and December by their dates."""
    if isinstance(year, Frequency):
        year = Point(yearly=year.every if year.period == "year" else 0)
    if year.grains != (YEAR, YEAR) or not count:
        return None
    if abs(count) <= 31:
        return combine(year, Point(month=1 if count > 0 else 12, day=count))
    return combine(year, Point(nth=(count, "day"), period="year"))


def day_of_week(week: Point, day: int) -> Point | None:
    """每年第12周的周三."""
    fits = week.nth and (week.nth[1], week.period) == ("week", "year") and week.weekday is None
    return replace(week, weekday=day) if fits else None


def every_range(frequency: Frequency, span: Range) -> Range | None:
    """每年11月1日至15日, 每月1日至5日."""
    first = every(frequency, span.first)
    return Range(first, span.last) if first and span.last else None


def weekdays(first: int, last: int) -> Weekdays:
    """From one weekday to another, round the end of the week where need be."""
    return Weekdays(tuple((first + n) % 7 for n in range((last - first) % 7 + 1)))


def lunar_note(point: Point, name: str) -> Point | None:
    """（闰月也算）, （无此日则提前）."""
    if not point.lunar:
        return None
    month, day, leap, skip = point.lunar
    return replace(point, lunar=(month, day, name, skip) if name == "too" else (month, day, leap, name))


def opening(frequency: Frequency, length: Length) -> Opening | None:
    """每月前10个工作日."""
    counts = (
        frequency.every == 1 and length.unit == "workdays" and frequency.period in ("month", "quarter", "half", "year")
    )
    return Opening(frequency.period, length.amount) if counts else None


def stretch(first: Any, last: Any) -> Stretch | None:
    """From one to the other, where the second is told by itself: 2014年11月到去年3月."""
    if isinstance(first, Timed) and isinstance(last, Point) and last.day_shift == 1:
        return None  # 周五22:00至次日2:00: the day after that one
    if isinstance(last, Timed) and last.end is not None and not isinstance(first, Timed):
        return None  # 周一至周五9:00至17:00: hours of each day, not of the last alone
    if isinstance(last, Timed) and isinstance(last.base, Seven) and isinstance(first, Seven) and first.weeks is None:
        return None  # 周一到周五上午9点
    if isinstance(first, Point) and isinstance(last, Point):
        shifts = (last.year_shift, last.month_shift, last.day_shift)
        if all(shift is None for shift in shifts) and not any(one.on_other or one.nth for one in (first, last)):
            return None
    return Stretch(first, last)
