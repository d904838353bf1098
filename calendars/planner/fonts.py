"""The font of the sheets: found on the system or named, and the subset of it that goes into the PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rules import Message

from .errors import NoFont, NoPrinter, UnfitFont

PLACES = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
    "/usr/share/fonts/wqy-microhei-fonts/wqy-microhei.ttc",
    "/usr/share/fonts/wenquanyi/wqy-microhei/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/wqy-zenhei/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/Deng.ttf",
    "C:/Windows/Fonts/simhei.ttf",
    "C:/Windows/Fonts/simsun.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "/Library/Fonts/Arial Unicode.ttf",
)
"""Where Chinese TrueType fonts stand on Debian, Fedora, Arch, Windows and macOS, the best for small sizes first."""
NEEDED = "年月日休班初廿腊截"
"""Characters without which a font is no use."""


@dataclass(frozen=True, slots=True)
class TypeFace:
    """A font file that can be put into a PDF."""

    path: Path
    face: Any
    """What reportlab made of it."""


def font_found(places: Iterable[str] = PLACES) -> TypeFace:
    """The first font of the places that fits; raises NoFont, NoPrinter."""
    for place in places:
        if Path(place).is_file():
            try:
                return font_at(Path(place))
            except UnfitFont:
                continue
    raise NoFont


def font_at(path: Path) -> TypeFace:
    """The font of the file, of a collection (.ttc) its first; raises UnfitFont, NoPrinter, OSError."""
    make, wrong = _reportlab()
    with path.open("rb"):  # says what the system says where it cannot be read
        pass
    try:
        face = make(name_of(path), str(path), subfontIndex=0)
    except wrong as error:
        if "postscript" in str(error).lower():
            reason = Message("its letters are PostScript outlines (CFF), which cannot be put into the PDF")
            raise UnfitFont(str(path), reason) from None
        raise UnfitFont(str(path), Message("it is no TrueType font, or a damaged one")) from None
    except Exception as error:  # a damaged font may fail in any way
        raise UnfitFont(str(path), Message("it is no TrueType font, or a damaged one")) from error
    if missing := "".join(letter for letter in NEEDED if not face.face.charToGlyph.get(ord(letter))):
        raise UnfitFont(str(path), Message("it has no characters for {letters}", letters=missing))
    return TypeFace(path, face)


def name_of(path: Path) -> str:
    """The name under which the font of a file is known within the process: reportlab never lets go of a name."""
    return f"planner-{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]}"


def _reportlab() -> tuple[Any, type[Exception]]:
    try:
        from reportlab.pdfbase.ttfonts import TTFError, TTFont
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "reportlab":
            raise NoPrinter from None
        raise
    return TTFont, TTFError
