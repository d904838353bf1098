"""The classes of words by which a notice is read: which words send, hold, ask, name a body; the words stand in words.toml.

A word belongs to every class that names it. Nothing here looks at neighbours: where one word is a part of another (报 of
报告), the longer one is a word of its own class.
"""

from __future__ import annotations

import tomllib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
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
        self._first = _by(self._of, 0)
        self._beginning = {name: _by(words, 0) for name, words in self.classes.items()}
        self._ending = {name: _by(words, -1) for name, words in self.classes.items()}

    def begins(self, text: str, name: str, at: int = 0) -> str:
        """The longest word of the class that stands at that place; "" for none."""
        known = self._beginning[name].get(text[at : at + 1], ())
        return next((word for word in known if text.startswith(word, at)), "")

    def ends(self, text: str, *names: str) -> str:
        """The longest word of the classes that the text ends with; "" for none."""
        return max((self._end(text, name) for name in names), key=len)

    def _end(self, text: str, name: str) -> str:
        return next((word for word in self._ending[name].get(text[-1:], ()) if text.endswith(word)), "")

    def without_start(self, text: str, name: str, keep: int = 0) -> str:
        """The text without the longest word of the class at its beginning that leaves as many characters as are to keep.

        >>> vocabulary().without_start("关于本次会议", "name_lead"), vocabulary().without_start("关于会", "name_lead", 2)
        ('本次会议', '关于会')
        """
        known = self._beginning[name].get(text[:1], ())
        return next((text[len(w) :] for w in known if text.startswith(w) and len(text) - len(w) >= keep), text)

    def without_end(self, text: str, name: str, keep: int = 0) -> str:
        """The same at its end."""
        known = self._ending[name].get(text[-1:], ())
        return next((text[: -len(w)] for w in known if text.endswith(w) and len(text) - len(w) >= keep), text)

    def has(self, text: str, name: str, hidden_by: str = "") -> bool:
        """Whether a word of the class stands anywhere in the text, inside of other words too but those that hide it."""
        at = 0
        while at < len(text):
            if hidden_by and (cover := self.begins(text, hidden_by, at)):
                at += len(cover)
            elif self.begins(text, name, at):
                return True
            else:
                at += 1
        return False

    def made_of(self, text: str, *names: str) -> bool:
        """Whether nothing stands in the text but words of the classes."""
        while text and (ending := self.ends(text, *names)):
            text = text[: -len(ending)]
        return not text

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

    def last(self, text: str) -> Word | None:
        """The last word of the text, where it ends with it."""
        last = next(iter(deque(self.words(text), maxlen=1)), None)
        return last if last and last.end == len(text) else None

    def find(self, text: str, *names: str, start: int = 0, end: int | None = None) -> Word | None:
        """The first word of one of the classes, as `words` finds them."""
        return next((word for word in self.words(text, start, end) if word.among(names)), None)


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
        {name: row["words"] for name, row in table.items()},
        [name for name, row in table.items() if not row.get("hides", True)],
        {word: whole for row in table.values() for word, whole in zip(row["words"], row.get("full", ()), strict=False)},
    )
