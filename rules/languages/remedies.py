"""What to write where all words are understood and still do not join: a day of the month in a week, so many times a year."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..messages import Message
from .meanings import DAY, By, Frequency, Point, Range, Roll

IN_PERIOD: dict[tuple[str, str], Message] = {
    ("zh", "day"): Message("a day holds times and no other days, as in {rule}", rule="每天9:00"),
    ("en", "day"): Message("a day holds times and no other days, as in {rule}", rule="every day at 9:00"),
    ("zh", "week"): Message("a week holds weekdays and no other days, as in {rule}", rule="每周一"),
    ("en", "week"): Message("a week holds weekdays and no other days, as in {rule}", rule="every Monday"),
    ("zh", "quarter"): Message("say of which month of the quarter, as in {rule}", rule="每季度首月10日"),
    ("en", "quarter"): Message(
        "say of which month of the quarter, as in {rule}", rule="the 10th of the first month of every quarter"
    ),
    ("zh", "half"): Message("say of which month of the half year, as in {rule}", rule="每半年首月10日"),
    ("en", "half"): Message(
        "say of which month of the half year, as in {rule}", rule="the 10th of the first month of every half-year"
    ),
}
"""By language and period, which days of it can be named and how."""
TIMES = re.compile(
    r"(?:[年月周季天日]|季度|星期|学期)[内里中]?(?:至少|不少于)?(?!一次|1次)(?:[一二两三四五六七八九十几]+|(?<!\d)\d{1,3})次"
)
ORDINAL = re.compile(r"\b(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|last)\b", re.ASCII | re.IGNORECASE)


def in_period(text: str, meanings: Iterable[object], lang: str) -> Message | None:
    """How a day of the period is named, where there is a period of each and a day that it has not.

    >>> in_period("每周10日", [Frequency(1, "week"), Point(day=10)], "zh").say()
    'a week holds weekdays and no other days, as in 每周一'
    """
    parts = tuple(meanings)
    period = next((part.period for part in parts if isinstance(part, Frequency)), "")
    of_period = any(map(_is_day, parts)) or (lang == "en" and ORDINAL.search(text))
    return IN_PERIOD.get((lang, period)) if of_period else None


def _is_day(meaning: object) -> bool:
    """Whether it is a day, or a week, that says nothing of its month."""
    match meaning:
        case Point():
            return meaning.grains[0] == DAY and not meaning.on_other
        case Range(first=base) | By(base=base) | Roll(base=base):
            return _is_day(base)
    return False


def so_many_times(text: str) -> tuple[int, int] | None:
    """Where the text says so many times a year and no days: 一年两次."""
    found = TIMES.search(text)
    return found.span() if found else None


SOME_TIMES = Message("so many times a year names no dates")
"""What is said of them."""
PERIODS = {"天": "天", "日": "天", "周": "周", "星": "周", "月": "月"}
"""What a period of so many times begins with, and which of TIMES_IN it is."""
TIMES_IN: dict[str, tuple[Message, Message]] = {
    "天": (Message("so many times a day names no times"), Message("name the times, as in 每天9:00")),
    "周": (Message("so many times a week names no days"), Message("name the weekdays, as in 每周一和周四")),
    "月": (Message("so many times a month names no days"), Message("name the days, as in 每月1日和15日")),
}
"""What is said of so many times in a shorter period, and what to write."""


def times_named(words: str, lang: str) -> tuple[Message, Message]:
    """What is said of words that say so many times in a period, and what to write instead.

    >>> times_named("每周两次", "zh")[1].say()
    'name the weekdays, as in 每周一和周四'
    """
    period = next((mark for mark in words if mark in PERIODS), "")
    return TIMES_IN.get(PERIODS.get(period, "")) or (SOME_TIMES, name_the_days(words, lang))


EVENLY: dict[str, dict[int, str]] = {
    "zh": {2: "每半年", 3: "每4个月", 4: "每季度", 6: "每2个月", 12: "每月"},
    "en": {2: "every half-year", 3: "every 4 months", 4: "every quarter", 6: "every 2 months", 12: "every month"},
}
"""By language, the period of what takes place so many times a year and is evenly spread over it."""


def name_the_days(text: str, lang: str) -> Message:
    """What to write instead of so many times a year: the period where the year has so many, else the days.

    >>> name_the_days("一年两次", "zh").say()
    'write 每半年 where they are evenly spread, or name the days, as in 每年5月30日'
    """
    match = YEARLY.search(text)
    times = COUNTS.get(match.group(match.lastindex or 0).lower(), 0) if match else 0
    if rule := EVENLY[lang].get(times):
        day = {"zh": "每年5月30日", "en": "30 May"}[lang]
        return Message("write {rule} where they are evenly spread, or name the days, as in {day}", rule=rule, day=day)
    if lang == "en":
        return Message("name the days, as in 30 May, or the period: every quarter")
    return Message("name the days, as in 每年5月30日, or the period, as in 每半年")


YEARLY = re.compile(
    r"年[内里中]?([二两三四六]|十二|[2346]|12)次"
    r"|\b(twice|two|three|four|six|twelve|[2346]|12)(?: times)? (?:(?:a|per|each|every) year|annually|yearly)\b",
    re.ASCII | re.IGNORECASE,
)
"""So many times a year, where a period comes round so often."""
COUNTS = {
    "二": 2, "两": 2, "三": 3, "四": 4, "六": 6, "十二": 12, "twice": 2, "two": 2, "three": 3, "four": 4,
    "six": 6, "twelve": 12, **{str(n): n for n in (2, 3, 4, 6, 12)},
}  # fmt: skip
"""Those numbers, as they are written there."""
