"""How a text was read: the reading as a tree of rows and lexemes, each with what its words cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .grammar import Entry, Grammar, Row, Token, place_of
from .parsing import tongues_of


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a text and what it was read as: by a row of the grammar, or by a lexeme where it has no parts."""

    words: str
    category: str
    by: str
    """The row that joined its parts, or the name of the lexeme."""
    cost: int
    parts: tuple[Node, ...] = ()

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
    tongues = tongues_of(text, lang)
    tongue = next((one for one in tongues if one.grammar().readings(text)), tongues[0])
    return [line for node in trees(text, tongue.grammar()) for line in node.lines()]


def trees(text: str, grammar: Grammar) -> list[Node]:
    """The readings of the whole text, the one that is taken first; where there is none, those of its parts."""
    looked = grammar.look(text)
    found = list(grammar.covering(looked)) or grammar.scanned(looked)
    return [_grown(looked.squeezed.text, one.category, one.entry) for one in found]


def _grown(text: str, category: str, entry: Entry) -> Node:
    """The tree of one entry of the chart."""
    cost, _, origin = entry
    words = text[slice(*place_of(entry))]
    if isinstance(origin, Token):
        return Node(words, category, origin.name, cost)
    ending, parts = origin
    names = [name for name, _ in ending.row]
    grown = tuple(_grown(text, name, part) for name, part in zip(names, parts, strict=True))
    return Node(words, category, _shown(ending.row), cost, grown)


def _shown(row: Row) -> str:
    return " ".join(category if handed else f"_{category}" for category, handed in row)
