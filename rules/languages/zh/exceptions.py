"""Rules of which only some days stay: 仅限周六、周日, 节假日除外, 双数年, 若9月21日为节假日."""

from __future__ import annotations

from typing import Any

from ...clock import Clock
from ...kinds import (
    EachDay,
    Filtered,
    LeapYears,
    Periodic,
    Weekly,
    Yearly,
)
from ...kinds.families import Annual, Simple
from ...rule import Rule
from ..grammar import Lexeme, Phrase
from ..meanings import YEAR, Kept, Point, Weekdays
from .lexemes import Subject, cue, made
from .lists import _parts
from .periods import QUARTERS
from .weeks import weekday_words
from .wording import Wording, timed, with_times, wording, words
from .workdays import FREE, each_day
from .years import every_years

# how they are read

LEXEMES = (
    Lexeme("if", "[,(](?:若|如果?|仅当|当)", cue("IF")),
    Lexeme("is", rf"(?:均|都|皆)?(?:为|是){FREE}", made("IS_SORT_OF_DAY", each_day)),
    Lexeme("only", r"仅限于?|仅在|只限于?|只在", cue("ONLY")),
    Lexeme("but", "[,(]?除", cue("EXCEPT")),
    Lexeme("left out", r"(?:除外|[以之]?外)\)?", cue("EXCEPTED")),
    Lexeme("sort of day", FREE, made("SORT_OF_DAY", each_day)),
    Lexeme(
        "weekends",
        "周末|双休日",
        lambda words: {"SORT_OF_DAY": Weekly((5, 6))} | ({"WEEKEND": words} if words == "周末" else {}),
    ),
)

# how they join


def item(by: Any) -> Any:
    """What a filter holds: months, days, weekdays, 双数年."""
    if isinstance(by, Point):
        if by.among and by.grains == (YEAR, YEAR):
            return by.among
        return by if by.clock is None else None
    return by


def except_for(base: Any, by: Any) -> Kept:
    """节假日除外."""
    return Kept(base, by, inside=False)


PHRASES = (
    Phrase("FILTER", "WEEKDAY_LIST", Weekdays),
    Phrase("FILTER", "POINT|SPAN|FREQUENCY|SORT_OF_DAY|EACH_DAY|OBSERVANCE|SHIFTED|SEVERAL|WEEKDAYS", item),
    Phrase("FILTERED", "RULE _COMMA? FILTER _EXCEPTED", except_for),
    Phrase("FILTERED", "RULE _COMMA? _EXCEPT FILTER _EXCEPTED", except_for),
    Phrase("FILTERED", "_EXCEPT FILTER _EXCEPTED _COMMA? RULE", lambda by, base: Kept(base, by, inside=False)),
    Phrase("FILTERED", "RULE _COMMA? _ONLY FILTER", Kept),
    Phrase("FILTERED", "RULE _IF FILTER IS_SORT_OF_DAY", lambda base, days, by: Kept(base, by, of=_parts(days))),
)
SUBJECT = Subject(LEXEMES, PHRASES)

# how they are written

PLAIN = (Yearly, Annual)
"""Kinds that stand behind 每年, so that 双数年 or 每3年 may stand there instead."""
MONTHLY = (Simple,)
"""Kinds that stand behind 每月, so that 每3个月的 or 每季度首月 may stand there instead."""


@wording.register
def _(rule: Filtered) -> Wording:
    return _in_front(rule) or wording(rule.base).then(_behind(rule))


@timed.register
def _(rule: Filtered, clock: Clock) -> Wording:
    if front := _in_front(rule):
        return with_times(front, clock)
    return timed(rule.base, clock).then(_behind(rule))


def _in_front(rule: Filtered) -> Wording | None:
    """The words with the filter in front of the day (双数年, 每2周的, 每季度首月); None where it stands behind."""
    base, by = rule.base, rule.by
    parts = wording(base)
    if rule.of or not rule.inside:
        return None
    if base == Periodic("year") and isinstance(by, LeapYears):
        return wording(by)
    if isinstance(base, PLAIN) and parts.head == "每年":
        if isinstance(by, LeapYears):
            return Wording(parts.rest, words(by))
        if isinstance(by, Periodic) and by.period == "year":
            return Wording(parts.rest, _cycle(by))
    if isinstance(base, Weekly) and isinstance(by, Periodic) and by.period == "week":
        return Wording(parts.rest, f"每{by.interval}周的")
    if isinstance(base, MONTHLY) and parts.head == "每月":
        if isinstance(by, Periodic) and by.period == "month":
            return Wording(parts.rest, f"每{by.interval}个月的")
        if months := QUARTERS.get(by.months()):
            return Wording(parts.rest, months)
    if isinstance(base, Weekly | EachDay) and isinstance(by, Yearly) and len(by.months()) == 1:
        return Wording(str(parts), f"{by.month}月")
    return None


def _cycle(by: Periodic) -> str:
    return every_years(by.interval, by.phase.year if by.phase else None)


def _behind(rule: Filtered) -> str:
    """The filter behind the day: 仅限周六、周日, 7月、8月除外, 若9月21日、9月23日均为节假日."""
    if rule.of:
        days = "、".join(wording(one).under("每年") for one in rule.of)
        return f"，若{days}{'均' if len(rule.of) > 1 else ''}为{filter_words(rule.by)}"
    return f"，仅限{filter_words(rule.by)}" if rule.inside else f"，{filter_words(rule.by)}除外"


def filter_words(by: Rule) -> str:
    """What a filter or a condition holds, as it is named there."""
    if isinstance(by, Weekly):
        return weekday_words(by.weekdays)
    if isinstance(by, EachDay):
        return "工作日" if by.which == "workdays" else "节假日"
    if months := by.months():
        return "、".join(f"{month}月" for month in months)
    if isinstance(by, Periodic) and by.period == "year":
        return _cycle(by)
    return wording(by).under("每年")
