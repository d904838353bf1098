"""Times of day: 9:00, 下午2点至4点, 每个工作日9:00."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ..grammar import Lexeme, Phrase
from ..joining import dated
from ..meanings import CLOCK, DAY, Frequency, Point, Range, Timed, combine, end_hour
from .lexemes import Subject, cue
from .numbers import NUMERAL, numbers

# how they are read


def clock(words: str) -> dict[str, Any]:
    """9:00, 下午2点半, 正午."""
    if words == "正午":
        return {"CLOCK": Point(clock=720)}
    hour, *rest = numbers(words)
    minute = rest[0] if rest else 30 if words.endswith("半") else 0
    half = bool(re.match("下午|晚|傍晚|中午", words))
    if half and (hour < (3 if words.startswith("中午") else 12) or (hour == 12 and words.startswith("晚"))):
        hour += 12
    return {"CLOCK": Point(clock=hour * 60 + minute, half=half)} if hour * 60 + minute <= 1440 and minute < 60 else {}


LEXEMES = (
    Lexeme("clock", r"(?:上午|下午|中午|晚上?|早上?|凌晨|傍晚)?\d{1,2}:\d\d(?::\d\d)?", clock),
    Lexeme(
        "hour",
        rf"(?:上午|下午|中午|晚上?|早上?|凌晨|傍晚)?(?:\d{{1,2}}|[零{NUMERAL[3:13]}]{{1,3}})"
        r"[时点](?:\d{1,2}分|半|整|钟)?|正午",
        clock,
    ),
    Lexeme("part of the day", r"上午|下午|中午|晚上|全天|当晚", cue("PART_OF_DAY")),
)

# how they join


def clocked(point: Point, clock: Point) -> Point | None:
    """The point with a time of day, where it is a day and has none yet."""
    of_day = point.day is not None or point.day_shift is not None or point.nth or point.on_other
    if point.clock is not None or not of_day:
        return None
    return combine(point, clock)


def between_hours(day: Point, first: Point, last: Point) -> Range:
    """5月30日下午2点至4点; the day is told of the day of reference once."""
    end = replace(day, year_shift=None, month_shift=None, day_shift=None, clock=end_hour(first, last))
    return Range(combine(day, first), end)


def at_times(base: Any, start: Point, end: Point | None = None) -> Timed | None:
    """每个工作日9:00, 每天9:00至17:00: with times, where it is made of days."""
    fits = not isinstance(base, Frequency) or base.period == "day"
    return Timed(base, start.clock, end_hour(start, end) if end else None) if fits else None


DAYS = (
    "SHIFTED|EACH_DAY|DAY_OF_QUARTER|OBSERVANCE|YEARLY_OBSERVANCE|WEEK_OF_DAY|LUNAR_DAY|FREQUENCY|FILTERED|SORT_OF_DAY"
)
"""What has times of its own, because no point holds them."""

PHRASES = (
    Phrase("POINT", "POINT _PART_OF_DAY? CLOCK", clocked),
    Phrase("POINT", "POINT CLOCK _PART_OF_DAY", clocked),
    Phrase("POINT", "POINT _PART_OF_DAY", dated),
    Phrase("SPAN", "POINT CLOCK _TO CLOCK", lambda p, a, b: between_hours(p, a, b) if p.grains[1] == DAY else None),
    Phrase("SPAN", "POINT CLOCK _TO POINT", lambda p, a, q: Range(combine(p, a), q) if q.day_shift == 1 else None),
    Phrase("SPAN", "POINT _AFTER", lambda p: Range(p, None) if p.clock is not None and p.grains[0] < CLOCK else None),
    Phrase("POINT", "POINT _ONWARDS", lambda p: p if p.clock is not None else None),
    Phrase(
        "TIMED",
        f"{DAYS} CLOCK",
        at_times,
    ),
    Phrase(
        "TIMED",
        f"{DAYS} CLOCK _TO CLOCK",
        at_times,
    ),
)
SUBJECT = Subject(LEXEMES, PHRASES)
