"""The planner of a year as a PDF."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from io import BytesIO

from rules import Message, Reckoning, first_all

from ..events import Event
from ..lines import one_line
from .errors import NoPrinter
from .fonts import TypeFace
from .month_sheet import month_sheet
from .paper import Paper
from .sheet import Style
from .year_sheet import year_sheet

MOST_OWNER = 60
"""Characters of the name of whose calendar it is."""


def count_of(year: int, events: Iterable[Event], reckoning: Reckoning) -> int:
    """How many of the events have a date in the year, private ones left out: those of which its planner tells."""
    shown = [event.recurrence for event in events if not event.is_private]
    return sum(count > 0 for count, _ in first_all(shown, date(year, 1, 1), date(year, 12, 31), reckoning))


def planner(
    year: int,
    events: Iterable[Event],
    reckoning: Reckoning,
    font: TypeFace,
    lang: str = "zh",
    owner: str | None = None,
    *,
    large: bool = True,
    months: bool = True,
) -> bytes:
    """The PDF: `large` the year on a sheet of A3, `months` twelve sheets of A4, all landscape.

    The bytes depend on the arguments alone, not on the moment; of the font only the characters that are used go in.
    Events that are private are left out. Raises NoPrinter; UnknownTermYear or UnknownLunarYear for a year outside
    `grids.YEARS_KNOWN`.
    """
    try:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfgen.canvas import Canvas
    except ModuleNotFoundError:
        raise NoPrinter from None
    pdfmetrics.registerFont(font.face)
    out, name = BytesIO(), font.face.fontName
    canvas = Canvas(out, pageCompression=1, invariant=1, initialFontName=name, lang="zh-CN" if lang == "zh" else "en")
    style = Style(lang, one_line(owner or "", MOST_OWNER))
    canvas.setTitle(Message("Planner of {year}", year=year).say(lang))
    canvas.setAuthor(style.owner or Message("Yueling").say(lang))
    canvas.setCreator("Yueling")
    paper, events = Paper(canvas, name), list(events)
    if large:
        year_sheet(paper, year, events, reckoning, style)
    for month in range(1, 13) if months else ():
        month_sheet(paper, date(year, month, 1), events, reckoning, style)
    canvas.save()
    return out.getvalue()
