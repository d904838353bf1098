"""Lengths of time, and what is counted from an event: 20个工作日, 提前3天, 任期届满前六个月, 5月30日起三天."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ...clock import Clock, hhmm
from ...kinds import Anchored, Duration, Lasting, Lengths, Weekly
from ..grammar import Lexeme, Phrase
from ..meanings import DAY, Counted, Length, Point, Run, Timed, under
from ..relative import Between, ShortYear, amount_of
from .lexemes import Subject, cue
from .numbers import COUNT, NUMERAL, numbers, of_century
from .weeks import weekday_words
from .wording import Wording, timed, wording, words

UNITS = {"年": "years", "个月": "months", "月": "months", "周": "weeks", "星期": "weeks", "天": "days", "日": "days",
         "工作日": "workdays", "小时": "hours"}  # fmt: skip
LONGEST = 999
"""How many of a unit a length may have; 一一一年半 is rather a year that was read badly."""
UNIT_WORDS = {"years": "年", "months": "个月", "weeks": "周", "days": "天", "workdays": "个工作日", "hours": "小时"}

# how they are read


def length(words: str) -> dict[str, Any]:
    """15个工作日, 三个月, 半年; 202年 is rather a year that lost a figure."""
    if re.fullmatch(r"(?:19\d|20[1-9])年", words):
        return {}
    if words.startswith("半"):
        return {"LENGTH": Length(6, "months")}
    unit = next(u for u in sorted(UNITS, key=len, reverse=True) if words.endswith(u))
    (amount,) = numbers(words[: -len(unit)])
    return {"LENGTH": Length(amount, UNITS[unit])} if 0 < amount <= LONGEST and words[0] != "0" else {}


def two_digits(words: str) -> dict[str, Any]:
    """27年, '26年: a year where a month, a quarter or a half year follows."""
    year = numbers(words)[0]
    return {"SHORT_YEAR": ShortYear(Point(year=of_century(year), note="digits"))}


def end_of_two_digits(words: str) -> dict[str, Any]:
    """27年底, 27年初."""
    year: Point = two_digits(words[:-1])["SHORT_YEAR"].year
    return {
        "POINT": replace(year, month=1, part="start") if words.endswith("初") else replace(year, month=12, part="end")
    }


def months_within(words: str) -> dict[str, Any]:
    """三月内: within three months, for nobody says so of March."""
    return {"LENGTH": Length(numbers(words)[0], "months", within=True)}


def years_and_half(words: str) -> dict[str, Any]:
    """三年半: 42 months; as long as a length may be."""
    months = 12 * numbers(words)[0] + 6
    return {"LENGTH": Length(months, "months")} if months <= LONGEST else {}


LEXEMES = (
    Lexeme("length", rf"{COUNT}(?:个月|个?(?:工作日|小时|星期|年|周|天))|半年", length),
    Lexeme("two-digit year", r"['‘’]?\d\d年", two_digits),
    Lexeme("end of a two-digit year", r"['‘’]?\d\d年[底末初]", end_of_two_digits),
    Lexeme("days in words", "[一二两三四五六七八九十百]{1,5}日", length),
    Lexeme("years and a half", rf"{COUNT}年半", years_and_half),
    Lexeme("months within", rf"[{NUMERAL[3:13]}]月[之以]?内", months_within),
    Lexeme("from the day of", r"之日起(?:的|算)?", cue("FROM_THAT_DAY")),
    Lexeme("after", r"[以之]?后", cue("AFTER")),
    Lexeme("within", r"[之以]?内", cue("WITHIN")),
    Lexeme("ahead", r"提前", cue("AHEAD")),
    Lexeme("extended by", r"延长|顺延|延期", cue("EXTENDED")),
    Lexeme("past length", r"近|最近|过去|满|不满|未满|连续|为期|用|未来", cue("LENGTH_LEAD")),
    Lexeme("more than", r"以上|余", cue("AT_LEAST")),
)

# how they join


def run(base: Any, length: Length) -> Run | None:
    """9月第三个双休日起一周, 5月30日9:00起4小时."""
    if length.within or length.about or (isinstance(base, Point) and base.grains[1] < DAY):
        return None
    hours = length.unit == "hours"
    return Run(base, length) if not hours or _clocked(base) else None


def of_short_year(year: ShortYear, point: Point) -> Point | None:
    """27年5月底, 26年第一季度: so many years and a month cannot be a length."""
    return under(year.year, point) if point.month is not None or point.months is not None else None


def both(years: Length, months: Length) -> Length | None:
    """四年六个月: 54 months."""
    if years.unit != "years" or months.unit != "months" or years.about or years.within:
        return None
    return replace(months, amount=12 * years.amount + months.amount)


def up_to(least: Length | int, most: Length) -> Between | None:
    """13—18天, 3个月至6个月."""
    first = Length(least, most.unit) if isinstance(least, int) else least
    if not first.amount or first.within or first.about or most.unit == "hours":
        return None
    return Between(amount_of(first), amount_of(most))


def _clocked(base: Any) -> bool:
    return isinstance(base, Timed) or (isinstance(base, Point) and base.clock is not None)


PHRASES = (
    Phrase("LENGTH", "LENGTH _ROUGHLY", lambda n: replace(n, about=True)),
    Phrase("LENGTH", "LENGTH _WITHIN", lambda n: replace(n, within=True)),
    Phrase("POINT", "SHORT_YEAR POINT", of_short_year),
    Phrase("LENGTH", "LENGTH LENGTH", both),
    Phrase("LENGTHS", "NUMBER|LENGTH _TO LENGTH", up_to),
    Phrase("LENGTH", "LENGTH _SINCE_THEN", lambda n: n if n.unit == "years" else None),
    Phrase("LENGTH", "_LENGTH_LEAD LENGTH", lambda n: n, cost=40),
    Phrase("LENGTH", "LENGTH _AT_LEAST|_EVER_SINCE", lambda n: n),
    Phrase("EVENT_OFFSET", "_COUNT_BACK LENGTH _WITHIN?", lambda n: Counted(-1, n)),
    Phrase("LENGTH", "DAY_COUNT _WITHIN", lambda n: replace(n, within=True)),
    Phrase("EVENT_OFFSET", "_AFTER|_FROM_THAT_DAY LENGTH|DAY_COUNT", lambda n: Counted(1, n)),
    Phrase("EVENT_OFFSET", "_AHEAD LENGTH", lambda n: Counted(-1, n, ahead=True)),
    Phrase("EVENT_OFFSET", "_EXTENDED LENGTH", lambda n: Counted(1, n, ahead=True)),
    Phrase(
        "LASTING",
        "POINT|SHIFTED|OBSERVANCE|YEARLY_OBSERVANCE|DAY_OF_QUARTER|EACH_DAY|TIMED _ONWARDS _COMMA? LENGTH",
        run,
    ),
    Phrase("LASTING", "_SINCE POINT|SHIFTED|OBSERVANCE _ONWARDS _COMMA? LENGTH", run),
)
SUBJECT = Subject(LEXEMES, PHRASES)

# how they are written


def length_words(amount: int, unit: str) -> str:
    """So long: 15个工作日."""
    return f"{amount}{UNIT_WORDS[unit]}"


@wording.register
def _(rule: Duration) -> Wording:
    return Wording(length_words(rule.amount, rule.unit))


@wording.register
def _(rule: Lengths) -> Wording:
    return wording(rule.least).then(f"至{words(rule.most)}") if rule.least else wording(rule.most).then("以下")


@wording.register
def _(rule: Anchored) -> Wording:
    length = length_words(abs(rule.amount), rule.unit)
    return Wording(f"{rule.anchor}前{length}" if rule.amount < 0 else f"{rule.anchor}之日起{length}内")


@wording.register
def _(rule: Lasting) -> Wording:
    return wording(rule.base).then(f"起{length_words(rule.amount, rule.unit)}")


@timed.register
def _(rule: Lasting, clock: Clock) -> Wording:
    if rule.over_midnight(clock):
        return timed(rule.base, Clock(clock.start)).then(f"至次日{hhmm(clock.end or 0)}")
    if weekdays := _to_weekday(rule, clock):
        return weekdays
    if rule.unit == "days" and clock.start is not None and clock.end is not None:
        hours = (clock.end - clock.start) / 60 + 24 * (rule.amount - 1)
        return wording(rule.base).then(f"{hhmm(clock.start)}起{hours:g}小时")
    return timed(rule.base, clock).then(f"起{length_words(rule.amount, rule.unit)}")


def _to_weekday(rule: Lasting, clock: Clock) -> Wording | None:
    """每周五16:00至周日18:00: a run of hours from one weekday to another."""
    base = rule.base
    if not isinstance(base, Weekly) or len(base.weekdays) > 1 or rule.unit != "days" or not 1 < rule.amount <= 7:
        return None
    if clock.start is None or clock.end is None:
        return None
    last = (base.weekdays[0] + rule.amount - 1) % 7
    return timed(base, Clock(clock.start)).then(f"至{weekday_words((last,))}{hhmm(clock.end)}")
