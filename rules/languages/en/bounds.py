"""English bounds of a rule that recurs: since 2025, until 30 June 2026, in 2026, every 2 weeks from 2 March 2026."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ...kinds import (
    Fixed,
    Periodic,
)
from ...kinds.civil import day_of
from ...kinds.derived import add_months
from ...rule import Rule
from ...spans import shift
from ..grammar import Phrase
from ..joining import every_range
from ..meanings import DAY, MONTH, YEAR, Bounded, Frequency, Kept, Length, Plan, Point, Range, Timed, Weekdays
from .clocks import at_times, timed
from .dates import civil
from .periods import of_cycle, of_each, week_cycle
from .text import Subject

Bounds = tuple[Point | None, Point | None]


def bounded(rule: object, bounds: Bounds) -> Bounded | None:
    """30 May since 2025, every Monday from 2 March 2026 to 30 June 2026."""
    first, last = bounds
    if any(point and point.clock is not None for point in bounds):
        return None
    if isinstance(rule, Point) and not (first or _again(rule)) and last and last.grains[1] > YEAR:
        return None  # May 5 through May 7, 2026
    if rule == Frequency(1, "year") and not any(point and _told(point) for point in bounds):
        return None  # every year from 1 June to 15 June
    return Bounded(rule, *bounds) if recurs(rule) else None


def nth_weeks(rule: Kept, bounds: Bounds) -> Bounded | None:
    """Every second Wednesday from a Wednesday on: the day tells that weeks are counted, not those of each month."""
    first, days = bounds[0], rule.base
    if not first or first.grains[1] != DAY or not isinstance(days, Weekdays) or first.on_other or first.nth:
        return None
    start = _date(first)
    return bounded(rule, bounds) if start is None or start.weekday() in days.days else None


def _told(point: Point) -> bool:
    """Whether its year is told."""
    return (
        point.year is not None
        or point.grains[0] == YEAR
        or point.month_shift is not None
        or point.day_shift is not None
    )


def _date(point: Point | None) -> date | None:
    """The date that it names, where it is one with its year."""
    return day_of(point.year, point.month, point.day) if point and point.year and point.month and point.day else None


def bounded_at(held: Bounded, start: int, end: int | None = None) -> Bounded | None:
    """Every Monday until 30 June 2026, at 9:00: the time is that of the rule."""
    whole = _turn(held.rule, held.first) if isinstance(held.rule, Frequency) else held.rule
    rule = None if timed(whole) else at_times(whole, start, end)
    return replace(held, rule=rule) if rule else None


def recurs(rule: object) -> bool:
    """Whether it comes again: no date with its year."""
    first = _beginning(rule)
    return not isinstance(first, Point) or (first.year is None and first.year_shift is None)


def _turn(frequency: Frequency, first: Point | None) -> object:
    """The days of every 6 weeks, 2 months or 3 years from a date on; the frequency itself where they are open."""
    start = _date(first)
    if not start or frequency.every == 1:
        return frequency
    match frequency.period:
        case "week":
            return Kept(Weekdays((start.weekday(),)), frequency)
        case "month":
            return Kept(Point(monthly=True, day=start.day), frequency)
        case "year":
            return Point(yearly=frequency.every, month=start.month, day=start.day)
        case _:
            return frequency


def for_so_long(held: Bounded, size: Length) -> Bounded | None:
    """Every Monday from 5 January 2026, for 10 weeks: the day with which it begins is counted."""
    start = _date(held.first)
    if not start or held.last or size.unit in ("hours", "workdays"):
        return None
    months = {"months": 1, "years": 12}.get(size.unit, 0) * size.amount
    days = {"weeks": 7, "days": 1}.get(size.unit, 0) * size.amount
    end = shift(add_months(start, months), days - 1)
    return replace(held, last=Point(year=end.year, month=end.month, day=end.day))


def so_long_from(rule: object, size: Length, bounds: Bounds) -> Bounded | None:
    """Every Monday for 10 weeks from 5 January 2026."""
    held = bounded(rule, bounds)
    return for_so_long(held, size) if held else None


def _beginning(rule: object) -> object:
    """Its first day, of a run or of what has a time."""
    if isinstance(rule, Timed):
        return _beginning(rule.base)
    return rule.first if isinstance(rule, Range) else rule


def from_to(rule: object, span: Range) -> Bounded | None:
    """Every Friday (1 March 2026 to 30 June 2026), where both ends are dated and the rule recurs of itself."""
    dated = all(end and (end.year or end.year_shift is not None) for end in (span.first, span.last))
    return bounded(rule, (span.first, span.last)) if dated and _again(rule) else None


def each_year(days: object, span: Range) -> Kept | None:
    """Weekdays from June to August, which are those of every year."""
    ends = [end for end in (span.first, span.last) if end and end.month and end.grains[0] >= MONTH and not end.monthly]
    alike = len(ends) == 2 and ends[0].grains[1] == ends[1].grains[1]  # of months or of days
    whole = alike and not timed(span) and (not isinstance(days, Frequency) or days == Frequency(1, "day"))
    return Kept(days, span) if whole else None


def in_years(rule: object, plan: Plan) -> Bounded | None:
    """30 May every year, 2005 to 2024."""
    return bounded(rule, (Point(year=plan.first), Point(year=plan.last)))


def within_one(rule: object, point: Point) -> Bounded | None:
    """Every Monday of 2026, the 10th of every month in 2026, every working day of September 2026."""
    given = point.year and point.grains[0] == YEAR and point.grains[1] <= MONTH
    return bounded(rule, (point, point)) if given and _again(rule) else None


def _again(rule: object) -> bool:
    """Whether it says itself that it comes again: 30 May, in 2026 is one date."""
    first = _beginning(rule)
    return not isinstance(first, Point) or first.monthly or bool(first.yearly)


def of_one(rule: object, point: Point) -> Bounded | None:
    """The same without a comma; the nth of every month of a year is a kind of its own."""
    return within_one(rule, point) if not isinstance(rule, Point) or not rule.nth else None


def onwards(first: Point) -> tuple[Point, None] | None:
    """2026 onwards."""
    return (first, None) if first.year and first.grains[0] == YEAR else None


def bounded_run(held: Bounded, span: Range) -> Bounded | None:
    """Every 4 years, from 2026, 28 to 30 May."""
    rule = every_range(held.rule, span) if isinstance(held.rule, Frequency) else None
    return replace(held, rule=rule) if rule else None


def each_month(day: Point, span: Range) -> Kept | None:
    """The first Saturday of every month, July to December."""
    months = all(end and end.month and end.grains == (MONTH, MONTH) for end in (span.first, span.last))
    return Kept(day, span) if months and day.monthly and not day.year else None


def bounded_on(held: Bounded, point: Point | Sequence[int]) -> Bounded | None:
    """Every 3 years since 2017 on 30 May, every 2 weeks from 2 March 2026 on Monday."""
    if not isinstance(held.rule, Frequency):
        return None
    if not isinstance(point, Point):
        return replace(held, rule=week_cycle(point, held.rule)) if held.rule.period == "week" else None
    rule = of_each(point, held.rule) or of_cycle(point, held.rule)
    return replace(held, rule=rule) if rule else None


PHRASES = (
    Phrase("BOUNDS", "_SINCE|_FROM POINT _ONWARDS?", lambda first: (first, None)),
    Phrase("BOUNDS", "POINT _ONWARDS", onwards),
    Phrase("BOUNDED", "BOUNDED _COMMA SPAN", bounded_run),
    Phrase("FILTERED", "POINT _COMMA SPAN", each_month),
    Phrase("BOUNDS", "_UNTIL POINT", lambda last: (None, last)),
    Phrase("BOUNDS", "_SINCE|_FROM POINT _COMMA? _TO|_UNTIL POINT", lambda first, last: (first, last)),
    Phrase("BOUNDED", "RULE _COMMA? BOUNDS", bounded),
    Phrase("BOUNDED", "RULE _OPEN_BRACKET BOUNDS _CLOSE_BRACKET", bounded),
    Phrase("BOUNDED", "RULE _COMMA? SPAN", from_to),
    Phrase("BOUNDED", "BOUNDS _COMMA RULE", lambda bounds, rule: bounded(rule, bounds)),
    Phrase("BOUNDED", "RULE _COMMA? _FOR LENGTH _COMMA? BOUNDS", so_long_from),
    Phrase("BOUNDED", "BOUNDED _COMMA? _FOR LENGTH", for_so_long),
    Phrase("BOUNDED", "EVERY_NTH _COMMA? BOUNDS", nth_weeks),
    Phrase("BOUNDED", "EVERY_NTH _COMMA? SPAN", lambda rule, span: nth_weeks(rule, (span.first, span.last))),
    Phrase("BOUNDED", "BOUNDED _COMMA? _AT? CLOCK", bounded_at),
    Phrase("BOUNDED", "BOUNDED _COMMA? _AT? CLOCK_SPAN", lambda held, clocks: bounded_at(held, *clocks)),
    Phrase("FILTERED", "WEEKDAYS|EACH_DAY|FREQUENCY _COMMA? SPAN", each_year),
    Phrase("BOUNDED", "RULE _COMMA? _OPEN_BRACKET SPAN _CLOSE_BRACKET", from_to),
    Phrase("BOUNDED", "SPAN _COMMA RULE", lambda span, rule: from_to(rule, span)),
    Phrase("BOUNDED", "RULE _COMMA WHOLE_YEARS", in_years),
    Phrase("BOUNDED", "RULE _OPEN_BRACKET WHOLE_YEARS _CLOSE_BRACKET", in_years),
    Phrase("BOUNDED", "POINT|WEEKDAYS|EACH_DAY|FREQUENCY|LUNAR_DAY|TIMED|NTH_FROM|SHIFTED _OF? POINT", of_one),
    Phrase("BOUNDED", "RULE _COMMA _ON POINT", within_one),
    Phrase("BOUNDED", "BOUNDED _COMMA? _ON? POINT|WEEKDAY_LIST", bounded_on),
)
SUBJECT = Subject(phrases=PHRASES)

# ------------------------------------------------------------------ written


def bounds_text(rule: Rule, since: date | None, until: date | None) -> str:
    """From when and until when; of whole years the years alone."""
    if isinstance(rule, Fixed):
        return ""
    from_new_year = since is not None and (since.month, since.day) == (1, 1)
    to_new_year = until is not None and (until.month, until.day) == (12, 31)
    first = since and (str(since.year) if from_new_year else civil(since))
    last = until and (str(until.year) if to_new_year and (from_new_year or not since) else civil(until))
    if first and from_new_year and to_new_year and first == last:
        return f", in {first}"
    if first and last:
        return f", from {first} to {last}"
    if first:
        return f", {'since' if from_new_year else 'from'} {first}"
    return f", until {last}" if last else ""


def unphased(rule: Rule, since: date) -> Rule:
    """The rule without the beginnings of its cycles, where it is `since` that tells them."""
    if isinstance(rule, Periodic) and rule.period != "day" and (since.month, since.day) != (1, 1):
        return rule
    return rule.with_phase(since, None)
