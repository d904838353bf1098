"""How a text was read: the reading as a tree of rows and lexemes, each with what its words cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .grammar import Entry, Grammar, Row, Squeezed, Token, place_of
from .parsing import tongues_of


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a text and what it was read as: by a row of the grammar, or by a lexeme where it has no parts."""

    words: str
    category: str
    by: str
    """The row that joined its parts, or the name of the lexeme."""
    cost: int
    start: int
    end: int
    """Offsets in the text as given, end excluded."""
    parts: tuple[Node, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The tree as plain JSON: what it was read as, its words and their place, row or lexeme, cost, parts."""
        return {
            "category": self.category,
            "words": self.words,
            "start": self.start,
            "end": self.end,
            "by": self.by,
            "cost": self.cost,
            "parts": [part.to_json() for part in self.parts],
        }

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The tree as indented lines: category, words, row or lexeme, cost."""
        yield f"{'  ' * depth}{self.category}  “{self.words}”  {self.by}  ({self.cost})"
        for part in self.parts:
            yield from part.lines(depth + 1)


def tree_lines(text: str, lang: str | None = None) -> list[str]:
    """The reading of a text as indented lines: category, words, row or lexeme, cost; the reading that is taken first.

    Where the text is not read as a whole, the best readings of its parts stand one below the other, and what no reading
    holds is left out. RRULE and cron are no language and have no lines.

    >>> tree_lines("9月第三周")[2]
    '  POINT  “第三周”  nth  (1)'
    """
    return [line for node in tree_of(text, lang) for line in node.lines()]


def tree_of(text: str, lang: str | None = None) -> list[Node]:
    """The reading of a text that is taken first; the best readings of its parts where it is not read as a whole."""
    tongues = tongues_of(text, lang)
    tongue = next((one for one in tongues if one.grammar().readings(text)), tongues[0])
    return trees(text, tongue.grammar())


def trees(text: str, grammar: Grammar) -> list[Node]:
    """The readings of the whole text, the one that is taken first; where there is none, those of its parts."""
    looked = grammar.look(text)
    found = list(grammar.covering(looked)) or grammar.scanned(looked)
    return [_grown(looked.squeezed, one.category, one.entry) for one in found]


def _grown(squeezed: Squeezed, category: str, entry: Entry) -> Node:
    """The tree of one entry of the chart."""
    cost, _, origin = entry
    place = place_of(entry)
    words, given = squeezed.text[slice(*place)], squeezed.original(*place)
    if isinstance(origin, Token):
        return Node(words, category, origin.name, cost, *given)
    ending, parts = origin
    names = [name for name, _ in ending.row]
    grown = tuple(_grown(squeezed, name, part) for name, part in zip(names, parts, strict=True))
    return Node(words, category, _shown(ending.row), cost, *given, grown)


def _shown(row: Row) -> str:
    return " ".join(category if handed else f"_{category}" for category, handed in row)
