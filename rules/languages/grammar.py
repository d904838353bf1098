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
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heapify, heappop, heappush
from itertools import chain, count, product
from typing import NamedTuple

from ..errors import RuleError
from .forms import Forms, Part, Rows, Unlike, Word
from .lexer import Lexeme, Lexer, Meaning, Token
from .scanning import LONGEST_RUN, Made, Scanner, rows_of
from .squeeze import Squeezed, narrow, squeeze

__all__ = ["Grammar", "Lexeme", "Looked", "Phrase", "Reading", "Squeezed", "Token", "narrow", "squeeze"]

READING = 10
"""What a reading costs for each point of its category; its words cost besides."""
LEFT_OUT = 120
"""What a character costs that no reading holds."""
ORDINARY = "ORDINARY"
"""The category of words that only look like parts of a date; they are no reading."""
MOST_TOKENS = 128
"""Tokens of a text that is read as a whole; every second Sunday of a year by its date has half as many."""
MOST_STARTS = 4096
"""Rows of categories with which something begins that are kept for the moment."""
REMEMBERED = 8
"""Texts whose tokens are kept for the moment."""


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
    charted: list[tuple[Run, Chart]] = field(default_factory=list)
    """The runs of the text with their charts, once it was read as a whole: who looks at its parts need not search again."""


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
        self._builds: dict[str, set[str]] = {}
        self.rows: list[tuple[str, tuple[str, ...]]] = []
        """The category that each row makes, and the row."""
        for phrase in phrases:
            for row in _rows(phrase.pattern):
                self.root.add(row, phrase)
                self.rows.append((phrase.category, tuple([category for category, _ in row])))
                self._builds.setdefault(row[0][0], set()).add(phrase.category)
        self._begins: dict[str, frozenset[str]] = {}
        self._forms: Forms[Known] = Forms()
        self._looked: dict[str, Looked] = {}
        self._starts: dict[tuple[str, ...], frozenset[str]] = {}

    def _begun_by(self, category: str) -> frozenset[str]:
        """The category and every one that a phrase may build with it in front."""
        if category not in self._begins:
            found, new = {category}, [category]
            while new:
                built = self._builds.get(new.pop(), set()) - found
                found |= built
                new += built
            self._begins[category] = frozenset(found)
        return self._begins[category]

    def look(self, text: str) -> Looked:
        """The text made even, with its tokens; the last few are remembered, for who looks at them again."""
        looked = self._looked.get(text)
        if looked is None:
            squeezed = self.squeezed(text)
            looked = Looked(text, squeezed, self.lexer.tokens(squeezed.text))
            while len(self._looked) >= REMEMBERED:
                self._looked.pop(next(iter(self._looked)), None)
            self._looked[text] = looked
        return looked

    def scan(self, text: str) -> list[Reading]:
        """The readings of a text in order, none overlapping: as few as cover the most; ordinary words are left out."""
        looked = self._looked.get(text)
        if looked and looked.charted:
            return [_reading(looked, one) for one in self._covered(looked.charted) if one.category != ORDINARY]
        squeezed = looked.squeezed if looked else self.squeezed(text)
        return [
            Reading(*squeezed.original(begin + first, begin + last), category, meaning)
            for begin, end in self.lexer.lines(squeezed.text)
            for first, last, category, meaning in self._scanner.line(squeezed.text, begin, end)
        ]

    @cached_property
    def _scanner(self) -> Scanner:
        """What reads running text."""
        return Scanner(self.lexer, self.rows, self.final, ORDINARY, self._search)

    def _search(self, text: str, start: int, tokens: list[Token]) -> list[Made]:
        """The cheapest readings of a run with what they are made of, by their places in it; ordinary words are left out."""
        run = Run(text, start)
        for token in tokens:
            run.add(token)
        found = [one for one in self._covered([(run, self.chart(run))]) if one.category != ORDINARY]
        return [
            (
                one.start - start,
                one.end - start,
                one.category,
                one.entry[1],
                self._part(one.entry, one.category, one.start),
            )
            for one in found
        ]

    def scanned(self, looked: Looked) -> Iterator[Found]:
        """What `scan` finds, and ordinary words, each with what it comes from."""
        return self._covered(looked.charted or ((run, self.chart(run)) for run in self.runs(looked)))

    def _covered(self, charts: Iterable[tuple[Run, Chart]]) -> Iterator[Found]:
        """The cheapest way through each run."""
        for run, chart in charts:
            for start, end, category, _ in self.cover(run, chart):
                yield Found(start, end, category, chart[start][run.behind(end)][category])

    def cover(self, run: Run, chart: Chart) -> list[tuple[int, int, str, Meaning]]:
        """The cheapest way through a run; of two that cost the same the one whose first reading is longer."""
        cost = {run.end: 0}
        step: dict[int, tuple[int, str]] = {}
        following = run.end
        for start in reversed(run.places):
            cost[start], step[start] = cost[following] + LEFT_OUT * (following - start), (following, "")
            for end, known in chart.get(start, {}).items():
                best = self._cheapest(known)
                if best and (cost[end] + best[0], -end) < (cost[start], -step[start][0]):
                    cost[start], step[start] = cost[end] + best[0], (end, best[2])
            following = start
        found, place = [], run.start
        while place < run.end:
            end, category = step[place]
            if category:
                found.append((place, run.stop(end), category, chart[place][end][category][1]))
            place = end
        return found

    def _cheapest(self, known: Mapping[str, Entry]) -> tuple[int, int, str] | None:
        """The first of them; None where none stands by itself."""
        final = self.final
        return min([(self.costs[c] + known[c][0], final[c], c) for c in known if c in final], default=None)

    def _standing(self, known: Mapping[str, Entry]) -> list[tuple[int, int, str]]:
        """The readings that stand by themselves, the cheapest first: cost, rank, category."""
        final = self.final
        return sorted((self.costs[c] + cost, final[c], c) for c, (cost, *_) in known.items() if c in final)

    def readings(self, text: str) -> list[Reading]:
        """Every reading that covers the whole text (edge punctuation aside), the most fitting first.

        Nothing is searched where a text of its form was read before.
        """
        if known := self._forms.get(text):
            with suppress(Unlike, RuleError):
                return known.readings(text if known.even else self.squeezed(text).text)
        looked = self.look(text)
        found = list(self.covering(looked))
        readings = [_reading(looked, one) for one in found]
        if found:
            parts = [(one.start, one.end, self._part(one.entry, one.category, 0)) for one in found]
            self._forms.add(text, Known(looked.squeezed.text == text, readings, parts))
        return readings

    def covering(self, looked: Looked) -> Iterator[Found]:
        """What `readings` finds, each with what it comes from."""
        if len(looked.tokens) > MOST_TOKENS:
            return
        even = looked.squeezed.text
        runs = self.runs(looked, whole=True)
        if len(runs) != 1 or _words(even[: runs[0].start]) or _words(even[runs[0].end :]):
            return
        run = runs[0]
        looked.charted[:] = [(run, self.chart(run))]
        whole = looked.charted[0][1].get(run.start, {}).get(run.end, {})
        for _, _, category in self._standing(whole):
            if category != ORDINARY:
                yield Found(run.start, run.stop(run.end), category, whole[category])

    def _part(self, entry: Entry, category: str, outer: int) -> Part:
        """What an entry is made of, with its place in what begins at `outer`."""
        (start, end), origin = place_of(entry), entry[2]
        if isinstance(origin, Token):
            return Word(origin.lexeme, self.lexer.matcher(origin.lexeme), category, start - outer, end - outer)
        ending, parts = origin
        inner = tuple(self._part(parts[place], ending.row[place][0], start) for place in ending.handed)
        return Rows(ending.phrase.build, inner, start - outer, end - outer)

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
                spent = token.cost
                agenda += [(spent, next(order), token.start, c, (spent, m, token)) for c, m in token.meanings.items()]
            heapify(agenda)
            while agenda:
                cost, _, start, category, entry = heappop(agenda)
                known = chart.setdefault(start, {}).setdefault(end, {})
                if category in known:
                    continue
                known[category] = entry
                for spent, begin, state, parts in chain(((0, start, self.root, ()),), waiting[start]):
                    reached = state.next.get(category)
                    if reached is None:
                        continue
                    got = (*parts, entry)
                    for ending in reached.ends:
                        phrase = ending.phrase
                        whole = phrase.build(*[got[place][1] for place in ending.handed])
                        if whole is not None:
                            total = spent + cost + phrase.cost
                            item = (total, next(order), begin, phrase.category, (total, whole, (ending, got)))
                            heappush(agenda, item)
                    if ahead is not None and coming is not None and not ahead.isdisjoint(reached.next):
                        coming.append((spent + cost, begin, reached, got))
        return chart

    @staticmethod
    def runs(looked: Looked, *, whole: bool = False) -> list[Run]:
        """The runs of tokens in a text; long ones are cut where the text is not read as a whole."""
        text = looked.squeezed.text
        runs: list[Run] = []
        for start, tokens in rows_of(looked.tokens, text, len(text) if whole else LONGEST_RUN):
            runs.append(Run(text, start))
            for token in tokens:
                runs[-1].add(token)
        return runs

    def _possible(self, tokens: Iterable[Token]) -> frozenset[str]:
        """Every category that may begin with one of the tokens."""
        categories = tuple([category for token in tokens for category in token.meanings])
        found = self._starts.get(categories)
        if found is None:
            if len(self._starts) >= MOST_STARTS:
                self._starts.clear()
            found = self._starts[categories] = frozenset[str]().union(*map(self._begun_by, categories))
        return found


class Ending(NamedTuple):
    """A row that ends, and the places of those of its parts that are handed to `build`."""

    phrase: Phrase
    row: Row
    handed: tuple[int, ...]


class State:
    """Where one is in the rows: which categories may come next, and which rows end here."""

    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[str, State] = {}
        self.ends: list[Ending] = []

    def add(self, row: Row, phrase: Phrase) -> None:
        """Adds a row that is still to come."""
        state = self
        for category, _ in row:
            state = state.next.setdefault(category, State())
        state.ends.append(Ending(phrase, row, tuple(place for place, (_, handed) in enumerate(row) if handed)))


Entry = tuple[int, Meaning, "Token | Joined"]
"""What the words cost, their meaning, and what it comes from."""
Joined = tuple[Ending, tuple[Entry, ...]]
"""A row and its parts."""
Chart = dict[int, dict[int, dict[str, Entry]]]
"""By start, end and category: what was read there."""
Item = tuple[int, int, int, str, Entry]
"""What is not in the chart yet: its cost, its turn, its start, its category."""
Waiting = tuple[int, int, State, tuple[Entry, ...]]
"""Rows that are begun: what they have cost, from where, where in them we are, the parts so far."""


class Found(NamedTuple):
    """A reading that stands by itself, in the even text."""

    start: int
    end: int
    category: str
    entry: Entry


class Known(NamedTuple):
    """What is known of a form: whether its texts are even as they are, its readings and what they are made of."""

    even: bool
    like: list[Reading]
    parts: list[tuple[int, int, Part]]

    def readings(self, even: str) -> list[Reading]:
        """The readings of another text of the form; raises Unlike."""
        meanings = [part.meaning(even[start:end]) for start, end, part in self.parts]
        return [Reading(r.start, r.end, r.category, meaning) for r, meaning in zip(self.like, meanings, strict=True)]


def _reading(looked: Looked, found: Found) -> Reading:
    return Reading(*looked.squeezed.original(found.start, found.end), found.category, found.entry[1])


def place_of(entry: Entry) -> tuple[int, int]:
    """Where the words of an entry stand."""
    origin = entry[2]
    if isinstance(origin, Token):
        return origin.start, origin.end
    _, parts = origin
    return place_of(parts[0])[0], place_of(parts[-1])[1]


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
