"""How wordings are read, whatever the language: lexemes make tokens, phrases join meanings, the longest reading wins.

A language is two tables and the categories that stand by themselves, each with its cost. A Lexeme is a regular
expression and what it means; all lexemes are one compiled pattern, so a text is passed over once. A Phrase is a row of
categories and a function that joins their meanings, or answers None where they do not fit. Meanings are shared between
languages (`meanings.py`); only the tables differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, product
from typing import Any

Meaning = Any
LEFT_OUT = 12
LONGEST_RUN = 40
"""Tokens read together at most; a longer row is read in pieces, so that hostile text costs linear time."""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A pattern and its meanings by category: `read(words)` gives {category: meaning}, empty where it is none after all.

    The pattern has no groups that capture; what stands around the words is looked at by lookahead and lookbehind.
    """

    name: str
    pattern: str
    read: Callable[[str], dict[str, Meaning]]


@dataclass(frozen=True, slots=True)
class Token:
    """A lexeme found: its place in the squeezed text and its meanings by category."""

    start: int
    end: int
    meanings: dict[str, Meaning]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to join meanings: categories in a row, each `A`, `A|B` or optional `A?`; build(*parts) or None."""

    category: str
    pattern: str
    build: Callable[..., Meaning | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run of text was read as; offsets into the text as given."""

    start: int
    end: int
    category: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text made even for reading: full-width forms narrowed, spaces dropped, with the way back to the text as given."""

    text: str
    places: tuple[int, ...] = field(repr=False)
    """For each character of `text` its offset in the original, and one more for the end."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the original of a place in the squeezed text."""
        return self.places[start], self.places[end - 1] + 1


def squeeze(text: str) -> Squeezed:
    """The text with full-width characters narrowed one by one, and spaces dropped except between two digits or letters.

    >>> squeeze("２０２６ 年 3 月22 日").text
    '2026年3月22日'
    """
    characters: list[str] = []
    places: list[int] = []
    pending: int | None = None
    for place, raw in enumerate(text):
        char = narrow(raw)
        if char in SPACES or (char in "\r\n" and characters and characters[-1] in BROKEN_AFTER):
            pending = place if pending is None else pending
            continue
        if pending is not None:
            if _parts(characters, char):
                characters.append(" ")
                places.append(pending)
            pending = None
        characters.append(char)
        places.append(place)
    places.append(len(text))
    return Squeezed("".join(characters), tuple(places))


SPACES = " \t\u3000\xa0\u200b\ufeff"
BROKEN_AFTER = "以之"
"""A line that ends so is broken inside a word: 6月1日以⏎前."""


def _parts(characters: Sequence[str], char: str) -> bool:
    """Whether a space is to stay: between two digits or letters, and behind the number of an item (2. 9月)."""
    if not (characters and char.isascii() and char.isalnum()):
        return False
    if characters[-1] == ".":
        return bool(re.search(r"(?:^|\n)\d{1,2}\.$", "".join(characters[-4:])))
    return characters[-1].isascii() and characters[-1].isalnum()


def narrow(char: str) -> str:
    """A full-width form as its ASCII character; circled and raised digits stay, they number items."""
    return chr(ord(char) - 0xFEE0) if "\uff01" <= char <= "\uff5e" else char


@dataclass(frozen=True, slots=True)
class Looked:
    """A text, made even, and the tokens in it, whose places are those of the even text."""

    text: str
    squeezed: Squeezed
    tokens: list[Token]


Row = tuple[tuple[str, bool], ...]
"""The categories of a phrase, each with whether its meaning is handed to `build`."""


class Grammar:
    """The tables of one language, compiled; `squeezed` is how its texts are made even, `flags` how its patterns match.

    `scan` gives the best readings of a text, left to right; `readings` every meaning of the whole text.
    """

    def __init__(
        self,
        lexemes: Sequence[Lexeme],
        phrases: Iterable[Phrase],
        final: Mapping[str, int],
        squeezed: Callable[[str], Squeezed] = squeeze,
        flags: re.RegexFlag = re.ASCII,
    ) -> None:
        self.lexemes = tuple(lexemes)
        self.squeezed = squeezed
        self.costs = dict(final)
        self.final = {category: rank for rank, category in enumerate(final)}
        self._pattern = re.compile(
            "|".join(f"(?:{lexeme.pattern})(?P<L{n}>)" for n, lexeme in enumerate(self.lexemes)), flags
        )
        self._by_first: dict[str, dict[str, list[tuple[str, Row, Phrase]]]] = {}
        for phrase in phrases:
            for row in _rows(phrase.pattern):
                second = row[1][0] if len(row) > 1 else ""
                self._by_first.setdefault(row[0][0], {}).setdefault(second, []).append((phrase.category, row, phrase))
        self._begins = {category: self._begun_by(category) for category in self._by_first}
        self._looked = Looked("", Squeezed("", (0,)), [])

    def _begun_by(self, category: str) -> frozenset[str]:
        """The category and every one that a phrase may build with it in front."""
        found, new = {category}, [category]
        while new:
            rows = chain(*self._by_first.get(new.pop(), {}).values())
            built = {result for result, _, _ in rows} - found
            found |= built
            new += built
        return frozenset(found)

    def look(self, text: str) -> Looked:
        """The text made even, with its tokens; the last one is remembered, for who looks at it again."""
        looked = self._looked
        if looked.text != text:
            squeezed = self.squeezed(text)
            looked = self._looked = Looked(text, squeezed, self.tokens(squeezed.text))
        return looked

    def tokens(self, text: str) -> list[Token]:
        """The tokens of a squeezed text, from one pass over it."""
        found = []
        for match in self._pattern.finditer(text):
            lexeme = self.lexemes[int((match.lastgroup or "L0")[1:])]
            try:
                meanings = lexeme.read(match.group())
            except ValueError:  # numerals in a row that write no number
                continue
            if meanings:
                found.append(Token(match.start(), match.end(), meanings))
        return found

    def scan(self, text: str) -> list[Reading]:
        """The readings of a text in order, none overlapping: as few as cover the most."""
        looked = self.look(text)
        squeezed, found = looked.squeezed, []
        for run in _runs(looked.tokens, squeezed.text):
            for start, end, category, meaning in self._cover(self._chart(run)):
                begin, stop = squeezed.original(run[start].start, run[end - 1].end)
                found.append(Reading(begin, stop, category, meaning))
        return found

    def _cover(self, chart: Sequence[dict[int, dict[str, Meaning]]]) -> list[tuple[int, int, str, Meaning]]:
        """The cheapest way through a run: a reading costs what its category does whatever its length, a token left out 12."""
        size = len(chart)
        cost = [0] * (size + 1)
        step: list[tuple[int, str]] = [(0, "")] * size
        for start in range(size - 1, -1, -1):
            cost[start], step[start] = cost[start + 1] + LEFT_OUT, (start + 1, "")
            for end, meanings in chart[start].items():
                best = min((c for c in meanings if c in self.final), key=self.final.__getitem__, default="")
                if best and (cost[end] + self.costs[best], -end) < (cost[start], -step[start][0]):
                    cost[start], step[start] = cost[end] + self.costs[best], (end, best)
        found, place = [], 0
        while place < size:
            end, category = step[place]
            if category:
                found.append((place, end, category, chart[place][end][category]))
            place = end
        return found

    def readings(self, text: str) -> list[Reading]:
        """Every reading that covers the whole text (edge punctuation aside), the most fitting first."""
        squeezed = self.look(text).squeezed
        runs = _runs(self.look(text).tokens, squeezed.text)
        if len(runs) != 1:
            return []
        run = runs[0]
        before, after = squeezed.text[: run[0].start], squeezed.text[run[-1].end :]
        if _words(before) or _words(after):
            return []
        whole = self._chart(run)[0].get(len(run), {})
        start, stop = squeezed.original(run[0].start, run[-1].end)
        ranked = sorted((c for c in whole if c in self.final), key=self.final.__getitem__)
        return [Reading(start, stop, category, whole[category]) for category in ranked]

    def _chart(self, run: Sequence[Token]) -> list[dict[int, dict[str, Meaning]]]:
        """All meanings of all pieces of a run: chart[start][end][category]; the first phrase that fits wins."""
        size = len(run)
        chart: list[dict[int, dict[str, Meaning]]] = [{} for _ in range(size)]
        waiting: list[dict[str, list[tuple[int, str, Row, int, tuple[Meaning, ...], Phrase]]]]
        waiting = [{category: [] for category in self._possible(token)} for token in run]
        waiting.append({})
        for end in range(1, size + 1):
            agenda = [(end - 1, c, m) for c, m in reversed(run[end - 1].meanings.items())]
            while agenda:
                start, category, meaning = agenda.pop()
                known = chart[start].setdefault(end, {})
                if category in known:
                    continue
                known[category] = meaning
                for next_one, rows in self._by_first.get(category, {}).items():
                    if next_one in waiting[end]:
                        waiting[end][next_one] += [
                            (start, result, row, 1, (meaning,) if row[0][1] else (), phrase)
                            for result, row, phrase in rows
                        ]
                    elif not next_one:
                        built = (
                            (result, phrase.build(*((meaning,) if row[0][1] else ()))) for result, row, phrase in rows
                        )
                        agenda += [(start, result, whole) for result, whole in built if whole is not None]
                for begin, result, row, dot, parts, phrase in waiting[start][category]:
                    got = (*parts, meaning) if row[dot][1] else parts
                    if dot + 1 == len(row):
                        if (whole := phrase.build(*got)) is not None:
                            agenda.append((begin, result, whole))
                    elif row[dot + 1][0] in waiting[end]:
                        waiting[end][row[dot + 1][0]].append((begin, result, row, dot + 1, got, phrase))
        return chart

    def _possible(self, token: Token) -> set[str]:
        """Every category that may begin with the token."""
        return set().union(*(self._begins.get(category, (category,)) for category in token.meanings))


def _rows(pattern: str) -> list[Row]:
    """The plain rows of a pattern: alternatives and options written out; `_A` is required and not handed to build."""
    choices: list[list[tuple[str, bool] | None]] = []
    for word in pattern.split():
        names = word.rstrip("?").split("|")
        row: list[tuple[str, bool] | None] = [(name.lstrip("_"), not name.startswith("_")) for name in names]
        choices.append([*row, None] if word.endswith("?") else row)
    return [tuple(part for part in row if part) for row in product(*choices)]


def _runs(tokens: Sequence[Token], text: str) -> list[list[Token]]:
    """Tokens that stand side by side; a single space between them does not part them."""
    runs: list[list[Token]] = []
    for token in tokens:
        if runs and len(runs[-1]) < LONGEST_RUN and text[runs[-1][-1].end : token.start] in ("", " "):
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _words(text: str) -> bool:
    return any(char.isalnum() for char in text)
