"""English dates: days, months and years, in figures and in words, told from the day of reference, and parts of months."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from ...clock import Clock
from ...kinds import DayOfYear, Fixed
from ...kinds.civil import month_days
from ...messages import Message
from ..grammar import Phrase
from ..joining import dated
from ..meanings import DAY, YEAR, Point, Refused, combine, under
from .names import MONTH, MONTHS, place_of
from .numbers import place
from .text import Meanings, Subject, constant, cue, point, refused, same, sign, word
from .writing import EVERY_YEAR, Name, hours, named, timed, words

SHIFTS = (("this", 0), ("next", 1), ("last", -1))
"""Years and months told from the day of reference; the last month is that of a year: last month of 2026."""
PART_OF_MONTH = Refused(
    Message("early, mid and late have no fixed days in English"),
    Message("write the days, or the first, middle or last third of the month"),
)
BEGINNING = Refused(Message("no text says how long a beginning lasts"), Message("write the days, as in 1 to 10 March"))

# ------------------------------------------------------------------ words


def _full_date(words: str) -> Meanings:
    year, month, day = map(int, re.split("[-/]", words))
    return point(year=year, month=month, day=day)


def _month_day(words: str) -> Meanings:
    month, day = map(int, words.split("-"))
    return point(month=month, day=day)


def _slashes(words: str) -> Meanings:
    """30/5, 5/30/2026: a date where only one order makes one; refused with both readings where both do."""
    one, other, *years = map(int, words.split("/"))
    year = years[0] + (2000 if years[0] < 100 else 0) if years else None
    orders = [
        (day, month)
        for day, month in dict.fromkeys(((one, other), (other, one)))
        if 1 <= month <= 12 and 1 <= day <= 31
    ]
    if len(orders) == 1:
        (day, month), *_ = orders
        return point(year=year, month=month, day=day)
    if not orders:
        return {}
    us, eu = (f"{day} {MONTHS[month - 1]}" for day, month in reversed(orders))
    said = Message("“{words}” is {one} to some and {other} to others", words=words, one=us, other=eu)
    return {"REFUSED": Refused(said, Message("write the month by its name, or 2026-05-30"))}


def _year(words: str) -> Meanings:
    return {"YEAR_NUMBER": int(words), "POINT": Point(year=int(words))}


def _month(words: str) -> Meanings:
    number = place_of(MONTHS, words)
    return {"MONTH": number, "POINT": Point(month=number)}


EACH = "(?:(?:each|every) )?"
LAST_DAY = r",? ?(?:or|or else|else)(?: on)? last(?: day)?(?: of month)?(?!\w)"
SIGNS = (sign("or the last day", LAST_DAY, cue("OR_LAST_DAY")),)
WORDS = (
    word("date", r"(?:19|20|21)\d\d(?:-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2})", _full_date),
    word("month-day", r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", _month_day),
    word("slashes", r"\d{1,2}/\d{1,2}(?:/\d{2,4})?", _slashes),
    word("year", r"[1-9]\d{3}", _year),
    word("the year", "year", cue("YEAR_WORD")),
    *(word("year of reference", f"{told} year", constant(POINT=Point(year_shift=n))) for told, n in SHIFTS),
    *(word("month of reference", f"{told} month", constant(POINT=Point(month_shift=n))) for told, n in SHIFTS if n >= 0),
    word("day of reference", "today", constant(POINT=Point(day_shift=0))),
    word("day of reference", "tomorrow", constant(POINT=Point(day_shift=1))),
    word("third of a month", r"first (?:third|ten days)", constant(POINT=Point(part="first"))),
    word("third of a month", r"(?:middle|second) (?:third|ten days)", constant(POINT=Point(part="middle"))),
    word("third of a month", r"last third", constant(POINT=Point(part="last"))),
    word("part of a month", rf"(?:early|mid|late)[- ](?:(?:in|of) )?(?:{MONTH}|month)", refused(PART_OF_MONTH)),
    word("beginning", "beginning|start", refused(BEGINNING)),
    word("end of year", rf"{EACH}year[- ]end|(?:at )?end of {EACH}year", constant(POINT=Point(month=12, part="end"))),
    word("end of month", rf"{EACH}month[- ]end|(?:at )?end of month", constant(POINT=Point(monthly=True, part="end"))),
    word("end", r"(?:at )?end of", constant(POINT=Point(part="end"))),
    word("month", MONTH, _month),
)  # fmt: skip

# ------------------------------------------------------------------ phrases


def nested(fine: Point, coarse: Point) -> Point | None:
    """Third Saturday and September, 30 May and 2026: English names the finer part first."""
    if fine.nth and coarse.grains == (YEAR, YEAR) and fine == replace(fine, year=None, month=None, monthly=False):
        workday = fine.nth[1] == "workday" and (fine.period or not coarse.yearly)
        return combine(coarse, replace(fine, period=fine.period or "year")) if workday else None
    return under(coarse, fine) if fine.nth or not fine.monthly else None


def in_month(count: int, month: int) -> Point | None:
    """30 May, 30th of May, May 30, the last day of May; three digits and more are a year."""
    return Point(month=month, day=count) if count < 100 else None


def nth(count: int, unit: str) -> Point | None:
    """The third week, the last working day, the 15th day: of a month that is named beside it."""
    if unit == "day":
        return Point(day=count)
    return Point(nth=(count, unit)) if unit in ("week", "workday") else None


def whole(point: Point) -> Point | None:
    """What is a rule by itself: a bare first or 15th says too little, and so does the end of."""
    return (
        point
        if dated(point) and point not in (Point(day=point.day), Point(day=point.day, or_last=True), Point(part="end"))
        else None
    )


def or_last(point: Point, words: str) -> Point | None:
    """The 31st of every month, or the last day; the 31st or the last day of the month."""
    if point == Point(day=point.day) and "month" in words.lower():
        return replace(point, monthly=True, or_last=True)
    return replace(point, or_last=True) if point.day and point.grains[1] == DAY else None


PHRASES = (
    Phrase("POINT", "NUMBER|ORDINAL _OF? MONTH", in_month),
    Phrase("POINT", "MONTH NUMBER|ORDINAL", lambda month, count: in_month(count, month)),
    Phrase("POINT", "ORDINAL", lambda count: Point(day=count)),
    Phrase("POINT", "ORDINAL UNIT", nth),
    Phrase("POINT", "UNIT NUMBER", lambda unit, count: nth(count, unit) if count else None),
    Phrase("POINT", "_YEAR_WORD YEAR_NUMBER", lambda year: Point(year=year)),
    Phrase("POINT", "POINT _OF? POINT", nested),
    Phrase("POINT", "POINT _COMMA POINT", lambda fine, coarse: nested(fine, coarse) if coarse.grains == (YEAR, YEAR) else None),
    Phrase("POINT", "POINT POINT", under),
    Phrase("POINT", "_ON POINT", dated),
    Phrase("POINT", "POINT POINT_NOTE", combine),
    Phrase("POINT", "POINT OR_LAST_DAY", or_last),
    Phrase("WHOLE_POINT", "POINT", whole),
    Phrase("REFUSED", "REFUSED _COMMA? _OF? POINT|UNIT|FREQUENCY|BOUNDS", lambda reason, _: reason),
    Phrase("REFUSED", "_NOT_LATER_THAN|_BEFORE|_ON REFUSED", same),
)  # fmt: skip
SUBJECT = Subject(SIGNS, WORDS, PHRASES)


def inheriting(first: Point, last: Point) -> Point:
    """The first of two with the coarser parts that are named only with the last."""
    if first.monthly or first.grains[0] <= last.grains[0]:
        return first
    whole = Point(
        year=last.year,
        yearly=last.yearly,
        among=last.among,
        monthly=last.monthly,
        month=last.month if first.grains[0] >= DAY else None,
    )
    return combine(whole, first)


def clocked(point: Point, clock: int) -> Point | None:
    """The day with a time, where it is one day and has none yet."""
    one_day = point.grains[1] == DAY and point.part in (None, "end")
    return replace(point, clock=clock) if point.clock is None and one_day else None


def of_day(point: Point) -> bool:
    """Whether the point is a day, not a part of a month."""
    return point.grains[1] == DAY and not point.part


def day_at_end(base: Any) -> Any:
    """The end of a month or a year as its last day, for what is counted from it; anything else as it is."""
    return replace(base, part=None, day=-1) if isinstance(base, Point) and base.part == "end" else base


# ------------------------------------------------------------------ written

SEASONS = {(3 * q - 2, 3 * q): f"the {place(q)} quarter" for q in range(1, 5)} | {
    (1, 6): "the first half",
    (7, 12): "the second half",
}
"""Quarters and halves by their first and last months."""


def month_day(month: int, day: int) -> str:
    """A day of a month: 30 May, the last day of February."""
    return f"{day} {MONTHS[month - 1]}" if day > 0 else f"the {place(day)} day of {MONTHS[month - 1]}"


def civil(day: date) -> str:
    """A date: 30 May 2026."""
    return f"{month_day(day.month, day.day)} {day.year}"


@named.register
def _(rule: DayOfYear) -> Name:
    return Name(f"the {place(rule.n)} day", EVERY_YEAR, of=True, point=True)


@named.register
def _(rule: Fixed) -> Name:
    first, last = rule.first, rule.last
    if last is None:
        return Name(f"from {civil(first)} on")
    if first == last:
        return Name(civil(first), point=True)
    if first.day == 1 and last.day == month_days(last.year, last.month):
        return _months(first, last)
    if first.year != last.year:
        return Name(f"{civil(first)} to {civil(last)}")
    start = str(first.day) if first.month == last.month else month_day(first.month, first.day)
    return Name(f"{start} to {civil(last)}")


def _months(first: date, last: date) -> Name:
    """Whole months, quarters, halves or years."""
    if (first.month, last.month) == (1, 12):
        one = f"{first.year}" if 1900 <= first.year < 2100 else f"the year {first.year}"
        return Name(one, point=True) if first.year == last.year else Name(f"{first.year} to {last.year}")
    if first.year != last.year:
        return Name(f"{MONTHS[first.month - 1]} {first.year} to {MONTHS[last.month - 1]} {last.year}")
    if season := SEASONS.get((first.month, last.month)):
        return Name(f"{season} of {last.year}", point=True)
    end = f"{MONTHS[last.month - 1]} {last.year}"
    return Name(end, point=True) if first.month == last.month else Name(f"{MONTHS[first.month - 1]} to {end}")


@words.register
def _(rule: Fixed, clock: Clock | None = None) -> str:
    if clock and not rule.last:
        return f"from {civil(rule.first)} at {hours(clock)[0]} on"
    return timed(named(rule).text, clock, rule.first == rule.last)
