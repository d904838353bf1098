"""From when and until when a rule holds: 自2025年起每年9月, 2021年至2025年每年5月, 自1949年起逢五逢十周年10月1日."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ...kinds import Periodic, Yearly
from ...recurrence import Recurrence
from ...rule import Rule
from ..clauses import begins_in_words
from ..grammar import Lexeme, Phrase
from ..joining import every
from ..meanings import (
    DAY,
    MONTH,
    YEAR,
    Bounded,
    By,
    Frequency,
    Kept,
    Plan,
    Point,
    Range,
    Recurring,
    Since,
    Timed,
    Weekdays,
)
from ..rhythms import Spanned
from .dates import day_words, whole_months
from .lexemes import Subject, cue
from .wording import wording
from .years import anniversary

ROUND = {5: "逢五逢十周年", 10: "逢十周年"}
"""Cycles of years that count from a year that is not one of them."""

# how they are read

LEXEMES = (
    Lexeme(
        "opening",
        r"\(",
        cue("COMMA"),
    ),
)

# how they join


def since(start: Point, rule: Recurring) -> Since | None:
    """自2025年起每年9月."""
    if start.grains != (YEAR, YEAR) or start.year is None:
        return None
    if isinstance(rule, Point | Range) and not (rule.first if isinstance(rule, Range) else rule).grains[0] >= YEAR:
        return None
    return Since(start.year, rule)


def recurs(base: Any) -> bool:
    """Whether it comes again: no date with its year, no bare month of a notice."""
    if isinstance(base, Range):
        return recurs(base.first)
    if isinstance(base, Point) and getattr(base.other, "year", None):
        return False  # 儒略历2016年12月25日
    return not isinstance(base, Point) or (base.year is None and base.year_shift is None and base.grains[0] <= DAY)


def bounded(first: Point | None, base: Any, last: Point | None = None, *, anniversary: bool = False) -> Bounded | None:
    """自2026年5月1日起每10天, （2005年至2024年）."""
    if not recurs(base) or any(bound and not _full(bound) for bound in (first, last)):
        return None
    return Bounded(base, first, last, anniversary)


def bounded_next(first: Point | None, base: Any, last: Point | None = None) -> Bounded | None:
    """12月10日起每天: from the next such day on."""
    bound = first or last
    fits = bound and bound.month and bound.grains == (MONTH, DAY) and bound.day and says_that_it_recurs(base)
    return Bounded(base, first, last, note="next") if fits else None


def says_that_it_recurs(base: Any) -> bool:
    """每天, 每周一, 每月10日9:00: 5月30日 alone may be one date."""
    day = base.base if isinstance(base, Timed | By) else base
    return isinstance(day, Weekdays | Frequency | Rule) or (isinstance(day, Point) and bool(day.monthly or day.yearly))


def each_in_span(span: Range, base: Any) -> Spanned | Kept | None:
    """从12月1日到12月10日每天9:00, 12月15日至次年3月15日每周一: the next such days; 每年6月1日至9月30日每周一: of every year."""
    span = _over_new_year(span)
    first, last = span.first, span.last
    yearly = first.yearly == 1
    fits = replace(first, yearly=0).grains == (MONTH, DAY) and last and last.grains[0] >= MONTH
    day = base.base if isinstance(base, Timed) else base
    daily = isinstance(day, Weekdays | Rule) or day == Frequency(1, "day")
    if not (fits and daily):
        return None
    return Kept(base, span) if yearly else Spanned(base, span)


def _over_new_year(span: Range) -> Range:
    """The span without the 次年 of an end that lies before its beginning in the year, and so in the next."""
    first, last = span.first, span.last
    if not last or last.year_shift != 1 or (last.month or 13, last.day or 0) >= (first.month or 0, first.day or 0):
        return span
    return replace(span, last=replace(last, year_shift=None))


def _full(bound: Point) -> bool:
    return bound.grains[0] == YEAR and bound.year is not None and bound.grains[1] <= DAY and not bound.yearly


def in_years(plan: Plan, base: Any) -> Bounded | None:
    """2005年至2024年每年9月17日, “十四五”期间每年5月."""
    return bounded(Point(year=plan.first), base, Point(year=plan.last))


def in_range(span: Range, base: Any) -> Bounded | None:
    """2026年5月1日至2027年4月30日每月5日."""
    last = span.last
    day = base.base if isinstance(base, Kept) else base
    if isinstance(day, Point) and not (day.yearly or day.monthly):
        return None  # 2026年9月25日至2026年9月19日 is one range
    if isinstance(base, Kept) and isinstance(day, Frequency):
        return None  # 2026年11月20日至2027年1月31日，每月5日除外 is said of the range
    if last and last.year is None and last.grains[0] > YEAR:
        last = replace(last, year=span.first.year, month=last.month or span.first.month)
    return bounded(span.first, base, last) if last else None


def counted_from(base: Any, first: Point) -> Bounded | None:
    """每五年一次，上次是2022年: the cycle counts from there."""
    found = bounded(first, base) if says_that_it_recurs(base) or isinstance(base, Kept) else None
    return replace(found, counted=True) if found else None


def ends_before(last: Point, base: Any) -> Bounded | None:
    """2026年12月20日前每周一: that day still counts, as it does where something is due before it."""
    return bounded(None, base, last) if says_that_it_recurs(base) else None


def round_years(first: Point, frequency: Frequency, base: Point) -> Bounded | None:
    """自1949年起逢五逢十周年10月1日."""
    base = replace(base, yearly=0) if base.yearly == 1 else base
    point = anniversary(frequency, base)
    return bounded(first, point, anniversary=True) if point else None


RECURRING = "POINT|SPAN|FREQUENCY|WEEKDAYS|DUE|ABOUT|SHIFTED|WEEK_OF_DAY|LUNAR_DAY|ROLLED"
"""What a notice says to hold from a year on."""


def founded(first: Point, frequency: Frequency) -> Bounded | None:
    """1958年9月18日成立，逢五逢十周年: on that day of the year."""
    if first.year is None or not (first.month and first.day):
        return None
    return round_years(Point(year=first.year), frequency, Point(month=first.month, day=first.day))


PHRASES = (
    Phrase(
        "SINCE_YEAR",
        f"_SINCE POINT _ONWARDS|_EVER_SINCE _COMMA? {RECURRING}|EXPECTED",
        since,
    ),
    Phrase(
        "SINCE_YEAR",
        f"POINT _ONWARDS _COMMA? {RECURRING}",
        since,
    ),
    Phrase("BOUNDED", "_SINCE? POINT _ONWARDS|_EVER_SINCE _COMMA? RULE", bounded),
    Phrase("BOUNDED_NEXT", "_SINCE? POINT _ONWARDS _COMMA? RULE", bounded_next),
    Phrase("BOUNDED", "RULE _COMMA? _COUNTED_FROM POINT", counted_from),
    Phrase("BOUNDED", "POINT _BEFORE _COMMA? WEEKDAYS|FREQUENCY|TIMED|EACH_DAY|DAY_OF_QUARTER", ends_before),
    Phrase("BOUNDED", "POINT _BEFORE _COMMA? FREQUENCY _OF? POINT", lambda last, f, p: ends_before(last, every(f, p))),
    Phrase(
        "BOUNDED", "RULE _COMMA SPAN", lambda base, span: in_range(span, base) if says_that_it_recurs(base) else None
    ),
    Phrase("EACH_IN_SPAN", "SPAN _OF? _COMMA? RULE", each_in_span),
    Phrase("BOUNDED", "RULE _COMMA? _SINCE POINT _ONWARDS?", lambda base, p: bounded(p, base)),
    Phrase("BOUNDED", "RULE _COMMA? _SINCE POINT _ONWARDS? _UNTIL POINT _END?", lambda base, p, q: bounded(p, base, q)),
    Phrase("BOUNDED", "RULE _COMMA? _UNTIL POINT _END?", lambda base, q: bounded(None, base, q)),
    Phrase(
        "BOUNDED",
        "BOUNDED _COMMA? _UNTIL POINT _END?",
        lambda b, q: replace(b, last=q) if not b.last and _full(q) else None,
    ),
    Phrase("BOUNDED", "RULE _COMMA WHOLE_YEARS", lambda base, plan: in_years(plan, base)),
    Phrase("BOUNDED", "WHOLE_YEARS _OF? _COMMA? RULE", in_years),
    Phrase("BOUNDED", "SPAN _OF? _COMMA? RULE", in_range),
    Phrase("BOUNDED", "_SINCE POINT _ONWARDS _COMMA? ROUND_YEARS _OF? POINT", round_years),
    Phrase(
        "BOUNDED",
        "ROUND_YEARS _OF? POINT _COMMA? _SINCE POINT _ONWARDS?",
        lambda av, p, first: round_years(first, av, p),
    ),
    Phrase(
        "BOUNDED",
        "POINT _COMMA? ROUND_YEARS _COMMA? _SINCE POINT _ONWARDS?",
        lambda p, av, first: round_years(first, av, p),
    ),
    Phrase("BOUNDED", "_SINCE? POINT _FOUNDED? _ONWARDS? _COMMA? ROUND_YEARS", founded),
    Phrase("BOUNDED", "_FOUNDED POINT _COMMA? ROUND_YEARS", founded),
    Phrase("BOUNDED", "_FOUNDED? ROUND_YEARS FOUNDING_NOTE", lambda often, first: founded(first, often)),
    Phrase("BOUNDED", "FOUNDING_NOTE ROUND_YEARS", founded),
    Phrase(
        "BOUNDED",
        "POINT _COMMA? ROUND_YEARS FOUNDING_NOTE",
        lambda day, often, first: round_years(Point(year=first.year), often, day),
    ),
    Phrase(
        "BOUNDED",
        "_SINCE POINT _FOUNDED? _ONWARDS? _COMMA? POINT _COMMA ROUND_YEARS",
        lambda first, day, often: round_years(first, often, day),
    ),
)
SUBJECT = Subject(LEXEMES, PHRASES)

# how they are written


def bounded_words(recurrence: Recurrence, text: str) -> str:
    """The words with the years in which they hold, or the day from which their cycle counts; other days are clauses."""
    rule, since, until = recurrence.rule, recurrence.since, recurrence.until
    until = until if until and (until.month, until.day) == (12, 31) else None
    last = f"（至{until.year}年）" if until else ""
    if not since or not begins_in_words(recurrence):
        return text + last
    if isinstance(rule, Yearly) and rule.interval in ROUND and rule.phase == since.year - 1:
        text = ROUND[rule.interval] + wording(replace(rule, interval=1)).rest
        since = since.replace(year=since.year - 1)
    elif until and (since.month, since.day) == (1, 1):
        return f"{whole_months(since, until)}{text}"
    return f"自{_beginning(rule, since)}起{text}{last}"


def _beginning(rule: Rule, since: date) -> str:
    """The day on which it begins, or its year; whole periods begin with a month."""
    if (since.month, since.day) == (1, 1):
        return f"{since.year}年"
    whole = isinstance(rule, Periodic) and rule.period != "day" and since.day == 1
    return f"{since.year}年{since.month}月" if whole else day_words(since)
