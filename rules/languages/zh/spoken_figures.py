"""Dates whose figures or numbers stand without their units: 20240307, 1月3, 10号，11号，12号."""

from __future__ import annotations

import re
from typing import Any

from ..grammar import Lexeme, Phrase
from ..meanings import DAY, MONTH, By, Point, Range, Several, combine
from .clocks import PARTS
from .lexemes import Subject, point
from .numbers import number, of_century
from .spoken_lengths import ONES

DAYS = "一二三四五六七八九"

# how they are read


def figures(words: str) -> dict[str, Any]:
    """A date or a month whose figures stand side by side: 20240307, 2022 11 23, 1999.08."""
    parts = [words[:4], words[4:6], words[6:]] if words.isdigit() else re.split(r"\D", words)
    return point(**dict(zip(("year", "month", "day"), map(int, parts), strict=False)))


def year_first(words: str) -> dict[str, Any]:
    """27.3.15: a year of two digits in front."""
    year, month, day = map(int, re.split(r"\D", words))
    return _date(year, month, day, "order" if month != day and day <= 12 else "digits")


def year_last(words: str) -> dict[str, Any]:
    """13.5.2015, 10/31/1974, 05/05/89: the day in front, where it can be."""
    first, second, year = map(int, re.split(r"\D", words))
    day, month = (first, second) if second <= 12 else (second, first)
    note = "order" if max(first, second) <= 12 and first != second else "digits" if year < 100 else None
    return _date(year, month, day, note)


def long_ago(words: str) -> dict[str, Any]:
    """1789-01-29."""
    year, month, day = map(int, words.split("-"))
    return _date(year, month, day, None)


def _date(year: int, month: int, day: int, note: str | None) -> dict[str, Any]:
    if year < 100:
        year = of_century(year)
    return point(year=year, month=month, day=day, note=note) if 1 <= month <= 12 and 1 <= day <= 31 else {}


LEXEMES = (
    Lexeme("year in front", r"\d\d(?:\.\d{1,2}\.|-\d{1,2}-|/\d{1,2}/)\d{1,2}", year_first),
    Lexeme("year behind", r"\d{1,2}(?:\.\d{1,2}\.|-\d{1,2}-|/\d{1,2}/)(?:\d{4}|\d\d)", year_last),
    Lexeme("year far off", r"(?:1[0-8]|2[1-9]|[3-9]\d)\d\d-\d{1,2}-\d{1,2}", long_ago),
    Lexeme("date in figures", r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", figures),
    Lexeme("date in figures", r"(?:19|20)\d\d(?: \d{1,2} \d{1,2}|\.\d{1,2}-\d{1,2})", figures),
    Lexeme("month in figures", r"(?:19|20)\d\d\.(?:0[1-9]|1[0-2])", figures),
    Lexeme("bare year", r"(?:19|20)\d\d", lambda w: {"BARE_YEAR": Point(year=int(w))}),
    Lexeme(
        "day of a month",
        rf"[二三]?十[{ONES}]?|[{ONES}]",
        lambda w: {"NUMBER": number(w)},
    ),
    Lexeme(
        "day in a list",
        rf"(?:\d{{1,2}}|[二三]?十[{DAYS}]?|[{DAYS}])[日号]",
        lambda w: point(day=number(w[:-1])),
    ),
    Lexeme("month after a dash", rf"(?:十[一二]?|[{ONES}])月", lambda w: point(month=number(w[:-1]))),
)

# how they join


def numbered(month: Point, day: int) -> Point | None:
    """1月3, 四月十三."""
    fits = month.grains[1] == MONTH and not month.monthly and 1 <= day <= 31
    return combine(month, Point(day=day, note="figure")) if fits else None


def listed(days: Point | Range, day: Point) -> Range | None:
    """9月10号，11号，12号: days that follow one another."""
    before = days.last if isinstance(days, Range) else days
    if not before or not before.day or day.day != before.day + 1 or day.grains != (DAY, DAY):
        return None
    if before.note in PARTS and before.note != day.note:
        return None  # 12月5日上午、6日下午: two times
    return Range(days.first if isinstance(days, Range) else days, day, listed=True)


def by_each(days: Range) -> By | None:
    """9月10号，11号前: due by each of the days that are named."""
    first, last = days.first, days.last
    if not days.listed or not last or not first.day or not last.day:
        return None
    return By(Several((first, *(Point(day=day) for day in range(first.day + 1, last.day + 1)))), "unstated")


PHRASES = (
    Phrase("POINT", "BARE_YEAR", lambda p: p),
    Phrase("POINT", "DAY_NUMBER", lambda day: day if day.day > 0 else None),
    Phrase("SEVERAL", "DIGIT_DAYS", lambda days: days),
    Phrase("POINT", "POINT NUMBER", numbered),
    Phrase("SPAN", "POINT|SPAN _AND|_COMMA POINT", listed),
    Phrase("DUE_COMPOSED", "SPAN _BEFORE", by_each),
)
SUBJECT = Subject(LEXEMES, PHRASES)
