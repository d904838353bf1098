"""cron's five fields as a rule: minute, hour, day of the month, month, weekday."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ..clock import Clock
from ..errors import UnreadRule
from ..kinds import Filtered, Monthly, NthWeekday, Periodic, Rfc5545, Together, Weekly, Yearly
from ..kinds.civil import LONGEST
from ..kinds.filters import months_rule
from ..messages import Message
from ..recurrence import Recurrence
from ..rfc5545.rrule import Day, Month, RRule
from ..rule import Rule

MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
"""By cron's numbers: Sunday is 0, and 7."""
START = datetime(1, 1, 1)
"""From when cron's rules hold that are told by an RRULE: they name no beginning."""
MOST_RULES = 4
"""Days that are named one by one; more are told by an RRULE, and so are days of the month beside weekdays of some months."""
SHAPE = Message("write minute, hour, day of the month, month and weekday, as in 0 9 * * 1")
_WHOLE = re.compile(
    r"[\d*/,-]+\s+[\d*/,-]+\s+[\d*?/,LW-]+\s+(?:[\d*/,-]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)+"
    r"\s+(?:[\d*?/,#L-]|sun|mon|tue|wed|thu|fri|sat)+",
    re.ASCII | re.IGNORECASE,
)
_LOOSE = re.compile(r"[\d*/,-]+(?:\s+[\w*?/,#-]+){2,6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """One of the five: its name, its numbers, and the names that stand for them."""

    name: Message
    low: int
    high: int
    names: dict[str, int]


FIELDS = (
    Field(Message("the minute"), 0, 59, {}),
    Field(Message("the hour"), 0, 23, {}),
    Field(Message("the day of the month"), 1, 31, {}),
    Field(Message("the month"), 1, 12, {name: n + 1 for n, name in enumerate(MONTHS)}),
    Field(Message("the weekday"), 0, 7, {name: n for n, name in enumerate(WEEKDAYS)}),
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a field lets pass: its numbers, or all; what L and # add; whether it begins with a star."""

    numbers: tuple[int, ...]
    all: bool
    star: bool
    last: tuple[int, ...] = ()
    """Weekdays the last of which is meant (5L), or -1 for the last day of the month."""
    nth: tuple[tuple[int, int], ...] = ()
    """(weekday, n) for 5#3."""


def is_cron(text: str) -> bool:
    """Whether the text means to be cron's fields or one of its @names.

    Five bare numbers are, where each lies in its range; what is no field for certain is not.

    >>> [is_cron(text) for text in ("0 9 * * 1", "0 9 * *", "@weekly", "5 30 9", "9 5 30 1 2026")]
    [True, True, True, False, False]
    """
    if text[:1] not in "@*0123456789" or not text:
        return False
    if text[0] == "@":
        return text[1:].isalpha() and text.isascii()
    if "*" in text and _LOOSE.fullmatch(text):
        return True
    if not _WHOLE.fullmatch(text):
        return False
    fields = zip(text.split(), FIELDS, strict=True)
    return all(not part.isdigit() or field.low <= int(part) <= field.high for part, field in fields)


def read_cron(text: str) -> Recurrence:
    """The recurrence of cron's five fields; what takes place once a day is a rule with a clock, as its words would give.

    Where day of the month and weekday both are given either of them is enough, unless one begins with a star (crontab(5)).

    >>> read_cron("0 9 * * 1").rule, read_cron("0 9 * * 1").clock
    (Weekly(weekdays=(0,)), Clock(start=540, end=None))

    Raises UnreadRule with the place of what is no field.
    """
    if text[0] == "@":
        if text.lower() not in MACROS:
            known = Message("there are {names}", names=", ".join(MACROS))
            raise UnreadRule(text, 0, len(text), Message("“{text}” names no dates", text=text[:40]), known)
        return read_cron(MACROS[text.lower()])
    parts = list(re.finditer(r"\S+", text))
    if len(parts) != len(FIELDS):
        said = Message("cron has five fields, and here are {count}", count=len(parts))
        start = parts[len(FIELDS)].start() if len(parts) > len(FIELDS) else 0
        raise UnreadRule(text, start, len(text), said, SHAPE)
    minute, hour, *days = (_chosen(text, part, field) for part, field in zip(parts, FIELDS, strict=True))
    rule = _rule(*days)
    if rule and len(minute.numbers) == len(hour.numbers) == 1:
        return Recurrence(rule, clock=Clock(60 * hour.numbers[0] + minute.numbers[0]))
    return Recurrence(Rfc5545(START, rules=tuple(_rrules(minute, hour, *days))))


# ------------------------------------------------------------------ reading a field


def _chosen(text: str, whole: re.Match[str], field: Field) -> Chosen:
    numbers: set[int] = set()
    last: list[int] = []
    nth: list[tuple[int, int]] = []
    place = whole.start()
    for piece in whole.group().split(","):
        if extended := _extended(piece, field):
            last += extended.last
            nth += extended.nth
        else:
            numbers |= set(_numbers(text, place, piece, field))
        place += len(piece) + 1
    every = set(range(field.low, field.high + 1))
    if field.high == 7:
        numbers, every = {n % 7 for n in numbers}, set(range(7))
    star = whole.group()[0] in "*?"
    return Chosen(tuple(sorted(numbers)), numbers == every, star, tuple(last), tuple(nth))


def _extended(piece: str, field: Field) -> Chosen | None:
    """L for the last day, 5L for the last Friday, 5#3 for the third; None for what has only numbers."""
    if field.high == 31 and piece == "L":
        return Chosen((), False, False, last=(-1,))
    match = re.fullmatch(r"([0-7]|[a-z]{3})(?:(L)|#([1-5]))", piece, re.ASCII | re.IGNORECASE)
    if field.high != 7 or not match:
        return None
    weekday = field.names.get(match[1].lower(), int(match[1]) % 7 if match[1].isdigit() else None)
    if weekday is None:
        return None
    return (
        Chosen((), False, False, last=(weekday,))
        if match[2]
        else Chosen((), False, False, nth=((weekday, int(match[3])),))
    )


def _numbers(text: str, place: int, piece: str, field: Field) -> Iterable[int]:
    """The numbers of *, 5, 5-9, */15 or 5-59/15."""
    span, slash, step = piece.partition("/")
    if span in ("*", "?"):
        first, last = field.low, field.high
        if field.high == 7:
            last = 6
    else:
        begin, dash, end = span.partition("-")
        first = _number(text, place, begin, field, piece)
        last = _number(text, place + len(begin) + 1, end, field, piece) if dash else first
        if slash and not dash:
            last = field.high
        if field.high == 7 and dash and last == 0:
            last = 7  # fri-sun
    if last < first:
        said = Message("{first}-{last} goes backwards", first=first, last=last)
        remedy = Message("write {first}-{high},{low}-{last}", first=first, high=field.high, low=field.low, last=last)
        raise _refused(text, place, piece, said, remedy)
    if slash and not (step.isascii() and step.isdigit() and int(step) > 0):
        raise _refused(text, place, piece, Message("“{step}” is no step", step=step), Message("write */15 or 8-18/2"))
    return range(first, last + 1, int(step) if slash else 1)


def _number(text: str, place: int, word: str, field: Field, piece: str) -> int:
    if word.lower() in field.names:
        return field.names[word.lower()]
    if word.isascii() and word.isdigit() and field.low <= int(word) <= field.high:
        return int(word)
    in_words = _in_words(piece) if field.high == 31 else None
    word = piece if in_words else word
    said = Message("{field} cannot be “{words}”", field=field.name, words=word[:20] or piece[:20])
    remedy = in_words or Message(
        "write numbers from {low} to {high}, *, lists, ranges or steps", low=field.low, high=field.high
    )
    if field.names:
        remedy = Message("{remedy}, or {names}", remedy=remedy, names=", ".join(field.names))
    raise _refused(text, place, word or piece, said, remedy)


def _in_words(piece: str) -> Message | None:
    """How the days that only words name are written: 15W, LW, L-3."""
    if piece.upper() == "LW":
        return Message("the last working day of the month is written in words: 每月最后一个工作日")
    if match := re.fullmatch(r"(\d{1,2})W", piece, re.ASCII | re.IGNORECASE):
        return Message(
            "the working day nearest to a day is written in words: 每月{day}日，遇节假日就近调整", day=int(match[1])
        )
    if match := re.fullmatch(r"L-([12]?\d|30)", piece, re.ASCII | re.IGNORECASE):
        return Message("the day {n} days before the last of the month is written in words: 每月倒数第{nth}日",
                       n=int(match[1]), nth=int(match[1]) + 1)  # fmt: skip
    return None


def _refused(text: str, place: int, words: str, said: Message, remedy: Message) -> UnreadRule:
    return UnreadRule(text, place, min(place + max(len(words), 1), len(text)), said, remedy)


# ------------------------------------------------------------------ what the fields mean


def _rule(days: Chosen, months: Chosen, weekdays: Chosen) -> Rule | None:
    """The days as a rule of the other kinds; None where too many would be named one by one."""
    by_day = list(_by_day(days, months))
    by_week = list(_by_week(weekdays, months))
    kept = bool(weekdays.numbers) and not weekdays.all and not months.all
    if len(by_day) + len(by_week) > MOST_RULES or (by_day and kept):
        return None
    if by_day and by_week and (days.star or weekdays.star):
        return None if weekdays.nth or weekdays.last else Filtered(_together(by_day), Weekly(_monday_first(weekdays)))
    if not (days.all or weekdays.all) or (by_day or by_week):
        return _together([*by_day, *by_week]) if by_day or by_week else None
    return _kept(Periodic("day"), months) if days.all and weekdays.all else None


def _together(rules: list[Rule]) -> Rule:
    return Together(tuple(rules)) if len(rules) > 1 else rules[0]


def _by_day(days: Chosen, months: Chosen) -> Iterator[Rule]:
    if days.all:
        return
    for day in (*days.numbers, *days.last):
        if months.all:
            yield Monthly(day)
        else:
            yield from (_yearly(month, day) for month in months.numbers if day <= LONGEST[month - 1])


def _yearly(month: int, day: int) -> Yearly:
    """The day of the month; the last by its number, as its words have it, where it has one."""
    return Yearly(month, day if month == 2 or day > 0 else LONGEST[month - 1])


def _by_week(weekdays: Chosen, months: Chosen) -> Iterator[Rule]:
    if weekdays.all:
        return
    if weekdays.numbers:
        yield _kept(Weekly(_monday_first(weekdays)), months)
    for month in (0,) if months.all else months.numbers:
        yield from (NthWeekday(month, n, weekday) for n, weekday in _numbered(weekdays))


def _numbered(weekdays: Chosen) -> list[tuple[int, int]]:
    """(3, 4) for 5#3, the third Friday, and (-1, 4) for 5L."""
    last = [(-1, (weekday - 1) % 7) for weekday in weekdays.last]
    return [(n, (weekday - 1) % 7) for weekday, n in weekdays.nth] + last


def _kept(rule: Rule, months: Chosen) -> Rule:
    return rule if months.all else Filtered(rule, months_rule(months.numbers))


def _monday_first(weekdays: Chosen) -> tuple[int, ...]:
    return tuple(sorted((number - 1) % 7 for number in weekdays.numbers))


def _rrules(minute: Chosen, hour: Chosen, days: Chosen, months: Chosen, weekdays: Chosen) -> Iterator[RRule]:
    """The same as RRULEs, one for the days of the month and one for the weekdays where either is enough."""
    freq = "MINUTELY" if minute.all else "HOURLY" if hour.all else "DAILY"
    every = RRule(
        freq,
        by_month=() if months.all else tuple(map(Month, months.numbers)),
        by_hour=() if hour.all else hour.numbers,
        by_minute=() if minute.all else minute.numbers,
    )
    on_days = replace(every, by_month_day=tuple(sorted((*days.numbers, *days.last))))
    by_day = tuple(Day(0, day) for day in _monday_first(weekdays))
    found = [] if days.all else [on_days]
    if by_day and not weekdays.all:
        found.append(replace(every, by_day=by_day))
        if len(found) == 2 and (days.star or weekdays.star):
            found = [replace(on_days, by_day=by_day)]
    if numbered := _numbered(weekdays):
        by_nth = tuple(sorted(Day(n, day) for n, day in numbered))
        found.append(replace(every, freq="MONTHLY", by_day=by_nth, by_hour=hour.numbers, by_minute=minute.numbers))
    yield from found or [every]
