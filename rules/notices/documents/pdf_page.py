"""A page of a PDF as characters and straight lines with their places."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from .forms import plain_form
from .geometry import Glyph, Sheet, Stroke
from .limits import LIMITS, TooMuch
from .pdf_paths import area_of_pictures, strokes_of

ASCENT = 0.86
"""The part of the height of a font that stands above its baseline."""
STRAIGHT = 3.0
"""Degrees by which a line may be turned."""
LARGE, LIGHT, CLEAR = 1.6, 0.72, 0.5
"""How much larger than most the characters of a watermark are, from which lightness on, and up to which opacity."""
FEWEST_GLYPHS, MOSTLY_PICTURE, FEWEST_PATHS = 24, 0.4, 150
"""A page with fewer characters, and more of it pictures or more paths, is a scan or is drawn."""
UNKNOWN = 0.3
"""The part of the characters without a meaning from which a page cannot be read by them."""
ADDED = frozenset((2, 9, 10, 13, 32, 45, 0xA0))
"""Codes that PDFium may have added: blanks, ends of lines, hyphens."""
UNREAD = frozenset("\0\ufffd")
NO_INK = UNREAD | frozenset("\u200b\ufeff\xad")
FIRST_HAN, LAST_HAN = "\u3400", "\u9fff"
HYPHEN = 2
"""What PDFium gives for a hyphen at the end of a line."""


class Style(NamedTuple):
    """What the characters of one text object have in common."""

    size: float
    angle: float
    """Degrees."""
    pale: bool
    """Whether it is light or lets through what is below it."""
    x: float
    y: float
    """Where its first character stands on the baseline, y counted from the bottom."""


class Char(NamedTuple):
    """A character as PDFium gives it, y counted from the bottom."""

    text: str
    style: Style
    left: float
    right: float
    bottom: float
    top: float


def sheet_of(page: pypdfium2.PdfPage, most: int) -> Sheet | None:
    """The characters and lines of a page; None where it is a picture. Raises TooMuch for more than `most` characters."""
    with closing(page.get_textpage()) as layer:
        count = raw.FPDFText_CountChars(layer.raw)
        if count > most:
            raise TooMuch("characters", LIMITS.characters)
        chars = list(_chars(layer.raw, count))
    amounts = Counter(char.style for char in chars if not char.text.isspace())
    inked, unknown = amounts.total(), sum(1 for char in chars if char.text in UNREAD)
    if inked < FEWEST_GLYPHS or unknown > UNKNOWN * inked:
        pictures, paths = area_of_pictures(page)
        if unknown > UNKNOWN * inked or pictures > MOSTLY_PICTURE or (not inked and paths >= FEWEST_PATHS):
            return None
    turn = _turn(amounts)
    place = _Turned(page, turn)
    usual = _usual_size(amounts)
    lines = {style: _line(style, place) for style in {char.style for char in chars} if not _is_mark(style, usual, turn)}
    glyphs = [
        _glyph(char, lines[char.style], place) for char in chars if char.style in lines and char.text not in NO_INK
    ]
    return Sheet(place.width, place.height, glyphs, [place.stroke(one) for one in strokes_of(page)])


def _chars(layer: raw.FPDF_TEXTPAGE, count: int) -> Iterator[Char]:
    """The characters that a page has in its own order, those that PDFium adds left out."""
    box, styles = raw.FS_RECTF(), dict[int | None, Style]()
    code_of, box_of, object_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetTextObject
    address = ctypes.c_void_p.from_buffer
    for n in range(count):
        code = code_of(layer, n)
        if code in ADDED and (code in (10, 13) or raw.FPDFText_IsGenerated(layer, n) == 1):
            continue
        if not box_of(layer, n, box):
            continue
        thing = object_of(layer, n)
        key = address(thing).value
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(layer, n, thing)
        yield Char(_text(code), style, box.left, box.right, box.bottom, box.top)


def _style(layer: raw.FPDF_TEXTPAGE, n: int, thing: raw.FPDF_PAGEOBJECT) -> Style:
    matrix, x, y = raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetMatrix(layer, n, matrix)
    raw.FPDFText_GetCharOrigin(layer, n, x, y)
    size = raw.FPDFText_GetFontSize(layer, n) * math.hypot(matrix.c, matrix.d)
    angle = math.degrees(math.atan2(matrix.b, matrix.a)) % 360
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pale = False
    if thing and raw.FPDFPageObj_GetFillColor(thing, red, green, blue, alpha):
        lightness = (0.3 * red.value + 0.59 * green.value + 0.11 * blue.value) / 255
        pale = lightness > LIGHT or alpha.value < CLEAR * 255
    return Style(abs(size) or 1.0, angle, pale, x.value, y.value)


def _text(code: int) -> str:
    """The characters of a code; surrogates and what lies behind Unicode are unread."""
    if code == HYPHEN:
        return "-"
    return plain_form(chr(code)) if code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"


def _usual_size(amounts: Counter[Style]) -> float:
    """The size of the character in the middle, by size."""
    half = amounts.total() / 2
    for style in sorted(amounts):
        half -= amounts[style]
        if half <= 0:
            return style.size
    return 0.0


def _turn(amounts: Counter[Style]) -> int:
    """By how many degrees, against the clock, the words stand on the page: as most of its characters do."""
    turns = Counter[int]()
    for style, amount in amounts.items():
        turns[round(style.angle / 90) % 4 * 90] += amount
    return max(turns, key=lambda turn: (turns[turn], turn == 0), default=0)


def _is_mark(style: Style, usual: float, turn: int) -> bool:
    """Whether characters are those of a watermark or a stamp: turned, or large and pale."""
    off = (style.angle - turn + 180) % 360 - 180
    return abs(off) > STRAIGHT or (style.pale and style.size > LARGE * usual)


def _line(style: Style, place: _Turned) -> tuple[float, float]:
    """The top and the bottom of the characters of a text object."""
    _, baseline = place.point(style.x, style.y)
    return baseline - ASCENT * style.size, baseline + (1 - ASCENT) * style.size


def _glyph(char: Char, line: tuple[float, float], place: _Turned) -> Glyph:
    left, right = place.ends(char)
    if FIRST_HAN <= char.text <= LAST_HAN and right - left < char.style.size:  # drawn, and no more known than its ink
        middle, half = (left + right) / 2, char.style.size / 2
        left, right = middle - half, middle + half
    return Glyph(char.text, left, right, *line)


class _Turned:
    """Places on a page as it is read: turned upright, y counted from the top."""

    def __init__(self, page: pypdfium2.PdfPage, turn: int) -> None:
        left, bottom, right, top = page.get_cropbox()
        self.turn = turn
        corners = [self._turned(x, y) for x in (left, right) for y in (bottom, top)]
        self._left, self._top = min(x for x, _ in corners), max(y for _, y in corners)
        self.width = max(max(x for x, _ in corners) - self._left, 1.0)
        self.height = max(self._top - min(y for _, y in corners), 1.0)

    def _turned(self, x: float, y: float) -> tuple[float, float]:
        match self.turn:
            case 90:
                return y, -x
            case 180:
                return -x, -y
            case 270:
                return -y, x
        return x, y

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A place, from the left and from the top."""
        x, y = self._turned(x, y)
        return x - self._left, self._top - y

    def ends(self, char: Char) -> tuple[float, float]:
        """Where a character begins and ends, from the left."""
        if not self.turn:
            return char.left - self._left, char.right - self._left
        left, right, _, _ = self.box(char.left, char.bottom, char.right, char.top)
        return left, right

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A box: left, right, top, bottom."""
        (x, y), (z, w) = self.point(left, bottom), self.point(right, top)
        return min(x, z), max(x, z), min(y, w), max(y, w)

    def stroke(self, box: tuple[float, float, float, float]) -> Stroke:
        """A line by its box."""
        return Stroke(*self.box(*box))
