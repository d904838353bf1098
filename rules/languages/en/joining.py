"""How English meanings join: each function makes one meaning of the parts of a phrase in `en/phrases.py`, or None."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from ...kinds import EachDay, Julian
from ...kinds import Periodic as Cycle
from ...kinds.filters import last_days
from ...kinds.weeks import WEEKDAYS
from ...rule import Rule
from ..joining import dated, every, opening
from ..meanings import (
    CLOCK,
    DAY,
    HALF,
    MONTH,
    YEAR,
    Bounded,
    By,
    Counted,
    Frequency,
    Kept,
    Length,
    LunarDay,
    Nth,
    Off,
    Opening,
    Plan,
    Point,
    Range,
    Several,
    Swap,
    Swapped,
    Timed,
    Week,
    Weekdays,
    Within,
    combine,
    under,
)
from ..relative import Between, amount_of
from .reading import length

Clocks = tuple[int, int | None]
Bounds = tuple[Point | None, Point | None]
STAYS = Swap(None)
"""The day that stays, for a case that changes its time alone."""


def nested(fine: Point, coarse: Point) -> Point | None:
    """Third Saturday and September, 30 May and 2026: English names the finer part first."""
    if fine.nth and fine.period and coarse.grains == (YEAR, YEAR) and fine.year is None:
        return combine(coarse, fine)
    return under(coarse, fine) if fine.nth or not fine.monthly else None


def in_month(count: int, month: int) -> Point:
    """30 May, 30th of May, May 30, the last day of May."""
    return Point(month=month, day=count)


def whole(point: Point) -> Point | None:
    """What is a rule by itself: a bare first or 15th says too little."""
    return point if dated(point) and point != Point(day=point.day) else None


def nth(count: int, unit: str) -> Point | None:
    """The third week, the last working day, the 15th day: of a month that is named beside it."""
    if unit == "day":
        return Point(day=count)
    return Point(nth=(count, unit)) if unit in ("week", "workday") else None


def nth_weekday(count: int, weekday: int) -> Point:
    """The second Friday."""
    return Point(nth=(count, WEEKDAYS[weekday]))


def of_period(point: Point, unit: str) -> Point | None:
    """The last day of the month, the first working day of the quarter."""
    return of_each(point, Frequency(1, unit)) if unit != point.period else None


def of_each(point: Point, frequency: Frequency) -> Point | None:
    """30 May every year, the last Friday of every month; of a year only its first and its last day."""
    if frequency.period == "year" and point.grains[0] == DAY and point.day and not point.nth:
        edge = {1: Point(month=1, day=1), -1: Point(month=12, day=-1)}.get(point.day)
        return every(frequency, combine(point, edge)) if edge else None
    if frequency.period == "year" and point.part == "end":
        return replace(point, yearly=frequency.every) if point.month else None
    if frequency.period == "week":
        return None
    return every(frequency, point)


def of_cycle(point: Point, frequency: Frequency | Cycle) -> Kept | None:
    """The 10th of every 2 months, also where they are counted from a day."""
    if frequency.period != "month" or point.grains[0] != DAY or frequency == Frequency(1, "month"):
        return None
    whole = every(Frequency(1, "month"), point)
    return Kept(whole, frequency) if whole else None


def each(point: Point) -> Point | None:
    """Every 30 May, every last Friday of the month."""
    if point.monthly:
        return point
    return of_each(point, Frequency(1, "year")) if point.month or point.on_other else None


def of_quarter(point: Point, months: Rule) -> Kept | None:
    """The 10th of the first month of every quarter."""
    whole = every(Frequency(1, "month"), point) if point.grains[0] == DAY else None
    return Kept(whole, months) if whole else None


def ends_of(point: Point, frequency: Frequency) -> Rule | None:
    """The last day of every quarter, the end of every half-year."""
    last = point in (Point(day=-1), Point(part="end"))
    return (
        last_days(frequency.period)
        if last and frequency.every == 1 and frequency.period in ("quarter", "half")
        else None
    )


def of_years(point: Point, years: Rule) -> Point | None:
    """30 May in even years, 30 May every 3 years (counted from 2017)."""
    yearly = (years.value() or "Y").endswith("Y")  # of a cycle R/P3Y or R/P2M; what is no cycle names years
    return replace(point, among=years) if yearly and point.grains[0] >= HALF and not point.monthly else None


def week_cycle(days: Sequence[int], frequency: Frequency | Cycle) -> Weekdays | Kept | None:
    """Every week on Monday, every 2 weeks on Monday and Thursday."""
    if frequency.period != "week":
        return None
    weekly = Weekdays(tuple(days))
    return weekly if frequency == Frequency(1, "week") else Kept(weekly, frequency)


def long_week_cycle(frequency: Frequency | Cycle, days: Sequence[int]) -> Weekdays | Kept | None:
    """Every 2 weeks on Monday, as against every week."""
    return week_cycle(days, frequency) if frequency != Frequency(1, "week") else None


def counted_from(frequency: Frequency, start: Point) -> Cycle | None:
    """Every 2 weeks (counted from 2 March 2026)."""
    if not start.year or frequency.every == 1:
        return None
    return Cycle(frequency.period, frequency.every, date(start.year, start.month or 1, start.day or 1))


def clocked(point: Point, clock: int) -> Point | None:
    """The day with a time, where it is one day and has none yet."""
    one_day = point.grains[1] == DAY and point.part in (None, "end")
    return replace(point, clock=clock) if point.clock is None and one_day else None


def hours(point: Point, clocks: Clocks) -> Range | None:
    """A day from one time to another."""
    start, end = clocked(point, clocks[0]), clocked(point, clocks[1] or 0)
    return Range(start, end) if start and end else None


def timed(days: Weekdays, start: int, end: int | None = None) -> Weekdays | None:
    """Weekdays with a time or from one time to another."""
    return replace(days, clock=start, to_clock=end) if days.clock is None else None


def between(first: Point, last: Point) -> Range | None:
    """From one point to the other; what stands only with the last (September, 2026, every year) is the first's too."""
    if first.yearly or first.grains[0] == CLOCK or last.grains[0] == CLOCK or (last.on_other or last.nth):
        return None
    if first.grains[1] < min(last.grains[1], DAY) or (first.monthly and not last.monthly):
        return None
    start = inheriting(first, last)
    if start.year and first.year is None and _order(start) > _order(last):
        start = replace(start, year=start.year - 1)
    return Range(start, replace(last, yearly=0, monthly=False))


def inheriting(first: Point, last: Point) -> Point:
    """The first with the coarser parts that are said only with the last."""
    if first.monthly or first.grains[0] <= last.grains[0]:
        return first
    whole = Point(
        year=last.year,
        yearly=last.yearly,
        among=last.among,
        monthly=last.monthly,
        month=last.month if first.grains[0] >= DAY else None,
    )
    return combine(whole, first)


def _order(point: Point) -> tuple[int, int]:
    day = {"first": 1, "middle": 11, "last": 21, "end": 31}.get(point.part or "", point.day or 0)
    return point.month or (point.months or (0,))[0], day


def days_between(first: int, last: Point) -> Range | None:
    """19 to 25 September: the first is a bare number."""
    rises = last.day and first > 0 and (last.day < 0 or first < last.day)
    return between(Point(day=first), last) if rises else None


def days_to(first: Point, last: int) -> Range | None:
    """September 19 to 25."""
    if first.day is None or first.yearly or first.year or not first.day < last:
        return None
    return Range(first, Point(month=first.month, day=last))


def of_year(span: Range, point: Point) -> Range | None:
    """September 19–25, 2026; 1 to 10 of September."""
    if not span.last or span.last.grains[0] <= point.grains[1]:
        return None
    outer = under(point, span.last)
    return between(span.first, outer) if outer else None


def onwards(start: Point) -> Range | None:
    """From 1 May 2026 on: open."""
    return Range(start, None) if dated(start) and not start.yearly else None


def ends(span: Range, start: int | None, end: int | None) -> Range | None:
    """A run of days with a time on its first day, on its last or on both."""
    return Range(replace(span.first, clock=start), replace(span.last, clock=end)) if span.last else None


def by(inclusive: str) -> Callable[[Any], By | None]:
    """Due by the base; (that day included) makes it stated."""

    def due(base: Any) -> By | None:
        if isinstance(base, Range) and base.last is None:
            return None
        last = base.last if isinstance(base, Range) else base
        return By(base, "stated" if isinstance(last, Point) and last.stated else inclusive)

    return due


def due_at(inclusive: str) -> Callable[[int, Any], By | None]:
    """Due by a time of day on what is no point."""
    return lambda clock, base: By(Timed(base, clock), inclusive)


def several(count: int, unit: str) -> Frequency | None:
    """Every 2 years, every third month."""
    return Frequency(count, unit) if count > 0 and unit not in ("workday", "rest-day", "hour") else None


def once(unit: str) -> Frequency | None:
    """Every month."""
    return several(1, unit)


def each_day(unit: str) -> EachDay | None:
    """Every working day, every day off."""
    return EachDay(unit + "s") if unit in ("workday", "rest-day") else None


def how_long(count: int, unit: str) -> Length | None:
    """20 working days."""
    return (
        length(count, unit)
        if 0 < count < (1000 if unit in ("year", "hour") else 100_000) and unit != "rest-day"
        else None
    )


def lunar_month(unit: str, count: int) -> tuple[str, int] | None:
    """Lunar month 1."""
    return ("skip", count) if unit == "month" else None


def leap_month(month: tuple[str, int]) -> tuple[str, int]:
    """Leap lunar month 6."""
    return ("only", month[1])


def lunar(point: Point, month: tuple[str, int]) -> Point | None:
    """Day 15 of lunar month 1."""
    return Point(lunar=(month[1], point.day, month[0], "omit")) if point.day and point == Point(day=point.day) else None


def of_lunar_months(point: Point, unit: str) -> LunarDay | None:
    """Day 1 of every lunar month."""
    return LunarDay(point.day) if unit == "month" and point.day and point == Point(day=point.day) else None


def julian(point: Point) -> Point | None:
    """25 December of the Julian calendar."""
    named = point.month and point.day and point == Point(month=point.month, day=point.day)
    return Point(other=Julian(point.month, point.day)) if named and point.month and point.day else None


def checked(weekday: int, point: Point) -> Point | None:
    """Saturday, 30 May 2026: the weekday is a check."""
    return replace(point, weekday=weekday) if point.day and point.year and point.weekday is None else None


def bounded(rule: object, bounds: Bounds) -> Bounded | None:
    """30 May since 2025, every Monday from 2 March 2026 to 30 June 2026."""
    return Bounded(rule, *bounds) if recurs(rule) else None


def in_years(rule: object, plan: Plan) -> Bounded | None:
    """30 May every year, 2005 to 2024."""
    return bounded(rule, (Point(year=plan.first), Point(year=plan.last)))


def within_one(rule: object, point: Point) -> Bounded | None:
    """Every Monday of 2026, the 10th of every month in 2026, every working day of September 2026."""
    given = point.year and point.grains[0] == YEAR and point.grains[1] <= MONTH
    return bounded(rule, (point, point)) if given and _again(rule) else None


def of_one(rule: object, point: Point) -> Bounded | None:
    """The same without a comma; the nth of every month of a year is a kind of its own."""
    return within_one(rule, point) if not isinstance(rule, Point) or not rule.nth else None


def _again(rule: object) -> bool:
    """Whether it says itself that it comes again: 30 May, in 2026 is one date."""
    first = rule.first if isinstance(rule, Range) else rule
    return not isinstance(first, Point) or first.monthly or bool(first.yearly)


def recurs(rule: object) -> bool:
    """Whether it comes again: no date with its year."""
    first = rule.first if isinstance(rule, Range) else rule
    return not isinstance(first, Point) or (first.year is None and first.year_shift is None)


def bounded_on(held: Bounded, point: Point | Sequence[int]) -> Bounded | None:
    """Every 3 years since 2017 on 30 May, every 2 weeks from 2 March 2026 on Monday."""
    if not isinstance(held.rule, Frequency):
        return None
    if not isinstance(point, Point):
        return replace(held, rule=week_cycle(point, held.rule)) if held.rule.period == "week" else None
    rule = of_each(point, held.rule) or of_cycle(point, held.rule)
    return replace(held, rule=rule) if rule else None


def within(size: Length, start: Point) -> Within | None:
    """Within 15 working days from 25 September 2026."""
    return Within(start, size) if start.day else None


def whole_years(first: int, last: Point) -> Plan | None:
    """2021 to 2025."""
    return Plan(first, last.year) if last.grains == (YEAR, YEAR) and last.year and first <= last.year else None


def week_of(unit: str, base: Any) -> Week | None:
    """The week of 15 May."""
    there = not isinstance(base, Point) or (base.grains[1] == DAY and not base.part)
    return Week(base) if unit == "week" and there else None


def first_days(nth: int, count: int, unit: str, frequency: Frequency) -> Opening | None:
    """The first 10 working days of every month."""
    return opening(frequency, Length(count, "workdays")) if (nth, unit) == (1, "workday") else None


def from_event(sign: int, size: Length, name: str) -> Counted | None:
    """6 months before “the end of the term”."""
    return Counted(sign, size, name) if size.amount < 1000 else None


def moved(sign: int, *, within: bool = False) -> Callable[[Length, Any], Off | None]:
    """10 working days before or after a day."""

    def build(size: Length, base: Any) -> Off | None:
        after_month = (
            isinstance(base, Point)
            and sign > 0
            and base.grains[1] == MONTH
            and (base.yearly or base.year or base.among)
        )
        of_day = not isinstance(base, Point) or (dated(base) and base.grains[1] == DAY and not base.part)
        if size.unit == "hours" or not (of_day or after_month):
            return None
        return Off(base, sign, replace(size, within=within))

    return build


def from_day(sign: int, *, including: bool = False) -> Callable[[int, Sequence[int], Any], Nth | None]:
    """The 2nd Monday after a day; the last before it is the first on the way back."""

    def build(count: int, weekdays: Sequence[int], base: Any) -> Nth | None:
        if (count < 1 and (count, sign) != (-1, -1)) or (isinstance(base, Point) and base.grains[1] == YEAR):
            return None
        return Nth(base, abs(count) * sign, "weekdays", tuple(weekdays), including)

    return build


def unit_from_day(sign: int, *, including: bool = False) -> Callable[[int, str, Any], Nth | None]:
    """The 3rd working day after a day, the first day off on or before it."""

    def build(count: int, unit: str, base: Any) -> Nth | None:
        if unit not in ("day", "workday", "rest-day") or (count < 1 and (count, sign) != (-1, -1)):
            return None
        return Nth(base, abs(count) * sign, unit + "s", (), including)

    return build


def kept(*, inside: bool) -> Callable[[Any, Any], Kept]:
    """Only on, or except on, the days that something names."""
    return lambda base, by: Kept(base, Weekdays(by) if isinstance(by, tuple) else by, inside)


def asked(*, inside: bool) -> Callable[[Any, Any, Any], Kept]:
    """If other days fall on certain days."""
    return lambda base, of, by: Kept(base, Weekdays(by) if isinstance(by, tuple) else by, inside, _parts(of))


def _parts(meaning: Any) -> tuple[Any, ...]:
    return meaning.parts if isinstance(meaning, Several) else (meaning,)


def items(*parts: Any) -> tuple[Any, ...]:
    """The beginning of a list; a bare number is a day of the month that is named at its end."""
    first, *rest = (Point(day=part) if isinstance(part, int) else part for part in parts)
    return (*first, *rest) if isinstance(first, tuple) else (first, *rest)


def listed(parts: tuple[Any, ...], last: Any) -> Several | None:
    """1 and 15 May: what is said only with the last is also said of the others."""
    if not isinstance(last, Point):
        return None if Point in map(type, parts) and _bare(parts) else Several((*parts, last))
    if _bare(parts) and last.month is None and not last.monthly:
        return None
    whole = [inheriting(part, last) if isinstance(part, Point) else part for part in parts]
    clock = last.clock
    whole = [replace(p, clock=clock) if isinstance(p, Point) and clock and p.clock is None else p for p in whole]
    return Several((*whole, last))


def _bare(parts: tuple[Any, ...]) -> bool:
    """Whether one is a bare number of a day."""
    return any(isinstance(part, Point) and part == Point(day=part.day) for part in parts)


def case(when: Any, target: Swap) -> Swap:
    """If Sunday then the next Monday."""
    return replace(target, when=Weekdays(when) if isinstance(when, tuple) else when)


def to_weekday(count: int, weekdays: Sequence[int]) -> Swap:
    """The next Monday, the previous Friday, the 2nd Monday after it."""
    return Swap(None, count, "weekdays", tuple(weekdays))


def to_unit(count: int, unit: str) -> Swap | None:
    """The next day, the 2nd working day after it."""
    return Swap(None, count, unit + "s") if unit in ("day", "workday", "rest-day") else None


def at(swap: Swap, clocks: Clocks) -> Swap:
    """The next Monday at 10:00."""
    return replace(swap, start=clocks[0], end=clocks[1])


def swapped(base: Any, cases: tuple[Swap, ...]) -> Swapped:
    """A day with its cases."""
    return Swapped(base, cases)


def in_months(days: Any, point: Any) -> Kept | None:
    """Every Monday of September, every working day in July and August."""
    months = _parts(point)
    whole = all(isinstance(month, Point) and month.grains == (MONTH, MONTH) for month in months)
    return Kept(days, point) if whole else None


def daily(frequency: Frequency, start: int, end: int | None = None) -> Timed | None:
    """Every day at 7:00."""
    return Timed(frequency, start, end) if frequency.period == "day" else None


def lengths(least: Length | None, most: Length) -> Between:
    """6 days to 9 days, at most 9 months."""
    return Between(amount_of(least) if least else None, amount_of(most))
