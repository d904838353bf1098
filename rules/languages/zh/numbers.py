"""Chinese numerals, as they are read and as they are written."""

from __future__ import annotations

import re

from ..grammar import Lexeme
from .lexemes import Subject

NUMERAL = "零〇○一二两三四五六七八九十百廿"
LETTER_ZEROS = "OoОоΟο◯"
"""Letters of three alphabets, and a circle, that stand for 〇."""
ZERO = f"零〇○{LETTER_ZEROS}"
DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | dict.fromkeys(ZERO, 0) | {"两": 2, "正": 1, "首": 1}
SPOKEN = f"[{ZERO}一二两三四五六七八九]+|[一二两三四五六七八九]?百?零?[二三四五六七八九一]?[十廿]?[一二三四五六七八九]?"
COUNT = rf"(?:\d{{1,3}}|[{NUMERAL}]{{1,5}})"
"""A count of up to three digits or five numerals."""
WEEKDAY = "一二三四五六日天"
"""The days of a week by their numerals, Sunday by two names."""
TIMES = "次场届期节堂回班轮"
"""Measure words behind which a number says how often."""
LAST_OF_2000S = 30
"""Two digits up to this are a year from 2000 on, above it one before."""
NUMBERS = "〇一二三四五六七八九十"


def number(words: str) -> int:
    """The number that digits or Chinese numerals write, 0 to 999.

    >>> number("二十五"), number("十一"), number("廿三"), number("1 5"), number("三")
    (25, 11, 23, 15, 3)

    Raises ValueError where the words are none.
    """
    words = words.replace(" ", "")
    if words.isascii():
        return int(words)
    if not re.fullmatch(SPOKEN, words):
        raise ValueError(f"no number: {words}")
    words = words.replace("廿", "二十")
    total = 0
    hundreds, found, rest = words.partition("百")
    if found:
        total, words = DIGITS.get(hundreds, 1) * 100, rest.lstrip("零〇")
    tens, found, ones = words.partition("十")
    if found:
        return total + DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)
    for char in words:
        total = total * 10 + DIGITS[char] if len(words) > 1 else total + DIGITS[char]
    return total


def of_century(year: int) -> int:
    """The year that two digits write."""
    return year + (2000 if year <= LAST_OF_2000S else 1900)


def numbers(words: str) -> list[int]:
    """Every number in the words, in order."""
    return [number(n) for n in re.findall(rf"[0-9](?: ?[0-9])*|[{NUMERAL}{LETTER_ZEROS}]+", words)]


def numeral(count: int) -> str:
    """The number in Chinese up to ten, in digits above.

    >>> numeral(3), numeral(12)
    ('三', '12')
    """
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


LEXEMES = (Lexeme("bare number", r"\d{1,2}", lambda w: {"NUMBER": int(w)}),)
SUBJECT = Subject(LEXEMES)
