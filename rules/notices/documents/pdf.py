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
from .limits import Limits, TooMuch
from .outline import OutlineWriter
from .pdf_page import NO_TEXT, sheet_of

ANEW = Message("save the notice anew, or as text, and read that")


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
        said = outline.remarks[0] if outline.remarks else Message("{name} has no text", name=name)
        raise UnreadNotice(said, ANEW)
    yield Part(name, outline)


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    """The document; one with a password for its owner alone is open to everybody."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            said = Message("{name} is locked with a password", name=name)
            raise UnreadNotice(said, Message("open it, save it without the password, and read that")) from None
        raise UnreadNotice(Message("{name} is a damaged PDF", name=name), ANEW) from None


def _sheets(document: pypdfium2.PdfDocument, limits: Limits) -> Iterator[Sheet | Message]:
    """The pages, those that cannot be read as why."""
    most = limits.characters
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            yield Message("page {page} is damaged", page=number + 1)
            continue
        with closing(page):
            sheet = sheet_of(page, most)
            if sheet is None:
                yield _picture(page, number + 1)
                continue
            most -= len(sheet.glyphs)
            yield sheet


def _picture(page: pypdfium2.PdfPage, number: int) -> Message:
    return Message(NO_TEXT, page=number)
