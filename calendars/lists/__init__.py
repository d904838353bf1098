"""What is coming, as a list to print, to send and to open in an office program: Markdown, HTML, Word, Excel, CSV.

The same entries give the same bytes. Every shape escapes what its readers would obey.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rules import Message, Span

from ..events import Entry
from .rows import Page, page_of

SHAPES = ("md", "html", "docx", "xlsx", "csv")
BINARY = ("docx", "xlsx")
"""Those that are no text."""
ENDINGS = {"markdown": "md", "htm": "html", "txt": "table"}


def listed(shape: str, entries: Iterable[Entry], window: Span, lang: str) -> bytes:
    """The entries of the window in one of SHAPES."""
    if shape == "csv":
        from .table import to_csv

        return to_csv(entries, lang)
    return written(shape, page_of(entries, heading(window, lang), lang))


def heading(window: Span, lang: str) -> str:
    """What stands above a list."""
    said = Message("What is coming, {first} to {last}", first=str(window.first), last=str(window.last))
    return said.say(lang)


def written(shape: str, page: Page) -> bytes:
    """The page in one of SHAPES but CSV; each writer is loaded when it is asked for."""
    if shape == "docx":
        from .word import to_docx

        return to_docx(page)
    if shape == "xlsx":
        from .excel import to_xlsx

        return to_xlsx(page)
    from .text import to_html, to_markdown

    return to_html(page) if shape == "html" else to_markdown(page)


def shape_of(file: Path | None) -> str | None:
    """The shape that the name of a file asks for; None where it asks for none.

    >>> shape_of(Path("list.DOCX")), shape_of(Path("list")), shape_of(None)
    ('docx', None, None)
    """
    ending = file.suffix[1:].lower() if file else ""
    ending = ENDINGS.get(ending, ending)
    return ending if ending in (*SHAPES, "json", "ics", "table") else None


__all__ = ["BINARY", "SHAPES", "listed", "shape_of"]
