"""Times of day as people speak of them: 晚上8点, 早上9点一刻, 每天8点, 去年除夕晚上6点半."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ..grammar import Lexeme, Phrase
from ..meanings import DAY, About, Bounded, By, Frequency, Kept, Point, Range, Timed
from ..relative import Away, InYear, Ordinal, Seven, Stretch
from ..rhythms import Spanned
from .clocks import EARLY, at_times, end_note, fits_half, hours, in_part_of, night_hour
from .lexemes import Subject, cue
from .numbers import NUMERAL, number

DAY_PARTS = {"凌晨": 0, "早上": 0, "早晨": 0, "清晨": 0, "上午": 0, "早": 0, "中午": 12, "下午": 12, "傍晚": 12, "晚上": 12,
             "晚间": 12, "夜里": 12, "半夜": 12, "晚": 12}  # fmt: skip
DAY_PART = "(?:" + "|".join(sorted(DAY_PARTS, key=len, reverse=True)) + ")"

# how they are read


def spoken_clock(words: str) -> dict[str, Any]:
    """早上9点一刻, 晚上8点许, 下午5点多钟, 夜里12点."""
    match = re.fullmatch(rf"({DAY_PART})?(\d+|[{NUMERAL}]+)(?:点|时|:)(\d+|[{NUMERAL}]+)?(刻|半)?.*", words)
    if not match:
        return {}
    part, hour, minute = match[1] or "", number(match[2]), number(match[3]) if match[3] else 0
    minute = 15 * minute if match[4] == "刻" else 30 if match[4] == "半" else minute
    later = DAY_PARTS.get(part, 0)
    if not fits_half(part, hour):
        return {}
    if told := night_hour(part, hour):
        hour, later = told[0], 0 if told[0] < 12 else later
    elif later and hour < (3 if part == "中午" else 12):
        hour += later
    return (
        {"CLOCK": Point(clock=60 * hour + minute, half=bool(later), early=bool(EARLY.match(words)))}
        if 60 * hour + minute <= 1440 and minute < 60
        else {}
    )


LEXEMES = (
    Lexeme(
        "spoken clock",
        rf"(?:{DAY_PART})?(?:\d{{1,2}}|[零{NUMERAL[3:14]}]{{1,3}})[点时]"
        rf"(?:[一三13]刻|半|整|(?:\d{{1,2}}|[{NUMERAL}]{{1,3}})分|\d\d|[{NUMERAL}]{{2,3}})?(?:多?钟|许)?",
        spoken_clock,
    ),
    Lexeme("spoken part of the day", f"{DAY_PART}|上半天|下半天|夜间", cue("PART_OF_DAY")),
)

# how they join


def daily(frequency: Frequency, clock: Point) -> Timed | None:
    """每天晚上8点."""
    return (
        Timed(frequency, clock.clock or 0, half=clock.half)
        if (frequency.every, frequency.period) == (1, "day")
        else None
    )


def at_clock(day: Any, clock: Point) -> Timed | None:
    """下周六9点, 去年除夕晚上6点半: the written language has times on civil days only."""
    match day:
        case str() | InYear(base=str()) | Seven(weekday=int()) | Ordinal(unit="days", open=False):
            return Timed(day, clock.clock, half=clock.half)
        case Point() if day.on_other:
            return Timed(day, clock.clock, half=clock.half)
        case _:
            return None


def at_part(day: Any, words: str) -> Timed | None:
    """下周三下午, 除夕晚上: no time is stated."""
    fits = isinstance(day, str | InYear | Ordinal) or (isinstance(day, Seven) and day.weekday is not None)
    return in_part_of(day, words) if fits else None


def from_hour(hour: int, end: Point) -> Timed | None:
    """9~12点半."""
    fits = end.clock is not None and 60 * hour < end.clock
    return Timed(Point(day_shift=0, note="today"), 60 * hour, end.clock) if fits else None


def until(start: Any, clock: Point) -> Timed | None:
    """…至9点: before its start it is in the same half of the day where that is told, else of the next day."""
    if not isinstance(start, Timed) or start.end is not None or start.start is None:
        return None
    begin = Point(clock=start.start, half=start.half)
    between = hours(begin, clock)
    fits = between and (between[1] != between[0] or clock.day_shift == 1)
    return replace(start, end=between[1], note=end_note(begin, clock)) if between and fits else None


DAILY = Frequency(1, "day")
NOW_AT = Timed(Point(day_shift=0, note="today"), None)


def on_each_of(days: Range | Stretch, start: Point, end: Point) -> Spanned | Bounded | Kept | None:
    """12月1日至5日9:00至17:00, 本周一至周五9:00至17:00: from the one time to the other on each of the days."""
    each = at_times(DAILY, start, end)
    match days:
        case Range(first=Point(clock=None) as first, last=Point(clock=None)) if first.grains[1] == DAY:
            return Spanned(each, days) if each else None
        case Stretch(first=Seven(weekday=int()), last=Seven(weekday=int())):
            return Bounded(each, days, days) if each and _of_a_week(days) else None
        case Stretch(first=str() | Point(), last=str() | Point()):
            return Kept(each, days) if each else None
        case _:
            return None


def _of_a_week(days: Stretch) -> bool:
    """Whether the week is told; weekdays alone are those of every week."""
    return isinstance(days.first, Seven) and days.first.weeks is not None


PHRASES = (
    Phrase(
        "ABOUT",
        "RELATIVE|SPAN|WHOLE_YEARS _AROUND",
        lambda base: None if isinstance(base, Away) and base.open else About(base),
    ),
    Phrase("DAILY", "FREQUENCY _OF? CLOCK", daily),
    Phrase("DAILY", "EACH_DAY _OF? CLOCK", lambda days, clock: Timed(days, clock.clock, half=clock.half)),
    Phrase("DAILY", "DAILY _TO CLOCK|CLOCK_TOMORROW", until),
    Phrase("TODAY_AT", "CLOCK", lambda clock: replace(NOW_AT, start=clock.clock, half=clock.half)),
    Phrase("TODAY_AT", "TODAY_AT _TO CLOCK|CLOCK_TOMORROW", until),
    Phrase("DUE", "TODAY_AT _BEFORE", lambda today: By(today, "unstated") if today.end is None else None),
    Phrase("DUE", "CLOSING_TIME", lambda words: By(Point(day_shift=0, note="closing"), "unstated")),
    Phrase("RELATIVE", "RELATIVE|POINT|OBSERVANCE _OF? CLOCK", at_clock),
    Phrase("RELATIVE", "RELATIVE _TO CLOCK|CLOCK_TOMORROW", until),
    Phrase("RELATIVE", "RELATIVE|OBSERVANCE _OF? PART_OF_DAY", at_part),
    Phrase("TODAY_AT", "NUMBER _TO CLOCK", from_hour),
    Phrase("EACH_IN_SPAN", "SPAN|RELATIVE _COMMA? CLOCK _TO CLOCK|CLOCK_TOMORROW", on_each_of),
)
SUBJECT = Subject(LEXEMES, PHRASES)
