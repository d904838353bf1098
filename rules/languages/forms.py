"""Texts that differ in their numbers alone: what was read once is read again along the same tree of rows and words.

Numbers that every word and row takes alike are of one class (`OTHERS`), and a text with its numbers as classes is a form.
Of a form that is known nothing is searched: its words are read anew and its rows build anew, each where it was before.
What does not come out so is read as if nothing were known.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from .lexer import Lexeme, Match, Meaning

__all__ = ["Form", "Forms", "Part", "Rows", "Unlike", "Word", "form_of"]

Form = tuple[Hashable, ...]
"""What stands between the numbers, the class of each, and the order of those of one class."""
T = TypeVar("T")
FORMS = 4096
"""Forms that are remembered of one sort; then one begins anew."""
PARTS = 8192
"""Parts of texts whose meanings are remembered: 5月, 5月30日."""
LONGEST_FORM = 80
"""Characters of a text whose form is remembered."""
NUMBER = re.compile("([0-9]+)")


class Unlike(Exception):
    """A text that is not read as others of its form."""


class Classes(dict[str, tuple[int, int] | str]):
    """The class of each number as it is written: its digits and between which limits it lies; a long one is its own."""

    def __init__(self, *limits: int) -> None:
        super().__init__()
        self.limits = limits

    def __missing__(self, digits: str) -> tuple[int, int] | str:
        if len(digits) > len("2026"):
            return digits
        found = self[digits] = len(digits), bisect(self.limits, int(digits))
        return found


LIMITS = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    10,
    11,
    12,
    13,
    24,
    25,
    28,
    29,
    30,
    31,
    32,
    60,
    100,
    367,
    1000,
    1800,
    1900,
    2000,
    2100,
)
"""Between these lie numbers that are alike; each that some word or row names (第1期, 双11, [1-6]个) is alike to none."""
OTHERS = Classes(*LIMITS)
"""A number that may be anything."""
YEARS, LENGTHS, HOURS = Classes(*LIMITS), Classes(*LIMITS), Classes(*LIMITS)
MONTHS, DAYS, MINUTES = Classes(0, 1, 13, 60, 100), Classes(0, 1, 29, 30, 31, 32, 60, 100), Classes(0, 1, 60, 100)
SORTS = {
    "月": MONTHS,
    "日": DAYS,
    "号": DAYS,
    "年": YEARS,
    "天": LENGTHS,
    "个": LENGTHS,
    ":": HOURS,
    "时": HOURS,
    "点": HOURS,
}
"""What a number is by the character behind it, unless one of NOT_BEFORE is before it: 最后1日, 平年为2月."""
NOT_BEFORE = frozenset("第后按为初逢双")


@lru_cache(maxsize=16)
def form_of(text: str) -> Form:
    """The form of a text.

    >>> form_of("5月14日") == form_of("7月23日"), form_of("5月14日") == form_of("12月14日")
    (True, False)
    """
    pieces: list[Any] = NUMBER.split(text)
    numbers = pieces[1::2]
    sorts = [
        MINUTES if before[-1:] == ":" else OTHERS if before[-1:] in NOT_BEFORE else SORTS.get(behind[:1], OTHERS)
        for before, behind in zip(pieces[:-1:2], pieces[2::2], strict=True)
    ]
    pieces[1::2] = [sort[digits] for sort, digits in zip(sorts, numbers, strict=True)]
    kinds = dict.fromkeys(map(id, sorts))
    for sort in kinds if len(kinds) < len(sorts) or id(OTHERS) in kinds else ():
        alike = [int(digits) for digits, own in zip(numbers, sorts, strict=True) if id(own) == sort or own is OTHERS]
        if len(alike) > 1:
            pieces.append(_order(alike))
    return tuple(pieces)


def _order(numbers: list[int]) -> tuple[int | bool, ...]:
    """How numbers that may be of one sort follow one another, and which are one apart."""
    return tuple([numbers.index(n) for n in sorted(numbers)] + [n + 1 in numbers for n in numbers])


class Forms(Generic[T]):
    """What is known of forms; of texts that are too long nothing is."""

    def __init__(self) -> None:
        self._known: dict[Form, T] = {}

    def get(self, text: str) -> T | None:
        """What is known of the form of a text; None where nothing is."""
        return self._known.get(form_of(text)) if len(text) <= LONGEST_FORM else None

    def add(self, text: str, known: T) -> None:
        """Remembers it for all texts of the form."""
        if len(text) <= LONGEST_FORM:
            if len(self._known) >= FORMS:
                self._known.clear()
            self._known[form_of(text)] = known


# ------------------------------------------------------------------ the parts of a text


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word of a form: its lexeme, as which category it is read, and where it stands in the part that it belongs to."""

    lexeme: Lexeme
    match: Match
    category: str
    start: int
    end: int

    def meaning(self, words: str) -> Meaning:
        """The meaning of these words; raises Unlike."""
        fits = self.match(words, 0)
        try:
            if fits and fits.end() == len(words):
                return self.lexeme.read(words)[self.category]
        except (KeyError, ValueError):
            pass
        raise Unlike


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Parts of a form and what joins them."""

    build: Callable[..., Meaning | None]
    parts: tuple[Part, ...]
    start: int
    end: int

    def meaning(self, words: str) -> Meaning:
        """The meaning of these words; raises Unlike."""
        meaning = self.build(*[_made(part, words[part.start : part.end]) for part in self.parts])
        if meaning is None:
            raise Unlike
        return meaning


Part = Word | Rows


@lru_cache(maxsize=PARTS)
def _made(part: Part, words: str) -> Meaning:
    return part.meaning(words)
