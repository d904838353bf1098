"""English for what is counted within a month or a year: first and third Friday, the last weekday, day 256, ISO week 20."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..grammar import Phrase
from ..joining import day_of_year as numbered
from ..meanings import MONTH, YEAR, Frequency, Nth, Point, Several, combine
from .dates import nested, nth
from .names import MONDAY_TO_FRIDAY
from .periods import YEARLY, each, of_each, of_period
from .text import Meanings, Subject, constant, word
from .weeks import nth_weekday

Nths = tuple[Point, ...]
MOST_WEEKDAYS = 20
"""Weekdays from Monday to Friday that every month has."""

# ------------------------------------------------------------------ words


def _iso_week(words: str) -> Meanings:
    *_, number = re.findall(r"\d+", words)
    return {"WEEK_NUMBER": int(number)} if 1 <= int(number) <= 53 else {}


def _week_date(words: str) -> Meanings:
    """2026-W12."""
    year, number = map(int, re.findall(r"\d+", words))
    week = iso_week(number, Point(year=year))
    return {"POINT": week} if week else {}


WORDS = (
    word("ISO week", r"(?:iso|calendar) week (?:number )?\d{1,2}", _iso_week),
    word("week date", r"[1-9]\d{3}-?w[0-5]\d", _week_date),
    word("day of Monday to Friday", "weekday", constant(WORKWEEK_DAY=MONDAY_TO_FRIDAY, WEEKDAY_LIST=MONDAY_TO_FRIDAY)),
)

# ------------------------------------------------------------------ several of a month


def counts(first: int | tuple[int, ...], last: int) -> tuple[int, ...]:
    """First and third."""
    return (*first, last) if isinstance(first, tuple) else (first, last)


def several_weekdays(places: tuple[int, ...], weekday: int) -> Nths:
    """First and third Friday."""
    return tuple(nth_weekday(count, weekday) for count in places)


def several_units(places: tuple[int, ...], unit: str) -> Nths | None:
    """First and last working day."""
    return _all(nth(count, unit) for count in places)


def several_weekends(places: tuple[int, ...]) -> Nths:
    """First and third weekend."""
    return tuple(Point(nth=(count, "weekend")) for count in places)


def _all(points: Any) -> Nths | None:
    """The points, where each is one."""
    found = tuple(points)
    return found if None not in found else None


def _several(points: Any) -> Several | None:
    found = _all(points)
    return Several(found) if found else None


def of_point(nths: Nths, point: Point) -> Several | None:
    """First and third Friday of May 2026."""
    return _several(nested(one, point) for one in nths)


def of_frequency(nths: Nths, frequency: Frequency) -> Several | None:
    """First and third Friday of every month."""
    return _several(of_each(one, frequency) for one in nths)


def of_unit(nths: Nths, unit: str) -> Several | None:
    """First and third Friday of the month."""
    return _several(of_period(one, unit) for one in nths)


def monthly(places: tuple[int, ...], weekday: int) -> Several:
    """1st and 3rd Fridays, which are those of every month."""
    return Several(tuple(replace(one, monthly=True) for one in several_weekdays(places, weekday)))


def days_of_month(days: tuple[int, ...], period: object) -> Several | None:
    """1st, 15th of each month."""
    if period not in ("month", Frequency(1, "month")):
        return None
    return Several(tuple(Point(day=day, monthly=True) for day in days))


def every_one(several: Several) -> Several | None:
    """Every 1st and 3rd Friday of the month."""
    return _several(each(one) if isinstance(one, Point) else None for one in several.parts)


# ------------------------------------------------------------------ of a year


def ends_of(period: object) -> tuple[Point, Point] | None:
    """The first and the last day of a month or a year, of one or of every one."""
    match period:
        case "year":
            return ends_of(YEARLY)
        case "month" | Frequency(every=1, period="month"):
            return Point(monthly=True, day=1), Point(monthly=True, day=-1)
        case Frequency(every=1, period="year"):
            return Point(yearly=1, month=1, day=1), Point(yearly=1, month=12, day=31)
        case Point() if period.grains == (YEAR, YEAR) and not period.among:
            return replace(period, month=1, day=1), replace(period, month=12, day=31)
        case Point() if period.grains[1] == MONTH and not (period.on_other or period.monthly or period.among):
            return replace(period, day=1), replace(period, day=-1)
        case _:
            return None


def _year(period: object) -> Point | None:
    """One year, or every one."""
    match period:
        case "year" | Frequency(every=1, period="year"):
            return Point(yearly=1)
        case Point() if period.grains == (YEAR, YEAR) and not period.among:
            return period
        case _:
            return None


def weekday_of_year(point: Point, period: object) -> Point | None:
    """The first Monday of the year."""
    year = _year(period)
    bare = point.nth and point == Point(nth=point.nth)
    if not year or not bare or not point.nth or point.nth[1] in ("week", "workday", "weekend"):
        return None
    return combine(year, replace(point, period="year"))


def midweek(count: int, days: tuple[int, ...], period: object) -> Nth | None:
    """The first weekday of May, the last weekday of every month."""
    ends = ends_of(period)
    fits = ends and 1 <= abs(count) <= MOST_WEEKDAYS
    return Nth(ends[count < 0], count, "weekdays", days, True) if ends and fits else None


def numbered_day(count: int, unit: str) -> int | None:
    """Day 100, the 256th day."""
    return count if unit == "day" and 1 <= abs(count) <= 366 else None


def day_of_year(count: int, period: object) -> Point | None:
    """Day 100 of the year, the last day but so many."""
    year = _year(period)
    return numbered(year, count) if year else None


def iso_week(number: int, period: object) -> Point | None:
    """ISO week 20 of a year; the 53rd is not in every year."""
    year = _year(period)
    return combine(year, Point(nth=(number, "week"), period="year", convention="iso")) if year else None


def week_of_year(unit: str, number: int, period: object) -> Point | None:
    """Week 12 of 2026."""
    year = _year(period)
    fits = year and unit == "week" and 1 <= number <= 53
    return combine(year, Point(nth=(number, "week"), period="year")) if year and fits else None


def first_in(build: Callable[..., Any]) -> Callable[..., Any]:
    """The same with the period in front: every year on the first Monday."""

    def build_behind(period: Any, *parts: Any) -> Any:
        return build(*parts, period)

    return build_behind


PERIOD = "UNIT|FREQUENCY"
PHRASES = (
    Phrase("ORDINALS", "ORDINAL|ORDINALS _AND|_COMMA ORDINAL", counts),
    Phrase("ORDINALS", "ORDINAL|ORDINALS _COMMA _AND ORDINAL", counts),
    Phrase("SEVERAL_NTHS", "ORDINALS WEEKDAY|PLURAL_WEEKDAY", several_weekdays),
    Phrase("SEVERAL_NTHS", "ORDINALS _WEEKEND", several_weekends),
    Phrase("SEVERAL_NTHS", "ORDINALS UNIT", several_units),
    Phrase("SEVERAL", "SEVERAL_NTHS", Several),
    Phrase("SEVERAL", "ORDINALS PLURAL_WEEKDAY", monthly),
    Phrase("SEVERAL", "_EVERY ORDINALS WEEKDAY", monthly),
    Phrase("SEVERAL", "ORDINALS _OF|_ON? FREQUENCY", days_of_month),
    Phrase("SEVERAL", "ORDINALS _OF|_ON _ARTICLE? UNIT", days_of_month),
    Phrase("SEVERAL", "FREQUENCY _COMMA? _ON? ORDINALS", first_in(days_of_month)),
    Phrase("SEVERAL", "SEVERAL_NTHS _OF? POINT", of_point),
    Phrase("SEVERAL", "SEVERAL_NTHS _OF? FREQUENCY", of_frequency),
    Phrase("SEVERAL", "SEVERAL_NTHS _OF|_IN _ARTICLE? UNIT", of_unit),
    Phrase("SEVERAL", "FREQUENCY _COMMA? _ON? SEVERAL_NTHS", first_in(of_frequency)),
    Phrase("SEVERAL", "_EVERY SEVERAL", every_one),
    Phrase("POINT", "ORDINAL PLURAL_WEEKDAY", nth_weekday),
    Phrase("POINT", f"POINT _OF {PERIOD}|POINT", weekday_of_year),
    Phrase("POINT", "POINT POINT", weekday_of_year),
    Phrase("POINT", "FREQUENCY _COMMA? POINT", first_in(weekday_of_year)),
    Phrase("NTH_FROM", f"ORDINAL WORKWEEK_DAY _OF? {PERIOD}|POINT", midweek),
    Phrase("NTH_FROM", "FREQUENCY _COMMA? _ON? ORDINAL WORKWEEK_DAY", first_in(midweek)),
    Phrase("DAY_OF_YEAR", "ORDINAL UNIT", numbered_day),
    Phrase("DAY_OF_YEAR", "UNIT NUMBER", lambda unit, count: numbered_day(count, unit)),
    Phrase("POINT", f"DAY_OF_YEAR _OF {PERIOD}|POINT", day_of_year),
    Phrase("POINT", "_ON? DAY_OF_YEAR _ON POINT", day_of_year),
    Phrase("POINT", f"_ON? WEEK_NUMBER _OF? {PERIOD}|POINT", iso_week),
    Phrase("POINT", f"_ON? UNIT NUMBER _OF? {PERIOD}|POINT", week_of_year),
)
SUBJECT = Subject(words=WORDS, phrases=PHRASES)
