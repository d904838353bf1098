"""English: how meanings join. A new wording of a known rule is one Phrase here; a new word is a lexeme in `en_words.py`."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from ..kinds.weeks import WEEKDAYS
from .en_reading import length, squeeze
from .en_words import lexemes
from .grammar import Grammar, Phrase
from .meanings import (
    CLOCK,
    DAY,
    HALF,
    MONTH,
    YEAR,
    About,
    By,
    Counted,
    Expected,
    Frequency,
    Length,
    LunarDay,
    Off,
    Opening,
    Plan,
    Point,
    Range,
    Recurring,
    Roll,
    Since,
    Week,
    Weekdays,
    Within,
    combine,
    under,
)
from .zh import dated, every, every_range, lunar_note, off, opening, weekdays

Clocks = tuple[int, int]


def nested(fine: Point, coarse: Point) -> Point | None:
    """Third Saturday and September, 30 May and 2026: English names the finer part first."""
    return under(coarse, fine)


def in_month(count: int, month: int) -> Point | None:
    """30 May, 30th of May, May 30, the last day of May."""
    return Point(month=month, day=count) if count else None


def nth(count: int, unit: str) -> Point | None:
    """The third week, the last working day, the 15th day: of a month that is named beside it."""
    if unit == "day":
        return Point(day=count)
    return Point(nth=(count, unit)) if unit in ("week", "workday") else None


def of_period(point: Point, unit: str) -> Point | None:
    """The last day of the month, the first working day of the quarter."""
    return of_each(point, Frequency(1, unit))


def of_each(point: Point, frequency: Frequency) -> Point | None:
    """30 May every year, the last Friday of every month; of a year only its first and its last day."""
    if frequency.period == "year" and point.grains[0] == DAY and not point.nth:
        edge = {1: Point(month=1, day=1), -1: Point(month=12, day=-1)}.get(point.day or 0)
        return every(frequency, combine(point, edge)) if edge else None
    if frequency.period == "year" and point.part == "end":
        return replace(point, yearly=frequency.every) if point.month else None
    return every(frequency, point)


def clocked(point: Point, clock: int) -> Point | None:
    """The day with a time, where it is one day and has none yet."""
    return replace(point, clock=clock) if point.clock is None and point.grains[1] == DAY else None


def hours(point: Point, clocks: Clocks) -> Range | None:
    """A day from one time to another."""
    start, end = clocked(point, clocks[0]), clocked(point, clocks[1])
    return Range(start, end) if start and end else None


def ends(span: Range, start: int | None, end: int | None) -> Range | None:
    """A run of days with a time on its first day, on its last or on both."""
    return Range(replace(span.first, clock=start), replace(span.last, clock=end)) if span.last else None


def timed(days: Weekdays, start: int, end: int | None = None) -> Weekdays | None:
    """Weekdays with a time or from one time to another."""
    return replace(days, clock=start, to_clock=end) if days.clock is None else None


def between(first: Point, last: Point) -> Range | None:
    """From one point to the other; what stands only with the last (September, 2026, every year) is the first's too."""
    if first.yearly or first.monthly or first.grains[0] == CLOCK or last.grains[0] == CLOCK:
        return None
    if first.grains[1] < min(last.grains[1], DAY):
        return None
    shared = Point(
        year=last.year if first.year is None else None,
        yearly=last.yearly,
        monthly=last.monthly,
        month=last.month if first.grains[0] >= DAY else None,
    )
    start = combine(shared, first)
    if start.year and first.year is None and _order(start) > _order(last):
        start = replace(start, year=start.year - 1)
    return Range(start, replace(last, yearly=0, monthly=False) if last.yearly or last.monthly else last)


def _order(point: Point) -> tuple[int, int]:
    day = {"first": 1, "middle": 11, "last": 21, "end": 31}.get(point.part or "", point.day or 0)
    return point.month or (point.months or (0,))[0], day


def days_between(first: int, last: Point) -> Range | None:
    """19 to 25 September: the first is a bare number."""
    rises = last.day and 0 < first and (last.day < 0 or first < last.day)
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
    return Range(start, None) if start.grains[0] == YEAR else None


def by(base: Point | Range | Weekdays | str | Off | Week | Expected, inclusive: str) -> By | None:
    """Due by the base; (that day included) makes it stated."""
    if isinstance(base, Range) and base.last is None:
        return None
    last = base.last if isinstance(base, Range) else base
    return By(base, "stated" if isinstance(last, Point) and last.stated else inclusive)


def several(count: int, unit: str) -> Frequency | None:
    """Every 2 years, every third month."""
    return Frequency(count, unit) if count > 0 and unit not in ("workday", "hour") else None


def once(unit: str) -> Frequency | None:
    """Every month."""
    return several(1, unit)


def how_long(count: int, unit: str) -> Length | None:
    """20 working days."""
    return length(count, unit) if count > 0 else None


def lunar(day: int, leap: str, month: int) -> Point | None:
    """Day 15 of lunar month 1."""
    return Point(lunar=(month, day, leap, "omit"))


def of_lunar_months(day: int, frequency: Frequency) -> LunarDay | None:
    """Day 1 of every lunar month."""
    return LunarDay(day) if frequency == Frequency(1, "month") else None


def checked(weekday: int, point: Point) -> Point | None:
    """Saturday, 30 May 2026: the weekday is a check."""
    return replace(point, weekday=weekday) if point.day and point.year and point.weekday is None else None


def since(rule: Recurring, start: Point) -> Since | None:
    """30 May since 2025."""
    return Since(start.year, rule) if start.grains == (YEAR, YEAR) and start.year else None


def since_on(held: Since, point: Point) -> Since | None:
    """Every 3 years since 2017 on 30 May."""
    rule = of_each(point, held.rule) if isinstance(held.rule, Frequency) else None
    return replace(held, rule=rule) if rule else None


def within(size: Length, start: Point) -> Within | None:
    """Within 15 working days from 25 September 2026."""
    return Within(start, size) if start.day else None


def whole_years(first: int, last: Point) -> Plan | None:
    """2021 to 2025."""
    return Plan(first, last.year) if last.grains == (YEAR, YEAR) and last.year and first <= last.year else None


def week_of(unit: str, base: Point | str) -> Week | None:
    """The week of 15 May."""
    there = isinstance(base, str) or (base.grains[1] == DAY and not base.part)
    return Week(base) if unit == "week" and there else None


def first_days(count: int, frequency: Frequency) -> Opening | None:
    """The first 10 working days of every month."""
    return opening(frequency, Length(count, "workdays"))


DAYS = "P|OBS|SHIFT|WEEK|EXPECTED"
RULES = "P|R|F|WDS|BY|ABOUT|SHIFT|WEEK|LD|ROLLED|EXPECTED|OPEN"

PHRASES = (
    # points
    Phrase("P", "N|O _OF? M", in_month),
    Phrase("P", "M N|O", lambda month, count: in_month(count, month)),
    Phrase("P", "O", lambda count: Point(day=count)),
    Phrase("P", "O WD", lambda count, day: Point(nth=(count, WEEKDAYS[day]))),
    Phrase("P", "O U", nth),
    Phrase("P", "O _WEEKEND", lambda count: Point(nth=(count, "weekend"))),
    Phrase("P", "U N", lambda unit, count: nth(count, unit) if count else None),
    Phrase("P", "P _OF? P", nested),
    Phrase("P", "P _COMMA P", lambda fine, coarse: nested(fine, coarse) if coarse.grains == (YEAR, YEAR) else None),
    Phrase("P", "P P", under),
    Phrase("P", "P _OF U", of_period),
    Phrase("P", "P _OF? F", of_each),
    Phrase("P", "F _COMMA? P", lambda frequency, point: of_each(point, frequency)),
    Phrase("P", "_EVERY P", lambda point: of_each(point, Frequency(1, "year")) if point.month or point.lunar else None),
    Phrase("P", "_ON P", dated),
    Phrase("P", "P PN", combine),
    Phrase("P", "P LN", lunar_note),
    Phrase("P", "WD _COMMA? P", checked),
    Phrase("P", "P _COMMA? _AT? C", clocked),
    Phrase("P", "_AT? C _COMMA? _ON? P", lambda clock, point: clocked(point, clock)),
    # days of the lunar calendar
    Phrase("LM", "_LUNAR U N", lambda unit, count: ("skip", count) if unit == "month" else None),
    Phrase("LM", "_LEAP LM", lambda month: ("only", month[1])),
    Phrase("LM", "O _LUNAR U", lambda count, unit: ("skip", count) if unit == "month" else None),
    Phrase("LM", "_LEAP O _LUNAR U", lambda count, unit: ("only", count) if unit == "month" else None),
    Phrase("P", "P _OF? LM", lambda point, month: lunar(point.day, *month) if point == Point(day=point.day) else None),
    Phrase("LD", "P _OF? _EVERY _LUNAR U", lambda point, unit: of_lunar_months(point.day, Frequency(1, unit)) if point == Point(day=point.day) else None),
    # ranges
    Phrase("CS", "_FROM? C _TO C", lambda start, end: (start, end)),
    Phrase("R", "R _COMMA _FROM C _FIRSTDAY", lambda span, start: ends(span, start, None)),
    Phrase("R", "R _COMMA _UPTO C _LASTDAY", lambda span, end: ends(span, None, end)),
    Phrase("R", "R _COMMA _FROM C _FIRSTDAY _UPTO C _LASTDAY", ends),
    Phrase("R", "_FROM? P _TO P", between),
    Phrase("R", "_FROM? N|O _TO P", days_between),
    Phrase("R", "_FROM? P _TO N|O", days_to),
    Phrase("R", "R _OF|_COMMA? P", of_year),
    Phrase("R", "R _OF? F", lambda span, frequency: every_range(frequency, span)),
    Phrase("R", "F R", every_range),
    Phrase("R", "_ON R", lambda span: span),
    Phrase("R", "P _COMMA? _AT? CS", hours),
    Phrase("R", "CS _COMMA? _ON? P", lambda clocks, point: hours(point, clocks)),
    Phrase("R", "_FROM|_SINCE P _ONWARDS", onwards),
    Phrase("R", "_SINCE P", onwards),
    Phrase("PL", "_FROM? Y _TO P", whole_years),
    # due dates
    Phrase("BY", "_UPTO P|R|WDS|OBS|SHIFT|WEEK|EXPECTED", lambda base: by(base, "stated")),
    Phrase("BY", "P|R|WDS|OBS|SHIFT|WEEK|EXPECTED _LATEST", lambda base: by(base, "stated")),
    Phrase("BY", "_DUE? _BEFORE P|R|WDS|OBS|SHIFT|WEEK|EXPECTED", lambda base: by(base, "unstated")),
    Phrase("BY", "BY PX", lambda due, _: replace(due, inclusive="excluded")),
    # around
    Phrase("ABOUT", "_NEAR P|OBS|EXPECTED", lambda base: About(base) if isinstance(base, str | Expected) or dated(base) else None),
    # what recurs
    Phrase("F", "_EVERY U", once),
    Phrase("F", "_EVERY N|O U", several),
    Phrase("F", "_OTHER U", lambda unit: several(2, unit)),
    Phrase("WDL", "WD", lambda day: (day,)),
    Phrase("WDL", "WDL _AND|_COMMA WD", lambda days, day: (*days, day)),
    Phrase("WDL", "WDL _COMMA _AND WD", lambda days, day: (*days, day)),
    Phrase("WDL", "WD _TO WD", lambda first, last: weekdays(first, last).days),
    Phrase("WDS", "WD _TO WD", weekdays),
    Phrase("WDS", "_EVERY WDL", Weekdays),
    Phrase("WDS", "WDL F", lambda days, frequency: Weekdays(days) if frequency == Frequency(1, "week") else None),
    Phrase("WDS", "F _ON? WDL", lambda frequency, days: Weekdays(days) if frequency == Frequency(1, "week") else None),
    Phrase("WDS", "WDS _AND|_COMMA WDS", lambda one, other: Weekdays(one.days + other.days) if one.clock is None else None),
    Phrase("WDS", "WDS _COMMA _AND WDS", lambda one, other: Weekdays(one.days + other.days) if one.clock is None else None),
    Phrase("WDS", "WDS _TO WDS", lambda one, other: weekdays(one.days[0], other.days[0])),
    Phrase("WDS", "_ON WDS", lambda days: days),
    Phrase("WDS", "WDS _COMMA? _AT? C", timed),
    Phrase("WDS", "WDS _COMMA? _AT? CS", lambda days, clocks: timed(days, *clocks)),
    Phrase("YEARS", f"{RULES} _COMMA? _SINCE P", since),
    Phrase("YEARS", "YEARS _ON P", since_on),
    # lengths and offsets
    Phrase("L", "N U", how_long),
    Phrase("L", "_A U", lambda unit: how_long(1, unit)),
    Phrase("CNT", "L _BEFORE ANCHOR", lambda size, name: Counted(-1, size, name)),
    Phrase("CNT", "_WITHIN? L _AFTER|_FROM ANCHOR", lambda size, name: Counted(1, size, name)),
    # leaning on other days
    Phrase("SHIFT", "L _BEFORE P|OBS|EXPECTED", lambda size, base: off(base, -1, size)),
    Phrase("SHIFT", "L _AFTER P|OBS|EXPECTED", lambda size, base: off(base, 1, size)),
    Phrase("SHIFT", "_WITHIN L _AFTER P|OBS|EXPECTED", lambda size, base: off(base, 1, replace(size, within=True))),
    Phrase("OPEN", "O N U _OF F", lambda nth, count, unit, f: first_days(count, f) if (nth, unit) == (1, "workday") else None),
    Phrase("WEEK", "U _OF P|OBS", week_of),
    Phrase("IN", "_WITHIN L _FROM P", within),
    Phrase("IN", "IN RS", lambda period, name: replace(period, rule_set=name)),
    Phrase("EXPECTED", "_ANNOUNCED", lambda: Expected(None)),
    Phrase("EXPECTED", "_ANNOUNCED _COMMA? _PREDICTED P|R|SHIFT|WEEK _CLOSE?", Expected),
    Phrase("NO", "NO _OF? P|U|F", lambda reason, _: reason),
    Phrase("NO", "_UPTO|_BEFORE|_ON NO", lambda reason: reason),
    Phrase("ROLLED", "P|R|BY|SHIFT ROLL", Roll),
)  # fmt: skip

STANDS_ALONE = dict.fromkeys(
    ("YEARS", "EXPECTED", "ROLLED", "BY", "ABOUT", "IN", "SHIFT", "OPEN", "WEEK", "LD", "R", "P", "WDS", "F", "CNT", "L", "PL",
     "OBS", "NO"),
    10,
)  # fmt: skip
"""The categories that stand by themselves, of two for the same words the first is taken; and what a reading costs."""


@cache
def grammar() -> Grammar:
    """The grammar of English, compiled when it is first needed."""
    return Grammar(lexemes(), PHRASES, STANDS_ALONE, squeeze, re.ASCII | re.IGNORECASE)
