"""How a text was read: the reading as a tree of rows and lexemes, each with what its words cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .grammar import Chart, Grammar, Row, Run
from .lexer import Meaning
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
    whole = grammar.readings(text)
    found: list[Node] = []
    for run in grammar.runs(looked, whole=bool(whole)):
        chart = grammar.chart(run)
        spans = [(run.start, run.end, reading.category) for reading in whole]
        for start, end, category in spans or [(s, run.behind(e), c) for s, e, c, _ in grammar.cover(run, chart)]:
            found += _grown(grammar, run, chart, (start, end), category)[:1]
    return found


def _grown(grammar: Grammar, run: Run, chart: Chart, place: tuple[int, int], category: str) -> list[Node]:
    """The tree of one entry of the chart."""
    start, end = place
    known = chart.get(start, {}).get(end, {}).get(category)
    if known is None:
        return []
    cost, meaning = known
    words = run.text[start : run.stop(end)]
    for token in run.starting.get(start, ()):
        if run.behind(token.end) == end and token.cost == cost and token.meanings.get(category) == meaning:
            return [Node(words, category, token.name, cost)]
    for row, phrase in grammar.rows(category):
        for parts in _split(chart, row, place, cost - phrase.cost):
            if phrase.build(*_given(chart, row, parts)) == meaning:
                grown = [_grown(grammar, run, chart, part, name) for part, (name, _) in zip(parts, row, strict=True)]
                if all(grown):
                    return [Node(words, category, _shown(row), cost, tuple(nodes[0] for nodes in grown))]
    return []


def _split(chart: Chart, row: Row, place: tuple[int, int], cost: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every way to lay the categories of a row side by side over a place, at that cost."""
    start, end = place
    if not row:
        if start == end and cost == 0:
            yield ()
        return
    for middle, known in chart.get(start, {}).items():
        if middle <= end and row[0][0] in known and (middle < end or len(row) == 1):
            spent = known[row[0][0]][0]
            for rest in _split(chart, row[1:], (middle, end), cost - spent):
                yield ((start, middle), *rest)


def _given(chart: Chart, row: Row, parts: tuple[tuple[int, int], ...]) -> list[Meaning]:
    """The meanings that the row hands to its function."""
    return [
        chart[start][end][category][1] for (start, end), (category, handed) in zip(parts, row, strict=True) if handed
    ]


def _shown(row: Row) -> str:
    return " ".join(category if handed else f"_{category}" for category, handed in row)
