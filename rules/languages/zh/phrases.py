"""Chinese: how meanings join. A new wording of a known rule is one Phrase here; a new word is a lexeme in `zh/words.py`."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from ..grammar import Grammar, Phrase
from ..joining import dated, every, every_range, lunar_note, opening, weekdays
from ..meanings import (
    CLOCK,
    DAY,
    MONTH,
    YEAR,
    About,
    Anniversary,
    By,
    Corrupt,
    Counted,
    Expected,
    Length,
    Off,
    Point,
    Range,
    Recurring,
    Roll,
    Since,
    Week,
    Weekdays,
    Within,
    combine,
    end_hour,
    under,
)
from .rules import COMPOSED, phrases
from .words import lexemes


def clocked(point: Point, clock: Point) -> Point | None:
    """The point with a time of day, where it is a day and has none yet."""
    of_day = point.day is not None or point.day_shift is not None or point.nth or point.on_other
    if point.clock is not None or not of_day:
        return None
    return combine(point, clock)


def noted(point: Point, note: Point) -> Point:
    """The point with what a bracket adds: a weekday, (含当日), a convention."""
    return combine(point, note)


def between(first: Point, last: Point) -> Range | None:
    """From one point to the other; the second leaves out what it shares with the first."""
    if last.yearly or last.monthly or (last.year_shift is not None and last.grains == (YEAR, YEAR)):
        return None
    if first.grains[1] == CLOCK and last.grains == (CLOCK, CLOCK):
        return between_hours(first, first, last)
    coarsest = last.grains[0]
    if coarsest > DAY or (first.grains[1] < coarsest and last.day_shift is None):
        return None
    if last.month_shift is not None and first.grains[1] < DAY:  # 下月 is told of a day, not of a month
        return None
    return Range(first, last)


def between_hours(day: Point, first: Point, last: Point) -> Range:
    """5月30日下午2点至4点; the day is told of the day of reference once."""
    end = replace(day, year_shift=None, month_shift=None, day_shift=None, clock=end_hour(first, last))
    return Range(combine(day, first), end)


def onwards(start: Point) -> Range | None:
    """自5月1日起: open; with a time of day it is the beginning of what happens on that day."""
    return Range(start, None) if dated(start) and start.clock is None else None


def counted_from(count: int, last: Point) -> Range | None:
    """2—5月, 4—9日: the first has a bare number of the second's coarsest grain."""
    if last.grains[0] == MONTH and last.month and 1 <= count <= 12:
        return between(Point(month=count), last)
    return between(Point(day=count), last) if last.grains[0] == DAY and last.day and count else None


def counted_within(outer: Point, count: int, last: Point) -> Range | None:
    """9月4—9日, 2027年3-6月: the bare number is one grain finer than the point before it."""
    if outer.grains[1] == YEAR and last.grains[0] == MONTH and 1 <= count <= 12:
        return between(combine(outer, Point(month=count)), last)
    if outer.grains[1] == MONTH and last.day and 1 <= count <= 31:
        return between(combine(outer, Point(day=count)), last)
    return None


def month_end(end: Point, nth: Point) -> Point | None:
    """月末倒数第二个工作日."""
    if end.part == "end" and end.month is None and nth.nth and nth.nth[0] < 0 and nth.grains == (DAY, DAY):
        return replace(nth, monthly=True)
    return None


def since(start: Point, rule: Recurring) -> Since | None:
    """自2025年起每年9月."""
    if start.grains != (YEAR, YEAR) or start.year is None:
        return None
    if isinstance(rule, Point | Range) and not (rule.first if isinstance(rule, Range) else rule).grains[0] >= YEAR:
        return None
    return Since(start.year, rule)


def by(base: Point | Range, inclusive: str) -> By | None:
    """Due by the base; (含当日) makes it stated."""
    last = base.last if isinstance(base, Range) else base
    if last is None or (last.grains[0] == CLOCK):
        return None
    return By(base, "stated" if last.stated else inclusive)


def until(base: Point) -> By | None:
    """至9月14日: only a dated day or month ends something."""
    if (
        base.yearly
        or base.monthly
        or base.day_shift is not None
        or base.grains[1] < MONTH
        or base.grains[0] == CLOCK
        or base.weak
    ):
        return None
    return by(base, "stated")


def week_end(week: Point) -> Point | None:
    """第四周的周末: the weekend of that number."""
    return replace(week, nth=(week.nth[0], "weekend")) if week.nth and week.nth[1] == "week" else None


def lost_day(month: Point, count: int) -> Corrupt | None:
    """5月9前: the glyph after the number is lost."""
    return Corrupt(f"{month.month}月{count}", due=True) if month.grains[1] == MONTH and month.month else None


def off(base: Point | str | Expected, sign: int, length: Length) -> Off | None:
    """清明节前10个工作日: the base is a day or a named day."""
    if sign < 0 and length.within:
        return None  # within the days before: a window that has no stated beginning
    if isinstance(base, Point) and sign > 0 and base.grains[1] == MONTH and (base.yearly or base.year or base.among):
        return Off(base, sign, length)  # 每年12月后1个工作日: with its year, so that no length is meant
    if isinstance(base, Point) and (base.grains[1] != DAY or base.part or not base.grains[0] < DAY):
        return None
    return Off(base, sign, length)


def within(start: Point, length: Length) -> Within | None:
    """自2026年4月1日起15个工作日内."""
    return Within(start, length) if length.within and (start.day or start.day_shift is not None) else None


PHRASES = (
    # points
    Phrase("POINT", "POINT _OF? POINT", under),
    Phrase("POINT", "BARE_YEAR POINT", under),
    Phrase("POINT", "POINT _PART_OF_DAY? CLOCK", clocked),
    Phrase("POINT", "POINT CLOCK _PART_OF_DAY", clocked),
    Phrase("POINT", "POINT _PART_OF_DAY", dated),
    Phrase("POINT", "POINT POINT_NOTE", noted),
    Phrase("POINT", "_QUOTE POINT _QUOTE", dated),
    Phrase("POINT", "POINT _OF _WEEKEND", week_end),
    Phrase("POINT", "FREQUENCY _OF? POINT", every),
    Phrase("POINT", "POINT POINT", month_end),
    Phrase(
        "POINT", "POINT WEEKDAY", lambda p, d: combine(p, Point(weekday=d)) if p.day and p.weekday is None else None
    ),
    # ranges
    Phrase("SPAN", "POINT _TO POINT", between),
    Phrase("SPAN", "NUMBER _TO POINT", counted_from),
    Phrase("SPAN", "POINT NUMBER _TO POINT", counted_within),
    Phrase("SPAN", "FREQUENCY _OF? SPAN", every_range),
    Phrase("SPAN", "BARE_YEAR _TO POINT|BARE_YEAR", lambda a, b: Range(a, b) if b.grains == (YEAR, YEAR) else None),
    Phrase("SPAN", "POINT CLOCK _TO CLOCK", lambda p, a, b: between_hours(p, a, b) if p.grains[1] == DAY else None),
    Phrase("SPAN", "POINT CLOCK _TO POINT", lambda p, a, q: Range(combine(p, a), q) if q.day_shift == 1 else None),
    Phrase("SPAN", "_SINCE POINT _ONWARDS? _COMMA? _TO POINT _END?", between),
    Phrase("SPAN", "POINT _ONWARDS _COMMA? _TO POINT _END?", between),
    Phrase("SPAN", "SPAN _END", lambda r: r),
    Phrase("SPAN", "_SINCE SPAN _END?", lambda r: r),
    Phrase("SPAN", "SPAN POINT_NOTE", lambda r, n: Range(r.first, combine(r.last, n)) if r.last else None),
    Phrase("SPAN", "SPAN _PART_OF_DAY", lambda r: r),
    Phrase("SPAN", "_SINCE POINT _ONWARDS|_EVER_SINCE", onwards),
    Phrase("SPAN", "POINT _ONWARDS|_EVER_SINCE", onwards),
    Phrase("SPAN", "POINT _AFTER", lambda p: Range(p, None) if p.clock is not None and p.grains[0] < CLOCK else None),
    Phrase("POINT", "POINT _ONWARDS", lambda p: p if p.clock is not None else None),
    # due dates
    Phrase("DUE", "POINT|SPAN _BEFORE", lambda p: by(p, "unstated")),
    Phrase("DUE", "POINT|SPAN _BEFORE DAY_EXCLUDED", lambda p, _: by(p, "excluded")),
    Phrase("DUE", "POINT|SPAN DAY_EXCLUDED _BEFORE", lambda p, _: by(p, "excluded")),
    Phrase("DUE", "POINT _BEFORE POINT_NOTE", lambda p, n: by(combine(p, n), "unstated")),
    Phrase("DUE", "WEEKDAYS _BEFORE", lambda w: By(w, "unstated")),
    Phrase("DUE", "WEEKDAYS _END", lambda w: By(w, "stated")),
    Phrase("DUE", "POINT _CLOSING_TIME", lambda p: by(p, "unstated")),
    Phrase("DUE", "POINT _END", lambda p: by(p, "stated")),
    Phrase("DUE", "_DEADLINE_IS POINT _END?", lambda p: by(p, "stated")),
    Phrase("DUE", "_DEADLINE_IS|_NOT_LATER_THAN POINT _BEFORE", lambda p: by(p, "stated")),
    Phrase("DUE", "_NOT_LATER_THAN POINT", lambda p: by(p, "stated")),
    Phrase("UNTIL_DAY", "_UNTIL POINT", until),
    Phrase("DUE", "_UNTIL POINT _END", until),
    Phrase("DUE", "_SINCE POINT _ONWARDS _COMMA? _AT? POINT _BEFORE", lambda _, p: by(p, "unstated")),
    Phrase("CORRUPT", "POINT NUMBER _BEFORE", lost_day),
    Phrase("CORRUPT", "_SINCE? POINT _ONWARDS? _TO CORRUPT", lambda p, x: x),
    Phrase("CORRUPT", "FREQUENCY CORRUPT", lambda f, x: x),
    # around
    Phrase(
        "ABOUT",
        "POINT _EDITION? _QUOTE? _OBSERVANCE|_DAY_NAME? _QUOTE? _AROUND",
        lambda p: About(p) if dated(p) and p.grains[1] > YEAR else None,
    ),
    Phrase("ABOUT", "POINT _AROUND", lambda p: About(p) if dated(p) else None),
    # what recurs
    Phrase("WEEKDAYS", "_EVERY WEEKDAY", lambda d: Weekdays((d,))),
    Phrase("WEEKDAYS", "_EVERY WEEKDAY _TO _EVERY? WEEKDAY", weekdays),
    Phrase(
        "WEEKDAYS", "WEEKDAYS _AND _EVERY? WEEKDAY", lambda w, d: Weekdays((*w.days, d)) if w.clock is None else None
    ),
    Phrase("WEEKDAYS", "WEEKDAYS CLOCK", lambda w, c: replace(w, clock=c.clock) if w.clock is None else None),
    Phrase("WEEKDAYS", "WEEKDAYS CLOCK _TO CLOCK", lambda w, a, b: replace(w, clock=a.clock, to_clock=end_hour(a, b))),
    Phrase(
        "SINCE_YEAR",
        "_SINCE POINT _ONWARDS|_EVER_SINCE _COMMA? POINT|SPAN|FREQUENCY|WEEKDAYS|DUE|ABOUT|SHIFTED|WEEK_OF_DAY|LUNAR_DAY|ROLLED|EXPECTED",
        since,
    ),
    Phrase(
        "SINCE_YEAR",
        "POINT _ONWARDS _COMMA? POINT|SPAN|FREQUENCY|WEEKDAYS|DUE|ABOUT|SHIFTED|WEEK_OF_DAY|LUNAR_DAY|ROLLED",
        since,
    ),
    # lengths and offsets
    Phrase("LENGTH", "LENGTH _ROUGHLY", lambda n: replace(n, about=True)),
    Phrase("LENGTH", "LENGTH _WITHIN", lambda n: replace(n, within=True)),
    Phrase("LENGTH", "_LENGTH_LEAD LENGTH", lambda n: n),
    Phrase("LENGTH", "LENGTH _AT_LEAST|_EVER_SINCE", lambda n: n),
    Phrase("EVENT_OFFSET", "_COUNT_BACK LENGTH _WITHIN?", lambda n: Counted(-1, n)),
    Phrase("EVENT_OFFSET", "_AFTER|_FROM_THAT_DAY LENGTH", lambda n: Counted(1, n)),
    Phrase("EVENT_OFFSET", "_AHEAD LENGTH", lambda n: Counted(-1, n, ahead=True)),
    Phrase("EVENT_OFFSET", "_EXTENDED LENGTH", lambda n: Counted(1, n, ahead=True)),
    # leaning on other days
    Phrase("LUNAR_DAY", "FREQUENCY LUNAR_DAY", lambda f, d: d if f.period == "month" else None),
    Phrase("SHIFTED", "POINT|OBSERVANCE|EXPECTED _COUNT_BACK LENGTH", lambda base, n: off(base, -1, n)),
    Phrase("SHIFTED", "POINT|OBSERVANCE|EXPECTED _AFTER LENGTH|ORDINAL_LENGTH", lambda base, n: off(base, 1, n)),
    Phrase("OPENING", "FREQUENCY _COUNT_BACK LENGTH", opening),
    Phrase(
        "WEEK_OF_DAY",
        "POINT|OBSERVANCE|EXPECTED _OF? _CONTAINING_WEEK",
        lambda base: Week(base) if not isinstance(base, Point) or dated(base) else None,
    ),
    Phrase("DUE", "OBSERVANCE|SHIFTED|WEEK_OF_DAY|EXPECTED _BEFORE", lambda base: By(base, "unstated")),
    Phrase("DUE", "OBSERVANCE|SHIFTED|WEEK_OF_DAY|EXPECTED _END", lambda base: By(base, "stated")),
    Phrase("PERIOD", "_SINCE POINT _ONWARDS LENGTH", within),
    Phrase(
        "PERIOD", "POINT _FROM_THAT_DAY LENGTH", lambda p, n: Within(p, n) if p.day or p.day_shift is not None else None
    ),
    Phrase("EXPECTED", "POINT|SPAN|SHIFTED _ANNOUNCED", Expected),
    Phrase("ABOUT", "OBSERVANCE|EXPECTED _AROUND", About),
    Phrase("ROLLED", "POINT|SPAN|DUE|SHIFTED|LASTING|EACH_DAY|DAY_OF_QUARTER ROLL", Roll),
    Phrase("POINT", "POINT LUNAR_NOTE", lunar_note),
    Phrase("PERIOD", "PERIOD RULE_SET", lambda period, name: replace(period, rule_set=name)),
    # plans and anniversaries
    Phrase("WHOLE_YEARS", "_QUOTE WHOLE_YEARS _PLAN_PERIOD? _QUOTE", lambda p: p),
    Phrase("WHOLE_YEARS", "WHOLE_YEARS _PLAN_PERIOD", lambda p: p),
    Phrase("WHOLE_YEARS", "WHOLE_YEARS _BEFORE", lambda p: p),
    Phrase(
        "ANNIVERSARY",
        "POINT ANNIVERSARY",
        lambda p, a: Anniversary(a.years, p.year) if p.grains == (YEAR, YEAR) else None,
    ),
)

STANDS_ALONE = {
    **dict.fromkeys(
        (
            "SINCE_YEAR",
            "EXPECTED",
            "ROLLED",
            "DUE",
            "ABOUT",
            "CORRUPT",
            "PERIOD",
            "SHIFTED",
            "LASTING",
            "DAY_OF_QUARTER",
            "EACH_DAY",
            "OPENING",
            "WEEK_OF_DAY",
            "LUNAR_DAY",
            "SPAN",
            "POINT",
            "WEEKDAYS",
            "FREQUENCY",
            "EVENT_OFFSET",
            "LENGTH",
            "WHOLE_YEARS",
            "ANNIVERSARY",
            "EDITION",
            "OBSERVANCE",
            "REFUSED",
        ),
        10,
    ),
    "UNTIL_DAY": 14,
    **dict.fromkeys(COMPOSED, 1000),
}
"""The categories that stand by themselves, of two for the same words the first is taken; and what a reading costs.

至9月14日 alone costs more than other readings, so that 至9月19日至20日 is a range and not two ends. What is composed of several
rules costs more than its parts and all that stands between them.
"""


@cache
def grammar() -> Grammar:
    """The grammar of Chinese, compiled when it is first needed."""
    return Grammar(lexemes(), (*PHRASES, *phrases(every)), STANDS_ALONE)
