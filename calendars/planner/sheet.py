"""What both sorts of sheets have: the head, the signs of kinds and days, the legend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rules import AlmanacDay

from ..captions import kind_word
from ..grids import REST_WORDS, SIGNS, rest_name, sign
from .paper import Box, Paper

LEGEND_SIZE = 7.5


@dataclass(frozen=True, slots=True)
class Style:
    """For whom the sheets are made."""

    lang: str
    owner: str = ""
    """Whose calendar it is; empty where nobody said."""


def head(paper: Paper, sheet: tuple[float, float], margin: float, title: str, beside: str, style: Style) -> float:
    """Writes the head of a sheet; returns where what stands below it begins."""
    foot = margin + 8.5
    end = margin + paper.text(margin, foot, title, 24, bold=True)
    paper.text(end + 4, foot, beside, 11, "soft")
    if style.owner:
        owner = paper.clipped(style.owner, sheet[0] / 3, 12)
        paper.text(sheet[0] - margin - paper.width(owner, 12), foot, owner, 12, bold=True)
    return foot + 3.5


def remark(paper: Paper, x: float, y: float, width: float, text: str) -> float:
    """Writes a remark on one tinted line; returns where what stands below it begins."""
    paper.fill(Box(x, y, width, 4.6), "wash")
    paper.text(x + 1.5, y + 3.3, paper.clipped(text, width - 3, 8), 8)
    return y + 6


def tag(paper: Paper, x: float, y: float, name: str, size: float) -> float:
    """Draws the sign of a day off or worked with its foot at y; returns how wide it is. `name` is a key of SIGNS."""
    width, height = paper.width(SIGNS[name], size) + size * 0.1, size * 0.4
    box = Box(x, y - height * 0.86, width, height)
    colour = "work" if name == "work" else "rest"
    if name == "maybe":
        paper.frame(box, colour, 0.4, dashed=True)
    else:
        paper.fill(box, colour, radius=size * 0.05)
    paper.text(x + size * 0.05, y, SIGNS[name], size, "rest" if name == "maybe" else "paper")
    return width


def rest_of(almanac: AlmanacDay | None) -> str:
    """The key of SIGNS of a day, or nothing."""
    return rest_name(almanac.rest, almanac.settled) if almanac else ""


def legend(paper: Paper, x: float, y: float, kinds: Iterable[str], rests: Iterable[str], style: Style) -> None:
    """Writes on one line what the signs mean."""
    size = LEGEND_SIZE
    for kind in kinds:
        letter = sign(kind, style.lang)
        width = paper.width(letter, size) + 1.2
        paper.fill(Box(x, y - 2.55, width, 3.3), kind, radius=0.4)
        paper.centred(x + width / 2, y, letter, size, "paper")
        x += width + 1
        x += paper.text(x, y, kind_word(kind, style.lang), size, "soft") + 4
    for name in rests:
        x += tag(paper, x, y, name, size) + 1
        x += paper.text(x, y, REST_WORDS[name].say(style.lang), size, "soft") + 4
