"""What stands on a page: characters and straight lines, each with its place, y counted from the top."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

WIDE_FROM = "\u2e80"
"""The first of the characters that are as wide as high."""
WIDE_SIGNS = frozenset("—…“”‘’·①②③④⑤⑥⑦⑧⑨⑩")


class Glyph(NamedTuple):
    """A character where it stands; top and bottom are those of its font and not of its ink."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


class Stroke(NamedTuple):
    """A straight line, lying or upright."""

    left: float
    right: float
    top: float
    bottom: float

    @property
    def lies(self) -> bool:
        """Whether it goes from left to right."""
        return self.right - self.left >= self.bottom - self.top


@dataclass(slots=True)
class Sheet:
    """A page as its file gives it."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Strip:
    """Characters beside one another on one line, blanks where the places say so."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    first: float
    """The width of what cannot be parted at its beginning: a character, a word."""
    body: float
    """Where the words behind the first blank begin, as behind a number; `left` where there is none near."""

    @property
    def size(self) -> float:
        """The height of its characters."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half way between its top and its bottom."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Flow:
    """Lines that follow one another, one a strip."""

    strips: list[Strip]
    column: tuple[int, int] = (0, 1)
    """Which of how many columns it is."""


def is_wide(char: str) -> bool:
    """Whether a character is as wide as high."""
    return char >= WIDE_FROM or char in WIDE_SIGNS


def usual_size(glyphs: Iterable[Glyph]) -> float:
    """The height that most characters have; 0 without any."""
    heights = [glyph.bottom - glyph.top for glyph in glyphs]
    return median(heights) if heights else 0.0
