"""Whether anything may be read in a line at all: most lines of most texts have no word of which a date could be made.

Many lexemes only join others: 的, 在, 和, a comma. From some of them together no reading can be made, whatever their order: they
are quiet. A line is worth a search where a lexeme that is not quiet may begin.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from .automaton import LONGEST_WALK, Node
from .lexer import Cue, Lexeme, Lexer

Row = tuple[str, tuple[str, ...]]
"""The category that a row of categories makes, and the row."""


def loud(lexemes: Iterable[Lexeme], rows: Iterable[Row], final: Collection[str]) -> list[Lexeme]:
    """The lexemes without which none of the final categories can be made; the first that join are the quiet ones."""
    holding: dict[str, list[Row]] = {}
    for row in rows:
        for category in row[1]:
            holding.setdefault(category, []).append(row)
    quiet: set[str] = set()
    found: list[Lexeme] = []
    for lexeme in lexemes:
        made = _made(quiet, lexeme.read.categories, holding) if isinstance(lexeme.read, Cue) else None
        if made is None or not made.isdisjoint(final):
            found.append(lexeme)
        else:
            quiet |= made
    return found


def _made(known: set[str], more: Iterable[str], holding: dict[str, list[Row]]) -> set[str]:
    """What can be made of more categories and of those that are known, as far as it is new."""
    new = set(more) - known
    waiting = [*new]
    while waiting:
        for category, row in holding.get(waiting.pop(), ()):
            if category not in known and category not in new and all(part in known or part in new for part in row):
                new.add(category)
                waiting.append(category)
    return new


class Watch:
    """Where one of the lexemes may begin: two characters are looked at everywhere, more where they fit."""

    def __init__(self, lexer: Lexer, lexemes: Collection[Lexeme]) -> None:
        self._lexer = lexer
        self._numbers = frozenset(number for number, lexeme in enumerate(lexer.lexemes) if lexeme in lexemes)
        self._begins: re.Pattern[str] | None = None
        """What finds two characters with which one may begin; None where one begins with any character."""
        if beginnings := lexer.automaton.beginnings(self._numbers):
            self._pairs, self._alone = beginnings
            self._begins = _pairs_of(self._pairs, self._alone, lexer.flags)

    def sees(self, text: str, start: int, end: int) -> bool:
        """Whether one of the lexemes may begin from start to end."""
        if self._begins is None:
            return True
        root, pairs, alone = self._lexer.root(), self._pairs, self._alone
        for match in self._begins.finditer(text, start, end):
            at = match.start()
            if (text[at : at + 2] in pairs or text[at] in alone) and self._fits(root, text, at):
                return True
        return False

    def _fits(self, root: Node, text: str, at: int) -> bool:
        """Whether one of the lexemes may begin there."""
        node = root
        for char in text[at : at + LONGEST_WALK]:
            following = node[char]
            if following is None:
                return False
            if not self._numbers.isdisjoint(following.ended):
                return True
            node = following
        return True


def _pairs_of(pairs: Iterable[str], alone: Iterable[str], flags: re.RegexFlag) -> re.Pattern[str]:
    """What finds every character that begins a pair and stands before one that ends a pair, and every one alone."""
    firsts, seconds, whole = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}, set(alone)
    ways = [f"[{_escaped(firsts)}](?=[{_escaped(seconds)}])"] if firsts else []
    ways += [f"[{_escaped(whole)}]"] if whole else []
    return re.compile("|".join(ways) or "(?!)", flags)


def _escaped(chars: Iterable[str]) -> str:
    return "".join(map(re.escape, sorted(chars)))
