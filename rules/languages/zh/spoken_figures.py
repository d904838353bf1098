"""Dates whose figures or numbers stand without their units: 20240307, 1月3, 10号，11号，12号."""

from __future__ import annotations

import re
from typing import Any

from ..grammar import Lexeme, Phrase
from ..meanings import DAY, MONTH, Point, Range, combine
from .lexemes import Subject, point
from .numbers import NUMERAL, number
from .spoken_lengths import ONES

# how they are read


def figures(words: str) -> dict[str, Any]:
    """A date or a month whose figures stand side by side: 20240307, 2022 11 23, 1999.08."""
    parts = [words[:4], words[4:6], words[6:]] if words.isdigit() else re.split(r"\D", words)
    return point(**dict(zip(("year", "month", "day"), map(int, parts), strict=False)))


LEXEMES = (
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
        rf"(?:\d{{1,2}}|[二三]?十[{ONES}]?|[{ONES}])[日号]",
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
    return Range(days.first if isinstance(days, Range) else days, day)


PHRASES = (
    Phrase("POINT", "BARE_YEAR", lambda p: p),
    Phrase("POINT", "POINT NUMBER", numbered),
    Phrase("SPAN", "POINT|SPAN _AND|_COMMA POINT", listed),
)
SUBJECT = Subject(LEXEMES, PHRASES)
