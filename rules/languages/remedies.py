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


SOME_TIMES = (
    Message("so many times a year names no dates"),
    Message("name the days, as in 每年5月30日, or the period, as in 每半年"),
)
"""What is said of them, and what to write."""
