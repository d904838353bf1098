"""English times of day: 9:00, 9 am, noon, from 9:00 to 11:00, and what they are the times of."""

from __future__ import annotations

import re
from dataclasses import replace

from ...messages import Message
from ..grammar import Phrase
from ..meanings import Frequency, Kept, Point, Range, Refused, Several, Timed, Weekdays
from .dates import clocked
from .text import Meanings, Subject, cue, word

Clocks = tuple[int, int | None]
"""Minutes after midnight, from and to."""
TIMED = "OBSERVANCE|SHIFTED|NTH_FROM|WEEK_OF_DAY|EACH_DAY|SEVERAL|LUNAR_DAY|BRACKETED|RELATIVE"
"""What is no point and still has times of day."""
BEHIND = "EACH_DAY|SEVERAL|OBSERVANCE|NTH_FROM|RELATIVE"
"""That which may also stand behind its time."""


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


WORDS = (
    word("clock", r"\d{1,2}:\d\d(?: ?[ap]\.?m\b\.?)?", _clock),
    word("hour", r"\d{1,2} ?[ap]\.?m\b\.?|noon", _clock),
    word("first day", "on first day", cue("ON_FIRST_DAY")),
    word("last day", "on last day", cue("ON_LAST_DAY")),
)


def hours(point: Point, clocks: Clocks) -> Range | None:
    """A day from one time to another."""
    start, end = clocked(point, clocks[0]), clocked(point, clocks[1] or 0)
    return Range(start, end) if start and end else None


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


def daily(frequency: Frequency, start: int, end: int | None = None) -> Timed | None:
    """Every day at 7:00."""
    return Timed(frequency, start, end) if frequency.period == "day" else None


def filtered(base: Kept, start: int, end: int | None = None) -> Timed | None:
    """Every day in February at 7:00."""
    return None if timed(base) else Timed(base, start, end)


def at_times(rule: object, start: int, end: int | None = None) -> object:
    """The rule with a time of day or from one to another; None where it can have none."""
    match rule:
        case Point():
            return clocked(rule, start) if end is None else hours(rule, (start, end))
        case Weekdays():
            return on_weekdays(rule, start, end)
        case Frequency():
            return daily(rule, start, end)
        case Range() | Timed():
            return None
        case _:
            return Timed(rule, start, end)


def bare_hour(hour: int) -> int | None:
    """At 9: from 7 to 12 in the morning, above on a clock of 24 hours."""
    return hour * 60 if FIRST_HOUR <= hour <= 24 else None


def two_senses(hour: int) -> Refused | None:
    """At 5: of the morning or of the afternoon."""
    return TWO_HOURS if 0 < hour < FIRST_HOUR else None


def ends(span: Range, start: int | None, end: int | None) -> Range | None:
    """A run of days with a time on its first day, on its last or on both."""
    return Range(replace(span.first, clock=start), replace(span.last, clock=end)) if span.last else None


PHRASES = (
    Phrase("POINT", "POINT _COMMA? _AT? CLOCK", clocked),
    Phrase("POINT", "_AT? CLOCK _COMMA? _ON? POINT", lambda clock, point: clocked(point, clock)),
    Phrase("CLOCK_SPAN", "_FROM? CLOCK _TO CLOCK", lambda start, end: (start, end)),
    Phrase("SPAN", "POINT _COMMA? _AT? CLOCK_SPAN", hours),
    Phrase("SPAN", "CLOCK_SPAN _COMMA? _ON? POINT", lambda clocks, point: hours(point, clocks)),
    Phrase("SPAN", "SPAN _COMMA _FROM CLOCK _ON_FIRST_DAY", lambda span, start: ends(span, start, None)),
    Phrase("SPAN", "SPAN _COMMA _UNTIL CLOCK _ON_LAST_DAY", lambda span, end: ends(span, None, end)),
    Phrase("SPAN", "SPAN _COMMA _FROM CLOCK _ON_FIRST_DAY _UNTIL CLOCK _ON_LAST_DAY", ends),
    Phrase("TIMED", f"{TIMED} _COMMA? _AT? CLOCK", Timed),
    Phrase("TIMED", f"{TIMED} _COMMA? _AT? CLOCK_SPAN", lambda base, clocks: Timed(base, *clocks)),
    Phrase("TIMED", "FREQUENCY _COMMA? _AT? CLOCK", daily),
    Phrase("TIMED", "FREQUENCY _COMMA? _AT? CLOCK_SPAN", lambda frequency, clocks: daily(frequency, *clocks)),
    Phrase("WEEKDAYS", "WEEKDAYS _COMMA? _AT? CLOCK", on_weekdays),
    Phrase("WEEKDAYS", "WEEKDAYS _COMMA? _AT? CLOCK_SPAN", lambda days, clocks: on_weekdays(days, *clocks)),
    Phrase("WEEKDAYS", "_AT? CLOCK _COMMA? WEEKDAYS", lambda clock, days: on_weekdays(days, clock)),
    Phrase("WEEKDAYS", "CLOCK_SPAN _COMMA? WEEKDAYS", lambda clocks, days: on_weekdays(days, *clocks)),
    Phrase("TIMED", "_AT? CLOCK _COMMA? FREQUENCY", lambda clock, frequency: daily(frequency, clock)),
    Phrase("TIMED", f"_AT? CLOCK _COMMA? _ON? {BEHIND}", lambda clock, base: Timed(base, clock)),
    Phrase("TIMED", "FILTERED _COMMA? _AT? CLOCK", filtered),
    Phrase("TIMED", "FILTERED _COMMA? _AT? CLOCK_SPAN", lambda base, clocks: filtered(base, *clocks)),
    Phrase("CLOCK", "_AT NUMBER", bare_hour),
    Phrase("REFUSED", "_AT NUMBER", two_senses),
    Phrase("REFUSED", "RULE _COMMA? REFUSED", lambda rule, reason: reason if isinstance(reason, Refused) else None),
    Phrase("TIMED", "CYCLE _COMMA? _AT? CLOCK", Timed),
    Phrase("TIMED", "CYCLE _COMMA? _AT? CLOCK_SPAN", lambda base, clocks: Timed(base, *clocks)),
)
SUBJECT = Subject(words=WORDS, phrases=PHRASES)
