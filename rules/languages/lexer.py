"""The words of a language in a text: every lexeme wherever it fits, dispatched by the first character.

Words may overlap: 前往 lies over 前, 5日 is a day and a length. Which of them are meant is not decided here but by the
cheapest way through all of them (`grammar.py`). A lexeme says nothing of its neighbours; that a word neither begins nor
ends inside a number holds for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .heads import first_characters, needed_characters

Meaning = Any
Match = Callable[[str, int], "re.Match[str] | None"]
"""What finds a word at a place of a text."""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A pattern and its meanings by category: `read(words)` gives {category: meaning}, empty where it is none after all.

    The pattern has no groups that capture. Of two readings that hold the same words the one is meant whose words cost
    less: one where nothing else is stated, more for what is seldom meant.
    """

    name: str
    pattern: str
    read: Callable[[str], dict[str, Meaning]]
    cost: int = 1


@dataclass(frozen=True, slots=True)
class Token:
    """A lexeme that fits: its place in the squeezed text and its meanings by category."""

    start: int
    end: int
    meanings: dict[str, Meaning]
    lexeme: Lexeme

    @property
    def name(self) -> str:
        """The name of the lexeme."""
        return self.lexeme.name

    @property
    def cost(self) -> int:
        """What the words cost."""
        return self.lexeme.cost


Matchers = dict[str, tuple[tuple[Match, "Lexeme"], ...]]
"""By a character the lexemes that may begin with it, in the order of the table."""


class Lexer:
    """The lexemes of a language; one is compiled when the texts so far hold every character that it needs."""

    def __init__(self, lexemes: Iterable[Lexeme], flags: re.RegexFlag) -> None:
        self.lexemes = tuple(lexemes)
        self.flags = flags
        self._seen: tuple[frozenset[str], Matchers] = frozenset(), {}
        self._compiled: dict[str, Match] = {}

    @cached_property
    def _heads(self) -> list[frozenset[str] | None]:
        return [first_characters(lexeme.pattern, self.flags) for lexeme in self.lexemes]

    def _matchers(self, text: str) -> Matchers:
        """The lexemes that may be in the text by their first characters."""
        seen, matchers = self._seen
        if not seen.issuperset(text):
            seen, matchers = self._seen = seen.union(text), {}
        for char in set(text) - matchers.keys():
            matchers[char] = tuple(
                (self.matcher(lexeme), lexeme)
                for lexeme, heads in zip(self.lexemes, self._heads, strict=True)
                if (heads is None or char in heads) and self._possible(lexeme, seen)
            )
        return matchers

    def _possible(self, lexeme: Lexeme, seen: frozenset[str]) -> bool:
        """Whether the characters may write it."""
        return not any(map(seen.isdisjoint, needed_characters(lexeme.pattern, self.flags)))

    def matcher(self, lexeme: Lexeme) -> Match:
        """What finds the lexeme; compiled when it is first needed."""
        if lexeme.pattern not in self._compiled:
            self._compiled[lexeme.pattern] = re.compile(lexeme.pattern, self.flags).match
        return self._compiled[lexeme.pattern]

    def tokens(self, text: str) -> list[Token]:
        """Every token of a squeezed text, by place; of those that begin together the longest first."""
        found: list[Token] = []
        matchers = self._matchers(text)
        for start, char in enumerate(text):
            lexemes = matchers[char]
            if not lexemes or _inside(text, start):
                continue
            for match, lexeme in lexemes:  # most do not fit: nothing is called for those but the pattern itself
                if (word := match(text, start)) and (token := _token(text, word, lexeme)):
                    found.append(token)
        return found


def _token(text: str, word: re.Match[str], lexeme: Lexeme) -> Token | None:
    """The token of words that the pattern of a lexeme fits; None where they are none after all."""
    if _inside(text, word.end()):
        return None
    try:
        meanings = lexeme.read(word.group())
    except ValueError:  # numerals in a row that write no number
        return None
    return Token(word.start(), word.end(), meanings, lexeme) if meanings else None


def _inside(text: str, place: int) -> bool:
    """Whether the place lies inside a number."""
    return 0 < place < len(text) and text[place - 1] in DIGITS and text[place] in DIGITS


DIGITS = frozenset("0123456789")
