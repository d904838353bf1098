"""From or until a day, and periods told from the day of reference: 8月1日之后, 周五下班前, 上两周, 去年的前10天."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from ...spans import shift
from ..grammar import Lexeme, Phrase
from ..meanings import CLOCK, DAY, MONTH, YEAR, Bounded, By, Length, Off, Point, Range, Timed, combine, under
from ..reaching import After, EdgeOf, HalfOf, Periods
from ..relative import Away, Moon, Seven, ShortYear, Stretch
from .bounds import bounded
from .lexemes import Subject, constant, cue
from .numbers import WEEKDAY
from .spoken_days import WEEK, is_year, shifted
from .spoken_lengths import CN, spoken_number

UNITS = {"年": "years", "季度": "quarters", "季": "quarters", "月": "months", "周": "weeks", "星期": "weeks",
         "礼拜": "weeks", "天": "days", "日": "days"}  # fmt: skip
COUNT = rf"(?:\d{{1,3}}|{CN})"
UNIT = "(?:年|季度?|月|周|星期|礼拜|天|日)"

# how they are read


def counted(words: str) -> tuple[int, int, str]:
    """Which side, how many and of what: 前两个月, 下三周, 最后10天."""
    match = re.fullmatch(rf"(.+?)({COUNT})个?({UNIT})", words)
    assert match
    return (-1 if match[1] in ("上", "前") else 1), spoken_number(match[2]), UNITS[match[3]]


def periods(words: str) -> dict[str, Any]:
    return {"RELATIVE": Periods(*counted(words))}


def edge(words: str) -> dict[str, Any]:
    """前10天, 头两周, 最后3周."""
    _, count, unit = counted(words)
    return {"EDGE_DAYS": (-1 if "后" in words else 1, count, unit)}


def half(words: str) -> dict[str, Any]:
    """上半月, 下半周."""
    return {"RELATIVE": HalfOf("weeks" if words[-1] == "周" else "months", words[0] in "下后")}


def week_end(words: str) -> dict[str, Any]:
    """这周末, 下下周末."""
    weeks = shifted(words)
    return {"RELATIVE": Stretch(Seven(weeks, 5), Seven(weeks, 6))}


def run_of_weekdays(words: str) -> dict[str, Any]:
    """星期三至四, 周一到五, 星期三四."""
    first, last = (
        WEEKDAY.index(char.replace("天", "日")) for char in re.findall(f"[{WEEKDAY}]", words[1:].replace("期", ""))
    )
    return {"RELATIVE": Stretch(Seven(None, first, "coming"), Seven(None, last))}


LEXEMES = (
    Lexeme("periods away", rf"[上下后]{COUNT}个?{UNIT}|前{COUNT}个?(?:月|周|星期|礼拜|季度)", periods),
    Lexeme("edge of a period", rf"(?:前|头|最?后){COUNT}个?(?:周|星期|礼拜|天|日|月)", edge),
    Lexeme("half of a period", "[上下前后]半(?:个?月|周)", half),
    Lexeme("half a year away", "上个半年", constant(RELATIVE=Periods(-1, 1, "halves"))),
    Lexeme("half a year away", "下个半年", constant(RELATIVE=Periods(1, 1, "halves"))),
    Lexeme("week end away", "(?:本|这|[上下]+)一?个?周末", week_end),
    Lexeme("weekdays in a run", rf"{WEEK}[{WEEKDAY}](?:[至到~—-]+)?[{WEEKDAY}]", run_of_weekdays),
    Lexeme("between", "之?间", cue("BETWEEN")),
)

# how they join


def after(base: Any) -> After | None:
    """2019年8月1日之后, 2018年以后, 明天以后, 下周一之后."""
    if isinstance(base, Away | Timed | Periods) or (isinstance(base, Point) and not _ends(base)):
        return None
    return After(base.year if isinstance(base, ShortYear) else base, note="after")


def _ends(point: Point) -> bool:
    """Whether it is a day, a month or a year of its own, of which there is an end."""
    bare_day = point.grains[0] == DAY and not point.on_other and point.day_shift is None
    return not (point.yearly or point.monthly or point.grains[1] == CLOCK or bare_day)


def from_on(base: Any) -> After | None:
    """2019年8月1日或之后."""
    found = after(base)
    return replace(found, included=True, note=None) if found else None


def by_day(day: Any, inclusive: str = "unstated") -> By | None:
    """下周五之前, 本周五下午5点前."""
    base = day.base if isinstance(day, Timed) else day
    fits = isinstance(base, Seven | Stretch | Periods | HalfOf | Moon)
    return By(day, inclusive) if fits else None


def by_short_year(year: ShortYear) -> By:
    """07年以前."""
    return By(year.year, "unstated")


def following(point: Point) -> Point | None:
    """The day after a full date."""
    if not (point.year and point.month and point.day and point.day > 0 and point.grains[1] == DAY):
        return None
    try:
        there = shift(date(point.year, point.month, point.day), 1)
    except ValueError:
        return None
    return Point(year=there.year, month=there.month, day=there.day, note="after")


def bounded_after(point: Point, rule: Any) -> Bounded | None:
    """2026年12月18日以后每周一."""
    first = following(point)
    return bounded(first, rule) if first else None


def between(first: Point, last: Point) -> Range | None:
    """2007年与2009年之间, 三月和九月之间."""
    fits = first.grains == last.grains or last.grains[0] > first.grains[0]
    return Range(replace(first, note="closed"), last) if fits and first.grains[1] <= DAY else None


def edge_of(base: Point | ShortYear, edge: tuple[int, int, str]) -> EdgeOf | None:
    """去年的前10天, 2021年的最后4个月."""
    year = base.year if isinstance(base, ShortYear) else base
    months = year.grains[1] == MONTH and not year.monthly and not year.yearly and not year.on_other
    fits = is_year(base) or (months and edge[2] == "weeks")
    return EdgeOf(year, *edge) if fits else None


def short_years(first: ShortYear, last: ShortYear) -> Stretch:
    """27年至28年."""
    return Stretch(first, last)


def checked(day: Point, weekday: int) -> Point | None:
    """10月12号，星期一; 周日，二月十号."""
    return combine(day, Point(weekday=weekday)) if day.day and day.weekday is None and day.grains[1] == DAY else None


def parted(year: Point, day: Point) -> Point | None:
    """二零一六年，九月三号."""
    return under(year, day) if year.grains == (YEAR, YEAR) and day.grains[0] == MONTH else None


def to_number(first: Point, day: int) -> Range | None:
    """二月十三到十五."""
    return Range(first, Point(day=day)) if first.day and first.month and first.day < day <= 31 else None


def beside_weekday(sign: int) -> Callable[[Any, Length], Off | None]:
    """下周三的前一天."""

    def build(day: Any, length: Length) -> Off | None:
        of_weekday = isinstance(day, Seven) and day.weekday is not None
        return Off(day, sign, length) if of_weekday else None

    return build


ANY_DAY = "POINT|RELATIVE|OBSERVANCE|SHORT_YEAR"
PHRASES = (
    Phrase("RELATIVE", f"{ANY_DAY} _AFTER", after),
    Phrase("RELATIVE", f"{ANY_DAY} _ON_OR_AFTER", from_on),
    Phrase("RELATIVE", f"_NOT_EARLIER_THAN {ANY_DAY}", from_on),
    Phrase("RELATIVE", "RELATIVE _OF? _COUNT_BACK LENGTH", beside_weekday(-1)),
    Phrase("RELATIVE", "RELATIVE _OF? _AFTER LENGTH", beside_weekday(1)),
    Phrase("BOUNDED", "POINT _AFTER _OF? _COMMA? RULE", bounded_after),
    Phrase("SPAN", "POINT _AFTER _COMMA? POINT _BEFORE", between),
    Phrase("SPAN", "_AT? POINT _AND POINT _BETWEEN", between),
    Phrase("DUE", "RELATIVE _BEFORE", by_day),
    Phrase("DUE", "RELATIVE _CLOSING_TIME", lambda day: by_day(Timed(day, None, note="closing"))),
    Phrase("DUE", "RELATIVE _ON_OR_BEFORE|_END", lambda day: by_day(day, "stated")),
    Phrase("DUE", "SHORT_YEAR _BEFORE", by_short_year),
    Phrase("RELATIVE", "SHORT_YEAR _TO SHORT_YEAR", short_years),
    Phrase("RELATIVE", "POINT|SHORT_YEAR _OF? EDGE_DAYS", edge_of),
    Phrase("RELATIVE", "RELATIVE _WITHIN", lambda day: day if isinstance(day, Seven | Stretch) else None),
    Phrase("RELATIVE", "QUARTER_AWAY _WITHIN", lambda quarter: quarter),
    Phrase("POINT", "POINT _COMMA WEEKDAY", checked),
    Phrase("POINT", "WEEKDAY _COMMA POINT", lambda weekday, day: checked(day, weekday)),
    Phrase("POINT", "POINT _COMMA POINT", parted),
    Phrase("SPAN", "POINT _TO NUMBER", to_number),
)
SUBJECT = Subject(LEXEMES, PHRASES)
