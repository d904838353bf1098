"""What the sheets are drawn with: millimetres from the top left, text that is clipped or wrapped, colours by name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

PALETTE = {
    "ink": "#23211d", "soft": "#665f53", "rule": "#e0d8c7", "paper": "#ffffff", "wash": "#f3ecdd", "alert": "#fbeae4",
    "rest": "#2f6b4c", "work": "#8a5a12", "seal": "#b3261e", "due": "#a8231b",
    "observance": "#3d7a5a", "event": "#2b5d8a", "window": "#1b6e74", "deadline": "#a8231b", "duty": "#8f4c00",
    "anniversary": "#6d4a93", "offset": "#a1413a",
}  # fmt: skip
"""The colours of the pages in daylight, on white paper."""
MM = 72 / 25.4
"""Points of a millimetre."""
A3, A4 = (420.0, 297.0), (297.0, 210.0)
"""Landscape sheets: width and height in millimetres."""
ELLIPSIS = "…"
BOLD = 40
"""The part of the size of bold letters by which their edges are drawn: more, and dense characters run together."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimetres: left, top (from the top of the sheet), width, height."""

    x: float
    y: float
    width: float
    height: float


class Paper:
    """A sheet that is drawn on; sizes of text in points, all else in millimetres."""

    def __init__(self, canvas: Any, font: str) -> None:
        self._canvas, self._font = canvas, font
        self._height = 0.0
        self._widths: dict[tuple[str, float], float] = {}

    def begin(self, size: tuple[float, float], title: str) -> None:
        """A new sheet, with an entry in the outline."""
        self._height = size[1] * MM
        self._canvas.setPageSize((size[0] * MM, self._height))
        key = f"sheet{self._canvas.getPageNumber()}"
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(title, key)

    def end(self) -> None:
        """The sheet is done."""
        self._canvas.showPage()

    def width(self, text: str, size: float) -> float:
        """How wide the text is, in millimetres."""
        found = self._widths.get((text, size))
        if found is None:
            found = self._widths[text, size] = self._canvas.stringWidth(text, self._font, size) / MM
        return found

    def fill(self, box: Box, colour: str, tint: float = 1.0, radius: float = 0.0) -> None:
        """Fills the rectangle, with so much of the colour on white."""
        self._canvas.setFillColorRGB(*_mixed(colour, tint))
        x, y = box.x * MM, self._height - (box.y + box.height) * MM
        if radius:
            self._canvas.roundRect(x, y, box.width * MM, box.height * MM, radius * MM, stroke=0, fill=1)
        else:
            self._canvas.rect(x, y, box.width * MM, box.height * MM, stroke=0, fill=1)

    def frame(self, box: Box, colour: str, weight: float = 0.4, *, dashed: bool = False) -> None:
        """Draws the edges of the rectangle; the weight in points."""
        self._pen(colour, weight, dashed=dashed)
        self._canvas.rect(box.x * MM, self._height - (box.y + box.height) * MM, box.width * MM, box.height * MM)

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: str, weight: float = 0.4) -> None:
        """Draws a line."""
        self._pen(colour, weight)
        self._canvas.line(x * MM, self._height - y * MM, to_x * MM, self._height - to_y * MM)

    def _pen(self, colour: str, weight: float, *, dashed: bool = False) -> None:
        self._canvas.setStrokeColorRGB(*_mixed(colour, 1.0))
        self._canvas.setLineWidth(weight)
        self._canvas.setDash(*((1.2, 1.2),) if dashed else ())

    def text(self, x: float, y: float, text: str, size: float, colour: str = "ink", *, bold: bool = False) -> float:
        """Writes the text with its foot at y; returns how wide it is."""
        return self._write(x, y, text, size, colour, bold=bold)

    def centred(self, x: float, y: float, text: str, size: float, colour: str = "ink", *, bold: bool = False) -> None:
        """Writes the text with its middle at x."""
        self._write(x - self.width(text, size) / 2, y, text, size, colour, bold=bold)

    def _write(self, x: float, y: float, text: str, size: float, colour: str, *, bold: bool) -> float:
        writer = self._canvas.beginText(x * MM, self._height - y * MM)
        writer.setFont(self._font, size)
        writer.setFillColorRGB(*_mixed(colour, 1.0))
        if bold:  # the fonts have one weight: the edges of the letters are drawn too
            self._pen(colour, size / BOLD)
            writer.setTextRenderMode(2)
        writer.textOut(text)
        if bold:
            writer.setTextRenderMode(0)
        self._canvas.drawText(writer)
        return self.width(text, size)

    def wrapped(self, text: str, width: float, size: float, most: int, first: float = 0.0) -> list[str]:
        """The text in at most so many lines of the width, the first shorter by `first`; an ellipsis says that it was cut.

        A line breaks between any two characters, but no mark that closes begins one, and no word of letters is torn
        that fits on a line.
        """
        lines: list[str] = []
        rest = text.strip()
        while rest and len(lines) < most:
            room = width - (first if not lines else 0.0)
            if len(lines) == most - 1:
                lines.append(self.clipped(rest, room, size))
                break
            end = self._fits(rest, room, size)
            end = _break(rest, end)
            lines.append(rest[:end].rstrip())
            rest = rest[end:].lstrip()
        return lines

    def clipped(self, text: str, width: float, size: float) -> str:
        """As much of the text as fits in the width, an ellipsis where some is left out."""
        if self.width(text, size) <= width:
            return text
        end = self._fits(text, width - self.width(ELLIPSIS, size), size)
        return text[:end].rstrip() + ELLIPSIS if end else ""

    def _fits(self, text: str, width: float, size: float) -> int:
        """How many characters fit in the width."""
        used = 0.0
        for place, letter in enumerate(text):
            used += self.width(letter, size)
            if used > width:
                return place
        return len(text)


def _break(text: str, end: int) -> int:
    """Where a line that holds `end` characters ends: at least one character on."""
    if end >= len(text):
        return len(text)
    place = end
    while place > 1 and (_closes(text[place]) or _opens(text[place - 1]) or _is_word(text[place - 1 : place + 1])):
        place -= 1
    return place if place > 1 else max(end, 1)


def _closes(letter: str) -> bool:
    return unicodedata.category(letter) in ("Pe", "Pf") or letter in "，。、；：！？…,.;:!?%"


def _opens(letter: str) -> bool:
    return unicodedata.category(letter) in ("Ps", "Pi")


def _is_word(pair: str) -> bool:
    return pair.isascii() and pair.isalnum()


def _mixed(colour: str, tint: float) -> tuple[float, float, float]:
    """The colour with so much white that `tint` of it is left."""
    red, green, blue = (int(PALETTE[colour][at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 1 - tint * (1 - red), 1 - tint * (1 - green), 1 - tint * (1 - blue)
