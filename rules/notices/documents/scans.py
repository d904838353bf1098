"""Pictures of pages (PNG, JPEG, TIFF, BMP): their characters are recognised where the extra is installed that does that."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ...errors import UnreadNotice
from ...messages import Message
from .formats import Part
from .geometry import Sheet, write_sheets
from .limits import Limits, TooMuch, limit_scans
from .outline import OutlineWriter

if TYPE_CHECKING:  # these come with the extra
    from PIL.Image import Image

INSTALL = Message("pip install 'yueling[ocr]' installs what reads it; or ask for the notice as .docx, .pdf or text")
NEEDS = ("rapidocr", "onnxruntime", "cv2", "PIL")
ANEW = Message("save the notice anew, or as text, and read that")
LONGEST_SIDE = 2_400
"""Pixels of a page as it is recognised: 200 for each inch of A4, and a little more."""


def is_installed() -> bool:
    """Whether what recognises characters is installed."""
    return all(find_spec(name) for name in NEEDS)


def read(data: bytes, name: str, limits: Limits) -> Iterator[Part]:
    """The outline of a picture, of each of its pages where it has several.

    Raises UnreadNotice where nothing is installed that reads it, where it is damaged, or has no words.
    """
    if not is_installed():
        raise UnreadNotice(Message("{name} is a picture", name=name), INSTALL)
    limit_scans(limits)
    out = OutlineWriter(limits)
    write_sheets(_sheets(data, name, limits), out)
    outline = out.done()
    if not outline.text.strip():
        raise UnreadNotice(Message("{name} is a picture in which no words were found", name=name), ANEW)
    yield Part(name, outline)


def _sheets(data: bytes, name: str, limits: Limits) -> Iterator[Sheet]:
    """The pages of a picture."""
    from .scan_picture import sheet_of_picture

    for picture in _pictures(data, name, limits):
        yield sheet_of_picture(picture)


def _pictures(data: bytes, name: str, limits: Limits) -> Iterator[Image]:
    """The pages of a picture, upright as its file says, none larger than what is recognised."""
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # its own limit only warns; ours is asked before anything is unpacked
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "BMP")) as whole:
            for number, page in enumerate(ImageSequence.Iterator(whole)):
                if number >= limits.scans:
                    raise TooMuch("scans", limits.scans)
                if page.width * page.height > limits.pixels:
                    raise TooMuch("pixels", limits.pixels)
                page.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(page)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                yield plain(upright)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadNotice(Message("{name} is a damaged picture", name=name), ANEW) from error


def plain(picture: Image) -> Image:
    """The picture in red, green and blue; what is clear in it is white."""
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("RGB")
    if picture.mode.startswith("I"):  # sixteen bits of grey
        return picture.point(lambda value: value / 256).convert("L").convert("RGB")
    return picture.convert("RGB")
