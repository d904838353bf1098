"""English numbers: cardinals, and ordinals from either end."""

from __future__ import annotations

import re

from ..meanings import Point
from .text import Meanings, Subject, cue, word

ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
            "nineteenth")  # fmt: skip
CARDINAL = rf"(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(ONES[:9])})\b)?|{'|'.join(ONES)}"
ORDINAL = rf"(?:twenty|thirty)[- ](?:{'|'.join(ORDINALS[:9])})|{'|'.join(ORDINALS)}|twentieth|thirtieth"
NTH = rf"(?:\d{{1,3}}(?:st|nd|rd|th)|{ORDINAL})"
FROM_END = rf"({NTH})(?:-to-|-from-|[- ])last|(?:next-to-)?last|penultimate"
"""The last, and the nth before it; “2nd to last” has its hyphens where texts are made even."""


def number(words: str) -> int:
    """The number that digits or words write: 15, fifteen, fifteenth, 15th, thirty-first.

    >>> number("thirty-first"), number("22nd"), number("sixty"), number("twentieth")
    (31, 22, 60, 20)
    """
    words = words.lower()
    if digits := re.match(r"\d+", words):
        return int(digits.group())
    words = re.sub(r"(?<=[tf])ieth$", "y", words)
    total = 0
    for part in re.split("[- ]", words):
        total += TENS.get(part) or (ONES if part in ONES else ORDINALS).index(part) + 1
    return total


def ordinal(words: str) -> int:
    """A place in a row, from the end where negative.

    >>> ordinal("third"), ordinal("last"), ordinal("2nd-to-last")
    (3, -1, -2)
    >>> ordinal("seventh-last"), ordinal("penultimate")
    (-7, -2)
    """
    from_end = re.fullmatch(FROM_END, words, re.IGNORECASE)
    if not from_end:
        return number(words)
    return -number(from_end[1]) if from_end[1] else -1 if words.lower() == "last" else -2


def _ordinal(words: str) -> Meanings:
    count = ordinal(words)
    if words[0].isdigit() and 1 <= count <= 31:  # the 18th, by itself that of the month of reference
        return {"ORDINAL": count, "LONE_DAY": Point(day=count, month_shift=0, note="month")}
    return {"ORDINAL": count}


def _number(words: str) -> Meanings:
    return {"NUMBER": number(words)}


SUBJECT = Subject(
    words=(
        word("ordinal", rf"{NTH}(?:-to-|-from-|[- ])last|(?:next-to-)?last|penultimate|{NTH}", _ordinal),
        word("number", rf"\d{{1,5}}|{CARDINAL}", _number),
        word("a", "an?", cue("ARTICLE")),
    ),
)


def place(count: int) -> str:
    """A place in a row: 3rd, last, 2nd-to-last.

    >>> place(3), place(11), place(-1), place(-2)
    ('3rd', '11th', 'last', '2nd-to-last')
    """
    if count == -1:
        return "last"
    size = abs(count)
    ending = "th" if size % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(size % 10, "th")
    return f"{size}{ending}" + ("-to-last" if count < 0 else "")
