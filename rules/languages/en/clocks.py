"""English times of day: 9:00, 9 am, noon, from 9:00 to 11:00, and what they are the times of."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ...messages import Message
from ..grammar import Phrase
from ..hours import at_hours
from ..meanings import Frequency, Kept, Point, Range, Refused, Several, Timed, Weekdays
from .dates import clocked
from .text import Meanings, Subject, cue, refused, same, word

Clocks = tuple[int, int | None]
"""Minutes after midnight, from and to."""
TIMED = "OBSERVANCE|SHIFTED|NTH_FROM|WEEK_OF_DAY|EACH_DAY|SEVERAL|LUNAR_DAY|BRACKETED|RELATIVE"
"""What is no point and still has times of day."""
BEHIND = "EACH_DAY|SEVERAL|OBSERVANCE|NTH_FROM|RELATIVE"
"""That which may also stand behind its time."""
PARTED = "POINT|WEEKDAYS|RELATIVE|LONE_WEEKDAY|EACH_DAY|SEVERAL|OBSERVANCE|NTH_FROM|FILTERED"
"""That of which a morning or an evening may be meant."""


FIRST_HOUR = 7
"""The first hour that is of the morning where nothing else is given."""
TWO_HOURS = Refused(
    Message("an hour from 1 to 6 may be of the morning or of the afternoon"), Message("write 5 am, 5 pm or 17:00")
)


def _clock(words: str) -> Meanings:
    """9:00, 9 am, 6:30 p.m., noon; 24:00 is the end of the day."""
    words = words.lower()
    if words == "noon":
        return {"CLOCK": 720}
    hour, *rest = map(int, re.findall(r"\d+", words))
    if half := re.search("[ap]", words):
        if not 1 <= hour <= 12:
            return {}
        hour = hour % 12 + (12 if half.group() == "p" else 0)
    minutes = hour * 60 + (rest[0] if rest else 0)
    return {"CLOCK": minutes} if minutes <= 1440 and (not rest or rest[0] < 60) else {}


def _hours(words: str) -> Meanings:
    """6-8 pm: the first is the last such hour before the second."""
    first, last = re.split(r" ?(?:[-–—]|to) ?", words, maxsplit=1)
    end = _clock(last).get("CLOCK")
    starts = [_clock(f"{first} {half}m").get("CLOCK") for half in "pa"]
    start = next((start for start in starts if start is not None and end is not None and start < end), None)
    return {"CLOCK_SPAN": (start, end)} if start is not None else {}


PARTS_OF_DAY = {"morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "evening"}
"""Parts of the day, and what is remarked where no time is stated."""


def _part_of_day(words: str) -> Meanings:
    part = next(part for part in PARTS_OF_DAY if part in words.lower())
    return {"PARTS_OF_DAY": part} if words.lower().endswith("s") else {"PART_OF_DAY": part}


MIDNIGHT = Refused(
    Message("midnight is the beginning of a day to some and its end to others"), Message("write 0:00 or 24:00")
)
WORDS = (
    word("hours", r"\d{1,2}(?::\d\d)? ?(?:[-–—]|to) ?\d{1,2}(?::\d\d)? ?[ap]\.?m\b\.?", _hours),
    word("part of day", r"(?:(?:in|during) )?(?:morning|afternoon|evening)s?|(?:at )?nights?", _part_of_day),
    word("midnight", "(?:at )?midnight", refused(MIDNIGHT)),
    word("clock", r"\d{1,2}:\d\d(?: ?[ap]\.?m\b\.?)?", _clock),
    word("hour", r"\d{1,2} ?[ap]\.?m\b\.?|noon", _clock),
    word("first day", "on first day", cue("ON_FIRST_DAY")),
    word("last day", "on last day", cue("ON_LAST_DAY")),
)


def hours(point: Point, clocks: Clocks) -> Range | None:
    """A day from one time to another, both on that day, which is told of the day of reference once."""
    told_once = replace(point, year_shift=None, month_shift=None, day_shift=None)
    start, end = clocked(point, clocks[0]), replace(told_once, clock=clocks[1] or 0)
    return Range(start, end) if start and clocks[0] < (clocks[1] or 0) else None


def over_midnight(point: Point, clocks: Clocks) -> Timed | None:
    """30 May, 22:00 to 6:00, which is on the next day."""
    return Timed(point, *clocks) if clocked(point, clocks[0]) and clocks[0] >= (clocks[1] or 0) else None


def timed(meaning: object) -> bool:
    """Whether a time of day is given with it."""
    match meaning:
        case Point() | Weekdays():
            return meaning.clock is not None
        case Range():
            return timed(meaning.first) or timed(meaning.last)
        case Kept():
            return timed(meaning.base)
        case Several():
            return any(map(timed, meaning.parts))
        case _:
            return isinstance(meaning, Timed)


def on_weekdays(days: Weekdays, start: int, end: int | None = None) -> Weekdays | None:
    """Weekdays with a time or from one time to another."""
    return replace(days, clock=start, to_clock=end) if days.clock is None else None


def over_days(first: Weekdays, last: int, end: int) -> Weekdays | None:
    """Every Friday 16:00 to Sunday 18:00: one run of hours."""
    fits = len(first.days) == 1 and first.clock is not None and first.to_clock is None
    later = (last - first.days[0]) % 7
    return replace(first, to_clock=end, later=later) if fits and later else None


def daily(frequency: Frequency, start: int, end: int | None = None) -> Timed | None:
    """Every day at 7:00."""
    return Timed(frequency, start, end) if frequency.period == "day" else None


def filtered(base: Kept, start: int, end: int | None = None) -> Timed | None:
    """Every day in February at 7:00."""
    return None if timed(base) else Timed(base, start, end)


def at_times(rule: object, start: int, end: int | None = None) -> Any:
    """The rule with a time of day or from one to another; None where it can have none."""
    match rule:
        case Point():
            if end is None:
                return clocked(rule, start)
            return hours(rule, (start, end)) or over_midnight(rule, (start, end))
        case Weekdays():
            return on_weekdays(rule, start, end)
        case Frequency():
            return daily(rule, start, end)
        case Range() | Timed():
            return None
        case _:
            return Timed(rule, start, end)


def in_part(part: str, clock: int) -> int | None:
    """In the evening at 7, as minutes after midnight; None for an hour that lies in no such part."""
    hour = clock // 60
    if clock > 720 or part == "morning":
        return clock if (clock <= 720) == (part == "morning") and hour < 24 else None
    least = {"afternoon": 1, "evening": 4, "night": 6}[part]
    if clock == 720:
        return clock if part == "afternoon" else None
    return clock + 720 if hour >= least else None


def hour_in_part(part: str, hour: int) -> int | None:
    """The same of a bare hour."""
    return in_part(part, hour * 60) if 0 < hour <= 12 else None


def in_that_part(base: Any, part: str) -> Timed | None:
    """Every Saturday morning: no time is stated."""
    return None if timed(base) else Timed(base, None, note=PARTS_OF_DAY[part])


def each_part(days: tuple[int, ...], part: str) -> Timed:
    """Saturday mornings."""
    return Timed(Weekdays(days), None, note=PARTS_OF_DAY[part])


def each_part_at(days: tuple[int, ...], part: str, clock: int) -> Weekdays | None:
    """Saturday mornings at 8:00."""
    start = in_part(part, clock)
    return Weekdays(days, start) if start is not None else None


DAILY = Frequency(1, "day")


def daily_part(part: str, clock: int) -> Timed | None:
    """Every evening at 7:00."""
    start = in_part(part, clock)
    return Timed(DAILY, start) if start is not None else None


def weekly_at(days: tuple[int, ...], frequency: Frequency, start: int, end: int | None = None) -> Weekdays | None:
    """Monday 9:00 to 11:00 every week."""
    return Weekdays(days, start, end) if frequency == Frequency(1, "week") else None


def bare_hour(hour: int) -> int | None:
    """At 9: from 7 to 12 in the morning, above on a clock of 24 hours."""
    return hour * 60 if FIRST_HOUR <= hour <= 24 else None


def bare_hours(first: int, last: int) -> Clocks | None:
    """From 9 to 17, 9 to 5: the second is the next such hour of the day."""
    start = bare_hour(first)
    if start is None:
        return None
    end = last if last > first else last + 12 if 0 < last < FIRST_HOUR else 0
    return (start, end * 60) if first < end <= 24 else None


def two_senses(hour: int) -> Refused | None:
    """At 5: of the morning or of the afternoon."""
    return TWO_HOURS if 0 < hour < FIRST_HOUR else None


def ends(span: Range, start: int | None, end: int | None) -> Range | None:
    """A run of days with a time on its first day, on its last or on both."""
    return Range(replace(span.first, clock=start), replace(span.last, clock=end)) if span.last else None


PHRASES = (
    Phrase("CLOCKS", "CLOCK _COMMA? _AND _AT? CLOCK", lambda first, last: (first, last)),
    Phrase("CLOCKS", "CLOCK _COMMA CLOCKS", lambda first, rest: (first, *rest)),
    Phrase("ADJUSTED", "FREQUENCY|WEEKDAYS|EACH_DAY|POINT _COMMA? _AT? CLOCKS", at_hours),
    Phrase("POINT", "POINT _COMMA? _AT? CLOCK", clocked),
    Phrase("POINT", "_AT? CLOCK _COMMA? _ON? POINT", lambda clock, point: clocked(point, clock)),
    Phrase("CLOCK_SPAN", "_FROM? CLOCK _TO CLOCK", lambda start, end: (start, end)),
    Phrase("CLOCK_SPAN", "_FROM? NUMBER _TO NUMBER", bare_hours, cost=2),
    Phrase("CLOCK_SPAN", "_BETWEEN CLOCK _AND CLOCK", lambda start, end: (start, end)),
    Phrase("CLOCK_SPAN", "_FROM CLOCK_SPAN", same),
    Phrase("CLOCK", "PART_OF_DAY _COMMA? _AT? CLOCK", in_part),
    Phrase("CLOCK", "PART_OF_DAY _AT NUMBER", hour_in_part),
    Phrase("CLOCK", "_AT? CLOCK PART_OF_DAY", lambda clock, part: in_part(part, clock)),
    Phrase("CLOCK", "_AT? NUMBER PART_OF_DAY", lambda hour, part: hour_in_part(part, hour)),
    Phrase("TIMED", f"{PARTED} PART_OF_DAY", in_that_part),
    Phrase("TIMED", "WEEKDAY_LIST PARTS_OF_DAY", each_part),
    Phrase("WEEKDAYS", "WEEKDAY_LIST PARTS_OF_DAY _AT? CLOCK", each_part_at),
    Phrase(
        "WEEKDAYS", "WEEKDAY_LIST PARTS_OF_DAY _AT NUMBER", lambda days, part, hour: each_part_at(days, part, hour * 60)
    ),
    Phrase("TIMED", "_EVERY PART_OF_DAY", lambda part: Timed(DAILY, None, note=PARTS_OF_DAY[part])),
    Phrase("TIMED", "_EVERY PART_OF_DAY _COMMA? _AT? CLOCK", daily_part),
    Phrase("TIMED", "_EVERY PART_OF_DAY _AT NUMBER", lambda part, hour: daily_part(part, hour * 60)),
    Phrase("SPAN", "POINT _COMMA? _AT? CLOCK_SPAN", hours),
    Phrase("SPAN", "CLOCK_SPAN _COMMA? _ON? POINT", lambda clocks, point: hours(point, clocks)),
    Phrase("TIMED", "POINT _COMMA? _AT? CLOCK_SPAN", over_midnight),
    Phrase("TIMED", "CLOCK_SPAN _COMMA? _ON? POINT", lambda clocks, point: over_midnight(point, clocks)),
    Phrase("SPAN", "SPAN _COMMA _FROM CLOCK _ON_FIRST_DAY", lambda span, start: ends(span, start, None)),
    Phrase("SPAN", "SPAN _COMMA _UNTIL CLOCK _ON_LAST_DAY", lambda span, end: ends(span, None, end)),
    Phrase("SPAN", "SPAN _COMMA _FROM CLOCK _ON_FIRST_DAY _UNTIL CLOCK _ON_LAST_DAY", ends),
    Phrase("TIMED", f"{TIMED} _COMMA? _AT? CLOCK", Timed),
    Phrase("TIMED", f"{TIMED} _COMMA? _AT? CLOCK_SPAN", lambda base, clocks: Timed(base, *clocks)),
    Phrase("TIMED", "FREQUENCY _COMMA? _AT? CLOCK", daily),
    Phrase("TIMED", "FREQUENCY _COMMA? _AT? CLOCK_SPAN", lambda frequency, clocks: daily(frequency, *clocks)),
    Phrase("WEEKDAYS", "WEEKDAYS _COMMA? _AT? CLOCK", on_weekdays),
    Phrase("WEEKDAYS", "WEEKDAYS _COMMA? _AT? CLOCK_SPAN", lambda days, clocks: on_weekdays(days, *clocks)),
    Phrase("WEEKDAYS", "WEEKDAYS _TO|_UNTIL WEEKDAY _COMMA? _AT? CLOCK", over_days),
    Phrase("WEEKDAYS", "_AT? CLOCK _COMMA? WEEKDAYS", lambda clock, days: on_weekdays(days, clock)),
    Phrase("WEEKDAYS", "CLOCK_SPAN _COMMA? WEEKDAYS", lambda clocks, days: on_weekdays(days, *clocks)),
    Phrase("TIMED", "_AT? CLOCK _COMMA? FREQUENCY", lambda clock, frequency: daily(frequency, clock)),
    Phrase("TIMED", "CLOCK_SPAN _COMMA? FREQUENCY", lambda clocks, frequency: daily(frequency, *clocks)),
    Phrase("TIMED", f"_AT? CLOCK _COMMA? _ON? {BEHIND}", lambda clock, base: Timed(base, clock)),
    Phrase("TIMED", "FILTERED _COMMA? _AT? CLOCK", filtered),
    Phrase("TIMED", "FILTERED _COMMA? _AT? CLOCK_SPAN", lambda base, clocks: filtered(base, *clocks)),
    Phrase("CLOCK", "_AT NUMBER", bare_hour),
    Phrase("REFUSED", "_AT NUMBER", two_senses),
    Phrase(
        "WEEKDAYS",
        "WEEKDAY_LIST _COMMA? _AT? CLOCK FREQUENCY",
        lambda days, clock, often: weekly_at(days, often, clock),
    ),
    Phrase(
        "WEEKDAYS",
        "WEEKDAY_LIST _COMMA? _AT? CLOCK_SPAN FREQUENCY",
        lambda days, clocks, often: weekly_at(days, often, *clocks),
    ),
    Phrase("REFUSED", "RULE _COMMA? REFUSED", lambda rule, reason: reason if isinstance(reason, Refused) else None),
    Phrase("TIMED", "CYCLE _COMMA? _AT? CLOCK", Timed),
    Phrase("TIMED", "CYCLE _COMMA? _AT? CLOCK_SPAN", lambda base, clocks: Timed(base, *clocks)),
)
SUBJECT = Subject(words=WORDS, phrases=PHRASES)
