"""A notice as a PDF, laid out here as an office would: title in the middle, paragraphs indented, tables ruled, pages numbered.

The font is one of those that every reader of PDF has, so none is embedded and none has to be installed.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Protocol

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.papers import Cell, Line, Paper, Table

FONT = "STSong-Light"
CLOSING, OPENING = "，。、；：！？）》”’】〕,.;:!?)%", "（《“‘【〔("
UNITS = re.compile(r"[A-Za-z0-9@:/._+-]+|.")


@dataclass(frozen=True, slots=True)
class Style:
    """How a notice is laid out; lengths in points."""

    size: float = 16
    title: float = 22
    pitch: float = 28
    spaced: float = 0
    """More between paragraphs."""
    indent: float = 2
    """Characters before a paragraph."""
    left: float = 79
    right: float = 74
    top: float = 105
    bottom: float = 99
    columns: int = 1
    gutter: float = 24
    numbers: bool = True
    head: str = ""
    """What stands above each page."""
    heads: bool = True
    """Whether the head of a table is there again on its next page."""
    justified: bool = False
    cell: float = 12
    """The height of characters in a table."""


WIDTH, HEIGHT = 595.0, 842.0
PLAIN = Style()
STYLES = {
    "an office": PLAIN,
    "small and spread": Style(size=10.5, pitch=16, left=90, right=90, top=72, bottom=72, justified=True, cell=10.5),
    "no indent but spaces": Style(size=12, pitch=18, spaced=10, indent=0, left=72, right=72, head="云坪市政务网"),
    "two columns": Style(size=10.5, pitch=16, left=50, right=50, top=80, bottom=80, columns=2, cell=8, title=16),
}


def width(text: str, size: float) -> float:
    """How wide a text is."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return float(pdfmetrics.stringWidth(text, FONT, size))


def wrapped(text: str, size: float, room: float, indent: float = 0) -> list[str]:
    """The lines of a paragraph; numbers and words stay whole, signs that end a sentence stand at the end of a line."""
    units: list[str] = []
    for unit in UNITS.findall(text):
        if units and (unit in CLOSING or units[-1][-1] in OPENING):
            units[-1] += unit
        else:
            units.append(unit)
    lines: list[str] = []
    line = ""
    for unit in units:
        if line and width(line + unit, size) > room - (0 if lines else indent) + 0.01:
            lines.append(line)
            line = unit.lstrip(" ")
        else:
            line += unit
    return [*lines, line]


class Surface(Protocol):
    """What pages are drawn on; y counts from the bottom."""

    def text(self, text: str, x: float, y: float, size: float, spread: float = 0) -> None:
        """Writes a line, with so much more behind each character."""

    def box(self, x: float, y: float, wide: float, high: float) -> None:
        """Draws the four sides of a box."""

    def turn(self) -> None:
        """Ends a page."""

    def done(self) -> bytes:
        """The file; the last page is ended."""


class PdfSurface:
    """Pages of a PDF."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self.canvas = Canvas(self._out, pagesize=(WIDTH, HEIGHT), invariant=True)

    def text(self, text: str, x: float, y: float, size: float, spread: float = 0) -> None:
        written = self.canvas.beginText(x, y)
        written.setFont(FONT, size)
        written.setCharSpace(spread)
        written.textOut(text)
        self.canvas.drawText(written)

    def box(self, x: float, y: float, wide: float, high: float) -> None:
        self.canvas.rect(x, y, wide, high)

    def turn(self) -> None:
        self.canvas.showPage()

    def done(self) -> bytes:
        self.canvas.save()
        return self._out.getvalue()


class Maker:
    """Writes pages from top to bottom."""

    def __init__(self, style: Style, surface: Surface) -> None:
        self.style, self.surface = style, surface
        self.page, self.column = 1, 0
        self.start = self.y = HEIGHT - style.top
        self.room = (WIDTH - style.left - style.right - style.gutter * (style.columns - 1)) / style.columns
        self._edge()

    @property
    def x(self) -> float:
        """Where the column begins."""
        return self.style.left + self.column * (self.room + self.style.gutter)

    def _edge(self) -> None:
        style = self.style
        if style.head:
            self.surface.text(style.head, style.left, HEIGHT - 40, 9)
        if style.numbers:
            number = f"— {self.page} —"
            self.surface.text(number, (WIDTH - width(number, 14)) / 2, style.bottom - 35, 14)

    def turn(self) -> None:
        """The next column, or the next page."""
        if self.column + 1 < self.style.columns:
            self.column, self.y = self.column + 1, self.start
            return
        self.surface.turn()
        self.page, self.column = self.page + 1, 0
        self.start = self.y = HEIGHT - self.style.top
        self._edge()

    def need(self, height: float) -> bool:
        """Turns to the next page where so much does not fit; whether it did."""
        if self.y - height >= self.style.bottom:
            return False
        self.turn()
        return True

    def paragraph(self, line: Line) -> None:
        """A paragraph."""
        style = self.style
        size = style.title if line.kind == "title" else style.size
        indent = style.indent * size if line.kind in ("text", "heading") and not line.text.endswith("：") else 0
        lines = wrapped(line.text, size, self.room, indent)
        for n, words in enumerate(lines):
            self.need(style.pitch)
            spare = self.room - width(words, size)
            x = self.x + (spare / 2 if line.kind == "title" else spare - 2 * size if line.kind == "right" else 0)
            x += indent if not n else 0
            last, free = n + 1 == len(lines), spare - (indent if not n else 0)
            spread = free / max(len(words) - 1, 1) if style.justified and not last and indent else 0
            self.surface.text(words, x, self.y - size, size, spread)
            self.y -= style.pitch
        self.y -= style.spaced + (style.pitch if line.kind == "title" else 0)

    def table(self, table: Table) -> None:
        """A table with ruling lines."""
        size = self.style.cell
        count = max(map(len, table.rows))
        widths = _widths(table, count, self.room, size)
        heights = [_height(row, widths, size) for row in table.rows]
        self.need(sum(heights[:2]))
        first = 0
        for row in range(len(table.rows) + 1):
            if row < len(table.rows) and self.y - sum(heights[first : row + 1]) >= self.style.bottom:
                continue
            if any(c and c.rows > 1 for c in table.rows[first]) and row < len(table.rows) and first:
                raise ValueError("a merged cell goes over a page")
            self._rows(table, range(first, row), widths, heights)
            if row < len(table.rows):
                self.turn()
                first = row
                if self.style.heads:
                    self._rows(table, range(1), widths, heights)
        self.y -= 6

    def _rows(self, table: Table, rows: range, widths: list[float], heights: list[float]) -> None:
        size = self.style.cell
        for row in rows:
            x = self.x
            for column, cell in enumerate(table.rows[row]):
                if cell:
                    wide = sum(widths[column : column + cell.columns])
                    high = sum(heights[row : row + cell.rows])
                    self.surface.box(x, self.y - high, wide, high)
                    lines = wrapped(cell.text, size, wide - 8)
                    top = self.y - (high - len(lines) * size * 1.4) / 2
                    for n, words in enumerate(lines):
                        self.surface.text(words, x + 4, top - size * (1.4 * n + 1.1), size)
                x += widths[column]
            self.y -= heights[row]

    def done(self) -> bytes:
        """The file."""
        self.surface.turn()
        return self.surface.done()


Row = tuple[Cell | None, ...]


def _height(row: Row, widths: list[float], size: float) -> float:
    """How high a row is, by the cells in it that go over no other."""
    lines = [
        len(wrapped(cell.text, size, widths[n] - 8))
        for n, cell in enumerate(row)
        if cell and cell.columns == cell.rows == 1
    ]
    return max([*lines, 1]) * size * 1.4 + 6


def _widths(table: Table, count: int, room: float, size: float) -> list[float]:
    """The widths of the columns, by the longest of their cells but within the page."""
    longest = [2 * size + 9] * count
    for row in table.rows:
        for n, cell in enumerate(row):
            if cell and cell.columns == 1:
                longest[n] = max(longest[n], width(cell.text, size) + 9)
    while sum(longest) > room:
        widest = longest.index(max(longest))
        longest[widest] -= size / 2
    return longest


def as_pdf(one: Paper, style: Style = PLAIN) -> bytes:
    """The notice as a PDF."""
    return laid_out(one, style, PdfSurface())


def laid_out(one: Paper, style: Style, surface: Surface) -> bytes:
    """The notice on pages of any sort."""
    maker = Maker(style, surface)
    for part in one.parts:
        if isinstance(part, Table):
            maker.table(part)
        else:
            maker.paragraph(part)
    return maker.done()
