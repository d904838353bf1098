"""English texts made even, and what the tables of every subject are written with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..grammar import Lexeme, Phrase, Squeezed, narrow
from ..meanings import Point, Refused

Meanings = dict[str, Any]
"""What a lexeme means, by category."""
FROM_END = (
    r"\b(?:2nd|3rd|[4-9]th|10th|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|next)\s+(?:to|from)\s+last\b"
)
"""Second to last, which without “the” before “last” is one place in a row."""
PIECES = re.compile(
    rf'(?P<quoted>“.*”\s*$|“[^”]*”|"[^"]*")|(?P<joined>{FROM_END})|(?P<left>\bthe\b\s*|\s+)|.',
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a subject adds to the grammar; signs of all subjects are tried before words of any."""

    signs: tuple[Lexeme, ...] = ()
    words: tuple[Lexeme, ...] = ()
    phrases: tuple[Phrase, ...] = ()


def squeeze(text: str) -> Squeezed:
    """The text with one space between words and without “the”; what stands in quotes stays as it is.

    >>> squeeze("The  third\\nSaturday").text
    'third Saturday'
    """
    characters: list[str] = []
    places: list[int] = []
    for piece in PIECES.finditer(text):
        for place, char in _kept(piece):
            if piece["quoted"] or char != " " or (characters and characters[-1] != " "):
                characters.append(char)
                places.append(place)
    places.append(len(text))
    return Squeezed("".join(characters), places, range(len(places)))


def _kept(piece: re.Match[str]) -> Iterator[tuple[int, str]]:
    """The characters of a piece that stay, with their places; a run of blanks is one."""
    if piece["joined"]:
        for word in re.finditer(r"\s+|\S", piece.group()):
            yield piece.start() + word.start(), "-" if word.group().isspace() else word.group()
    elif piece["left"]:
        if piece.group().isspace():
            yield piece.start(), " "
    else:
        yield from (
            (piece.start() + n, char if piece["quoted"] else _even(char)) for n, char in enumerate(piece.group())
        )


def _even(char: str) -> str:
    return "'" if char in "’‘" else narrow(char)


# ------------------------------------------------------------------ lexemes

sign = Lexeme
"""A lexeme that begins or ends with a sign, so that its pattern says itself where it stops."""


def word(name: str, pattern: str, read: Callable[[str], Meanings]) -> Lexeme:
    """A lexeme kept to whole words."""
    return Lexeme(name, rf"(?<![\w])(?:{pattern})(?![\w])", read)


def any_of(names: Iterable[str]) -> str:
    """A pattern for any of the names, the longest first, written as texts are made even."""
    return "|".join(re.escape(squeeze(name).text) for name in sorted(names, key=len, reverse=True))


def in_brackets(words: str) -> str:
    """A pattern for a note in brackets."""
    return rf"\({re.escape(squeeze(words).text)}\)"


def constant(**meanings: Any) -> Callable[[str], Meanings]:
    """Reads the same, whatever the words."""
    return lambda words: meanings


def cue(*categories: str) -> Callable[[str], Meanings]:
    """Reads a joining word of the categories."""
    return lambda words: dict.fromkeys(categories, words)


def refused(reason: Refused) -> Callable[[str], Meanings]:
    """Reads words that name no date."""
    return constant(REFUSED=reason)


def point(**parts: Any) -> Meanings:
    """A point with those parts."""
    return {"POINT": Point(**parts)}


def same(meaning: Any) -> Any:
    """The meaning itself."""
    return meaning
