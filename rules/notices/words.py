"""The classes of words by which a notice is read: which words send, hold, ask, name a body; the words stand in words.toml.

A word belongs to every class that names it. Nothing here looks at neighbours: where one word is a part of another (报 of
报告), the longer one is a word of its own class.
"""

from __future__ import annotations

import re
import tomllib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any, NamedTuple

LONGEST = 80
"""Characters of a text whose words are kept for the moment."""
REMEMBERED = 4096
"""Texts whose words are kept."""


class Word(NamedTuple):
    """A word where it stands in a text."""

    start: int
    end: int
    text: str
    classes: frozenset[str]

    def __contains__(self, name: object) -> bool:
        return name in self.classes

    def among(self, names: Iterable[str]) -> bool:
        """Whether it belongs to one of the classes."""
        return not self.classes.isdisjoint(names)


class Vocabulary:
    """Words by class, found at the beginning, at the end and inside of a text; the longest word counts.

    The words of the classes `apart` are only looked for by their class: they part no clause and hide no shorter word. `full`
    has the whole word for a short one.
    """

    def __init__(
        self,
        classes: Mapping[str, Iterable[str]],
        apart: Iterable[str] = (),
        full: Mapping[str, str] | None = None,
    ) -> None:
        self.classes = {name: frozenset(words) for name, words in classes.items()}
        self.full = dict(full or {})
        self._of: dict[str, frozenset[str]] = {}
        for name in self.classes.keys() - frozenset(apart):
            for word in self.classes[name]:
                self._of[word] = self._of.get(word, frozenset()) | {name}
        self._alone, self._pairs = _by_two(self._of)
        self._known: dict[str, tuple[Word, ...]] = {}
        self._searches: dict[str, Callable[..., re.Match[str] | None]] = {}
        self._beginning = {name: _by(words, 0) for name, words in self.classes.items()}
        self._ending = {name: _by(words, -1) for name, words in self.classes.items()}

    def heads(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """The words of a class by their first characters."""
        return self._beginning[name]

    def tails(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """The words of a class by their last characters."""
        return self._ending[name]

    def begins(self, text: str, name: str, at: int = 0) -> str:
        """The longest word of the class that stands at that place; "" for none."""
        for word in self._beginning[name].get(text[at : at + 1], ()):
            if text.startswith(word, at):
                return word
        return ""

    def ends(self, text: str, *names: str) -> str:
        """The longest word of the classes that the text ends with; "" for none."""
        longest, last = "", text[-1:]
        for name in names:
            for word in self._ending[name].get(last, ()):
                if len(word) <= len(longest):
                    break
                if text.endswith(word):
                    longest = word
                    break
        return longest

    def without_start(self, text: str, name: str, keep: int = 0) -> str:
        """The text without the longest word of the class at its beginning that leaves as many characters as are to keep.

        >>> vocabulary().without_start("关于本次会议", "name_lead"), vocabulary().without_start("关于会", "name_lead", 2)
        ('本次会议', '关于会')
        """
        for word in self._beginning[name].get(text[:1], ()):
            if text.startswith(word) and len(text) - len(word) >= keep:
                return text[len(word) :]
        return text

    def without_end(self, text: str, name: str, keep: int = 0) -> str:
        """The same at its end."""
        for word in self._ending[name].get(text[-1:], ()):
            if text.endswith(word) and len(text) - len(word) >= keep:
                return text[: -len(word)]
        return text

    def has(self, text: str, name: str, hidden_by: str = "") -> bool:
        """Whether a word of the class stands anywhere in the text, inside of other words too but those that hide it."""
        if not hidden_by:
            return self._anywhere(name)(text) is not None
        at = 0
        while at < len(text):
            if cover := self.begins(text, hidden_by, at):
                at += len(cover)
            elif self.begins(text, name, at):
                return True
            else:
                at += 1
        return False

    def place(self, text: str, name: str, start: int, end: int) -> tuple[int, int] | None:
        """Where the first word of a class stands between two places, whatever it is a part of; None for nowhere."""
        found = self._anywhere(name)(text, start, end)
        return found.span() if found else None

    def _anywhere(self, name: str) -> Callable[..., re.Match[str] | None]:
        """What finds a word of the class in a text."""
        search = self._searches.get(name)
        if search is None:
            shortest: list[str] = []
            for word in sorted(self.classes[name]):  # one that begins with a shorter one says nothing more
                if not shortest or not word.startswith(shortest[-1]):
                    shortest.append(word)
            search = self._searches[name] = re.compile("|".join(map(re.escape, shortest))).search
        return search

    def made_of(self, text: str, *names: str) -> bool:
        """Whether nothing stands in the text but words of the classes."""
        while text and (ending := self.ends(text, *names)):
            text = text[: -len(ending)]
        return not text

    def words(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Word]:
        """The words of the text from left to right, the longest at each place; what is between them is passed over."""
        if start or (end is not None and end < len(text)) or len(text) > LONGEST:
            return self._found(text, start, len(text) if end is None else end)
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[text] = tuple(self._found(text, 0, len(text)))
        return iter(known)

    def _found(self, text: str, start: int, end: int) -> Iterator[Word]:
        at, alone, pairs, of = start, self._alone, self._pairs, self._of
        while at < end:
            for word in pairs.get(text[at : at + 2], ()):
                if text.startswith(word, at, end):
                    break
            else:
                word = text[at]
                if word not in alone:
                    at += 1
                    continue
            behind = at + len(word)
            yield Word(at, behind, word, of[word])
            at = behind

    def last(self, text: str) -> Word | None:
        """The last word of the text, where it ends with it."""
        last = next(iter(deque(self.words(text), maxlen=1)), None)
        return last if last and last.end == len(text) else None

    def find(self, text: str, *names: str, start: int = 0, end: int | None = None) -> Word | None:
        """The first word of one of the classes, as `words` finds them."""
        for word in self.words(text, start, end):
            if not word.classes.isdisjoint(names):
                return word
        return None


def _by_two(words: Iterable[str]) -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """The words of one character, and the others by their first two, the longest first."""
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        groups.setdefault(word[:2], []).append(word)
    alone = frozenset(word for word in groups if len(word) == 1)
    return alone, {two: tuple(group) for two, group in groups.items() if len(two) > 1}


def _by(words: Iterable[str], place: int) -> dict[str, tuple[str, ...]]:
    """The words by their first or last character, the longest first."""
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        groups.setdefault(word[place], []).append(word)
    return {character: tuple(words) for character, words in groups.items()}


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of words.toml, loaded when the first notice is read."""
    table = tomllib.loads((files("rules.notices") / "words.toml").read_text(encoding="utf-8"))
    return Vocabulary(
        {name: _words_of(table, name) for name in table},
        [name for name, row in table.items() if not row.get("hides", True)],
        {
            word: whole
            for row in table.values()
            for word, whole in zip(row.get("words", ()), row.get("full", ()), strict=False)
        },
    )


def _words_of(table: Mapping[str, Mapping[str, Any]], name: str) -> list[str]:
    """The words of a class: those that it lists, and those that are `made` of parts, each with each; "=x" is all of class x."""
    row = table[name]
    made = (
        "".join(parts)
        for line in row.get("made", ())
        for parts in product(*([word for one in part for word in _part(table, one)] for part in line))
    )
    return [*row.get("words", ()), *made]


def _part(table: Mapping[str, Mapping[str, Any]], word: str) -> list[str]:
    return _words_of(table, word[1:]) if word.startswith("=") else [word]
