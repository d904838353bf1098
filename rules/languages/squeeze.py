"""A text made even for reading: full-width forms narrowed, spaces dropped, with the way back to the text as given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text made even, with the way back to the text as given."""

    text: str
    places: tuple[int, ...] = field(repr=False)
    """For each character of `text` its offset in the original, and one more for the end."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the original of a place in the squeezed text."""
        return self.places[start], self.places[end - 1] + 1


def squeeze(text: str) -> Squeezed:
    """The text with full-width characters narrowed one by one, and spaces dropped except between two digits or letters.

    >>> squeeze("２０２６ 年 3 月22 日").text
    '2026年3月22日'
    """
    characters: list[str] = []
    places: list[int] = []
    pending: int | None = None
    for place, raw in enumerate(text):
        char = narrow(raw)
        if char in SPACES or (char in "\r\n" and characters and characters[-1] in BROKEN_AFTER):
            pending = place if pending is None else pending
            continue
        if pending is not None:
            if _parts(characters, char):
                characters.append(" ")
                places.append(pending)
            pending = None
        characters.append(char)
        places.append(place)
    places.append(len(text))
    return Squeezed("".join(characters), tuple(places))


SPACES = " \t\u3000\xa0\u200b\ufeff"
BROKEN_AFTER = "以之"
"""A line that ends so is broken inside a word: 6月1日以⏎前."""


def _parts(characters: Sequence[str], char: str) -> bool:
    """Whether a space is to stay: between two digits or letters, and behind the number of an item (2. 9月)."""
    if not (characters and char.isascii() and char.isalnum()):
        return False
    if characters[-1] == ".":
        return bool(re.search(r"(?:^|\n)\d{1,2}\.$", "".join(characters[-4:])))
    return characters[-1].isascii() and characters[-1].isalnum()


def narrow(char: str) -> str:
    """A full-width form as its ASCII character; circled and raised digits stay, they number items."""
    return chr(ord(char) - 0xFEE0) if "\uff01" <= char <= "\uff5e" else char
