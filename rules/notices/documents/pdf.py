"""PDF: pages with a text layer by the places of their characters, those that are pictures by recognition."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pypdfium2
from pypdfium2 import raw

from ...errors import UnreadNotice
from ...messages import Message
from .formats import Part
from .geometry import Sheet, write_sheets
from .limits import Limits, TooMuch, limit_scans
from .outline import OutlineWriter
from .pdf_page import sheet_of
from .scans import ANEW, INSTALL, LONGEST_SIDE, is_installed

RESOLUTION = 200 / 72
"""Pixels for each point of a page that is recognised."""


def read(data: bytes, name: str, limits: Limits) -> Iterator[Part]:
    """The outline of a PDF. Nothing that it links to is followed, nothing that it holds is run.

    Raises UnreadNotice where it is damaged, locked, or has too many pages.
    """
    out = OutlineWriter(limits)
    with closing(_opened(data, name)) as document:
        if len(document) > limits.pages:
            raise TooMuch("pages", limits.pages)
        write_sheets(_sheets(document, limits), out)
    outline = out.done()
    if not outline.text.strip():
        if outline.remarks and not is_installed():
            raise UnreadNotice(Message("the pages of {name} are pictures", name=name), INSTALL)
        raise UnreadNotice(Message("{name} has no text", name=name), ANEW)
    yield Part(name, outline)


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    """The document; one with a password for its owner alone is open to everybody."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            said = Message("{name} is locked with a password", name=name)
            raise UnreadNotice(said, Message("open it, save it without a password, and read that")) from None
        raise UnreadNotice(Message("{name} is a damaged PDF", name=name), ANEW) from None


def _sheets(document: pypdfium2.PdfDocument, limits: Limits) -> Iterator[Sheet | Message]:
    """The pages, those that cannot be read as why."""
    most, scans = limits.characters, 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            yield Message("page {page} is damaged", page=number + 1)
            continue
        with closing(page):
            sheet = sheet_of(page, most)
            if sheet is not None:
                most -= len(sheet.glyphs)
                yield sheet
                continue
            scans += 1
            yield _scan(page, number + 1, limits) if scans <= limits.scans else _unread(number + 1)


def _unread(number: int) -> Message:
    return Message("page {page} is a picture, and was not read", page=number)


def _scan(page: pypdfium2.PdfPage, number: int, limits: Limits) -> Sheet | Message:
    """A page that is a picture, recognised where that is installed."""
    if not is_installed():
        return Message("page {page} is a picture: pip install 'yueling[ocr]' installs what reads it", page=number)
    from .scan_picture import sheet_of_picture

    limit_scans(limits)
    scale = min(RESOLUTION, LONGEST_SIDE / max(*page.get_size(), 1.0))
    with closing(page.render(scale=scale, may_draw_forms=False)) as bitmap:
        return sheet_of_picture(bitmap.to_pil().convert("RGB"))
