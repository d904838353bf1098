"""Times of day: 9:00, 下午2点至4点, 每个工作日9:00."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ..grammar import Lexeme, Phrase
from ..hours import AtHours, at_hours
from ..joining import dated
from ..meanings import (
    CLOCK,
    DAY,
    Frequency,
    Point,
    Range,
    Several,
    Timed,
    Weekdays,
    combine,
    end_hour,
    into_afternoon,
)
from .lexemes import Subject, cue
from .numbers import NUMERAL, numbers

SMALL_HOURS = 5
"""Up to this hour the night is meant and not the evening: 晚上1点."""

# how they are read


def night_hour(words: str, hour: int) -> tuple[int] | None:
    """The hour of a night in one: 凌晨12点 is 0, 晚上12点 is 24, 晚上1点 is 1; None for any other time of day."""
    if words.startswith("凌晨") and hour == 12:
        return (0,)
    if re.match("晚|[深半午]?夜", words) and (hour == 12 or 0 < hour < SMALL_HOURS):
        return (24 if hour == 12 else hour,)
    return None


def fits_half(words: str, hour: int) -> bool:
    """Whether a half of the day may have the hour: 上午13点 and 晚上0点 may not."""
    return not (words.startswith(("上午", "早", "清晨")) and hour > 12) and not (words.startswith("晚") and hour == 0)


def clock(words: str) -> dict[str, Any]:
    """9:00, 下午2点半, 正午."""
    if words == "正午":
        return {"CLOCK": Point(clock=720)}
    hour, *rest = numbers(words)
    minute = rest[0] if rest else 30 if "半" in words[-2:] else 0
    if not fits_half(words, hour):
        return {}
    half, early = bool(re.match("下午|午后|晚|傍晚|中午|午间|[深半午]?夜", words)), bool(EARLY.match(words))
    if told := night_hour(words, hour):
        hour = told[0]
    elif half and hour < (3 if words.startswith(("中午", "午间")) else 12):
        hour += 12
    fits = hour * 60 + minute <= 1440 and minute < 60
    return {"CLOCK": Point(clock=hour * 60 + minute, half=half, early=early)} if fits else {}


EARLY = re.compile(r"上午|早|凌晨|清晨|0\d:")
"""What tells a time as one before noon."""
A_PART = "(?:上午|下午|中午|午间|午后|傍晚|晚[上间]?|夜[间里晚]|[深半午]夜|早[上晨]?|清晨|凌晨)"
"""Words for a part of the day."""

LEXEMES = (
    Lexeme("clock", rf"{A_PART}?\d{{1,2}}:\d\d(?::\d\d)?", clock),
    Lexeme("clock behind T", r"T\d\d:\d\d(?::\d\d)?", lambda words: clock(words[1:])),
    Lexeme(
        "hour",
        rf"{A_PART}?(?:\d{{1,2}}|[零{NUMERAL[3:14]}]{{1,3}})"
        rf"[时点](?:\d{{1,2}}分(?:\d{{1,2}}秒)?|[零{NUMERAL[3:14]}]{{1,3}}分|半|整|钟)?许?|正午",
        clock,
    ),
    Lexeme("hour and minutes", rf"{A_PART}?\d{{1,2}}[时点][0-5]\d", clock),
    Lexeme("part of the day", f"{A_PART}|全天|当晚", cue("PART_OF_DAY")),
    Lexeme("of the next day", r"次日|翌日|第二[天日]", cue("NEXT_DAY")),
)

# how they join


def clocked(point: Point, clock: Point) -> Point | None:
    """The point with a time of day, where it is a day and has none yet."""
    of_day = point.day is not None or point.day_shift is not None or point.nth or point.on_other or point.part == "end"
    if point.clock is not None or not of_day:
        return None
    return combine(point, clock)


def between_hours(day: Point, first: Point, last: Point) -> Range | None:
    """5月30日下午2点至4点; the day is told of the day of reference once."""
    end = replace(day, year_shift=None, month_shift=None, day_shift=None, clock=end_hour(first, last))
    if last.day_shift == 1 or _over_midnight(first, end):
        if day.yearly or day.monthly:
            return None
        end = Point(day_shift=1, clock=end.clock)
    note = AFTERNOON_END if into_afternoon(first, last) else day.note
    return Range(replace(combine(day, first), note=note), end)


def _over_midnight(first: Point, end: Point) -> bool:
    """22:00至2:00, 17:00至9:00: an hour before the one it begins at is that of the next day."""
    return first.clock is not None and end.clock is not None and end.clock < first.clock


def hours(start: Point, end: Point) -> tuple[int, int] | None:
    """9:00至12:00; 22:00至次日6:00 ends on the next day, which is told by an end that is not after the start."""
    first, last = start.clock, end_hour(start, end)
    if first is None or last is None or (end.day_shift == 1 and last > first):
        return None
    return first, last


def next_day(clock: Point) -> Point:
    """次日6:00, in front of which stands another time."""
    return replace(clock, day_shift=1)


def at_times(base: Any, start: Point, end: Point | None = None) -> Timed | None:
    """每个工作日9:00, 每天22:00至次日6:00: with times, where it is made of days."""
    if isinstance(base, Frequency) and base.period != "day":
        return None
    if end is None:
        return Timed(base, start.clock)
    between = hours(start, end)
    return Timed(base, *between, note=end_note(start, end)) if between else None


def end_note(start: Point, end: Point) -> str | None:
    """The convention by which the end was read, a name in `rules.recurrence.DOUBTS`; None where it needs none."""
    return AFTERNOON_END if into_afternoon(start, end) else None


def of_weekdays(days: Weekdays, start: Point, end: Point) -> Weekdays | None:
    """每周一9点至11点; over midnight and into the afternoon it is `at_times` that says so."""
    fits = days.clock is None and not into_afternoon(start, end)
    return replace(days, clock=start.clock, to_clock=end_hour(start, end)) if fits else None


def weekdays_at(days: Weekdays, start: Point, end: Point) -> Timed | None:
    """每周一9点到5点, 每周五22:00至次日6:00."""
    told = end.day_shift == 1 or into_afternoon(start, end)
    return at_times(days, start, end) if told and days.clock is None else None


def clocks(first: Point | tuple[Point, ...], last: Point) -> tuple[Point, ...]:
    """8点、12点、18点; 下午2点、4点: in the same half of the day."""
    before = first if isinstance(first, tuple) else (first,)
    return (*before, replace(last, clock=end_hour(before[-1], last), half=last.half or before[-1].half))


def at_clocks(base: Any, times: tuple[Point, ...]) -> AtHours | None:
    """每天8点、12点、18点."""
    return at_hours(base, (one.clock or 0 for one in times))


def each_part(start: Point, end: Point | None = None) -> Timed | None:
    """每晚10点到次日早6点, 每早8点: of every day, told by a part of it."""
    return at_times(EVERY_DAY, start, end) if start.half or start.early else None


def into_next_day(day: Point, start: Point, end: Point) -> Range | None:
    """4月3日22:00至次日6:00."""
    fits = end.day_shift == 1 and not (day.yearly or day.monthly)
    return Range(combine(day, start), end) if fits else None


def over_midnight(day: Point, start: Point, end: Point) -> Timed | None:
    """每月最后一天22:00至次日6:00: a day that recurs has no one day after it."""
    between = hours(start, end)
    told = (day.year, day.year_shift, day.month_shift, day.day_shift) != (None, None, None, None)
    fits = between and between[1] <= between[0] and day.grains[1] == DAY and not told
    return Timed(day, *between) if between and fits else None


def part_of_day(words: str) -> str | None:
    """The remark that a part of the day makes; None for the whole of it."""
    return next((name for name, pattern in PARTS.items() if re.search(pattern, words)), None)


def in_part(point: Point, words: str) -> Point | None:
    """5月30日上午: the words give no time, and the reading says so."""
    return replace(point, note=point.note or part_of_day(words)) if dated(point) else None


def in_part_of(base: Any, words: str) -> Timed | None:
    """每周五下午, 12月每周三上午: no time is stated."""
    note = part_of_day(words)
    if isinstance(base, Several) and any(isinstance(part, Point) and part.note in PARTS for part in base.parts):
        return None  # 12月5日上午、6日下午: that is said of the last alone
    return Timed(base, None, note=note) if note and not isinstance(base, Timed) else None


PARTS = {"morning": "早|晨|上午|上半天", "noon": "中午", "afternoon": "下午|下半天|傍晚", "evening": "晚|夜"}
"""The parts of the day by their names in `rules.recurrence.REMARKS`, with the words in which they are told."""
EVERY_DAY = Frequency(1, "day")
AFTERNOON_END = "afternoon-end"
DAYS = (
    "SHIFTED|EACH_DAY|DAY_OF_QUARTER|OBSERVANCE|YEARLY_OBSERVANCE|WEEK_OF_DAY|LUNAR_DAY|FREQUENCY|FILTERED|SORT_OF_DAY"
)
"""What has times of its own, because no point holds them."""

PHRASES = (
    Phrase("CLOCKS", "CLOCK|CLOCKS _AND CLOCK", clocks),
    Phrase("ADJUSTED", "FREQUENCY|WEEKDAYS|EACH_DAY|POINT _OF? CLOCKS", at_clocks),
    Phrase("POINT", "POINT _PART_OF_DAY? CLOCK", clocked),
    Phrase("POINT", "POINT CLOCK _PART_OF_DAY", clocked),
    Phrase("POINT", "POINT PART_OF_DAY", in_part),
    Phrase("CLOCK_TOMORROW", "_NEXT_DAY CLOCK", next_day),
    Phrase(
        "SPAN",
        "POINT CLOCK _TO CLOCK|CLOCK_TOMORROW",
        lambda p, a, b: between_hours(p, a, b) if p.grains[1] == DAY else None,
    ),
    Phrase("SPAN", "POINT CLOCK _TO POINT", into_next_day),
    Phrase("SPAN", "POINT _AFTER", lambda p: Range(p, None) if p.clock is not None and p.grains[0] < CLOCK else None),
    Phrase("POINT", "POINT _ONWARDS", lambda p: p if p.clock is not None else None),
    Phrase(
        "TIMED",
        f"{DAYS} CLOCK",
        at_times,
    ),
    Phrase(
        "TIMED",
        f"{DAYS} CLOCK _TO CLOCK|CLOCK_TOMORROW",
        at_times,
    ),
    Phrase("TIMED", "WEEKDAYS CLOCK _TO CLOCK|CLOCK_TOMORROW", weekdays_at),
    Phrase("TIMED", "_EVERY CLOCK", each_part),
    Phrase("TIMED", "_EVERY CLOCK _TO CLOCK|CLOCK_TOMORROW", each_part),
    Phrase("WEEKDAYS", "WEEKDAYS CLOCK _TO CLOCK", of_weekdays),
    Phrase("TIMED", "POINT CLOCK _TO CLOCK|CLOCK_TOMORROW", over_midnight),
    Phrase("TIMED", f"{DAYS}|WEEKDAYS PART_OF_DAY", in_part_of),
)
SUBJECT = Subject(LEXEMES, PHRASES)
