"""How wordings are read, whatever the language: lexemes make tokens, phrases join meanings, the longest reading wins.

A language is two tables and the categories that stand by themselves, each with its cost. A Lexeme is a pattern and what
it means; every lexeme is taken wherever it fits, so that words may overlap (`lexer.py`). A Phrase is a row of categories
and a function that joins their meanings, or answers None where they do not fit. Of all readings of a text those are meant
that together cost least: a reading costs what its category does, whatever its length, and a character that none of them
holds costs more than any. Meanings are shared between languages (`meanings.py`); only the tables differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import chain, compress, count, product

from .lexer import Lexeme, Lexer, Meaning, Token
from .squeeze import Squeezed, narrow, squeeze

__all__ = ["Grammar", "Lexeme", "Looked", "Phrase", "Reading", "Squeezed", "Token", "narrow", "squeeze"]

READING = 10
"""What a reading costs for each point of its category; its words cost besides."""
LEFT_OUT = 120
"""What a character costs that no reading holds."""
ORDINARY = "ORDINARY"
"""The category of words that only look like parts of a date; they are no reading."""
LONGEST_RUN = 80
"""Characters of running text read together at most; a longer row is read in pieces, so that hostile text costs linear time."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to join meanings: categories in a row, each `A`, `A|B` or optional `A?`; build(*parts) or None.

    The cost comes on top of that of the words, for what is seldom meant.
    """

    category: str
    pattern: str
    build: Callable[..., Meaning | None]
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run of text was read as; offsets into the text as given."""

    start: int
    end: int
    category: str
    meaning: Meaning


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
        self.lexer = Lexer(lexemes, flags)
        self.squeezed = squeezed
        self.costs = {category: READING * points for category, points in final.items()}
        self.final = {category: rank for rank, category in enumerate(final)}
        self.root = State()
        for phrase in phrases:
            for row in _rows(phrase.pattern):
                self.root.add(row, phrase)
        self._begins: dict[str, frozenset[str]] = {}
        self._looked = Looked("", Squeezed("", (0,)), [])

    def _begun_by(self, category: str) -> frozenset[str]:
        """The category and every one that a phrase may build with it in front."""
        if category not in self._begins:
            found, new = {category}, [category]
            while new:
                state = self.root.next.get(new.pop())
                built = (state.results() if state else set()) - found
                found |= built
                new += built
            self._begins[category] = frozenset(found)
        return self._begins[category]

    def look(self, text: str) -> Looked:
        """The text made even, with its tokens; the last one is remembered, for who looks at it again."""
        looked = self._looked
        if looked.text != text:
            squeezed = self.squeezed(text)
            looked = self._looked = Looked(text, squeezed, self.lexer.tokens(squeezed.text))
        return looked

    def scan(self, text: str) -> list[Reading]:
        """The readings of a text in order, none overlapping: as few as cover the most; ordinary words are left out."""
        looked = self.look(text)
        squeezed, found = looked.squeezed, []
        for run in self.runs(looked):
            for start, end, category, meaning in self.cover(run, self.chart(run)):
                if category != ORDINARY:
                    found.append(Reading(*squeezed.original(start, end), category, meaning))
        return found

    def cover(self, run: Run, chart: Chart) -> list[tuple[int, int, str, Meaning]]:
        """The cheapest way through a run; of two that cost the same the one whose first reading is longer."""
        cost = {run.end: 0}
        step: dict[int, tuple[int, str]] = {}
        following = run.end
        for start in reversed(run.places):
            cost[start], step[start] = cost[following] + LEFT_OUT * (following - start), (following, "")
            for end, known in chart.get(start, {}).items():
                for own, _, category in self._standing(known)[:1]:
                    if (cost[end] + own, -end) < (cost[start], -step[start][0]):
                        cost[start], step[start] = cost[end] + own, (end, category)
            following = start
        found, place = [], run.start
        while place < run.end:
            end, category = step[place]
            if category:
                found.append((place, run.stop(end), category, chart[place][end][category][1]))
            place = end
        return found

    def _standing(self, known: Mapping[str, tuple[int, Meaning]]) -> list[tuple[int, int, str]]:
        """The readings that stand by themselves, the cheapest first: cost, rank, category."""
        final = self.final
        return sorted((self.costs[c] + cost, final[c], c) for c, (cost, _) in known.items() if c in final)

    def readings(self, text: str) -> list[Reading]:
        """Every reading that covers the whole text (edge punctuation aside), the most fitting first."""
        looked = self.look(text)
        squeezed = looked.squeezed
        runs = self.runs(looked, whole=True)
        if len(runs) != 1:
            return []
        run = runs[0]
        if _words(squeezed.text[: run.start]) or _words(squeezed.text[run.end :]):
            return []
        whole = self.chart(run).get(run.start, {}).get(run.end, {})
        start, stop = squeezed.original(run.start, run.stop(run.end))
        standing = (category for _, _, category in self._standing(whole) if category != ORDINARY)
        return [Reading(start, stop, category, whole[category][1]) for category in standing]

    def chart(self, run: Run) -> Chart:
        """All meanings of all pieces of a run with what their words cost: the cheapest of each category."""
        chart: Chart = {}
        possible = {start: self._possible(tokens) for start, tokens in run.starting.items()}
        waiting: dict[int, list[Waiting]] = {start: [] for start in possible}
        order = count()
        for end, tokens in sorted(run.ending.items()):
            ahead, coming = possible.get(end), waiting.get(end)
            agenda: list[Item] = []
            for token in tokens:
                agenda += [(token.cost, next(order), token.start, c, m) for c, m in token.meanings.items()]
            heapify(agenda)
            while agenda:
                cost, _, start, category, meaning = heappop(agenda)
                known = chart.setdefault(start, {}).setdefault(end, {})
                if category in known:
                    continue
                known[category] = cost, meaning
                for spent, begin, state, parts in chain(((0, start, self.root, ()),), waiting[start]):
                    reached = state.next.get(category)
                    if reached is None:
                        continue
                    got = (*parts, meaning)
                    if reached.ends:
                        for extra, result, whole in reached.built(got):
                            heappush(agenda, (spent + cost + extra, next(order), begin, result, whole))
                    if ahead is not None and coming is not None and not ahead.isdisjoint(reached.next):
                        coming.append((spent + cost, begin, reached, got))
        return chart

    @staticmethod
    def runs(looked: Looked, *, whole: bool = False) -> list[Run]:
        """The runs of tokens in a text; long ones are cut where the text is not read as a whole."""
        text, longest = looked.squeezed.text, len(looked.squeezed.text) if whole else LONGEST_RUN
        runs: list[Run] = []
        for token in looked.tokens:
            if not runs or token.start > runs[-1].end or token.start - runs[-1].start >= longest:
                runs.append(Run(text, token.start))
            runs[-1].add(token)
        return runs

    def rows(self, category: str) -> Iterator[tuple[Row, Phrase]]:
        """The rows that make a category."""
        return ((row, phrase) for phrase, row in self.root.rows() if phrase.category == category)

    def _possible(self, tokens: Iterable[Token]) -> frozenset[str]:
        """Every category that may begin with one of the tokens."""
        return frozenset[str]().union(*(self._begun_by(c) for token in tokens for c in token.meanings))


class State:
    """Where one is in the rows: which categories may come next, and which rows end here."""

    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[str, State] = {}
        self.ends: list[tuple[Phrase, Row, tuple[bool, ...]]] = []

    def add(self, row: Row, phrase: Phrase) -> None:
        """Adds a row that is still to come."""
        state = self
        for category, _ in row:
            state = state.next.setdefault(category, State())
        state.ends.append((phrase, row, tuple(handed for _, handed in row)))

    def results(self) -> set[str]:
        """The categories of all rows that end here or further on."""
        return {phrase.category for phrase, *_ in self.ends}.union(*(state.results() for state in self.next.values()))

    def rows(self) -> Iterator[tuple[Phrase, Row]]:
        """The rows that end here or further on."""
        yield from ((phrase, row) for phrase, row, _ in self.ends)
        for state in self.next.values():
            yield from state.rows()

    def built(self, parts: tuple[Meaning, ...]) -> Iterator[tuple[int, str, Meaning]]:
        """What the rows that end here make of their parts: what they cost besides, category and meaning."""
        for phrase, _, handed in self.ends:
            if (whole := phrase.build(*compress(parts, handed))) is not None:
                yield phrase.cost, phrase.category, whole


Chart = dict[int, dict[int, dict[str, tuple[int, Meaning]]]]
"""By start, end and category: what the words cost, and their meaning."""
Item = tuple[int, int, int, str, Meaning]
"""A meaning that is not in the chart yet: its cost, its turn, its start, its category."""
Waiting = tuple[int, int, State, tuple[Meaning, ...]]
"""Rows that are begun: what they have cost, from where, where in them we are, the parts so far."""


class Run:
    """Tokens that stand side by side or overlap; a single space between them does not part them.

    Places are offsets into the squeezed text; a token that ends at a space ends behind it.
    """

    __slots__ = ("end", "ending", "start", "starting", "text")

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = self.end = start
        self.starting: dict[int, list[Token]] = {}
        self.ending: dict[int, list[Token]] = {}

    def add(self, token: Token) -> None:
        end = self.behind(token.end)
        self.starting.setdefault(token.start, []).append(token)
        self.ending.setdefault(end, []).append(token)
        self.end = max(self.end, end)

    @property
    def places(self) -> list[int]:
        """Where a token begins or ends, in order, the end of the run left out."""
        return sorted({*self.starting, *self.ending} - {self.end})

    def behind(self, end: int) -> int:
        """The place behind words, and behind the space that follows them."""
        return end + (self.text[end : end + 1] == " ")

    def stop(self, end: int) -> int:
        """The end of the words that end at a place, without the space behind them."""
        return end - (self.text[end - 1] == " ")


def _rows(pattern: str) -> list[Row]:
    """The plain rows of a pattern: alternatives and options written out; `_A` is required and not handed to build."""
    choices: list[list[tuple[str, bool] | None]] = []
    for word in pattern.split():
        names = word.rstrip("?").split("|")
        row: list[tuple[str, bool] | None] = [(name.lstrip("_"), not name.startswith("_")) for name in names]
        choices.append([*row, None] if word.endswith("?") else row)
    return [tuple(part for part in row if part) for row in product(*choices)]


def _words(text: str) -> bool:
    return any(char.isalnum() for char in text)
