"""Chinese as it is spoken: phrases that only a text read whole may use.

前年, 近仨月, 三三年, 80年代 mean a date where somebody types them as one; in a notice they are told, counted or named, and
no finding. So they have tables of their own, laid over those of `zh/phrases.py` for the reader of whole texts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from ..grammar import Grammar, Phrase
from ..joining import stretch
from ..meanings import (
    DAY,
    HALF,
    MONTH,
    YEAR,
    About,
    Frequency,
    Plan,
    Point,
    Range,
    Roll,
    Timed,
    combine,
    end_hour,
    under,
)
from ..relative import (
    Amount,
    Away,
    Between,
    InYear,
    Moon,
    Ordinal,
    Reach,
    Season,
    Seven,
    ShortYear,
    WeekOfYear,
    amount_of,
)
from .phrases import PHRASES, STANDS_ALONE
from .spoken_words import lexemes


def away(sign: int) -> Callable[[Amount, str], Away]:
    """3年后 names the year, 3年以后 is open."""
    return lambda amount, words: Away(sign, amount, words[0] in "以之")


def lasting(how: str) -> Callable[[Amount], Reach]:
    return lambda amount: Reach(amount, how)


def of_year(year: Point, base: str | Season | Moon) -> InYear | None:
    """去年春节, 2021年春."""
    return InYear(year, base) if year.grains == (YEAR, YEAR) and not year.yearly else None


def every(frequency: Frequency, base: str | Season | Moon) -> str | Season | Moon | None:
    """每年春节, 每年秋天."""
    return base if (frequency.every, frequency.period) == (1, "year") else None


def daily(frequency: Frequency, clock: Point) -> Timed | None:
    """每天晚上8点."""
    return Timed(frequency, clock.clock or 0) if (frequency.every, frequency.period) == (1, "day") else None


def timed(day: Any, clock: Point) -> Timed | None:
    """下周六9点, 去年除夕晚上6点半: the written language has times on civil days only."""
    match day:
        case str() | InYear(base=str()) | Seven(weekday=int()) | Ordinal(unit="days", open=False):
            return Timed(day, clock.clock)
        case Point() if day.on_other:
            return Timed(day, clock.clock)
        case _:
            return None


def from_hour(hour: int, end: Point) -> Timed | None:
    """9~12点半."""
    fits = end.clock is not None and 60 * hour < end.clock
    return Timed(Point(day_shift=0, note="today"), 60 * hour, end.clock) if fits else None


def until(start: Any, clock: Point) -> Timed | None:
    """…至9点: in the same half of the day where it would come before its start."""
    if not isinstance(start, Timed) or start.end is not None or start.start is None:
        return None
    end = end_hour(Point(clock=start.start, half=start.start >= 720), clock) or 0
    return replace(start, end=end) if start.start < end else None


def part_of_month(month: Point, days: tuple[int, int]) -> Range | None:
    """4月前4天, 上月最后五天."""
    if month.grains[1] != MONTH:
        return None
    return Range(combine(month, Point(day=days[0])), Point(day=days[1]))


def numbered(month: Point, day: int) -> Point | None:
    """1月3, 四月十三."""
    fits = month.grains[1] == MONTH and not month.monthly and 1 <= day <= 31
    return combine(month, Point(day=day, note="figure")) if fits else None


def listed(days: Point | Range, day: Point) -> Range | None:
    """9月10号，11号，12号: days that follow one another."""
    before = days.last if isinstance(days, Range) else days
    if not before or not before.day or day.day != before.day + 1 or day.grains != (DAY, DAY):
        return None
    return Range(days.first if isinstance(days, Range) else days, day)


def day_of_year(year: Point, day: Ordinal) -> Point | None:
    """2025年第一天: of those in January."""
    fits = is_year(year) and day.unit == "days" and day.number <= 31
    return combine(year, Point(month=1, day=day.number)) if fits else None


def added(first: Amount, second: Amount) -> Amount | None:
    """四年六个月."""
    fits = first.unit == "years" and second.unit == "months"
    return replace(second, months=first.months + second.months) if fits else None


def from_count(count: int, most: Amount) -> Between | None:
    """3~6个月: the number has the unit of the length."""
    if not count:
        return None
    if most.workdays:
        return Between(replace(most, workdays=count), most)
    if most.unit in ("years", "months"):
        return Between(replace(most, months=count * (12 if most.unit == "years" else 1)), most)
    each = 7 if most.unit == "weeks" else 1
    return Between(replace(most, days=count * each), most) if most.days else None


def within(base: Point | Plan) -> Point | Plan | None:
    """2024年内, 2020至2025年前: the whole of it."""
    return base if isinstance(base, Plan) or (base.grains[0] == YEAR and base.grains[1] <= HALF) else None


_JOINS = (
    Phrase("ROLLED_COMPOSED", "RELATIVE ROLL", Roll),
    Phrase("POINT", "BARE_YEAR", lambda p: p),
    Phrase("POINT", "SHORT_YEAR POINT", lambda year, p: under(year.year, p)),
    Phrase("POINT", "POINT NUMBER", numbered),
    Phrase("POINT", "POINT _WITHIN", within),
    Phrase("POINT", "POINT ORDINAL_DAY", day_of_year),
    Phrase("SPAN", "POINT DAYS_OF_MONTH", part_of_month),
    Phrase("SPAN", "POINT|SPAN _AND|_COMMA POINT", listed),
    Phrase("WHOLE_YEARS", "_SINCE WHOLE_YEARS", lambda p: p),
    # lengths
    Phrase("AMOUNT", "LENGTH", amount_of),
    Phrase("AMOUNT", "AMOUNT AMOUNT", added),
    Phrase("LENGTHS", "AMOUNT _AT_LEAST _COMMA? AMOUNT _AT_MOST", Between),
    Phrase("LENGTHS", "AMOUNT _AT_MOST", lambda most: Between(None, most)),
    Phrase("LENGTHS", "AMOUNT _TO AMOUNT", Between),
    Phrase("LENGTHS", "NUMBER _TO AMOUNT", from_count),
    # counted from the day of reference
    Phrase("RELATIVE", "AMOUNT AFTER", away(1)),
    Phrase("RELATIVE", "AMOUNT BEFORE", away(-1)),
    Phrase("RELATIVE", "_PASSING AMOUNT", lambda amount: Away(1, amount, open=True)),
    Phrase("RELATIVE", "AMOUNT _WITHIN", lasting("within")),
    Phrase("RELATIVE", "AMOUNT _EVER_SINCE", lasting("since")),
    Phrase("RELATIVE", "_COMING AMOUNT _WITHIN?", lasting("coming")),
    Phrase("RELATIVE", "_PAST AMOUNT", lasting("past")),
    Phrase("RELATIVE", "ORDINAL_DAY", lambda nth: nth),
    Phrase("RELATIVE", "ORDINAL_DAY _ONWARDS", lambda nth: replace(nth, open=True)),
    Phrase("RELATIVE", "WEEKDAY", lambda day: Seven(None, day, "coming")),
    Phrase("RELATIVE", "QUARTER_AWAY", lambda quarter: quarter),
    Phrase(
        "RELATIVE",
        "QUARTER_AWAY POINT",
        lambda quarter, p: replace(quarter, part=p.part) if p.part in ("start", "end") else None,
    ),
    # named days, seasons, lunar months
    Phrase(
        "RELATIVE",
        "POINT|SHORT_YEAR WEEK_NUMBER",
        lambda y, n: WeekOfYear(y if isinstance(y, Point) else y.year, n) if is_year(y) else None,
    ),
    Phrase("RELATIVE", "POINT _OF? OBSERVANCE|LASTING", of_year),
    Phrase("RELATIVE", "SHORT_YEAR OBSERVANCE|LASTING", lambda y, base: of_year(y.year, base)),
    Phrase("RELATIVE", "FREQUENCY _OF? OBSERVANCE|LASTING", every),
    Phrase(
        "RELATIVE",
        "_LUNAR POINT",
        lambda p: InYear(Point(year=p.year), Moon(p.month)) if p.year and p.grains[1] == MONTH else None,
    ),
    Phrase("RELATIVE", "_SINCE RELATIVE", lambda day: day),
    Phrase("RELATIVE", "RELATIVE|POINT|OBSERVANCE|LASTING _TO RELATIVE|POINT|OBSERVANCE|LASTING", stretch),
    Phrase(
        "ABOUT",
        "RELATIVE|SPAN|WHOLE_YEARS _AROUND",
        lambda base: None if isinstance(base, Away) and base.open else About(base),
    ),
    # times of day
    Phrase("DAILY", "FREQUENCY _OF? CLOCK", daily),
    Phrase("DAILY", "EACH_DAY _OF? CLOCK", lambda days, clock: Timed(days, clock.clock)),
    Phrase("DAILY", "DAILY _TO CLOCK", until),
    Phrase("TODAY_AT", "CLOCK", lambda clock: Timed(Point(day_shift=0, note="today"), clock.clock)),
    Phrase("TODAY_AT", "TODAY_AT _TO CLOCK", until),
    Phrase("RELATIVE", "RELATIVE|POINT|OBSERVANCE _OF? CLOCK", timed),
    Phrase("RELATIVE", "RELATIVE _TO CLOCK", until),
    Phrase("TODAY_AT", "NUMBER _TO CLOCK", from_hour),
)


def is_year(outer: Point | ShortYear) -> bool:
    """Whether it is a year and nothing finer."""
    return isinstance(outer, ShortYear) or (outer.grains == (YEAR, YEAR) and not outer.yearly)


@cache
def grammar() -> Grammar:
    """The grammar of written and spoken Chinese together, compiled when it is first needed."""
    finals = {
        **dict.fromkeys(("RELATIVE", "LASTING", "DAILY", "TODAY_AT", "EACH_DAY", "SHORT_YEAR", "LENGTHS"), 10),
        **STANDS_ALONE,
        "AMOUNT": 10,
    }
    return Grammar(lexemes(), (*PHRASES, *_JOINS), finals)
