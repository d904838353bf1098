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
    Phrase("P", "P _DE? P", under),
    Phrase("P", "Y4 P", under),
    Phrase("P", "P _DP? C", clocked),
    Phrase("P", "P C _DP", clocked),
    Phrase("P", "P _DP", dated),
    Phrase("P", "P PN", noted),
    Phrase("P", "_Q P _Q", dated),
    Phrase("P", "P _DE _WE", week_end),
    Phrase("P", "F _DE? P", every),
    Phrase("P", "P P", month_end),
    Phrase("P", "P WD", lambda p, d: combine(p, Point(weekday=d)) if p.day and p.weekday is None else None),
    # ranges
    Phrase("R", "P _RANGE P", between),
    Phrase("R", "N _RANGE P", counted_from),
    Phrase("R", "P N _RANGE P", counted_within),
    Phrase("R", "F _DE? R", every_range),
    Phrase("R", "Y4 _RANGE P|Y4", lambda a, b: Range(a, b) if b.grains == (YEAR, YEAR) else None),
    Phrase("R", "P C _RANGE C", lambda p, a, b: between_hours(p, a, b) if p.grains[1] == DAY else None),
    Phrase("R", "P C _RANGE P", lambda p, a, q: Range(combine(p, a), q) if q.day_shift == 1 else None),
    Phrase("R", "_SINCE P _START? _COMMA? _RANGE P _END?", between),
    Phrase("R", "P _START _COMMA? _RANGE P _END?", between),
    Phrase("R", "R _END", lambda r: r),
    Phrase("R", "_SINCE R _END?", lambda r: r),
    Phrase("R", "R PN", lambda r, n: Range(r.first, combine(r.last, n)) if r.last else None),
    Phrase("R", "R _DP", lambda r: r),
    Phrase("R", "_SINCE P _START|_EVER", onwards),
    Phrase("R", "P _START|_EVER", onwards),
    Phrase("R", "P _AFTER", lambda p: Range(p, None) if p.clock is not None and p.grains[0] < CLOCK else None),
    Phrase("P", "P _START", lambda p: p if p.clock is not None else None),
    # due dates
    Phrase("BY", "P|R _BEFORE", lambda p: by(p, "unstated")),
    Phrase("BY", "P|R _BEFORE PX", lambda p, _: by(p, "excluded")),
    Phrase("BY", "P|R PX _BEFORE", lambda p, _: by(p, "excluded")),
    Phrase("BY", "P _BEFORE PN", lambda p, n: by(combine(p, n), "unstated")),
    Phrase("BY", "WDS _BEFORE", lambda w: By(w, "unstated")),
    Phrase("BY", "WDS _END", lambda w: By(w, "stated")),
    Phrase("BY", "P _OFF", lambda p: by(p, "unstated")),
    Phrase("BY", "P _END", lambda p: by(p, "stated")),
    Phrase("BY", "_DUE P _END?", lambda p: by(p, "stated")),
    Phrase("BY", "_DUE|_NL P _BEFORE", lambda p: by(p, "stated")),
    Phrase("BY", "_NL P", lambda p: by(p, "stated")),
    Phrase("TILL", "_TO P", until),
    Phrase("BY", "_TO P _END", until),
    Phrase("BY", "_SINCE P _START _COMMA? _AT? P _BEFORE", lambda _, p: by(p, "unstated")),
    Phrase("X", "P N _BEFORE", lost_day),
    Phrase("X", "_SINCE? P _START? _RANGE X", lambda p, x: x),
    Phrase("X", "F X", lambda f, x: x),
    # around
    Phrase(
        "ABOUT", "P _ED? _Q? _OBS|_DAYNAME? _Q? _AB", lambda p: About(p) if dated(p) and p.grains[1] > YEAR else None
    ),
    Phrase("ABOUT", "P _AB", lambda p: About(p) if dated(p) else None),
    # what recurs
    Phrase("WDS", "_EVERY WD", lambda d: Weekdays((d,))),
    Phrase("WDS", "_EVERY WD _RANGE _EVERY? WD", weekdays),
    Phrase("WDS", "WDS _LIST _EVERY? WD", lambda w, d: Weekdays((*w.days, d)) if w.clock is None else None),
    Phrase("WDS", "WDS C", lambda w, c: replace(w, clock=c.clock) if w.clock is None else None),
    Phrase("WDS", "WDS C _RANGE C", lambda w, a, b: replace(w, clock=a.clock, to_clock=end_hour(a, b))),
    Phrase("YEARS", "_SINCE P _START|_EVER _COMMA? P|R|F|WDS|BY|ABOUT|SHIFT|WEEK|LD|ROLLED|EXPECTED", since),
    Phrase("YEARS", "P _START _COMMA? P|R|F|WDS|BY|ABOUT|SHIFT|WEEK|LD|ROLLED", since),
    # lengths and offsets
    Phrase("L", "L _ABL", lambda n: replace(n, about=True)),
    Phrase("L", "L _WITHIN", lambda n: replace(n, within=True)),
    Phrase("L", "_NEAR L", lambda n: n),
    Phrase("L", "L _OVER|_EVER", lambda n: n),
    Phrase("CNT", "_AFORE L _WITHIN?", lambda n: Counted(-1, n)),
    Phrase("CNT", "_AFTER|_ZRQ L", lambda n: Counted(1, n)),
    Phrase("CNT", "_AHEAD L", lambda n: Counted(-1, n, ahead=True)),
    Phrase("CNT", "_EXTEND L", lambda n: Counted(1, n, ahead=True)),
    # leaning on other days
    Phrase("LD", "F LD", lambda f, d: d if f.period == "month" else None),
    Phrase("SHIFT", "P|OBS|EXPECTED _AFORE L", lambda base, n: off(base, -1, n)),
    Phrase("SHIFT", "P|OBS|EXPECTED _AFTER L|NTHL", lambda base, n: off(base, 1, n)),
    Phrase("OPEN", "F _AFORE L", opening),
    Phrase(
        "WEEK",
        "P|OBS|EXPECTED _DE? _WK",
        lambda base: Week(base) if not isinstance(base, Point) or dated(base) else None,
    ),
    Phrase("BY", "OBS|SHIFT|WEEK|EXPECTED _BEFORE", lambda base: By(base, "unstated")),
    Phrase("BY", "OBS|SHIFT|WEEK|EXPECTED _END", lambda base: By(base, "stated")),
    Phrase("IN", "_SINCE P _START L", within),
    Phrase("IN", "P _ZRQ L", lambda p, n: Within(p, n) if p.day or p.day_shift is not None else None),
    Phrase("EXPECTED", "P|R|SHIFT _ANN", Expected),
    Phrase("ABOUT", "OBS|EXPECTED _AB", About),
    Phrase("ROLLED", "P|R|BY|SHIFT|RUN|EACH|QUART ROLL", Roll),
    Phrase("P", "P LN", lunar_note),
    Phrase("IN", "IN RS", lambda period, name: replace(period, rule_set=name)),
    # plans and anniversaries
    Phrase("PL", "_Q PL _PLS? _Q", lambda p: p),
    Phrase("PL", "PL _PLS", lambda p: p),
    Phrase("PL", "PL _BEFORE", lambda p: p),
    Phrase("AN", "P AN", lambda p, a: Anniversary(a.years, p.year) if p.grains == (YEAR, YEAR) else None),
)

STANDS_ALONE = {
    **dict.fromkeys(
        (
            "YEARS",
            "EXPECTED",
            "ROLLED",
            "BY",
            "ABOUT",
            "X",
            "IN",
            "SHIFT",
            "RUN",
            "QUART",
            "EACH",
            "OPEN",
            "WEEK",
            "LD",
            "R",
            "P",
            "WDS",
            "F",
            "CNT",
            "L",
            "PL",
            "AN",
            "ED",
            "OBS",
            "V",
        ),
        10,
    ),
    "TILL": 14,
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
