"""Running text read line by line: what was read once, or in a text that differs in its numbers alone, is not searched again.

A line is parted into runs, tokens that stand side by side. Tokens with which no reading begins are left out at the beginning of
a run, those with which none ends at its end: 于3月5日前， and 在3月5日前。 are one run, whose reading is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from contextlib import suppress

from ..errors import RuleError
from .forms import FORMS, LONGEST_FORM, Form, Part, Unlike, form_of
from .lexer import Lexer, Meaning, Token
from .watch import Row, Watch, loud

MOST_RUNS = 16384
"""Runs whose readings are kept for the moment."""
MOST_LINES, LONGEST_LINE = 8192, 400
"""Lines whose readings are kept for the moment, and characters of such a line."""
LONGEST_RUN = 80
"""Characters of running text read together at most; a longer row is read in pieces, so that hostile text costs linear time."""

Told = tuple[int, int, str, Meaning]
"""A reading within a run: from where to where, its category and meaning."""
Made = tuple[int, int, str, Meaning, Part]
"""The same, with what it is made of."""


class Scanner:
    """Reads the lines of even texts; `search` finds what is made of the tokens of a run."""

    def __init__(
        self,
        lexer: Lexer,
        rows: Collection[Row],
        final: Collection[str],
        ordinary: str,
        search: Callable[[str, int, list[Token]], list[Made]],
    ) -> None:
        self._lexer = lexer
        self._search = search
        says = loud(lexer.lexemes, rows, set(final) - {ordinary})
        self._watch = Watch(lexer, says)
        self._loud = frozenset(map(id, says))
        """The lexemes without which nothing is said; one of them is in each run that says something."""
        self._opening = Edges(rows, final, 0)
        self._closing = Edges(rows, final, -1)
        self._lines: dict[tuple[str, bool], tuple[Told, ...]] = {}
        self._runs: dict[Hashable, tuple[Told, ...]] = {}
        self._shapes: dict[tuple[Form, Hashable], list[tuple[int, int, str, Part]]] = {}

    def line(self, text: str, begin: int, end: int) -> tuple[Told, ...]:
        """The readings of a line by their places in it."""
        key = text[begin:end], not begin
        found = self._lines.get(key)
        if found is None:
            if not self._watch.sees(text, begin, end):
                return ()
            found = tuple(
                [
                    (start - begin + first, start - begin + last, category, meaning)
                    for start, first, last, category, meaning in self._readings(text, begin, end)
                ]
            )
            if len(self._lines) >= MOST_LINES:
                self._lines.clear()
            if end - begin <= LONGEST_LINE:
                self._lines[key] = found
        return found

    def _readings(self, text: str, begin: int, end: int) -> Iterator[tuple[int, int, int, str, Meaning]]:
        for _, row in rows_of(self._lexer.tokens(text, begin, end), text, LONGEST_RUN):
            if any(id(token.lexeme) in self._loud for token in row) and (tokens := self._trimmed(row, text)):
                start = tokens[0].start
                for told in self._told(text, start, tokens):
                    yield start, *told

    def _trimmed(self, tokens: list[Token], text: str) -> list[Token]:
        """The tokens without those at either edge with which no reading begins or ends."""
        opening, closing = self._opening, self._closing
        first, count = 0, len(tokens)
        while first < count:
            behind = first + 1
            while behind < count and tokens[behind].start == tokens[first].start:
                behind += 1
            if any(opening.has(token) for token in tokens[first:behind]):
                break
            first = behind
        kept = tokens[first:]
        while kept:
            end = max(_behind(token.end, text) for token in kept)
            if any(closing.has(token) for token in kept if _behind(token.end, text) == end):
                break
            kept = [token for token in kept if _behind(token.end, text) < end]
        return kept

    def _told(self, text: str, start: int, tokens: list[Token]) -> tuple[Told, ...]:
        """The readings of a run by its places; what was read once is not searched again."""
        words = text[start : max(token.end for token in tokens)]
        shape = tuple([(token.start - start, token.end - start, token.lexeme.name) for token in tokens])
        behind = start + len(words)
        key = words, shape, text[behind : behind + 1] == " "
        found = self._runs.get(key)
        if found is None:
            if len(self._runs) >= MOST_RUNS:
                self._runs.clear()
            found = self._runs[key] = self._read(text, start, tokens, words, shape)
        return found

    def _read(self, text: str, start: int, tokens: list[Token], words: str, shape: Hashable) -> tuple[Told, ...]:
        """The readings of a run, along a form that is known or by search."""
        form = (form_of(words), shape) if len(words) <= LONGEST_FORM else None
        if form and (known := self._shapes.get(form)):
            with suppress(Unlike, RuleError):
                return tuple([(a, b, category, part.meaning(words[a:b])) for a, b, category, part in known])
        found = self._search(text, start, tokens)
        if form:
            if len(self._shapes) >= FORMS:
                self._shapes.clear()
            self._shapes[form] = [(first, last, category, part) for first, last, category, _, part in found]
        return tuple([(first, last, category, meaning) for first, last, category, meaning, _ in found])


class Edges:
    """Whether a reading may begin, or end, with a token: with one of its categories, or what rows make of that."""

    def __init__(self, rows: Collection[Row], final: Collection[str], edge: int) -> None:
        self._known: dict[str, bool] = {}
        self._final = frozenset(final)
        self._made: dict[str, set[str]] = {}
        for category, row in rows:
            self._made.setdefault(row[edge], set()).add(category)

    def has(self, token: Token) -> bool:
        """Whether a reading may have the token at its edge."""
        known = self._known
        return any(known[c] if c in known else self._reach(c) for c in token.meanings)

    def _reach(self, category: str) -> bool:
        found, new = {category}, [category]
        while new:
            made = self._made.get(new.pop(), set()) - found
            found |= made
            new += made
        self._known[category] = not self._final.isdisjoint(found)
        return self._known[category]


def rows_of(tokens: Iterable[Token], text: str, longest: int) -> Iterator[tuple[int, list[Token]]]:
    """The tokens of each run with its start: they stand side by side or overlap, a space aside; a long run is cut."""
    row: list[Token] = []
    start, stop = 0, -1
    for token in tokens:
        if row and (token.start > stop or token.start - start >= longest):
            yield start, row
            row = []
        if not row:
            start, stop = token.start, -1
        row.append(token)
        if token.end >= stop:
            stop = _behind(token.end, text)
    if row:
        yield start, row


def _behind(end: int, text: str) -> int:
    """The place behind words, and behind the space that follows them."""
    return end + (text[end : end + 1] == " ")
