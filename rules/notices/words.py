"""The classes of words by which a notice is read: which words send, hold, ask, name a body; the words stand in words.toml.

A word belongs to every class that names it. Nothing here looks at neighbours: where one word is a part of another (报 of
报告), the longer one is a word of its own class.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands in a text."""

    start: int
    end: int
    text: str
    classes: frozenset[str]

    def __contains__(self, name: str) -> bool:
        return name in self.classes


class Vocabulary:
    """Words by class, found at the beginning, at the end and inside of a text; the longest word counts."""

    def __init__(self, classes: Mapping[str, Iterable[str]], quiet: Collection[str] = ()) -> None:
        """Words by class; those of `quiet` classes are only looked for by their class: they hide no others."""
        self.classes = {name: frozenset(words) for name, words in classes.items()}
        self._of: dict[str, frozenset[str]] = {}
        for name, words in self.classes.items():
            for word in words if name not in quiet else ():
                self._of[word] = self._of.get(word, frozenset()) | {name}
        self._first = _by(self._of, 0)
        self._beginning = {name: _by(words, 0) for name, words in self.classes.items()}
        self._ending = {name: _by(words, -1) for name, words in self.classes.items()}

    def begins(self, text: str, name: str, at: int = 0) -> str:
        """The longest word of the class that stands at that place; "" for none."""
        known = self._beginning[name].get(text[at : at + 1], ())
        return next((word for word in known if text.startswith(word, at)), "")

    def ends(self, text: str, name: str) -> str:
        """The longest word of the class that the text ends with; "" for none."""
        return next((word for word in self._ending[name].get(text[-1:], ()) if text.endswith(word)), "")

    def has(self, text: str, name: str) -> bool:
        """Whether a word of the class stands anywhere in the text, inside of other words too."""
        return any(self.begins(text, name, at) for at in range(len(text)))

    def words(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Word]:
        """The words of the text from left to right, the longest at each place; what is between them is passed over."""
        end = len(text) if end is None else end
        at = start
        while at < end:
            for word in self._first.get(text[at], ()):
                if text.startswith(word, at) and at + len(word) <= end:
                    yield Word(at, at + len(word), word, self._of[word])
                    at += len(word)
                    break
            else:
                at += 1

    def find(self, text: str, *names: str, start: int = 0, end: int | None = None) -> Word | None:
        """The first word of one of the classes, as `words` finds them."""
        return next((word for word in self.words(text, start, end) if not word.classes.isdisjoint(names)), None)


def _by(words: Iterable[str], place: int) -> dict[str, tuple[str, ...]]:
    """The words by their first or last character, the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        found.setdefault(word[place], []).append(word)
    return {character: tuple(words) for character, words in found.items()}


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of words.toml, loaded when the first notice is read."""
    table = tomllib.loads((files("rules.notices") / "words.toml").read_text(encoding="utf-8"))
    return Vocabulary(
        {name: row["words"] for name, row in table.items()},
        [name for name, row in table.items() if not row.get("hides", True)],
    )
