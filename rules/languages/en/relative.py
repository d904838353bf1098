"""English days that lean on the day of reference: next Tuesday, 2 days ago, in 3 weeks, the 18th, this weekend.

A weekday of this, the next or the last week is one of the calendar week from Monday to Sunday; that is a convention.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..grammar import Phrase
from ..meanings import Length, Point, Timed
from ..relative import Amount, Away, Coming, Quarter, Reach, Seven, Stretch, amount_of
from .dates import nested
from .text import Meanings, Subject, constant, cue, same, word

SHIFTS = {"this": 0, "next": 1, "last": -1, "past": -1, "previous": -1}


def _week(words: str) -> Meanings:
    """This week, next quarter, last month."""
    shift, unit = words.lower().rsplit(" ", 1)
    count = SHIFTS.get(shift, 2)
    match unit:
        case "week":
            return {"RELATIVE": Seven(count)}
        case "quarter":
            return {"RELATIVE": Quarter(count)}
        case "weekend":
            return {"RELATIVE": Stretch(Seven(count, 5), Seven(count, 6))}
        case _:
            return {"RELATIVE": Point(month_shift=count)}


THIS = "this|next|last|past|previous"
WORDS = (
    word("yesterday", "yesterday", constant(POINT=Point(day_shift=-1))),
    word("day after tomorrow", "day after tomorrow", constant(POINT=Point(day_shift=2))),
    word("day before yesterday", "day before yesterday", constant(POINT=Point(day_shift=-2))),
    word("week after next", "(?:week|month) after next", lambda words: _week("after next " + words.split(" ")[0])),
    word("week of reference", rf"(?:{THIS}) (?:week(?:end)?|quarter)", _week),
    word("last month", r"(?:last|past|previous) month", _week),
    word("week of reference", "this", cue("THIS")),
    word("coming", r"(?:coming|upcoming)", cue("COMING")),
    word("past", r"past", cue("PAST")),
    word("ago", r"ago", cue("AGO")),
    word("from now", r"(?:from (?:now|today)|hence)", cue("FROM_NOW")),
)


def away(sign: int, size: Length) -> Away:
    """2 days ago, in 3 weeks: the day itself."""
    return Away(sign, replace(amount_of(size), unit="days"))


def reach(how: str, size: Length) -> Reach:
    """Within 3 weeks, the next 10 days."""
    return Reach(_exact(size), how)


def _exact(size: Length) -> Amount:
    return replace(amount_of(size), unit="days")


def weekday_away(weeks: int, weekday: int) -> Seven:
    """This Friday, next Tuesday."""
    return Seven(weeks, weekday, "weeks" if weeks else None)


def weekday_in(weekday: int, week: Any) -> Seven | None:
    """Wednesday next week, Friday of this week."""
    fits = isinstance(week, Seven) and week.weekday is None and week.weeks is not None
    return weekday_away(week.weeks or 0, weekday) if fits else None


def last_weekday(count: int, weekday: int) -> Seven | None:
    """Last Friday, by itself."""
    return weekday_away(-1, weekday) if count == -1 else None


def coming(weekday: int) -> Seven:
    """Friday, the coming Friday."""
    return Seven(None, weekday, "coming")


def at(base: Any, clock: int) -> Timed:
    """Next Friday at 17:00."""
    return Timed(base, clock)


def next_month(month: int, fine: Point | None = None) -> Coming | None:
    """Next March, the 15th of next March, the end of next March."""
    point = nested(fine, Point(month=month)) if fine else Point(month=month)
    return Coming(point) if point else None


PHRASES = (
    Phrase("RELATIVE", "_NEXT|_COMING MONTH", next_month),
    Phrase("RELATIVE", "POINT _OF? _NEXT|_COMING MONTH", lambda fine, month: next_month(month, fine)),
    Phrase("RELATIVE", "_NEXT|_COMING MONTH NUMBER|ORDINAL", lambda month, day: next_month(month, Point(day=day))),
    Phrase("POINT", "_THIS MONTH", lambda month: Point(year_shift=0, month=month)),
    Phrase("RELATIVE", "_THIS WEEKDAY", lambda weekday: weekday_away(0, weekday)),
    Phrase("RELATIVE", "_NEXT WEEKDAY", lambda weekday: weekday_away(1, weekday)),
    Phrase("RELATIVE", "ORDINAL WEEKDAY", last_weekday),
    Phrase("RELATIVE", "_ON? WEEKDAY _OF? RELATIVE", weekday_in),
    Phrase("RELATIVE", "_COMING WEEKDAY", coming),
    Phrase("RELATIVE", "LENGTH _AGO", lambda size: away(-1, size)),
    Phrase("RELATIVE", "LENGTH _FROM_NOW", lambda size: away(1, size)),
    Phrase("RELATIVE", "_IN LENGTH", lambda size: away(1, size)),
    Phrase("RELATIVE", "_WITHIN LENGTH", lambda size: reach("within", size)),
    Phrase("RELATIVE", "_ON|_WITHIN? _NEXT|_COMING LENGTH", lambda size: reach("coming", size)),
    Phrase("RELATIVE", "_ON|_WITHIN? _PAST LENGTH", lambda size: reach("past", size)),
    Phrase("RELATIVE", "_ON RELATIVE", same),
    Phrase("LONE_DAY", "_ON LONE_DAY", same),
    Phrase("LONE_WEEKDAY", "_ON? WEEKDAY", coming),
    Phrase("RELATIVE", "LONE_WEEKDAY _COMMA? _AT? CLOCK", at),
)
SUBJECT = Subject(words=WORDS, phrases=PHRASES)
