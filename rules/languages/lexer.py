"""The words of a language in a text: every lexeme wherever it fits, dispatched by the first character.

Words may overlap: 前往 lies over 前, 5日 is a day and a length. Which of them are meant is not decided here but by the
cheapest way through all of them (`grammar.py`). A lexeme says nothing of its neighbours; that a word neither begins nor
ends inside a number holds for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from .automaton import LONGEST_WALK, Automaton, Node

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
class Cue:
    """Reads the words themselves, as each of the categories: what joins others."""

    categories: tuple[str, ...]

    def __call__(self, words: str) -> dict[str, Meaning]:
        return dict.fromkeys(self.categories, words)


class Token(NamedTuple):
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


class Word:
    """A lexeme at work: its compiled pattern, and what the words that it was found as mean."""

    __slots__ = ("known", "lexeme", "match")

    def __init__(self, lexeme: Lexeme, flags: re.RegexFlag) -> None:
        self.lexeme = lexeme
        self.match: Match = re.compile(lexeme.pattern, flags).match
        self.known: dict[str, dict[str, Meaning]] = {}

    def meanings(self, words: str) -> dict[str, Meaning]:
        """What the words mean by category; nothing where they are none after all."""
        found = self.known.get(words)
        if found is None:
            try:
                found = self.lexeme.read(words)
            except ValueError:  # numerals in a row that write no number
                found = {}
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[words] = found
        return found


class Lexer:
    """The lexemes of a language; one is compiled when it may fit for the first time."""

    def __init__(self, lexemes: Iterable[Lexeme], flags: re.RegexFlag) -> None:
        self.lexemes = tuple(lexemes)
        self.flags = flags
        self._words: dict[int, Word] = {}
        self._numbers = {lexeme.pattern: number for number, lexeme in enumerate(self.lexemes)}

    @cached_property
    def automaton(self) -> Automaton:
        """Which of the lexemes may fit at a place."""
        automaton = Automaton(self.flags)
        for number, lexeme in enumerate(self.lexemes):
            automaton.add(number, lexeme.pattern)
        return automaton

    @cached_property
    def _root(self) -> Node:
        return self.automaton.root()

    def root(self) -> Node:
        """Where every walk begins; too many steps are forgotten first."""
        if self.automaton.is_full():
            self.automaton.forget()
            self._root.clear()
        return self._root

    def matcher(self, lexeme: Lexeme) -> Match:
        """What finds the lexeme; compiled when it is first needed."""
        return self._word(self._numbers[lexeme.pattern]).match

    def _word(self, number: int) -> Word:
        if number not in self._words:
            self._words[number] = Word(self.lexemes[number], self.flags)
        return self._words[number]

    @cached_property
    def parts_lines(self) -> bool:
        """Whether a line end stands in no word but at its beginning, so that lines may be read one by one."""
        return not self.automaton.holds_inside("\n")

    def lines(self, text: str) -> Iterator[tuple[int, int]]:
        """The lines of a squeezed text, each with the line end before it; one that a word begins is a part of that before."""
        start, node = 0, self._root["\n"]
        at = text.find("\n", 1) if self.parts_lines else -1
        while at >= 0:
            following = text[at + 1 : at + 2]
            if node is None or not following or node[following] is None:
                yield start, at
                start = at
            at = text.find("\n", at + 1)
        yield start, len(text)

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> list[Token]:
        """Every token of a squeezed text that begins there, by place; of those that begin together in the order of the table."""
        found: list[Token] = []
        root, length, digits = self.root(), len(text), DIGITS
        for begin in range(start, length if end is None else end):
            char = text[begin]
            node = root[char]
            if node is None or (char in digits and begin and text[begin - 1] in digits):
                continue
            at = begin + 1
            stop = begin + LONGEST_WALK
            stop = min(stop, length)
            while at < stop:
                following = node[text[at]]
                if following is None:
                    break
                node = following
                at += 1
            if at < stop or at == length:
                words = self._fitting(node) if node.words is None else node.words
            else:
                words = tuple(map(self._word, node.open))
            if words:
                fits = ((word, fit) for word in words if (fit := word.match(text, begin)))
                found += [token for word, fit in fits if (token := _token(text, fit, word))]
        return found

    def _fitting(self, node: Node) -> tuple[Word, ...]:
        """The lexemes that may fit where a walk ends."""
        node.words = tuple(map(self._word, node.fits))
        return node.words


def _token(text: str, fit: re.Match[str], word: Word) -> Token | None:
    """The token of words that the pattern of a lexeme fits; None inside of a number, and where they are none after all."""
    start, end = fit.span()
    if end < len(text) and text[end] in DIGITS and text[end - 1] in DIGITS and end:
        return None
    spelt = fit.group()
    meanings = word.known.get(spelt)
    if meanings is None:
        meanings = word.meanings(spelt)
    return Token(start, end, meanings, word.lexeme) if meanings else None


DIGITS = frozenset("0123456789")
REMEMBERED = 4096
"""Words of a lexeme whose meanings are remembered."""
